"""Facts of acts on class and route, and their own rows: agreements, what is to be carried out, what is sealed."""

from collections.abc import Callable
from datetime import date

from caseflow.choices import ExecutionState
from caseflow.clocks import start
from caseflow.facts import Refusal, Refused
from caseflow.legal_routes import RouteFacts, last_day
from caseflow.models import Case, Dispute, Execution, Notice, Opinion, Part, Settlement, StatutoryRoute, Transfer
from caseflow.services.executions import open_executions
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.services.remedies import seal_words
from petitions.models import Extract
from petitions.sealing import seal
from petitions.services import matters
from petitions.services.accused import offices_complained_of, seal_files, turned_accusation


def _reclassify(ask: Ask, facts: Facts) -> Ready:
    if facts.get("klass") != "B":
        return Ready(facts)
    links = Extract.objects.filter(petition__extracts__matter=ask.case.matter_id, petition__extracts__until=None)
    facts["text_elsewhere"] = links.filter(until=None, is_whole=True).exclude(matter=ask.case.matter_id).exists()
    return Ready(facts, lambda row: _seal(row, ask))


def _seal(case: Case, ask: Ask) -> None:
    """R22 Art. 30 ¶3: what was written in the open until now is closed, in every case of the matter; nobody else is asked on."""
    on, complained_of = ask.on, offices_complained_of(case.matter_id)
    Part.objects.filter(case__matter=case.matter_id, handed_in_on=None, taken_back_on=None).update(taken_back_on=on)
    for dispute in Dispute.objects.filter(case__matter=case.matter_id, decided_on=None).select_related("case"):
        Dispute.objects.filter(pk=dispute.pk).update(decided_on=on, named=dispute.case.office_id)
    matters.seal_matter(case.matter)
    if Case.objects.open().filter(matter=case.matter_id, office__in=complained_of).exists():
        seal_files(
            case.matter
        )  # whoever is complained of handles it: it is referred first, then entered there as accused
    else:
        turned_accusation(case.matter, ask.at)
    cases = Case.objects.filter(matter=case.matter_id)
    for opinion in Opinion.objects.filter(case__in=cases, sealed=None):
        Opinion.objects.filter(pk=opinion.pk).update(body={}, sealed=seal(opinion.body))
    for notice in Notice.objects.filter(case__in=cases, sealed=None).only("pk", "body"):
        Notice.objects.filter(pk=notice.pk).update(body="", sealed=seal({"body": notice.body}))
    seal_words(case.matter_id)
    Transfer.objects.filter(to_case__in=cases).update(reason="", objection="")  # the sealed events keep them
    cases.update(confidential=True)


def _route(ask: Ask, facts: Facts) -> Ready:
    """The named row with its last day: counted from the day she learned of it, for an organ from the day of the act."""
    if not facts.get("route"):
        return Ready(facts)
    row = StatutoryRoute.objects.in_force(ask.on).filter(pk=facts["route"]).first()
    if row is None:
        raise Refused(Refusal("unknown_route"))
    begins: date | None = ask.on if row.owner == "organ" else facts.pop("known_on", None)
    last = last_day(row.length, row.unit, begins, ask.rules.calendar) if begins else None
    facts["route"] = RouteFacts(row.pk, row.item, row.name, row.basis, row.organ, row.length, row.unit, row.owner, last)
    return Ready(facts)


def _settle(ask: Ask, facts: Facts) -> Ready:
    clock = ask.state.clock("C6", "SO")
    left = max((clock.nominal_on - ask.on).days, 0) if clock else 0

    def write(row: Case) -> None:
        names = ("kind", "requests", "parties", "agreement", "perform_on")
        Settlement.objects.create(case=row, days_left=left, **{name: facts[name] for name in names})

    return Ready(facts, write)


def _performed(performed: bool) -> Callable[[Ask, Facts], Ready]:
    def prepare(ask: Ask, facts: Facts) -> Ready:
        def write(row: Case) -> None:
            last = Settlement.objects.filter(case=row).order_by("-pk").first()
            if last:
                evidence = facts.get("text") or facts.get("reason", "")
                Settlement.objects.filter(pk=last.pk).update(performed=performed, checked_on=ask.on, evidence=evidence)

        return Ready(facts, write)

    return prepare


def _send(ask: Ask, facts: Facts) -> Ready:
    """R22 Art. 32 ¶2: each supported request is carried out until a day; an imported answer tells nothing of that."""
    if ask.actor.role == "import" or ask.state.klass != "C" or ask.state.procedure == "own":
        return Ready(facts)
    until = start("EX", ask.on, ask.rules)[0].due_on
    return Ready(facts, lambda row: open_executions(row, until))


def _carry_out(ask: Ask, facts: Facts) -> Ready:
    if facts.get("result") not in {ExecutionState.DONE, ExecutionState.PARTLY, ExecutionState.REFUSED}:
        facts.pop("result", None)

    def write(row: Case) -> None:
        changed = {"state": facts["result"], "evidence": facts["text"], "changed_on": ask.on}
        if facts.get("next_on"):
            changed["due_on"] = facts["next_on"]
        Execution.objects.filter(pk=facts["execution"], case=row).update(**changed)

    return Ready(facts, write)


PREPARE: dict[str, Prepare] = {
    "reclassify": _reclassify, "route_out": _route, "start_own": _route, "settle": _settle,
    "settlement_performed": _performed(True), "resume": _performed(False), "send": _send, "carry_out": _carry_out,
}  # fmt: skip
