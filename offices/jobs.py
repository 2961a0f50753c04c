"""Work in the background: asked by a user under one posting, done by a worker, found again after any of them died.

A room registers its kinds in `KINDS`. A worker claims a job by a conditional UPDATE; `tries` is its token: whoever was
thought dead and comes back finds another token and stops. A kind writes in transactions of its own and calls
`Work.progress()` between or inside them; what it leaves as `mark` is where the next try goes on.
"""

import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.dispatch import Signal
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from offices.actors import Actor, actor_from
from offices.later import ask
from offices.models import Job, JobState

LEASE = timedelta(seconds=90)  # without a sign of life for so long, a worker counts as dead
QUEUED = timedelta(seconds=20)  # a job that waits longer is queued again: the broker may have lost it
KEPT = timedelta(days=7)  # the file's time; the row stays
MOST_TRIES = 4
MOST_WAITING = 5  # open jobs of one posting and kind
log = logging.getLogger("desk.jobs")
finished = Signal()  # job: the row, ended; sent inside the ending's transaction


@dataclass(frozen=True)
class Kind:
    """`run(work)` does it; `page` gives the address that shows the result, "" for the job's own page.

    `barred` tells why the actor may not have the file any more, as a msgid; "" where she may: rights end, files are kept.
    """

    label: Any
    run: Callable[["Work"], None]
    page: Callable[[Job], str] = lambda job: ""
    barred: Callable[[Job, Actor], str] = lambda job, actor: ""


KINDS: dict[str, Kind] = {}


class Failed(Exception):
    """The work cannot be done; the text is a msgid for the user. It is not tried again."""


class Stopped(Exception):
    """The user asked to stop."""


class Lost(Exception):
    """Another worker has the job: this one ends without a trace."""


class TooMany(Exception):
    """The posting has enough open work of this kind."""


def start(kind: str, actor: Actor, at: datetime, asked: dict[str, Any], *, source: str = "") -> Job:
    """Write the job and queue it once its row stands. Raises TooMany. A broker that is away delays it by half a minute."""
    with transaction.atomic():
        open_now = Job.objects.open().filter(posting=actor.posting_id, kind=kind).count()
        if open_now >= MOST_WAITING:
            raise TooMany
        job = Job.objects.create(kind=kind, user_id=actor.user_id, posting_id=actor.posting_id, asked=asked, source=source, asked_at=at)  # fmt: skip
        transaction.on_commit(lambda: queue(job), robust=True)
    return job


def queue(job: Job) -> None:
    """Ask a worker; a broker that is away breaks nothing, the sweep asks again."""
    from offices.tasks import run_job

    ask(run_job, str(job.uid), expires=600)


def ask_to_stop(job: Job, at: datetime) -> None:
    """A waiting job stops at once, a running one at its next sign of life."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    if not waiting.update(state=JobState.STOPPED, finished_at=at, stop_asked=True):
        Job.objects.open().filter(pk=job.pk).update(stop_asked=True)


SIGN = """
UPDATE offices_job SET seen_at = clock_timestamp(), done = %s, total = coalesce(%s, total), mark = coalesce(%s::jsonb, mark)
WHERE id = %s AND tries = %s AND state = 'running' RETURNING stop_asked
"""


class Work:
    """What a kind gets: the job, the actor of its posting, and the way to tell how far it is."""

    def __init__(self, job: Job, actor: Actor, at: datetime) -> None:
        self.job, self.actor, self.at = job, actor, at
        self.told: dict[str, Any] = dict(job.told)
        self._signed = 0.0
        self._output: tuple[Path, str] | None = None

    @property
    def asked(self) -> dict[str, Any]:
        return self.job.asked

    @property
    def mark(self) -> Any:
        """What the last try left, None on the first."""
        return self.job.mark

    def progress(self, done: int, total: int | None = None, *, mark: Any = None) -> None:
        """Sign of life, at most twice a second unless there is a `mark`. Raises Lost or Stopped."""
        if mark is None and time.monotonic() - self._signed < 0.5:
            return
        self._signed = time.monotonic()
        packed = Job._meta.get_field("mark").get_db_prep_value(mark, connection) if mark is not None else None
        with connection.cursor() as cursor:
            cursor.execute(SIGN, [done, total, packed, self.job.pk, self.job.tries])
            row = cursor.fetchone()
        if row is None:
            raise Lost
        if row[0]:
            raise Stopped

    def output(self, name: str) -> Path:
        """Where to write the file that the user gets under `name` when the work is done."""
        folder = folder_of(self.job)
        folder.mkdir(parents=True, exist_ok=True)
        self._output = (folder / "output", name)
        return self._output[0]

    @contextlib.contextmanager
    def source(self) -> Iterator[Path]:
        """The uploaded file as a path."""
        folder = folder_of(self.job)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"source{Path(self.job.source).suffix}"
        if not path.exists():
            with default_storage.open(self.job.source) as held, open(path, "wb") as copy:
                shutil.copyfileobj(held, copy)
        yield path

    def keep_output(self) -> dict[str, Any]:
        """Store what was written; the fields of the job that name it."""
        if self._output is None:
            return {}
        path, name = self._output
        with open(path, "rb") as file:
            stored = default_storage.save(f"results/{self.job.uid}.{self.job.tries}", File(file))
        return {"result": stored, "file_name": name, "size": path.stat().st_size}


def folder_of(job: Job) -> Path:
    """A folder for one try on this machine; it goes when the try ends, and takes no other try's files with it."""
    return Path(settings.VAR) / "work" / f"{job.uid}.{job.tries}"


