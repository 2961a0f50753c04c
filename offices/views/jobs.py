"""One's own background work: the list, how far each is, stop, and the file until it expires."""

import logging
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices import jobs as work
from offices.actors import Actor
from offices.models import Job, JobDownload
from offices.paging import Sort, page_of

log = logging.getLogger("desk.jobs")


def _shown(job: Job) -> Job:
    kind = work.KINDS.get(job.kind)
    job.label = kind.label if kind else job.kind
    job.page = kind.page(job) if kind and not job.is_open else ""
    job.has_file = bool(job.result) and job.expires_at > timezone.now()
    job.why = _(job.reason) if job.reason else ""
    return job


def _barred(job: Job, actor: Actor) -> str:
    """Why the file is not to be had under this posting any more; "" where it is, or where there is none."""
    kind = work.KINDS.get(job.kind)
    reason = kind.barred(job, actor) if kind and job.has_file else ""
    return _(reason) if reason else ""


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """What one asked for under this posting, newest first."""
    page = page_of(Job.objects.visible_to(request.actor), Sort("asked_at", True), request.GET)
    return render(request, "offices/jobs.html", {"page": page, "rows": [_shown(j) for j in page]})


@login_required
def job(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One job; the bar alone for the page that asks for it by script."""
    found = _shown(get_object_or_404(Job.objects.visible_to(request.actor), uid=uid))
    if request.headers.get("X-Part") == "progress":
        return render(request, "offices/_progress.html", {"job": found})
    context = {"job": found, "downloads": found.downloads.all()[:20], "barred": _barred(found, request.actor)}
    return render(request, "offices/job.html", context)


@require_POST
@login_required
def stop(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask the work to stop; what it has written in whole batches stays."""
    found = get_object_or_404(Job.objects.visible_to(request.actor), uid=uid)
    work.ask_to_stop(found, timezone.now())
    messages.success(request, _("The work stops as soon as it can."))
    return redirect("job", uid=uid)


@login_required
def file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The file, as an attachment, to whoever may still read what is in it; each download is written down."""
    found = _shown(get_object_or_404(Job.objects.visible_to(request.actor), uid=uid))
    if not found.has_file or not default_storage.exists(found.result):
        return render(request, "offices/job.html", {"job": found, "gone": True}, status=410)
    if barred := _barred(found, request.actor):
        log.warning(
            "the file of job %s was refused to posting %s: no right to it any more", found.uid, found.posting_id
        )
        return render(request, "offices/job.html", {"job": found, "barred": barred}, status=403)
    JobDownload.objects.create(job=found, user_id=request.actor.user_id, at=timezone.now())
    answer = FileResponse(default_storage.open(found.result), as_attachment=True, filename=found.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
