"""The pages of papers in a real browser: post, paper, letterhead, wording; both languages, wide and narrow."""

import os

import pytest
from django.utils import timezone

from caseflow.models import Notice
from caseflow.services.styles import save_letterhead, save_wording
from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.caseflow.test_paper_styles import OWN
from tests.cast import at, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db, files_root):
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_pages_of_papers_are_sound(visit, city, language: str, width: int) -> None:
    today = timezone.localdate()
    case = f.served(city, today)
    f.accepted(city, today)
    given = {
        "petitioner": case.petition.petitioners.get().pk,
        "received_on": today,
        "came_back": True,
        "return_reason": "地址不详",
    }
    f.act(city, case, "record_receipt", "ou", today, hour=16, **given)
    housing = city.offices["housing"]
    save_letterhead(housing, "临江区住建局", "临住建", "信访接待室", city.actor("hei", today), at(today))
    save_wording(housing, "acceptance", OWN, city.actor("hei", today), at(today))
    opinion = Notice.objects.get(case=case, kind="opinion")
    paths = {"post": "/post/", "paper": f"/papers/{opinion.uid}/", "style": f"/settings/papers/{housing.pk}/",
             "words": f"/settings/papers/{housing.pk}/acceptance/", "again": f"/cases/{case.uid}/serve_again/",
             "receipt": f"/cases/{f.served(city, today).uid}/record_receipt/",
             "correct": f"/cases/{case.uid}/correct_paper/?paper={opinion.uid}"}  # fmt: skip
    v = visit(city, "hei", language=language, width=width)
    for name, path in paths.items():
        v.page.goto(v.url + path)
        if folder := os.environ.get("DESK_PICTURES"):
            v.page.screenshot(path=f"{folder}/{name}-{language}-{width}.png", full_page=True)
        sound(v.page, f"{name} {language} {width}")
    v.page.goto(v.url + paths["words"])
    v.page.fill("[name=text]", OWN.replace("due_on", "wrong"))
    v.page.click("main button.btn-primary")
    assert v.page.evaluate("document.activeElement.id") == "errors" and "wrong" in v.page.inner_text("#errors")
    sound(v.page, "a wording with an error")
