"""Run the consistency checks and keep what they found. A run looks and never mends: repair is a named act."""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from caseflow.consistency.check import Scope
from caseflow.consistency.table import TABLE
from caseflow.models import ConsistencyRun

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Result:
    """What one check found: the number of violations, up to 20 examples, and the seconds it took."""

    name: str
    count: int
    examples: list[str]
    seconds: float


def look(at: datetime, *, only: Collection[str] = (), files: bool = True, whole: bool = False) -> Iterator[Result]:
    """The results one by one, of the checks named or of all. `whole` compares every search text, not a part."""
    scope = Scope(timezone.localtime(at).date(), files, whole)
    for check in TABLE:
        if (only and check.name not in only) or (check.name == "missing_files" and not files):
            continue
        begun = time.monotonic()
        found = check.find(scope)
        yield Result(check.name, found.count, found.examples, round(time.monotonic() - begun, 3))


def keep(results: Collection[Result], at: datetime) -> ConsistencyRun:
    """Keep the results of a whole run, for the health page; runs of the last 90 days stay."""
    ConsistencyRun.objects.filter(started_at__lt=at - KEPT).delete()
    return ConsistencyRun.objects.create(
        started_at=at, seconds=round(sum(r.seconds for r in results), 3), violations=sum(r.count for r in results),
        results=[vars(r) for r in results],
    )  # fmt: skip


def run_checks(at: datetime) -> ConsistencyRun:
    """All checks, kept: what beat does each day."""
    return keep(list(look(at)), at)


def latest_run() -> ConsistencyRun | None:
    return ConsistencyRun.objects.first()


def told(run: ConsistencyRun) -> list[dict[str, Any]]:
    """The checks of today's table with what the run found; None where the run did not know the check yet."""
    found = {r["name"]: r for r in run.results}
    return [{"check": check, "found": found.get(check.name)} for check in TABLE]
