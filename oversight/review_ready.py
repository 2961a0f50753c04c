"""What commitments and reviews add to the rooms below when the desk starts: entries, a list and a document, the demo."""

from django.utils.translation import gettext_lazy as _

from caseflow import demo
from offices import jobs
from offices.nav import ENTRIES, NavEntry
from oversight import review_export
from oversight.demo.reviews import make_reviews
from oversight.views.annual_review import waiting
from oversight.views.commitments import to_sign


def add_reviews() -> None:
    ENTRIES.append(NavEntry(55, "oversight:commitments", _("Commitments"), "file-earmark-check", "oversee", to_sign))
    ENTRIES.append(NavEntry(56, "oversight:reviews", _("Annual review"), "award", "oversee", waiting))
    jobs.KINDS[review_export.KIND] = jobs.Kind(_("Annual review"), review_export.run, barred=review_export.barred)
    demo.MORE.append(make_reviews)
