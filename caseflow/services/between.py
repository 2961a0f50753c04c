"""Whom acts of offices among themselves concern: the next of a clearance, whoever decides, a part's office, the lead."""

from collections.abc import Iterator

from caseflow.choices import ReminderKind
from caseflow.facts import Change
from caseflow.models import Case, Clearance, Opinion
from caseflow.services.lines import Line
from offices.roles import Capability


def lines(change: Change, case: Case) -> Iterator[Line]:
    """The reminders of one change."""
    if change.act in {"draft", "clear"}:
        yield from _next_step(change, case)
    elif change.act == "raise_dispute":
        yield line(case, ReminderKind.DISPUTE, Capability.DECIDE, change.facts["target"])
        yield line(case, ReminderKind.DISPUTE, Capability.TRANSFER, change.facts["target"])
    elif change.act == "name_lead":
        for part in change.facts["parts"]:
            yield line(case, ReminderKind.PART, Capability.HANDLE, part["office"])
    elif change.act == "hand_in_part":
        yield line(case, ReminderKind.PART_IN, Capability.HANDLE, case.office_id, case.handler_id)
    elif change.act in {"recuse", "ask_recusal"}:
        yield line(case, ReminderKind.RECUSAL, Capability.DECIDE, case.office_id)
    elif change.act == "succeed" or (change.act == "join_at_successor" and "target" in change.facts):
        need = Capability.TRANSFER if case.kind == "desk" else Capability.HANDLE
        yield line(case, ReminderKind.MOVED, need, case.office_id)


def line(case: Case, kind: str, need: Capability, office: int, handler: int | None = None, role: str = "") -> Line:
    """A reminder of the case to those of an office with the capability, or to one of them."""
    return Line(case.pk, case.confidential, kind, need, f"{kind}:{case.pk}:{case.version}", office, handler, None, role)


def _next_step(change: Change, case: Case) -> Iterator[Line]:
    """Whoever clears next; the head where the office has no steps of its own."""
    if change.act == "clear" and change.opinion is not None:
        return  # cleared by all: the head sees it on her list
    last = Opinion.objects.filter(case=case).order_by("-draft_no").values("pk")[:1]
    step = Clearance.objects.filter(opinion__in=last, cleared_at=None).order_by("position").first()
    if step is None:
        yield line(case, ReminderKind.CLEARANCE, Capability.DECIDE, case.office_id)
    else:
        yield line(case, ReminderKind.CLEARANCE, Capability.HANDLE, case.office_id, step.user_id, step.role)
