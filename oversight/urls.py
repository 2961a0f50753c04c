from django.urls import path

from oversight.views import figures, recommendations, supervision

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
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
