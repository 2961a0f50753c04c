"""R22 Art. 40: a case that nobody moves is found, ordered, listed, answered, sent back, verified; then a recommendation.

As the supervisor of the city and as the officer of the office addressed, by the pages alone.
"""

from datetime import date

import time_machine
from django.test import Client
from django.urls import reverse

from caseflow.models import Case, Reminder
from caseflow.services.consistency import run_checks
from oversight.models import Recommendation, SupervisionOrder
from tests import factories as f
from tests.cast import Cast, at


def client(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def do(cast: Cast, who: str, order: SupervisionOrder, act: str, **typed: str) -> None:
    """Open the page of a step, fill it in, send it."""
    url = reverse("oversight:order_act", args=[order.uid, act])
    c = client(cast, who)
    page = c.get(url)
    assert page.status_code == 200, page.content.decode()
    sent = c.post(url, {"step": page.context["form"]["step"].value(), **typed})
    assert sent.status_code == 302, sent.content.decode()
    order.refresh_from_db()


def test_an_orders_whole_life(cast: Cast, files_root) -> None:
    case = f.accepted(cast, "2026-09-01")  # to be answered by 2 November; nothing happens
    with time_machine.travel(at("2026-11-04", 9), tick=False):
        su = client(cast, "su")
        assert case.number in su.get(reverse("oversight:queue")).content.decode()
        url = reverse("oversight:order_new", args=[case.uid])
        key = su.get(url).context["form"]["key"].value()
        typed = {"kinds": ["late", "idle"], "asked": "请查明原因，依法办结。", "due_on": "2026-11-19", "key": key}
        assert su.post(url, typed).status_code == 302
        order = SupervisionOrder.objects.get()
        assert case.number not in su.get(reverse("oversight:queue")).content.decode(), "it is under an order now"
    with time_machine.travel(at("2026-11-05", 9), tick=False):
        ou = client(cast, "ou")
        assert Reminder.objects.filter(user=cast.user("ou"), kind="order").count() == 1
        assert order.number in ou.get(reverse("caseflow:case", args=[case.uid])).content.decode()
        assert order.number in ou.get(reverse("oversight:orders")).content.decode()
        do(cast, "ou", order, "answer", text="正在办理。")
    with time_machine.travel(at("2026-11-06", 9), tick=False):
        do(cast, "su", order, "send_back", text="没有说明原因和日期。", due_on="2026-11-23")
        do(cast, "su", order, "list", text="拖延时间长。")
    with time_machine.travel(at("2026-11-24", 9), tick=False):
        late = client(cast, "su").get(reverse("oversight:orders") + "?where=issued&late=1")
        assert [line["order"] for line in late.context["lines"]] == [order], "late is a query"
        f.act(cast, case, "draft", "ou", "2026-11-24", hour=9, **f.OPINION)
        f.act(cast, case, "clear", "hei", "2026-11-24")
        f.act(cast, case, "decide", "hei", "2026-11-24")
        f.act(cast, case, "send", "ou", "2026-11-24")
        do(cast, "ou", order, "answer", text="承办人调离后没有交接；意见书已于今日送达。")
    with time_machine.travel(at("2026-11-25", 9), tick=False):
        do(cast, "su", order, "verify", text="已核对送达记录。")
        assert (order.state, order.is_listed, order.delisted_on) == ("verified", False, date(2026, 11, 25))
        timeline = client(cast, "ou").get(reverse("caseflow:case", args=[case.uid])).content.decode()
        for words in (
            "Order of supervision",
            "Answer to the order sent back",
            "Put under listed supervision",
            "the order has ended",
        ):
            assert words in timeline, words
        new = {"kind": "improve_work", "addressee": cast.offices["housing"].pk, "subject": "人员交接", "asked": "建立交接清单。",
               "orders": order.number, "cases": "", "organ": "", "due_on": "2026-12-25", "key": "r1"}  # fmt: skip
        assert client(cast, "su").post(reverse("oversight:recommendation_new"), new).status_code == 302
    row = Recommendation.objects.get()
    with time_machine.travel(at("2026-12-10", 9), tick=False):
        where = reverse("oversight:recommendation", args=[row.uid])
        answer = {"reply": "adopted", "text": "已印发交接清单。", "replied_on": "2026-12-10", "reply_now": "1"}
        assert client(cast, "hei").post(where, answer).status_code == 302
        assert client(cast, "su").post(where, {"text": "抽查三件，均有清单。", "follow_now": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "followed"
    moved = Case.objects.get(pk=case.pk)
    assert moved.state == "served", "an order moves no case"
    assert run_checks(at("2026-12-10", 20)).violations == 0
