"""Prevention: issues found among petitions and what persons decided about them; warnings of rising topics. Never of a person."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Office, Region, User
from oversight.prevention_querysets import HotIssueQuerySet, WarningQuerySet
from petitions.models import Petition, Topic


class Verdict(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("dismissed")


class HotIssue(models.Model):
    """Petitions about one thing at one place, as the last search in an office's sight found them; a person confirms or dismisses.

    `parts` are the parts of the heat (`hot.issues.Heat`), `signs` the names by which the petitions were put together.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT)  # in whose sight it was found; it alone sees it
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=120, blank=True)
    named_by = models.ForeignKey(Petition, models.CASCADE, related_name="+")  # whose summary gave the title
    first_on = models.DateField()
    last_on = models.DateField()
    heat = models.FloatField()
    parts = models.JSONField(default=dict)
    signs = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(max_length=10, choices=Verdict, default=Verdict.PROPOSED)
    version = models.PositiveIntegerField(default=0)  # counts the decisions
    found_at = models.DateTimeField()  # by the last search that found it

    objects = HotIssueQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-heat", "-id"], name="hot_issue_office_heat")]


class HotMember(models.Model):
    """A petition of an issue."""

    issue = models.ForeignKey(HotIssue, models.CASCADE, related_name="members")
    petition = models.ForeignKey(Petition, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "petition"], name="hot_member_once")]


class HotDecision(models.Model):
    """What a person decided about an issue, with the proposal as it stood then. Append-only (rule 11)."""

    issue = models.ForeignKey(HotIssue, models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=500)
    proposed = models.JSONField(default=dict)  # title, place, span, heat and its parts
    user = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update)]


class RisingWarning(models.Model):
    """A rising topic at a place that a person confirmed or dismissed, with the numbers of that day."""

    office = models.ForeignKey(Office, models.PROTECT)
    topic = models.ForeignKey(Topic, models.PROTECT)
    region = models.ForeignKey(Region, models.PROTECT)
    on = models.DateField()  # the last of the 30 days
    now = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    expected = models.FloatField()
    chance = models.FloatField()
    state = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=500)
    user = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    objects = WarningQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "topic", "region", "on"], name="rising_warning_once"),
            models.CheckConstraint(condition=~Q(state="proposed"), name="rising_warning_decided"),
        ]
