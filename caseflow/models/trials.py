"""A draft of the duty catalogue, and what its trial wrote down. Part of `caseflow.models`."""

from django.db import models
from django.db.models import Q

from caseflow.querysets import DutyChangeQuerySet, TrialMoveQuerySet
from offices.models import Job, Level, Office, Posting, Region, User
from petitions.choices import Klass
from petitions.models import Matter, Petition, Topic


class DutyChange(models.Model):
    """A line of a user's draft for the catalogue: a row to add, or the last day of one (`duty`). Nothing of it is in force."""

    user = models.ForeignKey(User, models.CASCADE)
    posting = models.ForeignKey(Posting, models.CASCADE)
    duty = models.ForeignKey("caseflow.Duty", models.CASCADE, null=True, blank=True)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True, choices=Level)
    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    on = models.DateField()  # the new row's first day, or the ending row's last

    objects = DutyChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "user", "duty", "topic", "level", "office", "on"],
                name="duty_change_once", nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=False, topic=None, level=None, office=None)
                | Q(duty=None, topic__isnull=False, level__isnull=False, office__isnull=False),
                name="duty_change_adds_or_ends",
            ),
        ]  # fmt: skip


class TrialGroup(models.Model):
    """Petitions of one topic, place and class that a trial's catalogue sends elsewhere: how many, from where, to where, why.

    Where no office is named, `old_end` or `new_end` is the routing's code (gap, tie). Gone when the trial expires.
    """

    job = models.ForeignKey(Job, models.CASCADE)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True)
    region = models.ForeignKey(Region, models.CASCADE, null=True)
    klass = models.CharField(max_length=1, choices=Klass)
    old_office = models.ForeignKey(Office, models.CASCADE, null=True, related_name="+")
    old_end = models.CharField(max_length=30, blank=True)
    old_reason = models.JSONField(default=dict)
    new_office = models.ForeignKey(Office, models.CASCADE, null=True, related_name="+")
    new_end = models.CharField(max_length=30, blank=True)
    new_reason = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()


class TrialMove(models.Model):
    """One of a group's petitions. Whoever reads it needs its matter in sight."""

    job = models.ForeignKey(Job, models.CASCADE, db_index=False)
    group = models.ForeignKey(TrialGroup, models.CASCADE)
    petition = models.ForeignKey(Petition, models.CASCADE)
    matter = models.ForeignKey(Matter, models.CASCADE)

    objects = TrialMoveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["job", "id"], name="trial_move_job")]
