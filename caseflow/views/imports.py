"""The import as a page: upload, columns, check, import; each step has its address, so that any browser goes on there."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from caseflow.imports import runs
from caseflow.imports.fields import FIELDS, REQUIRED
from caseflow.imports.files import MAX_BYTES, MAX_ROWS
from caseflow.imports.mapping import doubts
from caseflow.imports.models import ImportRow, ImportRun, Result, Stage, may_import
from caseflow.imports.preview import columns_of, missing, rows_shown
from caseflow.imports.reasons import BadImport, Reasoned
from caseflow.imports.report import csv_lines, outcomes_kept, outcomes_of_rows
from offices import jobs
from offices.actors import Actor
from offices.models import OfficeKind
from offices.paging import Sort, page_of
from petitions.models import Petition

STEPS = (gettext_noop("Upload"), gettext_noop("Columns"), gettext_noop("Check"), gettext_noop("Import"))


def _importer(request: HttpRequest) -> Actor:
    if not may_import(request.actor):
        raise PermissionDenied
    return request.actor


def _run(request: HttpRequest, uid: uuid.UUID) -> ImportRun:
    rows = ImportRun.objects.visible_to(_importer(request)).select_related(
        "office__region", "user", "check_job", "run_job"
    )
    return get_object_or_404(rows, uid=uid)


def _steps(now: int) -> list[dict[str, str]]:
    return [
        {"label": _(label), "status": "done" if n < now else "now" if n == now else "next", "note": ""}
        for n, label in enumerate(STEPS)
    ]


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The imports of one's office, newest first: who, when, which file, and what came of it."""
    rows = ImportRun.objects.visible_to(_importer(request)).select_related("office", "user", "check_job", "run_job")
    return render(
        request,
        "caseflow/imports/index.html",
        {"page": page_of(rows.defer("sample"), Sort("uploaded_at", True), request.GET)},
    )


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Step 1: the file."""
    actor, error = _importer(request), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("Choose a file.")
        else:
            try:
                run = runs.receive(upload, actor, timezone.now())
                return redirect("caseflow:import_columns", uid=run.uid)
            except Reasoned as problem:
                error = problem.reason.words
    context = {"error": error, "fields": [(f, name in REQUIRED) for name, f in FIELDS.items()], "steps": _steps(0),
               "most": MAX_BYTES // 2**20, "rows": MAX_ROWS}  # fmt: skip
    return render(request, "caseflow/imports/new.html", context, status=422 if error else 200)


@login_required
def columns(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Step 2: what the columns stand for, and the first rows as they would be understood. For whoever uploaded the file."""
    run = _run(request, uid)
    if run.stage not in {Stage.UPLOADED, Stage.CHECKED}:
        return redirect("caseflow:import", uid=uid)
    if run.user_id != request.actor.user_id:
        raise PermissionDenied
    mapping, errors = dict(run.mapping), []
    if request.method == "POST":
        mapping, errors = _mapping(request.POST, run)
        source = " ".join(request.POST.get("source", "").split())[: 59 - len(run.office.code)]
        if not source:
            errors.append(_("Give the source a name."))
        if not errors:
            try:
                runs.set_mapping(run, mapping, source)
                if "check" in request.POST:
                    runs.start(run, request.actor, timezone.now(), dry=True)
                    return redirect("caseflow:import", uid=uid)
                return redirect("caseflow:import_columns", uid=uid)
            except BadImport as problem:
                errors.append(
                    problem.reason.words if not missing(mapping) else _("A needed column is missing; look below.")
                )
            except jobs.TooMany:
                errors.append(_too_many())
    context = {
        "run": run, "columns": columns_of(run, mapping), "fields": [(name, f.label) for name, f in FIELDS.items()], "errors": errors,
        "missing": missing(mapping), "doubts": [r.words for r in doubts(run.columns, run.header_line)], "twins": runs.twins(run),
        "rows": [] if errors else rows_shown(run, timezone.now()), "source": request.POST.get("source", run.source_name),
        "steps": _steps(1), "has_file": runs.has_file(run), "desk": run.office.kind == OfficeKind.PETITION,
    }  # fmt: skip
    return render(request, "caseflow/imports/columns.html", context, status=422 if errors else 200)


def _too_many() -> str:
    return _("You have several imports at work already: wait until one has ended.")


