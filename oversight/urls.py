from django.urls import path

from oversight import views

app_name = "oversight"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/<str:code>/", views.behind, name="behind"),
]
