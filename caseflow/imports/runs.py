"""The page's acts on an import: receive the upload, correct the mapping, check in the background, import, go on."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from caseflow.imports.files import MAX_BYTES, UnreadableFile, survey, text_of
from caseflow.imports.mapping import check, layout_of, match, remember, saved
from caseflow.imports.models import ImportRow, ImportRun, Stage
from caseflow.imports.reasons import BadImport, Reasoned
from caseflow.imports.report import outcomes_kept, write_xlsx
from caseflow.imports.service import BUSY, finish, is_busy, outcomes_of, sha256_of
from offices import jobs
from offices.actors import Actor
from offices.models import Job, Office
from petitions.sealing import seal

KEPT = timedelta(days=7)  # an upload that nobody imports
SAMPLE_CELL = 300  # characters of a cell that the preview keeps
GONE = gettext_noop("The file is no longer kept: upload it again. What was registered stays, and is skipped then.")
CHANGED = gettext_noop("The file cannot be read any more: upload it again.")


def receive(upload: UploadedFile, actor: Actor, at: datetime) -> ImportRun:
    """Read the upload once, keep it, and guess its mapping. Raises UnreadableFile; nothing is kept then."""
    name = (upload.name or "")[:200]
    if (upload.size or 0) > MAX_BYTES:
        raise UnreadableFile(
            gettext_noop("%(name)s is larger than %(n)d MB: split it"), name=name, n=MAX_BYTES // 2**20
        )
    office = Office.objects.select_related("region").get(pk=actor.office_id)
    with _on_disk(upload) as path:
        seen = survey(path, name)
        if not seen.count:
            raise UnreadableFile(gettext_noop("%(name)s holds the columns' names and no row"), name=name)
        mapping, known = match(seen.columns, office), saved(seen.columns, office)
        run = ImportRun(
            office=office, user_id=actor.user_id, file_name=name, file_sha256=sha256_of(path), columns=seen.columns,
            header_line=seen.header_line, sample=seal([[line, [_kept(v) for v in row]] for line, row in seen.first]),
            mapping=mapping, rows=seen.count, uploaded_at=at,
            source=(known.source if known and known.source else f"{office.code}:{layout_of(mapping)}"),
        )  # fmt: skip
        with path.open("rb") as file:
            run.file = default_storage.save(f"imports/{run.uid}{_suffix(name)}", File(file))
    run.save()
    return run


def _suffix(name: str) -> str:
    return ".xlsx" if name.lower().endswith(".xlsx") else ".csv"


def _kept(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else text_of(value)[:SAMPLE_CELL]


@contextmanager
def _on_disk(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file on this machine; a small one, which Django keeps in memory, is written out."""
    if hasattr(upload, "temporary_file_path"):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(suffix=_suffix(upload.name or "")) as file:
        for piece in upload.chunks():
            file.write(piece)
        file.flush()
        yield Path(file.name)


def twins(run: ImportRun) -> list[ImportRun]:
    """Earlier imports of the very same file by the office."""
    rows = ImportRun.objects.filter(office=run.office_id, file_sha256=run.file_sha256).exclude(pk=run.pk)
    return list(rows.exclude(started_at=None).select_related("user").order_by("-started_at")[:3])


def set_mapping(run: ImportRun, mapping: Mapping[str, int], source: str) -> None:
    """Correct what the columns stand for; an earlier check of the file counts no more. Raises BadImport, and keeps it."""
    source = f"{run.office.code}:{source}"[:60]
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.stage not in {Stage.UPLOADED, Stage.CHECKED}:
            raise BadImport(gettext_noop("This import has begun: its columns stand fast."))
        changed = (locked.mapping, locked.source) != (dict(mapping), source)
        run.mapping, run.source = dict(mapping), source
        run.checked_at = None if changed else locked.checked_at
        run.save(update_fields=["mapping", "source", "checked_at"])
    check(run.columns, run.mapping)
    remember(run.columns, run.mapping, run.office, source)


