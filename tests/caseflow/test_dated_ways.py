"""Objections, reviews and rechecks, the simplified procedure, the change of the law, two places, local packs: dated cases."""

import pytest

from tests.caseflow import oracle_ways
from tests.caseflow.ways import ANSWERS, NATIONAL, Row

TABLES = {name: oracle_ways.rows(name) for name in oracle_ways.TABLES}
ALL = [(name, row) for name, rows in TABLES.items() for row in rows]


def test_the_tables_are_large_and_each_case_has_its_reason() -> None:
    assert len(ALL) >= 100 and set(TABLES) == set(ANSWERS)
    assert all(row["reason"] for _name, row in ALL)
    assert (
        {row["in_time"] for row in TABLES["objections"]}
        == {row["in_time"] for row in TABLES["remedies"]}
        == {"yes", "no"}
    )
    assert len({tuple(sorted(row.items())) for _name, row in ALL}) == len(ALL)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_say_what_the_calendar_library_says(name: str) -> None:
    assert list(oracle_ways.TABLES[name]()) == TABLES[name]


@pytest.mark.parametrize(("name", "row"), ALL, ids=[f"{n}-{k}" for k, (n, _row) in enumerate(ALL)])
def test_a_dated_way(name: str, row: Row) -> None:
    found = ANSWERS[name](row, NATIONAL)
    assert found == {column: row[column] for column in found}, row["reason"]
