"""docs/law.md maps every article and rule to code, page and test: complete, and every target is there."""

import re
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver

ROOT = Path(__file__).resolve().parent.parent
MAP = ROOT / "docs" / "law.md"
ARTICLES = """
2 | 5 (3) | 13 | 14 | 17 | 18 (1) | 18 (2) (3) | 18 (4) | 19 ¶1 | 19 ¶3 | 20 ¶1 | 20 ¶2 | 20 ¶3 | 21 ¶2 | 22 ¶1 (1) | 22 ¶1 (2) |
22 ¶1 (3) | 22 ¶2 | 23 ¶1 | 23 ¶3 | 23 ¶4 | 24 ¶1 | 24 ¶2 | 25 | 26 | 28 ¶1 | 28 ¶2 | 28 ¶3 | 29 | 30 ¶1 ¶2 | 30 ¶3 | 31 (1)-(4) |
31 (4) (5) | 31 (6) | 32 | 32 ¶2 | 33 | 34 | 35 | 36 ¶1 | 36 ¶2 | 36 ¶3 | 37 | 38 | 39 | 40 (1) | 40 | 41 | 42-46 | 47 | 48
"""
RULES = """
simplified: who | simplified: terms | one register | routes first | review: body | review: refusal | review: redo | review: grounds |
evaluation: objects | evaluation: window | local packs | 2005 terms | 2005 names
"""
PAPERS = """
receipt | transfer | acceptance | route | refusal | direction | joined | own_answer | not_reaccepted | objection | extension | hearing |
minutes | settlement | opinion | reply | review_opinion | recheck_opinion | service_record | report
"""
INSTEAD = """
matter card | conclusion | duplicate in term | event note | retaliation | read log | accused excluded | watermark | emergency |
data rights | retention | minimal data
"""
LATER = {"38", "41"}  # oversight: not built yet, and the map says so
LINE = re.compile(
    r"^\| (?P<key>[^|]+?) \| (?P<rule>[^|]*?) \| (?P<code>[^|]*?) \| (?P<page>[^|]*?) \| (?P<test>[^|]*?) \|$"
)


def keys(text: str) -> set[str]:
    return {" ".join(part.split()) for part in text.split("|") if part.strip()}


def lines() -> list[dict[str, str]]:
    found = [LINE.match(line) for line in MAP.read_text(encoding="utf-8").splitlines()]
    return [m.groupdict() for m in found if m and m["key"] not in {"article", "rule", "paper", "instead", "---"}]


ROWS = lines() if MAP.exists() else []


def test_the_map_is_complete() -> None:
    wanted = keys(ARTICLES) | keys(RULES) | keys(PAPERS) | keys(INSTEAD)
    named = [row["key"] for row in ROWS]
    assert sorted(set(named)) == sorted(named), "one row a rule"
    assert set(named) == wanted, (sorted(wanted - set(named)), sorted(set(named) - wanted))


def targets(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["key"])
def test_every_target_is_there(row: dict[str, str]) -> None:
    if row["key"] in LATER:
        assert "not built yet" in row["rule"]
        return
    assert targets(row["code"]) and targets(row["test"]), row
    for target in targets(row["code"]) + targets(row["test"]):
        path, _colons, name = target.partition("::")
        file = ROOT / path
        assert file.exists(), target
        if name:
            assert name in file.read_text(encoding="utf-8"), target
    for target in targets(row["test"]):
        assert "/test_" in target, target


@pytest.mark.parametrize("row", [r for r in ROWS if targets(r["page"])], ids=lambda r: r["key"])
def test_every_page_has_an_address(row: dict[str, str]) -> None:
    names = get_resolver().reverse_dict.keys() | {
        f"{space}:{name}" for space, (_p, inner) in get_resolver().namespace_dict.items() for name in inner.reverse_dict
    }
    for name in targets(row["page"]):
        if name not in names:
            raise NoReverseMatch(name)
