"""Supervision in a real browser, in both languages, wide and narrow: the queue, an order's life, a recommendation."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from offices.calendar_seed import seed_calendar
from oversight.models import Recommendation, SupervisionOrder
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("DESK_SHOTS")  # a folder: keep a picture of each page looked at
LANGUAGES = [("zh", 1440), ("en", 390)]


@pytest.fixture
def city(transactional_db) -> Cast:
    seed_topics()
    seed_calendar()
    return make_cast()


def look(visitor: Any, path: str, name: str) -> Any:
    visitor.page.goto(visitor.url + path)
    sound(visitor.page, name)
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    return visitor.page


def send(page: Any, then: str) -> None:
    page.locator("main form .btn-primary").last.click()
    page.wait_for_url(re.compile(then))


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_from_the_queue_to_the_end_of_an_order(visit, city: Cast, language: str, width: int) -> None:
    case = f.accepted(city, "2026-01-05")
    su = visit(city, "su", language=language, width=width)
    page = look(su, "/supervision/candidates/", f"queue-{language}")
    assert case.number in page.inner_text("table")
    page = look(su, f"/supervision/cases/{case.uid}/order/", f"order-new-{language}")
    page.fill("[name=asked]", "请查明原因，依法办结。")
    page.fill("[name=due_on]", "2020-01-01")
    page.keyboard.press("Tab")
    page.locator("main form .btn-primary").last.click()
    page.wait_for_selector(".error-summary")
    sound(page, f"order-refused-{language}")
    assert page.input_value("[name=asked]") == "请查明原因，依法办结。"
    page.fill("[name=due_on]", "2099-01-05")
    send(page, r"/orders/[0-9a-f-]{36}/$")
    order = SupervisionOrder.objects.get()
    ou = visit(city, "ou", language=language, width=width)
    look(ou, f"/cases/{case.uid}/", f"order-case-{language}")
    page = look(ou, "/supervision/", f"orders-{language}")
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/orders/*/")
    sound(page, f"order-{language}")
    page.keyboard.press("a")
    page.wait_for_url("**/answer/")
    sound(page, f"answer-{language}")
    page.fill("[name=text]", "承办人调离，已办结。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/orders/[0-9a-f-]{36}/$"))
    page = look(su, f"/supervision/orders/{order.uid}/verify/", f"verify-{language}")
    page.fill("[name=text]", "已核对。")
    send(page, r"/orders/[0-9a-f-]{36}/$")
    look(su, f"/supervision/orders/{order.uid}/", f"verified-{language}")
    order.refresh_from_db()
    assert order.state == "verified"
    other = f.accepted(city, "2026-01-06")
    page = look(su, f"/supervision/cases/{other.uid}/pass-over/", f"pass-over-{language}")
    page.fill("[name=reason]", "意见已报审。")
    send(page, r"/supervision/candidates/$")


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_a_recommendation(visit, city: Cast, language: str, width: int) -> None:
    su = visit(city, "su", language=language, width=width)
    page = look(su, "/supervision/recommendations/new/", f"advice-new-{language}")
    page.check("[name=kind][value=improve_work]")
    page.select_option("[name=addressee]", str(city.offices["housing"].pk))
    page.fill("[name=subject]", "办理质量")
    page.fill("[name=asked]", "建议建立交接清单。")
    send(page, r"/recommendations/[0-9a-f-]{36}/$")
    row = Recommendation.objects.get()
    hei = visit(city, "hei", language=language, width=width)
    page = look(hei, "/supervision/recommendations/", f"advice-list-{language}")
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/recommendations/*/")
    sound(page, f"advice-reply-{language}")
    page.check("[name=reply][value=adopted]")
    page.fill("[name=text]", "已印发清单。")
    send(page, r"/recommendations/[0-9a-f-]{36}/$")
    look(su, f"/supervision/recommendations/{row.uid}/", f"advice-{language}")
    row.refresh_from_db()
    assert row.reply == "adopted"
