"""Guards of the clearance of an answer, step by step; the same for handling, review and recheck."""

from caseflow.facts import By, CaseState, Refusal, Step
from caseflow.guards.base import Facts, Guard
from caseflow.statute import Article

ART_32 = Article(32)
HEADS = frozenset({"head"})


def is_signature(step: Step) -> bool:
    """The step of a head signs; those before it check."""
    return step.role in HEADS


def is_mine(step: Step, by: By) -> bool:
    """Whether the step is this person's: named by user, or by the role of her posting."""
    return by.user == step.user if step.user is not None else by.role == step.role


def not_cleared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("cleared_before", ART_32) if state.cleared else None


def may_clear(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The next step's own person; without steps the head alone. A checker is another person than the drafter."""
    step = state.next_step
    if by.is_import:
        return None
    if step is None:
        return None if "decide" in by.capabilities else Refusal("capability", facts={"needs": ["decide"]})
    if not is_mine(step, by):
        return Refusal("not_your_step", ART_32, {"step": step.name})
    if by.user == state.drafter and not is_signature(step):
        return Refusal("own_draft", ART_32)
    return None


def may_return(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Whoever is next gives it back, and the head always."""
    step = state.next_step
    if by.is_import or "decide" in by.capabilities or (step is not None and is_mine(step, by)):
        return None
    return Refusal("capability", facts={"needs": ["decide"]})


def is_cleared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.cleared:
        return None
    step = state.next_step
    return Refusal("step_missing", ART_32, {"step": step.name}) if step else Refusal("not_cleared", ART_32)


NEED_FACTS: frozenset[Guard] = frozenset()
QUIET = frozenset({"cleared_before"})
