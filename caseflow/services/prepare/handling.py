"""Facts of acts of the handling: acceptance, work, answer and after."""

from caseflow.effects.handling import first_due_on
from caseflow.models import Case, Service
from caseflow.services.calendars import rules_for_region
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from petitions.models import Attachment
from petitions.services.inputs import StoredFile


def evidence(ask: Ask, facts: Facts) -> Ready:
    """Files beside what was found or handed in: rows of the matter, their names on the event."""
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
    rows = Service.objects.filter(notice__case=ask.case, petitioner=facts.get("petitioner"), received_on=None)
    service = rows.exclude(sent_on=None).first()
    if service:
        facts |= {"sent_on": service.sent_on, "sent_way": service.way}
    if ask.actor.petitioner_id is not None:
        facts["note"] = "凭查询码确认"  # the proof, as the service record keeps it
    facts["there"] = rules_for_region(ask.case.matter.region_id)
    return Ready(facts)


PREPARE: dict[str, Prepare] = {
    "investigate": evidence, "hand_in": evidence, "take_back_extension": _take_back, "record_receipt": _receipt,
}  # fmt: skip
