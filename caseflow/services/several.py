"""What the desk proposes where several offices received the same matter, as the local rules have it (SD 34, SH 27).

Nationally nothing: they consult, then the common superior decides, then the joint conference (R22 Art. 24 ¶1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from caseflow.models import Case
from caseflow.packs import OPTIONS
from caseflow.services.calendars import rules_for_region
from caseflow.workflow import HANDLING
from offices.models import Office


@dataclass(frozen=True)
class Proposed:
    """Who received the matter first, who else has it, and by which rule that counts."""

    first: int
    others: Sequence[int]
    told: str


def propose(case: Case, day: date) -> Proposed | None:
    """The proposal for a case; None where the rules of its office leave it to consultation, or no other office has the matter."""
    rules = rules_for_region(case.office.region_id)
    chosen = rules.option("several_offices", day)
    if chosen == OPTIONS["several_offices"].default:
        return None
    rows = Case.objects.open().filter(matter=case.matter_id, kind=HANDLING).order_by("received_on", "pk")
    first, *others = list(dict.fromkeys(rows.values_list("office_id", flat=True))) or [case.office_id]
    if not others:
        return None
    words = {
        "first_received_accepts": _("%(office)s received the matter first: by %(rule)s it accepts it, together with the others."),
        "first_received_leads": _("%(office)s received the matter first: by %(rule)s it accepts it and leads."),
    }  # fmt: skip
    told = {"office": Office.objects.get(pk=first), "rule": rules.cited("several_offices", day)}
    return Proposed(first, others, words[chosen] % told)
