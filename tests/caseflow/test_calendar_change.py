"""Next year's notice: previewed before it is applied, never shortening a day told in writing, an event on each case moved."""

from datetime import date

import pytest

from caseflow.models import Case, Clock
from caseflow.services.calendar_change import BadNotice, apply_notice, parse_notice, preview
from caseflow.services.calendars import load_calendar
from offices.models import CalendarYear
from petitions.models import Event
from tests import factories as f
from tests.cast import at

NOTICE = """2027-01-01..2027-01-03,off,元旦
2027-01-25,off,试日
2027-01-23,work,试日调休
2027-02-05..2027-02-11,off,春节"""


def test_a_range_and_a_december_day_are_read() -> None:
    rows = parse_notice("2026-12-31,work,元旦调休\n" + NOTICE, 2027)
    assert len(rows) == 13 and rows[0].day == date(2026, 12, 31) and rows[0].is_workday


@pytest.mark.parametrize(("text", "reason"), [
    ("2027-01-01", "format"), ("2027-13-01,off,x", "format"), ("2027-01-01,rest,x", "format"), ("2025-01-01,off,x", "day"),
    ("2026-11-30,off,x", "day"), ("2027-01-01,off,x\n2027-01-01,work,x", "double"), ("\n \n", "empty"), ("2027-03-05..2027-03-01,off", "day"),
])  # fmt: skip
def test_a_bad_notice_says_where(text: str, reason: str) -> None:
    with pytest.raises(BadNotice) as caught:
        parse_notice(text, 2027)
    assert caught.value.errors[-1][1] == reason


def test_preview_moves_nothing_and_applying_does(cast) -> None:
    case = f.accepted(cast, "2026-11-24")  # sixty days: 2027-01-23, a Saturday, rolls to Monday 01-25; provisional
    clock = Clock.objects.get(case=case, term="C6")
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 25), True)
    rows = parse_notice("2027-01-25,off,试日", 2027)
    moved = preview(2027, rows)
    assert [(m.old, m.new, m.days, m.kept) for m in moved] == [(date(2027, 1, 25), date(2027, 1, 26), 1, False)]
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 1, 25) and not CalendarYear.objects.filter(year=2027).exists()
    apply_notice(2027, rows, "国办通知", cast.actor("rena"), at("2026-11-25"))
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 26), False)
    assert Case.objects.get(pk=case.pk).due_on == date(2027, 1, 26)
    event = Event.objects.get(kind="calendar")
    assert event.case_id == case.pk and event.facts["new_due_on"] == "2027-01-26"
    assert load_calendar().horizon == date(2027, 12, 31)


def test_a_day_told_in_writing_is_never_shortened(cast) -> None:
    case = f.accepted(cast, "2026-11-24")
    rows = parse_notice("2027-01-23,work,调休", 2027)
    assert [m.kept for m in preview(2027, rows)] == [True]
    apply_notice(2027, rows, "通知", cast.actor("rena"), at("2026-11-25"))
    assert Clock.objects.get(case=case, term="C6").due_on == date(2027, 1, 25)
    assert not Event.objects.filter(kind="calendar").exists()


def test_a_day_not_told_is_moved_either_way(cast) -> None:
    desk = f.case_of(f.petition(cast, "2026-12-25"))  # fifteen days: Saturday 2027-01-09
    assert desk.due_on == date(2027, 1, 11)
    apply_notice(2027, parse_notice("2027-01-09,work,调休", 2027), "通知", cast.actor("rena"), at("2026-12-26"))
    assert Case.objects.get(pk=desk.pk).due_on == date(2027, 1, 9)


def test_the_page_previews_then_applies(client, cast) -> None:
    client.force_login(cast.user("rena"), backend="offices.auth.DeskBackend")
    f.accepted(cast, "2026-11-24")
    data = {"year": "2027", "source": "国办通知", "text": "2027-01-25,off,试日"}
    page = client.post("/settings/calendar/", {**data, "preview": "1"})
    assert page.status_code == 200 and "2027-01-26" in page.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert client.post("/settings/calendar/", {**data, "apply": "1"}).status_code == 302
    assert CalendarYear.objects.get(year=2027).source == "国办通知"
    bad = client.post("/settings/calendar/", {**data, "text": "nonsense", "preview": "1"})
    assert bad.status_code == 422 and "nonsense" in bad.content.decode()


def test_a_regions_overlay_moves_its_own_offices_alone(cast) -> None:
    here, there = f.accepted(cast, "2026-09-01"), f.case_of(f.petition(cast, "2026-10-18"))  # both due on 2026-11-02
    assert {here.due_on, there.due_on} == {date(2026, 11, 2)}
    rows = parse_notice("2026-11-02..2026-11-03,off,本地节日", 2026)
    district = cast.regions["district"]  # the city petition office lies above it
    assert [(m.clock.case_id, m.new) for m in preview(2026, rows, district)] == [(here.pk, date(2026, 11, 4))]
    # told in writing on 1 September; a later day is no harm and is taken
    apply_notice(2026, rows, "自治条例", cast.actor("rena"), at("2026-09-10"), region=district)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.due_on, there.due_on) == (date(2026, 11, 4), date(2026, 11, 2))
    assert load_calendar().is_working(date(2026, 11, 2)) and not load_calendar("990102000000").is_working(
        date(2026, 11, 2)
    )


def test_mending_a_years_notice_keeps_the_next_years_december(cast) -> None:
    apply_notice(
        2027,
        parse_notice("2026-12-31,work,元旦调休\n2027-01-01,off,元旦", 2027),
        "2027通知",
        cast.actor("rena"),
        at("2026-11-25"),
    )
    before = CalendarYear.objects.get(year=2026).source
    apply_notice(
        2026,
        parse_notice("2026-10-01..2026-10-07,off,国庆节", 2026),
        "2026通知（更正）",
        cast.actor("rena"),
        at("2026-11-26"),
    )
    assert date(2026, 12, 31) in load_calendar().working and before != CalendarYear.objects.get(year=2026).source


def test_an_overlay_holds_in_all_that_lies_below_and_the_nearest_wins(cast) -> None:
    from caseflow.services.calendars import calendar_for_region

    days = parse_notice("2026-11-02,off,州庆", 2026)
    apply_notice(2026, days, "州", cast.actor("rena"), at("2026-09-10"), region=cast.regions["city"])
    assert not calendar_for_region(cast.regions["town"].pk).is_working(date(2026, 11, 2))
    apply_notice(
        2026,
        parse_notice("2026-11-02,work,县", 2026),
        "县",
        cast.actor("rena"),
        at("2026-09-11"),
        region=cast.regions["far"],
    )
    assert calendar_for_region(cast.regions["far"].pk).is_working(date(2026, 11, 2))
    assert not calendar_for_region(cast.regions["district"].pk).is_working(date(2026, 11, 2))


def test_a_petitioners_right_takes_the_later_of_both_calendars(cast) -> None:
    case = f.served(cast, "2026-09-01", region_id=cast.regions["far"].pk)
    apply_notice(
        2026,
        parse_notice("2026-10-15,off,县庆", 2026),
        "县",
        cast.actor("rena"),
        at("2026-09-02"),
        region=cast.regions["far"],
    )
    person = case.petition.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-09-16", petitioner=person.pk, received_on=date(2026, 9, 15))
    assert Clock.objects.get(case=case, term="C8").due_on == date(2026, 10, 16)
