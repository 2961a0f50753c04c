"""A visit all the way in a real browser: registered by keyboard, forwarded, accepted, answered, served, closed."""

import re

import pytest

from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from petitions.topics import seed_topics
from tests.browser.checks import sound
from tests.cast import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    return make_cast()


def number_of(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def received(page) -> int:
    tile = page.locator(".tile").first
    return number_of(tile.locator("b").inner_text())


def test_a_visit_from_the_counter_to_a_closed_case(visit, city) -> None:
    su = visit(city, "su")
    su.page.goto(f"{su.url}/figures/")
    sound(su.page, "figures")
    before = received(su.page)

    chen = visit(city, "chen")
    page = chen.page
    page.keyboard.press("n")
    page.wait_for_url("**/register/")
    sound(page, "register")
    page.focus("[name=persons-0-name]")
    page.keyboard.type("李秀英")
    page.focus("[name=persons-0-phone]")
    page.keyboard.type("13800000001")
    page.focus("[name=persons-0-address]")
    page.keyboard.type("柳塘镇1号")
    page.fill("[name=region]", "柳塘镇")
    page.fill("[name=topic]", city.topics["property"].code)
    page.focus("[name=summary]")
    page.keyboard.type("电梯停运三个月")
    page.focus("[name=text]")
    page.keyboard.type("电梯停运三个月，老人无法下楼。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/")
    sound(page, "receipt")
    petition = Petition.objects.get()
    assert petition.number in page.inner_text(".receipt") and page.locator(".qr").count() == 1

    pan = visit(city, "pan")
    page = pan.page
    page.goto(f"{pan.url}/mine/")
    sound(page, "my list")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    sound(page, "desk case")
    page.keyboard.press("a")
    page.wait_for_url("**/forward/")
    sound(page, "forward")
    page.select_option("[name=target]", str(city.offices["housing"].pk))
    page.fill("[name=reason]", "职责目录")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/*/")

    ou = visit(city, "ou")
    _walk(ou, [("accept", {}), ("draft", {
        "findings": "经查属实", "basis": "《物业管理条例》", "remedy": "可申请复查", "request_1": "修复电梯", "answer_1": "十日内修复"})])  # fmt: skip
    hei = visit(city, "hei")
    _walk(hei, [("clear", {}), ("decide", {})])
    _walk(ou, [("send", {}), ("record_receipt", {}), ("close", {})])
    sound(ou.page, "closed case")
    assert "已办结" in ou.page.inner_text(".page-head") or ou.page.locator(".step-done").count() == 6

    su.page.goto(f"{su.url}/figures/")
    assert received(su.page) == before + 1
    su.page.locator(".tile a").first.click()
    assert petition.number in su.page.inner_text("table")


def _walk(visitor, acts) -> None:
    page = visitor.page
    for act, values in acts:
        page.goto(f"{visitor.url}/mine/")
        page.click("[data-row]")
        page.wait_for_url("**/cases/*/")
        page.goto(page.url + f"{act}/")
        sound(page, act)
        for name, value in values.items():
            page.fill(f"[name={name}]", value)
        if act == "draft":
            page.select_option("[name=outcome_1]", "supported")
        page.keyboard.press("Tab")
        page.locator("main form .btn-primary").click()
        page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))


def test_everything_works_with_scripts_off(visit, city) -> None:
    """Register with a second person, keep a draft, read the list, all by plain forms."""
    chen = visit(city, "chen", scripts=False)
    page = chen.page
    page.goto(f"{chen.url}/register/")
    page.fill("[name=summary]", "路灯损坏")
    page.click("[name=add_person]")
    assert page.locator("[name=persons-1-name]").count() == 1
    assert page.input_value("[name=summary]") == "路灯损坏"
    page.fill("[name=text]", "路灯坏了")
    page.click("[name=save_draft]")
    page.click("[data-row]")
    assert page.input_value("[name=text]") == "路灯坏了"
    page.fill("[name=persons-0-name]", "王建国")
    page.locator(".submit .btn-primary").click()
    assert Petition.objects.get().summary == "路灯损坏"
    assert page.url.endswith("/receipt/")


PAGES = ("/mine/", "/cases/", "/register/", "/drafts/", "/reminders/", "/deadlines/?term=C4&from_day=2026-09-18", "/settings/duties/",
         "/settings/calendar/", "/figures/", "/account/", "/help/", "/query/", "/query/offices/", "/evaluations/", "/search/?q=x")  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_pages_are_sound(visit, city, language: str, width: int) -> None:
    hua = visit(city, "hua", width=width, language=language)
    for path in PAGES:
        hua.page.goto(hua.url + path)
        sound(hua.page, f"{path} {language} {width}")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("who", "paths"), [
    ("hua", PAGES), ("ada", ("/settings/", "/settings/offices/", "/settings/offices/new/", "/settings/people/", "/settings/import/",
                             "/settings/calendar/", "/settings/duties/", "/account/")),
])  # fmt: skip
def test_the_whole_matrix_is_sound(visit, city, who: str, paths, language: str, width: int) -> None:
    visitor = visit(city, who, width=width, language=language)
    for path in paths:
        visitor.page.goto(visitor.url + path)
        sound(visitor.page, f"{path} {language} {width}")
