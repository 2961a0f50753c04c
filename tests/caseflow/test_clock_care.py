"""What the consistency checks brought to light: clocks that went on, marks that were not moved, a right made shorter."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.models import Clock
from caseflow.services.calendar_change import apply_notice, parse_notice, preview
from caseflow.services.consistency import look
from offices.models import CalendarDay, CalendarVersion, Posting
from offices.roles import Role
from tests import factories as f
from tests.cast import SINCE, Cast, at


def running(case) -> set[str]:
    return set(Clock.objects.running().filter(case=case).values_list("term", flat=True))


def sound(day: str) -> bool:
    return not [r for r in look(at(day, 23), files=False) if r.count]


def returned_below(cast: Cast):
    """A case that housing passed down and that came back: its clock to pass it on again runs."""
    case = f.forwarded(cast, "2026-09-01")
    f.act(cast, case, "pass_down", "ou", "2026-09-02", target=cast.offices["station"].pk, reason="属地")
    below = f.case_of(case.petition, "handling")
    cast.postings["sta"] = Posting.objects.create(
        user=cast.user("ou"), office=cast.offices["station"], role=Role.OFFICER, valid_from=SINCE
    )
    f.act(cast, below, "object", "sta", "2026-09-03", reason="不属于")
    f.act(cast, below, "confirm_objection", "ou", "2026-09-04", reason="属实")
    case.refresh_from_db()
    assert case.state == "received" and running(case) == {"R1"} and sound("2026-09-04")
    return case


def test_accepting_what_came_back_ends_the_duty_to_pass_it_on(cast) -> None:
    case = returned_below(cast)
    f.act(cast, case, "accept", "ou", "2026-09-05")
    assert running(case) == {"C6"} and sound("2026-09-05")


def test_passing_down_again_ends_it_too(cast) -> None:
    case = returned_below(cast)
    f.act(cast, case, "pass_down", "ou", "2026-09-05", target=cast.offices["station"].pk, reason="再次交办")
    assert running(case) == set() and sound("2026-09-05")


def test_no_act_lies_before_the_case_reached_the_office(cast) -> None:
    case = f.forwarded(cast, "2026-11-24")
    with pytest.raises(Refused) as refused:
        f.act(cast, case, "object", "ou", "2026-11-20", reason="不属于")
    assert refused.value.refusal.code == "before_case" and running(case) == {"C3", "C4"} and sound("2026-11-24")


def test_an_extension_beyond_the_known_calendar_is_provisional(cast) -> None:
    case = f.accepted(cast, "2026-11-02")
    clock = Clock.objects.get(case=case, term="C6")
    assert not Clock.objects.filter(provisional=True).exists() or clock.due_on > date(2026, 12, 31)
    f.act(cast, case, "extend", "hei", "2026-11-20", days=30, reason="复杂")
    clock.refresh_from_db()
    assert clock.due_on > date(2026, 12, 31) and clock.provisional and sound("2026-11-20")
    f.act(cast, case, "take_back_extension", "hei", "2026-11-21", reason="已查清")
    clock.refresh_from_db()
    assert clock.provisional == (clock.due_on > date(2026, 12, 31)) and sound("2026-11-21")


def test_a_receipt_amended_to_the_law_before_is_counted_by_it(cast) -> None:
    desk = f.case_of(f.petition(cast, "2022-05-03"))
    f.act(cast, desk, "amend", "chen", "2022-05-04", field="received_on", value=date(2022, 4, 29), reason="邮戳")
    clock = Clock.objects.get(case=desk, term="C1")
    assert (clock.started_on, clock.law) == (date(2022, 4, 29), "R05") and sound("2022-05-04")


def right(cast: Cast) -> Clock:
    """A right to review whose last day is a holiday of the problem's place alone."""
    case = f.served(cast, "2026-09-01", region_id=cast.regions["far"].pk)
    rows = parse_notice("2026-10-15,off,县庆", 2026)
    apply_notice(2026, rows, "县", cast.actor("rena"), at("2026-09-02"), region=cast.regions["far"])
    person = case.petition.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-09-16", petitioner=person.pk, received_on=date(2026, 9, 15))
    return Clock.objects.get(case=case, term="C8")


def test_a_later_notice_never_shortens_a_right_to_the_offices_own_calendar(cast) -> None:
    clock = right(cast)
    assert clock.due_on == date(2026, 10, 16)
    rows = parse_notice("2026-10-01..2026-10-07,off,国庆节", 2026)
    assert all(m.clock != clock for m in preview(2026, rows))
    apply_notice(2026, rows, "国办更正", cast.actor("rena"), at("2026-09-20"))
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 10, 16) and sound("2026-09-20")


def test_a_places_holiday_lengthens_the_rights_of_its_people_elsewhere(cast) -> None:
    case = f.served(cast, "2026-09-01", region_id=cast.regions["far"].pk)
    person = case.petition.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-09-16", petitioner=person.pk, received_on=date(2026, 9, 15))
    rows = parse_notice("2026-10-15,off,县庆", 2026)
    assert [(m.clock.term, m.new) for m in preview(2026, rows, cast.regions["far"])] == [("C8", date(2026, 10, 16))]
    apply_notice(2026, rows, "县", cast.actor("rena"), at("2026-09-20"), region=cast.regions["far"])
    assert Clock.objects.get(case=case, term="C8").due_on == date(2026, 10, 16) and sound("2026-09-20")


def test_a_preview_leaves_nothing_behind(cast) -> None:
    f.accepted(cast, "2026-11-24")
    before = (CalendarDay.objects.count(), CalendarVersion.objects.count())
    assert preview(2027, parse_notice("2027-01-25,off,试日", 2027))
    assert (CalendarDay.objects.count(), CalendarVersion.objects.count()) == before and sound("2026-11-24")
