"""Reads of what was received. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.querysets import in_force
from offices.roles import Capability

if TYPE_CHECKING:
    from offices.actors import Actor


def _participations() -> models.QuerySet[Any]:
    return apps.get_model("petitions", "Participation").objects.filter(until=None)


def matter_sight(actor: "Actor", matter: str = "pk") -> Q:
    """The condition under which the actor sees a matter; `matter` is the path to its id from the outer row."""
    if actor.is_system:
        return Q()
    if not actor.may(Capability.READ) or actor.office_id is None:
        return Q(pk__in=[])
    seen = Exists(_participations().filter(matter=OuterRef(matter), office__in=actor.office_ids))
    return Q(seen)


def secrecy(actor: "Actor", matter: str) -> Q:
    """Confidential rows only for whoever holds the capability *and* whose own office takes part. `matter`: "" or "matter__"."""
    if actor.is_system:
        return Q()
    plain = Q(**{f"{matter}confidential": False})
    if not actor.may(Capability.CONFIDENTIAL):
        return plain
    own = Exists(_participations().filter(matter=OuterRef("matter_id" if matter else "pk"), office=actor.office_id))
    return plain | Q(own)


def _seen_petition(actor: "Actor") -> Any:
    """The row's petition as the actor sees it, for `Exists`: row by row, never all that she sees first."""
    return apps.get_model("petitions", "Petition").objects.visible_to(actor).filter(pk=OuterRef("petition_id"))


class TopicQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "TopicQuerySet":
        return self

    def in_force(self, day: date) -> "TopicQuerySet":
        return self.filter(in_force(day))


class MatterQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "MatterQuerySet":
        return self.filter(matter_sight(actor), secrecy(actor, ""))


class PetitionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "PetitionQuerySet":
        """A petition is seen through any of its open extracts whose matter the actor sees."""
        if actor.is_system:
            return self
        extracts = apps.get_model("petitions", "Extract").objects.filter(petition=OuterRef("pk"), until=None)
        seen = Exists(extracts.filter(matter_sight(actor, "matter_id"), secrecy(actor, "matter__")))
        plain = Q(confidential=False)
        return self.filter(Q(seen), plain if not actor.may(Capability.CONFIDENTIAL) else Q())

    def registered_by(self, actor: "Actor") -> "PetitionQuerySet":
        """The part of the actor's sight that her offices registered: they take part in its matters for ever."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        rows = self.filter(office__in=actor.office_ids)
        return rows.visible_to(actor) if actor.may(Capability.CONFIDENTIAL) else rows.filter(confidential=False)

    def for_receipt(self, actor: "Actor") -> "PetitionQuerySet":
        """What the actor registered herself: she may hand out the receipt, whatever the class; nothing else of it."""
        return self.filter(registrar=actor.user_id, office=actor.office_id)


class PetitionerQuerySet(models.QuerySet[Any]):
    def of_petition(self, petition: Any) -> "PetitionerQuerySet":
        """The petitioners of a petition that the caller has found by `visible_to`."""
        return self.filter(petition=petition)

    def visible_to(self, actor: "Actor") -> "PetitionerQuerySet":
        return self.filter(Exists(_seen_petition(actor)))


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "AttachmentQuerySet":
        """A file is seen with its petition, or with its matter."""
        matters = apps.get_model("petitions", "Matter").objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        return self.filter(Q(Exists(_seen_petition(actor))) | Q(Exists(matters)))


class EventQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "EventQuerySet":
        return self.filter(matter_sight(actor, "matter_id"), secrecy(actor, "matter__"))


class DraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DraftQuerySet":
        """One's own drafts and nobody else's."""
        return self.filter(user=actor.user_id)

    def stale(self, before: datetime) -> "DraftQuerySet":
        return self.filter(changed_at__lt=before)
