"""The annual review (年度考核, R22 Art. 39): the review, each office's sheet, and rows that are only ever added to it."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from offices.ids import uuid7
from offices.models import Office, Posting, User
from oversight import scoring
from oversight.models.commitments import KEPT, Commitment, Defined, ScoreFormula, TargetLine, _figure
from oversight.querysets.reviews import AnnualReviewQuerySet, OfSheetQuerySet, ReviewedOfficeQuerySet


class ReviewState(models.TextChoices):
    OPEN = "open", _("opened")
    FROZEN = "frozen", _("figures frozen")
    REPORTING = "reporting", _("self-reports")
    INSPECTING = "inspecting", _("findings")
    SCORED = "scored", _("scored, objections")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published, follow-up")
    CLOSED = "closed", pgettext_lazy("review", "closed")


class Signed(models.Model):
    """Who wrote a row, under which posting, when."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class AnnualReview(models.Model):
    """An overseeing office's review of the offices below it, for one year."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    overseer = models.ForeignKey(Office, models.PROTECT, related_name="annual_reviews")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2005), MaxValueValidator(2200)])
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    formula = models.ForeignKey(ScoreFormula, models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.OPEN)
    report_due_on = models.DateField(_("self-reports until"), null=True, blank=True)
    objection_due_on = models.DateField(_("objections until"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    code_version = models.CharField(max_length=40, blank=True)

    objects = AnnualReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "overseer_id"]
        constraints = [
            models.UniqueConstraint(fields=["overseer", "year"], name="review_once_a_year"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="review_period"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.overseer} · {self.year}"


class ReviewStep(Signed):
    """A step of the review as it was taken. Never changed."""

    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["review_id", "pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class ReviewedOffice(models.Model):
    """One office's sheet. `score` is its newest score; `counted` names the ended offices whose cases count here."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    review = models.ForeignKey(AnnualReview, models.PROTECT, related_name="sheets")
    office = models.ForeignKey(Office, models.PROTECT, related_name="review_sheets")
    counted = models.ManyToManyField(Office, related_name="+")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="sheets")
    score = models.OneToOneField("ReviewScore", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReviewedOfficeQuerySet.as_manager()

    class Meta:
        ordering = ["review_id", "office__region__path", "office__name"]
        constraints = [models.UniqueConstraint(fields=["review", "office"], name="reviewed_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.office)


class FrozenFigure(Defined):
    """A figure of the year as it was counted when the review froze it. Never changed: a correction stands beside it."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    code_version = models.CharField(max_length=40)
    frozen_at = models.DateTimeField()

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "position"]
        constraints = [models.UniqueConstraint(fields=["sheet", "indicator"], name="frozen_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class FigureCorrection(Signed):
    """A figure counted anew after the freeze, written beside the frozen one with its reason. Never changed either."""

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="corrections")
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    code_version = models.CharField(max_length=40)
    counts = models.BooleanField()  # taken for the score: written before the approval
    reason = models.TextField()

    class Meta:
        ordering = ["figure_id", "pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class SelfReport(Signed):
    """What the office says of its own year. The newest counts; the earlier ones stay."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="reports")
    text = models.TextField()

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class FindingKind(models.TextChoices):
    NOTE = "note", _("finding without points")
    DEDUCTION = scoring.DEDUCTION, _("deduction")
    BONUS = scoring.BONUS, _("bonus")


class ReviewFinding(Signed):
    """What an inspection found of the office, with its reason and source. Withdrawn with a reason, never changed."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=10, choices=FindingKind)
    points = _figure(verbose_name=_("points"), default=0)
    reason = models.TextField(_("what was found, and on what it rests"))
    source = models.CharField(_("inspection or file it comes from"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100), name="finding_points"),
            models.CheckConstraint(condition=~Q(kind="note") | Q(points=0), name="finding_note_without_points"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="as_found", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False) | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                | pgtrigger.Q(old__points__df=pgtrigger.F("new__points")) | pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason")),
            ),
        ]  # fmt: skip


class ReviewScore(Signed):
    """A score by the formula. Scoring again adds one; the sheet names the newest. Never changed."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="scores")
    version = models.PositiveSmallIntegerField()
    base = _figure(null=True)
    bonus = _figure()
    deduction = _figure()
    total = _figure(null=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="score_version_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class ScoreLine(TargetLine):
    """A line of a score: the formula's target, the figure taken, the weight it counted with, the points."""

    score = models.ForeignKey(ReviewScore, models.PROTECT, related_name="lines")
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    counted_weight = _figure()
    points = _figure(null=True)

    class Meta:
        ordering = ["score_id", "position"]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class ObjectionResult(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("review", "upheld")
    PARTLY = "partly", _("upheld in part")
    REJECTED = "rejected", _("not upheld")


class ReviewObjection(Signed):
    """The office objects to its score; answered once, with reasons."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="objections")
    text = models.TextField(_("what is objected to, and why"))
    result = models.CharField(_("result"), max_length=10, choices=ObjectionResult, blank=True)
    answer = models.TextField(_("answer with reasons"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet"], condition=Q(answered_at=None), name="objection_one_open"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_once", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False) | pgtrigger.Q(old__text__df=pgtrigger.F("new__text")),
            ),
        ]  # fmt: skip


class ConsequenceKind(models.TextChoices):
    COMMENDATION = "commendation", _("commendation")
    CRITICISM = "criticism", _("criticism by bulletin")
    WRITTEN_REVIEW = "written_review", _("written review")
    TALK = "talk", _("talk")
    LISTED = "listed", _("listed supervision")
    RECTIFICATION = "rectification", _("rectification by a date")


OWED = frozenset({ConsequenceKind.WRITTEN_REVIEW, ConsequenceKind.TALK, ConsequenceKind.LISTED, ConsequenceKind.RECTIFICATION})  # fmt: skip


class ReviewConsequence(Signed):
    """What follows for an office (R22 Art. 39): with a day where something is owed, done by the office, verified above."""

    sheet = models.ForeignKey(ReviewedOffice, models.PROTECT, related_name="consequences")
    kind = models.CharField(_("kind"), max_length=16, choices=ConsequenceKind)
    reason = models.TextField(_("reason"))
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_text = models.TextField(_("what was done"), blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    verified_text = models.TextField(_("what was seen when it was verified"), blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ["sheet_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(kind__in=("commendation", "criticism")), name="consequence_due"
            ),
            models.CheckConstraint(condition=Q(verified_at=None) | Q(done_at__isnull=False), name="consequence_order"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="as_ordered", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__verified_at__isnull=False) | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                | pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason")) | pgtrigger.Q(old__due_on__df=pgtrigger.F("new__due_on")),
            ),
        ]  # fmt: skip

    @property
    def owes(self) -> bool:
        """Whether the office still owes something on it."""
        return self.kind in OWED and self.verified_at is None
