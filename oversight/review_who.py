"""Which sides of a commitment or review are the actor's, and what she may do: a role that is missing may nothing."""

from offices.actors import Actor
from offices.roles import Capability
from oversight.models import AnnualReview, Commitment, ReviewedOffice
from oversight.review_refusals import refused
from oversight.review_steps import ABOVE, BY_ACT, OFFICE, Step, Who, possible


def who(actor: Actor, overseer: int, office: int | None = None) -> Who:
    """The actor beside an overseeing office and, where one is meant, the office overseen."""
    if not actor.may(Capability.OVERSEE) or actor.office_id is None:
        return Who(frozenset(), False)
    sides = {ABOVE} if actor.office_id == overseer else set()
    if office is not None and actor.office_id == office:
        sides.add(OFFICE)
    return Who(frozenset(sides), actor.may(Capability.DECIDE))


def acts_of_commitment(commitment: Commitment, actor: Actor) -> list[str]:
    """What the actor may do with it now."""
    return possible("commitment", commitment.state, who(actor, commitment.overseer_id, commitment.office_id))


SHEET_ACTS = frozenset({"report", "find", "withdraw", "correct", "object", "answer", "order", "follow_up", "verify"})


def acts_of_review(review: AnnualReview, actor: Actor) -> list[str]:
    """The steps of the review that the actor may take now."""
    return [a for a in possible("review", review.state, who(actor, review.overseer_id)) if a not in SHEET_ACTS]


def acts_of_sheet(sheet: ReviewedOffice, actor: Actor) -> list[str]:
    """What the actor may do on one office's sheet now. `sheet` with its review."""
    found = possible("review", sheet.review.state, who(actor, sheet.review.overseer_id, sheet.office_id))
    return [a for a in found if a in SHEET_ACTS]


def step_for(kind: str, act: str, acts: list[str]) -> Step:
    """The step of the table. Raises ReviewRefused where it is not among what may be done."""
    if act not in acts:
        raise refused("not_yours")
    return BY_ACT[kind][act]
