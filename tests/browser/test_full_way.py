"""The full way of a matter in one sitting, officers at their desks and the petitioner on her phone: claim, opinion, review, redo,
opinion, review, recheck with a hearing, its end, not accepted again, a new fact, a new matter. No dead end; each refusal is help."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from caseflow.models import Case, Execution, Notice, RemedyRequest
from caseflow.services import own_page
from caseflow.services.paper_pdf import pdf_of
from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from petitions.topics import seed_topics
from tests import factories as f
from tests import remedies as r
from tests.browser.checks import sound
from tests.browser.walk import Walk, fill
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("DESK_SHOTS")  # a folder: keep every paper and what she sees
TEAMS = {"housing": ("ou", "hei"), "city_housing": ("qin", "zhao"), "city_government": ("gao", "long")}
HEARING = {"place": "市政府听证室", "members": "高某（主持）、群众代表三人"}


@pytest.fixture
def tiers(transactional_db, monkeypatch) -> Cast:
    seed_topics()
    seed_calendar()
    nothing = lambda *given, **named: None  # noqa: E731
    monkeypatch.setattr(own_page, "DOORS", own_page.Doors(nothing, nothing))
    return r.above(make_cast())


def words(result: str) -> dict[str, str]:
    return {"findings": f"经查，电梯控制柜损坏停运。{result}", "basis": "《信访工作条例》第三十四条", "request_1": "修复电梯",
            "outcome_1": "supported", "answer_1": f"十日内修复。{result}"}  # fmt: skip


class Sitting:
    """Everybody of the way, each in a browser of their own."""

    def __init__(self, visit: Any, cast: Cast, width: int, language: str) -> None:
        self.visit, self.cast = visit, cast
        self.look = {"width": width, "language": language}
        self.walks: dict[str, Walk] = {}
        self.her = visit(width=390, language=language)

    def by(self, who: str) -> Walk:
        if who not in self.walks:
            self.walks[who] = Walk(self.visit(self.cast, who, **self.look))
        return self.walks[who]

    def register(self, summary: str) -> Petition:
        chen = self.by("chen")
        page = chen.page
        page.goto(f"{chen.visitor.url}/register/")
        fill(page, {"persons-0-name": f.LI.name, "persons-0-phone": f.LI.phone, "persons-0-address": f.LI.address, "region": "柳塘镇",
                    "topic": self.cast.topics["property"].code, "summary": summary, "text": f"{summary}，老人无法下楼，请求维修。"})  # fmt: skip
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/receipt/")
        sound(page, "receipt")
        return Petition.objects.latest("pk")

    def enter(self, petition: Petition) -> None:
        """She comes to her page by the slip, and agrees to take her papers there."""
        page = self.her.page
        page.goto(f"{self.her.url}/query/?n={petition.number}")
        page.fill("[name=code]", f.code_of(petition))
        page.click("main button[type=submit]")
        page.wait_for_url("**/query/mine/")
        sound(page, "her page")

    def leave(self) -> None:
        self.her.page.goto(f"{self.her.url}/query/mine/")
        self.her.page.click("form[action$='/end/'] button")
        self.her.page.wait_for_url("**/query/")

    def asks(self, case: Case, act: str, **values: Any) -> Case:
        """She asks for review or recheck from the button on her page."""
        page = self.her.page
        page.goto(f"{self.her.url}/query/mine/")
        page.click(f"a[href$='/{case.uid}/{act}/']")
        sound(page, f"her {act}")
        fill(page, values)
        page.click("main form .btn-primary")
        page.wait_for_url("**/query/mine/")
        sound(page, f"her page after {act}")
        return RemedyRequest.objects.filter(of=case).latest("pk").case

    def opens(self, case: Case) -> None:
        """The answer came to her page: she opens it, and has received it today."""
        page = self.her.page
        page.goto(f"{self.her.url}/query/mine/")
        sound(page, "her page with an answer")
        page.locator(".told-now + p a").click()
        page.click("main form .btn-primary")
        page.wait_for_load_state()
        sound(page, "her paper")
        with page.expect_download() as saved:
            page.click("a[href='?as=pdf']")
        text = "".join(PdfReader(saved.value.path()).pages[0].extract_text().split())
        number = Notice.objects.filter(case=case, kind__in=("opinion", "review", "recheck")).latest("pk").number
        assert "".join(number.split()) in text
        self.keep(f"she-reads-{case.kind}-{case.pk}", page)

    def answers(self, case: Case, team: str, said: str, **decision: Any) -> Case:
        officer, head = (self.by(who) for who in TEAMS[team])
        remedy = (
            {} if case.kind == "recheck" else {"remedy": f.OPINION["remedy"] if case.kind == "handling" else r.REMEDY}
        )
        officer.act(case, "draft", **words(said), **remedy)
        head.act(case, "clear")
        head.act(case, "decide", **decision)
        officer.act(case, "send")
        self.opens(case)
        case.refresh_from_db()
        return case

    @staticmethod
    def keep(name: str, page: Any) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), pytest.param("en", 390, marks=pytest.mark.slow)])
def test_the_full_way_in_one_sitting(visit, tiers, files_root, language: str, width: int) -> None:
    s = Sitting(visit, tiers, width, language)
    claim = _to_the_end(s)
    fresh = _after_the_end(s, claim)
    s.keep("the-new-matter", s.by("ou").page)
    assert fresh.matter.follows_id == claim.matter_id and fresh.state == "accepted"
    papers = (
        Notice.objects.filter(case__matter__in=[claim.matter_id, fresh.matter_id])
        .select_related("case__petition")
        .order_by("pk")
    )
    assert {n.kind for n in papers} >= {
        "transfer", "acceptance", "opinion", "review", "recheck", "hearing", "minutes", "ask_accepted", "not_reaccepted",
    }  # fmt: skip
    for n, paper in enumerate(papers):
        body = pdf_of(paper)
        assert "".join(paper.number.split()) in "".join(
            "".join(x.extract_text() for x in PdfReader(BytesIO(body)).pages).split()
        )
        if SHOTS:
            (Path(SHOTS) / f"{n:02d}-{paper.kind}.pdf").write_bytes(body)


def _to_the_end(s: Sitting) -> Case:
    today, offices = timezone.localdate(), s.cast.offices
    petition = s.register("电梯停运三个月")
    s.enter(petition)
    s.her.page.click("button[name=agree][value='1']")
    s.her.page.wait_for_load_state()
    desk = f.case_of(petition)
    s.by("pan").act(desk, "forward", target=offices["housing"].pk, reason="职责目录")
    claim = f.case_of(petition, "handling")
    ou, hei = s.by("ou"), s.by("hei")
    ou.act(claim, "accept")
    told = hei.refused(claim, "decide")
    assert ("须在“审核中”状态" if s.look["language"] == "zh" else "only while it is “in clearance”") in told, (
        "what must come first"
    )
    s.answers(claim, "housing", "维持原状。")
    ou.act(claim, "close")
    city = {"body": offices["city_housing"].pk}
    review = s.asks(claim, "ask_review", **city, text="没有查明原因，请求撤销。")
    s.by("qin").act(review, "accept_request")
    s.by("zhao").refused(review, "decide")
    redo = {"result": "redo", "ground": "facts", "redo_at": "first", "redo_due_on": today + timedelta(days=400)}
    _too_late(s, review, redo)
    s.by("zhao").act(review, "decide", **{**redo, "redo_due_on": today + timedelta(days=20)})
    s.by("qin").act(review, "send")
    s.opens(review)
    s.by("qin").act(review, "close")
    again = Case.objects.get(via="redo")
    s.answers(again, "housing", "另查明维修资金充足。", compared="查明了维修资金")
    review = s.asks(again, "ask_review", **city, text="请求赔偿损失。")
    s.by("qin").act(review, "accept_request")
    s.answers(review, "city_housing", "维持。", result="uphold")
    recheck = s.asks(review, "ask_recheck", text="不服复查意见，请求听证。")
    gao = s.by("gao")
    gao.act(recheck, "accept_request")
    gao.act(recheck, "call_hearing", **HEARING, first_on=today, text="上午九时")
    gao.act(recheck, "hold_hearing", **HEARING, first_on=today, last_on=today, minutes="双方陈述、质证。")
    s.answers(recheck, "city_government", "维持。", result="uphold")
    s.keep("her-page-after-the-recheck", s.her.page)
    s.by("long").act(recheck, "conclude")
    recheck.matter.refresh_from_db()
    assert recheck.matter.status == "concluded"
    return claim


def _too_late(s: Sitting, review: Case, redo: dict[str, Any]) -> None:
    """The review is drafted and cleared; a day for the redo beyond the law's is refused, and what was typed is kept."""
    s.by("qin").act(review, "draft", **words("原意见事实不清。"), remedy=r.REMEDY)
    zhao = s.by("zhao")
    zhao.act(review, "clear")
    page = zhao.page
    page.goto(f"{zhao.visitor.url}/cases/{review.uid}/decide/")
    fill(page, redo)
    page.click("main form .btn-primary")
    page.wait_for_selector(".error-summary")
    sound(page, "a redo beyond its limit")
    assert page.input_value("[name=ground]") == "facts" and page.input_value("[name=redo_due_on]") == str(
        redo["redo_due_on"]
    )
    s.keep("a-redo-beyond-its-limit", page)


