"""What is measured by itself and not by a page: search against a scan, counts, the sweep, candidates; with plans."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench.imports import measured_import
from bench.real import measured_search
from caseflow.models import Case, Duty
from caseflow.services import what_if
from caseflow.services.duties import DutyLine
from caseflow.services.duty_draft import draft_end, draft_new, try_draft
from caseflow.services.proposals import same_matter
from caseflow.services.sweep import sweep
from offices.actors import actor_from
from offices.jobs import Work, folder_of
from offices.models import Job, JobState, Office, Posting, User
from offices.paging import capped_counts
from offices.roles import Role
from petitions.models import Petition
from petitions.searching import parse
from petitions.services.search import found_ids

WORDS = ("夜间噪声", "电梯停运", "请求", "孩子", "宅基地", "路灯", "垃圾分类")


def timed(work: Callable[[], Any], rounds: int = 5) -> float:
    """The median milliseconds of some rounds, after one to warm up."""
    work()
    took = []
    for _n in range(rounds):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[len(took) // 2]


def measured_sets() -> dict[str, Any]:
    """Milliseconds by name, and the plans of the main queries."""
    actor = actor_from(
        Posting.objects.select_related("user", "office").get(user__username="g001zj-officer"), timezone.localdate()
    )
    found: dict[str, Any] = {"petitions": Petition.objects.count(), "search": {}, "plans": {}}
    with connection.cursor() as cursor:
        for word in WORDS:
            node = parse(word)
            assert node is not None
            ids = found_ids(node, actor)
            begun = time.perf_counter()
            cursor.execute(
                "SELECT count(*) FROM petitions_searchtext WHERE office_ids && %s::int[] AND strpos(text, %s) > 0",
                [list(actor.office_ids), word],
            )
            scan = (time.perf_counter() - begun) * 1000
            found["search"][word] = {
                "ms": timed(lambda node=node: found_ids(node, actor)),
                "scan_ms": scan,
                "rows": len(ids or []),
            }
    found["real search"] = measured_search()
    mine = Case.objects.at_offices(actor)
    found["count of open cases"] = timed(lambda: capped_counts({"": mine.open()}))
    found["count of all cases"] = timed(lambda: capped_counts({"": mine}))
    found["same matter"] = timed(lambda: same_matter(_newest(actor), actor), 3)
    found["plans"]["my list"] = mine.my_open(actor).order_by("due_on", "pk")[:21].explain(analyze=True, buffers=True)
    found["plans"]["ended by number"] = (
        mine.exclude(closed_at=None).order_by("number", "pk")[:21].explain(analyze=True, buffers=True)
    )
    sweep(timezone.now())
    found["sweep, nothing due"] = timed(lambda: sweep(timezone.now()), 3)
    found["sweep, a month later"] = _month_later()
    found["import"] = measured_import()
    found["export"] = _apart("bench.export")
    found["export, row by row"] = _apart("bench.rows")
    found["what-if"] = _what_if()
    return found


def _apart(module: str) -> dict[str, Any]:
    """In a process of its own, whose memory is its own."""
    told = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=True).stdout
    return dict(json.loads(told))


def _newest(actor: Any) -> Case:
    return (
        Case.objects.at_offices(actor).select_related("matter__region", "matter__topic", "petition").order_by("-pk")[0]
    )


class _Undo(Exception):
    pass


def _month_later() -> dict[str, float]:
    """The sweep of all that falls due within a month, rolled back."""
    begun = time.perf_counter()
    try:
        with transaction.atomic():
            swept = sweep(timezone.now() + timedelta(days=30))
            raise _Undo
    except _Undo:
        return {"seconds": time.perf_counter() - begun, "late": swept.late, "soon": swept.soon, "lapsed": swept.lapsed}


def _what_if() -> dict[str, float]:
    """The trial of a draft that gives every second duty to the next department of its unit, rolled back."""
    now, today = timezone.now(), timezone.localdate()
    try:
        with transaction.atomic():
            user, office = User.objects.order_by("pk")[0], Office.objects.order_by("pk")[0]
            posting = Posting.objects.create(user=user, office=office, role=Role.SYSTEM_ADMIN, valid_from=today)
            actor = actor_from(posting, today)
            _draft(actor, today)
            job = try_draft(actor, now)
            Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
            work = Work(job, actor, now)
            begun = time.perf_counter()
            what_if.run(work)
            took = time.perf_counter() - begun
            raise _Undo
    except _Undo:
        return {"seconds": took, "petitions": work.told["total"], "moved": work.told["move"]}
    finally:
        shutil.rmtree(folder_of(job), ignore_errors=True)


def _draft(actor: Any, today: date) -> None:
    departments: dict[int, list[Office]] = {}
    for office in Office.objects.filter(kind="department").order_by("pk"):
        departments.setdefault(office.region_id, []).append(office)
    for duty in Duty.objects.filter(valid_until=None).select_related("topic", "office").order_by("pk")[::2]:
        near = departments[duty.office.region_id]
        heir = near[(near.index(duty.office) + 1) % len(near)]
        draft_end(actor, duty, today)
        draft_new(actor, [DutyLine(duty.topic, duty.level, heir, duty.basis, today + timedelta(days=1))])
