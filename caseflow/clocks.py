"""The clocks a case begins with, and the starting of any clock: days by the law in force on the day it starts. Pure."""

from collections.abc import Iterable
from datetime import date

from caseflow.calendars import Calendar
from caseflow.deadlines import Due, due, later_of
from caseflow.facts import ClockStart, OfficeFacts
from caseflow.rules import Rules
from caseflow.statute import Term


def start(
    term: str,
    day: date,
    rules: Rules,
    *,
    petitioner: int | None = None,
    due_on: date | None = None,
    length: int | None = None,
    told: bool = False,
) -> tuple[ClockStart, ...]:
    """The clock of `term` from `day` under the law in force that day; nothing where that law has no such term."""
    law, found, calendar = rules.law(day), rules.term(term, day), rules.calendar
    if found is None:
        return ()
    if due_on is not None:
        nominal, legal, provisional = due_on, due_on, calendar.is_provisional(due_on)
    else:
        days = due(found, day, calendar, length=length)
        nominal, legal, provisional = days.nominal, days.legal, days.provisional
    return (
        ClockStart(
            term, law.code, str(found.kind), day, nominal, legal, provisional, calendar.version, petitioner, told, length,
            pack=found.pack,
        ),
    )  # fmt: skip


def count_again(found: Term | None, day: date, extension: int, calendars: Iterable[Calendar],
                length: int | None = None, excluded: frozenset[date] = frozenset()) -> Due | None:  # fmt: skip
    """The days of a clock counted anew by the term it keeps: the later of the calendars. None: unknown, or set case by case."""
    if found is None or found.length is None:
        return None
    return later_of(
        *(due(found, day, calendar, length=length, extension=extension, excluded=excluded) for calendar in calendars)
    )


def answer_term(klass: str, procedure: str, day: date, rules: Rules) -> str:
    """The term of the answer from an acceptance on the day: R22 Art. 29 leaves a suggestion to the tenant, R05 33 did not."""
    if procedure == "simplified":
        return "SO"
    return "A6" if klass == "A" and rules.law(day).code != "R05" else "C6"


def first_clocks(kind: str, office: OfficeFacts, klass: str, via: str, day: date, rules: Rules,
                 report_due_on: date | None = None, procedure: str = "ordinary") -> tuple[ClockStart, ...]:  # fmt: skip
    """The clocks that run from the day a case reaches an office (`workflow.md`, Clocks)."""
    report = start("C5", day, rules, due_on=report_due_on) if report_due_on else ()
    if procedure == "simplified":
        report = (*report, *start("SF" if kind == "desk" else "SA", day, rules))
    if kind == "desk":
        return (*start("C1", day, rules), *report)
    if office.own_rules or klass == "B":  # R22 Art. 23 ¶4, 30: informed by their own rules
        return (*start("TD", day, rules), *report)
    if via == "dispute":  # R22 Art. 24 ¶1: who was named by a decision objects no more
        return (*start("C3", day, rules), *report)
    if via in {"forward", "assign", "pass_down"}:
        return (*start("C3", day, rules), *start("C4", day, rules), *report)
    return (*start("C2", day, rules), *report)
