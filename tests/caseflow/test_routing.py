"""Facts to office and reason: a golden table over a made-up city, and properties that hold for any catalogue."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.routing import DutyRow, Facts, OfficeRow, Route, route

with open(Path(__file__).with_name("routing.csv"), encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

PROVINCE, CITY, OTHER = ("990000000000", 1), ("990100000000", 2), ("990200000000", 2)
DISTRICT, FAR, LAKE = ("990102000000", 3), ("990181000000", 3), ("990183000000", 3)
TOWN, VILLAGE = ("990102001000", 4), ("990102001201", 5)
PLACES = {
    "": (),
    "province": (PROVINCE,),
    "city": (CITY, PROVINCE),
    "other": (OTHER, PROVINCE),
    "district": (DISTRICT, CITY, PROVINCE),
    "far": (FAR, CITY, PROVINCE),
    "lake": (LAKE, CITY, PROVINCE),
    "town": (TOWN, DISTRICT, CITY, PROVINCE),
    "village": (VILLAGE, TOWN, DISTRICT, CITY, PROVINCE),
}
PARTY = "political_legal"


def office(
    ident: int, place: tuple[str, int], kind: str = "department", ended: bool = False, after: int | None = None
) -> OfficeRow:
    return OfficeRow(ident, kind, place[0], place[1], not ended, after)


OFFICES = {
    row.id: row
    for row in (
        office(1, PROVINCE), office(2, CITY), office(3, DISTRICT), office(4, FAR), office(5, DISTRICT), office(6, CITY),
        office(7, DISTRICT, ended=True, after=3), office(8, DISTRICT, ended=True),
        office(9, DISTRICT, ended=True, after=10), office(10, DISTRICT, ended=True, after=9),
        office(11, TOWN), office(12, DISTRICT), office(13, DISTRICT), office(14, DISTRICT), office(15, DISTRICT),
        office(16, DISTRICT, PARTY), office(17, CITY, PARTY), office(18, FAR, PARTY, ended=True, after=17),
        office(19, CITY), office(20, FAR), office(21, LAKE, PARTY), office(22, LAKE, PARTY),
        office(23, DISTRICT, ended=True, after=7), office(30, DISTRICT),
    )
}  # fmt: skip


def duty(
    ident: int, topic: str, level: int, who: int, since: str = "2010-01-01", until: str = "", version: int = 1
) -> DutyRow:
    last = date.fromisoformat(until) if until else None
    return DutyRow(
        ident, topic, level, who, OFFICES[who].region, f"basis {ident}", date.fromisoformat(since), last, version
    )


DUTIES = (
    duty(101, "0101", 1, 1), duty(102, "0101", 2, 2), duty(103, "0101", 3, 3), duty(104, "0101", 3, 4),
    duty(105, "1001", 3, 5), duty(106, "1001", 2, 6),
    duty(111, "0102", 4, 11), duty(130, "01", 3, 30),
    duty(112, "0401", 3, 12, since="2024-01-01"), duty(113, "0401", 3, 13, until="2023-12-31"),
    duty(114, "0402", 3, 12), duty(115, "0402", 3, 12, since="2020-01-01", version=2),
    duty(116, "0601", 3, 14), duty(117, "0601", 3, 15),
    duty(120, "0701", 3, 7), duty(121, "0702", 3, 23), duty(122, "0703", 3, 8), duty(123, "0704", 3, 9),
    duty(124, "0705", 3, 8), duty(125, "0705", 2, 2),
    duty(126, "0706", 3, 7), duty(127, "0706", 3, 3),
    duty(131, "0301", 3, 19), duty(132, "0301", 3, 20),
)  # fmt: skip


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in text.split())


def facts_of(row: dict[str, str]) -> Facts:
    return Facts(
        tuple(row["topics"].split()), PLACES[row["place"]], date.fromisoformat(row["day"]), row["class"],
        frozenset(numbers(row["accused"])), row["litigation"] == "yes",
    )  # fmt: skip


def test_the_golden_table_is_large_and_tells_every_kind_of_end() -> None:
    assert len(ROWS) >= 40 and len({row["case"] for row in ROWS}) == len(ROWS)
    told = {code for row in ROWS for code in row["reason"].split()}
    assert told >= {
        "found", "successor", "tie", "gap", "no_duty", "accused", "office_ended", "duty_out_of_force", "elsewhere",
        "farther", "no_place", "no_topic", "accusation_not_routed", "litigation", "no_political_legal",
    }  # fmt: skip
    assert {row["principle"] for row in ROWS} == {"", "in_charge", "territorial", "level"}


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["case"])
def test_golden(row: dict[str, str]) -> None:
    found = route(facts_of(row), DUTIES, OFFICES)
    wanted = (numbers(row["office"]) or (None,))[0], row["principle"], (numbers(row["duty"]) or (None,))[0]
    assert (found.office, found.principle, found.duty) == wanted
    assert found.alternatives == numbers(row["others"])
    codes = [step.code for step in found.steps]
    assert set(row["reason"].split()) <= set(codes), codes
    if found.duty:
        assert found.basis == f"basis {found.duty}"


def test_a_gap_names_what_is_missing() -> None:
    found = route(Facts(("9901", "99"), PLACES["town"], date(2026, 11, 24), "C"), DUTIES, OFFICES)
    assert [(s.code, dict(s.facts)) for s in found.steps] == [
        ("no_duty", {"topic": "9901"}),
        ("no_duty", {"topic": "99"}),
        ("gap", {"topics": ["9901", "99"], "region": TOWN[0]}),
    ]


def test_every_row_considered_is_accounted_for() -> None:
    """Each row of the topic is found, or dropped with a step that names it."""
    facts = Facts(("0101",), PLACES["town"], date(2026, 11, 24), "C", frozenset({2}))
    told = {s.facts["duty"]: s.code for s in route(facts, DUTIES, OFFICES).steps if "duty" in s.facts}
    assert told == {101: "higher_level", 102: "accused", 103: "found", 104: "elsewhere"}


TOPICS = ("0101", "01", "0601")
AREAS = (PROVINCE, CITY, DISTRICT, FAR, TOWN)
rows_of_offices = st.lists(
    st.tuples(st.sampled_from(AREAS), st.booleans(), st.none() | st.integers(1, 6), st.sampled_from(("department", PARTY))),
    min_size=6, max_size=6,
).map(lambda drawn: {
    n: OfficeRow(n, kind, place[0], place[1], active, after) for n, (place, active, after, kind) in enumerate(drawn, 1)
})  # fmt: skip
rows_of_duties = st.lists(
    st.tuples(
        st.sampled_from(TOPICS), st.integers(1, 4), st.integers(1, 6), st.integers(2018, 2026),
        st.none() | st.integers(2019, 2027),
    ),
    max_size=12,
)  # fmt: skip
any_facts = st.builds(
    Facts, st.sampled_from([("0101", "01"), ("0601",), ("01",), ()]), st.sampled_from(list(PLACES.values())),
    st.just(date(2026, 11, 24)), st.sampled_from("ABC"), st.frozensets(st.integers(1, 6), max_size=3), st.booleans(),
)  # fmt: skip


def catalogue(drawn: Sequence[tuple[str, int, int, int, int | None]], offices: dict[int, OfficeRow]) -> list[DutyRow]:
    return [
        DutyRow(
            n, topic, level, who, offices[who].region, f"basis {n}", date(since, 1, 1), until and date(until, 6, 30)
        )
        for n, (topic, level, who, since, until) in enumerate(drawn, 1)
    ]


def heirs(offices: dict[int, OfficeRow], ident: int) -> set[int]:
    """The office and all that came after it."""
    found: set[int] = set()
    while ident in offices and ident not in found:
        found.add(ident)
        ident = 0 if offices[ident].active else offices[ident].successor or 0
    return found


def holds(found: Route, facts: Facts, duties: list[DutyRow], offices: dict[int, OfficeRow]) -> None:
    """What must hold of any answer."""
    hidden = {x for ident in facts.accused for x in heirs(offices, ident)}
    assert not hidden & {found.office, *found.alternatives}, "nobody accused is ever proposed, by succession neither"
    assert found.steps, "there is always a reason"
    assert found.office not in found.alternatives
    if facts.klass == "B" or not facts.regions:
        assert found.office is None and not found.alternatives
    if found.office is not None:
        assert offices[found.office].active and found.principle and found.basis
    if found.duty is None:
        return
    row = next(d for d in duties if d.id == found.duty)
    assert row.topic in facts.topics and row.valid_from <= facts.day <= (row.valid_until or facts.day)
    assert row.office_region in dict(facts.regions) and found.office in heirs(offices, row.office)
    special = facts.topics[: facts.topics.index(row.topic)]
    passed = {s.facts["duty"] for s in found.steps if "duty" in s.facts}
    assert {d.id for d in duties if d.topic in special} <= passed, "a more special row is never passed over in silence"


@settings(max_examples=400, deadline=None)
@given(any_facts, rows_of_duties, rows_of_offices, st.randoms(use_true_random=False))
def test_any_catalogue(facts: Facts, drawn: list, offices: dict[int, OfficeRow], dice) -> None:
    duties = catalogue(drawn, offices)
    found = route(facts, duties, offices)
    holds(found, facts, duties, offices)
    shuffled = list(duties)
    dice.shuffle(shuffled)
    assert route(facts, shuffled, dict(reversed(offices.items()))) == found, "the order of the rows decides nothing"
    if found.office is not None:
        again = route(replace(facts, accused=facts.accused | {found.office}), duties, offices)
        assert again.office != found.office
