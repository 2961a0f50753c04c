"""Reasons, the reading log, emergencies, retaliation, data requests and event notes in a real browser, both languages."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from caseflow.services import data_rights, emergencies, retaliation
from offices.calendar_seed import seed_calendar
from petitions.choices import ReadKind
from petitions.models import ReadLog
from petitions.services.inputs import Against, Person
from petitions.services.notes import note_event
from petitions.services.reading import note_reading
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import make_cast

pytestmark = pytest.mark.browser
TEXT = "反映水利局负责人违规批准采砂"


@pytest.fixture
def city(transactional_db, files_root):
    seed_topics()
    seed_calendar()
    return make_cast()


def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


@pytest.mark.parametrize(("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("zh", 390, False)])
def test_an_accusation_from_the_counter_to_the_organ(visit, city, language: str, width: int, scripts: bool) -> None:
    look = sound if scripts else lambda _page, _where: None  # axe itself is a script
    where = f"{language} {width}"
    mi = visit(city, "mi", width=width, language=language, scripts=scripts)
    page = mi.page
    page.goto(f"{mi.url}/register/")
    if scripts:
        assert not page.is_visible("[name=against_name]")
    page.check("[name=purpose][value=accusation]")
    for name, value in {"summary": "违规采砂", "text": TEXT, "region": "990102001000", "against_office": "LJSL", "against_name": "贾长发", "against_post": "局长", "against_unit": "水利局",
                        "persons-0-name": "李秀英", "persons-0-address": "柳塘镇1号", "persons-0-phone": "13800000001"}.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=against_level]", "section")
    look(page, f"register {where}")
    page.locator("form[data-draft-url] .submit .btn-primary").click()
    page.wait_for_url("**/receipt/")
    page.goto(f"{mi.url}/mine/")
    assert TEXT not in page.content() and "违规采砂" not in page.content()
    page.locator("a[data-row]").first.click()
    look(page, f"reason {where}")
    assert TEXT not in page.content()
    page.fill("[name=reason]", "办理需要")
    page.locator("main form .btn-primary").click()
    assert TEXT in page.content() and "贾长发" in page.content()
    look(page, f"case {where}")
    case = page.url
    page.goto(case + "reveal/")
    look(page, f"reveal {where}")
    page.check("[name=number]")
    page.fill("[name=reason]", "电话回访")
    page.locator("main form .btn-primary").click()
    assert "13800000001" in page.content()
    page.goto(case + "export/")
    look(page, f"export {where}")
    for act in ("name_accused", "inform_personnel", "report_emergency", "refer"):
        page.goto(f"{case}{act}/")
        look(page, f"{act} {where}")
        assert "LJSL" not in page.content()
    assert page.locator("[name=target] option:checked").inner_text().startswith("临江区纪律检查委员会")
    page.fill("[name=reason]", "按管理权限")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(case)
    look(page, f"referred {where}")
    su = visit(city, "su", width=width, language=language, scripts=scripts)
    su.page.goto(f"{su.url}/reading-log/")
    look(su.page, f"log {where}")
    assert "电话回访" in su.page.content() and "办理需要" in su.page.content() and "李秀英" not in su.page.content()
    assert ReadLog.objects.filter(kind=ReadKind.PAGE).count() >= 3


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390), ("zh", 390)])
def test_the_queues_and_reports(visit, city, language: str, width: int) -> None:
    person = Person(name="王小明", phone="13900000009", address="柳塘镇8号")
    found = f.petition(
        city, yesterday().date(), persons=(person,), accused=(Against(city.offices["district_petition"].pk),)
    )
    her, now = found.petitioners.get(), yesterday()
    data_rights.ask_data(her, "correct", now, text="门牌写错了")
    data_rights.ask_data(her, "copy", now)
    retaliation.report_retaliation(found, "信访后被停发补贴", city.offices["district_petition"].pk, now)
    note_event(city.actor("pan", now.date()), "staying", "dissuaded", now.date(), now)
    note_reading(city.actor("pan", now.date()), ReadKind.PHONE, [found.pk], "电话回访", now)
    event = {"what": "约五十人聚集", "place": "市政府广场", "measures": "劝导", "happened_at": now, "people": 50}
    emergencies.report_emergency(city.actor("pan", now.date()), now, department=city.offices["housing"].pk, **event)
    emergencies.mark_late(timezone.now())
    pan = visit(city, "pan", width=width, language=language)
    page = pan.page
    for path in ("data-requests/", "data-requests/?all=1", "event-notes/", "emergencies/", "emergencies/new/"):
        page.goto(f"{pan.url}/{path}")
        sound(page, f"{path} {language} {width}")
    page.goto(f"{pan.url}/event-notes/")
    page.locator("main form .btn-primary").click()
    assert page.locator("tbody tr").count() == 2
    page.goto(f"{pan.url}/data-requests/")
    page.locator("a[data-row]").first.click()
    sound(page, f"data request {language} {width}")
    page.goto(f"{pan.url}/emergencies/")
    page.locator("a[data-row]").first.click()
    sound(page, f"emergency {language} {width}")
    page.goto(f"{pan.url}/emergencies/new/")
    page.fill("[name=what]", "电话13800000001")
    page.locator("main form .btn-primary").click()
    sound(page, f"bad emergency {language} {width}")
    assert page.input_value("[name=what]") == "电话13800000001"
    su = visit(city, "su", width=width, language=language)
    for path in ("retaliation/", "reading-log/?kind=phone"):
        su.page.goto(f"{su.url}/{path}")
        sound(su.page, f"{path} {language} {width}")
    su.page.goto(f"{su.url}/retaliation/")
    su.page.locator("a[data-row]").first.click()
    sound(su.page, f"report {language} {width}")
    su.page.locator("[name=acknowledge]").click()
    su.page.fill("[name=text]", "已责令纠正")
    su.page.locator("[name=answer]").click()
    sound(su.page, f"answered {language} {width}")
