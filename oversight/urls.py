from django.urls import path

from oversight.views import figures, hot_issues, rising

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
    path("prevention/", hot_issues.index, name="hot_issues"),
    path("prevention/search/", hot_issues.search, name="hot_search"),
    path("prevention/issues/<uuid:uid>/", hot_issues.show, name="hot_issue"),
    path("prevention/rising/", rising.index, name="rising"),
]
