"""The rules of leaders' reception (R22 Art. 18 ¶2, 32), pure: days, slots, outcomes, what follows, who takes charge.

Each rule says why an act is refused, or None where it may be done. The day is handed in; late is a comparison, no state.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from caseflow.facts import Refusal
from caseflow.statute import Article

ART_18 = Article(18, 2)  # leaders receive, go down to the villages, take charge of matters
ART_32 = Article(32)  # reasons and basis of every answer
MOST_SEATS = 60

WAITING, BOOKED, FOLLOWED, REPORTED = "waiting", "booked", "followed", "reported"
ENDED, MISSED, DROPPED = "ended", "missed", "dropped"
OPEN = (WAITING, BOOKED, FOLLOWED, REPORTED)
SOLVED, EXPLAINED, TAKEN_BACK, REFUSED = "solved", "explained", "taken_back", "refused"
# every item leaves with exactly one of them, and with what it owes in words
OUTCOME_FACTS: Mapping[str, tuple[str, ...]] = {
    SOLVED: ("done",), EXPLAINED: ("policy",), TAKEN_BACK: ("task", "owner", "promised_on"), REFUSED: ("reasons", "remedy"),
}  # fmt: skip
REPORT, EXTEND, FINISH, VERIFY, SEND_BACK = "report", "extend", "finish", "verify", "send_back"
# act of the follow-up: the state it needs, the state it leads to
STEPS: Mapping[str, tuple[str, str]] = {
    REPORT: (FOLLOWED, FOLLOWED), EXTEND: (FOLLOWED, FOLLOWED), FINISH: (FOLLOWED, REPORTED), VERIFY: (REPORTED, ENDED),
    SEND_BACK: (REPORTED, FOLLOWED),
}  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    """A reception day as the rules need it; the leader's office holds from a day until a day, both inclusive."""

    day: date
    begins: time
    ends: time
    seats: int
    leader_from: date
    leader_until: date | None = None
    is_published: bool = False
    is_cancelled: bool = False

    @property
    def has_leader(self) -> bool:
        return self.leader_from <= self.day and (self.leader_until is None or self.day <= self.leader_until)


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def slots(begins: time, ends: time, seats: int) -> list[tuple[time, time]]:
    """The time cut into as many slots as there are seats, in whole minutes and without a gap."""
    first, whole = minutes(begins), minutes(ends) - minutes(begins)
    marks = [first + whole * n // seats for n in range(seats + 1)]
    return [(time(*divmod(a, 60)), time(*divmod(b, 60))) for a, b in zip(marks, marks[1:], strict=False)]


def draft_refusal(sitting: Sitting, today: date) -> Refusal | None:
    """Whether a day may be put into the calendar."""
    if sitting.day < today:
        return Refusal("reception_day_past", ART_18)
    span = minutes(sitting.ends) - minutes(sitting.begins)
    if span <= 0:
        return Refusal("reception_times", ART_18)
    if not 1 <= sitting.seats <= min(MOST_SEATS, span):
        return Refusal("reception_seats", ART_18, {"most": min(MOST_SEATS, span)})
    return None if sitting.has_leader else Refusal("reception_leader_left", ART_18)


def publish_refusal(sitting: Sitting, today: date) -> Refusal | None:
    if sitting.is_cancelled:
        return Refusal("reception_cancelled", ART_18)
    if sitting.is_published:
        return Refusal("reception_published", ART_18)
    return draft_refusal(sitting, today)


def change_refusal(old: Sitting, new: Sitting, highest: int, today: date, *, same_fixed: bool) -> Refusal | None:
    """What was published stands: leader, day, time and place. Seats stay above the `highest` slot that is taken."""
    if old.is_cancelled:
        return Refusal("reception_cancelled", ART_18)
    if old.day < today:
        return Refusal("reception_day_past", ART_18)
    if old.is_published and not same_fixed:
        return Refusal("reception_fixed", ART_18)
    if new.seats < highest:
        return Refusal("reception_seats_taken", ART_18, {"n": highest})
    return draft_refusal(new, today)


def cancel_refusal(sitting: Sitting, today: date, reason: str) -> Refusal | None:
    if sitting.is_cancelled:
        return Refusal("reception_cancelled", ART_18)
    if sitting.day < today:
        return Refusal("reception_day_past", ART_18)
    return None if reason.strip() else Refusal("missing", ART_18, {"fields": ["reason"]})


def booking_refusal(sitting: Sitting, taken: Collection[int], slot: int | None, today: date) -> Refusal | None:
    """Whether a slot of the day may be given; None for `slot` asks for the first that is free."""
    if sitting.is_cancelled:
        return Refusal("reception_cancelled", ART_18)
    if not sitting.is_published:
        return Refusal("reception_not_published", ART_18)
    if sitting.day < today:
        return Refusal("reception_day_past", ART_18)
    if not sitting.has_leader:
        return Refusal("reception_leader_left", ART_18)
    if len(taken) >= sitting.seats:
        return Refusal("reception_full", ART_18)
    if slot is not None and (slot in taken or not 1 <= slot <= sitting.seats):
        return Refusal("reception_slot_taken", ART_18, {"slot": slot})
    return None


def first_free(seats: int, taken: Collection[int]) -> int:
    """The first slot that is free; there must be one."""
    return next(n for n in range(1, seats + 1) if n not in taken)


def outcome_refusal(state: str, outcome: str, given: Mapping[str, Any], day: date | None, today: date) -> Refusal | None:  # fmt: skip
    """One outcome, once, on the day or after it, with all that it owes (R22 Art. 32)."""
    if state in (FOLLOWED, REPORTED, ENDED):
        return Refusal("reception_outcome_twice", ART_32)
    if state != BOOKED or day is None:
        return Refusal("reception_not_booked", ART_18)
    if today < day:
        return Refusal("reception_early", ART_18, {"day": day})
    if outcome not in OUTCOME_FACTS:
        return Refusal("reception_outcome", ART_32)
    lacking = [name for name in OUTCOME_FACTS[outcome] if not given.get(name)]
    if lacking:
        return Refusal("missing", ART_32, {"fields": lacking})
    if outcome == TAKEN_BACK and given["promised_on"] < today:
        return Refusal("reception_promise_past", ART_18)
    return None


def missed_refusal(state: str, day: date | None, today: date) -> Refusal | None:
    """She did not come: said on the day or after it, in place of an outcome."""
    if state in (FOLLOWED, REPORTED, ENDED):
        return Refusal("reception_outcome_twice", ART_32)
    if state != BOOKED or day is None:
        return Refusal("reception_not_booked", ART_18)
    return Refusal("reception_early", ART_18, {"day": day}) if today < day else None


@dataclass(frozen=True)
class Promise:
    """A matter that was taken back, as its follow-up needs it."""

    state: str
    promised_on: date
    was_extended: bool = False
    finished_by: int | None = None  # who said that it is done


def step_refusal(step: str, promise: Promise, text: str, today: date, *, new_day: date | None = None, by: int | None = None) -> Refusal | None:  # fmt: skip
    """Whether an act of the follow-up is possible: extended once, later than before; checked by a second person."""
    if promise.state != STEPS[step][0]:
        return Refusal("reception_not_awaited", ART_18)
    if not text.strip():
        return Refusal("missing", ART_18, {"fields": ["reason" if step in (EXTEND, SEND_BACK) else "text"]})
    if step == EXTEND:
        if promise.was_extended:
            return Refusal("reception_extended_before", ART_18)
        if new_day is None or new_day <= max(promise.promised_on, today):
            return Refusal("reception_extension_day", ART_18)
    if step == VERIFY and by is not None and by == promise.finished_by:
        return Refusal("second_person", ART_18)
    return None


def charge_refusal(since: date, until: date, leader_from: date, leader_until: date | None, today: date) -> Refusal | None:  # fmt: skip
    """Whether a leader may take charge of a matter from a day until a day."""
    if since > today:
        return Refusal("future_day", ART_18)
    if until < max(since, today):
        return Refusal("reception_promise_past", ART_18)
    held = leader_from <= today and (leader_until is None or today <= leader_until)
    return None if held else Refusal("reception_leader_left", ART_18)


def is_late(due_on: date | None, today: date) -> bool:
    """What was owed by a day that has passed."""
    return due_on is not None and due_on < today
