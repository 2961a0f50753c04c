"""What follows a matter that was taken back: reports, one extension, done, checked by whoever received it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from caseflow.choices import ReminderKind
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import ReceptionItem, ReceptionStep
from oversight.reception import EXTEND, FINISH, REPORT, SEND_BACK, STEPS, VERIFY, step_refusal
from oversight.services.reception.items import locked
from oversight.services.reception.records import may, need, refuse, remind, seen, told
from petitions.sealing import seal

AT_OWNER = (REPORT, FINISH)
AT_RECEIVER = (VERIFY, SEND_BACK)


def who_may(step: str, item: ReceptionItem, actor: Actor) -> bool:
    """Whether the step is the actor's: the owner reports, a head moves the day, the office that received checks."""
    return may(actor, *_needs(step, item))


def _needs(step: str, item: ReceptionItem) -> tuple[Any, ...]:
    if step in AT_OWNER:
        return Capability.HANDLE, item.owner_id
    if step in AT_RECEIVER:
        return Capability.HANDLE, item.office_id
    return Capability.DECIDE, item.owner_id, item.office_id


def steps_for(item: ReceptionItem, actor: Actor, today: date) -> list[str]:
    """The steps that are possible now for the actor, apart from what she has to write; buttons and guard read the same."""
    found = []
    for step in STEPS:
        far = date.max if step == EXTEND else None
        refusal = step_refusal(step, item.promise, "-", today, new_day=far, by=actor.user_id)
        if refusal is None and item.owner_id and who_may(step, item, actor):
            found.append(step)
    return found


@transaction.atomic
def follow(item: ReceptionItem, step: str, text: str, actor: Actor, at: datetime, *, new_day: date | None = None) -> ReceptionItem:  # fmt: skip
    """One step of the follow-up; `new_day` moves the promised day, once. Raises Refused."""
    need(actor, *_needs(step, item))
    seen(item.case, actor)
    row, today = locked(item), timezone.localtime(at).date()
    refuse(step_refusal(step, row.promise, text, today, new_day=new_day, by=actor.user_id))
    assert row.promised_on is not None
    facts: dict[str, Any] = {"office": row.owner_id}
    old_day = row.promised_on
    row.state = STEPS[step][1]
    if step == EXTEND:
        assert new_day is not None
        row.promised_on, row.was_extended = new_day, True
        facts |= {"old_day": old_day.isoformat(), "new_day": new_day.isoformat()}
    if step == FINISH:
        row.finished_by_id = actor.user_id
    row.due_on, row.ended_on = (None, today) if step == VERIFY else (row.promised_on, None)
    row.save()
    ReceptionStep.objects.create(
        item=row, kind=step, at=at, by_id=actor.user_id, office_id=actor.office_id, old_day=old_day if step == EXTEND else None,
        new_day=new_day if step == EXTEND else None, sealed=seal({"text": text.strip()}),
    )  # fmt: skip
    told(row.case, f"reception_{step}", facts, actor, at)
    _remind(row, step, actor, at)
    return row


def _remind(row: ReceptionItem, step: str, actor: Actor, at: datetime) -> None:
    if step not in (FINISH, SEND_BACK):
        return
    office = row.office_id if step == FINISH else row.owner_id
    kind = ReminderKind.RECEPTION_DONE if step == FINISH else ReminderKind.RECEPTION_OWNER
    key = f"reception_{step}:{row.pk}:{at.timestamp():.0f}"
    assert office is not None
    remind(row.case, kind, Capability.HANDLE, key, office, at, skip=actor.user_id, reception=str(row.uid))
