"""The pages of supervision: what is shown to whom, errors that keep what was typed, few statements however many rows."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caseflow.models import Case, Reminder
from caseflow.services import retaliation
from oversight.models import Dismissal, Recommendation, SupervisionOrder
from oversight.services.recommendations import issue_recommendation
from oversight.supervision.rules import PROPOSED
from tests import factories as f
from tests.caseflow.export.helpers import asked, ended, table
from tests.cast import TODAY, Cast, at
from tests.oversight.supervision.conftest import ASKED, order_on, step

DUE = date(2026, 12, 9)


@pytest.fixture
def as_(cast: Cast):
    def enter(who: str, language: str = "en") -> Client:
        client = Client(headers={"Accept-Language": language})
        client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
        return client

    return enter


def body(answer) -> str:
    return answer.content.decode()


def test_the_queue_says_why_with_article_and_facts(as_, lives) -> None:
    page = as_("su").get(reverse("oversight:queue"))
    told = body(page)
    assert lives["late"].number in told and "“Answer in sixty days” ended on" in told or "ended on" in told
    assert "Art. 40 ¶1; item 1 of 2005" in told and "nothing is an order until a person confirms it" in told
    assert {str(tab["kind"]): tab["count"].number for tab in page.context["tabs"]} == {
        "late": 3, "false_closure": 2, "no_notice": 2, "returned": 1, "not_executed": 2, "idle": 1, "complaint": 1,
    }  # fmt: skip
    idle = body(as_("su").get(reverse("oversight:queue") + "?kind=idle"))
    assert (
        lives["idle"].number in idle and "this desk’s own limit: 30 days" in idle and lives["late"].number not in idle
    )


@pytest.mark.parametrize("kind", PROPOSED)
def test_more_rows_ask_no_more_questions(as_, cast: Cast, lives, kind: str) -> None:
    client, url = as_("su"), f"{reverse('oversight:queue')}?kind={kind}"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(4):
        late = f.forwarded(cast, f"2026-10-2{n}")
        f.act(cast, late, "complain", "chen", "2026-11-20", text="没有消息")
        f.served(cast, f"2026-10-0{n + 1}")
        f.accepted(cast, f"2026-10-1{n}")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["rows"]) >= (
            5 if kind in {"late", "no_notice", "idle", "complaint", "not_executed"} else 1
        )
    assert len(many) <= len(few)


def test_the_lists_of_orders_and_recommendations_ask_no_more_for_more(as_, cast: Cast, lives) -> None:
    su = cast.actor("su")

    def more(n: int) -> None:
        case = f.accepted(cast, f"2026-09-0{n + 1}")
        order = order_on(cast, case)
        issue_recommendation(
            "improve_work", f"事由{n}", "建议", DUE, su, at(TODAY), addressee=cast.offices["housing"], orders=[order]
        )

    more(0)
    pages = {
        "su": [f"{reverse('oversight:orders')}?where=all", reverse("oversight:recommendations")],
        "ou": [reverse("oversight:orders"), f"{reverse('oversight:recommendations')}?where=received"],
    }
    asked_for = {}
    for turn in ("few", "many"):
        for who, urls in pages.items():
            client = as_(who)
            client.get(urls[0])
            for url in urls:
                with CaptureQueriesContext(connection) as seen:
                    page = client.get(url)
                asked_for[turn, who, url] = len(seen)
                assert len(page.context["page"]) == (1 if turn == "few" else 4), url
        if turn == "few":
            for n in range(1, 4):
                more(n)
    for who, urls in pages.items():
        for url in urls:
            assert asked_for["few", who, url] == asked_for["many", who, url], url


def test_an_order_is_issued_from_its_page(as_, cast: Cast, lives) -> None:
    client, url = as_("su"), reverse("oversight:order_new", args=[lives["untold"].uid])
    page = client.get(url)
    assert set(page.context["form"].initial["kinds"]) == {"late", "no_notice"} and "no notice was issued" in body(page)
    key = page.context["form"]["key"].value()
    bad = client.post(url, {"kinds": ["late"], "asked": "请在三日内办结", "due_on": TODAY.isoformat(), "key": key})
    assert (
        bad.status_code == 422 and "请在三日内办结" in body(bad) and "The day must lie ahead. (Art. 40 ¶1)" in body(bad)
    )
    none = client.post(url, {"asked": ASKED, "due_on": "tomorrow", "key": key})
    assert none.status_code == 422 and ASKED in body(none) and 'value="tomorrow"' in body(none)
    sent = {"kinds": ["late", "no_notice"], "asked": ASKED, "due_on": DUE.isoformat(), "key": key}
    done = client.post(url, sent)
    order = SupervisionOrder.objects.get()
    assert done.headers["Location"] == reverse("oversight:order", args=[order.uid])
    assert (
        client.post(url, sent).headers["Location"] == done.headers["Location"] and SupervisionOrder.objects.count() == 1
    )
    shown = body(client.get(done.headers["Location"]))
    assert order.number in shown and ASKED in shown and "no notice was issued" in shown and "Extend the day" in shown
    answer = client.get(reverse("oversight:order_pdf", args=[order.uid]))
    assert answer.content.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]


def test_an_order_on_a_closed_case_says_why_not(as_, cast: Cast, lives) -> None:
    f.act(
        cast,
        lives["unexecuted"],
        "carry_out",
        "ou",
        TODAY,
        execution=lives["unexecuted"].executions.get().pk,
        result="done",
        text="已修复",
    )
    case = lives["unexecuted"]
    f.act(cast, case, "record_receipt", "ou", TODAY, petitioner=case.petition.petitioners.get().pk, received_on=TODAY)
    f.act(cast, case, "close", "ou", TODAY, hour=16)
    url = reverse("oversight:order_new", args=[case.uid])
    assert "no order is possible (Art. 40)" in body(as_("su").get(url))
    bad = as_("su").post(url, {"kinds": ["other"], "asked": ASKED, "due_on": DUE.isoformat(), "key": "k"})
    assert bad.status_code == 422 and ASKED in body(bad) and not SupervisionOrder.objects.exists()


def test_the_addressed_office_sees_the_order_on_its_case_and_in_its_list_and_answers(
    as_, cast: Cast, lives, files_root
) -> None:
    order = order_on(cast, lives["late"])
    ou = as_("ou")
    case_page = body(ou.get(reverse("caseflow:case", args=[lives["late"].uid])))
    assert (
        order.number in case_page
        and "Answer the order" in case_page
        and "Issue an order of supervision" not in case_page
    )
    assert "to be answered by" in case_page, "the timeline tells it"
    listed = ou.get(reverse("oversight:orders"))
    assert [line["act"] for line in listed.context["lines"]] == [("answer", "Answer the order")]
    reminder = Reminder.objects.get(user=cast.user("ou"), kind="order")
    opened = ou.post(reverse("caseflow:read"), {"pk": reminder.pk})
    assert opened.headers["Location"] == reverse("oversight:order", args=[order.uid])
    url = reverse("oversight:order_act", args=[order.uid, "answer"])
    seen = ou.get(url).context["form"]["step"].value()
    empty = ou.post(url, {"text": "", "step": seen, "files": SimpleUploadedFile("核查.txt", b"evidence")})
    assert empty.status_code == 422 and "核查.txt" in body(empty), "the file is kept"
    kept = re.search(r'name="kept_files" value="([^"]+)"', body(empty)).group(1)
    done = ou.post(url, {"text": "已办结", "step": seen, "kept_files": kept})
    assert done.status_code == 302 and order.steps.last().files.get().name == "核查.txt"
    assert ou.get(url).status_code == 422, "it is answered: the page says so"
    assert "核查.txt" in body(as_("su").get(reverse("oversight:order", args=[order.uid])))


def test_a_step_taken_meanwhile_keeps_what_was_typed(as_, cast: Cast, lives) -> None:
    order = order_on(cast, lives["late"])
    url = reverse("oversight:order_act", args=[order.uid, "answer"])
    seen = as_("ou").get(url).context["form"]["step"].value()
    step(cast, order, "answer", "hei", text="负责人的答复")
    late = as_("ou").post(url, {"text": "我的答复", "step": seen})
    assert late.status_code == 422 and "我的答复" in body(late) and "past this step" in body(late)


def test_passing_over_from_the_queue(as_, cast: Cast, lives) -> None:
    url = reverse("oversight:pass_over", args=[lives["late"].uid])
    assert as_("su").get(url).context["form"].initial["kinds"] == ["late"]
    bad = as_("su").post(url, {"kinds": ["late"], "reason": ""})
    assert bad.status_code == 422 and not Dismissal.objects.exists()
    assert as_("su").post(url, {"kinds": ["late"], "reason": "已报审"}).status_code == 302
    assert lives["late"].number not in body(as_("su").get(reverse("oversight:queue")))
    assert "calls for no supervision" in body(as_("su").get(url))
    case_page = reverse("caseflow:case", args=[lives["late"].uid])
    assert "已报审" in body(as_("su").get(case_page)) and "已报审" not in body(as_("ou").get(case_page)), (
        "the decision is kept"
    )


def test_reports_of_retaliation_stand_above_the_queue_for_the_superior_alone(as_, cast: Cast, lives) -> None:
    """R22 Art. 18 ¶4: never to the office meant, and nothing of what it says."""
    report = retaliation.report_retaliation(
        lives["late"].petition, "停职威胁", cast.offices["district_petition"].pk, at(TODAY, 11)
    )
    f.staff(cast, "duan", "district_petition", "supervisor")
    link = reverse("caseflow:retaliation_report", args=[report.uid])
    seen = body(as_("su").get(reverse("oversight:queue")))
    assert link in seen and "停职威胁" not in seen
    assert link not in body(as_("duan").get(reverse("oversight:queue")))
    retaliation.answer(report, "已查处", cast.actor("su"), at(TODAY, 17))
    assert link not in body(as_("su").get(reverse("oversight:queue")))


def test_listed_supervision_has_its_list(as_, cast: Cast, lives) -> None:
    order, other = order_on(cast, lives["late"]), order_on(cast, lives["idle"], kinds=("idle",))
    url = reverse("oversight:order_act", args=[order.uid, "list"])
    assert as_("su").post(url, {"text": "拖延", "step": order.steps.get().pk}).status_code == 302
    page = body(as_("ou").get(reverse("oversight:orders") + "?where=listed&open=all"))
    assert order.number in page and other.number not in page and "Listed supervision" in page
    assert "listed by 云州市信访局" in body(as_("ou").get(reverse("oversight:order", args=[order.uid])))


def test_filters_stand_in_the_address(as_, cast: Cast, lives) -> None:
    order, idle = order_on(cast, lives["late"], due=date(2026, 11, 30)), order_on(cast, lives["idle"], kinds=("idle",))
    step(cast, idle, "withdraw", "su")
    su, url = as_("su"), reverse("oversight:orders")

    def found(query: str) -> list[str]:
        return [line["order"].number for line in su.get(f"{url}?where=all&{query}").context["lines"]]

    assert found("") == [order.number] and found("open=all") == [order.number, idle.number]
    assert (
        found("state=withdrawn") == [idle.number] and found("kind=late") == [order.number] and found("kind=idle") == []
    )
    assert found(f"number={lives['late'].number}") == [order.number] and found("office=LJSL") == []
    assert found("due_to=2026-11-29") == [] and found("due_from=2026-11-30") == [order.number]
    wrong = su.get(f"{url}?where=nowhere&kind=nothing&due_to=x&after=rubbish")
    assert wrong.status_code == 200 and "left out" in body(wrong)
    assert su.get(f"{reverse('oversight:queue')}?kind=nothing&office=LJZJ&region=rubbish").status_code == 200
    assert not su.get(f"{reverse('oversight:queue')}?office=LJSL").context["rows"]


def test_pages_go_by_key(as_, cast: Cast, lives) -> None:
    for n in range(24):
        order_on(cast, f.accepted(cast, f"2026-08-{n + 1:02}"))
    first = as_("su").get(reverse("oversight:orders") + "?where=all")
    second = as_("su").get(reverse("oversight:orders") + f"?where=all&after={first.context['page'].after}")
    numbers = [line["order"].pk for page in (first, second) for line in page.context["lines"]]
    assert len(numbers) == 24 == len(set(numbers)) and first.context["count"].number == 24
    queue = as_("su").get(reverse("oversight:queue") + "?kind=not_executed&size=20")
    assert len(queue.context["rows"]) == 2


def test_exports_hold_what_the_list_shows(cast: Cast, lives) -> None:
    order = order_on(cast, lives["late"])
    rows = table(ended(asked(cast, "su", "orders", "where=all")))
    assert [(r["Number"], r["Petition"], r["Reasons for supervision"], r["State"]) for r in rows] == [
        (order.number, lives["late"].number, "past its day", "answer awaited")
    ]
    issue_recommendation(
        "improve_policy", "维修资金", "建议修订", DUE, cast.actor("su"), at(TODAY), organ="云州市供水集团"
    )
    rows = table(ended(asked(cast, "su", "recommendations", "")))
    assert [(r["Addressed to"], r["Kind"], r["Reply"]) for r in rows] == [("云州市供水集团", "improve policy", "")]
    rows = table(ended(asked(cast, "su", "candidates", "kind=idle")))
    assert [r["Number"] for r in rows] == [lives["idle"].number]
    assert asked(cast, "ou", "candidates", "") == 403 or not table(ended(asked(cast, "ou", "candidates", "")))


def test_a_recommendation_from_the_form_to_its_end(as_, cast: Cast, lives) -> None:
    order = order_on(cast, lives["late"])
    su, url = as_("su"), reverse("oversight:recommendation_new")
    page = su.get(f"{url}?orders={order.number}")
    assert order.number in body(page)
    sent = {
        "kind": "improve_work", "addressee": cast.offices["housing"].pk, "organ": "", "subject": "超期较多", "asked": "建立提醒制度",
        "orders": order.number, "cases": f"{lives['idle'].number}\nNO-SUCH-1", "due_on": "2026-12-24", "key": "k",
    }  # fmt: skip
    bad = su.post(url, sent)
    assert (
        bad.status_code == 422
        and "NO-SUCH-1" in body(bad)
        and "建立提醒制度" in body(bad)
        and not Recommendation.objects.exists()
    )
    done = su.post(url, sent | {"cases": lives["idle"].number})
    row = Recommendation.objects.get()
    assert done.headers["Location"] == reverse("oversight:recommendation", args=[row.uid]) and row.cases.count() == 2
    hei, where = as_("hei"), reverse("oversight:recommendation", args=[row.uid])
    shown = body(hei.get(where))
    assert (
        "2 petitions" in shown and "Reply in writing" in shown and "Reply in writing" not in body(as_("ou").get(where))
    )
    refused = hei.post(
        where, {"reply": "not", "text": "不具备条件", "reason": "", "replied_on": TODAY.isoformat(), "reply_now": "1"}
    )
    assert refused.status_code == 422 and "不具备条件" in body(refused) and "Say why it is not adopted" in body(refused)
    assert (
        hei.post(
            where,
            {
                "reply": "partly",
                "text": "已建立",
                "reason": "人手不足",
                "replied_on": TODAY.isoformat(),
                "reply_now": "1",
            },
        ).status_code
        == 302
    )
    assert su.post(where, {"text": "已抽查", "follow_now": "1"}).status_code == 302
    ended_ = body(su.get(where))
    assert "已抽查" in ended_ and "人手不足" in ended_ and "partly adopted" in ended_
    assert su.get(reverse("oversight:recommendation_pdf", args=[row.uid])).content.startswith(b"%PDF")


def test_nobody_else_gets_in(as_, cast: Cast, lives) -> None:
    order = order_on(cast, lives["late"])
    for who, status in (("wai", 404), ("ada", 403), ("pan", 200), ("dan", 404)):
        assert as_(who).get(reverse("oversight:order", args=[order.uid])).status_code == status, who
    assert as_("hei").get(reverse("oversight:queue")).status_code == 403
    assert (
        as_("ou").post(reverse("oversight:order_act", args=[order.uid, "verify"]), {"text": "x", "step": 1}).status_code
        == 422
    )
    assert as_("su").get(reverse("oversight:order_act", args=[order.uid, "destroy"])).status_code == 404
    secret = f.accusation(cast, "2026-09-01")
    for who in ("su", "mi"):
        assert as_(who).get(reverse("oversight:order_new", args=[secret.uid])).status_code == 404
    assert Case.objects.get(pk=lives["late"].pk).state == "accepted"
