"""How a commitment is signed and an annual review goes on: two small tables of steps with who may. Pure.

`side`: "above" is the office that oversees, "office" the one overseen. `head`: the head of that office alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ABOVE, OFFICE = "above", "office"


@dataclass(frozen=True)
class Step:
    """One act: the states it may be done in, the state it leads to ("" where it changes none), and who may."""

    act: str
    begins: tuple[str, ...]
    to: str
    side: str
    head: bool = False


# The commitment. What is signed by one side is not written anew: it is taken back first.
DRAFT, HALF, IN_FORCE, REPLACED, ENDED = "draft", "half", "in_force", "replaced", "ended"
COMMITMENT: tuple[Step, ...] = (
    Step("write", (DRAFT,), "", ABOVE),
    Step("sign", (DRAFT,), HALF, ABOVE),
    Step("take_back", (HALF,), DRAFT, ABOVE),
    Step("countersign", (HALF,), IN_FORCE, OFFICE, head=True),
    Step("decline", (HALF,), DRAFT, OFFICE, head=True),
    Step("end", (IN_FORCE,), ENDED, ABOVE, head=True),
)

# The annual review (R22 Art. 39).
OPEN, FROZEN, REPORTING, INSPECTING, SCORED, APPROVED, PUBLISHED, CLOSED = (
    "open", "frozen", "reporting", "inspecting", "scored", "approved", "published", "closed",
)  # fmt: skip
TRACK = (OPEN, FROZEN, REPORTING, INSPECTING, SCORED, APPROVED, PUBLISHED, CLOSED)
REVIEW: tuple[Step, ...] = (
    Step("freeze", (OPEN,), FROZEN, ABOVE),
    Step("ask_reports", (FROZEN,), REPORTING, ABOVE),
    Step("inspect", (REPORTING,), INSPECTING, ABOVE),
    Step("score", (INSPECTING, SCORED), SCORED, ABOVE),
    Step("approve", (SCORED,), APPROVED, ABOVE, head=True),
    Step("publish", (APPROVED,), PUBLISHED, ABOVE, head=True),
    Step("close", (PUBLISHED,), CLOSED, ABOVE),
    # on one office's sheet
    Step("report", (REPORTING,), "", OFFICE, head=True),
    Step("find", (INSPECTING,), "", ABOVE),
    Step("withdraw", (INSPECTING, SCORED), "", ABOVE),
    Step("correct", (FROZEN, REPORTING, INSPECTING, SCORED, APPROVED, PUBLISHED), "", ABOVE),
    Step("object", (SCORED,), "", OFFICE, head=True),
    Step("answer", (SCORED,), "", ABOVE),
    Step("order", (PUBLISHED,), "", ABOVE, head=True),
    Step("follow_up", (PUBLISHED,), "", OFFICE, head=True),
    Step("verify", (PUBLISHED,), "", ABOVE),
)
BY_ACT: Mapping[str, Mapping[str, Step]] = {
    "commitment": {s.act: s for s in COMMITMENT},
    "review": {s.act: s for s in REVIEW},
}


@dataclass(frozen=True)
class Who:
    """The actor as the tables see her: which sides are hers, and whether she is the head of her office."""

    sides: frozenset[str]
    is_head: bool


def may(step: Step, who: Who) -> bool:
    return step.side in who.sides and (who.is_head or not step.head)


def possible(kind: str, state: str, who: Who) -> list[str]:
    """The acts of `kind` ("commitment", "review") that whoever it is may do in this state. Buttons and guards read this."""
    return [s.act for s in BY_ACT[kind].values() if state in s.begins and may(s, who)]
