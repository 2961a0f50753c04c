"""Who is complained of, and what happened at a reception desk: kept apart from all that ordinary lists read."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from offices.models import Office, User
from petitions.choices import AccusedAs, CadreLevel, DeskEvent, DeskMeasure
from petitions.querysets import AccusedQuerySet, EventNoteQuerySet
from petitions.sealing import unseal


class Accused(models.Model):
    """An office or a person complained of in a matter (R22 Art. 30 ¶3). Name, post, level and unit lie sealed.

    `user` is the person's account where she has one here: her postings tell which organs she heads, and she never reads
    the matter herself, whatever hat she wears.
    """

    matter = models.ForeignKey("petitions.Matter", models.PROTECT, related_name="accused")
    capacity = models.CharField(max_length=12, choices=AccusedAs, default=AccusedAs.ACCUSED)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.BinaryField(null=True, blank=True)  # name, post, level, unit
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=30)

    objects = AccusedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | Q(sealed__isnull=False), name="accused_office_or_person"
            ),
            models.UniqueConstraint(
                fields=["matter", "office"], condition=Q(until=None, sealed=None), name="accused_office_once"
            ),
        ]
        indexes = [models.Index(fields=["matter"], name="accused_of_matter", condition=Q(until=None))]

    @property
    def opened(self) -> dict[str, str]:
        """Name, post, level and unit; only for whoever `visible_to` let in."""
        return unseal(self.sealed) or {"name": "", "post": "", "level": "", "unit": ""}

    @property
    def level_name(self) -> str:
        level = self.opened["level"]
        return str(CadreLevel(level).label) if level in CadreLevel.values else ""


class EventNote(models.Model):
    """What happened at the reception desk (R22 Art. 26, 47): a kind of event and what was done, and nothing else.

    It names no petition and no person, changes nothing, and is deleted after the setting's days.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    event = models.CharField(_("what happened"), max_length=20, choices=DeskEvent)
    measure = models.CharField(_("what was done"), max_length=20, choices=DeskMeasure)
    happened_on = models.DateField(_("day"))
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = EventNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]


__all__: list[Any] = ["Accused", "EventNote"]
