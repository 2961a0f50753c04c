"""The days of a clock: nominal and legal due day, and the account of every day counted or skipped. Pure.

Counting (regulation 4): the first day is not counted (民法典 201); "日" are calendar days, working days only where the
text says so; a last day that is no working day moves to the next one (民法典 203), a make-up Saturday does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.calendars import Calendar
from caseflow.statute import Term, Unit

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """`nominal`: the plain count (indicators, the lamp *soon*). `legal`: rolled past days off (the lamp *late*)."""

    nominal: date
    legal: date
    provisional: bool


@dataclass(frozen=True)
class Line:
    """One day of the account: counted or not, and why (first_day, counted, weekend, holiday, excluded, rolled)."""

    day: date
    counted: bool
    reason: str


def account(
    term: Term, start: date, calendar: Calendar, *, length: int | None = None, extension: int = 0,
    excluded: frozenset[date] = frozenset(),
) -> list[Line]:  # fmt: skip
    """Every day from `start` to the legal last day. Raises ValueError for a term without a length."""
    return list(_walk(term, start, calendar, length, extension, excluded))


def due(
    term: Term, start: date, calendar: Calendar, *, length: int | None = None, extension: int = 0,
    excluded: frozenset[date] = frozenset(),
) -> Due:  # fmt: skip
    """The due days of `term` from `start`. `length` overrides the term's; `extension` days follow the nominal day."""
    nominal, last = start, start
    for line in _walk(term, start, calendar, length, extension, excluded):
        last = line.day
        if line.counted:
            nominal = line.day
    return Due(nominal, last, calendar.is_provisional(last))


def _walk(
    term: Term, start: date, calendar: Calendar, length: int | None, extension: int, excluded: frozenset[date]
) -> Iterator[Line]:
    total = term.length if length is None else length
    if total is None:
        raise ValueError(f"{term.code} has no length of its own")
    if total < 0 or extension < 0:
        raise ValueError(f"{term.code}: a term and its extension are never shorter than nothing")
    yield Line(start, False, "first_day")
    day, left = start, total + extension
    while left > 0:
        day += ONE
        if day in excluded:
            yield Line(day, False, "excluded")
        elif term.unit is Unit.WORKING_DAYS and not calendar.is_working(day):
            yield Line(day, False, calendar.reason(day))
        else:
            left -= 1
            yield Line(day, True, "make_up" if calendar.reason(day) == "make_up" else "counted")
    while not calendar.is_working(day):
        day += ONE
        yield Line(day, False, "rolled" if calendar.is_working(day) else calendar.reason(day))


def later_of(first: Due, *others: Due) -> Due:
    """The later of several days of the same right, in the petitioner's favour; provisional when any of them is."""
    found = (first, *others)
    return Due(max(d.nominal for d in found), max(d.legal for d in found), any(d.provisional for d in found))


def petitioner_day(received: date, postmark: date | None) -> date:
    """The petitioner's own day: time in the post is not counted, the postmark decides (民诉法 85)."""
    return min(received, postmark) if postmark else received
