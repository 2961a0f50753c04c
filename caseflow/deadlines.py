"""Days of a clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.calendars import Calendar
from caseflow.statute import Term, Unit


@dataclass(frozen=True)
class Due:
    nominal: date
    legal: date
    provisional: bool


def due(term: Term, start: date, calendar: Calendar, *, length: int | None = None, extension: int = 0,
        excluded: frozenset[date] = frozenset()) -> Due:  # fmt: skip
    n = length if length is not None else term.length
    assert n is not None
    day, left = start, n + extension
    one = timedelta(days=1)
    while left:
        day += one
        if day in excluded or (term.unit == Unit.WORKING_DAYS and not calendar.is_working(day)):
            continue
        left -= 1
    nominal = day
    while not calendar.is_working(day):
        day += one
    return Due(nominal, day, calendar.is_provisional(day))
