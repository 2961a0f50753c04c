"""Reminders in the page's bell: who must know of what an act did. Mail follows in a task (`caseflow/tasks.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from caseflow.choices import ReminderKind
from caseflow.facts import Change
from caseflow.models import Case, Reminder
from caseflow.services.apply import Applied
from offices.actors import Actor
from offices.models import OfficeBelow, Posting
from offices.roles import CAPABILITIES, Capability

AFTER = {
    "draft": (ReminderKind.CLEARANCE, Capability.DECIDE),
    "ask_extension": (ReminderKind.EXTENSION, Capability.DECIDE),
    "report_head": (ReminderKind.CONFIDENTIAL, Capability.DECIDE),
    "return_for_work": (ReminderKind.SENT_BACK, Capability.HANDLE),
    "decide": (ReminderKind.DECIDED, Capability.SERVE),
    "verify_due": (ReminderKind.OBJECTED, Capability.TRANSFER),
    "returned": (ReminderKind.RETURNED, Capability.TRANSFER),
}


@dataclass(frozen=True)
class Line:
    """A reminder to write: to the handler alone where there is one, else to the office's people with the capability."""

    case: Case
    kind: str
    capability: Capability
    key: str
    office_id: int
    handler_id: int | None = None
    facts: dict[str, Any] | None = None


def after(done: Applied, actor: Actor, at: datetime) -> None:
    """The reminders of an act. The historical import and the desk's own acts remind nobody."""
    if actor.is_system or actor.role == "import":
        return
    lines = [_of_change(c, done.cases[c.case]) for c in done.changes if c.act in AFTER]
    lines += [arrived(case) for case in done.opened if case.office_id != actor.office_id]
    lines += [
        Line(done.cases[c.case], ReminderKind.HANDLER, Capability.HANDLE, f"handler:{c.case}:{done.cases[c.case].version}",
             done.cases[c.case].office_id, c.fields["handler_id"])
        for c in done.changes if c.act == "reassign"
    ]  # fmt: skip
    lines += [line for c in done.changes if c.act == "complain" for line in _to_superiors(done.cases[c.case])]
    send(lines, at, skip=actor.user_id)


def arrived(case: Case) -> Line:
    """A case came to an office."""
    need = Capability.TRANSFER if case.kind == "desk" else Capability.HANDLE
    return Line(case, ReminderKind.ARRIVED, need, f"arrived:{case.pk}", case.office_id)


def _of_change(change: Change, case: Case) -> Line:
    kind, need = AFTER[change.act]
    handler = case.handler_id if kind in {ReminderKind.SENT_BACK, ReminderKind.DECIDED} else None
    return Line(case, kind, need, f"{kind}:{case.pk}:{case.version}", case.office_id, handler)


def _to_superiors(case: Case) -> list[Line]:
    above = OfficeBelow.objects.filter(below=case.office_id, depth=1).values_list("above_id", flat=True)
    key = f"complaint:{case.pk}:{case.version}"
    return [Line(case, ReminderKind.COMPLAINT, Capability.OVERSEE, key, office) for office in above]


def send(lines: Iterable[Line], at: datetime, *, skip: int | None = None) -> int:
    """Write the reminders of the lines, one a user and key; returns how many were new or known."""
    lines = list(lines)
    if not lines:
        return 0
    day = at.date()
    wanted = Q(office__in={line.office_id for line in lines})
    postings = list(
        Posting.objects.in_force(day).filter(wanted, user__is_active=True).values_list("user_id", "office_id", "role")
    )
    rows = []
    for line in lines:
        needs = {line.capability}
        if line.case.matter.confidential and line.kind != ReminderKind.CONFIDENTIAL:
            needs.add(Capability.CONFIDENTIAL)
        users = {
            u
            for u, office, role in postings
            if office == line.office_id and needs <= CAPABILITIES.get(role, frozenset())
        }
        if line.handler_id in users:
            users = {line.handler_id}
        rows += [
            Reminder(user_id=user, case=line.case, kind=line.kind, key=line.key, facts=line.facts or {}, at=at)
            for user in users
            if user != skip
        ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
