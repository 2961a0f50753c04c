"""Short ways to a commitment and to a review in a state, through the real services only."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from offices.models import Office
from oversight.models import AnnualReview, Commitment, ReviewedOffice, ScoreFormula
from oversight.scoring import Caps, Target
from oversight.services import annual_review, commitments, formulas
from tests.cast import TODAY, Cast, at

YEAR = (date(2025, 11, 1), date(2026, 10, 31))  # an assessment year that is over on TODAY


def target(code: str = "answered_in_time", weight: str = "60", full: str = "95", floor: str = "50") -> Target:
    return Target(code, Decimal(weight), Decimal(full), Decimal(floor))


TARGETS = (target("accepted_in_time", "40", "100", "80"), target())
LINES = (target("accepted_in_time", "30", "100", "80"), target("answered_in_time", "50"), target("commitment", "20", "100", "50"))  # fmt: skip


def draft(cast: Cast, office: str = "housing", targets: Sequence[Target] = TARGETS, **over: Any) -> commitments.Draft:
    given: dict[str, Any] = {"year": 2026, "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31), "text": ""}
    return commitments.Draft(office=cast.offices[office], targets=targets, **(given | over))


def commitment(cast: Cast, who: str = "su", signed: bool = True, head: str = "hei", **over: Any) -> Commitment:
    """A commitment in force, or (`signed` False) its draft."""
    made = commitments.write(draft(cast, **over), cast.actor(who), at(TODAY, 9))
    if signed:
        commitments.act(made, "sign", cast.actor(who), at(TODAY, 10))
        commitments.act(made, "countersign", cast.actor(head), at(TODAY, 11))
        made.refresh_from_db()
    return made


def formula(cast: Cast, targets: Sequence[Target] = LINES, who: str = "hua", year: int = 2026) -> ScoreFormula:
    given = formulas.FormulaDraft(year, list(targets), Caps(), "年度考核办法")
    return formulas.adopt(given, cast.actor(who), at(TODAY, 9))


def review(cast: Cast, offices: Sequence[str] = ("housing", "water"), until: str = "open", who: str = "su") -> AnnualReview:  # fmt: skip
    """A review opened, and taken on to a state."""
    if not ScoreFormula.objects.exists():
        formula(cast)
    rows = [Office.objects.get(pk=cast.offices[o].pk) for o in offices]
    made = annual_review.open_review(2026, YEAR, rows, cast.actor(who), at(TODAY, 9))
    for act, day in WAY:
        if made.state == until:
            break
        made = take(cast, made, act, "hua", day)
    return made


WAY = (
    ("freeze", TODAY), ("ask_reports", TODAY), ("inspect", date(2026, 11, 25)), ("score", date(2026, 11, 25)),
    ("approve", date(2026, 12, 6)), ("publish", date(2026, 12, 6)), ("close", date(2026, 12, 7)),
)  # fmt: skip
DAYS = {"ask_reports": TODAY, "score": date(2026, 12, 5)}


def take(cast: Cast, row: AnnualReview, act: str, who: str = "su", day: date = TODAY, until: date | None = None) -> AnnualReview:  # fmt: skip
    """One step on a day; the days that two of them set are usual ones where none is given."""
    return annual_review.take(row, act, cast.actor(who, day), at(day, 12), day, until or DAYS.get(act))


def sheet(row: AnnualReview, cast: Cast, office: str = "housing") -> ReviewedOffice:
    found: ReviewedOffice = ReviewedOffice.objects.select_related("review", "office").get(review=row, office=cast.offices[office])  # fmt: skip
    return found


def now(day: date = TODAY) -> datetime:
    return at(day, 13)


# --- the world of tests/addresses.py: one commitment in force and one review with the housing bureau's sheet -----
def in_the_world(cast: Cast) -> None:
    commitment(cast)
    review(cast, offices=("housing",))


def untouched() -> None:
    assert Commitment.objects.get().state == "in_force" and AnnualReview.objects.get().state == "open"
    assert ScoreFormula.objects.count() == 1


def commitment_address(_world: Any) -> list[Any]:
    return [Commitment.objects.get().uid]


def formula_address(_world: Any) -> list[Any]:
    return [ScoreFormula.objects.get().pk]


def review_address(_world: Any) -> list[Any]:
    return [AnnualReview.objects.get().uid]


def sheet_address(_world: Any) -> list[Any]:
    found = ReviewedOffice.objects.select_related("review").get()
    return [found.review.uid, found.uid]
