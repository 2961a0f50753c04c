"""The register of simmering problems: enter one, note what is done or move its day, settle it. One act, one transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from caseflow.facts import Refusal, Refused
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import Problem, ProblemNote, ProblemState

WHO = (Capability.TRANSFER, Capability.HANDLE, Capability.DECIDE, Capability.OVERSEE)


def may_register(actor: Actor) -> bool:
    """Whoever works on petitions or oversees enters problems of the own office."""
    return actor.office_id is not None and any(actor.may(c) for c in WHO)


def may_work_on(problem: Problem, actor: Actor) -> bool:
    """The office that found it and the one that sees to it, while it is open."""
    return problem.state == ProblemState.OPEN and may_register(actor) and actor.office_id in {problem.office_id, problem.owner_id}  # fmt: skip


@transaction.atomic
def register(actor: Actor, at: datetime, **facts: Any) -> Problem:
    """Enter a problem: region, place, title, text, measure, owner, responsible, due_on, and the issue it came from. Raises Refused."""
    if not may_register(actor):
        raise Refused(Refusal("capability"))
    return Problem.objects.create(office_id=actor.office_id, registered_by_id=actor.user_id, registered_at=at, **facts)


def _locked(problem: Problem, actor: Actor) -> Problem:
    row = Problem.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=problem.pk)
    if not may_work_on(row, actor):
        raise Refused(Refusal("capability"))
    return row


@transaction.atomic
def note(problem: Problem, actor: Actor, at: datetime, *, text: str, due_on: date | None = None) -> ProblemNote:
    """Note what was done; with a day, move the due day to it. Raises Refused where it is settled or another office's."""
    row = _locked(problem, actor)
    moved = due_on is not None and due_on != row.due_on
    made = ProblemNote.objects.create(
        problem=row, office_id=actor.office_id, user_id=actor.user_id, text=text, at=at,
        due_before=row.due_on if moved else None, due_after=due_on if moved else None,
    )  # fmt: skip
    if moved:
        Problem.objects.filter(pk=row.pk).update(due_on=due_on)
    return made


@transaction.atomic
def settle(problem: Problem, actor: Actor, at: datetime, *, text: str) -> Problem:
    """The problem is settled; `text` says how. Raises Refused where it is settled already or another office's."""
    row = _locked(problem, actor)
    row.state, row.result, row.settled_at = ProblemState.SETTLED, text, at
    row.save(update_fields=["state", "result", "settled_at"])
    return row
