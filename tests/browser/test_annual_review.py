"""Commitments and the annual review in a real browser: written, signed, scored, objected to, published; every page is sound."""

from datetime import timedelta

import pytest
from django.utils import timezone

from offices.calendar_seed import seed_calendar
from oversight.models import AnnualReview, Commitment, ReviewedOffice
from petitions.topics import seed_topics
from tests.browser.checks import sound
from tests.cast import make_cast
from tests.oversight import reviews

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db, files_root):
    seed_topics()
    seed_calendar()
    return make_cast()


def look(visitor, path: str, what: str) -> str:
    visitor.page.goto(f"{visitor.url}{path}")
    sound(visitor.page, what)
    return str(visitor.page.inner_text("main"))


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_a_commitment_is_written_refused_and_signed(visit, city, language: str, width: int) -> None:
    su = visit(city, "su", width=width, language=language)
    page = su.page
    look(su, "/commitments/", "no commitment")
    page.click(".page-head a.btn-primary")
    page.select_option("[name=office]", str(city.offices["housing"].pk))
    for code, values in (("accepted_in_time", ("40", "100", "80")), ("answered_in_time", ("50", "95", "50"))):
        for part, value in zip(("weight", "full", "floor"), values, strict=True):
            page.fill(f"[name=t_{code}_{part}]", value)
    page.fill("[name=text]", "每月通报")
    page.click("main form .btn-primary")
    page.wait_for_load_state()
    sound(page, "weights do not add up")
    assert page.input_value("[name=text]") == "每月通报" and page.locator(".error-summary li").count() == 1
    page.fill("[name=t_answered_in_time_weight]", "60")
    page.click("main form .btn-primary")
    page.wait_for_url("**/commitments/*-*/")
    sound(page, "draft")
    page.click("button[value=sign]")
    page.wait_for_load_state()
    found = Commitment.objects.get()
    hei = visit(city, "hei", width=width, language=language)
    look(hei, f"/commitments/{found.uid}/", "to be countersigned")
    hei.page.click("button[value=countersign]")
    hei.page.wait_for_load_state()
    sound(hei.page, "in force")
    found.refresh_from_db()
    assert found.state == "in_force"
    look(su, "/commitments/", "list")
    look(su, f"/commitments/{found.uid}/write/", "next version")


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_a_review_on_its_way(visit, city, language: str, width: int) -> None:
    today = timezone.localdate()
    reviews.commitment(city)
    made = reviews.review(city, until="inspecting")
    sheet = ReviewedOffice.objects.get(review=made, office=city.offices["housing"])
    su = visit(city, "su", width=width, language=language)
    for path in (
        "/reviews/",
        "/reviews/new/",
        f"/reviews/{made.uid}/",
        f"/reviews/formula/{made.formula_id}/",
        "/reviews/rehearsal/",
    ):
        look(su, path, path)
    su.page.click("button[name=rehearse]")
    su.page.wait_for_load_state()
    sound(su.page, "rehearsed")
    mine = f"/reviews/{made.uid}/offices/{sheet.uid}/"
    look(su, f"{mine}?again=1", "sheet")
    form = su.page.locator("form:has(input[value=find])")
    form.locator("[name=kind]").select_option("deduction")
    form.locator("[name=points]").fill("2")
    form.locator("[name=text]").fill("抽查发现一件未逐项回应")
    form.locator("button").click()
    su.page.wait_for_load_state()
    assert sheet.findings.get().points == 2
    su.page.goto(f"{su.url}/reviews/{made.uid}/")
    su.page.fill("[name=day]", (today + timedelta(days=9)).isoformat())
    su.page.click("button[value=score]")
    su.page.wait_for_load_state()
    sound(su.page, "scored")
    hei = visit(city, "hei", width=width, language=language)
    look(hei, f"/reviews/{made.uid}/", "review, as the office sees it")
    look(hei, mine, "own sheet")
    hei.page.locator("form:has(input[value=object]) [name=text]").fill("该件已另行答复")
    hei.page.locator("form:has(input[value=object]) button").click()
    hei.page.wait_for_load_state()
    sound(hei.page, "objected")
    look(su, mine, "objection to be answered")
    AnnualReview.objects.filter(pk=made.pk).update(state="published")
    look(hei, f"/reviews/{made.uid}/published/", "published")
    hua = visit(city, "hua", width=width, language=language)
    look(hua, mine, "what follows")
