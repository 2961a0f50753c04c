"""Facts of accusations: organs and offices by id, who is complained of, an emergency to report."""

from typing import Any

from caseflow.choices import PaperKind
from caseflow.facts import Refusal, Refused
from caseflow.models import Case, Notice, OutsideReference, Service, ServiceAttempt
from caseflow.services import emergencies
from caseflow.services.load import office_facts
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.services.serving import attempt_row
from caseflow.statute import Article
from petitions.sealing import seal
from petitions.services.accused import accuse, barred_from
from petitions.services.inputs import Against

PERSON = ("name", "post", "level", "unit")


def _addressee(ask: Ask, facts: Facts) -> None:
    if isinstance(facts.get("target"), int):
        found = office_facts({facts["target"]}, ask.on)
        if facts["target"] not in found:
            raise Refused(Refusal("unknown_office"))
        facts["target"] = found[facts["target"]]


def _refer(ask: Ask, facts: Facts) -> Ready:
    _addressee(ask, facts)
    way = facts.pop("way", "")
    if facts.get("target"):
        here = Case.objects.open().filter(matter=ask.case.matter_id, office=facts["target"].id, kind="handling")
        facts["target_has_open"] = here.exists()

    def write(row: Case) -> None:
        if facts.get("organ"):
            OutsideReference.objects.create(case=row, sealed=seal({"organ": facts["organ"]}), sent_on=ask.on)
        notice = Notice.objects.filter(case=row, kind=PaperKind.REFERRAL).order_by("-pk").first()
        if notice is not None:
            sent = {"way": way or "collection", "sent_on": ask.on}
            served = [Service(notice=notice, petitioner_id=p, **sent) for p in sorted(ask.state.reachable)]
            Service.objects.bulk_create(served)
            ServiceAttempt.objects.bulk_create(
                attempt_row(service, 1, sent, row.confidential, ask.actor, ask.at) for service in served
            )

    return Ready(facts, write)


def _inform(ask: Ask, facts: Facts) -> Ready:
    _addressee(ask, facts)
    return Ready(facts)


def _receipt(ask: Ask, facts: Facts) -> Ready:
    def write(row: Case) -> None:
        reference = OutsideReference.objects.get(case=row)
        reference.sealed = seal({**reference.opened, "receipt": facts["receipt"]})
        reference.receipt_on = facts["receipt_on"]
        reference.save(update_fields=["sealed", "receipt_on"])

    if facts.get("receipt_on") and facts["receipt_on"] > ask.on:
        raise Refused(Refusal("future_day", Article(19)))
    return Ready(facts, write)


def _feedback(ask: Ask, facts: Facts) -> Ready:
    if facts.get("told_on") and facts["told_on"] > ask.on:
        raise Refused(Refusal("future_day", Article(19)))
    return Ready(facts)


def _accused(ask: Ask, facts: Facts) -> Ready:
    person: dict[str, Any] = {name: facts.pop(name, "") for name in PERSON}
    office = facts.pop("office", None)
    if isinstance(office, int) and office not in office_facts({office}, ask.on):
        raise Refused(Refusal("unknown_office"))
    given = Against(office_id=office, **person)
    facts |= {"against_office": office, "against_person": person if given.is_person else None}

    def write(row: Case) -> None:
        accuse(row.matter, [given], ask.at, via="name_accused", as_accused=True)
        barred = barred_from(row.matter_id, ask.on).offices  # also by succession, or where she heads the very office
        if Case.objects.open().filter(matter=row.matter_id, office__in=barred).exists():
            raise Refused(Refusal("own_office_accused", Article(28, 3)))

    return Ready(facts, write)


def _office(ask: Ask, facts: Facts) -> Ready:
    """The office complained of in a claim or a suggestion: it may handle the matter, but not reports against itself."""
    office = facts.pop("office", None)
    if isinstance(office, int) and office not in office_facts({office}, ask.on):
        raise Refused(Refusal("unknown_office"))
    facts["against_office"] = office

    def write(row: Case) -> None:
        accuse(row.matter, [Against(office_id=office)], ask.at, via="name_office", as_accused=False)

    return Ready(facts, write)


def _emergency(ask: Ask, facts: Facts) -> Ready:
    given = facts.get("emergency")
    if given:
        emergencies.checked(given, ask.at)

    def write(row: Case) -> None:
        emergencies.report_emergency(ask.actor, ask.at, matter=row.matter, **given)

    return Ready(facts, write)


PREPARE: dict[str, Prepare] = {
    "refer": _refer, "record_outside_receipt": _receipt, "record_feedback": _feedback, "inform_personnel": _inform,
    "name_accused": _accused, "name_office": _office, "report_emergency": _emergency,
}  # fmt: skip
