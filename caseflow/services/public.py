"""What a petitioner is told of her petition, found by number and query code."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from caseflow.models import Case
from petitions.models import Petition, Petitioner
from petitions.sealing import fingerprint


@dataclass(frozen=True)
class Progress:
    """Where it is, who is in charge, by when; of a confidential petition only that it is being looked after."""

    number: str
    received_at: datetime
    words: str
    office: str
    phone: str
    due_on: date | None


def progress_of(number: str, code: str) -> Progress | None:
    """The progress, or None where number and code do not belong together."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    person = Petitioner.objects.filter(code_hash=fingerprint(plain, "code"), petition__number=number).first()
    if person is None:
        return None
    petition = Petition.objects.select_related("office").get(pk=person.petition_id)
    if petition.confidential:
        return Progress(number, petition.received_at, _("Received and registered; it is being looked after."),
                        str(petition.office), petition.office.phone, None)  # fmt: skip
    rows = Case.objects.filter(matter__extracts__petition=petition, matter__extracts__until=None).select_related(
        "office"
    )
    case = rows.order_by("closed_at", "-pk").first() or Case.objects.filter(petition=petition).order_by("-pk").first()
    case = rows.filter(closed_at=None).order_by("-pk").first() or case
    words = {
        "registered": _("Registered; the office in charge is being found."), "received": _("With the office in charge, which examines it."),
        "accepted": _("Accepted and being handled."), "in_clearance": _("The answer is drafted and being checked."),
        "decided": _("The answer is decided and will be sent."), "served": _("The answer was sent to you."),
        "objected": _("The office examines whether it is in charge."), "closed": _("Closed; the answer was sent to you."),
        "passed_on": _("Passed on to the office in charge."), "passed_down": _("Passed on to the office in charge."),
        "joined": _("Joined to an earlier petition on the same matter; you get the same answer."),
        "directed": _("Another organ is in charge: see the notice you received."),
    }  # fmt: skip
    assert case is not None
    return Progress(number, petition.received_at, words.get(case.state, _("Ended; see the notice you received.")),
                    str(case.office), case.office.phone, case.due_on if case.is_open else None)  # fmt: skip
