from allauth.account import views as allauth
from django.urls import path

from offices.views import account, jobs, people, settings

urlpatterns = [
    path("", account.home, name="home"),
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("signup/", allauth.login, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("hat/", account.hat, name="hat"),
    path("language/", account.language, name="language"),
    path("account/", account.account, name="account"),
    path("help/", account.help_page, name="help"),
    path("first-password/<str:uid>/<str:token>/", account.first_password, name="first_password"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:uid>/", jobs.job, name="job"),
    path("jobs/<uuid:uid>/stop/", jobs.stop, name="job_stop"),
    path("jobs/<uuid:uid>/file/", jobs.file, name="job_file"),
    path("settings/", settings.index, name="settings"),
    path("settings/regions/", settings.regions, name="regions"),
    path("settings/regions/new/", settings.region, name="region_new"),
    path("settings/regions/<int:pk>/", settings.region, name="region"),
    path("settings/offices/", settings.offices, name="offices"),
    path("settings/offices/new/", settings.office, name="office_new"),
    path("settings/offices/<int:pk>/", settings.office, name="office"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/postings/<int:pk>/end/", people.end, name="posting_end"),
    path("settings/import/", settings.upload, name="offices_import"),
]
