"""Who reviews what: a table of offices and the bodies that the law names (R22 Art. 35, 36 ¶1; 复查复核办法)."""

from datetime import date

import pytest

from caseflow.bodies import Place, reviewers

DAY = date(2026, 11, 24)
PROVINCE, CITY, DISTRICT, TOWN, FAR = 1, 2, 3, 4, 5
AT = {"province": (PROVINCE,), "city": (CITY, PROVINCE), "district": (DISTRICT, CITY, PROVINCE),
      "town": (TOWN, DISTRICT, CITY, PROVINCE), "far": (FAR, CITY, PROVINCE)}  # fmt: skip
# name: id, kind, region, superior, more
OFFICES = {
    "city_gov": (10, "government", "city", None, {}),
    "district_gov": (11, "government", "district", None, {}),
    "town_gov": (12, "government", "town", 11, {}),
    "city_housing": (20, "department", "city", 10, {}),
    "housing": (21, "department", "district", 20, {}),
    "station": (22, "department", "district", 21, {}),
    "water": (23, "department", "district", None, {}),
    "city_tax": (30, "department", "city", None, {"vertical": True}),
    "tax": (31, "department", "district", 30, {"vertical": True}),
    "district_petition": (40, "petition", "district", 41, {}),
    "city_petition": (41, "petition", "city", None, {}),
    "discipline": (50, "discipline", "district", None, {}),
    "far_housing": (60, "department", "far", 20, {}),
    "enterprise": (70, "enterprise", "district", 21, {}),
    "old_housing": (80, "department", "district", 81, {}),
    "old_city_housing": (81, "department", "city", 10, {"until": date(2026, 6, 30), "successor": 20}),
    "lost": (90, "department", "far", 91, {}),
    "gone": (91, "department", "city", None, {"until": date(2026, 6, 30)}),
}
TREE = {pk: Place(pk, kind, AT[where], superior, **more) for pk, kind, where, superior, more in OFFICES.values()}
NAMES = {row[0]: name for name, row in OFFICES.items()}

WAYS = [
    ("a department: same-level government or upper department", ["housing"], ["district_gov", "city_housing"]),
    ("its government is its superior too", ["city_housing"], ["city_gov"]),
    ("no upper department is known", ["water"], ["district_gov"]),
    ("no government of its level is known", ["far_housing"], ["city_housing"]),
    ("led from above alone: the upper one only", ["tax"], ["city_tax"]),
    ("led from above alone, nobody above is known", ["city_tax"], []),
    ("a unit of a department", ["station"], ["housing"]),
    ("a township government", ["town_gov"], ["district_gov"]),
    ("a government without a named superior: the next one above its place", ["district_gov"], ["city_gov"]),
    ("the highest government known", ["city_gov"], []),
    ("a petition office", ["district_petition"], ["city_petition"]),
    ("an organ without a named superior: the next government above its place", ["discipline"], ["city_gov"]),
    ("a state enterprise", ["enterprise"], ["housing"]),
    ("the upper one has ended: its successor", ["old_housing"], ["district_gov", "city_housing"]),
    ("the upper one has ended without one", ["lost"], []),
    ("several deciders: the common superior", ["housing", "water"], ["district_gov"]),
    ("several deciders of two districts", ["housing", "far_housing"], ["city_housing"]),
    ("a decider and one above it", ["station", "housing"], ["district_gov"]),
    ("several deciders without anybody above both", ["housing", "city_tax"], []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "deciders", "bodies"), WAYS, ids=[w[0] for w in WAYS])
def test_who_reviews(why: str, deciders: list[str], bodies: list[str]) -> None:
    found = reviewers([OFFICES[d][0] for d in deciders], TREE, DAY)
    assert [NAMES[b] for b in found] == bodies, why


def test_nobody_reviews_herself() -> None:
    for pk in TREE:
        assert pk not in reviewers([pk], TREE, DAY)
