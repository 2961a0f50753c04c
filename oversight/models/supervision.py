"""Orders of supervision with their steps, what was looked at and passed over, and the three recommendations (R22 Art. 40)."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.models import Case, Letterhead
from caseflow.models.remedies import Closable
from offices.ids import uuid7
from offices.models import Office, User
from oversight.querysets.supervision import (
    DismissalQuerySet,
    OrderQuerySet,
    RecommendationQuerySet,
    StepQuerySet,
)
from oversight.supervision.choices import AdviceKind, KindChoice, OrderStateChoice, ReplyChoice, StepKind
from oversight.supervision.order_rules import (
    OPEN_STATES,
)
from petitions.models import Attachment

OPEN = Q(state__in=[str(state) for state in OPEN_STATES])


def words_frozen(*names: str) -> pgtrigger.Protect:
    """The words of a paper go under seal once, when a matter turns out to be an accusation, and never change otherwise."""
    old, new = (", ".join(f"{row}.{name}" for name in (*names, "sealed")) for row in ("OLD", "NEW"))
    changed = f"(({old}) IS DISTINCT FROM ({new}) AND (OLD.sealed IS NOT NULL OR NEW.sealed IS NULL))"
    return pgtrigger.Protect(name="keep_words", operation=pgtrigger.Update, condition=pgtrigger.Condition(changed))


class SupervisionOrder(Closable):
    """A petition office orders the office that handles a case to answer by a day. A numbered paper; `text` is it.

    `addressed` is the office on the paper; who answers is the office where the case lies now (R22 Art. 24 ¶2). `proposed`
    are the kinds the desk found, `kinds` those a person chose; `facts` what led to them.
    """

    WORDS = ("asked", "text")
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    office = models.ForeignKey(Office, models.PROTECT, related_name="orders_issued")
    addressed = models.ForeignKey(Office, models.PROTECT, related_name="orders_addressed")
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    kinds = ArrayField(models.CharField(max_length=20, choices=KindChoice))
    proposed = ArrayField(models.CharField(max_length=20, choices=KindChoice), default=list)
    facts = models.JSONField(default=list)  # [{kind, code, since, term, day, number}]
    asked = models.TextField(_("what is asked"), blank=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    letterhead = models.ForeignKey(Letterhead, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=OrderStateChoice, default=OrderStateChoice.ISSUED)
    due_on = models.DateField(_("answer due"))
    first_due_on = models.DateField()
    extended_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="orders_listed")
    listed_on = models.DateField(null=True, blank=True)
    delisted_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=64, blank=True)  # of the form: sent twice it is one order

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "sequence"], name="order_number_once"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="order_key_once"),
            models.CheckConstraint(
                condition=OPEN & Q(closed_at=None) | ~OPEN & Q(closed_at__isnull=False), name="order_closed_when_ended"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="order_day_never_earlier"),
            models.CheckConstraint(
                condition=Q(listed_by=None, listed_on=None) | Q(listed_by__isnull=False, listed_on__isnull=False),
                name="order_listed_since",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="order_open_of_case", condition=Q(closed_at=None)),
            models.Index(fields=["office", "due_on", "id"], name="order_office_due"),
            models.Index(fields=["listed_on"], name="order_listed", condition=Q(listed_by__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "uid", "case", "office", "addressed", "number", "year", "sequence", "kinds", "proposed", "facts",
                    "sha256", "first_due_on", "issued_at", "issued_by",
                ),
            ),
            words_frozen("asked", "text"),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_listed(self) -> bool:
        return self.listed_by_id is not None and self.delisted_on is None


class OrderStep(Closable):
    """One step of an order's life: who, when, in which words, with which day. Never changed but for the seal."""

    WORDS = ("text",)
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    text = models.TextField(blank=True)
    old_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    files = models.ManyToManyField(Attachment, blank=True, related_name="+")

    objects: Any = StepQuerySet.as_manager()

    class Meta:
        ordering = ["order_id", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("order", "kind", "due_on", "office", "by", "at"),
            ),
            words_frozen("text"),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
        ]


class Dismissal(Closable):
    """A person looked at a candidate and decided: the facts of that day stay away, until a day where they go on.

    `order` where an order ended; `office` for whose queue it holds, so that nobody below hides anything from above.
    """

    WORDS = ("reason",)
    case = models.ForeignKey(Case, models.PROTECT, related_name="dismissals")
    kind = models.CharField(max_length=20, choices=KindChoice)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = DismissalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["case", "kind"], name="dismissal_of_case")]


class Recommendation(Closable):
    """One of the three recommendations (R22 Art. 40): to an office, or an organ outside this desk, answered in writing."""

    WORDS = ("subject", "asked", "text", "reply_text", "reply_reason", "follow_up")
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=AdviceKind)
    office = models.ForeignKey(Office, models.PROTECT, related_name="recommendations")
    addressee = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="recommendations_received"
    )
    organ = models.CharField(_("organ outside this desk"), max_length=120, blank=True)
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    asked = models.TextField(_("what is recommended, and why"), blank=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    cases = models.ManyToManyField(Case, blank=True, related_name="recommendations")
    orders = models.ManyToManyField(SupervisionOrder, blank=True, related_name="recommendations")
    due_on = models.DateField(_("reply due"))
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField()
    reply = models.CharField(_("reply"), max_length=8, choices=ReplyChoice, blank=True)
    reply_text = models.TextField(_("what was done"), blank=True)
    reply_reason = models.TextField(_("why it is not adopted, or in part only"), blank=True)
    replied_on = models.DateField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    followed_on = models.DateField(null=True, blank=True)
    follow_up = models.TextField(_("what came of it"), blank=True)
    followed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "sequence"], name="recommendation_number_once"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="recommendation_key_once"),
            models.CheckConstraint(
                condition=Q(addressee__isnull=False, organ="") | Q(addressee=None) & ~Q(organ=""),
                name="recommendation_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_on=None) | ~Q(reply="") & Q(replied_on__isnull=False),
                name="recommendation_replied",
            ),
            models.CheckConstraint(
                condition=~Q(reply__in=("partly", "not")) | ~Q(reply_reason="") | Q(sealed__isnull=False),
                name="recommendation_reason",
            ),
            models.CheckConstraint(
                condition=Q(followed_on=None) | Q(replied_on__isnull=False), name="recommendation_followed_after"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-issued_at", "-id"], name="recommendation_of_office"),
            models.Index(fields=["addressee", "due_on"], name="recommendation_awaited", condition=Q(reply="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "uid", "kind", "office", "addressee", "organ", "number", "year", "sequence", "sha256", "due_on",
                    "issued_at", "issued_by",
                ),
            ),
            words_frozen("subject", "asked", "text"),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def to(self) -> str:
        """Whom it addresses: an office of this desk, or an organ outside it."""
        return str(self.addressee) if self.addressee_id else self.organ

    @property
    def state(self) -> str:
        return "followed" if self.followed_on else "replied" if self.reply else "awaited"


__all__ = ["Dismissal", "OrderStep", "Recommendation", "SupervisionOrder"]
