from django.urls import path

from oversight.views import annual_review, commitments, figures, review_sheet

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
]
