"""Leaders' reception: who receives, the days of the calendar, what is received, and matters a leader takes charge of.

A leader stands here by name and post, as her office publishes her (R22 Art. 18 ¶1, ¶2); nothing else is kept of her, and
nothing of a petitioner: what was said and promised lies sealed beside the case and is seen with it.
"""

from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.models import Case
from offices.ids import uuid7
from offices.models import Office, Region, User
from oversight.querysets.reception import (
    ChargeQuerySet,
    LeaderQuerySet,
    ReceptionDayQuerySet,
    ReceptionItemQuerySet,
)
from oversight.reception import Promise, Sitting, slots
from petitions.models import Matter
from petitions.sealing import unseal


class ReceptionKind(models.TextChoices):
    OFFICE = "office", _("reception at the office")
    VISIT = "visit", _("visit to the villages")


class ItemState(models.TextChoices):
    WAITING = "waiting", _("waiting for a day")
    BOOKED = "booked", _("booked")
    FOLLOWED = "followed", _("taken back, in work")
    REPORTED = "reported", _("reported done, to be checked")
    ENDED = "ended", _("finished")
    MISSED = "missed", _("did not come")
    DROPPED = "dropped", _("taken off the list")


class ReceptionOutcome(models.TextChoices):
    """The four ways in which a matter leaves the room (regulation 7.1); there is no fifth."""

    SOLVED = "solved", _("solved on the spot")
    EXPLAINED = "explained", _("explained with the policy text")
    TAKEN_BACK = "taken_back", _("taken back, with owner and day")
    REFUSED = "refused", _("refused with reasons and remedy")


class StepKind(models.TextChoices):
    OUTCOME = "outcome", _("taken back at the reception")
    REPORT = "report", _("report")
    EXTEND = "extend", _("extended")
    FINISH = "finish", _("reported done")
    VERIFY = "verify", _("checked: done")
    SEND_BACK = "send_back", _("checked: not done yet")


class ChargeResult(models.TextChoices):
    SETTLED = "settled", _("matter settled")
    EXPLAINED = "explained", _("explained, nothing more is owed")
    ROUTED = "routed", _("taken to its statutory route")
    PASSED = "passed", _("passed to another leader")


