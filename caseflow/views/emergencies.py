"""Reports of grave and urgent events: the list, a new one, one of them with its addressees."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.choices import Addressee
from caseflow.facts import Refused
from caseflow.forms.secrecy import EmergencyFields
from caseflow.models import Emergency
from caseflow.services import emergencies as service
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.paging import Sort, page_of
from offices.roles import Capability


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


def hours() -> list[tuple[str, int]]:
    """The installation's own hours, in words."""
    return [(str(Addressee(kind).label), n) for kind, n in settings.EMERGENCY_HOURS.items()]


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Those the actor's offices reported, and those told to her office, newest first."""
    rows = Emergency.objects.visible_to(_reader(request)).select_related("office").prefetch_related("notices")
    page = page_of(rows, Sort("reported_at", True), request.GET)
    return render(request, "caseflow/emergencies/index.html", {"page": page, "hours": hours()})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Report an event that belongs to no matter."""
    actor = _reader(request)
    form = EmergencyFields(request.POST or None, initial={"happened_at": timezone.localtime()})
    form.offer(actor, actor.office_id)
    if request.method == "POST" and form.is_valid():
        try:
            report = service.report_emergency(actor, timezone.now(), **form.report())
            messages.success(request, _("Reported. Each addressee is told and acknowledges."))
            return redirect("caseflow:emergency", uid=report.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"form": form, "hours": hours()}
    return render(request, "caseflow/emergencies/new.html", context, status=422 if form.errors else 200)


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One report, its addressees, acknowledgement and end."""
    actor = _reader(request)
    report = get_object_or_404(Emergency.objects.visible_to(actor).select_related("office", "reported_by"), uid=uid)
    notices = list(report.notices.select_related("office", "acknowledged_by"))
    now = timezone.now()
    if request.method == "POST":
        return _post(request, report, {str(n.pk): n for n in notices}, actor)
    may = any(actor.may(c) for c in service.WHO)
    lines = [
        (n, may and n.acknowledged_at is None and actor.office_id == (n.office_id or report.office_id), n.due_at < now)
        for n in notices
    ]
    context = {
        "report": report,
        "lines": lines,
        "mine": actor.office_id == report.office_id,
        "days": settings.EMERGENCY_DAYS,
    }
    return render(request, "caseflow/emergencies/show.html", context)


def _post(request: HttpRequest, report: Emergency, notices: dict, actor: Actor) -> HttpResponse:
    notice, now = notices.get(request.POST.get("notice", "")), timezone.now()
    try:
        if notice is not None:
            notice.emergency = report
            service.acknowledge(notice, actor, now)
            messages.success(request, _("Acknowledged."))
        elif "end" in request.POST:
            service.end_emergency(report, actor, now)
            messages.success(request, _("The event is over."))
    except Refused as refused:
        messages.error(request, refusal_text(refused.refusal))
    return redirect("caseflow:emergency", uid=report.uid)
