"""Opinions, the papers issued, and their way to each petitioner."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Outcome, PaperKind, ServiceWay
from caseflow.models.remedies import Closable
from caseflow.querysets import NoticeQuerySet, StyleQuerySet
from offices.ids import uuid7
from offices.models import Office, User
from petitions.models import Attachment, Petitioner, only_sealed
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


class OpinionItem(Closable):
    """One request and its outcome (R22 Art. 32)."""

    WORDS = ("request", "answer")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    request = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    answer = models.TextField(blank=True)
    carry_out_on = models.DateField(null=True, blank=True)  # a supported request: until when

    class Meta:
        ordering = ["opinion_id", "position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "position"], name="opinion_item_once")]


class _Style(models.Model):
    """How an office's papers look, in versions: a change ends a row and begins another, issued papers keep theirs."""

    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    objects = StyleQuerySet.as_manager()

    class Meta:
        abstract = True


class Letterhead(_Style):
    """The head of an office's papers: the issuer's name in red, the mark in its numbers, and whom to ask."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="letterheads")
    issuer = models.CharField(_("name of the issuer, in red"), max_length=60)
    mark = models.CharField(_("mark of the office in its numbers"), max_length=20, blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)

    class Meta:
        ordering = ["office_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["office", "version"], name="letterhead_version_once"),
            models.UniqueConstraint(fields=["office"], condition=Q(valid_until=None), name="letterhead_one_in_force"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="letterhead_valid_period"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("office", "version", "issuer", "mark", "contact", "valid_from"),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


class Wording(_Style):
    """An office's own words for a kind of paper, in the small language of `caseflow.wording`."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="wordings")
    kind = models.CharField(max_length=20, choices=PaperKind)
    text = models.TextField(blank=True)  # "" goes back to the desk's own wording

    class Meta:
        ordering = ["office_id", "kind", "version"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "version"], name="wording_version_once"),
            models.UniqueConstraint(
                fields=["office", "kind"], condition=Q(valid_until=None), name="wording_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="wording_valid_period"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("office", "kind", "version", "text", "valid_from"),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


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
    letterhead = models.ForeignKey(Letterhead, models.PROTECT, null=True, blank=True)
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "year", "sequence"], name="notice_number_once")
        ]
        indexes = [models.Index(fields=["office", "issued_at"], name="notice_office_issued")]
        triggers = [
            pgtrigger.Protect(name="frozen", operation=pgtrigger.Update, condition=only_sealed("body")),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
        ]

    @property
    def opened(self) -> str:
        return (unseal(self.sealed) or {}).get("body", "") if self.sealed else self.body


class PaperPdf(models.Model):
    """The PDF of a paper, in the store by its hash; of a confidential one sealed here, so that nothing of it lies in clear."""

    notice = models.OneToOneField(Notice, models.PROTECT, primary_key=True, related_name="pdf")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]


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


class ServiceAttempt(models.Model):
    """One try to serve a paper: by which way, when it was sent, and how it ended: received, refused, or come back."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="attempts")
    # a copy of the paper's office, which never changes: an office's post is read by one index
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    way = models.CharField(_("way"), max_length=12, choices=ServiceWay)
    sent_on = models.DateField(_("sent"))
    register_no = models.CharField(_("registered-mail number"), max_length=30, blank=True)
    received_on = models.DateField(_("received"), null=True, blank=True)
    is_refused = models.BooleanField(_("receipt refused"), default=False)
    returned_on = models.DateField(_("came back"), null=True, blank=True)
    told = models.JSONField(default=dict)  # place, receiver, relation, witness, reason, note
    sealed = models.BinaryField(null=True, blank=True)
    photo = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["service_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "position"], name="attempt_once"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(received_on=None, returned_on=None), name="attempt_one_open"
            ),
            models.CheckConstraint(condition=Q(received_on=None) | Q(returned_on=None), name="attempt_one_end"),
        ]
        indexes = [
            models.Index(fields=["register_no"], name="attempt_register", condition=~Q(register_no="")),
            models.Index(
                fields=["office", "returned_on"], name="attempt_returned", condition=Q(returned_on__isnull=False)
            ),
            models.Index(
                fields=["office", "way", "sent_on", "id"],
                name="attempt_on_way",
                condition=Q(received_on=None, returned_on=None),
            ),
        ]

    @property
    def opened(self) -> dict[str, Any]:
        return unseal(self.sealed) or self.told
