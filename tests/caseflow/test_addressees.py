"""Whom a copy addresses: an answer goes to all of the matter and names them; what goes to one petition's people names these."""

import pytest

from caseflow.models import Case, Notice, Service
from caseflow.services import paper_pdf
from caseflow.services.paper_fields import MOST_NAMES, joined_names
from petitions.services.inputs import Part, Person
from tests import factories as f
from tests.caseflow.test_papers import text_of
from tests.cast import Cast

DAY = "2026-09-01"
WANG = Person(name="王建国", phone="13800000002", address="临江区柳塘镇2号")


@pytest.fixture(autouse=True)
def store(files_root):
    return files_root


def join(cast: Cast, first: Case, **over) -> Case:
    """Another petition, sent straight to the housing bureau, on the matter of an open case of its."""
    second = f.case_of(f.petition(cast, DAY, "ou", office_id=cast.offices["housing"].pk, **over))
    return f.act(cast, second, "join", "ou", DAY, hour=11, pending=first.pk, reason="同一事项")


def answered(cast: Cast, case: Case) -> Case:
    for name, who, facts in (("draft", "ou", f.OPINION), ("clear", "hei", {}), ("decide", "hei", {})):
        case = f.act(cast, case, name, who, DAY, hour=13, **facts)
    return case


def printed(case: Case, kind: str = "opinion") -> str:
    return text_of(paper_pdf.pdf_of(Notice.objects.select_related("case__petition").get(case=case, kind=kind)))


def test_the_answer_names_whoever_was_joined(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    join(cast, case, persons=(WANG,))
    assert "李秀英：" in printed(case, "acceptance")
    f.act(cast, case, "extend", "hei", DAY, hour=12, days=20, reason="需要委托鉴定，情况复杂")
    answered(cast, case)
    assert "李秀英、王建国：" in printed(case)
    assert "王建国" not in printed(case, "extension"), "it goes to the first petition's people alone"
    f.act(cast, case, "send", "ou", DAY, hour=15)
    served = Service.objects.filter(notice__case=case).values_list("petitioner__name", flat=True)
    assert sorted(served) == ["李秀英", "王建国"]


def test_the_paper_of_joining_names_the_one_it_goes_to(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    second = join(cast, case, persons=(WANG,))
    told = printed(second, "joined")
    assert "王建国：" in told and "李秀英" not in told


def test_whoever_wrote_twice_stands_there_once(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    join(cast, case)
    join(cast, case, persons=(f.LI, WANG))
    answered(cast, case)
    assert "李秀英、王建国：" in printed(case)


def test_of_many_the_first_names_and_how_many(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    people = tuple(Person(name=f"陈{chr(0x4E00 + n)}", address="临江区") for n in range(MOST_NAMES))
    join(cast, case, persons=people, is_joint=True, channel="letter")
    answered(cast, case)
    told = printed(case)
    assert f"等{MOST_NAMES + 1}人：" in told and people[-2].name in told and people[-1].name not in told


def test_whoever_lies_under_seal_is_counted_and_not_named(cast: Cast) -> None:
    """The claim beside an accusation is joined to others' matter: they never read who accused (R22 Art. 30 ¶3, 46 (5))."""
    first = f.case_of(f.petition(cast, DAY))
    desk = f.accusation(cast, DAY, persons=(Person(name="乌鸦", address="临江区三号"),))
    parts = [
        Part("B", "收受礼金", "反映某局负责人违规批地。", None, None, True),
        Part("C", "电梯停运", "电梯停运三个月。"),
    ]
    f.act(cast, desk, "split", "mi", DAY, parts=parts)
    claim = Case.objects.get(petition=desk.petition, kind="desk", confidential=False)
    f.act(cast, claim, "join", "pan", DAY, pending=first.pk, reason="同一事项")
    f.act(cast, first, "forward", "pan", DAY, target=cast.offices["housing"].pk, reason="职责目录")
    case = f.act(cast, f.case_of(first.petition, "handling"), "accept", "ou", DAY, hour=11)
    join(cast, case, persons=(WANG,))
    answered(cast, case)
    told = printed(case)
    assert "李秀英、王建国等3人：" in told and "乌鸦" not in told
    assert "乌鸦" not in Notice.objects.get(case=case, kind="opinion").opened


def test_whoever_took_her_name_back_is_not_named(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    joined = join(cast, case, persons=(WANG,))
    person = joined.petition.petitioners.get()
    f.act(cast, case, "withdraw", "chen", DAY, hour=12, petitioner=person.pk, reason="已解决")
    answered(cast, case)
    assert "李秀英：" in printed(case) and "王建国" not in printed(case)


@pytest.mark.parametrize(
    ("names", "unnamed", "told"),
    [([], 0, "信访人"), ([], 3, "信访人"), ([""], 0, "信访人"), (["甲"], 0, "甲"), (["甲", "", "乙"], 0, "甲、乙"), (["甲"], 2, "甲等3人"),
     (["甲"] * MOST_NAMES, 0, "、".join(["甲"] * MOST_NAMES))],
)  # fmt: skip
def test_how_names_are_written(names: list[str], unnamed: int, told: str) -> None:
    assert joined_names(names, unnamed) == told
