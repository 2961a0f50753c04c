"""What the effects of several areas share: a clock that moves, a petitioner's right, a day for the record."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from caseflow.clocks import start
from caseflow.deadlines import due
from caseflow.facts import By, CaseState, Change, ClockMove, ClockStart, Running
from caseflow.rules import Rules

Facts = Mapping[str, Any]
Effect = Callable[[CaseState, Facts, By, date, Rules, Change], Change]


def iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def answer_term(klass: str, procedure: str) -> str:
    """The term to answer in: the sixty days of Art. 34, a suggestion's own, or the simplified procedure's."""
    return "SO" if procedure == "simplified" else "A6" if klass == "A" else "C6"


def extended(clock: Running, extension: int, rules: Rules) -> ClockMove:
    """The clock with so many days of extension, told in a paper."""
    return move(clock, clock.started_on, extension, rules, told=True)


def move(clock: Running, day: date, extension: int, rules: Rules, *, told: bool, excluded: frozenset[date] = frozenset()) -> ClockMove:  # fmt: skip
    """The clock counted anew from the day, by the law in force on it; hearing days `excluded` are not counted."""
    term, calendar = rules.term(clock.term, day), rules.calendar
    assert term is not None, f"a running {clock.term} is known to its law"
    excluded = excluded or frozenset(clock.excluded)
    days = due(term, day, calendar, length=clock.length, extension=extension, excluded=excluded)
    return ClockMove(
        clock.id,
        days.nominal,
        days.legal,
        extension,
        day,
        term.law,
        days.provisional,
        calendar.version,
        told,
        tuple(sorted(excluded)),
    )


def right(term: str, day: date, here: Rules, there: Rules | None, petitioner: int) -> tuple[ClockStart, ...]:
    """A petitioner's right: by the rules of the handling office or of the problem's place, the later of both."""
    both = [start(term, day, c, petitioner=petitioner) for c in (here, there) if c is not None]
    return max(both, key=lambda found: found[0].due_on) if all(both) else ()
