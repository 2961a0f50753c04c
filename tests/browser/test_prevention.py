"""Prevention in a real browser: every page sound in both languages, wide and narrow; a search, a decision, a problem by hand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from offices.models import Job
from oversight.models import HotIssue, Problem
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import Cast, make_cast
from tests.oversight.prevention_world import plan, problem
from tests.oversight.test_hot_issues import OTHERS, PLANT

pytestmark = pytest.mark.browser
PAGES = ("/hot-issues/", "/hot-issues/rising/", "/prevention/", "/prevention/problems/new/", "/prevention/readiness/",
         "/prevention/roster/", "/prevention/plans/new/")  # fmt: skip


@pytest.fixture
def city(transactional_db) -> Cast:
    seed_topics()
    cast = make_cast()
    first = timezone.localdate() - timedelta(days=20)
    for n, (summary, text) in enumerate(OTHERS + PLANT):
        f.petition(cast, first + timedelta(days=n), summary=summary, text=text)
    problem(cast, due_on=date(2026, 1, 1))
    plan(cast)
    return cast


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_sound(visit, city, language: str, width: int) -> None:
    su = visit(city, "su", width=width, language=language)
    made = plan(city)
    for path in (*PAGES, f"/prevention/plans/{made.uid}/", f"/prevention/problems/{Problem.objects.get().uid}/"):
        su.page.goto(f"{su.url}{path}")
        sound(su.page, f"{path} {language} {width}")


def test_from_a_search_to_a_problem(visit, city) -> None:
    su = visit(city, "su")
    page = su.page
    page.goto(f"{su.url}/hot-issues/")
    page.click("aside .btn-primary")
    page.wait_for_url("**/jobs/*/")
    assert Job.objects.get().state == "done"  # the tests' worker runs at once
    page.goto(f"{su.url}/hot-issues/")
    sound(page, "hot issues")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hot-issues/*-*/")
    sound(page, "an issue")
    assert page.locator("table.list").first.locator("[data-row]").count() == 4
    page.click("button[value=confirmed]")
    sound(page, "an issue without a reason")
    page.fill("[name=reason]", "现场核实，已责成搬迁")
    page.click("button[value=confirmed]")
    page.wait_for_load_state()
    assert HotIssue.objects.get().state == "confirmed" and "现场核实" in page.inner_text("main")
    page.click("aside a")
    page.wait_for_url("**/problems/new/**")
    page.fill("[name=text]", "搅拌站距居民楼过近")
    page.fill("[name=region]", "柳塘镇")
    page.fill("[name=owner]", "LJZJ")
    page.fill("[name=measure]", "搬迁")
    page.fill("[name=due_on]", (timezone.localdate() + timedelta(days=30)).isoformat())
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/prevention/problems/*-*/")
    assert Problem.objects.get(issue=HotIssue.objects.get()).owner.code == "LJZJ"
