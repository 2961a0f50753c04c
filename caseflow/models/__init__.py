"""How it is handled: duties, cases, clocks and transfers; papers, trials and the import in files of their own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import CaseKind, Outcome, Procedure, ReminderKind, State, Via
from caseflow.imports.models import ImportMapping, ImportRow, ImportRun
from caseflow.models.between import (
    Clearance,
    ClearanceStep,
    CompletenessMiss,
    DecisionAsked,
    Dispute,
    Part,
    Recusal,
    Succession,
)
from caseflow.models.own_page import Evaluation, OnlineConsent, OwnVisit, WrongAnswer
from caseflow.models.packs import Pack, PackOption, PackTerm
from caseflow.models.papers import (
    Letterhead,
    Notice,
    Opinion,
    OpinionItem,
    PaperPdf,
    Service,
    ServiceAttempt,
    Wording,
)
from caseflow.models.remedies import Hearing, RemedyRequest, Withdrawal
from caseflow.models.routes import Execution, Settlement, StatutoryRoute
from caseflow.models.secrecy import DataRequest, Emergency, EmergencyNotice, OutsideReference, RetaliationReport
from caseflow.models.trials import DutyChange, TrialGroup, TrialMove
from caseflow.querysets import (
    CaseQuerySet,
    ClockQuerySet,
    ProposalQuerySet,
    ReminderQuerySet,
)
from offices.ids import uuid7
from offices.models import Level, Office, User
from petitions.models import Matter, Petition, Petitioner, Topic


class Duty(models.Model):
    """Topic x region level -> the office in charge, with its legal basis and validity. A change ends a row and begins another."""

    topic = models.ForeignKey(Topic, models.PROTECT)
    level = models.PositiveSmallIntegerField(_("region level"), choices=Level)
    office = models.ForeignKey(Office, models.PROTECT, related_name="duties")
    basis = models.CharField(_("legal basis"), max_length=300)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["topic__code", "level", "office__code"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "level", "office", "valid_from"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="duty_valid_period"
            ),
        ]


def _sorted(office: str, *columns: str) -> list[models.Index]:
    """For each sortable column an index of all cases and a small one of the open ones, by office.

    Those by due day hold what counting needs besides, so that the lamps are counted in the index alone.
    """
    found = []
    for column in columns:
        also: tuple[tuple[str, ...], tuple[str, ...]] = (("confidential", "closed_at"), ("confidential", "state")) if column == "due_on" else ((), ())  # fmt: skip
        name = f"case_{office[:6]}_{column[:8]}"
        found.append(models.Index(fields=[office, column, "id"], name=name, include=also[0] or None))
        found.append(
            models.Index(
                fields=[office, column, "id"], name=f"{name}_open", include=also[1] or None, condition=Q(closed_at=None)
            )
        )
    return found


class Case(models.Model):
    """One instance of handling a matter by one office. Only `apply()` writes it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="cases")
    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="cases"
    )  # the one that opened it: its number is shown
    office = models.ForeignKey(Office, models.PROTECT, related_name="cases")
    number = models.CharField(
        _("number"), max_length=40, default="", editable=False
    )  # copies of what never changes, so that
    confidential = models.BooleanField(default=False, editable=False)  # a list sorts and filters by one index:
    sender_office = models.ForeignKey(  # the petition's number, the matter's secrecy, the parent's office
        Office, models.PROTECT, null=True, blank=True, editable=False, related_name="cases_passed_on"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind)
    state = models.CharField(_("state"), max_length=20, choices=State)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined_cases")
    via = models.CharField(max_length=10, choices=Via)
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    received_on = models.DateField(_("received"))  # the day its first clock starts from
    opened_at = models.DateTimeField()
    accepted_on = models.DateField(_("accepted"), null=True, blank=True)  # the first acceptance
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)  # the earliest due day of its running duties
    extension_asked = models.PositiveSmallIntegerField(default=0)  # days the officer asked for, 0: nothing pending
    last_act_at = models.DateTimeField()
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure, default=Procedure.ORDINARY)
    route = models.ForeignKey(
        StatutoryRoute, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            *_sorted("office", "due_on", "received_on", "number", "last_act_at"),
            *_sorted("sender_office", "due_on"),
            models.Index(fields=["handler", "due_on"], name="case_handler_due", condition=Q(closed_at=None)),
            models.Index(fields=["route"], name="case_route", condition=Q(route__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "office"], name="case_one_handling", condition=Q(kind="handling", closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition.number} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Transfer(models.Model):
    """Forward, assign, keep or pass down: from one case to the case it opened, and what became of an objection."""

    from_case = models.ForeignKey(Case, models.PROTECT, related_name="transfers_out")
    to_case = models.OneToOneField(Case, models.PROTECT, related_name="transfer_in")
    kind = models.CharField(max_length=10, choices=Via)
    reached_on = models.DateField()
    report_due_on = models.DateField(null=True, blank=True)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True)
    reason = models.TextField(blank=True)
    objection = models.TextField(blank=True)
    suggested_office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True)
    objected_on = models.DateField(null=True, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)


