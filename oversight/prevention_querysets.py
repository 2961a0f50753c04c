"""Reads of what prevention keeps. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.roles import Capability

if TYPE_CHECKING:
    from offices.actors import Actor


class OfficesOwn(models.QuerySet[Any]):
    """Rows that belong to the office whose overseers made or asked for them."""

    def visible_to(self, actor: "Actor") -> Any:
        """Those of the actor's own office, for whoever oversees there."""
        if not actor.may(Capability.OVERSEE) or actor.office_id is None:
            return self.none()
        return self.filter(office=actor.office_id)


class HotIssueQuerySet(OfficesOwn):
    def visible_to(self, actor: "Actor") -> "HotIssueQuerySet":
        """The office's own, while the petition that names it is in sight and none of its petitions has become confidential.

        What became confidential after the search hides the whole issue until the next search leaves that petition out.
        """
        petitions = apps.get_model("petitions", "Petition").objects.visible_to(actor)
        members = apps.get_model("oversight", "HotMember").objects.filter(issue=OuterRef("pk"))
        return (
            super()
            .visible_to(actor)
            .filter(
                Exists(petitions.filter(pk=OuterRef("named_by_id"))),
                ~Exists(members.filter(is_secret("petition"))),
            )
        )

    def touching(self, first: date | None, last: date | None) -> "HotIssueQuerySet":
        """Issues whose span meets the days; an open end is no bound."""
        rows = self.filter(last_on__gte=first) if first else self
        return rows.filter(first_on__lte=last) if last else rows


def is_secret(path: str) -> Q:
    """The petition at `path`, or one of its matters, is confidential (R22 Art. 30 ¶3)."""
    extracts = apps.get_model("petitions", "Extract").objects.filter(
        petition=OuterRef(path), until=None, matter__confidential=True
    )
    flag = "confidential" if path == "pk" else f"{path}__confidential"
    return Q(**{flag: True}) | Q(Exists(extracts))


class WarningQuerySet(OfficesOwn):
    pass


class ProblemQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ProblemQuerySet":
        """Whoever reads petitions sees what the own offices found or see to."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        return self.filter(Q(office__in=actor.office_ids) | Q(owner__in=actor.office_ids))

    def open(self) -> "ProblemQuerySet":
        return self.filter(state="open")

    def late(self, today: date) -> "ProblemQuerySet":
        """Open beyond their day: a query, never a state."""
        return self.open().filter(due_on__lt=today)


class InSight(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Any:
        """Whoever reads petitions sees the rows of the own offices."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        return self.filter(office__in=actor.office_ids)


class EmergencyPlanQuerySet(InSight):
    def in_force_within(self, first: date, last: date) -> "EmergencyPlanQuerySet":
        """In force on any of the days."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last)


class RosterQuerySet(InSight):
    pass
