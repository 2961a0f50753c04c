"""`/healthz`: the process answers. `/readyz`: database, broker, worker and beat, migrations; 503 with what is missing.

`/health/`: the same for the system administrator, with the consistency of the records, the room on the disk, the queue.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from caseflow.models import ConsistencyRun
from caseflow.services.consistency import latest_run, told
from caseflow.services.sweep import unmarked
from config.celery import app
from offices.roles import Capability
from offices.views.settings import only

STALE = 60  # seconds without a heartbeat
ROOM = 0.05  # the free share of the disk below which it is time to act
LONG = 500  # tasks waiting: more than a worker clears in some minutes
OLD = 36 * 3600  # seconds after which the daily look is overdue


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    """Asked only where the database answered: waiting for it once is enough."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    cache.set("readyz", 1, 10)
    return cache.get("readyz") == 1


def _beats(name: str) -> bool:
    return time.time() - (cache.get(f"heartbeat:{name}") or 0) < STALE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": lambda: _beats("worker"),
    "beat": lambda: _beats("beat"),
}
NEEDS = {"migrations": "database", "worker": "broker", "beat": "broker"}


def _answers() -> dict[str, bool]:
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = found.get(NEEDS.get(name, ""), True) and bool(check())
        except Exception:
            found[name] = False
    return found


def _consistency() -> str | int:
    """ok, the number of violations, or never; unknown while the database is away."""
    try:
        run = latest_run()
    except Exception:
        return "unknown"
    return "never" if run is None else run.violations or "ok"


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """A violation is told and makes nothing unready: records that disagree are no reason to stop the work."""
    found = _answers()
    ready = all(found.values())
    told = {"ready": ready, **found, "consistency": _consistency() if found["database"] else "unknown"}
    response = JsonResponse(told, status=200 if ready else 503)
    response._has_been_logged = True  # who asks reads the answer; a log line every second tells nobody more
    return response


@dataclass(frozen=True)
class Line:
    """One line of the page: what, how it stands, and whether that is well."""

    name: Any
    words: str
    is_well: bool


NAMES = {
    "database": gettext_lazy("Database"),
    "migrations": gettext_lazy("Schema of the database"),
    "broker": gettext_lazy("Broker of the tasks"),
    "worker": gettext_lazy("Worker"),
    "beat": gettext_lazy("Clock of the tasks"),
}


def _services() -> list[Line]:
    good = {"migrations": _("up to date"), "worker": _("runs"), "beat": _("runs")}
    bad = {
        "migrations": _("behind the program: run manage.py migrate"),
        "worker": _("no sign for a minute: reminders, proposals and exports wait"),
        "beat": _("no sign for a minute: nothing is marked late until it is back"),
    }
    return [
        Line(NAMES[name], good.get(name, _("answers")) if ok else bad.get(name, _("does not answer")), ok)
        for name, ok in _answers().items()
    ]


def _room() -> Line:
    place = Path(settings.FILES_ROOT)
    while not place.exists():
        place = place.parent
    disk = shutil.disk_usage(place)
    words = _("%(free).1f GB free of %(total).1f GB") % {"free": disk.free / 1e9, "total": disk.total / 1e9}
    return Line(_("Room for files"), words, disk.free / disk.total > ROOM)


def _queue() -> Line:
    try:
        with app.connection_for_read(connect_timeout=2) as link:
            link.connect()  # once: the default channel would try for ever
            waiting = link.channel().queue_declare(app.conf.task_default_queue, passive=True).message_count
    except Exception as reason:
        if "NOT_FOUND" in str(reason):  # an empty queue is none
            waiting = 0
        else:
            return Line(_("Tasks waiting"), _("unknown: the broker does not answer"), False)
    words = ngettext("%(n)d task", "%(n)d tasks", waiting) % {"n": waiting}
    return Line(_("Tasks waiting"), words, waiting < LONG)


def _sweep() -> Line:
    count = unmarked(timezone.localdate())
    words = ngettext("%(n)d late clock not marked yet", "%(n)d late clocks not marked yet", count) % {"n": count}
    return Line(_("Marking of what is late"), words if count else _("nothing waits"), count == 0)


def _looked(run: ConsistencyRun | None) -> Line:
    if run is None:
        return Line(_("Consistency of the records"), _("never looked at: run manage.py check_consistency"), False)
    age = (timezone.now() - run.started_at).total_seconds()
    count = run.violations
    words = ngettext("%(n)d violation", "%(n)d violations", count) % {"n": count} if count else _("no violation")
    if age > OLD:
        words += " · " + _("not looked at since %(day)s") % {
            "day": timezone.localtime(run.started_at).date().isoformat()
        }
    return Line(_("Consistency of the records"), words, not count and age <= OLD)


@only(Capability.SYSTEM)
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """How the desk stands: its services, what waits, and each check of the records with what it found."""
    run = latest_run()
    lines = [*_services(), _room(), _queue(), _sweep(), _looked(run)]
    context = {
        "lines": lines,
        "troubles": sum(not x.is_well for x in lines),
        "run": run,
        "checks": told(run) if run else [],
    }
    return render(request, "health.html", context)
