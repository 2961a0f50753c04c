"""Guards of acts about who is in charge."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard, day_of
from caseflow.statute import Article

ART_22, ART_24 = Article(22, 1, 1), Article(24, 1)


def no_decision_awaited(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """One decision at a time; passing on waits for it too."""
    awaited = state.decision is not None and state.decision.on is None
    return Refusal("decision_awaited", ART_22) if awaited else None


def decision_awaited(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if no_decision_awaited(state, facts, by) else Refusal("no_decision_awaited", ART_22)


def decision_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A decision is of a day between the receipt and today."""
    day, on = facts.get("decided_on"), day_of(facts)
    return Refusal("decision_day") if day and ((on and day > on) or day < state.received_on) else None


def no_dispute(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("dispute_open", ART_24) if state.dispute else None


def dispute_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.dispute else Refusal("no_dispute", ART_24)


def parties_fit(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """At least one other office, all in force."""
    parties = facts.get("parties") or ()
    if any(p.id == state.office.id for p in parties):
        return Refusal("party_is_own", ART_24)
    return Refusal("target_ended", Article(24, 2)) if any(not p.active for p in parties) else None


def consultation_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """First the offices consult each other; the day lies between the receipt and today."""
    day, on = facts.get("consulted_on"), day_of(facts)
    return Refusal("consultation_day", ART_24) if day and ((on and day > on) or day < state.received_on) else None


def decider_known(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if facts.get("decider") or not facts.get("parties") else Refusal("no_decider", ART_24)


def decides_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    mine = state.dispute is not None and state.dispute.decider == by.office
    return None if mine or by.is_import else Refusal("not_decider", ART_24)


def named_free(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The office named has no open case of the matter yet: else the petition is joined there."""
    other = facts.get("target") is not None and facts["target"].id != state.office.id
    return Refusal("target_has_it", Article(21, 2)) if other and facts.get("target_has_open") else None


def office_ended(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("office_in_force", Article(24, 2)) if state.office.active else None


def decides_succession(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Where no successor is known, or there are several, the superior decides case by case."""
    if by.is_system or by.is_import or by.office in state.office.superiors:
        return None
    return Refusal("not_superior_of_ended", Article(24, 2))


def successor_fits(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """One of the successors where they are known; a desk goes to a petition office."""
    target, known = facts.get("target"), facts.get("successors") or ()
    if target is None:
        return None
    if known and target.id not in known:
        return Refusal("not_a_successor", Article(24, 2))
    if state.kind == "desk" and target.kind != "petition":
        return Refusal("successor_kind", Article(24, 2))
    return None


def successor_free(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """No second open handling case of a matter at one office (also by succession)."""
    return (
        Refusal("target_has_it", Article(21, 2)) if state.kind == "handling" and facts.get("target_has_open") else None
    )


def twin_there(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The other open case of the matter that goes on at the successor, or lies there already."""
    twin = facts.get("pending")
    fits = twin is not None and twin.is_open and twin.case != state.id and twin.matter == state.matter
    return None if fits else Refusal("not_open_here", Article(21, 2))


NEED_FACTS: frozenset[Guard] = frozenset({decision_day, parties_fit, consultation_day, decider_known, named_free, successor_fits, successor_free})  # fmt: skip
QUIET = frozenset({"no_decision_awaited", "no_dispute", "not_decider", "office_in_force", "not_superior_of_ended"})  # fmt: skip
