"""The rules of leaders' reception, line by line, and two that hold for every day and every life of a matter."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight import reception as r

DAY = date(2026, 12, 3)
SITTING = r.Sitting(DAY, time(9), time(11, 30), 5, date(2024, 1, 1), None, is_published=True)


def code(refusal) -> str | None:
    return refusal.code if refusal else None


DRAFTS = [
    ({}, DAY, None), ({}, DAY - timedelta(days=1), None), ({}, DAY + timedelta(days=1), "reception_day_past"),
    ({"ends": time(9)}, DAY, "reception_times"), ({"ends": time(8)}, DAY, "reception_times"), ({"seats": 0}, DAY, "reception_seats"),
    ({"seats": 60}, DAY, None), ({"seats": 61}, DAY, "reception_seats"), ({"ends": time(9, 4), "seats": 5}, DAY, "reception_seats"),
    ({"leader_until": DAY}, DAY, None), ({"leader_until": DAY - timedelta(days=1)}, DAY, "reception_leader_left"),
    ({"leader_from": DAY + timedelta(days=1)}, DAY, "reception_leader_left"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "today", "wanted"), DRAFTS)
def test_what_may_be_drafted_and_published(over, today, wanted) -> None:
    sitting = replace(SITTING, is_published=False, **over)
    assert code(r.draft_refusal(sitting, today)) == code(r.publish_refusal(sitting, today)) == wanted


def test_a_day_is_published_once_and_never_after_it_was_cancelled() -> None:
    assert code(r.publish_refusal(SITTING, DAY)) == "reception_published"
    assert code(r.publish_refusal(replace(SITTING, is_cancelled=True), DAY)) == "reception_cancelled"


BOOKINGS = [
    ({}, set(), None, DAY, None), ({}, set(), 5, DAY, None), ({}, {1, 2, 3, 4}, None, DAY, None),
    ({}, {1, 2, 3, 4, 5}, None, DAY, "reception_full"), ({}, {2}, 2, DAY, "reception_slot_taken"),
    ({}, set(), 6, DAY, "reception_slot_taken"), ({}, set(), 0, DAY, "reception_slot_taken"),
    ({"is_published": False}, set(), None, DAY, "reception_not_published"),
    ({"is_cancelled": True}, set(), None, DAY, "reception_cancelled"), ({}, set(), None, DAY + timedelta(days=1), "reception_day_past"),
    ({"leader_until": DAY - timedelta(days=1)}, set(), None, DAY - timedelta(days=5), "reception_leader_left"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "taken", "slot", "today", "wanted"), BOOKINGS)
def test_what_may_be_booked(over, taken, slot, today, wanted) -> None:
    assert code(r.booking_refusal(replace(SITTING, **over), taken, slot, today)) == wanted


def test_what_was_published_stands_but_for_topics_and_seats() -> None:
    more, fewer = replace(SITTING, seats=6), replace(SITTING, seats=3)
    assert r.change_refusal(SITTING, more, 4, DAY, same_fixed=True) is None
    assert code(r.change_refusal(SITTING, fewer, 4, DAY, same_fixed=True)) == "reception_seats_taken"
    assert code(r.change_refusal(SITTING, more, 0, DAY, same_fixed=False)) == "reception_fixed"
    assert r.change_refusal(replace(SITTING, is_published=False), more, 0, DAY, same_fixed=False) is None
    assert (
        code(r.change_refusal(replace(SITTING, is_cancelled=True), more, 0, DAY, same_fixed=True))
        == "reception_cancelled"
    )
    assert code(r.change_refusal(SITTING, more, 0, DAY + timedelta(days=1), same_fixed=True)) == "reception_day_past"


@pytest.mark.parametrize(("over", "today", "reason", "wanted"), [
    ({}, DAY, "开会", None), ({}, DAY, " ", "missing"), ({"is_cancelled": True}, DAY, "开会", "reception_cancelled"),
    ({}, DAY + timedelta(days=1), "开会", "reception_day_past"),
])  # fmt: skip
def test_a_day_is_cancelled_once_with_a_reason_before_it_is_over(over, today, reason, wanted) -> None:
    assert code(r.cancel_refusal(replace(SITTING, **over), today, reason)) == wanted


FULL = {
    "done": "x", "policy": "x", "task": "x", "owner": 1, "promised_on": DAY + timedelta(days=9), "reasons": "x", "remedy": "x",
}  # fmt: skip


@pytest.mark.parametrize("outcome", list(r.OUTCOME_FACTS))
def test_each_outcome_owes_its_facts_and_no_other(outcome) -> None:
    owed = r.OUTCOME_FACTS[outcome]
    assert r.outcome_refusal("booked", outcome, {n: FULL[n] for n in owed}, DAY, DAY) is None
    for name in owed:
        refusal = r.outcome_refusal("booked", outcome, {n: FULL[n] for n in owed if n != name}, DAY, DAY)
        assert refusal is not None and refusal.code == "missing" and refusal.facts["fields"] == [name]


@pytest.mark.parametrize(("state", "outcome", "today", "wanted"), [
    ("waiting", "solved", DAY, "reception_not_booked"), ("missed", "solved", DAY, "reception_not_booked"),
    ("dropped", "solved", DAY, "reception_not_booked"), ("followed", "solved", DAY, "reception_outcome_twice"),
    ("reported", "refused", DAY, "reception_outcome_twice"), ("ended", "solved", DAY, "reception_outcome_twice"),
    ("booked", "solved", DAY - timedelta(days=1), "reception_early"), ("booked", "calmed", DAY, "reception_outcome"),
    ("booked", "", DAY, "reception_outcome"), ("booked", "taken_back", DAY + timedelta(days=10), "reception_promise_past"),
    ("booked", "taken_back", DAY + timedelta(days=9), None), ("booked", "solved", DAY + timedelta(days=400), None),
])  # fmt: skip
def test_one_of_four_outcomes_once_from_the_day_on(state, outcome, today, wanted) -> None:
    assert code(r.outcome_refusal(state, outcome, FULL, DAY, today)) == wanted


@pytest.mark.parametrize(("state", "today", "wanted"), [
    ("booked", DAY, None), ("booked", DAY - timedelta(days=1), "reception_early"), ("waiting", DAY, "reception_not_booked"),
    ("ended", DAY, "reception_outcome_twice"), ("missed", DAY, "reception_not_booked"),
])  # fmt: skip
def test_whoever_did_not_come_is_entered_from_the_day_on(state, today, wanted) -> None:
    assert code(r.missed_refusal(state, DAY, today)) == wanted


PROMISE = r.Promise("followed", DAY, False, None)
LATER = DAY + timedelta(days=5)
STEPS = [
    ("report", PROMISE, "x", DAY, None, 1, None), ("report", PROMISE, " ", DAY, None, 1, "missing"),
    ("finish", PROMISE, "x", DAY, None, 1, None), ("verify", PROMISE, "x", DAY, None, 1, "reception_not_awaited"),
    ("extend", PROMISE, "x", DAY, LATER, 1, None), ("extend", PROMISE, "x", DAY, DAY, 1, "reception_extension_day"),
    ("extend", PROMISE, "x", LATER, LATER, 1, "reception_extension_day"), ("extend", PROMISE, "", DAY, LATER, 1, "missing"),
    ("extend", PROMISE, "x", DAY, None, 1, "reception_extension_day"),
    ("extend", replace(PROMISE, was_extended=True), "x", DAY, LATER, 1, "reception_extended_before"),
    ("verify", replace(PROMISE, state="reported", finished_by=2), "x", DAY, None, 1, None),
    ("verify", replace(PROMISE, state="reported", finished_by=1), "x", DAY, None, 1, "second_person"),
    ("send_back", replace(PROMISE, state="reported", finished_by=2), "x", DAY, None, 1, None),
    ("finish", replace(PROMISE, state="reported"), "x", DAY, None, 1, "reception_not_awaited"),
    ("report", replace(PROMISE, state="ended"), "x", DAY, None, 1, "reception_not_awaited"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "promise", "text", "today", "new_day", "by", "wanted"), STEPS)
def test_what_follows_a_matter_that_was_taken_back(step, promise, text, today, new_day, by, wanted) -> None:
    assert code(r.step_refusal(step, promise, text, today, new_day=new_day, by=by)) == wanted


@pytest.mark.parametrize(("since", "until", "leader_until", "wanted"), [
    (DAY, LATER, None, None), (DAY, DAY, None, None), (LATER, LATER, None, "future_day"),
    (DAY - timedelta(days=9), DAY - timedelta(days=1), None, "reception_promise_past"),
    (DAY, LATER, DAY, None), (DAY, LATER, DAY - timedelta(days=1), "reception_leader_left"),
])  # fmt: skip
def test_who_may_take_charge(since, until, leader_until, wanted) -> None:
    assert code(r.charge_refusal(since, until, date(2024, 1, 1), leader_until, DAY)) == wanted


@pytest.mark.parametrize(
    ("due", "late"), [(None, False), (DAY, False), (DAY - timedelta(days=1), True), (LATER, False)]
)
def test_late_is_after_the_day(due, late) -> None:
    assert r.is_late(due, DAY) is late


@given(st.integers(0, 1438), st.integers(1, 1439), st.integers(1, r.MOST_SEATS))
def test_slots_fill_the_time_without_a_gap(begin: int, length: int, seats: int) -> None:
    end = min(begin + length, 1439)
    seats = min(seats, end - begin)
    cut = r.slots(time(*divmod(begin, 60)), time(*divmod(end, 60)), seats)
    assert len(cut) == seats
    marks = [r.minutes(a) for a, _b in cut] + [r.minutes(cut[-1][1])]
    assert marks[0] == begin and marks[-1] == end and sorted(set(marks)) == marks
    assert all(b == a for (_a, b), (a, _b) in zip(cut, cut[1:], strict=False))
    lengths = [r.minutes(b) - r.minutes(a) for a, b in cut]
    assert max(lengths) - min(lengths) <= 1


@given(st.lists(st.tuples(st.sampled_from(list(r.STEPS)), st.integers(0, 40)), max_size=30))
def test_whatever_follows_the_day_moves_once_and_the_end_is_checked(acts) -> None:
    """Random acts in any order: the day moves at most once and never back; only a check by a second person ends it."""
    promise, moved, ended = PROMISE, 0, False
    for step, n in acts:
        by, new_day = 1 + n % 3, DAY + timedelta(days=n - 5)
        if r.step_refusal(step, promise, "x", DAY, new_day=new_day, by=by) is not None:
            continue
        assert not ended, "nothing follows the end"
        before = promise.promised_on
        if step == r.EXTEND:
            promise, moved = replace(promise, promised_on=new_day, was_extended=True), moved + 1
        promise = replace(promise, state=r.STEPS[step][1], finished_by=by if step == r.FINISH else promise.finished_by)
        ended = promise.state == r.ENDED
        assert promise.promised_on >= before and (not ended or promise.finished_by not in (None, by))
    assert moved <= 1