def _after_the_end(s: Sitting, claim: Case) -> Case:
    pan, ou = s.by("pan"), s.by("ou")
    s.leave()
    same = s.register("还是电梯的事")
    pan.act(f.case_of(same), "link", number=claim.petition.number, reason="同一事项")
    told = {"reason": "事实与理由相同", "same_facts": True, "same_reasons": True, "would_be_new": "新的检测报告"}
    for task in Execution.objects.open().select_related("case").order_by("pk"):
        page = pan.page
        page.goto(f"{pan.visitor.url}/cases/{f.case_of(same).uid}/refuse_reacceptance/")
        fill(page, told)
        page.click("main form .btn-primary")
        page.wait_for_selector(".error-summary")
        s.keep("not-carried-out", page)
        ou.act(task.case, "carry_out", result="done", text="修复完毕")
    refused = f.case_of(same)
    pan.act(refused, "refuse_reacceptance", **told)
    assert refused.state == "not_reaccepted"
    s.enter(same)
    assert "新的检测报告" in _paper_of_hers(s, refused)
    s.leave()
    new = s.register("检测报告说主机报废")
    pan.act(f.case_of(new), "link", number=claim.petition.number, reason="先比对")
    pan.act(f.case_of(new), "new_facts", text="新的检测报告：主机报废")
    pan.act(f.case_of(new), "forward", target=s.cast.offices["housing"].pk, reason="新事项")
    fresh = f.case_of(new, "handling")
    ou.act(fresh, "accept")
    s.enter(new)
    s.keep("her-page-of-the-new-matter", s.her.page)
    return fresh


def _paper_of_hers(s: Sitting, case: Case) -> str:
    page = s.her.page
    paper = Notice.objects.get(case=case, kind="not_reaccepted")
    page.goto(f"{s.her.url}/query/mine/papers/{paper.uid}/")
    sound(page, "why it is not accepted again")
    s.keep("why-not-accepted-again", page)
    return str(page.inner_text("article"))
