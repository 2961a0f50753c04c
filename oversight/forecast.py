"""Where a year's figure will end if the rest of it goes as the last ninety days went. Pure, and simple enough to be told.

What was counted so far, and for the days left as many cases a day, with as many hits or days, as in the last ninety days
of the period.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from oversight.periods import Period
from oversight.scoring import Target, reached, rounded

RECENT = 90  # days
LAMPS = ("fine", "soon", "late", "still")


@dataclass(frozen=True)
class Amount:
    """A figure as it was counted, its value rounded: of a share in percent (`scale` 100), of days their mean (`scale` 1)."""

    numerator: int
    denominator: int | None
    value: Decimal | None
    scale: int = 100


@dataclass(frozen=True)
class Outlook:
    """`value` the figure at the end of the period, None where nothing tells; `days_left` of the period."""

    value: Decimal | None
    days_left: int


def so_far(period: Period, today: date) -> Period | None:
    """The part of the period that is over, today included; None before it begins."""
    return Period(period.first, min(period.last, today)) if today >= period.first else None


def recent(period: Period, today: date) -> Period | None:
    """The last ninety days of that part."""
    part = so_far(period, today)
    return Period(max(part.first, part.last - timedelta(days=RECENT - 1)), part.last) if part else None


def forecast(period: Period, today: date, whole: Amount, lately: Amount) -> Outlook:
    """The figure at the period's end. `whole` of the part that is over, `lately` of its last ninety days."""
    part, last = so_far(period, today), recent(period, today)
    if part is None or last is None:
        return Outlook(None, period.days)
    left = (period.last - part.last).days
    if not left:
        return Outlook(whole.value, 0)
    if whole.denominator is None or lately.denominator is None:  # a plain number is no target
        return Outlook(None, left)
    grows = Fraction(left, last.days)
    top = whole.numerator + lately.numerator * grows
    bottom = whole.denominator + lately.denominator * grows
    return Outlook(rounded(top * whole.scale / bottom) if bottom else None, left)


def lamp(target: Target, value: Decimal | None) -> str:
    """fine: the full value is reached; soon: between floor and full value; late: at the floor or worse; still: no figure."""
    if value is None:
        return "still"
    share = reached(target, value)
    return "fine" if share == 1 else "soon" if share else "late"
