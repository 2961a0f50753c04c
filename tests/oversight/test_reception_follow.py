"""What follows a reception: promises kept, charges, leaders who leave, offices that end, and what the timeline says."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from caseflow.models import Reminder
from caseflow.services.consistency import look
from caseflow.services.digest import digests
from caseflow.texts import sentence
from offices.models import Posting
from oversight.models import Charge, Leader, ReceptionItem, ReceptionStep
from oversight.reception import OUTCOME_FACTS, STEPS
from oversight.services.reception import charges, days
from oversight.services.reception.follow_up import follow, steps_for
from oversight.services.reception.late import remind_late
from oversight.services.reception.succession import move_to_successors
from oversight.texts import reception as words
from petitions.models import Event
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import TODAY, at
from tests.oversight import receptions as g
from tests.oversight.receptions import SOON, refused

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


def test_the_morning_digest_tells_what_is_owed_to_whoever_owes_it(cast) -> None:
    item = g.taken_back(cast)
    due = SOON + timedelta(days=10)
    secret = g.booked(cast, g.published(cast, item.day.leader, due + timedelta(days=1)), f.accusation(cast), "mi")
    charges.take_charge(item.case, item.day.leader, TODAY, due, "x", cast.actor("pan"), at(TODAY, 12))

    def lines(day: date) -> dict[str, set[str]]:
        return {
            user.username: {str(x.state) for x in told if x.number in (item.case.number, secret.case.number)}
            for user, told in digests(day)
        }

    with translation.override("en"):
        early, told = lines(due - timedelta(days=6)), lines(due - timedelta(days=1))
    assert all("taken back, in work" not in some for some in early.values()), "not before it is soon"
    for who in ("ou", "hei", "pan", "hua"):
        assert "taken back, in work" in told[who], who
    assert "in a leader's charge" in told["pan"] and "in a leader's charge" not in told["ou"]
    assert "booked" in told["mi"] and all("booked" not in some for who, some in told.items() if who != "mi")


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
