"""Working days of 2007-2026 as the notices have them, 2027 provisional, and local days on top."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.calendars import Calendar, overlay
from caseflow.deadlines import due
from caseflow.services.calendars import load_calendar
from caseflow.statute import terms_of
from offices.models import Region
from offices.services import DayRow, save_year
from tests.caseflow import oracle
from tests.caseflow.dated import CALENDAR

# From the yearly notices, not from the library (regulation 4.2).
NOTICES = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
FREE_2027 = "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"
DAYS = [date(2007, 1, 1) + timedelta(n) for n in range((oracle.LAST - date(2007, 1, 1)).days + 1)]


def days_of(year: int, listed: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in listed.split()}


@pytest.mark.parametrize(("year", "listed"), NOTICES.items())
def test_the_make_up_days_of_the_notices(year: int, listed: str) -> None:
    assert {d for d in DAYS if d.year == year and CALENDAR.reason(d) == "make_up"} == days_of(year, listed)


def test_2027_has_the_statutory_days_and_no_make_up_days() -> None:
    year = [date(2027, 1, 1) + timedelta(n) for n in range(365)]
    assert {d for d in year if CALENDAR.reason(d) == "holiday"} == days_of(2027, FREE_2027)
    assert not [d for d in year if CALENDAR.is_working(d) and d.weekday() > 4]
    assert all(CALENDAR.is_provisional(d) for d in year) and not CALENDAR.is_provisional(oracle.LAST)
    assert CALENDAR.name(date(2027, 2, 6)) == "春节"


def test_beyond_the_known_table_the_days_with_a_fixed_date_are_off() -> None:
    assert [CALENDAR.is_working(date(2029, *d)) for d in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))] == [
        False
    ] * 6
    assert CALENDAR.is_working(date(2029, 1, 2)) and not CALENDAR.is_working(date(2029, 1, 6))


def test_a_known_year_has_only_the_days_of_its_notice() -> None:
    """2 May became a statutory day in 2025 alone: no rule of today reaches back behind the horizon."""
    assert CALENDAR.is_working(date(2012, 5, 2)) and CALENDAR.name(date(2012, 5, 2)) == ""


def test_reasons_are_stable_codes() -> None:
    days = {"2026-09-20": "make_up", "2026-10-01": "holiday", "2026-11-21": "weekend", "2026-11-24": "workday"}
    assert {day: CALENDAR.reason(date.fromisoformat(day)) for day in days} == days


def test_every_day_of_the_desks_own_rows_is_that_of_the_library(db) -> None:
    found = load_calendar()
    assert [d for d in DAYS if found.is_working(d) != oracle.works(d)] == []
    assert found.horizon == oracle.LAST
    assert found.name(date(2026, 10, 1)) == "国庆节"


LOCAL = Calendar(
    frozenset({date(2026, 11, 24), date(2026, 9, 20)}),
    frozenset({date(2026, 10, 1)}),
    oracle.LAST,
    "L",
    {date(2026, 11, 24): "节"},
)


def test_local_days_lie_on_top_of_the_national_ones() -> None:
    both = overlay(CALENDAR, LOCAL)
    assert not both.is_working(date(2026, 11, 24)) and both.name(date(2026, 11, 24)) == "节"
    assert not both.is_working(date(2026, 9, 20)), "the local day off holds against the national make-up day"
    assert both.is_working(date(2026, 10, 1)), "and the local working day against the national holiday"
    assert (both.horizon, both.version) == (CALENDAR.horizon, "test+L")
    local = LOCAL.off | LOCAL.working
    assert [d for d in DAYS if d not in local and both.is_working(d) != CALENDAR.is_working(d)] == []


def test_an_offices_rows_give_its_region_an_overlay(db) -> None:
    region = Region.objects.create(code="990900000000", name="试州", level=2, path="990900000000/")
    save_year(2026, [DayRow(date(2026, 11, 24), False, "开斋节")], "local", region=region)
    there, elsewhere = load_calendar(region.code), load_calendar()
    assert not there.is_working(date(2026, 11, 24)) and elsewhere.is_working(date(2026, 11, 24))
    assert there.is_working(date(2026, 9, 20)) and there.horizon == elsewhere.horizon == oracle.LAST
    assert there.version != elsewhere.version


@given(st.dates(date(2007, 1, 1), date(2026, 9, 1)), st.sets(st.sampled_from(DAYS[-700:]), max_size=20))
def test_more_days_off_never_make_a_day_earlier(start: date, off: set[date]) -> None:
    fewer = overlay(CALENDAR, Calendar(frozenset(off), frozenset(), oracle.LAST, "x"))
    for code in ("C1", "C4", "C6"):
        term = terms_of("R22")[code]
        before, after = due(term, start, CALENDAR), due(term, start, fewer)
        assert after.legal >= before.legal and after.nominal >= before.nominal
