"""Guards of what the petitioner does herself, and of what she agreed to."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import ART_35, Facts, Guard, day_of

HERSELF = frozenset({"collection", "online"})  # the ways of service whose receipt she herself can prove


def own_receipt(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Her own word is a proof for her own paper, today, and only where she takes the paper on her page."""
    if by.petitioner is None:
        return None
    petitioner, day = facts.get("petitioner"), facts.get("received_on")
    if petitioner not in (None, by.petitioner) or (day and day != day_of(facts)) or facts.get("is_refused"):
        return Refusal("only_own_receipt", ART_35)
    if facts.get("sent_way") and facts["sent_way"] not in HERSELF:
        return Refusal("receipt_by_post", ART_35)
    return None


def online_agreed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A paper goes to her page alone only while she agrees to it."""
    ways = facts.get("ways") or {}
    without = [p for p, way in ways.items() if way == "online" and p not in state.agreed]
    return Refusal("online_not_agreed") if without else None


NEED_FACTS: frozenset[Guard] = frozenset({own_receipt, online_agreed})
QUIET: frozenset[str] = frozenset()
