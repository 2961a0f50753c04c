"""Local rules as rows: a pack's versions with their terms and options. Part of `caseflow.models`."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from caseflow.querysets import PackQuerySet
from offices.models import Region, User


class PackUnit(models.TextChoices):
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")


class Pack(models.Model):
    """One version of a region's own rules. A change ends a row and begins another; clocks keep the version by its key."""

    code = models.CharField(_("code"), max_length=12)
    version = models.PositiveSmallIntegerField(default=1)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"), related_name="packs")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    entered_at = models.DateTimeField()

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="pack_version_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,12}$"), name="pack_code_plain"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="pack_valid_period"
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_zh

    @property
    def key(self) -> str:
        """What clocks keep: the code and the version."""
        return f"{self.code}.{self.version}"


class PackTerm(models.Model):
    """A term as the pack has it. Never changed: another length is another version of the pack."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="terms")
    code = models.CharField(max_length=4)
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=PackUnit)
    max_extension = models.PositiveSmallIntegerField(default=0)
    article = models.CharField(max_length=100, blank=True)  # of the local rules, in words
    own = models.BooleanField(default=False)  # the desk's own setting: no text behind it

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "code"], name="pack_term_once"),
            models.CheckConstraint(condition=Q(length__gte=1), name="pack_term_length"),
            models.CheckConstraint(condition=Q(own=True) | ~Q(article=""), name="pack_term_article"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]


class PackOption(models.Model):
    """What the pack chooses, of the closed list `caseflow.packs.OPTIONS`."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="options")
    name = models.CharField(max_length=30)
    value = models.CharField(max_length=30)
    article = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "name"], name="pack_option_once")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]
