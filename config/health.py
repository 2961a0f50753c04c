"""`/healthz`: the process answers. `/readyz`: database, broker, worker and beat, migrations; 503 with what is missing."""

import time

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

STALE = 60  # seconds without a heartbeat


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    cache.set("readyz", 1, 10)
    return cache.get("readyz") == 1


def _beats(name: str) -> bool:
    return time.time() - (cache.get(f"heartbeat:{name}") or 0) < STALE


CHECKS = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": lambda: _beats("worker"),
    "beat": lambda: _beats("beat"),
}


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = bool(check())
        except Exception:
            found[name] = False
    ready = all(found.values())
    response = JsonResponse({"ready": ready, **found}, status=200 if ready else 503)
    response._has_been_logged = True  # who asks reads the answer; a log line every second tells nobody more
    return response
