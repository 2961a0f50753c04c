"""Who sees commitments and annual reviews: the office that oversees, those above it, and each office its own."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.roles import Capability

if TYPE_CHECKING:
    from offices.actors import Actor


def _overseeing(actor: "Actor") -> bool:
    return actor.may(Capability.OVERSEE) and actor.office_id is not None


class CommitmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "CommitmentQuerySet":
        """Heads and supervisors: what their office oversees; of their own office and those below, what was signed above."""
        if not _overseeing(actor):
            return self.none()
        signed = Q(office__in=actor.office_ids) & ~Q(state="draft")
        return self.filter(Q(overseer=actor.office_id) | signed)

    def to_sign(self, actor: "Actor") -> "CommitmentQuerySet":
        """What waits for the signature of the actor, the head of her office."""
        if not (_overseeing(actor) and actor.may(Capability.DECIDE)):
            return self.none()
        return self.filter(office=actor.office_id, state="half")

    def running(self) -> "CommitmentQuerySet":
        """Still to be signed, or in force."""
        return self.filter(state__in=("draft", "half", "in_force"))


class FormulaQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "FormulaQuerySet":
        """The formulas of the own office and of those that review it: they are published to whoever is scored by them."""
        if not _overseeing(actor):
            return self.none()
        reviewed = apps.get_model("oversight", "ReviewedOffice").objects.filter(
            review__formula=OuterRef("pk"), office=actor.office_id
        )
        return self.filter(Q(overseer__in=actor.office_ids) | Q(Exists(reviewed)))


class AnnualReviewQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "AnnualReviewQuerySet":
        """The overseeing office, those above it, and the offices that are reviewed."""
        if not _overseeing(actor):
            return self.none()
        reviewed = apps.get_model("oversight", "ReviewedOffice").objects.filter(
            review=OuterRef("pk"), office=actor.office_id
        )
        return self.filter(Q(overseer__in=actor.office_ids) | Q(Exists(reviewed)))


class ReviewedOfficeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ReviewedOfficeQuerySet":
        """The overseeing office and those above it: all sheets; an office: its own and those of the offices below it."""
        if not _overseeing(actor):
            return self.none()
        return self.filter(Q(review__overseer__in=actor.office_ids) | Q(office__in=actor.office_ids))

    def waiting_for(self, actor: "Actor") -> "ReviewedOfficeQuerySet":
        """Sheets with something for the actor's own office: above, an answer or verification; below, a report or follow-up."""
        if not _overseeing(actor):
            return self.none()
        objections = apps.get_model("oversight", "ReviewObjection").objects.filter(
            sheet=OuterRef("pk"), answered_at=None
        )
        owed = apps.get_model("oversight", "ReviewConsequence").objects.filter(
            sheet=OuterRef("pk"), due_on__isnull=False, verified_at=None
        )
        above = Q(review__overseer=actor.office_id) & (
            Q(Exists(objections)) | Q(Exists(owed.filter(done_at__isnull=False)))
        )
        if not actor.may(Capability.DECIDE):
            return self.filter(above)
        reports = apps.get_model("oversight", "SelfReport").objects.filter(sheet=OuterRef("pk"))
        mine = Q(office=actor.office_id) & (
            Q(~Exists(reports), review__state="reporting") | Q(Exists(owed.filter(done_at=None)))
        )
        return self.filter(above | mine)


class OfSheetQuerySet(models.QuerySet[Any]):
    """Rows of one office's sheet: seen with the sheet."""

    def visible_to(self, actor: "Actor") -> "OfSheetQuerySet":
        sheets = apps.get_model("oversight", "ReviewedOffice").objects.visible_to(actor)
        return self.filter(Exists(sheets.filter(pk=OuterRef("sheet_id"))))
