from django.urls import path

from petitions import event_notes, reading, views

app_name = "petitions"
urlpatterns = [
    path("register/", views.register_view, name="register"),
    path("register/draft/", views.draft, name="draft"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/drop/", views.drop, name="drop"),
    path("petitions/<uuid:uid>/receipt/", views.receipt, name="receipt"),
    path("event-notes/", event_notes.notes, name="event_notes"),
    path("reading/", reading.give, name="reading"),
    path("files/<uuid:uid>/", views.attachment, name="attachment"),
]
