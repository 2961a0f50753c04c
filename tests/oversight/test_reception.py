"""Leaders' reception through its services: seats, the four outcomes, what follows, who is kept away, what others learn."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from caseflow.facts import Refused
from caseflow.models import Case, Reminder
from caseflow.services.consistency import look
from offices.roles import Role
from oversight.models import ReceptionDay, ReceptionItem
from oversight.services.reception import charges, days, items
from petitions.models import Event, Participation
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import SINCE, TODAY, at, make_cast
from tests.oversight import receptions as g
from tests.oversight.receptions import SOON, refused

# --- the calendar ------------------------------------------------------------------------------------------------


def test_drafted_by_the_officer_published_by_the_head(cast) -> None:
    day = g.drafted(cast)
    assert day.state == "draft" and not ReceptionDay.objects.public().exists()
    assert refused(days.publish_day, day, cast.actor("pan"), at(TODAY, 10)) == "capability"
    assert refused(days.publish_day, day, cast.actor("hei"), at(TODAY, 10)) == "capability", "another office's head"
    assert days.publish_day(day, cast.actor("hua"), at(TODAY, 10)).state == "published"
    assert refused(days.publish_day, day, cast.actor("hua"), at(TODAY, 11)) == "reception_published"


@pytest.mark.parametrize("who", ["chen", "su", "ou", "ada", "rena"])
def test_who_may_not_draft(cast, who) -> None:
    leader = g.leader(cast)
    assert refused(g.drafted, cast, leader, by=who) == "capability"


def test_bad_days_are_refused(cast) -> None:
    leader = g.leader(cast)
    assert refused(g.drafted, cast, leader, TODAY - timedelta(days=1)) == "reception_day_past"
    assert refused(g.drafted, cast, leader, seats=0) == "reception_seats"
    assert refused(g.drafted, cast, leader, place=" ") == "missing"
    assert refused(g.drafted, cast, leader, kind="visit") == "missing", "a visit goes somewhere"
    g.drafted(cast, leader)
    assert refused(g.drafted, cast, leader) == "reception_twice"
    days.cancel_day(ReceptionDay.objects.get(), "开会", cast.actor("hua"), at(TODAY, 11))
    g.drafted(cast, leader)


def test_a_published_day_keeps_leader_day_time_and_place(cast) -> None:
    day, other = g.published(cast), g.leader(cast, "沈怀远")
    now, pan = at(TODAY, 11), cast.actor("pan")
    for change in ({"leader": other}, {"day": SOON + timedelta(days=1)}, {"place": "别处"}):
        assert refused(days.change_day, day, pan, now, **change) == "reception_fixed"
    g.booked(cast, day, slot=4)
    assert refused(days.change_day, day, pan, now, seats=3) == "reception_seats_taken"
    assert days.change_day(day, pan, now, seats=6, topics="教育").topics == "教育"
    draft = g.drafted(cast, other)
    assert days.change_day(draft, pan, now, place="别处", day=SOON + timedelta(days=2)).place == "别处"


def test_a_cancelled_day_stays_published_and_its_matters_wait_again(cast) -> None:
    day = g.published(cast)
    one, two = g.booked(cast, day), g.booked(cast, day, who="chen")
    assert refused(days.cancel_day, day, " ", cast.actor("hua"), at(TODAY, 12)) == "missing"
    assert days.cancel_day(day, "防汛会议", cast.actor("hua"), at(TODAY, 12)) == 2
    for item in (one, two):
        item.refresh_from_db()
        assert (item.state, item.day, item.slot, item.due_on) == ("waiting", None, None, None)
    assert ReceptionDay.objects.public().get().state == "cancelled"
    told = Reminder.objects.filter(kind="reception_back")
    assert {r.user.username for r in told} == {"chen", "pan", "hua", "mi"} and told.filter(
        user=cast.user("chen")
    ).count() == 2
    event = Event.objects.filter(matter=one.matter).latest("seq")
    assert event.kind == "reception_put_back" and event.facts == {
        "day": SOON.isoformat(),
        "slot": 1,
        "is_cancelled": True,
    }
    assert refused(days.cancel_day, day, "x", cast.actor("hua"), at(TODAY, 13)) == "reception_cancelled"
    assert refused(g.booked, cast, day) == "reception_cancelled"
    again = g.booked(cast, g.published(cast, day.leader, SOON + timedelta(days=2)), one.case)
    assert again.pk == one.pk and again.state == "booked", "from the waiting list"


# --- booking -----------------------------------------------------------------------------------------------------


def test_a_slot_is_given_once_and_a_matter_booked_once(cast) -> None:
    day = g.published(cast, seats=2)
    first = g.booked(cast, day, slot=2)
    assert (first.slot, first.time, first.due_on) == (2, "10:15–11:30", SOON)
    assert refused(g.booked, cast, day, None, "pan", 2) == "reception_slot_taken"
    assert refused(g.booked, cast, day, first.case) == "reception_booked_before"
    assert refused(items.ask_reception, first.case, cast.actor("pan"), at(TODAY, 12)) == "reception_booked_before"
    assert g.booked(cast, day).slot == 1
    assert refused(g.booked, cast, day) == "reception_full"
    assert ReceptionItem.objects.count() == 2


def test_only_what_is_in_sight_on_a_day_that_is_published(cast) -> None:
    draft = g.drafted(cast)
    assert refused(g.booked, cast, draft) == "reception_not_published"
    day = days.publish_day(draft, cast.actor("hua"), at(TODAY, 10))
    far = f.case_of(f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk))
    assert refused(g.booked, cast, day, far) == "unknown_case"
    own = f.accepted(cast)
    assert g.booked(cast, day, own, "ou").asked_by == cast.offices["housing"], "an office below brings its matter"
    assert refused(g.booked, cast, day, None, "su") == "capability"
    for who in ("ada", "rena"):
        assert refused(g.booked, cast, day, None, who) == "capability"


def test_an_office_beside_cannot_book_there(cast) -> None:
    leader = days.add_leader(
        cast.actor("hei"), office=cast.offices["housing"].pk, name="贺伟", post="局长", valid_from=SINCE
    )
    day = days.draft_day(cast.actor("hei"), at(TODAY, 9), leader=leader, kind="office", place="局", day=SOON, begins_at=at(TODAY, 9).time(),
                         ends_at=at(TODAY, 11).time(), seats=3)  # fmt: skip
    days.publish_day(day, cast.actor("hei"), at(TODAY, 9))
    case = f.accepted(cast)
    assert refused(items.book, case, day, None, cast.actor("pan"), at(TODAY, 12)) == "capability"
    assert items.book(case, day, None, cast.actor("ou"), at(TODAY, 12)).office == cast.offices["housing"]


def test_the_office_that_receives_takes_part_and_sees_it(cast) -> None:
    case = f.petition(cast, TODAY, "dan", office_id=cast.offices["district_petition"].pk)
    case = f.case_of(case)
    assert not Case.objects.visible_to(cast.actor("chen")).filter(pk=case.pk).exists()
    item = g.booked(cast, None, case, "dan")
    assert Case.objects.visible_to(cast.actor("chen")).filter(pk=case.pk).exists()
    assert Participation.objects.get(office=item.office, matter=item.matter, until=None).via == "reception"
    assert {r.name: r.examples for r in look(at(TODAY, 13)) if r.count} == {}


def test_the_waiting_list(cast) -> None:
    case = f.case_of(f.petition(cast))
    item = items.ask_reception(case, cast.actor("chen"), at(TODAY, 9))
    assert (item.state, item.due_on) == ("waiting", None)
    day = g.published(cast)
    booked = g.booked(cast, day, case)
    assert booked.pk == item.pk
    back = items.put_back(booked, cast.actor("chen"), at(TODAY, 12))
    assert back.state == "waiting"
    assert refused(items.put_back, back, cast.actor("chen"), at(TODAY, 12)) == "reception_not_booked"
    assert items.drop(back, cast.actor("chen"), at(TODAY, 13)).state == "dropped"
    assert refused(items.drop, back, cast.actor("chen"), at(TODAY, 13)) == "reception_not_booked"
    assert g.booked(cast, day, case).pk != item.pk, "asked for anew"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once_to_two_at_the_same_time() -> None:
    cast = make_cast()
    day, cases = g.published(cast, seats=3), [f.case_of(f.petition(cast)) for _n in range(8)]
    ready, found = threading.Barrier(8), []

    def press(case: Case) -> None:
        ready.wait()
        try:
            found.append(g.booked(cast, day, case).slot)
        except Refused as refusal:
            found.append(refusal.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[case]) for case in cases]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(map(str, found)) == ["1", "2", "3", *["reception_full"] * 5]


# --- who is kept away --------------------------------------------------------------------------------------------


def test_a_confidential_matter_is_booked_by_its_holders_alone(cast) -> None:
    case = f.accusation(cast, accused=(Against(cast.offices["water"].pk, "贾长发", "局长"),))
    day = g.published(cast)
    for who in ("pan", "hua", "chen"):
        assert refused(g.booked, cast, day, case, who) == "unknown_case"
    item = g.booked(cast, day, case, "mi")
    assert ReceptionItem.objects.visible_to(cast.actor("mi")).get() == item
    for who in ("pan", "hua", "su", "chen", "ou", "weihead"):
        assert not ReceptionItem.objects.visible_to(cast.actor(who)).exists()
    event = Event.objects.filter(matter=case.matter).latest("seq")
    assert event.facts == {} and event.opened["slot"] == item.slot
    assert not Participation.objects.filter(matter=case.matter, via="reception").exists()
    done = g.outcome(cast, item, "solved", who="mi", **g.SOLVED)
    assert "维修".encode() not in bytes(done.sealed) and done.opened == g.SOLVED


def test_an_accused_person_or_office_never_receives_it(cast) -> None:
    gov = cast.offices["city_government"]
    by_office = f.accusation(cast, accused=(Against(gov.pk),))
    by_name = f.accusation(cast, accused=(Against(None, "顾正清", "副市长"),))
    f.staff(cast, "gu", "city_petition", Role.HEAD)
    by_account = f.accusation(cast, accused=(Against(cast.offices["far_petition"].pk, "Gu", "局长"),))
    day = g.published(cast)
    assert refused(g.booked, cast, day, by_office, "mi") == "reception_other_leader"
    assert refused(g.booked, cast, day, by_name, "mi") == "reception_other_leader"
    own = g.published(cast, g.leader(cast, "Gu", "city_petition", post="局长"), SOON + timedelta(days=1))
    assert own.leader.user == cast.user("gu"), "the account of that name at that office"
    assert refused(g.booked, cast, own, by_account, "mi") in {"reception_other_leader", "unknown_case"}
    until = SOON + timedelta(days=30)
    assert refused(charges.take_charge, by_office, day.leader, TODAY, until, "x", cast.actor("mi"), at(TODAY, 12)) == "reception_other_leader"  # fmt: skip


def test_an_accused_office_takes_nothing_back_and_a_secret_goes_to_nobody_new(cast) -> None:
    case = f.accusation(cast, accused=(Against(cast.offices["water"].pk),))
    item = g.booked(cast, None, case, "mi")
    given = {"task": "x", "promised_on": SOON + timedelta(days=9)}
    for office in ("water", "housing"):
        assert refused(g.outcome, cast, item, "taken_back", who="mi", owner=cast.offices[office].pk, **given) == "reception_owner"  # fmt: skip
    assert (
        g.outcome(cast, item, "taken_back", who="mi", owner=cast.offices["city_petition"].pk, **given).state
        == "followed"
    )


def test_a_claim_that_turns_out_to_be_an_accusation_leaves_the_others_lists(cast) -> None:
    case = f.accepted(cast)
    item = g.booked(cast, None, case)
    f.act(cast, case, "reclassify", "ou", hour=16, klass="B", reason="实为检举")
    for who in ("pan", "hua", "chen", "su", "ou", "hei"):
        assert not ReceptionItem.objects.visible_to(cast.actor(who)).filter(pk=item.pk).exists(), who


# --- outcomes ----------------------------------------------------------------------------------------------------

ENDS = {"solved": g.SOLVED, "explained": g.EXPLAINED, "refused": g.REFUSED}


@pytest.mark.parametrize("name", list(ENDS))
def test_it_leaves_with_one_outcome_and_its_words_under_seal(cast, name) -> None:
    item = g.outcome(cast, g.booked(cast), name, **ENDS[name])
    assert (item.state, item.outcome, item.due_on, item.ended_on) == ("ended", name, None, SOON)
    assert item.opened == ENDS[name]
    event = Event.objects.filter(matter=item.matter).latest("seq")
    assert event.facts == {"day": SOON.isoformat(), "outcome": name, "post": "副市长"}
    assert refused(g.outcome, cast, item, "solved", **g.SOLVED) == "reception_outcome_twice"
    assert refused(items.record_missed, item, cast.actor("chen", SOON), at(SOON, 16)) == "reception_outcome_twice"


def test_who_enters_it_and_when(cast) -> None:
    item = g.booked(cast)
    assert refused(g.outcome, cast, item, "solved", TODAY, **g.SOLVED) == "reception_early"
    for who in ("chen", "su", "ou", "hei"):
        assert refused(g.outcome, cast, item, "solved", who=who, **g.SOLVED) == "capability"
    assert refused(g.outcome, cast, item, "refused", reasons="x") == "missing"
    assert ReceptionItem.objects.get().state == "booked"


def test_whoever_did_not_come_may_be_booked_anew(cast) -> None:
    item = items.record_missed(g.booked(cast), cast.actor("chen", SOON), at(SOON, 17))
    assert (item.state, item.outcome, item.slot) == ("missed", "", 1)
    assert refused(g.outcome, cast, item, "solved", **g.SOLVED) == "reception_not_booked"
    later = g.published(cast, item.day.leader, SOON + timedelta(days=4))
    assert g.booked(cast, later, item.case).pk != item.pk
