"""Reads of orders and recommendations. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.roles import Capability

if TYPE_CHECKING:
    from offices.actors import Actor


def _case_in_sight(actor: "Actor", path: str) -> Q:
    cases = apps.get_model("caseflow", "Case").objects.visible_to(actor)
    return Q(Exists(cases.filter(pk=OuterRef(path))))


class OrderQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "OrderQuerySet":
        """An order is seen with its case, by whoever sees the case: the office addressed, its successor, those above."""
        return self.filter(_case_in_sight(actor, "case_id"))

    def open(self) -> "OrderQuerySet":
        return self.filter(closed_at=None)

    def late(self, today: date) -> "OrderQuerySet":
        """The day has passed and the answer is not in. Late is a query, never a state."""
        return self.open().filter(state__in=("issued", "sent_back"), due_on__lt=today)

    def listed_now(self) -> "OrderQuerySet":
        """Under listed supervision (挂牌督办)."""
        return self.filter(listed_by__isnull=False, delisted_on=None)

    def addressed_to(self, office: int | None) -> "OrderQuerySet":
        """Those that the office answers: where the case lies now."""
        return self.filter(case__office=office)

    def to_do(self, actor: "Actor") -> "OrderQuerySet":
        """What waits for the actor's own office: answers it owes, and answers that it has to verify."""
        owed = Q(case__office=actor.office_id, state__in=("issued", "sent_back"))
        return self.open().filter(owed | Q(office=actor.office_id, state="answered"))


class StepQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "StepQuerySet":
        orders = apps.get_model("oversight", "SupervisionOrder").objects.visible_to(actor)
        return self.filter(Exists(orders.filter(pk=OuterRef("order_id"))))


class DismissalQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DismissalQuerySet":
        """Whoever oversees, of her own office's and of those below it, while the case is in her sight."""
        if not actor.may(Capability.OVERSEE) or actor.office_id is None:
            return self.none()
        return self.filter(_case_in_sight(actor, "case_id"), office__in=actor.office_ids)


class RecommendationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "RecommendationQuerySet":
        """Whoever oversees the issuing office, and the addressee's people.

        One to hold to account is read by the addressee's head and confidential officers alone, and never at an office whose cases it rests on; one that
        rests on what turned out to be an accusation is read by nobody any more (R22 Art. 30 ¶3).
        """
        if actor.office_id is None or not actor.may(Capability.READ):
            return self.none()
        received = Q(addressee=actor.office_id) | Q(
            addressee__successor=actor.office_id, addressee__valid_until__lt=actor.day
        )
        if not (actor.may(Capability.DECIDE) or actor.may(Capability.CONFIDENTIAL)):
            received &= ~Q(kind="accountability")
        issued = Q(office__in=actor.office_ids) if actor.may(Capability.OVERSEE) else Q(pk__in=[])
        linked = apps.get_model("caseflow", "Case").objects.filter(recommendations=OuterRef("pk"))
        meant = Q(Exists(linked.filter(office=actor.office_id)))
        against = Q(kind="accountability") & ~Q(office=actor.office_id) & meant
        return self.filter(issued | received, ~against, ~Q(Exists(linked.filter(confidential=True))))

    def awaited(self) -> "RecommendationQuerySet":
        return self.filter(reply="")

    def late(self, today: date) -> "RecommendationQuerySet":
        """The written reply is overdue (C12)."""
        return self.awaited().filter(due_on__lt=today)

    def to_do(self, actor: "Actor") -> "RecommendationQuerySet":
        """Replies that the actor's own office owes."""
        return self.awaited().filter(addressee=actor.office_id)
