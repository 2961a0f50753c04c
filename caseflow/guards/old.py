"""Guards of acts that take an old record over."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard


def by_import(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if by.is_import else Refusal("only_system")


NEED_FACTS: frozenset[Guard] = frozenset()
QUIET: frozenset[str] = frozenset()
