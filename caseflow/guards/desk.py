"""Guards of acts at the desk, and of what concerns a registration."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import ART_19, ART_22, ART_23, Facts, Guard, day_of
from caseflow.statute import Article


def not_forced(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A matter returned twice is assigned with force, not forwarded once more."""
    return Refusal("returned_twice", ART_23, {"returns": state.returns}) if state.returns >= 2 else None


def report_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    day, on = facts.get("report_due_on"), day_of(facts)
    return Refusal("report_day_past", ART_22) if day and on and day <= on else None


def no_handling_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("handling_here", Article(21, 2)) if state.handling_here else None


def only_confidential(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.confidential else Refusal("not_confidential", Article(30))


def without_sender(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The petition came straight to this office, or is still its own desk's."""
    if state.sender is None or state.via == "keep":
        return None
    return Refusal("has_sender", ART_23)


def pending_below(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 19 ¶3 speaks of a petition put to the *superior* of the office that handles the matter."""
    pending = facts.get("pending")
    if pending is None or state.office.id in pending.office.superiors:
        return None
    return Refusal("not_superior", ART_19)


def pending_in_term(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    pending, on = facts.get("pending"), day_of(facts)
    if pending is None or on is None:
        return None
    if not pending.is_open or pending.due_on is None or pending.due_on < on:
        return Refusal("term_over", ART_19, {"due_on": pending.due_on})
    return None


def pending_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    pending = facts.get("pending")
    if pending is None:
        return None
    if pending.case == state.id or pending.matter == state.matter:
        return Refusal("same_case")
    if pending.office.id != state.office.id or not pending.is_open:
        return Refusal("not_open_here", Article(21, 2))
    return None


def other_matter(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if facts.get("to_matter") == state.matter:
        return Refusal("same_case")
    return Refusal("join_instead", Article(21, 2)) if facts.get("open_case_there") else None


def was_linked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.via == "link" else Refusal("not_linked")


def amended_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if facts.get("field") != "received_on":
        return None
    day, on = facts.get("new_day"), day_of(facts)
    return Refusal("future_day", Article(19)) if day and on and day > on else None


def second_person(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    second = facts.get("second")
    return Refusal("second_person") if second is not None and second == by.user else None


NEED_FACTS: frozenset[Guard] = frozenset({report_day, pending_below, pending_in_term, pending_here, other_matter, amended_day, second_person})  # fmt: skip
QUIET = frozenset({"not_confidential", "has_sender", "not_linked", "handling_here"})  # fmt: skip
