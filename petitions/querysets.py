"""Reads of what was received. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

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
    """Confidential rows only for whoever holds the capability *and* whose own office takes part *and* is not accused.

    `matter`: "" or "matter__".
    """
    if actor.is_system:
        return Q()
    plain = Q(**{f"{matter}confidential": False})
    if not actor.may(Capability.CONFIDENTIAL):
        return plain
    where = OuterRef("matter_id" if matter else "pk")
    own = Exists(_participations().filter(matter=where, office=actor.office_id))
    return plain | (Q(own) & ~Q(Exists(accusing(actor).filter(matter=where))))


# the office and those that it followed: who took an accused office over is accused with it (R22 Art. 24 ¶2, 28 ¶3)
BEFORE = """
WITH RECURSIVE line(id) AS (
  SELECT %s::bigint UNION SELECT o.id FROM offices_office o JOIN line l ON o.successor_id = l.id)
SELECT id FROM line
"""
# an accused row's office, the organs that its person heads on the day, and whoever follows any of them
BARRED = """
ARRAY(WITH RECURSIVE line(id) AS (
  SELECT x.id FROM (
    SELECT petitions_accused.office_id AS id
    UNION SELECT p.office_id FROM offices_posting p WHERE p.user_id = petitions_accused.user_id AND p.role = 'head'
      AND p.valid_from <= %s::date AND (p.valid_until IS NULL OR p.valid_until >= %s::date)) x
  WHERE x.id IS NOT NULL
  UNION SELECT o.successor_id FROM offices_office o JOIN line l ON o.id = l.id WHERE o.successor_id IS NOT NULL)
SELECT id FROM line)
"""


def accusing(actor: "Actor") -> models.QuerySet[Any]:
    """The rows that accuse the actor herself, her office, one that it followed, or the person who heads it today."""
    heads = apps.get_model("offices", "Posting").objects.in_force(actor.day).filter(office=actor.office_id, role="head")
    mine = (
        Q(user=actor.user_id, user__isnull=False)
        | Q(office__in=RawSQL(BEFORE, [actor.office_id]))
        | Q(user__in=heads.values("user"))
    )
    return apps.get_model("petitions", "Accused").objects.in_force().filter(mine)


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
        """A file is seen with its petition, or with its matter; of one that was split also with the part it was chosen for.

        A petition with an accusation that the actor may not see keeps its other files to itself (R22 Art. 30 ¶3); so does
        one whose files were chosen part by part, towards whoever does not see every part.
        """
        matters = apps.get_model("petitions", "Matter").objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        links = apps.get_model("petitions", "Extract").objects.filter(until=None)
        seen = matter_sight(actor, "matter_id"), secrecy(actor, "matter__")
        parts = links.filter(petition=OuterRef("petition_id"))
        closed = parts.filter(~secrecy(actor, "matter__"), matter__confidential=True)
        hidden = parts.filter(~(seen[0] & seen[1]))
        if actor.is_system:
            closed, hidden = closed.none(), hidden.none()
        divided = Q(Exists(parts.filter(attachments__isnull=False))) & Q(Exists(hidden))
        chosen = links.filter(*seen, attachments=OuterRef("pk"))
        whole = Q(Exists(_seen_petition(actor))) & ~Q(Exists(closed)) & ~divided
        return self.filter(whole | Q(Exists(matters)) | Q(Exists(chosen)))


class EventQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "EventQuerySet":
        return self.filter(matter_sight(actor, "matter_id"), secrecy(actor, "matter__"))


class DraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DraftQuerySet":
        """One's own drafts and nobody else's."""
        return self.filter(user=actor.user_id)

    def stale(self, before: datetime) -> "DraftQuerySet":
        return self.filter(changed_at__lt=before)


class AccusedQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "AccusedQuerySet":
        """Accused in an accusation, as it stands now; an office complained of in a claim is none."""
        return self.filter(until=None, capacity="accused")

    def visible_to(self, actor: "Actor") -> "AccusedQuerySet":
        return self.filter(matter_sight(actor, "matter_id"), secrecy(actor, "matter__"))

    def barring(self, day: date) -> models.QuerySet[Any, dict[str, Any]]:
        """matter_id, user_id and `barred`: the offices that each row keeps away from its matter on the day."""
        return self.in_force().annotate(barred=RawSQL(BARRED, [day, day])).values("matter_id", "user_id", "barred")


class EventNoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "EventNoteQuerySet":
        """The registering office's own, for whoever passes petitions on there; no overseer, no superior."""
        return self.filter(office=actor.office_id) if actor.may(Capability.TRANSFER) else self.none()


class ReadLogQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ReadLogQuerySet":
        """What was read at the offices an overseer oversees; never of a matter in which her own office is accused."""
        if not actor.may(Capability.OVERSEE) or actor.office_id is None:
            return self.none()
        shown = RawSQL('SELECT unnest("petitions_readlog"."petitions")', [])
        against = Exists(accusing(actor).filter(matter__extracts__petition__in=shown))
        return self.filter(~against, office__in=actor.office_ids)
