"""Commitments (责任书) of offices and the formula of a review: versions whose rows are frozen once they are signed or adopted."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Office, Posting, User
from oversight import scoring
from oversight.querysets.reviews import CommitmentQuerySet, FormulaQuerySet

KEPT = pgtrigger.Update | pgtrigger.Delete


def _figure(**more: object) -> models.DecimalField:
    return models.DecimalField(max_digits=8, decimal_places=2, **more)


class Defined(models.Model):
    """A measure with its definition in both languages, as it was published on the day."""

    indicator = models.CharField(_("indicator"), max_length=40)
    unit = models.CharField(max_length=10)
    higher_is_better = models.BooleanField(null=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    formula_zh = models.TextField()
    formula_en = models.TextField()
    citation = models.CharField(max_length=120)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return self.name_en if _english() else self.name_zh

    @property
    def formula_text(self) -> str:
        return self.formula_en if _english() else self.formula_zh


def _english() -> bool:
    return (get_language() or "").startswith("en")


class TargetLine(Defined):
    """A target as it was signed or adopted."""

    position = models.PositiveSmallIntegerField()
    weight = _figure(verbose_name=_("weight"))
    full = _figure(verbose_name=_("full points from"))
    floor = _figure(verbose_name=_("no points from"))

    class Meta:
        abstract = True

    def as_target(self) -> scoring.Target:
        return scoring.Target(self.indicator, self.weight, self.full, self.floor, bool(self.higher_is_better))


class CommitmentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    HALF = "half", _("signed above, to be countersigned")
    IN_FORCE = "in_force", pgettext_lazy("review", "in force")
    REPLACED = "replaced", _("replaced by the next version")
    ENDED = "ended", _("ended")


class Commitment(models.Model):
    """One version of what an office commits itself to for a year. A change after the signatures is the next version."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="commitments")
    overseer = models.ForeignKey(Office, models.PROTECT, related_name="commitments_below")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2005), MaxValueValidator(2200)])
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.DRAFT)
    text = models.TextField(_("what else is agreed"), blank=True)
    code_version = models.CharField(max_length=40)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "office_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "version"], name="commitment_version_once"),
            models.UniqueConstraint(
                fields=["office", "year"], condition=Q(state__in=("draft", "half")), name="commitment_one_draft"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="commitment_period"),
            models.CheckConstraint(condition=~Q(office=F("overseer")), name="commitment_two_sides"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed", operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (pgtrigger.Q(old__office_id__df=pgtrigger.F("new__office_id")) | pgtrigger.Q(old__year__df=pgtrigger.F("new__year"))
                   | pgtrigger.Q(old__first_day__df=pgtrigger.F("new__first_day")) | pgtrigger.Q(old__last_day__df=pgtrigger.F("new__last_day"))
                   | pgtrigger.Q(old__text__df=pgtrigger.F("new__text")) | pgtrigger.Q(old__overseer_id__df=pgtrigger.F("new__overseer_id"))),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.office} · {self.year}.{self.version}"


# A target stands as it was signed: its commitment must be a draft for any change of its lines.
LINE_OF_DRAFT = """
IF (SELECT state FROM oversight_commitment WHERE id = COALESCE(NEW.commitment_id, OLD.commitment_id)) <> 'draft' THEN
    RAISE EXCEPTION 'pgtrigger: the targets of a signed commitment do not change';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class CommitmentTarget(TargetLine):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="targets")

    class Meta:
        ordering = ["commitment_id", "position"]
        constraints = [models.UniqueConstraint(fields=["commitment", "indicator"], name="commitment_target_once")]
        triggers = [
            pgtrigger.Trigger(
                name="signed", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=LINE_OF_DRAFT,
            )
        ]  # fmt: skip


class CommitmentActKind(models.TextChoices):
    WRITE = "write", _("written")
    SIGN = "sign", _("signed by the overseeing office")
    TAKE_BACK = "take_back", _("signature taken back")
    DECLINE = "decline", _("returned without a signature")
    COUNTERSIGN = "countersign", _("signed by the head of the office")
    REPLACE = "replace", _("replaced by the next version")
    END = "end", _("ended")


class CommitmentAct(models.Model):
    """A signature, or what else was done: by whom, under which posting, when. Never changed."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=12, choices=CommitmentActKind)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["commitment_id", "pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]


class ScoreFormula(models.Model):
    """One version of an overseeing office's published formula. Adopted as a whole, never changed."""

    overseer = models.ForeignKey(Office, models.PROTECT, related_name="score_formulas")
    year = models.PositiveSmallIntegerField(_("from the year"), validators=[MinValueValidator(2005), MaxValueValidator(2200)])  # fmt: skip
    version = models.PositiveSmallIntegerField()
    bonus_cap = _figure(verbose_name=_("most bonus points"), default=5)
    deduction_cap = _figure(verbose_name=_("most points deducted"), default=20)
    reason = models.TextField(_("reason"))
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    objects = FormulaQuerySet.as_manager()

    class Meta:
        ordering = ["overseer_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["overseer", "version"], name="formula_version_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.overseer.code}.{self.version}"

    def caps(self) -> scoring.Caps:
        return scoring.Caps(self.bonus_cap, self.deduction_cap)


class ScoreFormulaLine(TargetLine):
    formula = models.ForeignKey(ScoreFormula, models.PROTECT, related_name="lines")

    class Meta:
        ordering = ["formula_id", "position"]
        constraints = [models.UniqueConstraint(fields=["formula", "indicator"], name="formula_line_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=KEPT)]
