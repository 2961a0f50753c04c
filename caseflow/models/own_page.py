"""What the petitioner's own page keeps: her visits, wrong answers counted, her consent, her ratings."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Rated, Rating
from caseflow.querysets import EvaluationQuerySet
from offices.ids import uuid7
from offices.models import Office
from petitions.models import Matter, Petitioner


class OwnVisit(models.Model):
    """One visit of a petitioner to her page: the signed cookie names it, the button that ends it deletes it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    petitioner = models.ForeignKey(Petitioner, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(db_index=True)
    kept = models.BinaryField(null=True, blank=True)  # what she typed when the visit before had ended, sealed


class WrongAnswer(models.Model):
    """How many wrong answers came from an address, or for a number, in one window; by keyed hash, gone with the window."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)


class OnlineConsent(models.Model):
    """She agreed to take papers on her page, from when until when. A new consent is a new row."""

    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(_("given"))
    at_registration = models.BooleanField(default=False)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["petitioner"], condition=Q(taken_back_at=None), name="consent_once"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("given_at")), name="consent_in_order"
            ),
        ]


class Evaluation(models.Model):
    """Her rating of one office for one matter, given once. Nobody below reads it with her name (regulation 3.2 e)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="evaluations")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="evaluations")
    office = models.ForeignKey(Office, models.PROTECT, related_name="evaluations")
    rated = models.CharField(_("what is rated"), max_length=12, choices=Rated)
    value = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    reason = models.TextField(_("reasons"), blank=True)
    at = models.DateTimeField()

    objects: Any = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "petitioner", "rated"], name="evaluation_once"),
            models.CheckConstraint(condition=~Q(value=3) | ~Q(reason=""), name="evaluation_reasons"),
        ]
        indexes = [models.Index(fields=["office", "at"], name="evaluation_office_at")]
        triggers = [pgtrigger.Protect(name="given_once", operation=pgtrigger.Update | pgtrigger.Delete)]
