"""Whatever is changed by one in the terms of whole ways, in packs, or in how they are chosen: a dated case notices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from caseflow import statute
from caseflow.effects import base
from caseflow.packs import LocalTerm, Pack
from caseflow.statute import LAWS, Unit
from tests.caseflow import ways
from tests.caseflow.oracle_ways import rows
from tests.caseflow.ways import NATIONAL, PACKS, right_row

OTHER_UNIT = {Unit.DAYS: Unit.WORKING_DAYS, Unit.WORKING_DAYS: Unit.DAYS}
USED = {  # table: the terms that its answers hang on
    "objections": ("C4", "V1", "R1"), "remedies": ("C8", "C9", "C10", "C11", "XD"), "simplified": ("SF", "SA", "SO", "C6"),
}  # fmt: skip
PAIRS = [(table, code) for table, codes in USED.items() for code in codes]


def missed(table: str) -> bool:
    return all(right_row(table, row) for row in rows(table))


def change(monkeypatch: pytest.MonkeyPatch, code: str, **changed: Any) -> None:
    for law in LAWS:
        if code in LAWS[law].terms:
            term = replace(LAWS[law].terms[code], **changed)
            monkeypatch.setitem(statute.LAWS, law, replace(LAWS[law], terms={**LAWS[law].terms, code: term}))


def test_unchanged_every_row_is_right() -> None:
    assert all(missed(table) for table in ways.ANSWERS)


@pytest.mark.parametrize(("table", "code"), PAIRS)
@pytest.mark.parametrize("by", [-1, 1])
def test_a_term_changed_by_one(monkeypatch: pytest.MonkeyPatch, table: str, code: str, by: int) -> None:
    change(monkeypatch, code, length=(LAWS["R22"].terms[code].length or 0) + by)
    assert not missed(table)


@pytest.mark.parametrize(("table", "code"), PAIRS)
def test_another_unit(monkeypatch: pytest.MonkeyPatch, table: str, code: str) -> None:
    change(monkeypatch, code, unit=OTHER_UNIT[LAWS["R22"].terms[code].unit])
    assert not missed(table)


def test_hearing_days_counted_in_a_recheck_or_left_out_of_a_review(monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch, "C11", excludes_hearing=False)
    assert not missed("remedies")
    monkeypatch.undo()
    change(monkeypatch, "C9", excludes_hearing=True)
    assert not missed("remedies")


def test_the_postmark_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "petitioner_day", lambda received, postmark: received)
    assert not missed("remedies")
    monkeypatch.setattr(ways, "petitioner_day", lambda received, postmark: postmark or received)
    assert not missed("remedies")


@pytest.mark.parametrize("by", [-1, 1])
def test_the_day_between_the_two_laws_moved(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    old, new = LAWS["R05"], LAWS["R22"]
    assert old.in_force_until
    monkeypatch.setitem(statute.LAWS, "R05", replace(old, in_force_until=old.in_force_until + timedelta(by)))
    monkeypatch.setitem(statute.LAWS, "R22", replace(new, in_force_from=new.in_force_from + timedelta(by)))
    assert not missed("transition") and not missed("objections")


def test_the_earlier_of_two_places_or_one_place_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "max", min, raising=False)
    assert not missed("places")
    monkeypatch.undo()
    monkeypatch.setattr(ways, "right", lambda term, on, here, there, who: base.right(term, on, here, None, who))
    assert not missed("places")
    monkeypatch.setattr(ways, "right", lambda term, on, here, there, who: base.right(term, on, there, None, who))
    assert not missed("places")


def changed_packs() -> Iterator[tuple[str, str, Pack]]:
    for name, pack in PACKS.items():
        for code, row in pack.terms.items():
            for by in (-1, 1):
                yield name, f"{code} {by:+}", _with(pack, replace(row, length=row.length + by))
            yield name, f"{code} unit", _with(pack, replace(row, unit=OTHER_UNIT[row.unit]))
            yield name, f"{code} gone", replace(pack, terms={c: t for c, t in pack.terms.items() if c != code})


def _with(pack: Pack, row: LocalTerm) -> Pack:
    return replace(pack, terms={**pack.terms, row.code: row})


@pytest.mark.parametrize(("name", "what", "pack"), list(changed_packs()), ids=lambda value: str(value)[:12])
def test_a_row_of_a_pack_changed(name: str, what: str, pack: Pack) -> None:
    table = "pack_shandong" if name == "SD2015" else "packs"
    mine = [row for row in rows(table) if row["pack"] == name]
    assert mine and not all(_same(row, pack) for row in mine), what


def _same(row: dict[str, str], pack: Pack) -> bool:
    try:
        found = ways.packed(row, NATIONAL, pack)
    except IndexError:  # no such term any more
        return False
    return found == {column: row[column] for column in found}


def test_the_first_and_last_day_of_a_pack_moved() -> None:
    shandong, beijing = PACKS["SD2015"], PACKS["BJX"]
    assert beijing.valid_until
    earlier = replace(shandong, valid_from=date(2015, 9, 30))
    assert not all(_same(row, earlier) for row in rows("pack_shandong"))
    longer = replace(beijing, valid_until=date(2022, 5, 6))
    assert not all(_same(row, longer) for row in rows("packs") if row["pack"] == "BJX")
    shorter = replace(beijing, valid_until=date(2022, 4, 28))
    assert not all(_same(row, shorter) for row in rows("packs") if row["pack"] == "BJX")
