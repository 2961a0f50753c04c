"""Every clock on dated cases, against a separate loop over the calendar library; and mutations that must be noticed."""

from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.calculator import CalculatorError, answer, parse_period
from caseflow.calendars import Calendar
from caseflow.deadlines import account, due, petitioner_day
from caseflow.statute import LAWS, Term, Unit, law_on, terms_of
from tests.caseflow import oracle

ROWS = oracle.rows()


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


def computed(row: dict[str, str], calendar: Calendar = CALENDAR, change=lambda t: t, shift: int = 0) -> tuple[str, str]:
    """(nominal, legal) of a row, with a changed term, calendar or first day for the mutations."""
    start, terms = date.fromisoformat(row["from"]), terms_of(row["law"])
    term = terms["C6"] if row["term"] == "C7" else terms[row["term"]]
    excluded: frozenset[date] = frozenset()
    if row["exclude"]:
        first, last = parse_period(row["exclude"])
        excluded = frozenset(first + timedelta(n) for n in range((last - first).days + 1))
    found = due(change(term), start + timedelta(shift), calendar, extension=int(row["days"] or 0), excluded=excluded)
    return found.nominal.isoformat(), found.legal.isoformat()


def right(row: dict[str, str], **how) -> bool:
    return computed(row, **how) == (row["nominal"], row["legal"])


def test_the_table_is_large_and_covers_every_clock_and_year() -> None:
    assert len(ROWS) >= 200
    lengths = {code for law in LAWS.values() for code, t in law.terms.items() if t.length}
    assert {r["term"] for r in ROWS} == lengths
    assert {r["from"][:4] for r in ROWS} >= {str(y) for y in range(2007, 2027)}
    assert all(r["reason"] for r in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['term']}-{r['from']}-{r['days']}")
def test_dated_case(row: dict[str, str]) -> None:
    start = date.fromisoformat(row["from"])
    assert law_on(start).code == row["law"]
    again = oracle.row(row["term"], start, row["reason"], int(row["days"] or 0), tuple(row["exclude"].split("..")) if row["exclude"] else None)
    assert again == row, "the table says what the library says"
    periods = (parse_period(row["exclude"]),) if row["exclude"] else ()
    found = answer(row["term"], start, CALENDAR, days=int(row["days"]) if row["days"] else None, exclude=periods)
    assert (found["nominal"], found["legal"]) == (row["nominal"], row["legal"])
    assert found["provisional"] == (row["provisional"] == "yes")


def test_the_examples_of_the_regulation() -> None:
    """Section 4, written out as it stands there."""
    r22 = terms_of("R22")
    for start, wanted in (("2026-02-11", "2026-02-25"), ("2026-09-28", "2026-10-10"), ("2026-04-29", "2026-05-09"), ("2026-09-18", "2026-09-24")):
        assert due(r22["C4"], date.fromisoformat(start), CALENDAR).legal.isoformat() == wanted
    for start, three, ten in (("2026-02-11", "2026-02-14", "2026-03-03"), ("2026-09-18", "2026-09-22", "2026-10-09"), ("2026-09-28", "2026-10-08", "2026-10-16")):
        day = date.fromisoformat(start)
        assert due(r22["V1"], day, CALENDAR).legal.isoformat() == three
        assert due(r22["V1"], day, CALENDAR, length=10).legal.isoformat() == ten
    assert due(r22["C8"], date(2026, 9, 1), CALENDAR) == due(r22["C8"], date(2026, 9, 1), CALENDAR)
    assert due(r22["C8"], date(2026, 9, 1), CALENDAR).legal == date(2026, 10, 8)
    assert due(r22["C1"], date(2026, 9, 5), CALENDAR).legal == date(2026, 9, 20)
    assert petitioner_day(date(2026, 10, 9), date(2026, 9, 30)) == date(2026, 9, 30)


def lengths() -> list[tuple[str, str]]:
    return [(law, code) for law, found in LAWS.items() for code, t in found.terms.items() if t.length and not t.extends]


@pytest.mark.parametrize(("law", "code"), lengths())
@pytest.mark.parametrize("by", [-1, 1])
def test_a_term_changed_by_one_is_noticed(law: str, code: str, by: int) -> None:
    rows = [r for r in ROWS if r["law"] == law and r["term"] == code] or [r for r in ROWS if r["term"] == code]
    rows = [{**r, "law": law} for r in rows]

    def change(term: Term) -> Term:
        return replace(term, length=(term.length or 0) + by)

    assert any(not right(r, change=change) for r in rows)


