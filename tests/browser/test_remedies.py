"""Review and recheck in a real browser, both languages and widths: asked for, accepted, heard, decided, received; the end and after."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from caseflow.models import Case, Execution, RemedyRequest
from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics
from tests import factories as f
from tests import remedies as r
from tests.browser.checks import sound
from tests.browser.walk import Walk
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def tiers(transactional_db) -> Cast:
    seed_topics()
    seed_calendar()
    return r.above(make_cast())


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


OPINION = {"findings": "经复查，原意见认定事实清楚。", "basis": "《信访工作条例》第三十五条", "request_1": "撤销原意见", "outcome_1": "not_supported",
           "answer_1": "维持。"}  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_from_the_request_to_the_recheck(visit, tiers, language: str, width: int) -> None:
    case = r.known(tiers, ago(6), ago(5))

    def by(who: str) -> Walk:
        return Walk(visit(tiers, who, width=width, language=language))

    by("chen").act(case, "ask_review", body=tiers.offices["city_housing"].pk, received_on=ago(1), postmark_on=ago(2),
                   text="认定事实不清，请求撤销。")  # fmt: skip
    review = RemedyRequest.objects.get(of=case).case
    qin, zhao = by("qin"), by("zhao")
    qin.act(review, "accept_request")
    qin.act(
        review, "call_hearing", place="三楼会议室", members="秦某、赵某", first_on=timezone.localdate(), text="上午九时"
    )
    qin.act(review, "hold_hearing", place="三楼会议室", members="秦某、赵某", first_on=timezone.localdate(),
            last_on=timezone.localdate(), minutes="双方陈述、质证。")  # fmt: skip
    qin.act(review, "draft", **OPINION, remedy=r.REMEDY)
    zhao.act(review, "clear")
    zhao.act(review, "decide", result="uphold")
    qin.act(review, "send")
    qin.act(review, "record_receipt")
    assert "三楼会议室" in qin.page.inner_text("main")
    by("chen").act(review, "ask_recheck", text="仍不服。")
    recheck = RemedyRequest.objects.get(of=review).case
    by("gao").act(recheck, "accept_request")
    assert by("ou").page.goto(f"{qin.visitor.url}/cases/{case.uid}/").ok
    steps = qin.page.goto(f"{qin.visitor.url}/cases/{case.uid}/") and qin.page.locator(".step").count()
    assert steps == 8, "review and recheck stand in the step bar once asked for"
    by("gao").act(recheck, "draft", **OPINION)
    long = by("long")
    long.act(recheck, "clear")
    long.act(
        recheck,
        "decide",
        result="redo",
        ground="facts",
        redo_at="review",
        redo_due_on=timezone.localdate() + timedelta(days=20),
    )
    assert recheck.outcome == "redo"


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_end_of_a_matter_and_after(visit, tiers, language: str, width: int) -> None:
    case = r.known(tiers, ago(9), ago(9))
    recheck = r.reviewed(tiers, r.reviewed(tiers, case, ago(8)), ago(7), body=None)
    task = Execution.objects.open().get()
    f.act(tiers, task.case, "carry_out", "ou", ago(6), execution=task.pk, result="done", text="已修复")

    def by(who: str) -> Walk:
        return Walk(visit(tiers, who, width=width, language=language))

    long, pan = by("long"), by("pan")
    long.act(recheck, "conclude")
    recheck.matter.refresh_from_db()
    assert recheck.matter.status == "concluded"
    long.act(recheck, "help", sort="social", text="协助申请临时救助")
    two = []
    for n in (1, 2):
        again = f.case_of(f.petition(tiers, ago(3), summary=f"第{n}次再来", persons=(f.LI,)))
        f.act(tiers, again, "link", "pan", ago(2), to_matter=case.matter_id, reason="同一事项", hour=9 + n)
        two.append(Case.objects.filter(petition=again.petition).latest("pk"))
        if n == 1:
            pan.act(
                two[0],
                "refuse_reacceptance",
                reason="相同",
                same_facts=True,
                same_reasons=True,
                would_be_new="新的检测报告",
            )
            assert two[0].state == "not_reaccepted"
    pan.act(two[1], "new_facts", text="新的检测报告证明主机报废")
    assert Case.objects.filter(matter__follows=case.matter_id).exists()
    fresh = Case.objects.get(matter__follows=case.matter_id)
    pan.page.goto(f"{pan.visitor.url}/cases/{fresh.uid}/")
    sound(pan.page, "the matter that follows")
    other = f.accepted(tiers, ago(2), summary="撤回的")
    by("chen").act(other, "withdraw", reason="已经解决")
    by("chen").act(other, "revoke_withdrawal")
    assert Case.objects.filter(via="revoke").exists()
