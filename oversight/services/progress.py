"""How commitments stand: each target's figure now, its forecast for the period's end, a lamp with words. Reads only.

The statements grow with the number of different periods and indicators, never with the number of offices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offices.models import Office
from oversight.forecast import Amount, Outlook, forecast, lamp, recent, so_far
from oversight.indicators import Figure, Scope
from oversight.models import Commitment, CommitmentTarget
from oversight.periods import Period
from oversight.review_measures import BY_CODE, amount_of, counted_with, figures, sight_of
from oversight.scoring import Score, score

NOTHING = Amount(0, None, None)


@dataclass(frozen=True)
class Progress:
    """One target: its figure so far, the last ninety days', the forecast, and the lamp of the forecast."""

    target: CommitmentTarget
    now: Amount
    lately: Amount
    outlook: Outlook
    lamp: str


@dataclass(frozen=True)
class Standing:
    """A commitment as it stands: its targets, the points that today's figures and the forecasts would give."""

    commitment: Commitment
    period: Period
    counted: Period | None
    lines: tuple[Progress, ...]
    score: Score
    ahead: Score
    with_offices: tuple[Office, ...]

    @property
    def worst(self) -> str:
        """The lamp of the whole: its worst target's that has a figure."""
        lamps = {line.lamp for line in self.lines}
        return next((name for name in ("late", "soon", "fine") if name in lamps), "still")


def period_of(commitment: Commitment) -> Period:
    """The days it holds for; of an office that ended, until its last day (R22 Art. 24 ¶2)."""
    ends = commitment.office.valid_until
    last = min(commitment.last_day, ends) if ends and ends >= commitment.first_day else commitment.last_day
    return Period(commitment.first_day, last)


def standings(commitments: Sequence[Commitment], today: date) -> dict[int, Standing]:
    """By id. `commitments` with office and targets read."""
    groups: dict[tuple[int, Period], list[Commitment]] = {}
    for commitment in commitments:
        groups.setdefault((commitment.overseer_id, period_of(commitment)), []).append(commitment)
    found = {}
    for (overseer, period), rows in groups.items():
        found |= _of_group(overseer, period, rows, today)
    return found


def _of_group(overseer: int, period: Period, rows: list[Commitment], today: date) -> dict[int, Standing]:
    part, last = so_far(period, today), recent(period, today)
    codes = sorted({t.indicator for c in rows for t in c.targets.all()} & BY_CODE.keys())
    merged = counted_with({c.office_id for c in rows}, period)
    groups = {c.office_id: frozenset({c.office_id, *(o.pk for o in merged[c.office_id])}) for c in rows}
    whole: dict[tuple[int, str], Figure] = {}
    lately: dict[tuple[int, str], Figure] = {}
    if part is not None and last is not None:
        scope = Scope(sight_of(overseer, today), today)
        whole = figures(codes, groups, scope, part)
        lately = whole if last == part else figures(codes, groups, scope, last)
    found = {}
    for commitment in rows:
        lines = []
        for target in commitment.targets.all():
            key = (commitment.office_id, target.indicator)
            now = amount_of(target.indicator, whole[key]) if key in whole else NOTHING
            new = amount_of(target.indicator, lately[key]) if key in lately else NOTHING
            outlook = forecast(period, today, now, new)
            lines.append(Progress(target, now, new, outlook, lamp(target.as_target(), outlook.value)))
        targets = [line.target.as_target() for line in lines]
        today_values: dict[str, Decimal | None] = {line.target.indicator: line.now.value for line in lines}
        values: dict[str, Decimal | None] = {line.target.indicator: line.outlook.value for line in lines}
        found[commitment.pk] = Standing(
            commitment, period, part, tuple(lines), score(targets, today_values), score(targets, values),
            tuple(merged[commitment.office_id]),
        )  # fmt: skip
    return found
