"""Reads of cases, clocks, papers. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.querysets import in_force
from offices.roles import Capability
from petitions.querysets import accusing, matter_sight, secrecy

if TYPE_CHECKING:
    from offices.actors import Actor

ALIKE = 100  # petitions of other systems that may have the same number there


def _seen_case(actor: "Actor") -> Any:
    """The row's case as the actor sees it, for `Exists`: row by row, never all that she sees first."""
    return apps.get_model("caseflow", "Case").objects.visible_to(actor).filter(pk=OuterRef("case_id"))


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "CaseQuerySet":
        """The case's office, or the one that passed it on, is in the actor's set, or one of the set takes part in its matter."""
        if actor.is_system:
            return self
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        part = apps.get_model("petitions", "Participation").objects.filter(
            matter=OuterRef("matter_id"), until=None, office__in=actor.office_ids
        )
        own = Q(office__in=actor.office_ids) | Q(sender_office__in=actor.office_ids)
        return self.filter(own | Q(Exists(part)), self._secrecy(actor))

    def at_offices(self, actor: "Actor") -> "CaseQuerySet":
        """The part of the actor's sight that lies at her own offices: one index serves it in every order."""
        if actor.is_system:
            return self
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        return self.filter(self._secrecy(actor), office__in=actor.office_ids)

    def passed_on_by(self, actor: "Actor") -> "CaseQuerySet":
        """The part of the actor's sight that her offices passed on to others."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        return self.filter(self._secrecy(actor), sender_office__in=actor.office_ids)

    @staticmethod
    def _secrecy(actor: "Actor") -> Q:
        """The matter's secrecy by the case's own copy of it: no join for whoever sees no confidential row."""
        return secrecy(actor, "matter__") if actor.may(Capability.CONFIDENTIAL) else Q(confidential=False)

    def numbered(self, text: str) -> "CaseQuerySet":
        """The cases of the petition with this whole number, or else with this number of another system.

        The petition is found first, by an index: beside an OR the cases in sight would be read one by one.
        """
        petitions = apps.get_model("petitions", "Petition").objects
        found = list(petitions.filter(number=text.upper()).values_list("pk", flat=True))
        if not found:
            outside = petitions.filter(external_no=text).exclude(external_no="")
            found = list(outside.order_by("pk").values_list("pk", flat=True)[:ALIKE])
        return self.filter(petition__in=found)

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at=None)

    def my_open(self, actor: "Actor") -> "CaseQuerySet":
        """What waits for the actor's office: its open cases but those passed on that owe nothing themselves."""
        return self.open().filter(office=actor.office_id).exclude(state__in=("passed_on", "passed_down"), due_on=None)

    def late(self, today: date) -> "CaseQuerySet":
        """A duty's legal day has passed. Late is a query, never a state."""
        return self.open().filter(due_on__lt=today)

    def listed(self) -> "CaseQuerySet":
        """With all that a list shows and nothing else: no long text, no column that is not on the page."""
        return self.select_related("matter", "office", "handler").only(
            "uid", "number", "confidential", "kind", "state", "received_on", "closed_at", "due_on", "last_act_at", "outcome", "office_id",
            "sender_office_id", "matter__title", "matter__sealed", "matter__confidential", "matter__returns", "accepted_on", "petition_id", "office__name", "office__name_en",
            "office__code", "handler__name", "handler__username",
        )  # fmt: skip


class ClockQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ClockQuerySet":
        return self.filter(Exists(_seen_case(actor)))

    def running(self) -> "ClockQuerySet":
        return self.filter(stopped_on=None)


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "NoticeQuerySet":
        return self.filter(Exists(_seen_case(actor)))


class StyleQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "StyleQuerySet":
        """The head sets her own office's, an administrator those of the offices below hers."""
        if actor.may(Capability.SETTINGS):
            return self.filter(office__in=actor.office_ids)
        return self.filter(office=actor.office_id) if actor.may(Capability.DECIDE) else self.none()


class ProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ProposalQuerySet":
        return self.filter(
            Exists(apps.get_model("petitions", "Matter").objects.visible_to(actor).filter(pk=OuterRef("matter_id")))
        )


class ReminderQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ReminderQuerySet":
        """One's own reminders and nobody else's; those of a case only while the case is in sight."""
        return self.filter(user=actor.user_id).filter(Q(case=None) | Q(Exists(_seen_case(actor))))

    def unread(self) -> "ReminderQuerySet":
        return self.filter(read_at=None)


class RetaliationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "RetaliationQuerySet":
        """The superior it went to, its head, overseer or confidential officer; never an office it is against."""
        if not (actor.may(Capability.OVERSEE) or actor.may(Capability.CONFIDENTIAL)) or actor.office_id is None:
            return self.none()
        rows = self.filter(office=actor.office_id).exclude(against=actor.office_id)
        return rows.filter(~Q(Exists(accusing(actor).filter(matter=OuterRef("matter_id")))))

    def unanswered(self) -> "RetaliationQuerySet":
        return self.filter(answered_at=None)


class EmergencyQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "EmergencyQuerySet":
        """The reporting office, whoever oversees it, and the addressees; never an accused office."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        notices = apps.get_model("caseflow", "EmergencyNotice").objects
        told = Exists(notices.filter(emergency=OuterRef("pk"), office=actor.office_id))
        against = Exists(accusing(actor).filter(matter=OuterRef("matter_id")))
        return self.filter(Q(office__in=actor.office_ids) | Q(told), ~Q(against))


class DataRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DataRequestQuerySet":
        """The registering office's people who pass petitions on or handle them, as far as they see the petition."""
        if not (actor.may(Capability.TRANSFER) or actor.may(Capability.HANDLE)) or actor.office_id is None:
            return self.none()
        seen = apps.get_model("petitions", "Petition").objects.visible_to(actor).filter(pk=OuterRef("petition_id"))
        return self.filter(Q(Exists(seen)), petition__office=actor.office_id)

    def open(self) -> "DataRequestQuerySet":
        return self.filter(state="open")


class DutyChangeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DutyChangeQuerySet":
        """One's own draft under the posting one acts in."""
        return self.filter(user=actor.user_id, posting=actor.posting_id)


class TrialMoveQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "TrialMoveQuerySet":
        """The matter is in sight, and the petition still belongs to it: nobody sees by a trial what no list would show."""
        extracts = apps.get_model("petitions", "Extract").objects.filter(
            petition=OuterRef("petition_id"), matter=OuterRef("matter_id"), until=None
        )
        plain = Q() if actor.may(Capability.CONFIDENTIAL) else Q(petition__confidential=False)
        return self.filter(matter_sight(actor, "matter_id"), secrecy(actor, "matter__"), plain, Exists(extracts))


class RouteQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "RouteQuerySet":
        """Everybody reads the table of routes."""
        return self

    def in_force(self, day: date) -> "RouteQuerySet":
        return self.filter(in_force(day))


class ExecutionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ExecutionQuerySet":
        return self if actor.is_system else self.filter(Exists(_seen_case(actor)))

    def open(self) -> "ExecutionQuerySet":
        return self.exclude(state__in=("done", "revoked"))


class DisputeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DisputeQuerySet":
        return self.filter(Exists(_seen_case(actor)))

    def waiting_for(self, office: int | None) -> "DisputeQuerySet":
        """Those that the office has to decide."""
        return self.filter(decider=office, decided_on=None, case__closed_at=None)


class MissQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "MissQuerySet":
        """What was missing at the actor's own offices, of cases that still lie there: counted by joins, never row by row."""
        if not actor.may(Capability.READ) or actor.office_id is None:
            return self.none()
        plain = Q(case__confidential=False)
        secret = plain | Q(Exists(_seen_case(actor))) if actor.may(Capability.CONFIDENTIAL) else plain
        return self.filter(secret, office__in=actor.office_ids, case__office__in=actor.office_ids)


class EvaluationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "EvaluationQuerySet":
        """Whoever oversees, for the offices of her set; the page shows counts and reasons, never whose."""
        if not actor.may(Capability.OVERSEE) or actor.office_id is None:
            return self.none()
        return self.filter(office__in=actor.office_ids)


class PackQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "PackQuerySet":
        """Local rules are public to whoever is logged in."""
        return self

    def set_by(self, actor: "Actor") -> "PackQuerySet":
        """Packs that the actor may change: of the regions whose rows are hers to set."""
        return self.filter(region__in=apps.get_model("offices", "Region").objects.set_by(actor))