def claim(uid: str) -> Job | None:
    """The job where it waits, or where its worker gave no sign of life for long; None where somebody has it or it ended."""
    waits = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, seen_at__lt=Now() - LEASE)
    rows = Job.objects.filter(waits, uid=uid)
    if not rows.update(
        state=JobState.RUNNING, tries=F("tries") + 1, seen_at=Now(), started_at=Coalesce("started_at", Now())
    ):
        return None
    return Job.objects.select_related("posting__office", "posting__user", "user").get(uid=uid)


def run(uid: str, at: datetime) -> str:
    """Claim and do one job; the state it is in then, "" where it was not to be had."""
    job = claim(uid)
    if job is None:
        return ""
    for dead in folder_of(job).parent.glob(f"{job.uid}.*"):
        shutil.rmtree(dead, ignore_errors=True)
    work = Work(job, actor_from(job.posting, timezone.localtime(at).date()), at)
    try:
        with translation.override(job.user.language or settings.LANGUAGE_CODE):
            return _try(work)
    finally:
        shutil.rmtree(folder_of(job), ignore_errors=True)


def _try(work: Work) -> str:
    job = work.job
    try:
        if job.tries > MOST_TRIES:
            raise Failed(BROKEN)
        if work.actor.posting_id is None:
            raise Failed(gettext_noop("The posting under which this was asked has ended."))
        if job.kind not in KINDS:
            raise Failed(BROKEN)
        KINDS[job.kind].run(work)
        return _end(work, JobState.DONE)
    except Lost:
        return ""
    except Stopped:
        return _end(work, JobState.STOPPED)
    except Failed as reason:
        return _end(work, JobState.FAILED, str(reason))
    except Exception:
        log.exception("job %s (%s) broke in try %s", job.uid, job.kind, job.tries)
        if job.tries >= MOST_TRIES:
            return _end(work, JobState.FAILED, BROKEN)
        mine = Job.objects.filter(pk=job.pk, tries=job.tries, state=JobState.RUNNING)
        mine.update(state=JobState.WAITING, seen_at=Now())
        return JobState.WAITING


BROKEN = gettext_noop("This broke several times. Nothing half-done was kept; tell your administrator its number.")


def _end(work: Work, state: str, reason: str = "") -> str:
    kept = work.keep_output() if state == JobState.DONE else {}
    now = timezone.now()
    with transaction.atomic():
        mine = Job.objects.filter(pk=work.job.pk, tries=work.job.tries, state=JobState.RUNNING)
        ended = mine.update(state=state, reason=reason, told=work.told, finished_at=now, expires_at=now + KEPT, **kept)
        if not ended:
            return ""
        job = Job.objects.get(pk=work.job.pk)
        if state == JobState.DONE:
            Job.objects.filter(pk=job.pk).update(done=job.total if job.total is not None else job.done)
        finished.send(sender=Job, job=job, at=now)
    return state


def sweep_jobs() -> int:
    """Queue again what the broker lost or a dead worker held; returns how many."""
    lost = Q(state=JobState.WAITING, asked_at__lt=Now() - QUEUED) | Q(state=JobState.RUNNING, seen_at__lt=Now() - LEASE)
    rows = list(Job.objects.filter(lost)[:100])
    for job in rows:
        queue(job)
    return len(rows)


def drop_expired(at: datetime) -> int:
    """Delete the files whose time is over, uploads and results; the rows stay."""
    rows = Job.objects.filter(expires_at__lt=at).exclude(result="", source="")
    for job in rows:
        for name in filter(None, (job.result, job.source)):
            default_storage.delete(name)
        Job.objects.filter(pk=job.pk).update(result="", source="")
    return len(rows)
