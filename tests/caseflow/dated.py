"""The dated cases asked of the desk's own code, and the calendar they are asked with."""

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

from caseflow.calculator import CalculatorError, answer, parse_period
from caseflow.calendars import Calendar
from tests.caseflow import oracle

ROWS = oracle.rows()
REFUSED = ("", "", "")


def library_calendar() -> Calendar:
    """The calendar of 2006-2026 as the desk's seed reads it from the library."""
    off, working, day = set(), set(), date(2006, 1, 1)
    while day <= oracle.LAST:
        if chinese_calendar.is_holiday(day) and (day.weekday() < 5 or day in holidays):
            off.add(day)
        elif chinese_calendar.is_workday(day) and day.weekday() > 4:
            working.add(day)
        day += timedelta(1)
    return Calendar(frozenset(off), frozenset(working), oracle.LAST, "test")


CALENDAR = library_calendar()


def outcome(row: dict[str, str], calendar: Calendar = CALENDAR, shift: int = 0) -> tuple[str, str, str]:
    """(law, nominal, legal) as the calculator answers a row; `shift` moves the first day."""
    start = date.fromisoformat(row["from"]) + timedelta(shift)
    periods = (parse_period(row["exclude"]),) if row["exclude"] else ()
    law = row["law"] if shift else None  # another first day is asked of the same law
    try:
        days = int(row["days"]) if row["days"] else None
        found = answer(row["term"], start, calendar, law=law, days=days, exclude=periods)
    except CalculatorError:
        return REFUSED
    return found["law"], found["nominal"], found["legal"]


def wanted(row: dict[str, str]) -> tuple[str, str, str]:
    return (row["law"], row["nominal"], row["legal"]) if row["legal"] else REFUSED


def right(row: dict[str, str], calendar: Calendar = CALENDAR, shift: int = 0) -> bool:
    return outcome(row, calendar, shift) == wanted(row)


def missed_by_all(rows: list[dict[str, str]], calendar: Calendar = CALENDAR, shift: int = 0) -> bool:
    """Whether no row notices the change."""
    return all(right(row, calendar, shift) for row in rows)
