"""The health page and the page of a database that is away, in a real browser, both languages and both widths."""

import pytest
from django.core.cache import cache

from caseflow.models import Case
from caseflow.services.consistency import run_checks
from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import TODAY, at, make_cast
from tests.config.test_faults import database_away

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_state_of_the_desk_is_read_by_everyone(visit, city, files_root, width: int, language: str) -> None:
    cache.clear()
    case = f.accepted(city, TODAY)
    page = (v := visit(city, "ada", width=width, language=language)).page
    page.goto(v.url + "/health/")
    sound(page, "before anybody looked")
    Case.objects.filter(pk=case.pk).update(due_on="2020-01-01")
    run_checks(at(TODAY, 12))
    page.goto(v.url + "/health/")
    page.click("tr.is-late summary")
    sound(page, "with a violation")
    assert case.number in page.inner_text("tr.is-late")


@pytest.mark.parametrize("width", [1440, 390])
def test_what_was_typed_survives_a_database_that_is_away(visit, city, width: int) -> None:
    page = (v := visit(city, "chen", width=width)).page
    page.goto(v.url + "/register/")
    page.fill("[name=summary]", "电梯停运")
    page.fill("[name=text]", "第一行\n第二行")
    with database_away():
        page.press("[name=text]", "Control+Enter")
        page.wait_for_selector("main button")
        sound(page, "503")
    page.click("main button")
    page.wait_for_url("**/receipt/")
    assert Petition.objects.get().text.replace("\r\n", "\n") == "第一行\n第二行"
    v.troubles[:] = [t for t in v.troubles if "503" not in t]
