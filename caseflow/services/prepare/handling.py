"""Facts of acts of the handling: acceptance, work, answer and after."""

from caseflow.effects.handling import first_due_on
from caseflow.models import Case
from caseflow.services import serving
from caseflow.services.calendars import rules_for_region
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from petitions.models import Attachment
from petitions.services.inputs import StoredFile


def _evidence(ask: Ask, facts: Facts) -> Ready:
    """Files beside what was found: rows of the matter, their names on the event."""
    given: list[StoredFile] = facts.pop("files", [])
    if given:
        facts["files"] = [f.name for f in given]

    def write(row: Case) -> None:
        Attachment.objects.bulk_create(
            Attachment(
                matter=row.matter, case_id=row.pk, sha256=f.sha256, name=f.name, content_type=f.content_type, size=f.size,
                added_by_id=ask.actor.user_id, added_at=ask.at,
            )
            for f in given
        )  # fmt: skip

    return Ready(facts, write)


def _take_back(ask: Ask, facts: Facts) -> Ready:
    clock = ask.state.clock("C6")
    if clock:
        facts["first_due_on"] = first_due_on(clock, ask.rules)
    return Ready(facts)


def _receipt(ask: Ask, facts: Facts) -> Ready:
    service = serving.open_service(ask.case, facts.get("petitioner"))
    if service:
        facts["sent_on"] = serving.last_sent(service)
    facts["there"] = rules_for_region(ask.case.matter.region_id)
    photos: list[StoredFile] = facts.pop("files", [])

    def write(row: Case) -> None:
        if photos and service:
            serving.add_photos(service, photos, row, ask.actor, ask.at)

    return Ready(facts, write)


PREPARE: dict[str, Prepare] = {
    "investigate": _evidence, "take_back_extension": _take_back, "record_receipt": _receipt,
}  # fmt: skip
