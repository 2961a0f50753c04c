"""Guards about who may not handle a matter (R22 Art. 28 ¶3)."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard
from caseflow.statute import Article

ART_28 = Article(28, 3)


def may_act(state: CaseState, by: By) -> Refusal | None:
    """Whoever stepped back, or had to, does nothing more on the matter."""
    return Refusal("recused", ART_28) if by.user is not None and by.user in state.recused else None


def handler_fits(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A person who stepped back is never named again on that matter."""
    return Refusal("handler_recused", ART_28) if facts.get("handler") in state.recused else None


def not_declared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("declared_before", ART_28) if by.user in state.declared else None


def handler_named(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.handler is not None else Refusal("no_handler", ART_28)


def not_asked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    waiting = any(user == state.handler for _row, user in state.recusal_asked)
    return Refusal("recusal_asked_before", ART_28) if waiting else None


def asked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A recusal is asked for; nobody decides on her own."""
    if not state.recusal_asked:
        return Refusal("no_recusal_asked", ART_28)
    return Refusal("own_recusal", ART_28) if all(user == by.user for _row, user in state.recusal_asked) else None


NEED_FACTS: frozenset[Guard] = frozenset({handler_fits})
QUIET = frozenset({"declared_before", "no_handler", "recusal_asked_before", "no_recusal_asked"})
