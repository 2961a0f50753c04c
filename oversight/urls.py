from django.urls import path

from oversight.views import figures, reception, reception_items

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
    path("receptions/", reception.calendar, name="receptions"),
    path("receptions/new/", reception.new, name="reception_new"),
    path("receptions/leaders/", reception.leaders, name="leaders"),
    path("receptions/leaders/<int:pk>/end/", reception.leader_end, name="leader_end"),
    path("receptions/matters/", reception_items.items, name="reception_items"),
    path("receptions/matters/<uuid:uid>/", reception_items.item, name="reception_item"),
    path("receptions/matters/<uuid:uid>/slip/", reception_items.slip, name="reception_slip"),
    path("receptions/book/<uuid:uid>/", reception_items.book, name="reception_book"),
    path("receptions/charges/", reception_items.charges, name="charges"),
    path("receptions/charges/new/<uuid:uid>/", reception_items.charge_new, name="charge_new"),
    path("receptions/charges/<uuid:uid>/", reception_items.charge, name="charge"),
    path("receptions/<uuid:uid>/", reception.day, name="reception"),
    path("receptions/<uuid:uid>/change/", reception.change, name="reception_change"),
    path("query/receptions/", reception.public, name="public_receptions"),
]
