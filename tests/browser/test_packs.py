"""A pack of local rules in a real browser: written, refused where it shortens a right, previewed, begun, looked up."""

import pytest
from django.utils import timezone

from caseflow.models import Pack
from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics
from tests.browser.checks import sound
from tests.cast import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db, files_root):
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.mark.parametrize(("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("zh", 390, False)])
def test_a_pack_is_written_previewed_and_begun(visit, city, language: str, width: int, scripts: bool) -> None:
    rena = visit(city, "rena", width=width, language=language, scripts=scripts)
    page, where = rena.page, f"{language} {width}"
    look = sound if scripts else lambda _page, _where: None  # axe itself is a script
    page.goto(f"{rena.url}/settings/packs/")
    look(page, f"no pack {where}")
    page.click(".page-head a.btn-primary")
    given = {
        "code": "LJ2026", "name_zh": "临江区信访办法", "name_en": "Linjiang Rules", "region": "990102000000", "source": "临政发〔2026〕1号",
        "t_C3_length": "5", "t_C3_article": "第七条", "t_C8_length": "20", "t_C8_article": "第十条", "day": "2026-09-28",
    }  # fmt: skip
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=t_C3_unit]", "working_days")
    page.select_option("[name=o_several_offices]", "first_received_leads")
    look(page, f"form {where}")
    page.click("button[name=preview]")
    assert page.input_value("[name=t_C3_article]") == "第七条"  # refused: the right would be shorter; all typed is kept
    assert page.locator("button[name=apply]").count() == 0 and page.locator(".error-summary li").count() == 1
    look(page, f"refused {where}")
    page.fill("[name=t_C8_length]", "45")
    page.click("button[name=preview]")
    told = page.locator("main").inner_text()
    assert "2026-10-10" in told and "2026-10-13" in told and not Pack.objects.exists()
    look(page, f"preview {where}")
    page.click("button[name=apply]")
    page.wait_for_load_state()
    pack = Pack.objects.get()
    assert (pack.key, pack.valid_from) == ("LJ2026.1", timezone.localdate())
    look(page, f"pack {where}")
    page.goto(f"{rena.url}/settings/packs/")
    look(page, f"packs {where}")
    page.goto(f"{rena.url}/deadlines/?term=C3&from_day={timezone.localdate():%Y-%m-%d}&region=990102001000")
    assert "LJ2026.1" in page.locator("main").inner_text()
    look(page, f"calculator {where}")
