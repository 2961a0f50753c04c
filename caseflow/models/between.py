"""Offices among themselves: clearance in steps, parts, disputes, decisions asked for, recusals, what was missing, successions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Grounds, PaperKind, RecusalKind, SuccessionKind
from caseflow.models.remedies import Closable
from caseflow.querysets import DisputeQuerySet, MissQuerySet
from offices.models import Office, User
from offices.roles import Role
from petitions.models import Matter


class ClearanceStep(models.Model):
    """Who must clear an office's answers, in which order. No row: the head alone. A change ends rows and begins others."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="clearance_steps")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name of the step"), max_length=40)
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    papers = ArrayField(models.CharField(max_length=20, choices=PaperKind), default=list)  # empty: all answers
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["office_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "position"], condition=Q(ended_at=None), name="clearance_step_once"
            ),
            models.CheckConstraint(condition=~Q(role="", user=None), name="clearance_step_somebody"),
        ]


class Clearance(models.Model):
    """One step of one draft, as the office's steps were when it was drafted."""

    opinion = models.ForeignKey("caseflow.Opinion", models.PROTECT, related_name="clearances")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opinion_id", "position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "position"], name="clearance_once")]


class DecisionAsked(Closable):
    """A grave or urgent matter put before the Party committee or government, and what it decided (R22 Art. 22 ¶1 (1))."""

    WORDS = ("decision",)
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="decisions_asked")
    grounds = models.CharField(_("grounds"), max_length=10, choices=Grounds)
    asked_on = models.DateField()
    decided_by = models.CharField(_("who decided"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decided_on=None), name="decision_awaited_once")
        ]


class Dispute(Closable):
    """Several offices and none that says it is in charge: consultation, and the decision (R22 Art. 24 ¶1)."""

    WORDS = ("text", "reason")
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="disputes")
    parties = ArrayField(models.BigIntegerField(), default=list)  # the other offices; the case's own is one too
    raised_on = models.DateField()
    consulted_on = models.DateField()
    text = models.TextField()
    decider = models.ForeignKey(Office, models.PROTECT, related_name="disputes_to_decide")
    decided_on = models.DateField(null=True, blank=True)
    named = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["raised_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(decided_on=None), name="dispute_open_once")]
        indexes = [models.Index(fields=["decider", "raised_on"], name="dispute_queue", condition=Q(decided_on=None))]


class Part(Closable):
    """What a co-handling office is asked for: a text by a day. Not a case and no opinion of its own (R22 Art. 24 ¶1)."""

    WORDS = ("asked", "text")
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="parts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="parts")
    asked = models.TextField(_("what is asked"))
    named_on = models.DateField()
    due_on = models.DateField(_("due"))
    handed_in_on = models.DateField(null=True, blank=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    late_marked_for = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "office"], condition=Q(handed_in_on=None, taken_back_on=None), name="part_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="part_open_due", condition=Q(handed_in_on=None, taken_back_on=None))
        ]


class Recusal(models.Model):
    """What was said of a person's interest in a matter: declared by herself, or asked for by the petitioner (R22 Art. 28 ¶3).

    The reasons stand in the events alone.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusals")
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="recusals")
    kind = models.CharField(max_length=12, choices=RecusalKind)
    on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "user", "kind"], condition=~Q(kind="declined"), name="recusal_once"
            )
        ]


class CompletenessMiss(models.Model):
    """An act done although something was missing that should have been there."""

    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="misses")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    act = models.CharField(max_length=30)
    at = models.DateTimeField()

    objects = MissQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["office", "at"], name="miss_office_at")]


class Succession(models.Model):
    """An office ends on a day: merged, split or abolished, and who takes over (R22 Art. 24 ¶2). Several: a person assigns."""

    office = models.OneToOneField(Office, models.PROTECT, related_name="succession")
    kind = models.CharField(_("what happens"), max_length=10, choices=SuccessionKind)
    last_day = models.DateField(_("last day"))
    successors = ArrayField(models.BigIntegerField(), default=list)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
