"""Who must clear an office's answers: read and set by its head or the region's administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from caseflow.models import ClearanceStep
from offices.actors import Actor
from offices.models import Office, Posting, User
from offices.querysets import OfficeQuerySet
from offices.roles import CAPABILITIES, Capability, Role

CLEARERS = tuple(r for r in Role if Capability.HANDLE in CAPABILITIES[r])


@dataclass(frozen=True)
class NewStep:
    """A step to set: a role of the office, or one person of it; `papers` empty: all answers."""

    name: str
    role: str = ""
    user: User | None = None
    papers: tuple[str, ...] = ()


def settable_offices(actor: Actor) -> OfficeQuerySet:
    """Offices whose steps the actor sets: her own as its head, those below her region as its administrator."""
    rows: OfficeQuerySet = Office.objects.visible_to(actor).in_force(actor.day)
    if actor.may(Capability.SETTINGS) or actor.may(Capability.SYSTEM):
        return rows.set_by(actor)
    return rows.filter(pk=actor.office_id) if actor.may(Capability.DECIDE) else rows.none()


def steps_of(office: Office) -> list[ClearanceStep]:
    """The office's steps in force; none: the head clears alone."""
    return list(ClearanceStep.objects.filter(office=office, ended_at=None).select_related("user").order_by("position"))


def check_steps(office: Office, steps: Sequence[NewStep], day: datetime) -> None:
    """The last step is a head's signature, and whoever is named works there; raises ValidationError."""
    if not steps:
        return
    last = steps[-1]
    postings = Posting.objects.in_force(day.date()).filter(office=office, user__is_active=True)
    heads = postings.filter(role=Role.HEAD)
    signs = last.role == Role.HEAD or (last.user is not None and heads.filter(user=last.user).exists())
    if not signs:
        raise ValidationError(_("The last step is the signature of the head."))
    for step in steps:
        people = postings.filter(user=step.user) if step.user else postings.filter(role=step.role)
        if not people.exists():
            raise ValidationError(_("Nobody in this office can do the step “%(step)s”.") % {"step": step.name})
    if any(step.papers for step in steps) and last.papers:
        raise ValidationError(_("The head signs all answers: leave the papers of the last step empty."))


@transaction.atomic
def set_steps(office: Office, steps: Sequence[NewStep], actor: Actor, at: datetime) -> list[ClearanceStep]:
    """The steps from now on; drafts on their way keep theirs. The old rows end, nothing is overwritten."""
    Office.objects.select_for_update().get(pk=office.pk)
    check_steps(office, steps, at)
    ClearanceStep.objects.filter(office=office, ended_at=None).update(ended_at=at)
    return ClearanceStep.objects.bulk_create(
        ClearanceStep(office=office, position=n, name=s.name, role="" if s.user else s.role, user=s.user, papers=list(s.papers),
                      set_by_id=actor.user_id, set_at=at)
        for n, s in enumerate(steps, start=1)
    )  # fmt: skip
