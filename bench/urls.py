from django.urls import include, path

from bench import ours
from bench.floor import views as floor

urlpatterns = [
    path("bench/floor/list/", floor.office_list),
    path("bench/floor/case/<int:pk>/", floor.one_case),
    path("bench/floor/insert/", floor.insert),
    path("bench/ours/register/", ours.register_one),
    path("bench/ours/act/", ours.act_once),
    path("bench/ours/draft/", ours.draft_once),
    path("", include("config.urls")),
]
