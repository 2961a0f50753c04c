"""The token page and the API's reference in a real browser, in both languages, wide and narrow."""

import pytest

from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics
from tests.browser.checks import axe, sound
from tests.cast import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_a_token_is_made_shown_once_and_revoked(visit, city, language: str, width: int) -> None:
    v = visit(city, "ou", language=language, width=width)
    v.page.goto(v.url + "/account/")
    sound(v.page, "account")
    v.page.click('main a[href="/account/tokens/"]')
    v.page.fill("[name=name]", "月报导出")
    v.page.click("main form.card button[type=submit], main form.card button.btn-primary")
    assert v.page.input_value("#secret").startswith("desk_")
    sound(v.page, f"a new token {language} {width}")
    v.page.click("table button")
    v.page.wait_for_load_state()
    assert v.page.locator("#secret").count() == 0 and v.page.locator("table button").count() == 0
    sound(v.page, "a revoked token")
    v.page.click("main form.card button.btn-primary")
    assert v.page.evaluate("document.activeElement.id") == "errors"
    sound(v.page, "a token without a name")


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_reference_is_shown_and_tried_out(visit, city, language: str, width: int) -> None:
    v = visit(city, "ou", language=language, width=width)
    v.page.goto(v.url + "/api/v1/docs/")
    v.page.wait_for_selector("#swagger .opblock")
    found = axe.run(v.page, options={"rules": {}}, context={"exclude": [["#swagger"]]})
    assert not found.response["violations"], found.response["violations"]
    assert v.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    v.page.click("#operations-cases-cases_list .opblock-summary-control")
    v.page.click("#operations-cases-cases_list .try-out__btn")
    v.page.click("#operations-cases-cases_list .execute")
    v.page.wait_for_selector("#operations-cases-cases_list .live-responses-table tbody .response-col_status")
    assert "200" in v.page.inner_text("#operations-cases-cases_list .live-responses-table tbody .response-col_status")