def _mapping(data: QueryDict, run: ImportRun) -> tuple[dict[str, int], list[str]]:
    """field -> column as the selects say, and what is wrong with them."""
    mapping: dict[str, int] = {}
    errors = []
    for index, name in enumerate(run.columns):
        field = data.get(f"c{index}", "")
        if field not in FIELDS:
            continue
        if field in mapping:
            values = {"first": run.columns[mapping[field]], "second": name, "field": FIELDS[field].label}
            errors.append(_("Both “%(first)s” and “%(second)s” are taken for: %(field)s. Choose one.") % values)
        else:
            mapping[field] = index
    return mapping, errors


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Steps 3 and 4: progress, counts, and the result of each row."""
    run = _run(request, uid)
    stage = run.stage
    if stage == Stage.UPLOADED and not run.check_job:
        return redirect("caseflow:import_columns", uid=uid)
    if request.headers.get("X-Part") == "progress" and run.job:
        return render(request, "offices/_progress.html", {"job": _named(run.job)})
    dry = run.started_at is None
    result = request.GET.get("result", "")
    rows = ImportRow.objects.filter(run=run, is_dry=dry)
    rows = rows.filter(result=result) if result in Result.values else rows
    page = page_of(rows, Sort("line"), request.GET)
    counts = run.checked if dry else run.report
    context = {
        "run": run, "stage": stage, "dry": dry, "job": _named(run.job) if run.job else None, "page": page, "result": result,
        "outcomes": [(o, Result(o.result).label) for o in outcomes_of_rows(list(page), request.actor)],
        "tiles": [(value, label, _count(counts, value)) for value, label in Result.choices],
        "counts": counts, "steps": _steps(2 if dry else 3 if stage != Stage.DONE else 4), "has_file": runs.has_file(run),
        "plain": _count(counts, "registered"), "mine": run.user_id == request.actor.user_id,
        "own_job": run.job and run.job.posting_id == request.actor.posting_id, "stages": Stage,
    }  # fmt: skip
    return render(request, "caseflow/imports/show.html", context)


def _count(counts: dict[str, int], result: str) -> int:
    """Rows of one result; those answered are among the registered in the report, and apart in the list."""
    return counts.get(result, 0) - (counts.get("answered", 0) if result == "registered" else 0)


def _named(job: Any) -> Any:
    job.label = jobs.KINDS["import"].label
    job.why = _(job.reason) if job.reason else ""
    return job


def _begin(request: HttpRequest, uid: uuid.UUID, *, dry: bool) -> HttpResponse:
    run = _run(request, uid)
    try:
        runs.start(run, request.actor, timezone.now(), dry=dry)
    except BadImport as problem:
        messages.error(request, problem.reason.words)
    except jobs.TooMany:
        messages.error(request, _too_many())
    return redirect("caseflow:import", uid=uid)


@require_POST
@login_required
def check(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Step 3: check every row in the background; nothing is registered."""
    return _begin(request, uid, dry=True)


@require_POST
@login_required
def run(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Step 4: import what was checked, or go on with an import that was stopped."""
    return _begin(request, uid, dry=False)


@require_POST
@login_required
def stop(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Stop at the end of a batch; what is registered stays."""
    runs.stop(_run(request, uid), timezone.now())
    messages.success(
        request, _("The import stops after the batch it is at. What is registered stays; you can go on later.")
    )
    return redirect("caseflow:import", uid=uid)


@login_required
def report(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The result of each row as csv, as far as it has come."""
    found = _run(request, uid)
    dry = found.started_at is None
    result = request.GET.get("result", "")
    pieces = outcomes_kept(found, dry=dry, actor=request.actor, result=result if result in Result.values else "")
    answer = StreamingHttpResponse(csv_lines(pieces), content_type="text/csv; charset=utf-8")
    stamp = f"{timezone.localtime(found.uploaded_at):%Y%m%d-%H%M}"
    answer["Content-Disposition"] = f'attachment; filename="import-{stamp}{"-check" if dry else ""}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
def petitions(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The petitions that an import registered, in the file's order, as far as they are in sight."""
    found = _run(request, uid)
    seen = Petition.objects.visible_to(request.actor)
    rows = ImportRow.objects.filter(run=found, is_dry=False, petition__in=seen).select_related(
        "petition__region", "petition__topic"
    )
    page = page_of(rows, Sort("line"), request.GET)
    return render(request, "caseflow/imports/petitions.html", {"run": found, "page": page})
