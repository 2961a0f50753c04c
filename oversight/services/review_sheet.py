"""What is added to one office's sheet: self-report, findings, corrections, objection and answer, consequences. One act each."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from offices.actors import Actor
from oversight.forecast import Amount
from oversight.indicators import BY_CODE, Scope
from oversight.models import (
    AnnualReview,
    FigureCorrection,
    FrozenFigure,
    ReviewConsequence,
    ReviewedOffice,
    ReviewFinding,
    ReviewObjection,
    SelfReport,
)
from oversight.models.review import OWED
from oversight.periods import Period
from oversight.review_measures import amount_of, code_version, figures, sight_of
from oversight.review_refusals import refused
from oversight.review_who import acts_of_sheet, step_for
from oversight.services.annual_review import locked
from petitions.identity import holds_numbers

BEFORE_APPROVAL = frozenset({"frozen", "reporting", "inspecting", "scored"})
NO_POINTS, MOST_POINTS = Decimal(0), Decimal(100)


def _begin(sheet: ReviewedOffice, act: str, actor: Actor, *texts: str) -> ReviewedOffice:
    """Lock the review, see that the act may be done on this sheet now, and that its texts are written and name nobody."""
    review: AnnualReview = locked(sheet.review)
    sheet.review = review
    step_for("review", act, acts_of_sheet(sheet, actor))
    for text in texts:
        _written(text)
    return sheet


def _written(text: str) -> None:
    if not text.strip():
        raise refused("reason", where="text")
    if holds_numbers(text):
        raise refused("numbers", where="text")


def _by(actor: Actor, at: datetime) -> dict[str, object]:
    return {"by_id": actor.user_id, "posting_id": actor.posting_id, "at": at}


@transaction.atomic
def report(sheet: ReviewedOffice, text: str, actor: Actor, at: datetime, today: date) -> SelfReport:
    """The head's report on the own year; a newer one counts, the earlier ones stay. Raises ReviewRefused."""
    _begin(sheet, "report", actor, text)
    row: SelfReport = SelfReport.objects.create(sheet=sheet, text=text.strip(), **_by(actor, at))
    return row


@transaction.atomic
def find(sheet: ReviewedOffice, kind: str, points: Decimal, reason: str, source: str, actor: Actor, at: datetime) -> ReviewFinding:  # fmt: skip
    """A finding of an inspection, with or without points. Raises ReviewRefused."""
    _begin(sheet, "find", actor, reason)
    if (kind == "note") != (points == 0) or not 0 <= points <= MOST_POINTS:
        raise refused("points", where="points")
    if holds_numbers(source):
        raise refused("numbers", where="source")
    row: ReviewFinding = ReviewFinding.objects.create(
        sheet=sheet, kind=kind, points=points, reason=reason.strip(), source=source.strip(), **_by(actor, at)
    )
    return row


@transaction.atomic
def withdraw(sheet: ReviewedOffice, finding: int, why: str, actor: Actor, at: datetime) -> ReviewFinding:
    """A finding that does not hold: it stays with the reason and counts no more. Raises ReviewRefused."""
    _begin(sheet, "withdraw", actor, why)
    row: ReviewFinding | None = sheet.findings.filter(pk=finding, withdrawn_at=None).first()
    if row is None:
        raise refused("moved_on")
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_why = at, actor.user_id, why.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    return row


def recomputed(sheet: ReviewedOffice, today: date) -> dict[str, Amount]:
    """The sheet's figures counted again today, over the same period and offices. Reads only."""
    review = sheet.review
    group = frozenset({sheet.office_id, *(o.pk for o in sheet.counted.all())})
    period = Period(review.first_day, review.last_day)
    found = figures(BY_CODE, {sheet.office_id: group}, Scope(sight_of(review.overseer_id, today), today), period)
    return {code: amount_of(code, figure) for (_office, code), figure in found.items()}


