"""Readiness before a busy period: emergency plans with their checklists (R22 Art. 25), who is on duty when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Office, User
from oversight.prevention_querysets import EmergencyPlanQuerySet, RosterQuerySet


class PlanKind(models.TextChoices):
    GROUP = "group", _("group visit")  # R22 Art. 20 ¶3: at most five representatives
    EMERGENCY = "emergency", _("grave and urgent event")  # R22 Art. 25
    PERIOD = "period", _("busy period")
    OTHER = "other", _("other")


class EmergencyPlan(models.Model):
    """An emergency plan of an office, in force from a day until a day. A later one is another row."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PlanKind)
    title = models.CharField(max_length=120)
    text = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = EmergencyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="plan_valid_period"
            ),
        ]


class EmergencyPlanItem(models.Model):
    """A line of a plan's checklist, and who saw to it when."""

    plan = models.ForeignKey(EmergencyPlan, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_item_once"),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None) | Q(done_by__isnull=False, done_at__isnull=False),
                name="plan_item_done_by_whom",
            ),
        ]


class RosterEntry(models.Model):
    """Who of an office is on duty on a day, and how long."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    day = models.DateField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    hours = models.CharField(max_length=40)

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "day", "user"], name="roster_entry_once")]
