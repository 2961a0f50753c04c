"""The demo's matter that goes the full way: every paper on it as a PDF states what the law wants of it (R22 Art. 22-36)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseflow.demo.full_way import SHE, make_full_way
from caseflow.demo.lives import make_world
from caseflow.demo.people import make_people
from caseflow.demo.places import SINCE, make_places
from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Notice
from caseflow.services.consistency import look
from caseflow.services.paper_pdf import pdf_of
from caseflow.services.sweep import sweep
from offices.calendar_seed import seed_calendar
from petitions.models import Matter
from petitions.topics import seed_topics
from tests.caseflow.test_papers import text_of

STATED = {
    "transfer": ("转送", "第二十二条", "15日内", "查询码"),
    "acceptance": ("予以受理", "第二十三条", "前", "听证", "回避"),
    "opinion": (
        "一、投诉请求",
        "二、查明的事实和理由",
        "三、处理意见",
        "四、法律法规依据",
        "五、救济途径",
        "30日内",
        "申请复查",
    ),
    "ask_receipt": ("收到", "申请"),
    "ask_accepted": ("受理", "第三十"),
    "review": (
        "一、复查请求",
        "二、被复查单位",
        "三、查明的事实和理由",
        "四、复查意见",
        "五、依据",
        "六、救济途径",
        "30日内",
        "申请复核",
    ),
    "hearing": ("云州市人民政府三楼听证室", "高敏（主持）"),
    "minutes": ("云州市人民政府三楼听证室", "双方对渗水部位和修复方案没有争议"),
    "recheck": (
        "一、复核请求",
        "举行听证，听证时间不计算在办理期限内",
        "四、复核意见",
        "维持复查意见",
        "终局意见",
        "第三十六条第三款",
    ),
    "not_reaccepted": ("不再受理", "第三十六条第三款", "修复后再次渗水的检测报告"),
}


def walked(back: int = 0) -> Matter:
    """The matter of a demo made `back` days ago."""
    seed_topics()
    seed_calendar()
    regions, offices = make_places()
    make_people(offices, SINCE)
    make_full_way(make_world(regions, offices, timezone.localdate() - timedelta(days=back)))
    return Matter.objects.get(status="concluded")


@pytest.fixture
def matter(db, files_root) -> Matter:
    return walked()


def test_it_goes_to_the_end_and_on_without_a_finding(matter: Matter) -> None:
    kinds = list(Case.objects.filter(matter=matter).order_by("pk").values_list("kind", "state"))
    assert [k for k, _s in kinds if k != "desk"] == ["handling", "review", "handling", "review", "recheck"]
    follows = Case.objects.filter(matter__follows=matter).order_by("pk")
    assert follows.filter(kind="handling", state="accepted", closed_at=None).count() == 1
    sweep(timezone.now())
    assert {r.name: r.examples for r in look(timezone.now()) if r.count} == {}


def test_every_paper_states_what_the_law_wants(matter: Matter) -> None:
    matters = [matter.pk, *Matter.objects.filter(follows=matter).values_list("pk", flat=True)]
    papers = list(
        Notice.objects.filter(case__matter__in=matters).select_related("case__petition", "office").order_by("pk")
    )
    assert {p.kind for p in papers} == set(STATED)
    for paper in papers:
        told = text_of(pdf_of(paper))
        day = timezone.localdate(paper.issued_at)
        always = (paper.number, paper.office.name, f"{day.year}年{day.month}月{day.day}日", paper.case.petition.number)
        for words in (*always, *STATED[paper.kind], *(() if paper.kind in TO_ORGANS else (SHE.name,))):
            assert "".join(words.split()) in told, (paper.kind, words, told)
    ends = [p.number for p in papers if p.kind == "recheck"]
    assert len(ends) == 1 and "".join(ends[0].split()) in text_of(
        pdf_of(next(p for p in papers if p.kind == "not_reaccepted"))
    )


@pytest.mark.parametrize("back", [0, 33, 71])
def test_it_goes_whatever_the_day(db, files_root, back: int) -> None:
    """Holidays and weekends fall elsewhere; the way stays open."""
    assert Case.objects.filter(matter=walked(back), kind="recheck", state="closed").count() == 1
