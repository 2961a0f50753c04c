"""Where a year's figure will end if the rest of it goes as the last ninety days went. Pure, and simple enough to be told.

Of a share: what was counted so far, and for the days left as many cases a day, with as many hits, as in the last ninety
days of the period. Of any other figure: both values, weighted by days.
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
    """A figure as it was counted, its value rounded. Only the parts of a share (`is_share`) can be added up."""

    numerator: int
    denominator: int | None
    value: Decimal | None
    is_share: bool = True


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
    if not whole.is_share or whole.denominator is None or lately.denominator is None:
        return Outlook(_by_days(whole.value, part.days, lately.value, left), left)
    grows = Fraction(left, last.days)
    top = whole.numerator + lately.numerator * grows
    bottom = whole.denominator + lately.denominator * grows
    return Outlook(rounded(top * 100 / bottom) if bottom else None, left)


def _by_days(whole: Decimal | None, days: int, lately: Decimal | None, left: int) -> Decimal | None:
    if whole is None:
        return None
    later = whole if lately is None else lately
    return rounded((Fraction(whole) * days + Fraction(later) * left) / (days + left))


def lamp(target: Target, value: Decimal | None) -> str:
    """fine: the full value is reached; soon: between floor and full value; late: at the floor or worse; still: no figure."""
    if value is None:
        return "still"
    share = reached(target, value)
    return "fine" if share == 1 else "soon" if share else "late"
