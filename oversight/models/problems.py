"""The register of simmering problems (矛盾纠纷排查): problem, place, owner, measure, day. R22 Art. 5 (5), 10, 33. Never of a person."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Office, Region, User
from oversight.models.prevention import HotIssue
from oversight.prevention_querysets import ProblemQuerySet


class ProblemState(models.TextChoices):
    OPEN = "open", _("not settled")
    SETTLED = "settled", _("settled")


class Problem(models.Model):
    """A problem that nobody may have petitioned about yet, with who sees to it until when. Late is a query."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")  # that found it
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")  # that sees to it
    region = models.ForeignKey(Region, models.PROTECT)
    place = models.CharField(max_length=120, blank=True)  # within the region
    title = models.CharField(max_length=120)
    text = models.TextField()
    measure = models.TextField()
    responsible = models.CharField(max_length=60, blank=True)  # the official in charge at the owner
    due_on = models.DateField()
    issue = models.ForeignKey(HotIssue, models.SET_NULL, null=True, blank=True, related_name="+")  # it came from
    state = models.CharField(max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    result = models.TextField(blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "due_on", "id"], name="problem_office_due"),
            models.Index(fields=["owner", "due_on", "id"], name="problem_owner_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, result="") | (Q(state="settled", settled_at__isnull=False) & ~Q(result="")),
                name="problem_settled_with_result",
            ),
        ]  # fmt: skip


class ProblemNote(models.Model):
    """What was done about a problem, by which office; a moved day with the old and the new one. Append-only."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="notes")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]
