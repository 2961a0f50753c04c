"""Reads of leaders' reception. What concerns a matter is seen with its case; a published day is everybody's."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.models import OfficeBelow
from offices.querysets import in_force
from offices.roles import Capability
from oversight.reception import OPEN

if TYPE_CHECKING:
    from offices.actors import Actor


def _seen_case(actor: "Actor") -> Any:
    """The row's case as the actor sees it, for `Exists`."""
    return apps.get_model("caseflow", "Case").objects.visible_to(actor).filter(pk=OuterRef("case_id"))


class LeaderQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "LeaderQuerySet":
        """The office-holders who receive, of one's own offices and of those that keep their calendar with them."""
        return self.filter(keeper__in=actor.office_ids) if actor.may(Capability.READ) else self.none()

    def in_force(self, day: date) -> "LeaderQuerySet":
        return self.filter(in_force(day))


class ReceptionDayQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ReceptionDayQuerySet":
        """A published day is public; a draft is seen at its office and by whoever oversees it."""
        if actor.is_system:
            return self
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        return self.filter(Q(office__in=actor.office_ids) | Q(published_at__isnull=False))

    def public(self) -> "ReceptionDayQuerySet":
        """What everybody reads: published, also where it was cancelled afterwards (R22 Art. 18 ¶1)."""
        return self.filter(published_at__isnull=False)

    def for_booking(self, actor: "Actor", today: date) -> "ReceptionDayQuerySet":
        """The days to come on which the actor's office may have a matter received: its own, and those of offices above it."""
        if not actor.may(Capability.REGISTER) or actor.office_id is None:
            return self.none()
        above = OfficeBelow.objects.filter(below=actor.office_id).values("above")
        return self.public().filter(cancelled_at=None, day__gte=today, office__in=above)


class ReceptionItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ReceptionItemQuerySet":
        """Whoever sees the case sees that a leader received it; nobody else."""
        if actor.is_system:
            return self
        return self.filter(Exists(_seen_case(actor)))

    def here(self, actor: "Actor") -> "ReceptionItemQuerySet":
        """On the list of one's offices: received there, brought by them, or taken back to them."""
        ids = actor.office_ids
        return self.filter(Q(office__in=ids) | Q(asked_by__in=ids) | Q(owner__in=ids))

    def open(self) -> "ReceptionItemQuerySet":
        return self.filter(state__in=OPEN)

    def late(self, today: date) -> "ReceptionItemQuerySet":
        """The outcome of a day that has passed, or what was promised by one. Late is a query, never a state."""
        return self.filter(due_on__lt=today)

    def due_within(self, today: date, days: int) -> "ReceptionItemQuerySet":
        return self.filter(due_on__gte=today, due_on__lte=today + timedelta(days=days))


class ChargeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ChargeQuerySet":
        """With the case, as everything that concerns a matter."""
        if actor.is_system:
            return self
        return self.filter(Exists(_seen_case(actor)))

    def open(self) -> "ChargeQuerySet":
        return self.filter(closed_on=None)

    def late(self, today: date) -> "ChargeQuerySet":
        return self.open().filter(until__lt=today)
