"""Her own page in a real browser: on a phone and a desk, both languages, without scripts, on one sheet of paper."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from caseflow.models import Case
from caseflow.services import own_page
from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.fixture(autouse=True)
def doors(monkeypatch):
    nothing = lambda *given, **named: None  # noqa: E731
    monkeypatch.setattr(own_page, "DOORS", own_page.Doors(nothing, nothing))


def day(back: int) -> str:
    return (timezone.localdate() - timedelta(days=back)).isoformat()


def collected(city: Cast) -> Case:
    """An answer kept for her to collect, sent five days ago."""
    case = f.decided(city, day(5))
    return f.act(city, case, "send", "ou", day(5), hour=15, ways={case.petition.petitioners.get().pk: "collection"})


def enter(v, case: Case) -> None:
    v.page.goto(f"{v.url}/query/?n={case.petition.number}")
    assert v.page.input_value("[name=number]") == case.petition.number, "as the QR code of the slip brings it"
    v.page.fill("[name=code]", f.code_of(case.petition))
    v.page.click("main button[type=submit]")
    v.page.wait_for_url("**/query/mine/")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_her_pages_are_sound(visit, city, files_root, language: str, width: int) -> None:
    case = collected(city)
    v = visit(language=language, width=width)
    page, where = v.page, f"{language} {width}"
    page.goto(v.url + "/query/")
    sound(page, f"the way in, {where}")
    page.fill("[name=number]", "YZXF-2026-1")
    page.fill("[name=code]", "WRONG")
    page.click("main button[type=submit]")
    sound(page, f"a wrong answer, {where}")
    assert page.input_value("[name=code]") == ""
    page.goto(v.url + "/query/offices/")
    sound(page, f"offices, {where}")
    enter(v, case)
    sound(page, f"her page, {where}")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main .muted')).fontSize)") >= 17
    for path in (
        f"cases/{case.uid}/hand_in/",
        f"evaluate/{case.matter.uid}/responsible/",
        "ask/data/",
        "ask/retaliation/",
    ):
        page.goto(f"{v.url}/query/mine/{path}")
        sound(page, f"{path}, {where}")
        page.click("main .btn-primary")
        sound(page, f"{path} with errors, {where}")
    page.goto(f"{v.url}/query/mine/papers/{case.notices.get(kind='opinion').uid}/")
    sound(page, f"a paper, {where}")


@pytest.mark.parametrize("scripts", [True, False])
def test_her_whole_way_with_and_without_scripts(visit, city, files_root, scripts: bool) -> None:
    case = collected(city)
    v = visit(width=390, scripts=scripts)
    page = v.page
    enter(v, case)
    page.click("text=补充提交材料")
    page.fill("[name=text]", "现场照片")
    page.set_input_files("[name=files]", {"name": "说明.txt", "mimeType": "text/plain", "buffer": "说明".encode()})
    page.click("main .btn-primary")
    page.wait_for_url("**/query/mine/")
    assert "说明.txt" in page.inner_text("main")
    page.click("text=信访处理意见书")
    page.click("text=我已收到")
    page.wait_for_load_state()
    assert "您于" in page.inner_text("main")
    page.click("text=返回我的页面")
    assert "申请复查" in page.inner_text("main")
    page.click("a:has-text('评价责任单位')")
    page.check("[name=value][value='1']")
    page.click("main .btn-primary")
    page.wait_for_url("**/query/mine/")
    assert "您已评价" in page.inner_text("main")
    page.click("text=退出并关闭我的页面")
    page.wait_for_url("**/query/")
    page.go_back()
    page.wait_for_load_state()
    assert case.petition.number not in page.inner_text("main"), "the page left behind is not shown again"


def test_her_page_is_one_sheet_of_paper(visit, city) -> None:
    case = collected(city)
    f.act(
        city,
        case,
        "record_receipt",
        "ou",
        day(3),
        petitioner=case.petition.petitioners.get().pk,
        received_on=timezone.localdate() - timedelta(days=4),
    )
    v = visit()
    enter(v, case)
    made = PdfReader(
        io.BytesIO(v.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm")))
    )
    assert len(made.pages) == 1
    text = made.pages[0].extract_text()
    assert case.petition.number in text and "退出" not in text


def test_a_large_ordinary_phone_step_is_reached_by_the_keyboard(visit, city) -> None:
    """Tab from the top reaches the first button of hers, and Enter opens it."""
    v = visit(width=390)
    enter(v, collected(city))
    for _n in range(40):
        v.page.keyboard.press("Tab")
        if "hand_in" in (v.page.evaluate("document.activeElement.href || ''")):
            break
    v.page.keyboard.press("Enter")
    v.page.wait_for_url("**/hand_in/")


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_the_office_s_page_of_evaluations_is_sound(visit, city, language: str, width: int) -> None:
    v = visit(city, "hei", language=language, width=width)
    v.page.goto(v.url + "/evaluations/")
    sound(v.page, "none yet")
    from caseflow.services.evaluations import evaluate

    case = collected(city)
    petitioner = case.petition.petitioners.select_related("petition__office").get()
    (chance,) = [
        c for p in own_page.page_of(petitioner, timezone.now()).parts for c in p.chances if c.rated == "responsible"
    ]
    evaluate(chance, petitioner, 3, "拖得太久", timezone.now())
    v.page.goto(v.url + "/evaluations/")
    sound(v.page, "one")
    assert "拖得太久" not in v.page.inner_text("main")
