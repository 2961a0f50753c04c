"""Guards of the acts on papers and their service."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import ART_35, Facts, Guard


def came_back(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A paper is served again where the last attempt came back."""
    petitioner = facts.get("petitioner")
    if not state.came_back or (petitioner is not None and petitioner not in state.came_back):
        return Refusal("nothing_came_back", ART_35)
    return None


def on_its_way(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """What came back is sent again first: nobody receives a letter that lies here."""
    return Refusal("came_back", ART_35) if facts.get("petitioner") in state.came_back else None


def return_told(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if not facts.get("came_back"):
        return None
    if facts.get("is_refused"):
        return Refusal("refused_or_back", ART_35)
    return None if facts.get("return_reason") else Refusal("return_reason", ART_35)


def paper_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The paper is one of this case, and not corrected before."""
    found = facts.get("corrects")
    if found is None:
        return Refusal("unknown_paper")
    return Refusal("corrected_before", facts={"number": found["by"]}) if found["by"] else None


NEED_FACTS: frozenset[Guard] = frozenset({on_its_way, return_told, paper_here})
QUIET = frozenset({"nothing_came_back"})
