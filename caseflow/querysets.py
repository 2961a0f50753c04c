"""Reads of cases, clocks, papers. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from offices.roles import Capability
from petitions.querysets import matter_sight, secrecy

if TYPE_CHECKING:
    from offices.actors import Actor


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
