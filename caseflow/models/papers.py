"""Opinions, the papers issued, and their way to each petitioner."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Outcome, PaperKind, ServiceWay
from caseflow.querysets import NoticeQuerySet
from offices.ids import uuid7
from offices.models import Office, User
from petitions.models import Petitioner, only_sealed
from petitions.sealing import unseal


class Opinion(models.Model):
    """A drafted, cleared and decided answer. Each draft is a row; the last one counts."""

    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="opinions")
    draft_no = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)  # facts, basis, remedy
    sealed = models.BinaryField(null=True, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)  # a review ordered redo
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["case_id", "draft_no"]
        constraints = [models.UniqueConstraint(fields=["case", "draft_no"], name="opinion_draft_once")]

    @property
    def opened(self) -> dict[str, Any]:
        return unseal(self.sealed) or self.body


class OpinionItem(models.Model):
    """One request and its outcome (R22 Art. 32)."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    request = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    answer = models.TextField(blank=True)
    carry_out_on = models.DateField(null=True, blank=True)  # a supported request: until when

    class Meta:
        ordering = ["opinion_id", "position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "position"], name="opinion_item_once")]


class Notice(models.Model):
    """A paper issued to a petitioner or office: numbered, rendered, frozen with its hash."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=PaperKind)
    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    office = models.ForeignKey(Office, models.PROTECT)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    issued_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "year", "sequence"], name="notice_number_once")
        ]
        triggers = [
            pgtrigger.Protect(name="frozen", operation=pgtrigger.Update, condition=only_sealed("body")),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
        ]

    @property
    def opened(self) -> str:
        return (unseal(self.sealed) or {}).get("body", "") if self.sealed else self.body


class Service(models.Model):
    """A paper on its way to one petitioner: sent, received or refused, with the proof (送达)."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="services")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="services")
    way = models.CharField(_("way"), max_length=12, choices=ServiceWay, blank=True)
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    received_on = models.DateField(_("received"), null=True, blank=True)
    is_refused = models.BooleanField(_("receipt refused"), default=False)
    witness = models.CharField(_("witness"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "petitioner"], name="service_once"),
            models.CheckConstraint(condition=Q(is_refused=False) | ~Q(witness=""), name="service_refusal_witness"),
        ]
