"""Readiness: plans with checklists, the duty roster, and what an office still has open before a busy period. Counts of cases, never of persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from offices.actors import Actor
from offices.models import Office, Posting, User
from oversight.models import EmergencyPlan, EmergencyPlanItem, RosterEntry
from oversight.periods import Period
from oversight.services.problems import may_register


@transaction.atomic
def enter_plan(actor: Actor, at: datetime, *, kind: str, title: str, text: str, valid_from: date, valid_until: date | None,
               items: Sequence[str]) -> EmergencyPlan:  # fmt: skip
    """Enter a plan of the actor's office with its checklist, a line an item. Raises Refused."""
    if not may_register(actor):
        raise Refused(Refusal("capability"))
    plan = EmergencyPlan.objects.create(
        office_id=actor.office_id, kind=kind, title=title, text=text, valid_from=valid_from, valid_until=valid_until,
        entered_by_id=actor.user_id, entered_at=at,
    )  # fmt: skip
    EmergencyPlanItem.objects.bulk_create(
        EmergencyPlanItem(plan=plan, position=n, text=line) for n, line in enumerate(items, 1)
    )
    return plan


@transaction.atomic
def tick(plan: EmergencyPlan, item: int, actor: Actor, at: datetime, *, done: bool) -> bool:
    """Mark a line of the own office's plan as seen to, or take the mark back. False where it stands so already."""
    if not may_register(actor) or actor.office_id != plan.office_id:
        raise Refused(Refusal("other_office"))
    rows = EmergencyPlanItem.objects.filter(plan=plan, pk=item, done_at__isnull=done)
    values = {"done_by": actor.user_id, "done_at": at} if done else {"done_by": None, "done_at": None}
    return bool(rows.update(**values))


@transaction.atomic
def end_plan(plan: EmergencyPlan, actor: Actor, last: date) -> EmergencyPlan:
    """The last day of the own office's plan; not before its first."""
    if not may_register(actor) or actor.office_id != plan.office_id:
        raise Refused(Refusal("other_office"))
    EmergencyPlan.objects.filter(pk=plan.pk).update(valid_until=max(last, plan.valid_from))
    return plan


def staff(office_id: int, day: date) -> list[User]:
    """Who can be on duty at an office: those with a posting there."""
    rows = Posting.objects.in_force(day).filter(office=office_id, user__is_active=True).select_related("user")
    return sorted({p.user for p in rows}, key=lambda u: (str(u), u.pk))


@transaction.atomic
def put_on_duty(actor: Actor, *, user: User, period: Period, hours: str) -> int:
    """Put somebody of the own office on duty on each day of the period; returns the days that are new. Raises Refused."""
    if not may_register(actor) or actor.office_id is None:
        raise Refused(Refusal("capability"))
    days = [period.first + timedelta(n) for n in range(period.days)]
    rows = [RosterEntry(office_id=actor.office_id, day=day, user=user, hours=hours) for day in days]
    had = RosterEntry.objects.filter(office=actor.office_id, user=user, day__in=days).count()
    RosterEntry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["office", "day", "user"], update_fields=["hours"])  # fmt: skip
    return len(days) - had


@transaction.atomic
def take_off_duty(actor: Actor, entry: int) -> bool:
    """Take a line of the own office's roster away."""
    if not may_register(actor):
        raise Refused(Refusal("capability"))
    return bool(RosterEntry.objects.filter(pk=entry, office=actor.office_id).delete()[0])


@dataclass(frozen=True)
class Ready:
    """An office before a period: open cases, late ones, those due until its end; days on the roster; plans in force."""

    office: Office
    open: int
    late: int
    due: int
    days: int
    plans: list[EmergencyPlan]


def readiness(actor: Actor, period: Period, today: date) -> list[Ready]:
    """The offices in the actor's sight that have anything open, on the roster or planned, in the order of their places."""
    cases = Case.objects.visible_to(actor).open().filter(office__in=actor.office_ids)
    counts = {
        row["office"]: row
        for row in cases.order_by().values("office").annotate(
            open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)),
            due=Count("pk", filter=Q(due_on__gte=today, due_on__lte=period.last)),
        )
    }  # fmt: skip
    roster = RosterEntry.objects.visible_to(actor).filter(day__gte=period.first, day__lte=period.last)
    days = dict(roster.order_by().values_list("office").annotate(n=Count("day", distinct=True)))
    plans: dict[int, list[EmergencyPlan]] = {}
    for plan in EmergencyPlan.objects.visible_to(actor).in_force_within(period.first, period.last):
        plans.setdefault(plan.office_id, []).append(plan)
    offices = Office.objects.visible_to(actor).filter(pk__in={*counts, *days, *plans, actor.office_id})
    nothing = {"open": 0, "late": 0, "due": 0}
    return [
        Ready(o, *(counts.get(o.pk, nothing)[name] for name in ("open", "late", "due")), days.get(o.pk, 0), plans.get(o.pk, []))
        for o in offices.order_by("region__path", "name")
    ]  # fmt: skip
