"""Facts of acts of several offices on one case."""

from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.services.prepare.competence import named_offices
from caseflow.services.prepare.handling import evidence


def _parts(ask: Ask, facts: Facts) -> Ready:
    given = list(facts.get("parts") or ())
    offices = {o.id: o for o in named_offices(ask, [p["office"] for p in given])}
    facts["parts"] = tuple({**p, "office": offices[p["office"]]} for p in given)
    return Ready(facts)


def _offices(ask: Ask, facts: Facts) -> Ready:
    facts["offices"] = named_offices(ask, list(facts.get("offices") or ()))
    return Ready(facts)


PREPARE: dict[str, Prepare] = {"name_lead": _parts, "hand_in_part": evidence, "receive_jointly": _offices}
