from django.urls import path

from oversight.views import figures, hot_issues, problems, readiness, rising

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
    path("hot-issues/", hot_issues.index, name="hot_issues"),
    path("hot-issues/search/", hot_issues.search, name="hot_search"),
    path("hot-issues/<uuid:uid>/", hot_issues.show, name="hot_issue"),
    path("hot-issues/rising/", rising.index, name="rising"),
    path("prevention/", problems.index, name="problems"),
    path("prevention/problems/new/", problems.new, name="problem_new"),
    path("prevention/problems/<uuid:uid>/", problems.show, name="problem"),
    path("prevention/readiness/", readiness.index, name="readiness"),
    path("prevention/roster/", readiness.roster, name="roster"),
    path("prevention/plans/new/", readiness.plan_new, name="plan_new"),
    path("prevention/plans/<uuid:uid>/", readiness.plan, name="plan"),
]
