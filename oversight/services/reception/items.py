"""What is brought to a leader: the waiting list, a slot of a day, the outcome. A seat is given under the day's lock."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import ReceptionDay, ReceptionItem, ReceptionStep
from oversight.reception import (
    ART_18,
    BOOKED,
    DROPPED,
    ENDED,
    FOLLOWED,
    MISSED,
    OUTCOME_FACTS,
    TAKEN_BACK,
    WAITING,
    booking_refusal,
    first_free,
    missed_refusal,
    outcome_refusal,
)
from oversight.services.reception.records import (
    check_owner,
    kept_from,
    leader_facts,
    need,
    refuse,
    remind,
    seen,
    take_part,
    told,
)
from petitions.sealing import seal

TEXTS = ("done", "policy", "task", "reasons", "remedy")


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()


@transaction.atomic
def ask_reception(case: Case, actor: Actor, at: datetime) -> ReceptionItem:
    """Put a matter of the actor's sight on her office's waiting list. Raises Refused where it is on a list already."""
    need(actor, Capability.REGISTER, actor.office_id)
    case = seen(case, actor)
    item = ReceptionItem(
        case=case, matter_id=case.matter_id, office_id=actor.office_id, asked_by_id=actor.office_id, asked_on=_today(at),
        booked_by_id=actor.user_id, state=WAITING,
    )  # fmt: skip
    _new(item)
    told(case, "reception_asked", {"office": item.office_id}, actor, at)
    return item


@transaction.atomic
def book(case: Case, day: ReceptionDay, slot: int | None, actor: Actor, at: datetime) -> ReceptionItem:
    """Give a matter of the actor's sight a slot of a day, None for the first free one; from the waiting list, if it is there.

    The day is locked first: of two at once for the last seat one gets it. Raises Refused.
    """
    need(actor, Capability.REGISTER, actor.office_id)
    case, today = seen(case, actor), _today(at)
    rows = ReceptionDay.objects.for_booking(actor, today).filter(pk=day.pk).select_related("leader")
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        refuse(booking_refusal(ReceptionDay.objects.select_related("leader").get(pk=day.pk).sitting, (), slot, today))
        raise Refused(Refusal("capability"))
    taken = set(ReceptionItem.objects.filter(day=row).values_list("slot", flat=True))
    refuse(booking_refusal(row.sitting, taken, slot, today))
    if case.confidential and row.office_id != actor.office_id:
        raise Refused(Refusal("reception_secret", ART_18))
    if (row.leader, row.office_id) in kept_from(case, row.day):
        raise Refused(Refusal("reception_other_leader", ART_18))
    item = ReceptionItem.objects.select_for_update().filter(matter=case.matter_id, state=WAITING).first()
    if item is None:
        item = ReceptionItem(
            case=case, matter_id=case.matter_id, asked_by_id=actor.office_id, asked_on=today, booked_by_id=actor.user_id
        )
    item.office_id, item.day, item.slot = row.office_id, row, slot or first_free(row.seats, taken)
    item.state, item.due_on = BOOKED, row.day
    _new(item)
    take_part(case, [row.office_id], at)
    facts = {**leader_facts(row.leader), "day": row.day.isoformat(), "slot": item.slot, "time": item.time}
    told(case, "reception_booked", facts, actor, at)
    return item


def _new(item: ReceptionItem) -> None:
    """Save; a matter that is on a list already is told as such, also where another desk was quicker."""
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        if "reception_matter_once" in str(error):
            raise Refused(Refusal("reception_booked_before", ART_18)) from error
        raise


def locked(item: ReceptionItem) -> ReceptionItem:
    """The row as it is now, locked until the transaction ends."""
    rows = ReceptionItem.objects.select_for_update(of=("self",)).select_related("case__matter", "day__leader")
    return rows.get(pk=item.pk)  # type: ignore[no-any-return]


def put_back(item: ReceptionItem, actor: Actor, at: datetime) -> ReceptionItem:
    """The desk gives the slot back; the matter waits for another day. Raises Refused."""
    with transaction.atomic():
        row = _desk(item, actor)
        if row.state != BOOKED:
            raise Refused(Refusal("reception_not_booked", ART_18))
        return _put_back(row, actor, at, is_cancelled=False)


def drop(item: ReceptionItem, actor: Actor, at: datetime) -> ReceptionItem:
    """Take a matter off the list that waits or is booked: it is settled, or not wanted any more. Raises Refused."""
    with transaction.atomic():
        row = _desk(item, actor)
        if row.state not in (WAITING, BOOKED):
            raise Refused(Refusal("reception_not_booked", ART_18))
        row.state, row.day, row.slot, row.due_on, row.ended_on = DROPPED, None, None, None, _today(at)
        row.save()
        told(row.case, "reception_dropped", {}, actor, at)
        return row


def _desk(item: ReceptionItem, actor: Actor) -> ReceptionItem:
    need(actor, Capability.REGISTER, item.office_id, item.asked_by_id)
    seen(item.case, actor)
    return locked(item)


def _put_back(row: ReceptionItem, actor: Actor, at: datetime, *, is_cancelled: bool) -> ReceptionItem:
    assert row.day is not None
    facts = {"day": row.day.day.isoformat(), "slot": row.slot, "is_cancelled": is_cancelled}
    row.state, row.day, row.slot, row.due_on = WAITING, None, None, None
    row.save()
    told(row.case, "reception_put_back", facts, actor, at)
    return row


def put_back_all(day: ReceptionDay, actor: Actor, at: datetime) -> int:
    """All that is booked for a cancelled day waits again; the desks that told the petitioners are reminded to tell them."""
    rows = ReceptionItem.objects.select_for_update(of=("self",)).filter(day=day, state=BOOKED)
    found = list(rows.select_related("case__matter", "day").order_by("matter_id"))
    for row in found:
        _put_back(row, actor, at, is_cancelled=True)
        for office in sorted({row.asked_by_id, row.office_id}):
            key = f"reception_back:{row.pk}:{day.pk}"
            remind(row.case, ReminderKind.RECEPTION_BACK, Capability.REGISTER, key, office, at, reception=str(row.uid))
    return len(found)


def put_back_barred(day: ReceptionDay, actor: Actor, at: datetime) -> None:
    """The day has another leader: matters that she is kept from wait for another day (R22 Art. 28 ¶3, 30 ¶3)."""
    rows = ReceptionItem.objects.select_for_update(of=("self",)).filter(day=day, state=BOOKED)
    for row in rows.select_related("case__matter", "day").order_by("matter_id"):
        if (day.leader, day.office_id) in kept_from(row.case, day.day):
            _put_back(row, actor, at, is_cancelled=False)
            key = f"reception_back:{row.pk}:{day.pk}"
            remind(row.case, ReminderKind.RECEPTION_BACK, Capability.REGISTER, key, row.office_id, at, reception=str(row.uid))  # fmt: skip


@transaction.atomic
def record_outcome(item: ReceptionItem, outcome: str, given: Mapping[str, Any], actor: Actor, at: datetime) -> ReceptionItem:  # fmt: skip
    """How the matter left the room: one of the four outcomes with what it owes (`OUTCOME_FACTS`). Raises Refused.

    `owner` is an office's id, `promised_on` a date; what was taken back goes on by `follow_up.follow`.
    """
    need(actor, Capability.HANDLE, item.office_id)
    seen(item.case, actor)
    row, today = locked(item), _today(at)
    refuse(outcome_refusal(row.state, outcome, given, row.day.day if row.day else None, today))
    assert row.day is not None
    facts: dict[str, Any] = {"day": row.day.day.isoformat(), "outcome": outcome, "post": row.day.leader.post}
    words = {name: str(given[name]).strip() for name in OUTCOME_FACTS[outcome] if name in TEXTS}
    row.outcome, row.sealed = outcome, seal(words)
    if outcome == TAKEN_BACK:
        check_owner(row.case, given["owner"], today)
        row.state, row.owner_id, row.promised_on = FOLLOWED, given["owner"], given["promised_on"]
        row.due_on = row.promised_on
        facts |= {"office": row.owner_id, "promised_on": row.promised_on.isoformat()}
    else:
        row.state, row.due_on, row.ended_on = ENDED, None, today
    row.save()
    told(row.case, "reception_outcome", facts, actor, at)
    if row.owner_id:
        take_part(row.case, [row.owner_id], at)
        ReceptionStep.objects.create(
            item=row, kind="outcome", at=at, by_id=actor.user_id, office_id=actor.office_id, new_day=row.promised_on,
            sealed=seal({"text": words["task"]}),
        )  # fmt: skip
        key = f"reception_owner:{row.pk}"
        remind(row.case, ReminderKind.RECEPTION_OWNER, Capability.HANDLE, key, row.owner_id, at, skip=actor.user_id, reception=str(row.uid))  # fmt: skip
    return row


@transaction.atomic
def record_missed(item: ReceptionItem, actor: Actor, at: datetime) -> ReceptionItem:
    """Nobody came: no outcome of the matter; it may be booked anew. Raises Refused."""
    need(actor, Capability.REGISTER, item.office_id)
    seen(item.case, actor)
    row, today = locked(item), _today(at)
    refuse(missed_refusal(row.state, row.day.day if row.day else None, today))
    assert row.day is not None
    row.state, row.due_on, row.ended_on = MISSED, None, today
    row.save()
    told(row.case, "reception_missed", {"day": row.day.day.isoformat()}, actor, at)
    return row