def _unmarked(column: str) -> Q:
    """Running duties whose mark is not yet for their due day: the sweep's queue, empty when it has been through."""
    return Q(stopped_on=None, kind="duty") & (Q(**{column: None}) | ~Q(**{column: F("due_on")}))


class Clock(models.Model):
    """One statutory duty or right running on a case. `nominal_on` is the plain count, `due_on` the legal day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, null=True, blank=True)
    term = models.CharField(max_length=4)
    law = models.CharField(max_length=8)
    pack = models.CharField(max_length=20, default="national")
    kind = models.CharField(max_length=10)  # statute.ClockKind
    started_on = models.DateField()
    nominal_on = models.DateField()
    due_on = models.DateField()
    told_on = models.DateField(null=True, blank=True)  # the due day told in writing: never shortened
    extension = models.PositiveSmallIntegerField(default=0)
    length = models.PositiveSmallIntegerField(null=True, blank=True)  # days, where not the term's own
    excluded = ArrayField(models.DateField(), default=list, db_default=[])  # hearing days, not counted (R22 Art. 36 ¶2)
    provisional = models.BooleanField(default=False)
    calendar_version = models.CharField(max_length=40)
    stopped_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=20, blank=True)  # met, moved, lapsed, ended
    soon_marked_for = models.DateField(null=True, blank=True)
    late_marked_for = models.DateField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "term", "petitioner", "started_on"],
                condition=Q(stopped_on=None),
                name="clock_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="clock_to_mark_late", condition=_unmarked("late_marked_for")),
            models.Index(
                fields=["nominal_on", "id"], name="clock_to_mark_soon", condition=_unmarked("soon_marked_for")
            ),
            models.Index(
                fields=["due_on", "id"],
                name="clock_lapsing",
                condition=Q(stopped_on=None, kind__in=("right", "lapse", "watch")) & ~Q(term__in=("W6", "TD", "D3")),
            ),
            models.Index(fields=["term", "due_on"], name="clock_term_due"),
            models.Index(fields=["term", "nominal_on"], name="clock_term_nominal"),
        ]


class Proposal(models.Model):
    """What the machine proposes (topic, office, same matter); a person confirms, and both values are kept."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20)  # topic, office, same_matter
    value = models.JSONField(default=dict)
    reason = models.JSONField(default=dict)
    score = models.FloatField(default=0)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    confirmed = models.JSONField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["matter", "kind", "value"], name="proposal_once")]


class DoneKey(models.Model):
    """The key of an act that was done: the same key again does nothing twice."""

    key = models.CharField(max_length=80, primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    act = models.CharField(max_length=30)
    at = models.DateTimeField()


class Reminder(models.Model):
    """A line in the page's bell for one user, mailed once where she wants mail."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reminders")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=ReminderKind)
    key = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="reminder_once")]
        indexes = [models.Index(fields=["user", "-at"], name="reminder_unread", condition=Q(read_at=None))]


class ConsistencyRun(models.Model):
    """One run of all consistency checks: what each found, with numbers and uids as examples."""

    started_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    violations = models.PositiveIntegerField(default=0)
    results = models.JSONField(default=list)  # name, count, examples, seconds of each check

    class Meta:
        ordering = ["-started_at", "-pk"]


__all__ = ["Case", "Clearance", "ClearanceStep", "Clock", "CompletenessMiss", "ConsistencyRun", "DataRequest", "DecisionAsked", "Dispute", "DoneKey", "Duty", "DutyChange", "Emergency", "EmergencyNotice", "Evaluation", "Execution", "Hearing", "ImportMapping", "ImportRow", "ImportRun", "Letterhead", "Notice", "OnlineConsent", "Opinion", "OpinionItem", "OutsideReference", "OwnVisit", "Pack", "PackOption", "PackTerm", "PaperPdf", "Part", "Proposal", "Recusal", "RemedyRequest", "Reminder", "RetaliationReport", "Service", "ServiceAttempt", "Settlement", "StatutoryRoute", "Succession", "Transfer", "TrialGroup", "TrialMove", "Withdrawal", "Wording", "WrongAnswer"]  # fmt: skip
