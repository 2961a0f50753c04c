"""What a request for review or recheck asks and was answered, hearings held, names taken back. Part of `caseflow.models`."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import RedoAt, RedoGround, RemedyResult, State
from offices.models import User
from petitions.models import Petitioner
from petitions.sealing import unseal


class Closable(models.Model):
    """Words that go under seal when the matter turns out to be an accusation (R22 Art. 30 ¶3)."""

    WORDS: tuple[str, ...] = ()
    sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def opened(self) -> dict[str, Any]:
        """The words, decrypted where sealed. Only for whoever `visible_to` let in."""
        return unseal(self.sealed) or {name: getattr(self, name) for name in self.WORDS}


class RemedyRequest(Closable):
    """The request that a review or recheck answers: of which case, whose, on which day of hers, and what was decided.

    `asked_on` is her own day, the postmark counts; the case's `received_on` is the body's. One request, one case.
    """

    WORDS = ("text", "excuse")
    case = models.OneToOneField("caseflow.Case", models.PROTECT, related_name="remedy_request")
    of = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="remedy_requests")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="remedy_requests")
    asked_on = models.DateField(_("asked on"))
    postmark_on = models.DateField(_("postmark"), null=True, blank=True)
    text = models.TextField(_("what she asks for, and why"))
    wrong_body = models.BooleanField(default=False)  # handed to an office that does not review it: it is passed on
    excuse = models.TextField(_("why the delay is excused"), blank=True)
    obstacle_ended_on = models.DateField(_("the obstacle ended"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=RemedyResult, blank=True)
    ground = models.CharField(_("legal ground"), max_length=12, choices=RedoGround, blank=True)
    redo_at = models.CharField(_("to be done again by"), max_length=10, choices=RedoAt, blank=True)
    redo_due_on = models.DateField(_("to be done by"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="redo") | Q(redo_due_on__isnull=False) & ~Q(redo_at=""), name="remedy_redo_ordered"
            ),
            models.CheckConstraint(
                condition=Q(excuse="") | Q(obstacle_ended_on__isnull=False), name="remedy_excuse_day"
            ),
        ]


class Hearing(Closable):
    """A hearing held on a case: its days are not counted in a recheck (R22 Art. 36 ¶2)."""

    WORDS = ("place", "members", "minutes")
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="hearings")
    place = models.CharField(_("where it is held"), max_length=200)
    members = models.CharField(_("members of the hearing"), max_length=300)
    first_on = models.DateField(_("first day of the hearing"))
    last_on = models.DateField(_("last day of the hearing"))
    minutes = models.TextField(_("minutes"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="hearing_days")]


class Withdrawal(Closable):
    """A petitioner took her petition or request back; she may revoke that for a time, with the days that were left."""

    WORDS = ("reason",)
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="withdrawals")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="withdrawals")
    withdrawn_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)
    from_state = models.CharField(max_length=20, choices=State)
    left = models.JSONField(default=dict)  # term: days that were left of it
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "petitioner"], condition=Q(revoked_on=None), name="withdrawal_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("withdrawn_on")), name="withdrawal_revoked_later"
            ),
        ]
