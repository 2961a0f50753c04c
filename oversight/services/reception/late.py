"""Who is reminded of what a reception or a charge owes by a day that has passed: once for each promised day."""

from datetime import datetime

from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.services.lines import Line
from caseflow.services.reminders import send
from offices.roles import Capability
from oversight.models import Charge, ReceptionItem

MOST = 2_000  # of one run; the oldest first


def remind_late(at: datetime) -> int:
    """Lines for owners, receivers and keepers; a day that was moved is reminded of anew. Safe when run twice."""
    today = timezone.localtime(at).date()
    lines = []
    for item in ReceptionItem.objects.late(today).select_related("case").order_by("due_on", "pk")[:MOST]:
        key = f"reception_late:{item.pk}:{item.due_on}"
        for office in sorted({item.office_id, item.owner_id} - {None}):
            lines.append(Line(item.case_id, item.case.confidential, ReminderKind.RECEPTION_LATE, Capability.HANDLE, key, office,
                              facts={"reception": str(item.uid)}))  # fmt: skip
    for charge in Charge.objects.late(today).select_related("case").order_by("until", "pk")[:MOST]:
        key = f"charge_late:{charge.pk}:{charge.until}"
        lines.append(Line(charge.case_id, charge.case.confidential, ReminderKind.CHARGE_LATE, Capability.TRANSFER, key, charge.office_id,
                          facts={"charge": str(charge.uid)}))  # fmt: skip
    return send(lines, at)
