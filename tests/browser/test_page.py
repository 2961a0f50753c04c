"""The frame of every page in a real browser: keys, menus, the hat and the language, with and without scripts."""

import pytest

from offices.calendar_seed import seed_calendar
from offices.models import Posting
from offices.roles import Role
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import SINCE, TODAY, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    cast = make_cast()
    Posting.objects.create(user=cast.user("pan"), office=cast.offices["water"], role=Role.OFFICER, valid_from=SINCE)
    return cast


def test_keys_move_search_and_go(visit, city) -> None:
    first, second = (f.petition(city, TODAY, summary=s) for s in ("第一件", "第二件"))
    page = (v := visit(city, "pan")).page
    page.goto(v.url + "/cases/?open=all&sort=number")
    page.keyboard.press("j")
    assert page.locator("tr.focus").inner_text().count(first.number) == 1
    page.keyboard.press("j")
    assert page.locator("tr.focus").inner_text().count(second.number) == 1
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*-*/")
    assert first.number in page.title()
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("gl?n")
    assert page.input_value("#q") == "gl?n", "letters are letters within a field"
    page.locator("#main").focus()
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/mine/")
    page.keyboard.press("?")
    page.wait_for_url("**/help/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/register/")


def test_keys_off_and_composing_do_nothing(visit, city) -> None:
    page = (v := visit(city, "pan")).page
    compose = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true, isComposing: %s}))"
    page.goto(v.url + "/mine/")
    page.evaluate(compose % "true")
    page.wait_for_timeout(200)
    assert page.url.endswith("/mine/")
    page.evaluate(compose % "false")
    page.wait_for_url("**/register/")
    user = city.user("pan")
    user.single_keys = False
    user.save()
    page.goto(v.url + "/mine/")
    page.keyboard.press("n")
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    assert page.url.endswith("/mine/")


def test_digits_choose_and_the_card_reader_fills(visit, city) -> None:
    page = (v := visit(city, "pan")).page
    page.goto(v.url + "/register/")
    page.locator("[name=channel]").first.focus()
    page.keyboard.press("1")
    assert page.locator("[name=channel]").first.is_checked()
    page.keyboard.press("3")
    assert page.locator("[name=channel]").nth(2).is_checked()
    page.fill("[name=persons-0-identity]", "11010119900307133X")
    page.press("[name=persons-0-identity]", "Enter")
    assert page.url.endswith("/register/"), "the reader's Enter sends nothing"
    assert page.input_value("[name=persons-0-birth_on]") == "1990-03-07"
    assert page.input_value("[name=persons-0-sex]") == "m"
    page.keyboard.press("F7")
    assert page.locator("[name=persons-1-name]").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_hat_and_language_work_with_and_without_scripts(visit, city, scripts: bool) -> None:
    page = (v := visit(city, "pan", scripts=scripts)).page
    page.goto(v.url + "/account/")
    page.click(".menu summary")
    page.click(f'.menu button:has-text("{city.offices["water"].name}")')
    page.wait_for_load_state()
    assert city.offices["water"].name in page.inner_text(".menu summary")
    page.click('.language button[lang="en"]')
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_small_screen(visit, city, scripts: bool) -> None:
    page = (v := visit(city, "pan", width=390, scripts=scripts)).page
    page.goto(v.url + "/help/")
    assert not page.is_visible(".side li a >> nth=0")
    page.click(".side-fold summary")
    assert page.is_visible(".side li a >> nth=0")
    page.click(".side li a >> nth=0")
    page.wait_for_url("**/register/")


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_settings_pages_are_sound(visit, city, language: str, width: int) -> None:
    v = visit(city, "ada", language=language, width=width)
    person = city.user("pan").pk
    office = city.offices["water"].pk
    for path in ("/settings/", "/settings/regions/", "/settings/regions/new/", "/settings/offices/", f"/settings/offices/{office}/",
                 "/settings/people/", f"/settings/people/{person}/", "/settings/import/", "/nowhere/"):  # fmt: skip
        if path == "/nowhere/":
            v.page.goto(v.url + path)
            sound(v.page, path)
            v.troubles[:] = [t for t in v.troubles if "404" not in t]
            continue
        v.page.goto(v.url + path)
        sound(v.page, f"{path} {language} {width}")
    v.page.goto(v.url + f"/settings/offices/{office}/")
    v.page.fill("[name=name]", "")
    v.page.click("main button[type=submit]")
    assert v.page.evaluate("document.activeElement.id") == "errors"
    sound(v.page, "an office with an error")


def test_a_page_left_with_typed_text_asks_first(visit, city) -> None:
    case = f.case_of(f.petition(city, TODAY))
    page = (v := visit(city, "pan")).page
    page.goto(v.url + f"/cases/{case.uid}/forward/")
    page.locator("main textarea").first.type("还没有写完")
    asked = []
    page.on("dialog", lambda d: (asked.append(d.type), d.accept()))
    page.goto(v.url + "/mine/")
    assert asked == ["beforeunload"]
