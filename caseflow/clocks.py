"""The clocks a case begins with, and the starting of any clock: days by the law in force on the day it starts. Pure."""

from collections.abc import Iterable
from datetime import date

from caseflow.calendars import Calendar
from caseflow.deadlines import Due, due, later_of
from caseflow.facts import ClockStart, OfficeFacts
from caseflow.statute import law_on, terms_of


def start(
    term: str,
    day: date,
    calendar: Calendar,
    *,
    petitioner: int | None = None,
    due_on: date | None = None,
    told: bool = False,
) -> tuple[ClockStart, ...]:
    """The clock of `term` from `day` under the law in force that day; nothing where that law has no such term."""
    law = law_on(day)
    found = terms_of(law.code).get(term)
    if found is None:
        return ()
    if due_on is not None:
        nominal, legal, provisional = due_on, due_on, calendar.is_provisional(due_on)
    else:
        days = due(found, day, calendar)
        nominal, legal, provisional = days.nominal, days.legal, days.provisional
    return (
        ClockStart(
            term, law.code, str(found.kind), day, nominal, legal, provisional, calendar.version, petitioner, told
        ),
    )


def count_again(term: str, law: str, day: date, extension: int, calendars: Iterable[Calendar]) -> Due | None:
    """The days of a clock counted anew: the later of the calendars. None: unknown to that law, or set case by case."""
    found = terms_of(law).get(term)
    if found is None or found.length is None:
        return None
    return later_of(*(due(found, day, calendar, extension=extension) for calendar in calendars))


def first_clocks(kind: str, office: OfficeFacts, klass: str, via: str, day: date, calendar: Calendar,
                 report_due_on: date | None = None) -> tuple[ClockStart, ...]:  # fmt: skip
    """The clocks that run from the day a case reaches an office (`workflow.md`, Clocks)."""
    report = start("C5", day, calendar, due_on=report_due_on) if report_due_on else ()
    if kind == "desk":
        return (*start("C1", day, calendar), *report)
    if office.own_rules or klass == "B":  # R22 Art. 23 ¶4, 30: informed by their own rules
        return (*start("TD", day, calendar), *report)
    if via in {"forward", "assign", "pass_down"}:
        return (*start("C3", day, calendar), *start("C4", day, calendar), *report)
    return (*start("C2", day, calendar), *report)
