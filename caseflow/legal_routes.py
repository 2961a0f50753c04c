"""The last day of a statutory route: days, working days, months or years from the day it counts from. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.calendars import Calendar
from caseflow.deadlines import due
from caseflow.statute import ClockKind, Term, Unit


@dataclass(frozen=True)
class RouteFacts:
    """A row of the table of routes: item of Art. 31, its basis, the organ, and the limit of that law."""

    id: int
    item: int
    name: str
    basis: str
    organ: str
    length: int | None
    unit: str
    owner: str
    last_on: date | None = None  # counted from the day that was given

    @property
    def by_other_organ(self) -> bool:
        """Art. 31 (1)-(4) lead to another organ; (5), and (4) where this office is competent, are its own procedure."""
        return self.item <= 4


def last_day(length: int | None, unit: str, start: date, calendar: Calendar) -> date | None:
    """The last day of a limit counted from `start`; None where that law sets none. A last day off rolls on."""
    if length is None:
        return None
    if unit in {"months", "years"}:
        return _rolled(_months_later(start, length * (12 if unit == "years" else 1)), calendar)
    counted = Unit.WORKING_DAYS if unit == "working_days" else Unit.DAYS
    return due(Term("RT", "", length, counted, ClockKind.WATCH, "", None), start, calendar).legal


def _months_later(start: date, months: int) -> date:
    """The same day some months later; the month's last day where there is no such day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _rolled(day: date, calendar: Calendar) -> date:
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day
