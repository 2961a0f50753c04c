"""The sweep of what offices owe each other: parts that are late, decisions asked for and not recorded yet.

As safe as the sweep of the clocks: a row is taken only while its mark differs from its due day, and what another run holds
is skipped.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.models import Clock, Part
from caseflow.services import reminders
from caseflow.services.lines import Line
from offices.actors import system_actor
from offices.roles import Capability
from petitions.services.register import EventLine, MatterKey, record_events

BATCH = 500


def mark_late_parts(at: datetime) -> int:
    """One event and one reminder a part and due day."""
    today, total = timezone.localtime(at).date(), 0
    while True:
        with transaction.atomic():
            count = _parts(at, today)
        total += count
        if count == 0:
            return total


def _parts(at: datetime, today: date) -> int:
    rows = Part.objects.filter(handed_in_on=None, taken_back_on=None, due_on__lt=today, case__closed_at=None)
    rows = rows.filter(Q(late_marked_for=None) | ~Q(late_marked_for=F("due_on")))
    found = list(
        rows.select_for_update(of=("self",), skip_locked=True).select_related("case").order_by("due_on", "pk")[:BATCH]
    )
    if not found:
        return 0
    Part.objects.filter(pk__in=[p.pk for p in found]).update(late_marked_for=F("due_on"))
    events = [
        EventLine(
            MatterKey(p.case.matter_id, p.case.confidential), "part_late", at,
            {"office": p.office_id, "due_on": p.due_on.isoformat()}, p.case_id, p.case.petition_id, p.case.office_id,
        )
        for p in found
    ]  # fmt: skip
    record_events(events, system_actor(today))
    lines = []
    for p in found:
        key = f"{ReminderKind.PART_LATE}:{p.pk}:{p.due_on.isoformat()}"
        lines.append(Line(p.case_id, p.case.confidential, ReminderKind.PART_LATE, Capability.HANDLE, key, p.office_id))
        lines.append(
            Line(
                p.case_id,
                p.case.confidential,
                ReminderKind.PART_LATE,
                Capability.HANDLE,
                key,
                p.case.office_id,
                p.case.handler_id,
            )
        )
    reminders.send(lines, at)
    return len(found)


def remind_of_decisions(at: datetime) -> int:
    """The follow-up day of a decision asked for has passed: the desk is reminded once (D3, OWN)."""
    today = timezone.localtime(at).date()
    with transaction.atomic():
        rows = Clock.objects.running().filter(term="D3", due_on__lt=today, late_marked_for=None)
        found = list(
            rows.select_for_update(of=("self",), skip_locked=True).select_related("case").order_by("pk")[:BATCH]
        )
        Clock.objects.filter(pk__in=[c.pk for c in found]).update(late_marked_for=F("due_on"))
        reminders.send(
            [
                Line(
                    c.case_id,
                    c.case.confidential,
                    ReminderKind.DECISION,
                    Capability.TRANSFER,
                    f"decision:{c.pk}",
                    c.case.office_id,
                )
                for c in found
            ],
            at,
        )
    return len(found)
