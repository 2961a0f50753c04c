"""Leaders and the calendar: who receives, the days drafted, published, changed and cancelled (R22 Art. 18 ¶1, ¶2)."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from caseflow.facts import Refusal, Refused
from offices.actors import Actor
from offices.models import Posting
from offices.roles import Capability
from oversight.models import Charge, Leader, ReceptionDay, ReceptionItem
from oversight.models.reception import ReceptionKind
from oversight.reception import (
    ART_18,
    cancel_refusal,
    change_refusal,
    draft_refusal,
    publish_refusal,
)
from oversight.services.reception import items
from oversight.services.reception.records import kept_from, leader_facts, need, refuse, told

FIXED = ("leader_id", "day", "begins_at", "ends_at", "place", "kind", "region_id")


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()


@transaction.atomic
def add_leader(actor: Actor, *, office: int, name: str, post: str, valid_from: date) -> Leader:
    """Enter an office-holder who receives, at the actor's own office as keeper of the calendar. Raises Refused.

    Her account, where one alone at that office has her name, keeps her from matters in which she is accused.
    """
    need(actor, Capability.TRANSFER, actor.office_id)
    name, post = name.strip(), post.strip()
    lacking = [n for n, value in (("name", name), ("post", post)) if not value]
    if lacking:
        raise Refused(Refusal("missing", ART_18, {"fields": lacking}))
    same = Leader.objects.filter(keeper=actor.office_id, office=office, name=name, post=post, valid_until=None)
    if same.exists():
        raise Refused(Refusal("leader_twice", ART_18))
    found: Leader = Leader.objects.create(
        keeper_id=actor.office_id, office_id=office, name=name, post=post, valid_from=valid_from,
        user_id=_account(name, office, actor.day),
    )  # fmt: skip
    return found


def _account(name: str, office: int, today: date) -> int | None:
    rows = Posting.objects.in_force(today).filter(office=office, user__name=name).values_list("user_id", flat=True)
    found = list(rows.distinct().order_by("user_id")[:2])
    return int(found[0]) if len(found) == 1 else None


@transaction.atomic
def end_leader(leader: Leader, last_day: date, successor: Leader | None, actor: Actor, at: datetime) -> tuple[int, int]:
    """The leader's last day. Days and charges after it go to `successor`; returns how many of each. Raises Refused.

    A matter that the successor is kept from goes back to the waiting list; a charge of one stays and is shown as it is.
    """
    need(actor, Capability.DECIDE, leader.keeper_id)
    rows = Leader.objects.select_for_update().filter(pk__in=[leader.pk, successor.pk if successor else leader.pk])
    locked = {row.pk: row for row in rows.order_by("pk")}
    leader = locked[leader.pk]
    if leader.valid_until is not None:
        raise Refused(Refusal("leader_ended", ART_18))
    if last_day < leader.valid_from:
        raise Refused(Refusal("leader_period", ART_18))
    left = ReceptionDay.objects.select_for_update().filter(leader=leader, day__gt=last_day, cancelled_at=None)
    days = list(left.filter(Q(published_at__isnull=False) | Q(day__gte=_today(at))).order_by("pk"))
    charges = list(
        Charge.objects.open().filter(leader=leader).select_related("case__matter").select_for_update(of=("self",))
    )
    if (days or charges) and successor is None:
        raise Refused(Refusal("leader_open", ART_18, {"days": len(days), "charges": len(charges)}))
    leader.valid_until = last_day
    leader.save(update_fields=["valid_until"])
    if successor is None:
        return 0, 0
    successor = locked[successor.pk]
    if successor.keeper_id != leader.keeper_id or not all(successor.holds(d.day) for d in days) or not successor.holds(_today(at)):  # fmt: skip
        raise Refused(Refusal("leader_successor", ART_18))
    for day in days:
        day.leader = successor
        _save(day, ["leader"])
        items.put_back_barred(day, actor, at)
    return len(days), _pass_charges(charges, successor, actor, at)


def _pass_charges(charges: list[Charge], successor: Leader, actor: Actor, at: datetime) -> int:
    passed = 0
    for charge in charges:
        if (successor, charge.office_id) in kept_from(charge.case, _today(at)):
            continue
        charge.leader = successor
        charge.save(update_fields=["leader"])
        facts = {**leader_facts(successor), "until": charge.until.isoformat()}
        told(charge.case, "charge_passed", facts, actor, at)
        passed += 1
    return passed


@transaction.atomic
def draft_day(actor: Actor, at: datetime, *, leader: Leader, kind: str, place: str, day: date, begins_at: time, ends_at: time,
              seats: int, topics: str = "", region: int | None = None) -> ReceptionDay:  # fmt: skip
    """Put a day into the calendar of the actor's own office, not published yet. Raises Refused."""
    need(actor, Capability.TRANSFER, leader.keeper_id)
    row = ReceptionDay(
        office_id=actor.office_id, leader=leader, kind=kind, region_id=region, place=place.strip(), day=day, begins_at=begins_at,
        ends_at=ends_at, topics=topics.strip(), seats=seats, drafted_by_id=actor.user_id, drafted_at=at,
    )  # fmt: skip
    _check_place(row)
    refuse(draft_refusal(row.sitting, _today(at)))
    _save(row)
    return row


