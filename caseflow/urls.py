from django.urls import path

from caseflow.views import case, duties, exports, imports, lists, own, public, reference

app_name = "caseflow"
urlpatterns = [
    path("mine/", lists.mine, name="mine"),
    path("cases/", lists.cases, name="cases"),
    path("petitions/", lists.petitions, name="petitions"),
    path("petitions/at-her-request/", own.own, name="own"),
    path("export/<str:source>/", exports.export, name="export"),
    path("search/", lists.search, name="search"),
    path("reminders/", lists.reminders, name="reminders"),
    path("reminders/read/", lists.read, name="read"),
    path("cases/<uuid:uid>/", case.case, name="case"),
    path("cases/<uuid:uid>/export/", exports.case_file, name="case_file"),
    path("cases/<uuid:uid>/presence/", case.presence, name="presence"),
    path("cases/<uuid:uid>/compare/<uuid:other>/", reference.compare, name="compare"),
    path("cases/<uuid:uid>/<str:act>/", case.act, name="act"),
    path("papers/<uuid:uid>/", case.paper, name="paper"),
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/<uuid:uid>/", imports.show, name="import"),
    path("imports/<uuid:uid>/columns/", imports.columns, name="import_columns"),
    path("imports/<uuid:uid>/check/", imports.check, name="import_check"),
    path("imports/<uuid:uid>/run/", imports.run, name="import_run"),
    path("imports/<uuid:uid>/stop/", imports.stop, name="import_stop"),
    path("imports/<uuid:uid>/report/", imports.report, name="import_report"),
    path("imports/<uuid:uid>/petitions/", imports.petitions, name="import_petitions"),
    path("deadlines/", reference.deadlines, name="deadlines"),
    path("settings/duties/", duties.duties, name="duties"),
    path("settings/duties/<int:pk>/end/", duties.end_duty, name="duty_end"),
    path("settings/duties/draft/", duties.draft, name="duty_draft"),
    path("settings/duties/trials/<uuid:uid>/", duties.trial, name="duty_trial"),
    path("settings/calendar/", reference.calendar, name="calendar"),
    path("query/", public.query, name="query"),
]
