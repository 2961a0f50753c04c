"""Reminders in the page's bell: who must know of what an act did. Mail follows in a task (`caseflow/tasks.py`)."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.facts import Change
from caseflow.models import Case, Reminder
from caseflow.services import between
from caseflow.services.apply import Applied
from caseflow.services.lines import Line
from offices.actors import Actor
from offices.models import OfficeBelow, Posting
from offices.roles import CAPABILITIES, Capability

AFTER = {
    "ask_extension": (ReminderKind.EXTENSION, Capability.DECIDE),
    "report_head": (ReminderKind.CONFIDENTIAL, Capability.DECIDE),
    "return_for_work": (ReminderKind.SENT_BACK, Capability.HANDLE),
    "decide": (ReminderKind.DECIDED, Capability.SERVE),
    "hand_in": (ReminderKind.EVIDENCE, Capability.HANDLE),
    "verify_due": (ReminderKind.OBJECTED, Capability.TRANSFER),
    "returned": (ReminderKind.RETURNED, Capability.TRANSFER),
}


def after(done: Applied, actor: Actor, at: datetime) -> None:
    """The reminders of an act. The historical import and the desk's own acts remind nobody."""
    if actor.is_system or actor.role == "import":
        return
    lines = [_of_change(c, done.cases[c.case]) for c in done.changes if c.act in AFTER]
    lines += [arrived(case) for case in done.opened if case.office_id != actor.office_id]
    lines += [
        _line(done.cases[c.case], ReminderKind.HANDLER, Capability.HANDLE, f"handler:{c.case}:{done.cases[c.case].version}",
              handler=c.fields["handler_id"])
        for c in done.changes if c.act == "reassign"
    ]  # fmt: skip
    lines += [line for c in done.changes if c.act == "complain" for line in _to_superiors(done.cases[c.case])]
    lines += [line for c in done.changes for line in between.lines(c, done.cases[c.case])]
    send(lines, at, skip=actor.user_id)


def arrived(case: Case) -> Line:
    """A case came to an office."""
    need = Capability.TRANSFER if case.kind == "desk" else Capability.HANDLE
    return _line(case, ReminderKind.ARRIVED, need, f"arrived:{case.pk}")


def tell_offices(
    offices: Iterable[int], kind: str, key: str, who: Iterable[Capability], at: datetime, **facts: str
) -> int:
    """A line without a case for all people of the offices who hold one of the capabilities; `facts` are links, never texts."""
    wanted = set(who)
    postings = Posting.objects.in_force(timezone.localtime(at).date()).filter(
        office__in=set(offices), user__is_active=True
    )
    users = {u for u, role in postings.values_list("user_id", "role") if wanted & CAPABILITIES.get(role, frozenset())}
    rows = [Reminder(user_id=u, kind=kind, key=key[:120], facts=facts, at=at) for u in sorted(users)]
    return len(Reminder.objects.bulk_create(rows, ignore_conflicts=True))


def _line(
    case: Case, kind: str, need: Capability, key: str, *, office: int | None = None, handler: int | None = None
) -> Line:
    return Line(case.pk, case.confidential, kind, need, key, office or case.office_id, handler)


def _of_change(change: Change, case: Case) -> Line:
    kind, need = AFTER[change.act]
    handler = case.handler_id if kind in {ReminderKind.SENT_BACK, ReminderKind.DECIDED, ReminderKind.EVIDENCE} else None
    return _line(case, kind, need, f"{kind}:{case.pk}:{case.version}", handler=handler)


def _to_superiors(case: Case) -> list[Line]:
    above = OfficeBelow.objects.filter(below=case.office_id, depth=1).values_list("above_id", flat=True)
    key = f"complaint:{case.pk}:{case.version}"
    return [_line(case, ReminderKind.COMPLAINT, Capability.OVERSEE, key, office=office) for office in above]


SEND = """
INSERT INTO caseflow_reminder (user_id, case_id, kind, key, facts, at)
SELECT u, c, k, y, f::jsonb, %s FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]) AS r(u, c, k, y, f)
ON CONFLICT (user_id, key) DO NOTHING
"""


def send(lines: Iterable[Line], at: datetime, *, skip: int | None = None) -> int:
    """Write the reminders of the lines, one a user and key; returns how many were new or known."""
    lines = list(lines)
    if not lines:
        return 0
    staff: dict[int, list[tuple[int, frozenset[Capability], str]]] = defaultdict(list)
    postings = Posting.objects.in_force(timezone.localtime(at).date()).filter(office__in={x.office_id for x in lines}, user__is_active=True)  # fmt: skip
    for user, office, role in postings.values_list("user_id", "office_id", "role"):
        staff[office].append((user, CAPABILITIES.get(role, frozenset()), role))
    rows = []
    for line in lines:
        needs = {line.capability}
        if line.confidential and line.kind != ReminderKind.CONFIDENTIAL:
            needs.add(Capability.CONFIDENTIAL)
        users = {user for user, held, role in staff[line.office_id] if needs <= held and line.role in {"", role}}
        if line.handler_id in users:
            users = {line.handler_id}
        facts = json.dumps(line.facts or {})
        rows += [(user, line.case, str(line.kind), line.key, facts) for user in sorted(users) if user != skip]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(SEND, [at, *map(list, zip(*rows, strict=True))])
    return len(rows)


__all__ = ["Line", "after", "arrived", "send"]
