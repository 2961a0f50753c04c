"""Facts of acts between offices."""

from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from caseflow.services.load import office_facts
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.workflow import HANDLING
from offices.models import Posting
from offices.roles import CAPABILITIES, Capability


def _transfer(ask: Ask, facts: Facts) -> Ready:
    if isinstance(facts.get("target"), int):
        target = facts["target"]
        found = office_facts({target}, ask.on)
        if target not in found:
            raise Refused(Refusal("unknown_office"))
        facts["target"] = found[target]
        here = Case.objects.open().filter(matter=ask.case.matter_id, office=target, kind=HANDLING)
        facts["target_has_open"] = here.exists()
    return Ready(facts)


def _object(ask: Ask, facts: Facts) -> Ready:
    if isinstance(facts.get("suggested"), int):
        facts["suggested"] = office_facts({facts["suggested"]}, ask.on).get(facts["suggested"])
    return Ready(facts)


def _reassign(ask: Ask, facts: Facts) -> Ready:
    here = Posting.objects.in_force(ask.on).filter(office=ask.case.office_id, user=facts.get("handler"))
    if ask.case.matter.confidential:  # R22 Art. 30: whoever handles an accusation holds the capability
        here = here.filter(role__in=[r for r, held in CAPABILITIES.items() if Capability.CONFIDENTIAL in held])
    if facts.get("handler") and not here.exists():
        raise Refused(Refusal("handler_elsewhere"))
    return Ready(facts)


PREPARE: dict[str, Prepare] = {
    "forward": _transfer, "assign": _transfer, "pass_down": _transfer, "object": _object, "reassign": _reassign,
}  # fmt: skip
