"""The demo's commitments and review: in force, to be signed, drafted; scored, with an objection to be answered, whatever the day."""

from datetime import date

import pytest
import time_machine as tm
from django.core.management import call_command

from oversight.models import AnnualReview, Commitment, ReviewedOffice
from tests.cast import at


@pytest.mark.parametrize("day", ["2026-11-28", "2026-01-03", "2028-03-01"])
def test_one_of_each(db, day: str) -> None:
    with tm.travel(at(day, 12), tick=False):
        call_command("demo", "--petitions", "2", verbosity=0)
    assert sorted(Commitment.objects.values_list("state", flat=True)) == ["draft", "half", "in_force", "in_force"]
    review = AnnualReview.objects.get()
    assert review.state == "scored" and review.last_day < date.fromisoformat(day) <= review.objection_due_on
    waiting = ReviewedOffice.objects.filter(objections__answered_at=None, objections__isnull=False)
    assert [s.office.code for s in waiting] == ["LJZJ"] and not ReviewedOffice.objects.filter(score=None).exists()
