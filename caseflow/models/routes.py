"""The statutory routes of Art. 31 as an editable table; settlements and the carrying out of supported requests."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from caseflow.choices import ExecutionState, RouteOwner, RouteUnit, SettlementKind
from caseflow.models.remedies import Closable
from caseflow.querysets import ExecutionQuerySet, RouteQuerySet
from offices.ids import uuid7
from offices.models import Named, Office
from petitions.models import Topic


class StatutoryRoute(Named):
    """One way the law offers beside petition work (R22 Art. 31 (1)-(5)). A change ends a row and begins another."""

    item = models.PositiveSmallIntegerField(_("item of Art. 31"))
    basis = models.CharField(_("legal basis"), max_length=300)
    organ = models.CharField(_("competent organ"), max_length=120)
    length = models.PositiveSmallIntegerField(_("limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, choices=RouteUnit, default=RouteUnit.DAYS)
    owner = models.CharField(_("whose limit"), max_length=10, choices=RouteOwner)
    counted_from = models.CharField(_("counted from"), max_length=120, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(item__range=(1, 5)), name="route_item"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="route_valid_period"
            ),
        ]

    @property
    def limit(self) -> str:
        """The length in words, as "6 months"; empty where that law gives none."""
        if not self.length:
            return ""
        words = {
            RouteUnit.DAYS: ngettext("%(n)d day", "%(n)d days", self.length),
            RouteUnit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", self.length),
            RouteUnit.MONTHS: ngettext("%(n)d month", "%(n)d months", self.length),
            RouteUnit.YEARS: ngettext("%(n)d year", "%(n)d years", self.length),
        }
        return words[RouteUnit(self.unit)] % {"n": self.length}


class Settlement(Closable):
    """An agreement by mediation or between the parties (R22 Art. 33), and whether it was performed."""

    WORDS = ("requests", "parties", "agreement", "evidence")
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="settlements")
    kind = models.CharField(_("kind"), max_length=12, choices=SettlementKind)
    requests = models.TextField(_("requests it settles"))
    parties = models.CharField(_("parties"), max_length=300)
    agreement = models.TextField(_("agreement"))
    perform_on = models.DateField(_("to be performed by"))
    days_left = models.PositiveSmallIntegerField(default=0)  # of the term to answer, when it was settled
    performed = models.BooleanField(_("performed"), null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]


class Execution(Closable):
    """A supported request to be carried out (R22 Art. 32 ¶2): what, by whom, until when, and what came of it."""

    WORDS = ("evidence",)
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey("caseflow.Case", models.PROTECT, related_name="executions")
    item = models.ForeignKey("caseflow.OpinionItem", models.PROTECT, related_name="executions")
    office = models.ForeignKey(Office, models.PROTECT, related_name="executions")
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=ExecutionState, default=ExecutionState.PENDING)
    evidence = models.TextField(_("evidence"), blank=True)
    changed_on = models.DateField(null=True, blank=True)
    late_marked_for = models.DateField(null=True, blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "item"], name="execution_once")]
        indexes = [
            models.Index(fields=["due_on"], name="execution_open", condition=~Q(state__in=("done", "revoked"))),
        ]

    @property
    def is_open(self) -> bool:
        return self.state not in (ExecutionState.DONE, ExecutionState.REVOKED)