class Leader(models.Model):
    """An office-holder who receives, by public name and post, from a day until a day (both inclusive)."""

    keeper = models.ForeignKey(
        Office, models.PROTECT, related_name="leaders_kept"
    )  # the office that keeps the calendar; often the petition office of the place
    office = models.ForeignKey(Office, models.PROTECT, related_name="leaders", verbose_name=_("leader's office"))
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=80)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("in office from"))
    valid_until = models.DateField(_("in office until"), null=True, blank=True)

    objects = LeaderQuerySet.as_manager()

    class Meta:
        ordering = ["office__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["keeper", "office", "name", "post", "valid_from"], name="leader_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="leader_valid_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.post}"

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class ReceptionDay(models.Model):
    """A day on which a leader receives, at the office or in a village: drafted, published, perhaps cancelled."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="reception_days")
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="days", verbose_name=_("leader"))
    kind = models.CharField(_("kind"), max_length=10, choices=ReceptionKind, default=ReceptionKind.OFFICE)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town or village visited")
    )
    place = models.CharField(_("venue"), max_length=200)
    day = models.DateField(_("day"))
    begins_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ReceptionDayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "begins_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="reception_day_times"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="reception_day_seats"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="reception_day_cancel_reason"
            ),
            models.UniqueConstraint(
                fields=["leader", "day", "begins_at"], condition=Q(cancelled_at=None), name="reception_day_once"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "id"], name="reception_day_public", condition=Q(published_at__isnull=False)),
            models.Index(fields=["office", "day"], name="reception_day_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.leader}"

    @property
    def sitting(self) -> Sitting:
        """The day as the rules need it."""
        return Sitting(
            self.day, self.begins_at, self.ends_at, self.seats, self.leader.valid_from, self.leader.valid_until,
            self.published_at is not None, self.cancelled_at is not None,
        )  # fmt: skip

    @property
    def state(self) -> str:
        return "cancelled" if self.cancelled_at else "published" if self.published_at else "draft"

    @property
    def times(self) -> list[str]:
        """The slots in words: 09:00-09:30."""
        cut = slots(self.begins_at, self.ends_at, self.seats)
        return [f"{a.strftime('%H:%M')}–{b.strftime('%H:%M')}" for a, b in cut]


class ReceptionItem(models.Model):
    """One matter brought to a leader: on the waiting list, booked, and how it left the room. Only services write it.

    `due_on` is what is owed next: the day of a booked reception, the day promised of what was taken back.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="receptions")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="receptions")  # the case's, which never changes
    office = models.ForeignKey(Office, models.PROTECT, related_name="reception_items")  # whose list it is on
    asked_by = models.ForeignKey(
        Office, models.PROTECT, related_name="reception_items_asked"
    )  # the desk that tells her
    asked_on = models.DateField()
    booked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.ForeignKey(ReceptionDay, models.PROTECT, null=True, blank=True, related_name="items")
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ItemState, default=ItemState.WAITING)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReceptionOutcome, blank=True)
    owner = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="reception_items_owned")
    promised_on = models.DateField(_("promised by"), null=True, blank=True)
    was_extended = models.BooleanField(default=False)
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True)  # what was done, cited, asked or refused, in words

    objects = ReceptionItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "slot"], name="reception_slot_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state__in=("waiting", "booked")), name="reception_matter_once"
            ),
            models.CheckConstraint(
                condition=Q(day=None, slot=None) | Q(day__isnull=False, slot__gte=1), name="reception_slot_of_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "dropped"), day=None)
                | Q(day__isnull=False) & ~Q(state__in=("waiting", "dropped")),
                name="reception_state_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "booked", "missed", "dropped"), outcome="")
                | Q(state__in=("followed", "reported"), outcome="taken_back")
                | Q(state="ended") & ~Q(outcome=""),
                name="reception_one_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="taken_back", owner__isnull=False, promised_on__isnull=False)
                | ~Q(outcome="taken_back") & Q(owner=None, promised_on=None),
                name="reception_owner_and_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("booked", "followed", "reported"), due_on__isnull=False)
                | ~Q(state__in=("booked", "followed", "reported")) & Q(due_on=None),
                name="reception_due_while_open",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="reception_item_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["office", "state"], name="reception_item_list"),
        ]  # fmt: skip

    @property
    def opened(self) -> dict[str, str]:
        return unseal(self.sealed) or {}

    @property
    def is_open(self) -> bool:
        return self.state in (ItemState.WAITING, ItemState.BOOKED, ItemState.FOLLOWED, ItemState.REPORTED)

    @property
    def time(self) -> str:
        """The slot in words, while its day is known."""
        times = self.day.times if self.day is not None else []
        return times[self.slot - 1] if self.slot and self.slot <= len(times) else ""

    @property
    def promise(self) -> Promise:
        """What was taken back, as the rules need it."""
        return Promise(self.state, self.promised_on or date.max, self.was_extended, self.finished_by_id)


class ReceptionStep(models.Model):
    """A line of the follow-up of what was taken back. Never changed, never deleted."""

    item = models.ForeignKey(ReceptionItem, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    old_day = models.DateField(null=True, blank=True)
    new_day = models.DateField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def text(self) -> str:
        return str((unseal(self.sealed) or {}).get("text", ""))


class Charge(models.Model):
    """A leader takes charge of a matter from a day, until a day or its end (包案). What is said of it lies sealed."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="charges")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="charges")
    office = models.ForeignKey(Office, models.PROTECT, related_name="charges")  # that keeps the record
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="charges", verbose_name=_("leader"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=ChargeResult, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()
    sealed = models.BinaryField(null=True, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "office"], condition=Q(closed_on=None), name="charge_open_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="charge_period"),
            models.CheckConstraint(
                condition=Q(closed_on=None, result="") | Q(closed_on__isnull=False) & ~Q(result=""),
                name="charge_result",
            ),
        ]
        indexes = [models.Index(fields=["until", "id"], name="charge_open_until", condition=Q(closed_on=None))]

    @property
    def opened(self) -> dict[str, Any]:
        """`aim` and, once closed, `result` in words."""
        return unseal(self.sealed) or {}
