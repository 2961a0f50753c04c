"""Points from figures: an office's values from its frozen figures, its commitment's points, its score; and a rehearsal.

The figure that is taken is the frozen one, or the newest correction that was written before the approval. The office's
commitment is scored by the same formula over the same figures; its points are one line of the review's formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from offices.models import Office
from oversight.indicators import BY_CODE, Scope
from oversight.models import AnnualReview, Commitment, FrozenFigure, ReviewedOffice, ReviewFinding
from oversight.periods import Period
from oversight.review_measures import COMMITMENT, amount_of, counted_with, figures, is_merged, sight_of
from oversight.scoring import Adjustment, Caps, Score, Target, score

Values = dict[str, Decimal | None]


@dataclass(frozen=True)
class Basis:
    """What a score of one office rests on."""

    office: Office
    values: Values
    commitment: Sequence[Target]
    adjustments: Sequence[Adjustment]

    def scored(self, targets: Sequence[Target], caps: Caps) -> Score:
        """The score by these targets; without a commitment or its figures that line has none."""
        own = score(self.commitment, self.values).base if self.commitment else None
        return score(targets, {**self.values, COMMITMENT: own}, self.adjustments, caps)


def taken(figure: FrozenFigure) -> Decimal | None:
    """The value that counts. `figure` with its corrections read."""
    counting = [c for c in figure.corrections.all() if c.counts]
    value: Decimal | None = counting[-1].value if counting else figure.value
    return value


def sheets_with_all(review: AnnualReview) -> list[ReviewedOffice]:
    """The sheets with what scores them, in a fixed number of statements."""
    rows = ReviewedOffice.objects.filter(review=review).select_related(
        "office", "commitment", "score", "review__formula"
    )
    return list(rows.prefetch_related(
        Prefetch("figures", FrozenFigure.objects.prefetch_related("corrections")), "commitment__targets", "counted", "score__lines",
        Prefetch("findings", ReviewFinding.objects.filter(withdrawn_at=None)),
    ))  # fmt: skip


def basis_of(sheet: ReviewedOffice) -> Basis:
    """What a sheet's score rests on; `sheet` as `sheets_with_all` reads it."""
    values: Values = {f.indicator: taken(f) for f in sheet.figures.all()}
    targets = [t.as_target() for t in sheet.commitment.targets.all()] if sheet.commitment else []
    adjustments = [Adjustment(f.kind, f.points, f.reason) for f in sheet.findings.all() if f.kind != "note"]
    return Basis(sheet.office, values, targets, adjustments)


def bases(review: AnnualReview) -> list[Basis]:
    return [basis_of(s) for s in sheets_with_all(review)]


def live_bases(office_ids: Iterable[int], overseer: int, period: Period, today: date) -> list[Basis]:
    """The same before any freeze: over the figures of the period so far, without findings."""
    offices = [o for o in Office.objects.filter(pk__in=office_ids).order_by("region__path", "name") if not is_merged(o, period)]  # fmt: skip
    merged = counted_with([o.pk for o in offices], period)
    groups = {o.pk: frozenset({o.pk, *(m.pk for m in merged[o.pk])}) for o in offices}
    codes = [c for c, i in BY_CODE.items() if i.higher_is_better is not None]
    found = figures(codes, groups, Scope(sight_of(overseer, today), today), period)
    signed = commitments_for(groups, period)
    return [
        Basis(o, {c: amount_of(c, found[o.pk, c]).value for c in codes},
              [t.as_target() for t in signed[o.pk].targets.all()] if o.pk in signed else [], [])
        for o in offices
    ]  # fmt: skip


def commitments_for(offices: Iterable[int], period: Period) -> dict[int, Commitment]:
    """The commitment of each office that is in force and holds for the period's last days; the newest where several do."""
    rows = Commitment.objects.filter(office__in=list(offices), state="in_force").prefetch_related("targets")
    rows = rows.filter(first_day__lte=period.last, last_day__gte=period.first).order_by("last_day", "version")
    return {c.office_id: c for c in rows}


@dataclass(frozen=True)
class Rehearsed:
    """One office by the formula as it is and by the changed one."""

    office: Office
    before: Score | None
    after: Score

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total


def rehearse(
    rows: Sequence[Basis], new: tuple[Sequence[Target], Caps], old: tuple[Sequence[Target], Caps] | None
) -> list[Rehearsed]:
    """Both formulas over the same data; nothing is written."""
    return [Rehearsed(b.office, b.scored(*old) if old else None, b.scored(*new)) for b in rows]
