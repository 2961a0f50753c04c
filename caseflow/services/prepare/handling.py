"""Facts of acts of the handling: acceptance, work, answer and after."""

from caseflow.effects.handling import first_due_on
from caseflow.models import Case
from caseflow.services import serving
from caseflow.services.calendars import rules_for_region
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from petitions.models import Attachment
from petitions.services.files import file_row
from petitions.services.inputs import StoredFile


def evidence(ask: Ask, facts: Facts) -> Ready:
    """Files beside what was found or handed in: rows of the matter, their names on the event."""
    given: list[StoredFile] = facts.pop("files", [])
    if given:
        facts["files"] = [f.name for f in given]

    def write(row: Case) -> None:
        secret = row.matter.confidential
        Attachment.objects.bulk_create(
            file_row(f, secret, ask.actor.user_id, ask.at, matter=row.matter, case_id=row.pk) for f in given
        )

    return Ready(facts, write)


def _take_back(ask: Ask, facts: Facts) -> Ready:
    clock = ask.state.clock("C6")
    if clock:
        facts["first_due_on"] = first_due_on(clock, ask.rules)
    return Ready(facts)


def _receipt(ask: Ask, facts: Facts) -> Ready:
    service = serving.open_service(ask.case, facts.get("petitioner"))
    if service:
        facts |= {"sent_on": serving.last_sent(service), "sent_way": service.way}
    if ask.actor.petitioner_id is not None:
        facts["note"] = "凭查询码确认"  # the proof, as the service record keeps it
    facts["there"] = rules_for_region(ask.case.matter.region_id)
    photos: list[StoredFile] = facts.pop("files", [])

    def write(row: Case) -> None:
        if photos and service:
            serving.add_photo(service, photos[0], row, ask.actor, ask.at)

    return Ready(facts, write)


PREPARE: dict[str, Prepare] = {
    "investigate": evidence, "hand_in": evidence, "take_back_extension": _take_back, "record_receipt": _receipt,
}  # fmt: skip
