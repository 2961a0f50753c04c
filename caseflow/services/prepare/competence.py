"""Facts of acts about who is in charge."""

from collections import defaultdict
from datetime import date

from caseflow.competence import Above, common_superior
from caseflow.facts import OfficeFacts, Refusal, Refused
from caseflow.models import Case, Succession
from caseflow.services.load import office_facts
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.workflow import HANDLING
from offices.models import OfficeBelow


def named_offices(ask: Ask, ids: list[int]) -> tuple[OfficeFacts, ...]:
    """The offices by id, in their order and once each; refuses one that is not there."""
    wanted = list(dict.fromkeys(ids))
    found = office_facts(wanted, ask.on)
    if len(found) < len(wanted):
        raise Refused(Refusal("unknown_office"))
    return tuple(found[pk] for pk in wanted)


def decider_of(parties: list[int], day: date) -> int | None:
    """Who decides a dispute of these offices on the day, by the closure of offices."""
    rows = OfficeBelow.objects.filter(below__in=parties, depth__gt=0).values_list(
        "below_id", "above_id", "above__kind", "depth", "above__valid_until"
    )
    above: dict[int, list[Above]] = defaultdict(list)
    for below, office, kind, depth, until in rows:
        above[below].append(Above(office, kind, depth, until is None or until >= day))
    return common_superior(parties, above)


def _raise(ask: Ask, facts: Facts) -> Ready:
    parties = named_offices(ask, list(facts.get("parties") or ()))
    facts["parties"] = parties
    if parties:
        facts["decider"] = decider_of([ask.case.office_id, *(p.id for p in parties)], ask.on)
    return Ready(facts)


def _target(ask: Ask, facts: Facts) -> Ready:
    if isinstance(facts.get("target"), int):
        target = facts["target"]
        facts["target"] = named_offices(ask, [target])[0]
        open_there = Case.objects.open().filter(matter=ask.case.matter_id, office=target, kind=HANDLING)
        facts["target_has_open"] = open_there.exclude(pk=ask.case.pk).exists()
    return Ready(facts)


def _succeed(ask: Ask, facts: Facts) -> Ready:
    known = Succession.objects.filter(office=ask.case.office_id).values_list("successors", flat=True).first()
    facts["successors"] = tuple(known or ())
    return _target(ask, facts)


PREPARE: dict[str, Prepare] = {"raise_dispute": _raise, "decide_dispute": _target, "succeed": _succeed}
