"""Who is reminded of what a reception or a charge owes by a day that has passed: once for each promised day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.choices import ReminderKind
from caseflow.services.digest import DigestLine, Owed
from caseflow.services.lines import Line
from caseflow.services.reminders import send
from offices.models import Office
from offices.roles import Capability
from oversight.models import Charge, ReceptionItem

MOST = 2_000  # of one run; the oldest first


def in_digest(offices: Mapping[int, Office], today: date) -> Iterator[Owed]:
    """What receptions and charges owe within each office's days, for the morning's mail: numbers and days, no words."""
    last = today + timedelta(days=30)
    items = ReceptionItem.objects.filter(due_on__lte=last).filter(Q(office__in=offices) | Q(owner__in=offices))
    for item in items.select_related("case").order_by("due_on", "pk")[:MOST]:
        for office in {item.office_id, item.owner_id} & offices.keys():
            if item.due_on <= today + timedelta(days=offices[office].soon_days):
                line = DigestLine(item.case.number, item.due_on, str(item.get_state_display()))
                yield Owed(office, Capability.HANDLE, item.case.confidential, f"reception:{item.pk}", line)
    charges = Charge.objects.open().filter(until__lte=last, office__in=offices).select_related("case")
    for charge in charges.order_by("until", "pk")[:MOST]:
        if charge.until <= today + timedelta(days=offices[charge.office_id].soon_days):
            line = DigestLine(charge.case.number, charge.until, _("in a leader's charge"))
            yield Owed(charge.office_id, Capability.TRANSFER, charge.case.confidential, f"charge:{charge.pk}", line)


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
