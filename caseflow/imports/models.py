"""The record of an import: the run, the result of each row, and the mapping remembered for a layout."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Job, Office, User
from offices.roles import Capability
from petitions.models import Petition
from petitions.sealing import unseal

if TYPE_CHECKING:
    from offices.actors import Actor


def may_import(actor: "Actor") -> bool:
    """Whoever registers *and* decides where letters go: an import writes many at once, and closes those with a reply."""
    return actor.office_id is not None and actor.may(Capability.REGISTER) and actor.may(Capability.TRANSFER)


class ImportRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ImportRunQuerySet":
        """The imports of one's own office, for whoever may import there."""
        if actor.is_system:
            return self
        return self.filter(office=actor.office_id) if may_import(actor) else self.none()


class Stage(models.TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    STOPPED = "stopped", _("not finished")
    DONE = "done", _("imported")


class Result(models.TextChoices):
    REGISTERED = "registered", _("registered")
    ANSWERED = "answered", _("answered")
    SKIPPED = "skipped", _("skipped")
    REJECTED = "rejected", _("rejected")


class ImportRun(models.Model):
    """An import of a file by one office, from the upload to the end: its one audit line. The command has no user and no job."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=200, blank=True)  # the upload by its name in the storage, until it expires
    file_sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    header_line = models.PositiveIntegerField(default=1)
    sample = models.BinaryField(null=True, blank=True)  # the first rows, sealed; gone with the file
    mapping = models.JSONField(default=dict)  # field -> column index
    rows = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    check_job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked = models.JSONField(default=dict)  # counts of the dry run
    run_job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    done_rows = models.PositiveIntegerField(default=0)
    done_line = models.PositiveIntegerField(default=0)  # where a resumed run goes on
    report = models.JSONField(default=dict)  # counts of what was written
    started_at = models.DateTimeField(null=True, blank=True)  # also the instant that bounds the rows' dates
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        app_label = "caseflow"
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["office", "-uploaded_at"], name="import_office_uploaded"),
            models.Index(fields=["source"], name="import_source", condition=Q(finished_at=None)),
        ]

    @property
    def stage(self) -> Stage:
        if self.finished_at:
            return Stage.DONE
        if self.started_at:
            return Stage.RUNNING if self.run_job and self.run_job.is_open else Stage.STOPPED
        if self.check_job and self.check_job.is_open:
            return Stage.CHECKING
        return Stage.CHECKED if self.checked_at else Stage.UPLOADED

    @property
    def job(self) -> Job | None:
        """The job that works on it, or that worked on it last."""
        return self.run_job if self.started_at else self.check_job

    @property
    def first_rows(self) -> list[list[Any]]:
        """[line, cells] of the first rows."""
        return unseal(self.sample) or []

    @property
    def has_replies(self) -> bool:
        return "reply" in self.mapping

    @property
    def source_name(self) -> str:
        """The source without the office's code that the page puts before it."""
        return self.source.removeprefix(f"{self.office.code}:")


class ImportRow(models.Model):
    """What became of one row; written with it. Those of a dry run give way to the next."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    is_dry = models.BooleanField(default=False)
    line = models.PositiveIntegerField()
    result = models.CharField(max_length=10, choices=Result)
    external_no = models.CharField(max_length=60, blank=True)
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True, related_name="import_rows")
    reasons = models.JSONField(default=list)  # [msgid, values] each

    class Meta:
        app_label = "caseflow"
        ordering = ["run_id", "line"]
        constraints = [models.UniqueConstraint(fields=["run", "is_dry", "line"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "is_dry", "result", "line"], name="import_row_result")]


class ImportMapping(models.Model):
    """A mapping of a file's columns that an office saved, found again by the columns' names."""

    office = models.ForeignKey(Office, models.PROTECT)
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    mapping = models.JSONField()  # field -> column index
    source = models.CharField(max_length=60, blank=True)  # the source named last

    class Meta:
        app_label = "caseflow"
        constraints = [models.UniqueConstraint(fields=["office", "signature"], name="import_mapping_once")]
