"""Accusations referred outside, reports of retaliation and of emergencies, and what petitioners ask about their data."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Addressee, DataAsked, DataState
from caseflow.querysets import (
    DataRequestQuerySet,
    EmergencyQuerySet,
    RetaliationQuerySet,
)
from offices.ids import uuid7
from offices.models import Office, User
from petitions.models import Matter, Petition, Petitioner
from petitions.sealing import unseal


class OutsideReference(models.Model):
    """An accusation sent to an organ that is not on this desk, until its receipt is in (R22 Art. 22 ¶2)."""

    case = models.OneToOneField("caseflow.Case", models.PROTECT, related_name="outside_reference")
    sealed = models.BinaryField()  # the organ, and later what its receipt says
    sent_on = models.DateField()
    receipt_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="outside_reference_open", condition=Q(receipt_on=None))]

    @property
    def opened(self) -> dict[str, str]:
        return unseal(self.sealed) or {}


class RetaliationReport(models.Model):
    """A petitioner says that somebody retaliates (R22 Art. 18 ¶4): at the superior, never at the office complained of.

    It stands beside the matter and not on its timeline, so that nobody who handles the matter reads of it.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True, related_name="+")
    against = models.ForeignKey(Office, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")  # the superior that looks into it
    sealed = models.BinaryField()  # what she says
    reported_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.BinaryField(null=True, blank=True)
    key = models.CharField(max_length=80, blank=True)  # of the form: sent twice it is one report

    objects = RetaliationQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["office", "-reported_at"], name="retaliation_of_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(acknowledged_at__isnull=False), name="retaliation_acknowledged_first"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="retaliation_key_once"),
        ]

    @property
    def opened(self) -> str:
        return str((unseal(self.sealed) or {}).get("text", ""))

    @property
    def opened_answer(self) -> str:
        return str((unseal(self.answer) or {}).get("text", ""))

    @property
    def state(self) -> str:
        return "answered" if self.answered_at else "acknowledged" if self.acknowledged_at else "new"


class Emergency(models.Model):
    """A grave and urgent event, reported at once (R22 Art. 25). It is of the event and expires with it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("reporting office"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    sealed = models.BinaryField()  # what, where, measures
    people = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    shut_on = models.DateField(null=True, blank=True)  # from then on nobody reads its text

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["office", "-reported_at"], name="emergency_of_office")]
        constraints = [
            models.CheckConstraint(condition=Q(shut_on=None) | Q(ended_at__isnull=False), name="emergency_ends_first")
        ]

    @property
    def opened(self) -> dict[str, str]:
        """What, where and measures; nothing once it is shut."""
        return {"what": "", "place": "", "measures": ""} if self.shut_on else unseal(self.sealed) or {}


class EmergencyNotice(models.Model):
    """One addressee of an emergency report, the hours it has to acknowledge, and its acknowledgement."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="notices")
    addressee = models.CharField(max_length=12, choices=Addressee)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    organ = models.CharField(max_length=120, blank=True)  # one that is not on this desk
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    late_marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["emergency", "addressee"], name="emergency_addressee_once"),
            models.CheckConstraint(condition=Q(office__isnull=False) | ~Q(organ=""), name="emergency_addressee_named"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="emergency_unacknowledged",
                         condition=Q(acknowledged_at=None, late_marked_at=None)),
            models.Index(fields=["office"], name="emergency_for_office"),
        ]  # fmt: skip

    @property
    def name(self) -> str:
        return str(self.office) if self.office_id else str(Addressee(self.addressee).label)


class DataRequest(models.Model):
    """A petitioner asks about her own data: to see, copy or correct it, or disputes a field (PIPL Art. 44-50)."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="data_requests")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what is asked"), max_length=10, choices=DataAsked)
    field = models.CharField(_("field"), max_length=20, blank=True)
    sealed = models.BinaryField()  # what she says, the value she gives, and afterwards the old one
    received_on = models.DateField(_("received"))
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=DataState, default=DataState.OPEN)
    answer = models.BinaryField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=80, blank=True)  # of the form: sent twice it is one request

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="data_request_decided",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="data_request_key_once"),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="data_request_open", condition=Q(state="open"))]

    @property
    def opened(self) -> dict[str, Any]:
        return unseal(self.sealed) or {}

    @property
    def opened_answer(self) -> str:
        return str((unseal(self.answer) or {}).get("text", ""))
