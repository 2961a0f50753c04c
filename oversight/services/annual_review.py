"""The annual review's steps: opened, figures frozen, self-reports, findings, scored, approved, published, closed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability
from oversight.indicators import BY_CODE, Scope
from oversight.models import (
    AnnualReview,
    FrozenFigure,
    ReviewConsequence,
    ReviewedOffice,
    ReviewObjection,
    ReviewScore,
    ReviewStep,
    ScoreLine,
    SelfReport,
)
from oversight.models.review import OWED
from oversight.periods import Period
from oversight.review_measures import (
    amount_of,
    code_version,
    counted_with,
    definition,
    figures,
    is_merged,
    measures,
    sight_of,
)
from oversight.review_refusals import ReviewRefused, refused
from oversight.review_who import acts_of_review, step_for
from oversight.scoring import Problem, Score
from oversight.services.commitments import period_problems
from oversight.services.formulas import newest
from oversight.services.review_scores import basis_of, commitments_for, sheets_with_all


@transaction.atomic
def open_review(
    year: int, period: tuple[date, date], offices: Sequence[Office], actor: Actor, at: datetime
) -> AnnualReview:
    """Open the review of a year for offices below the actor's own. Raises ReviewRefused."""
    if not actor.may(Capability.OVERSEE) or actor.office_id is None:
        raise refused("not_yours")
    Office.objects.select_for_update().get(pk=actor.office_id)  # one at a time: none is opened twice
    first, last = period
    found = period_problems(year, first, last)
    if not offices:
        found.append(Problem("offices", "no_office"))
    if any(o.pk not in actor.office_ids or o.pk == actor.office_id for o in offices):
        found.append(Problem("offices", "not_below"))
    mine = AnnualReview.objects.filter(overseer=actor.office_id)
    clash = mine.filter(first_day__lte=last, last_day__gte=first).exclude(year=year).first()
    if mine.filter(year=year).exists():
        found.append(Problem("year", "opened_twice"))
    elif clash is not None:
        days = f"{clash.year}, {clash.first_day.isoformat()} – {clash.last_day.isoformat()}"
        found.append(Problem("first_day", "overlap", days))
    formula = newest(actor.office_id, year)
    if formula is None:
        found.append(Problem("year", "no_formula"))
    if not found and (gone := [o for o in offices if is_merged(o, Period(first, last))]):
        found.append(Problem("offices", "merged", "、".join(f"{o} → {o.successor}" for o in gone)))
    if found:
        raise ReviewRefused(found)
    review = AnnualReview.objects.create(
        overseer_id=actor.office_id, year=year, first_day=first, last_day=last, formula=formula
    )
    ReviewedOffice.objects.bulk_create(ReviewedOffice(review=review, office=o) for o in offices)
    _log(review, "open", actor, at)
    return review


def period_of(review: AnnualReview) -> Period:
    return Period(review.first_day, review.last_day)


def locked(review: AnnualReview) -> AnnualReview:
    row: AnnualReview = AnnualReview.objects.select_for_update(of=("self",)).select_related("overseer", "formula").get(pk=review.pk)  # fmt: skip
    return row


def _log(review: AnnualReview, act: str, actor: Actor, at: datetime, note: str = "") -> None:
    ReviewStep.objects.create(
        review=review, act=act, by_id=actor.user_id, posting_id=actor.posting_id, at=at, note=note
    )


@transaction.atomic
def take(review: AnnualReview, act: str, actor: Actor, at: datetime, today: date, day: date | None = None) -> AnnualReview:  # fmt: skip
    """One step of the review. `day`: until when reports (`ask_reports`) or objections (`score`) may come.

    Raises ReviewRefused; nothing is written then.
    """
    row = locked(review)
    step = step_for("review", act, acts_of_review(row, actor))
    TAKE[act](row, actor, at, today, day)
    row.state = step.to
    row.save()
    _log(row, act, actor, at, day.isoformat() if day else "")
    return row


