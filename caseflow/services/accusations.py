"""What follows an accusation that was sent to an organ outside this desk."""

from datetime import datetime

from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.models import Clock
from caseflow.services.reminders import Line, send
from offices.roles import Capability


def remind_of_receipts(at: datetime) -> int:
    """Remind the confidential officers, once a reference, whose tracking day has passed without the organ's receipt."""
    today = timezone.localtime(at).date()
    late = Clock.objects.running().filter(term="TD", due_on__lt=today, case__state="referred", case__confidential=True)
    lines = [
        Line(c.case_id, True, ReminderKind.LATE, Capability.CONFIDENTIAL, f"receipt:{c.pk}", c.case.office_id)
        for c in late.select_related("case")
    ]
    return send(lines, at)