@transaction.atomic
def correct(sheet: ReviewedOffice, reason: str, actor: Actor, at: datetime, today: date) -> list[FigureCorrection]:
    """Write beside the frozen figures what differs when counted today. Taken for the score until the approval.

    The frozen figures stay as they are. Raises ReviewRefused, also where nothing differs.
    """
    _begin(sheet, "correct", actor, reason)
    known = list(FrozenFigure.objects.filter(sheet=sheet).prefetch_related("corrections"))
    if not known:
        raise refused("no_figures")
    now, rows = recomputed(sheet, today), []
    for figure in known:
        last = [*figure.corrections.all()][-1:] or [figure]
        amount = now.get(figure.indicator)
        if amount is None or (last[0].numerator, last[0].denominator, last[0].value) == (amount.numerator, amount.denominator, amount.value):  # fmt: skip
            continue
        rows.append(FigureCorrection(
            figure=figure, numerator=amount.numerator, denominator=amount.denominator, value=amount.value, code_version=code_version(),
            counts=sheet.review.state in BEFORE_APPROVAL, reason=reason.strip(), **_by(actor, at),
        ))  # fmt: skip
    if not rows:
        raise refused("nothing_new")
    return list(FigureCorrection.objects.bulk_create(rows))


@transaction.atomic
def object_to(sheet: ReviewedOffice, text: str, actor: Actor, at: datetime, today: date) -> ReviewObjection:
    """The head objects to the score, until the day that was set. Raises ReviewRefused."""
    _begin(sheet, "object", actor, text)
    due = sheet.review.objection_due_on
    if due and today > due:
        raise refused("objections_over", due)
    if sheet.objections.filter(answered_at=None).exists():
        raise refused("objection_one")
    row: ReviewObjection = ReviewObjection.objects.create(sheet=sheet, text=text.strip(), **_by(actor, at))
    return row


@transaction.atomic
def answer(sheet: ReviewedOffice, objection: int, result: str, text: str, actor: Actor, at: datetime) -> ReviewObjection:  # fmt: skip
    """Answer an objection, once. What it changes is done by its own act: withdraw, correct, score again."""
    _begin(sheet, "answer", actor, text)
    row: ReviewObjection | None = sheet.objections.filter(pk=objection, answered_at=None).first()
    if row is None:
        raise refused("moved_on")
    row.result, row.answer, row.answered_by_id, row.answered_at = result, text.strip(), actor.user_id, at
    row.save(update_fields=["result", "answer", "answered_by", "answered_at"])
    return row


@transaction.atomic
def order(sheet: ReviewedOffice, kind: str, reason: str, due_on: date | None, actor: Actor, at: datetime, today: date) -> ReviewConsequence:  # fmt: skip
    """What follows for the office, with its day where it owes something. Raises ReviewRefused."""
    _begin(sheet, "order", actor, reason)
    if kind in OWED:
        if due_on is None:
            raise refused("day", where="due_on")
        if due_on < today:
            raise refused("past", where="due_on")
    row: ReviewConsequence = ReviewConsequence.objects.create(
        sheet=sheet, kind=kind, reason=reason.strip(), due_on=due_on if kind in OWED else None, **_by(actor, at)
    )
    return row


def _consequence(sheet: ReviewedOffice, pk: int) -> ReviewConsequence:
    row: ReviewConsequence | None = sheet.consequences.filter(pk=pk, kind__in=OWED, verified_at=None).first()
    if row is None:
        raise refused("moved_on")
    return row


@transaction.atomic
def follow_up(sheet: ReviewedOffice, consequence: int, text: str, actor: Actor, at: datetime) -> ReviewConsequence:
    """The head tells what was done. Raises ReviewRefused."""
    _begin(sheet, "follow_up", actor, text)
    row = _consequence(sheet, consequence)
    if row.done_at is not None:
        raise refused("done_already")
    row.done_text, row.done_by_id, row.done_at = text.strip(), actor.user_id, at
    row.save(update_fields=["done_text", "done_by", "done_at"])
    return row


@transaction.atomic
def verify(sheet: ReviewedOffice, consequence: int, text: str, holds: bool, actor: Actor, at: datetime) -> ReviewConsequence:  # fmt: skip
    """The overseeing office looks at it: it holds, or it goes back with what is lacking. Raises ReviewRefused."""
    _begin(sheet, "verify", actor, text)
    row = _consequence(sheet, consequence)
    if row.done_at is None:
        raise refused("done_first")
    row.verified_text, row.verified_by_id = text.strip(), actor.user_id
    if holds:
        row.verified_at = at
    else:
        row.done_at, row.done_by = None, None
    row.save(update_fields=["verified_text", "verified_by", "verified_at", "done_at", "done_by"])
    return row
