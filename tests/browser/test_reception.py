"""Leaders' reception in a real browser: the public page on a phone, the calendar, booking, an outcome, what followed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseflow.models import Case
from offices.calendar_seed import seed_calendar
from oversight.models import ReceptionItem
from oversight.services.reception import charges, days, items
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    seed_topics()
    seed_calendar()
    return make_cast()


def calendar(city, seats: int = 3):
    """A leader, a day that is today and published, one to come that was cancelled."""
    now, today = timezone.now(), timezone.localdate()
    pan, hua = city.actor("pan", today), city.actor("hua", today)
    leader = days.add_leader(
        pan, office=city.offices["city_government"].pk, name="顾正清", post="副市长", valid_from=today
    )
    given = {"leader": leader, "kind": "office", "place": "三楼接访室", "seats": seats, "topics": "城乡建设、物业管理",
             "begins_at": timezone.datetime(2026, 1, 1, 9).time(), "ends_at": timezone.datetime(2026, 1, 1, 11, 30).time()}  # fmt: skip
    day = days.publish_day(days.draft_day(pan, now, day=today, **given), hua, now)
    gone = days.draft_day(
        pan, now, day=today + timedelta(days=4), **given | {"kind": "visit", "region": city.regions["town"].pk}
    )
    days.cancel_day(days.publish_day(gone, hua, now), "参加全市防汛会议", hua, now)
    return leader, day


def of_today(city) -> Case:
    return f.case_of(f.petition(city, timezone.localdate() - timedelta(days=1)))


@pytest.mark.parametrize(("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("zh", 390, False)])
def test_a_matter_from_the_booking_to_its_outcome(visit, city, language: str, width: int, scripts: bool) -> None:
    look = sound if scripts else lambda _page, _where: None
    where = f"{language} {width}"
    calendar(city)
    case = of_today(city)
    anyone = visit(width=width, language=language, scripts=scripts)
    anyone.page.goto(f"{anyone.url}/query/receptions/")
    look(anyone.page, f"public {where}")
    assert "顾正清" in anyone.page.content() and "参加全市防汛会议" in anyone.page.content()
    pan = visit(city, "pan", width=width, language=language, scripts=scripts)
    page = pan.page
    page.goto(f"{pan.url}/cases/{case.uid}/")
    look(page, f"case {where}")
    page.locator("a[href*='/receptions/book/']").click()
    look(page, f"book {where}")
    page.locator("[name=place]").select_option(index=1)
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/receptions/matters/*/")
    look(page, f"booked {where}")
    item = page.url
    page.goto(item + "slip/")
    look(page, f"slip {where}")
    page.goto(item)
    if scripts:
        assert not page.is_visible("[name=reasons]")
    page.check("[name=outcome][value=refused]")
    page.fill("[name=reasons]", "没有政策依据")
    page.locator("main .content form .btn-primary").click()
    look(page, f"bad outcome {where}")
    assert page.input_value("[name=reasons]") == "没有政策依据"
    page.fill("[name=remedy]", "可在三十日内申请复查")
    page.locator("main .content form .btn-primary").click()
    page.wait_for_url(item)
    look(page, f"ended {where}")
    assert ReceptionItem.objects.get().outcome == "refused"


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_every_page_is_sound(visit, city, language: str, width: int) -> None:
    leader, day = calendar(city)
    now, today = timezone.now(), timezone.localdate()
    pan_actor = city.actor("pan", today)
    taken = items.book(of_today(city), day, None, pan_actor, now)
    given = {"task": "查清后答复", "owner": city.offices["housing"].pk, "promised_on": today}
    items.record_outcome(taken, "taken_back", given, pan_actor, now)
    charge = charges.take_charge(of_today(city), leader, today, today, "依法化解", pan_actor, now)
    hua = visit(city, "hua", width=width, language=language)
    paths = ("receptions/", "receptions/?when=all&state=cancelled", "receptions/new/", f"receptions/{day.uid}/", f"receptions/{day.uid}/change/",
             "receptions/leaders/", f"receptions/leaders/{leader.pk}/end/", "receptions/matters/", "receptions/matters/?show=ended",
             f"receptions/matters/{taken.uid}/", "receptions/charges/", f"receptions/charges/{charge.uid}/",
             f"receptions/charges/new/{taken.case.uid}/", "export/receptions/", "query/receptions/?past=1", "query/offices/")  # fmt: skip
    for path in paths:
        hua.page.goto(f"{hua.url}/{path}")
        sound(hua.page, f"{path} {language} {width}")
    hei = visit(city, "hei", width=width, language=language)
    hei.page.goto(f"{hei.url}/receptions/matters/{taken.uid}/")
    sound(hei.page, f"owner {language} {width}")
    hei.page.fill("[name=report-text]", "正在核对")
    hei.page.locator(".aside form .btn-outline-secondary").first.click()
    assert "正在核对" in hei.page.content()