def test_a_changed_unit_is_noticed() -> None:
    for code in ("C4", "V1", "R1"):
        assert any(not right(r, change=lambda t: replace(t, unit=Unit.DAYS)) for r in ROWS if r["term"] == code)
    for code in ("C1", "C6", "C8"):
        assert any(not right(r, change=lambda t: replace(t, unit=Unit.WORKING_DAYS)) for r in ROWS if r["term"] == code)


@pytest.mark.parametrize("shift", [-1, 1])
def test_another_first_day_is_noticed(shift: int) -> None:
    for code in {r["term"] for r in ROWS}:
        assert any(not right(r, shift=shift) for r in ROWS if r["term"] == code), code


MAKE_UP, OFF = oracle.special_days()


@pytest.mark.parametrize("by", [-1, 0, 1])
def test_every_make_up_day_moved_or_forgotten_is_noticed(by: int) -> None:
    missed = []
    for day in MAKE_UP:
        others = CALENDAR.working - {day}
        changed = replace(CALENDAR, working=others | ({day + timedelta(by)} if by else set()), off=CALENDAR.off - ({day + timedelta(by)} if by else set()))
        near = [r for r in ROWS if r["from"] <= day.isoformat() <= r["legal"]]
        if all(right(r, calendar=changed) for r in near):
            missed.append(day.isoformat())
    assert not missed


def test_every_first_day_of_a_holiday_forgotten_is_noticed() -> None:
    missed = []
    for day in OFF:
        changed = replace(CALENDAR, off=CALENDAR.off - {day})
        near = [r for r in ROWS if r["from"] <= day.isoformat() <= r["legal"]]
        if all(right(r, calendar=changed) for r in near):
            missed.append(day.isoformat())
    assert not missed


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(lengths()), st.dates(date(2007, 1, 1), date(2026, 10, 1)), st.integers(0, 30))
def test_any_day_agrees_with_the_library(which: tuple[str, str], start: date, extension: int) -> None:
    law, code = which
    if (code == "C4" and law != "R22") or code not in {*oracle.CALENDAR_DAYS, *oracle.WORKING_DAYS}:
        return
    found = due(terms_of(law)[code], start, CALENDAR, extension=extension)
    assert (found.nominal, found.legal) == oracle.expected(code, start, extension)
    lines = account(terms_of(law)[code], start, CALENDAR, extension=extension)
    assert lines[0].day == start and lines[-1].day == found.legal
    assert [x.day for x in lines] == [start + timedelta(n) for n in range((found.legal - start).days + 1)]
    assert sum(x.counted for x in lines) == (terms_of(law)[code].length or 0) + extension


def test_2027_is_provisional_not_wrong() -> None:
    found = answer("C6", date(2026, 11, 24), CALENDAR)
    assert found["provisional"] and found["legal"] == "2027-01-25"
    assert answer("C1", date(2027, 1, 22), CALENDAR)["legal"] == "2027-02-09"  # 02-06 lies in the Spring Festival
    assert not answer("C1", date(2026, 12, 1), CALENDAR)["provisional"]


@pytest.mark.parametrize(("term", "day", "more", "reason"), [
    ("C5", "2026-01-05", {}, "has no length"), ("C13", "2026-01-05", {}, "once a year"), ("C4", "2021-01-05", {}, "R05 has no term C4"),
    ("C99", "2026-01-05", {}, "no term C99"), ("C7", "2026-01-05", {}, "1 to 30"), ("C7", "2026-01-05", {"days": 31}, "1 to 30"),
    ("C6", "2026-01-05", {"days": 5}, "alone"), ("C6", "2004-01-05", {}, "2005-05-01"), ("C6", "2026-01-05", {"law": "R99"}, "unknown law"),
    ("C9", "2026-01-05", {"exclude": ((date(2026, 1, 6), date(2026, 1, 7)),)}, "C11"),
])  # fmt: skip
def test_questions_without_an_answer(term: str, day: str, more: dict, reason: str) -> None:
    with pytest.raises(CalculatorError, match=reason):
        answer(term, date.fromisoformat(day), CALENDAR, **more)


@pytest.mark.parametrize("term", [f"C{n}" for n in (1, 2, 3, 4, 6, 8, 9, 10, 11, 12)])
def test_the_2022_law_answers_for_any_day_when_asked(term: str) -> None:
    assert answer(term, date(2010, 6, 1), CALENDAR, law="R22")["law"] == "R22"
