"""Leaders' reception through its services: seats, the four outcomes, what follows, who is kept away, what others learn."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import translation

from caseflow.facts import Refused
from caseflow.models import Case, Reminder
from caseflow.services.consistency import look
from caseflow.texts import refusal_text, sentence
from offices.models import Posting
from offices.roles import Role
from oversight.models import Charge, Leader, ReceptionDay, ReceptionItem, ReceptionStep
from oversight.reception import OUTCOME_FACTS, STEPS
from oversight.services.reception import charges, days, items
from oversight.services.reception.follow_up import follow, steps_for
from oversight.services.reception.late import remind_late
from oversight.services.reception.succession import move_to_successors
from oversight.texts import reception as words
from petitions.models import Event, Participation
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import SINCE, TODAY, at, make_cast
from tests.oversight import receptions as g

SOON = TODAY + timedelta(days=3)


def refused(act, *args, **named) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **named)
    with translation.override("en"):
        assert refusal_text(found.value.refusal) != found.value.refusal.code, "every refusal has its words"
    return found.value.refusal.code


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


# --- what follows ------------------------------------------------------------------------------------------------


def test_what_was_taken_back_is_followed_to_its_end(cast) -> None:
    item = g.taken_back(cast)
    due = SOON + timedelta(days=10)
    assert (item.state, item.owner, item.due_on) == ("followed", cast.offices["housing"], due)
    assert {r.user.username for r in Reminder.objects.filter(kind="reception_owner")} == {"ou", "hei"}
    ou, hei, pan = (cast.actor(who, SOON) for who in ("ou", "hei", "pan"))
    assert steps_for(item, ou, SOON) == ["report", "finish"] and steps_for(item, hei, SOON) == [
        "report",
        "extend",
        "finish",
    ]
    assert refused(follow, item, "report", "x", pan, at(SOON, 16)) == "capability"
    item = follow(item, "report", "已查看", ou, at(SOON, 16))
    assert refused(follow, item, "extend", "材料", ou, at(SOON, 16), new_day=due + timedelta(days=9)) == "capability"
    item = follow(item, "extend", "需要检测", hei, at(SOON, 17), new_day=due + timedelta(days=9))
    assert (item.due_on, item.was_extended) == (due + timedelta(days=9), True)
    assert (
        refused(follow, item, "extend", "再延", hei, at(SOON, 17), new_day=due + timedelta(days=30))
        == "reception_extended_before"
    )
    item = follow(item, "finish", "已修复", ou, at(SOON, 18))
    assert item.state == "reported" and {r.user.username for r in Reminder.objects.filter(kind="reception_done")} == {
        "pan",
        "hua",
        "mi",
    }
    item = follow(item, "send_back", "缺验收", pan, at(SOON, 18))
    assert item.state == "followed" and item.due_on == due + timedelta(days=9)
    item = follow(follow(item, "finish", "已验收", ou, at(SOON, 19)), "verify", "现场查看属实", pan, at(SOON, 20))
    assert (item.state, item.due_on, item.ended_on) == ("ended", None, SOON)
    assert [s.kind for s in item.steps.all()] == [
        "outcome",
        "report",
        "extend",
        "finish",
        "send_back",
        "finish",
        "verify",
    ]
    assert item.steps.get(kind="extend").text == "需要检测" and item.steps.get(kind="extend").old_day == due
    assert refused(follow, item, "report", "x", ou, at(SOON, 21)) == "reception_not_awaited"
    kinds = list(Event.objects.filter(matter=item.matter, kind__startswith="reception").values_list("kind", flat=True))
    assert kinds == ["reception_booked", "reception_outcome", "reception_report", "reception_extend", "reception_finish",
                     "reception_send_back", "reception_finish", "reception_verify"]  # fmt: skip


def test_nobody_checks_her_own_word(cast) -> None:
    item = g.taken_back(cast, owner="city_petition")
    pan, hua = cast.actor("pan", SOON), cast.actor("hua", SOON)
    item = follow(item, "finish", "办结", pan, at(SOON, 16))
    assert steps_for(item, pan, SOON) == ["send_back"]
    assert refused(follow, item, "verify", "x", pan, at(SOON, 17)) == "second_person"
    assert follow(item, "verify", "属实", hua, at(SOON, 17)).state == "ended"


def test_a_line_of_the_follow_up_is_never_changed(cast) -> None:
    from django.db.utils import ProgrammingError

    g.taken_back(cast)
    with pytest.raises(ProgrammingError):
        ReceptionStep.objects.update(kind="verify")


def test_late_is_a_query_and_reminded_of_once_for_each_day(cast) -> None:
    item, due = g.taken_back(cast), SOON + timedelta(days=10)
    late = ReceptionItem.objects.late
    assert not late(due).exists() and late(due + timedelta(days=1)).get() == item
    assert remind_late(at(due)) == 0
    after = at(due + timedelta(days=1))
    remind_late(after)
    remind_late(after)
    told = Reminder.objects.filter(kind="reception_late")
    assert {r.user.username for r in told} == {"ou", "hei", "pan", "hua", "mi"} and told.count() == 5
    follow(item, "extend", "检测", cast.actor("hei", due + timedelta(days=1)), after, new_day=due + timedelta(days=5))
    assert not late(due + timedelta(days=5)).exists()
    remind_late(at(due + timedelta(days=6)))
    assert told.all().count() == 10, "a day that was moved is reminded of anew"


def test_a_day_without_its_outcome_is_late_the_next_morning(cast) -> None:
    item = g.booked(cast)
    assert not ReceptionItem.objects.late(SOON).exists()
    assert ReceptionItem.objects.late(SOON + timedelta(days=1)).get() == item


# --- charges and leaders -----------------------------------------------------------------------------------------


def test_a_leader_takes_charge_until_its_end(cast) -> None:
    case, leader, until = f.accepted(cast), g.leader(cast), SOON + timedelta(days=30)
    give = (TODAY, until, "依法化解")
    for who in ("chen", "ou", "hei", "su"):
        assert refused(charges.take_charge, case, leader, *give, cast.actor(who), at(TODAY, 12)) == "capability"
    assert refused(charges.take_charge, case, leader, TODAY, until, " ", cast.actor("pan"), at(TODAY, 12)) == "missing"
    charge = charges.take_charge(case, leader, *give, cast.actor("pan"), at(TODAY, 12))
    assert refused(charges.take_charge, case, leader, *give, cast.actor("pan"), at(TODAY, 13)) == "charge_twice"
    event = Event.objects.filter(matter=case.matter).latest("seq")
    assert (
        event.kind == "charge_taken" and event.facts["until"] == until.isoformat() and "顾正清" not in str(event.facts)
    )
    assert not Charge.objects.late(until).exists() and Charge.objects.late(until + timedelta(days=1)).get() == charge
    remind_late(at(until + timedelta(days=1)))
    assert {r.user.username for r in Reminder.objects.filter(kind="charge_late")} == {"pan", "hua", "mi"}
    assert refused(charges.close_charge, charge, "calmed", "x", cast.actor("pan"), at(TODAY, 13)) == "missing"
    done = charges.close_charge(charge, "settled", "已修复", cast.actor("pan"), at(TODAY, 14))
    assert (done.closed_on, done.result, done.opened) == (TODAY, "settled", {"aim": "依法化解", "result": "已修复"})
    assert (
        refused(charges.close_charge, charge, "settled", "x", cast.actor("pan"), at(TODAY, 15))
        == "charge_closed_before"
    )
    assert charges.take_charge(case, leader, *give, cast.actor("pan"), at(TODAY, 16)).pk != charge.pk


def test_a_leader_who_leaves_hands_over_what_lies_after_it(cast) -> None:
    leader, other = g.leader(cast), g.leader(cast, "沈怀远")
    before, after = g.published(cast, leader, SOON), g.published(cast, leader, SOON + timedelta(days=7))
    charge = charges.take_charge(
        f.accepted(cast), leader, TODAY, SOON + timedelta(days=30), "x", cast.actor("pan"), at(TODAY, 12)
    )
    hua = cast.actor("hua")
    assert refused(days.end_leader, leader, SOON, None, cast.actor("pan"), at(TODAY, 12)) == "capability"
    assert refused(days.end_leader, leader, SOON, None, hua, at(TODAY, 12)) == "leader_open"
    leader.refresh_from_db()
    assert leader.valid_until is None, "nothing was changed"
    assert refused(days.end_leader, leader, date(2020, 1, 1), None, hua, at(TODAY, 12)) == "leader_period"
    assert days.end_leader(leader, SOON, other, hua, at(TODAY, 12)) == (1, 1)
    before.refresh_from_db(), after.refresh_from_db(), charge.refresh_from_db()
    assert (before.leader, after.leader, charge.leader) == (leader, other, other)
    assert Event.objects.filter(kind="charge_passed").count() == 1
    assert (
        refused(g.drafted, cast, Leader.objects.get(pk=leader.pk), SOON + timedelta(days=9)) == "reception_leader_left"
    )
    assert refused(days.end_leader, leader, SOON, other, hua, at(TODAY, 12)) == "leader_ended"


def test_a_day_whose_leader_has_left_takes_no_booking(cast) -> None:
    day = g.published(cast)
    Leader.objects.update(valid_until=SOON - timedelta(days=1))
    assert refused(g.booked, cast, day) == "reception_leader_left"


def test_what_the_successor_is_kept_from_waits_again(cast) -> None:
    leader = g.leader(cast)
    day = g.published(cast, leader, SOON)
    plain = g.booked(cast, day)
    secret = g.booked(cast, day, f.accusation(cast, accused=(Against(None, "沈怀远", "副市长"),)), "mi")
    days.end_leader(leader, TODAY, g.leader(cast, "沈怀远"), cast.actor("hua"), at(TODAY, 12))
    plain.refresh_from_db(), secret.refresh_from_db()
    assert (plain.state, secret.state) == ("booked", "waiting")


def test_the_same_leader_is_entered_once(cast) -> None:
    g.leader(cast)
    assert refused(g.leader, cast) == "leader_twice"
    assert refused(g.leader, cast, " ") == "missing"
    assert refused(g.leader, cast, "新人", who="chen") == "capability"


def test_what_an_ended_office_held_goes_on_at_its_successor(cast) -> None:
    item, housing, water = g.taken_back(cast), cast.offices["housing"], cast.offices["water"]
    housing.valid_until, housing.successor = SOON, water
    housing.save()
    assert move_to_successors(at(SOON)) == 0, "not before its last day is over"
    after = at(SOON + timedelta(days=1))
    assert move_to_successors(after) == 1 and move_to_successors(after) == 0
    item.refresh_from_db()
    assert item.owner == water and item.due_on == SOON + timedelta(days=10)
    follow(item, "finish", "已修复", cast.actor("wai", SOON + timedelta(days=1)), after)
    assert Event.objects.filter(matter=item.matter, kind="reception_moved").count() == 1


# --- what the timeline says --------------------------------------------------------------------------------------


def test_every_event_has_a_name_and_no_words_of_anybody(cast) -> None:
    item = g.taken_back(cast)
    follow(item, "finish", "已修复", cast.actor("ou", SOON), at(SOON, 18))
    for event in Event.objects.filter(matter=item.matter, kind__startswith="reception"):
        assert event.kind in words.ACTS and not {"to", "from", "text", "reason", "note"} & event.facts.keys()
        assert all(w not in str(event.facts) for w in ("顾正清", "已修复", "查清", "李秀英"))
    named = {f"reception_{step}" for step in STEPS}
    assert named <= words.ACTS.keys() and set(OUTCOME_FACTS) - {"taken_back"} == set(words.OUTCOMES)


def test_it_is_told_in_both_languages(cast) -> None:
    item = g.taken_back(cast)
    event = Event.objects.get(matter=item.matter, kind="reception_outcome")
    names = {cast.offices["housing"].pk: "临江区住建局"}
    with translation.override("en"):
        assert (
            sentence(event.kind, event.facts, names)
            == "Received on 27 Nov 2026. Taken back: 临江区住建局 answers by 7 Dec 2026."
        )
    with translation.override("zh-hans"):
        assert "带回研究：临江区住建局" in sentence(event.kind, event.facts, names)


def test_all_records_agree_afterwards(cast) -> None:
    g.outcome(cast, g.booked(cast, g.published(cast, g.leader(cast, "沈怀远"))), "solved", **g.SOLVED)
    g.taken_back(cast)
    charges.take_charge(f.accepted(cast), Leader.objects.first(), TODAY, SOON, "x", cast.actor("pan"), at(TODAY, 12))
    assert {r.name: r.examples for r in look(at(SOON, 18)) if r.count} == {}


def test_postings_alone_decide(cast) -> None:
    """A posting that has ended sees and may nothing."""
    item = g.booked(cast)
    Posting.objects.filter(user=cast.user("pan")).update(valid_until=TODAY)
    cast.postings["pan"].refresh_from_db()
    assert refused(g.outcome, cast, item, "solved", **g.SOLVED) == "capability"
    assert not ReceptionItem.objects.visible_to(cast.actor("pan", SOON)).exists()
