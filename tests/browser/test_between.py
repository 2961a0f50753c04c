"""Between offices in a real browser, in both languages: parts, a dispute, clearance, the end of an office, the queue."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from caseflow.models import Case, Dispute, Part
from offices.calendar_seed import seed_calendar
from offices.models import Office
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
    cast = make_cast()
    f.staff(cast, "zhou", "city_government", "head")
    f.staff(cast, "lin", "housing", "officer")
    return cast


def look(visitor: Any, path: str, name: str) -> Any:
    """Open a page, check it, and keep its picture where one is wanted."""
    visitor.page.goto(visitor.url + path)
    sound(visitor.page, name)
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    return visitor.page


def send(page: Any, then: str = r"/cases/[0-9a-f-]{36}/$") -> None:
    page.locator("main form .btn-primary").last.click()
    page.wait_for_url(re.compile(then))


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_a_dispute_is_raised_and_decided(visit, city: Cast, language: str, width: int) -> None:
    case = f.forwarded(city)
    hei = visit(city, "hei", language=language, width=width)
    page = look(hei, f"/cases/{case.uid}/raise_dispute/", f"raise-{language}")
    page.select_option("[name=parties]", str(city.offices["water"].pk))
    page.fill("[name=text]", "双方均认为不属于本单位职责范围。")
    send(page)
    look(hei, f"/cases/{case.uid}/", f"disputed-{language}")
    zhou = visit(city, "zhou", language=language, width=width)
    page = look(zhou, "/competence/", f"queue-{language}")
    assert case.petition.number in page.inner_text("table")
    page = look(zhou, f"/cases/{case.uid}/decide_dispute/", f"decide-{language}")
    page.select_option("[name=target]", str(city.offices["water"].pk))
    page.fill("[name=reason]", "供水设施归水利局管理。")
    send(page, r"(/cases/[0-9a-f-]{36}/|/mine/|/)$")
    assert Dispute.objects.get().named == city.offices["water"]
    assert Case.objects.filter(office=city.offices["water"], state="received").exists()


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_parts_are_asked_for_and_handed_in(visit, city: Cast, language: str, width: int) -> None:
    case = f.accepted(city)
    ou = visit(city, "ou", language=language, width=width)
    page = look(ou, f"/cases/{case.uid}/name_lead/", f"parts-{language}")
    page.select_option("[name=office_1]", str(city.offices["water"].pk))
    page.fill("[name=due_on_1]", "2099-01-05")
    page.fill("[name=asked_1]", "核查小区水压")
    send(page)
    wai = visit(city, "wai", language=language, width=width)
    page = look(wai, f"/cases/{case.uid}/hand_in_part/", f"hand-in-{language}")
    page.fill("[name=text]", "水压正常。")
    send(page)
    assert Part.objects.get().text == "水压正常。"
    look(ou, f"/cases/{case.uid}/", f"part-in-{language}")


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_steps_are_set_and_passed(visit, city: Cast, language: str, width: int) -> None:
    hei = visit(city, "hei", language=language, width=width)
    page = look(hei, "/settings/clearance/", f"clearance-{language}")
    page.fill("[name=name_1]", "审核")
    page.select_option("[name=role_1]", "officer")
    page.fill("[name=name_2]", "签发")
    page.select_option("[name=role_2]", "head")
    send(page, r"/settings/clearance/\?office=\d+$")
    case = f.act(city, f.accepted(city), "draft", "ou", hour=12, **f.OPINION)
    lin = visit(city, "lin", language=language, width=width)
    page = look(lin, f"/cases/{case.uid}/clear/", f"clear-{language}")
    send(page)
    look(hei, f"/cases/{case.uid}/", f"cleared-{language}")
    page = look(hei, f"/cases/{case.uid}/decide/", f"missing-{language}")
    assert (
        page.locator("text=证明所查事实的材料" if language == "zh" else "text=files that show the facts found").count()
        == 1
    )
    page = look(hei, "/completeness/", f"completeness-{language}")
    page.locator("[data-row]").first.click()
    sound(page, "behind")


@pytest.mark.parametrize(("language", "width"), LANGUAGES)
def test_an_office_is_ended(visit, city: Cast, language: str, width: int) -> None:
    f.accepted(city)
    rena = visit(city, "rena", language=language, width=width)
    look(rena, "/settings/offices/", f"offices-{language}")
    page = look(rena, f"/settings/offices/{city.offices['housing'].pk}/end/", f"end-{language}")
    page.select_option("[name=successors]", str(city.offices["water"].pk))
    page.fill("[name=last_day]", "2099-01-01")
    page.fill("[name=reason]", "机构改革")
    send(page, r"/settings/offices/$")
    assert Office.objects.get(code="LJZJ").successor == city.offices["water"]
