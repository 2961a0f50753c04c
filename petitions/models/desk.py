"""What the desk keeps beside petitions: the log of reading, drafts, and keys that make a form register once."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from offices.models import Office, User
from petitions.choices import ReadKind
from petitions.models import Petition
from petitions.querysets import DraftQuerySet, ReadLogQuerySet


class ReadLog(models.Model):
    """Who looked at what only a stated reason opens. Never a name or number that was looked for. Append-only."""

    user = models.ForeignKey(User, models.PROTECT)
    office = models.ForeignKey(Office, models.PROTECT)
    kind = models.CharField(max_length=20, choices=ReadKind)
    shown_by = models.CharField(max_length=20, blank=True)  # how the person proved who she is
    reason = models.CharField(max_length=300)
    petitions = ArrayField(models.BigIntegerField(), default=list)  # what was shown
    at = models.DateTimeField()

    objects = ReadLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["office", "-at"], name="readlog_office_at")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Draft(models.Model):
    """What one typed and did not send yet; encrypted, gone 30 days after its last change."""

    user = models.ForeignKey(User, models.CASCADE)
    form = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    payload = models.BinaryField()
    changed_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [models.UniqueConstraint(fields=["user", "form", "key"], name="draft_once")]


class RegistrationKey(models.Model):
    """A double click or a retry registers once: the key of the form and the petition it made."""

    key = models.CharField(max_length=64, primary_key=True)
    petition = models.ForeignKey(Petition, models.PROTECT)
