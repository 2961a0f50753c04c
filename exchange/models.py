"""The edge: tokens by which programs come in, and the answers that were given to a key."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchange.querysets import ApiTokenQuerySet
from offices.ids import uuid7
from offices.models import Posting, User


class ApiToken(models.Model):
    """A program's way in: one user in one posting. The secret itself is shown once and never kept."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    hint = models.CharField(max_length=12)  # its first characters, to tell one from another
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_period")]


class DoneRequest(models.Model):
    """What was answered to a user's `Idempotency-Key`: the same request again gets the same answer, another one none."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of posting, address and body
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)  # ids, states and days; never a name or a text
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="done_request_once")]
