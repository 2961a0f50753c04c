from django.urls import path

from oversight.views import figures, reception, reception_items, recommendations, supervision

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
    path("supervision/", supervision.orders, name="orders"),
    path("supervision/candidates/", supervision.queue, name="queue"),
    path("supervision/cases/<uuid:uid>/order/", supervision.order_new, name="order_new"),
    path("supervision/cases/<uuid:uid>/pass-over/", supervision.pass_over, name="pass_over"),
    path("supervision/orders/<uuid:uid>/", supervision.order, name="order"),
    path("supervision/orders/<uuid:uid>/pdf/", supervision.order_pdf, name="order_pdf"),
    path("supervision/orders/<uuid:uid>/<str:act>/", supervision.order_act, name="order_act"),
    path("supervision/recommendations/", recommendations.index, name="recommendations"),
    path("supervision/recommendations/new/", recommendations.new, name="recommendation_new"),
    path("supervision/recommendations/<uuid:uid>/", recommendations.show, name="recommendation"),
    path("supervision/recommendations/<uuid:uid>/pdf/", recommendations.pdf, name="recommendation_pdf"),
]
