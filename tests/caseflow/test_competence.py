"""Who decides when offices do not agree: the common superior by a table (R22 Art. 24 ¶1)."""

import pytest

from caseflow.competence import Above, common_superior
from caseflow.services.prepare.competence import decider_of
from tests import factories as f
from tests.cast import TODAY, Cast

# 1 province government; 10 city government; 11 city housing below it; 100, 101 departments of a district; 200 of another
# district; 20, 21 petition offices of city and district; 30 joint conference of the city
GOVERNMENT, CITY_HOUSING = Above(10, "government", 2), Above(11, "department", 1)
PROVINCE = Above(1, "government", 3)
CITY_DESK, DISTRICT_DESK = Above(20, "petition", 2), Above(21, "petition", 1)
JOINT = Above(30, "joint", 2)

CASES = [
    ("the same department is above both", [100, 101], {100: [CITY_HOUSING, GOVERNMENT], 101: [CITY_HOUSING, GOVERNMENT]}, 11),
    ("the nearest that is above both", [100, 101], {100: [CITY_HOUSING, GOVERNMENT, PROVINCE], 101: [GOVERNMENT, PROVINCE]}, 10),
    ("a superior goes before a nearer petition office", [100, 101], {100: [DISTRICT_DESK, GOVERNMENT], 101: [DISTRICT_DESK, GOVERNMENT]}, 10),
    ("a superior goes before the joint conference", [100, 101], {100: [JOINT, GOVERNMENT], 101: [JOINT, GOVERNMENT]}, 10),
    ("none in common: the joint conference", [100, 200], {100: [CITY_HOUSING, JOINT, CITY_DESK], 200: [JOINT, CITY_DESK]}, 30),
    ("no joint conference: the petition office above both", [100, 200], {100: [CITY_DESK], 200: [CITY_DESK]}, 20),
    ("an ended office decides nothing", [100, 101], {100: [Above(11, "department", 1, False), JOINT], 101: [Above(11, "department", 1, False), JOINT]}, 30),
    ("a party never decides itself", [100, 11], {100: [CITY_HOUSING, GOVERNMENT], 11: [Above(10, "government", 1)]}, 10),
    ("three parties need one above all three", [100, 101, 200], {100: [CITY_HOUSING, JOINT], 101: [CITY_HOUSING, JOINT], 200: [JOINT]}, 30),
    ("nobody above", [100, 200], {100: [CITY_HOUSING]}, None),
    ("nobody known", [100, 200], {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "parties", "above", "expected"), CASES, ids=[c[0] for c in CASES])
def test_common_superior(why: str, parties: list[int], above: dict[int, list[Above]], expected: int | None) -> None:
    assert common_superior(parties, above) == expected
    assert common_superior(list(reversed(parties)), above) == expected, "the order of the parties says nothing"


def test_by_the_closure_of_offices(cast: Cast) -> None:
    offices = cast.offices
    near = [offices["housing"].pk, offices["water"].pk]
    assert decider_of(near, TODAY) == offices["city_government"].pk
    assert decider_of([offices["housing"].pk, offices["station"].pk], TODAY) == offices["city_housing"].pk
    government = offices["city_government"]
    government.valid_until = TODAY.replace(day=1)
    government.save()
    assert (
        decider_of(near, TODAY) == offices["city_petition"].pk
        or decider_of(near, TODAY) == offices["district_petition"].pk
    )
    joint = f.office(cast, "joint", "LJLX", "临江区信访工作联席会议", "joint", "district")
    assert decider_of(near, TODAY) == joint.pk
