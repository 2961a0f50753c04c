"""Every clock on dated cases, against a separate loop over the calendar library; the account of the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.calculator import answer
from caseflow.deadlines import Due, account, due, later_of, petitioner_day
from caseflow.statute import LAWS, Unit, law_on, terms_of
from tests.caseflow import oracle
from tests.caseflow.dated import CALENDAR, ROWS, outcome, wanted

R22 = terms_of("R22")
COUNTED = [(law, code) for law, found in LAWS.items() for code, t in found.terms.items() if t.length and not t.extends]


def test_the_table_is_large_and_covers_every_clock_law_and_year() -> None:
    assert len(ROWS) >= 200
    with_length = {(law, code) for law, found in LAWS.items() for code, t in found.terms.items() if t.length}
    assert {(r["law"], r["term"]) for r in ROWS} == with_length
    assert {r["from"][:4] for r in ROWS} >= {str(y) for y in range(2007, 2027)}
    assert all(r["reason"] for r in ROWS)
    assert len({(r["term"], r["from"], r["days"], r["exclude"]) for r in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['term']}-{r['from']}-{r['days']}{r['exclude']}")
def test_dated_case(row: dict[str, str]) -> None:
    start, hearing = date.fromisoformat(row["from"]), tuple(row["exclude"].split("..")) if row["exclude"] else None
    assert law_on(start).code == row["law"]
    again = oracle.row(row["term"], start, row["reason"], int(row["days"] or 0), hearing)
    assert again == row, "the table says what the library says"
    assert outcome(row) == wanted(row)
    if row["legal"] and not row["days"] and not row["exclude"]:
        assert answer(row["term"], start, CALENDAR)["provisional"] == (row["provisional"] == "yes")


@pytest.mark.parametrize(
    ("term", "length", "start", "due_on"),
    [
        ("C4", 5, "2026-02-11", "2026-02-25"),
        ("C4", 5, "2026-09-28", "2026-10-10"),
        ("C4", 5, "2026-04-29", "2026-05-09"),
        ("C4", 5, "2026-09-18", "2026-09-24"),
        ("V1", 3, "2026-02-11", "2026-02-14"),
        ("V1", 10, "2026-02-11", "2026-03-03"),
        ("V1", 3, "2026-09-18", "2026-09-22"),
        ("V1", 10, "2026-09-18", "2026-10-09"),
        ("V1", 3, "2026-09-28", "2026-10-08"),
        ("V1", 10, "2026-09-28", "2026-10-16"),
        ("C8", 30, "2026-09-01", "2026-10-08"),
        ("C1", 15, "2026-09-05", "2026-09-20"),
    ],
)
def test_the_examples_of_the_regulation(term: str, length: int, start: str, due_on: str) -> None:
    """Section 4, written out as it stands there."""
    assert due(R22[term], date.fromisoformat(start), CALENDAR, length=length).legal == date.fromisoformat(due_on)


def test_the_nominal_day_is_the_plain_count() -> None:
    assert due(R22["C8"], date(2026, 9, 1), CALENDAR) == Due(date(2026, 10, 1), date(2026, 10, 8), False)
    assert due(R22["C4"], date(2026, 9, 28), CALENDAR) == Due(date(2026, 10, 10), date(2026, 10, 10), False)


def test_an_extension_counts_from_the_nominal_day_not_from_the_rolled_one() -> None:
    base = due(R22["C6"], date(2026, 8, 3), CALENDAR)
    assert base == Due(date(2026, 10, 2), date(2026, 10, 8), False)
    assert due(R22["C6"], date(2026, 8, 3), CALENDAR, extension=15).nominal == date(2026, 10, 17)


def test_the_account_says_why_each_day_counts_or_not() -> None:
    told = [(x.day.isoformat()[5:], x.reason) for x in account(R22["C4"], date(2026, 9, 18), CALENDAR)]
    assert told == [
        ("09-18", "first_day"), ("09-19", "weekend"), ("09-20", "make_up"), ("09-21", "counted"), ("09-22", "counted"),
        ("09-23", "counted"), ("09-24", "counted"),
    ]  # fmt: skip
    tail = account(R22["C8"], date(2026, 9, 1), CALENDAR)[-8:]
    assert [(x.counted, x.reason) for x in tail] == [(True, "counted"), *[(False, "holiday")] * 6, (False, "rolled")]
    hearing = account(R22["C11"], date(2026, 3, 2), CALENDAR, excluded=frozenset({date(2026, 3, 10)}))
    assert [x.day for x in hearing if x.reason == "excluded"] == [date(2026, 3, 10)]


def test_a_term_without_a_length_or_with_a_negative_one_is_refused() -> None:
    with pytest.raises(ValueError, match="C5 has no length"):
        due(R22["C5"], date(2026, 3, 2), CALENDAR)
    assert due(R22["C5"], date(2026, 3, 2), CALENDAR, length=10).legal == date(2026, 3, 12)
    for bad in ({"length": -1}, {"extension": -1}):
        with pytest.raises(ValueError, match="shorter than nothing"):
            account(R22["C6"], date(2026, 3, 2), CALENDAR, **bad)


def test_the_postmark_decides_for_the_petitioner() -> None:
    assert petitioner_day(date(2026, 10, 9), date(2026, 9, 30)) == date(2026, 9, 30)
    assert petitioner_day(date(2026, 10, 9), None) == date(2026, 10, 9)
    assert petitioner_day(date(2026, 10, 9), date(2026, 10, 11)) == date(2026, 10, 9)  # a wrong stamp harms nobody


def test_the_later_day_of_a_right_holds() -> None:
    first = Due(date(2026, 10, 1), date(2026, 10, 8), False)
    second = Due(date(2026, 10, 1), date(2026, 10, 9), True)
    assert later_of(first, second) == Due(date(2026, 10, 1), date(2026, 10, 9), True)
    assert later_of(first) == first


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(COUNTED), st.dates(date(2007, 1, 1), date(2026, 10, 1)), st.integers(0, 30))
def test_any_day_agrees_with_the_library(which: tuple[str, str], start: date, extension: int) -> None:
    law, code = which
    term = terms_of(law)[code]
    found = due(term, start, CALENDAR, extension=extension)
    assert (found.nominal, found.legal) == oracle.expected(code, start, extension)
    assert found.provisional == (found.legal > oracle.LAST)
    lines = account(term, start, CALENDAR, extension=extension)
    assert lines[0].day == start and lines[-1].day == found.legal
    assert [x.day for x in lines] == [start + timedelta(n) for n in range((found.legal - start).days + 1)]
    assert sum(x.counted for x in lines) == (term.length or 0) + extension
    if term.unit is Unit.WORKING_DAYS:
        assert found.nominal == found.legal


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2022, 5, 1), date(2026, 9, 1)), st.sets(st.integers(1, 60), max_size=12))
def test_any_hearing_days_agree_with_the_library(start: date, hearing: set[int]) -> None:
    excluded = frozenset(start + timedelta(n) for n in hearing)
    found = due(R22["C11"], start, CALENDAR, excluded=excluded)
    assert (found.nominal, found.legal) == oracle.expected("C11", start, hearing=excluded)
    assert found.nominal not in excluded


def test_2027_is_provisional_not_wrong() -> None:
    found = answer("C6", date(2026, 11, 24), CALENDAR)
    assert found["provisional"] and found["legal"] == "2027-01-25"
    assert answer("C1", date(2027, 1, 22), CALENDAR)["legal"] == "2027-02-09"  # 02-06 lies in the Spring Festival
    assert not answer("C1", date(2026, 12, 1), CALENDAR)["provisional"]