@transaction.atomic
def change_day(found: ReceptionDay, actor: Actor, at: datetime, /, **new: Any) -> ReceptionDay:
    """Change a draft; of a published day its topics and seats alone. `new` are the fields of `draft_day`. Raises Refused."""
    row = _locked(found, actor, Capability.TRANSFER)
    old, before = row.sitting, {name: getattr(row, name) for name in FIXED}
    for name, value in new.items():
        setattr(row, "region_id" if name == "region" else name, value.strip() if isinstance(value, str) else value)
    if row.leader.keeper_id != row.office_id:
        raise Refused(Refusal("capability"))
    _check_place(row)
    highest = ReceptionItem.objects.filter(day=row).aggregate(n=Max("slot"))["n"] or 0
    same = all(getattr(row, name) == value for name, value in before.items())
    refuse(change_refusal(old, row.sitting, highest, _today(at), same_fixed=same))
    _save(row)
    return row


@transaction.atomic
def publish_day(day: ReceptionDay, actor: Actor, at: datetime) -> ReceptionDay:
    """The head puts a day on the public page (R22 Art. 18 ¶1). Once. Raises Refused."""
    row = _locked(day, actor, Capability.DECIDE)
    refuse(publish_refusal(row.sitting, _today(at)))
    row.published_at, row.published_by_id = at, actor.user_id
    _save(row, ["published_at", "published_by"])
    return row


@transaction.atomic
def cancel_day(day: ReceptionDay, reason: str, actor: Actor, at: datetime) -> int:
    """Cancel a day with a reason; what was booked goes back to the waiting list and is told. Returns how many. Raises Refused."""
    row = _locked(day, actor, Capability.DECIDE)
    refuse(cancel_refusal(row.sitting, _today(at), reason))
    row.cancelled_at, row.cancelled_by_id, row.cancel_reason = at, actor.user_id, reason.strip()[:300]
    _save(row, ["cancelled_at", "cancelled_by", "cancel_reason"])
    return items.put_back_all(row, actor, at)


def _check_place(row: ReceptionDay) -> None:
    lacking = [] if row.place else ["venue"]
    if row.kind == ReceptionKind.VISIT and row.region_id is None:
        lacking.append("visited")
    refuse(Refusal("missing", ART_18, {"fields": lacking}) if lacking else None)


def _locked(day: ReceptionDay, actor: Actor, capability: Capability) -> ReceptionDay:
    need(actor, capability, day.office_id)
    rows = ReceptionDay.objects.select_for_update(of=("self",)).select_related("leader")
    return rows.get(pk=day.pk)  # type: ignore[no-any-return]


def _save(row: ReceptionDay, fields: list[str] | None = None) -> None:
    """Save; a leader who is there at that time already is told as such."""
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as error:
        if "reception_day_once" in str(error):
            raise Refused(Refusal("reception_twice", ART_18)) from error
        raise