def _freeze(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    """Every indicator of every office, with its definition in both languages and the version of the code."""
    if today <= review.last_day:
        raise refused("not_over", review.last_day)
    period = period_of(review)
    sheets = {s.office_id: s for s in review.sheets.select_related("office__successor")}
    merged = counted_with(sheets, period)
    moved = {o.pk for rows in merged.values() for o in rows}  # counted at their successors' sheets
    groups = {o: frozenset({o, *(m.pk for m in merged[o])}) for o in sheets if o not in moved}
    found = figures(BY_CODE, groups, Scope(sight_of(review.overseer_id, today), today), period)
    version, known = code_version(), measures()
    told = {code: definition(code).__dict__ for code in BY_CODE}
    rows = []
    for office in groups:
        for n, code in enumerate(BY_CODE, 1):
            figure = found[office, code]
            rows.append(FrozenFigure(
                sheet=sheets[office], position=n, indicator=code, unit=known[code].unit, higher_is_better=known[code].higher_is_better,
                numerator=figure.numerator, denominator=figure.denominator, value=amount_of(code, figure).value, code_version=version,
                frozen_at=at, **told[code],
            ))  # fmt: skip
    FrozenFigure.objects.bulk_create(rows)
    through = ReviewedOffice.counted.through
    through.objects.bulk_create(
        through(reviewedoffice_id=sheets[o].pk, office_id=m.pk) for o in groups for m in merged[o]
    )
    signed = commitments_for(groups, period)
    for office, commitment in signed.items():
        sheets[office].commitment = commitment
    ReviewedOffice.objects.bulk_update([sheets[o] for o in signed], ["commitment"])
    review.frozen_at, review.code_version = at, version


def _ask_reports(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    review.report_due_on = _coming(day, today)


def _coming(day: date | None, today: date) -> date:
    if day is None:
        raise refused("day", where="day")
    if day < today:
        raise refused("past", where="day")
    return day


def _inspect(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    """Findings begin when every office has reported, or the day for reports has passed."""
    due = review.report_due_on
    missing = review.sheets.exclude(pk__in=SelfReport.objects.filter(sheet__review=review).values("sheet"))
    if due and today <= due and missing.exists():
        raise refused("reports_open", due)


def _score(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    """Score every office; scoring again adds a score where it differs. The day for objections is given the first time."""
    if day is not None or review.objection_due_on is None:
        review.objection_due_on = _coming(day, today)
    changed = [(sheet, found) for sheet, found in scores(review) if not same(sheet.score, found)]
    kept = ReviewScore.objects.bulk_create(
        ReviewScore(
            sheet=sheet, version=sheet.score.version + 1 if sheet.score else 1, base=found.base, bonus=found.bonus,
            deduction=found.deduction, total=found.total, by_id=actor.user_id, posting_id=actor.posting_id, at=at,
        )
        for sheet, found in changed
    )  # fmt: skip
    copied = {line.indicator: {name: getattr(line, name) for name in COPIED} for line in review.formula.lines.all()}
    ScoreLine.objects.bulk_create(
        ScoreLine(score=row, value=line.value, counted_weight=line.weight, points=line.points, **copied[line.target.code])
        for row, (_sheet, found) in zip(kept, changed, strict=True)
        for line in found.lines
    )  # fmt: skip
    for row, (sheet, _found) in zip(kept, changed, strict=True):
        sheet.score = row
    ReviewedOffice.objects.bulk_update([sheet for sheet, _found in changed], ["score"])


def scores(review: AnnualReview) -> list[tuple[ReviewedOffice, Score]]:
    """Each sheet with its score by the review's formula as of now. Reads only."""
    targets, caps = [line.as_target() for line in review.formula.lines.all()], review.formula.caps()
    return [(sheet, basis_of(sheet).scored(targets, caps)) for sheet in sheets_with_all(review)]


def same(kept: ReviewScore | None, found: Score) -> bool:
    """Whether a kept score says what the formula gives now."""
    if kept is None:
        return False
    before = {line.indicator: (line.value, line.points) for line in kept.lines.all()}
    return (kept.base, kept.bonus, kept.deduction, kept.total) == (found.base, found.bonus, found.deduction, found.total) and before == {
        line.target.code: (line.value, line.points) for line in found.lines
    }  # fmt: skip


COPIED = ("position", "indicator", "unit", "higher_is_better", "name_zh", "name_en", "formula_zh", "formula_en", "citation", "weight", "full", "floor")  # fmt: skip


def _approve(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    """The scores stand once objections could be made, each is answered, and nothing came after the last scoring."""
    if review.objection_due_on and today <= review.objection_due_on:
        raise refused("objections_time", review.objection_due_on)
    open_ones = ReviewObjection.objects.filter(sheet__review=review, answered_at=None).select_related("sheet__office")
    if names := [str(o.sheet.office) for o in open_ones]:
        raise refused("objections_open", "、".join(names))
    if not all(same(sheet.score, found) for sheet, found in scores(review)):
        raise refused("stale")


def _publish(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    """Nothing more than the state: what is published are rows that no longer change."""


def _close(review: AnnualReview, actor: Actor, at: datetime, today: date, day: date | None) -> None:
    owed = ReviewConsequence.objects.filter(sheet__review=review, kind__in=OWED, verified_at=None)
    if names := sorted({str(c.sheet.office) for c in owed.select_related("sheet__office")}):
        raise refused("owed", "、".join(names))


TAKE = {
    "freeze": _freeze, "ask_reports": _ask_reports, "inspect": _inspect, "score": _score, "approve": _approve,
    "publish": _publish, "close": _close,
}  # fmt: skip