def start(run: ImportRun, actor: Actor, at: datetime, *, dry: bool) -> Job:
    """Check in the background, or import, or go on with an import that was stopped. Raises BadImport, jobs.TooMany.

    One import of a source at a time: a second one is refused while the first is at work.
    """
    check(run.columns, run.mapping)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"import:{run.source}"])
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("check_job", "run_job").get(pk=run.pk)
        _allow(locked, dry)
        job = jobs.start("import", actor, at, {"run": str(run.uid), "dry_run": dry}, source=locked.file)
        # the upload goes with the newest job: it alone makes it expire
        Job.objects.filter(pk__in=[pk for pk in (locked.check_job_id, locked.run_job_id) if pk]).update(source="")
        if dry:
            ImportRun.objects.filter(pk=run.pk).update(check_job=job, checked_at=None, checked={})
        else:
            ImportRun.objects.filter(pk=run.pk).update(run_job=job, started_at=locked.started_at or at)
    return job


def _allow(run: ImportRun, dry: bool) -> None:
    wanted = {Stage.UPLOADED, Stage.CHECKED} if dry else {Stage.CHECKED, Stage.STOPPED}
    if run.stage not in wanted:
        raise BadImport(gettext_noop("This has been asked for already, or the file has to be checked first."))
    if not has_file(run):
        raise BadImport(GONE)
    if not dry and is_busy(run):
        raise BadImport(BUSY)


def has_file(run: ImportRun) -> bool:
    return bool(run.file) and default_storage.exists(run.file)


def stop(run: ImportRun, at: datetime) -> None:
    """Ask the work to stop; whole batches that were written stay."""
    if run.job:
        jobs.ask_to_stop(run.job, at)


def work(given: jobs.Work) -> None:
    """The job's kind: check or import a run's file; the report of all rows is the job's file."""
    run = ImportRun.objects.select_related("office__region").get(uid=given.asked["run"])
    dry = bool(given.asked["dry_run"])
    if not has_file(run):
        raise jobs.Failed(GONE)
    with given.source() as path:
        if dry:
            _forget_check(run, given)
        try:
            for _found in outcomes_of(run, path, dry=dry, sign=lambda n: given.progress(n, run.rows, mark=n)):
                pass
        except Reasoned:
            raise jobs.Failed(CHANGED) from None
    pieces = outcomes_kept(run, dry=dry, actor=given.actor)
    name = _("check of %(name)s") if dry else _("import of %(name)s")
    path = given.output(f"{(name % {'name': Path(run.file_name).stem})[:150]}.xlsx")
    write_xlsx(path, pieces, lambda: given.progress(run.rows, run.rows))
    given.told |= {"rows": run.rows}
    if dry:
        ImportRun.objects.filter(pk=run.pk).update(checked_at=timezone.now())
    else:
        finish(run, timezone.now())


def page_of_job(job: Job) -> str:
    """The import's page."""
    return reverse("caseflow:import", args=[job.asked["run"]])


def _forget_check(run: ImportRun, given: jobs.Work) -> None:
    with transaction.atomic():
        ImportRow.objects.filter(run=run, is_dry=True).delete()
        run.checked = {}
        ImportRun.objects.filter(pk=run.pk).update(checked={})
        given.progress(0, run.rows, mark=0)


def drop_stale(at: datetime) -> int:
    """Delete uploads that nobody has worked on for a week, and the samples of those whose file has gone; the rows stay."""
    count = 0
    for run in ImportRun.objects.exclude(file="").select_related("check_job", "run_job"):
        if run.job and (run.job.is_open or run.job.source):
            continue  # its job makes it expire
        if run.uploaded_at < at - KEPT:
            default_storage.delete(run.file)
            ImportRun.objects.filter(pk=run.pk).update(file="", sample=None)
            count += 1
    return count
