"""Guards of acts between offices."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import ART_22, ART_23, Facts, Guard, day_of
from caseflow.statute import Article


def target_fits(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None:
        return None
    if target.id == state.office.id:
        return Refusal("target_is_own", ART_22)
    return None if target.active else Refusal("target_ended", Article(24, 2))


def target_active(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    return None if target is None or target.active else Refusal("target_ended", Article(24, 2))


def target_free(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """No second open handling case of a matter at one office: there it is joined."""
    return Refusal("target_has_it", Article(21, 2)) if facts.get("target_has_open") else None


def target_below(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None or state.office.id in target.superiors:
        return None
    return Refusal("target_not_below", Article(23, 1))


def came_by_transfer(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return (
        None
        if state.sender and state.via in {"forward", "assign", "pass_down", "dispute"}
        else Refusal("no_sender", ART_23)
    )


def objection_in_time(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    clock, on = state.clock("C4"), day_of(facts)
    if clock is None:
        return Refusal("no_objection_term", ART_23)
    return Refusal("objection_late", ART_23, {"due_on": clock.due_on}) if on and on > clock.due_on else None


def first_objection(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.forced:
        return Refusal("assigned_with_force", ART_23)
    return Refusal("objected_before", ART_23) if state.objected else None


def undisputed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """While offices dispute who is in charge, none of them sends the case on."""
    return Refusal("dispute_open", Article(24, 1)) if state.dispute else None


def no_child_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("child_open", ART_22) if state.children_open else None


NEED_FACTS: frozenset[Guard] = frozenset({target_fits, target_active, target_free, target_below})  # fmt: skip
QUIET = frozenset({"no_sender", "no_objection_term"})  # fmt: skip
