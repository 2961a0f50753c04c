"""Whatever is changed by one in the law of days, a dated case notices: terms, units, laws' days, the calendar's days."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from caseflow import statute
from caseflow.calendars import Calendar
from caseflow.statute import LAWS, Unit
from tests.caseflow import oracle
from tests.caseflow.dated import CALENDAR, ROWS, missed_by_all, right

MAKE_UP, OFF = oracle.special_days()
WITH_LENGTH = [(law, code) for law, found in LAWS.items() for code, t in found.terms.items() if t.length]
OTHER_UNIT = {Unit.DAYS: Unit.WORKING_DAYS, Unit.WORKING_DAYS: Unit.DAYS}


def change_term(monkeypatch: pytest.MonkeyPatch, law: str, code: str, **changed: Any) -> list[dict[str, str]]:
    """Change a term of a law in memory; the rows that ask for it."""
    term = replace(LAWS[law].terms[code], **changed)
    monkeypatch.setitem(statute.LAWS, law, replace(LAWS[law], terms={**LAWS[law].terms, code: term}))
    return [r for r in ROWS if r["law"] == law and r["term"] == code]


def near(day: date) -> list[dict[str, str]]:
    """The rows whose account can hold the day."""
    return [r for r in ROWS if r["from"] <= day.isoformat() <= r["legal"]]


def moved(day: date, by: int) -> Calendar:
    """The calendar whose make-up day is another, or (0) forgotten."""
    new = {day + timedelta(by)} if by else set()
    return replace(CALENDAR, working=(CALENDAR.working - {day}) | new, off=CALENDAR.off - new)


def test_unchanged_every_row_is_right() -> None:
    assert all(right(row) for row in ROWS)


@pytest.mark.parametrize(("law", "code"), [w for w in WITH_LENGTH if not LAWS[w[0]].terms[w[1]].extends])
@pytest.mark.parametrize("by", [-1, 1])
def test_a_term_changed_by_one(monkeypatch: pytest.MonkeyPatch, law: str, code: str, by: int) -> None:
    rows = change_term(monkeypatch, law, code, length=(LAWS[law].terms[code].length or 0) + by)
    assert rows and not missed_by_all(rows)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("by", [-1, 1])
def test_the_longest_extension_changed_by_one(monkeypatch: pytest.MonkeyPatch, law: str, by: int) -> None:
    rows = change_term(monkeypatch, law, "C7", max_extension=LAWS[law].terms["C7"].max_extension + by)
    assert rows and not missed_by_all(rows)


@pytest.mark.parametrize(("law", "code"), [w for w in WITH_LENGTH if not LAWS[w[0]].terms[w[1]].extends])
def test_another_unit(monkeypatch: pytest.MonkeyPatch, law: str, code: str) -> None:
    rows = change_term(monkeypatch, law, code, unit=OTHER_UNIT[LAWS[law].terms[code].unit])
    assert rows and not missed_by_all(rows)


@pytest.mark.parametrize("law", LAWS)
def test_hearing_days_counted_after_all(monkeypatch: pytest.MonkeyPatch, law: str) -> None:
    rows = change_term(monkeypatch, law, "C11", excludes_hearing=False)
    assert rows and not missed_by_all(rows)


@pytest.mark.parametrize(("law", "code"), WITH_LENGTH)
@pytest.mark.parametrize("shift", [-1, 1])
def test_another_first_day(law: str, code: str, shift: int) -> None:
    rows = [r for r in ROWS if r["law"] == law and r["term"] == code and r["legal"]]
    assert rows and not missed_by_all(rows, shift=shift)


@pytest.mark.parametrize("by", [-1, 1])
def test_the_day_between_the_two_laws_moved(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    old, new = LAWS["R05"], LAWS["R22"]
    assert old.in_force_until
    monkeypatch.setitem(statute.LAWS, "R05", replace(old, in_force_until=old.in_force_until + timedelta(by)))
    monkeypatch.setitem(statute.LAWS, "R22", replace(new, in_force_from=new.in_force_from + timedelta(by)))
    assert not missed_by_all(ROWS)


@pytest.mark.parametrize("by", [-1, 0, 1])
def test_every_make_up_day_moved_or_forgotten(by: int) -> None:
    assert [d.isoformat() for d in MAKE_UP if missed_by_all(near(d), moved(d, by))] == []


def test_every_first_day_of_a_holiday_forgotten() -> None:
    forgotten = {d: replace(CALENDAR, off=CALENDAR.off - {d}) for d in OFF}
    assert [d.isoformat() for d, calendar in forgotten.items() if missed_by_all(near(d), calendar)] == []


def test_the_horizon_moved() -> None:
    """A year held for known that is not: the statutory days of 2027 are lost, and the rows across the year notice."""
    later = replace(CALENDAR, horizon=date(2027, 12, 31))
    assert not missed_by_all([r for r in ROWS if r["provisional"] == "yes"], later)
