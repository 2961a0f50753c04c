"""Who is there: regions, offices, users and their postings, and the working-day calendar."""

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.querysets import JobQuerySet, OfficeQuerySet, PostingQuerySet, RegionQuerySet, UserQuerySet
from offices.roles import Role


class Named(models.Model):
    """A reference row with a Chinese name and an optional English one."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Level(models.IntegerChoices):
    PROVINCE = 1, _("province")
    PREFECTURE = 2, _("prefecture city")
    COUNTY = 3, _("county or district")
    TOWNSHIP = 4, _("township or street")
    VILLAGE = 5, _("village or community")


class Region(Named):
    code = models.CharField(_("region code"), max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=80, db_index=True, editable=False
    )  # codes from the root, "a/b/c/": a subtree is a prefix

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^\d{12}$"), name="region_code_12_digits")]


class OfficeKind(models.TextChoices):
    PETITION = "petition", _("petition office")
    GOVERNMENT = "government", _("government")
    DEPARTMENT = "department", _("department")
    PARTY = "party", _("party organ")
    COURT = "court", _("court")
    PROCURATORATE = "procuratorate", _("procuratorate")
    POLITICAL_LEGAL = "political_legal", _("political-legal organ")
    DISCIPLINE = "discipline", _("discipline organ")
    MASS = "mass", _("mass organisation")
    ENTERPRISE = "enterprise", _("state enterprise")
    JOINT = "joint", _("joint conference")


class Office(Named):
    code = models.CharField(_("office code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind)
    region = models.ForeignKey(Region, models.PROTECT, related_name="offices")
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates")
    is_vertical = models.BooleanField(
        _("led from above alone"), default=False
    )  # its opinions: reviewed by the upper organ
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    reception_place = models.CharField(_("where visitors are received"), max_length=200, blank=True)
    reception_hours = models.CharField(_("when visitors are received"), max_length=200, blank=True)
    channel = models.URLField(_("address on the network for petitions"), max_length=200, blank=True)
    soon_days = models.PositiveSmallIntegerField(_("days before the due day that count as soon"), default=5)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["region__code", "kind", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{2,20}$"), name="office_code_plain"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="office_valid_period"
            ),
        ]


class OfficeBelow(models.Model):
    """The closure of offices: `above` sees what `below` handles; every office is below itself (depth 0)."""

    above = models.ForeignKey(Office, models.CASCADE, related_name="closure_below")
    below = models.ForeignKey(Office, models.CASCADE, related_name="closure_above")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "below"], name="office_below_once")]


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    single_keys = models.BooleanField(_("single-letter shortcuts"), default=True)
    digest = models.BooleanField(_("morning digest by e-mail"), default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


class Posting(models.Model):
    """A user's role in an office, from a day until a day (both inclusive)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "role", "valid_from"], name="posting_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="posting_valid_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} · {self.get_role_display()}"


class CalendarYear(models.Model):
    """A year whose holiday notice is known. The horizon is 31 December of the last one without a gap."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(_("source notice"), max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)


class CalendarDay(models.Model):
    """A day that differs from Monday-Friday: off on a weekday (or a named holiday), or worked on a weekend.

    Rows of a region are a local overlay (HOL Art. 4) and win over the national row.
    """

    day = models.DateField()
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "region"], name="calendar_day_once", nulls_distinct=False),
        ]


class CalendarVersion(models.Model):
    """One row a change of the calendar; each clock stores the version it was computed with."""

    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


class Job(models.Model):
    """Work in the background that a user asked for under one posting: what, how far, and its file until it expires.

    The rows stay when the file has gone: they tell who took what out of the desk, and when.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    user = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="jobs")
    asked = models.JSONField(default=dict)  # filters, columns, choices; never a person's data
    source = models.CharField(max_length=200, blank=True)  # an uploaded file, by its name in the storage
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)  # also the token of whoever works on it
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    mark = models.JSONField(null=True, blank=True)  # where to go on after a worker died
    told = models.JSONField(default=dict)  # the result in numbers
    reason = models.CharField(max_length=200, blank=True)  # why it failed, as a msgid
    result = models.CharField(max_length=200, blank=True)  # the file in the storage
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # the worker's last sign of life
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["posting", "-asked_at"], name="job_posting_asked"),
            models.Index(fields=["state", "seen_at"], name="job_open", condition=Q(state__in=("waiting", "running"))),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class JobDownload(models.Model):
    """Who took a job's file, and when. Never changed, never deleted."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="downloads")
    user = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]
