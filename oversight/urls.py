from django.urls import path

from oversight.views import annual_review, commitments, figures, reception, reception_items, review_sheet

app_name = "oversight"
urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.behind, name="behind"),
    path("commitments/", commitments.index, name="commitments"),
    path("commitments/new/", commitments.write, name="commitment_new"),
    path("commitments/<uuid:uid>/", commitments.show, name="commitment"),
    path("commitments/<uuid:uid>/write/", commitments.write, name="commitment_write"),
    path("reviews/", annual_review.index, name="reviews"),
    path("reviews/new/", annual_review.new, name="review_new"),
    path("reviews/rehearsal/", annual_review.rehearsal, name="rehearsal"),
    path("reviews/formula/<int:pk>/", annual_review.formula, name="formula"),
    path("reviews/<uuid:uid>/", annual_review.show, name="review"),
    path("reviews/<uuid:uid>/published/", annual_review.published, name="review_published"),
    path("reviews/<uuid:uid>/document/", annual_review.document, name="review_document"),
    path("reviews/<uuid:review>/offices/<uuid:uid>/", review_sheet.show, name="review_sheet"),
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
