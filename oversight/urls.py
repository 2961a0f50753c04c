from django.urls import path

from oversight.views import figures

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
]
