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


def extended(clock: Running, extension: int, rules: Rules) -> ClockMove:
    """The clock with so many days of extension, told in a paper."""
    return move(clock, clock.started_on, extension, rules, told=True)


def move(clock: Running, day: date, extension: int, rules: Rules, *, told: bool, excluded: frozenset[date] = frozenset()) -> ClockMove:  # fmt: skip
    """The clock counted anew from the day: by the law and pack it keeps, from another day by those in force on it.

    Hearing days `excluded` are not counted.
    """
    calendar = rules.calendar
    same = day == clock.started_on
    term = rules.kept(clock.term, clock.law, clock.pack) if same else rules.term(clock.term, day)
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
        term.pack,
    )


def right(term: str, day: date, here: Rules, there: Rules | None, petitioner: int) -> tuple[ClockStart, ...]:
    """A petitioner's right: by the rules of the handling office or of the problem's place, the later of both."""
    places = [here] if there is None else [here, there]
    both = [
        start(term, day, Rules(calendar.calendar, rules.local), petitioner=petitioner)
        for rules in places
        for calendar in places
    ]
    return max(both, key=lambda found: found[0].due_on) if all(both) else ()
