"""The carrying out of supported requests (R22 Art. 32 ¶2): opened when the answer is sent, marked when their day has passed."""

from datetime import date, datetime

from django.db.models import F, Q

from caseflow.choices import ExecutionState, Outcome, ReminderKind
from caseflow.models import Case, Execution, OpinionItem
from caseflow.services import reminders
from offices.actors import system_actor
from offices.bulk import insert_many
from offices.roles import Capability
from petitions.services.register import EventLine, MatterKey, record_events

BATCH = 500


def open_executions(case: Case, until: date) -> None:
    """One task a supported request of the decided opinion, at the office that decided, until its own day or `until`."""
    supported = OpinionItem.objects.filter(
        opinion__case=case, opinion__decided_at__isnull=False, outcome=Outcome.SUPPORTED
    )
    insert_many(
        [
            Execution(case=case, item=item, office_id=case.office_id, due_on=item.carry_out_on or until)
            for item in supported.order_by("position")
        ]
    )


def revoke_executions(case: Case, on: date) -> int:
    """The opinion no longer holds: what it promised is not carried out by it any more. Returns how many were open."""
    return Execution.objects.open().filter(case=case).update(state=ExecutionState.REVOKED, changed_on=on)


def mark_late(at: datetime, today: date) -> int:
    """Open tasks whose day has passed: one event and one reminder a task and day. The caller holds the transaction."""
    unmarked = Q(late_marked_for=None) | ~Q(late_marked_for=F("due_on"))
    rows = list(
        Execution.objects.open().filter(unmarked, due_on__lt=today).order_by("due_on", "pk")
        .select_for_update(skip_locked=True, of=("self",)).select_related("case")[:BATCH]
    )  # fmt: skip
    if not rows:
        return 0
    Execution.objects.filter(pk__in=[row.pk for row in rows]).update(late_marked_for=F("due_on"))
    record_events(
        [
            EventLine(MatterKey(row.case.matter_id, row.case.confidential), "execution_late", at,
                      {"execution": row.pk, "due_on": row.due_on.isoformat()}, row.case_id, row.case.petition_id, row.office_id)
            for row in rows
        ],
        system_actor(today),
    )  # fmt: skip
    reminders.send(
        [
            reminders.Line(
                row.case_id, row.case.confidential, ReminderKind.LATE, Capability.HANDLE, f"execution:{row.pk}:{row.due_on.isoformat()}",
                row.office_id, row.case.handler_id, {"term": "EX", "due_on": row.due_on.isoformat()},
            )
            for row in rows
        ],
        at,
    )  # fmt: skip
    return len(rows)
