"""Reports of retaliation at the superior: the queue, one of them, acknowledgement and answer."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.facts import Refused
from caseflow.forms.base import long_text
from caseflow.models import RetaliationReport
from caseflow.services import retaliation as service
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.paging import Sort, page_of
from petitions.choices import ReadKind
from petitions.services.reading import note_reading


class AnswerForm(forms.Form):
    text = long_text(
        gettext_lazy("what was found and done"), help_text=gettext_lazy("The petitioner reads it by her query code.")
    )


def _reader(request: HttpRequest) -> Actor:
    if not any(request.actor.may(c) for c in service.WHO):
        raise PermissionDenied
    return request.actor


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The reports that came to the actor's office, newest first; nothing of what they say."""
    rows = RetaliationReport.objects.visible_to(_reader(request)).select_related("against")
    open_only = request.GET.get("only") == "open"
    page = page_of(rows.unanswered() if open_only else rows, Sort("reported_at", True), request.GET)
    return render(request, "caseflow/retaliation/index.html", {"page": page, "open_only": open_only})


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One report; reading it is logged, for it is as secret as an accusation."""
    actor = _reader(request)
    rows = RetaliationReport.objects.visible_to(actor).select_related(
        "against", "petition", "acknowledged_by", "answered_by"
    )
    report = get_object_or_404(rows, uid=uid)
    form = AnswerForm(request.POST if "answer" in request.POST else None)
    now = timezone.now()
    if request.method == "POST" and "answer" not in request.POST:
        service.acknowledge(report, actor, now)
        messages.success(request, _("Acknowledged."))
        return redirect("caseflow:retaliation_report", uid=report.uid)
    if request.method == "POST" and form.is_valid():
        try:
            service.answer(report, form.cleaned_data["text"], actor, now)
            messages.success(request, _("The answer is kept; she reads it by her query code."))
            return redirect("caseflow:retaliation_report", uid=report.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    if report.petition_id:
        note_reading(actor, ReadKind.PAGE, [report.petition_id], _("a report of retaliation, as the superior"), now)
    return render(
        request, "caseflow/retaliation/show.html", {"report": report, "form": form}, status=422 if form.errors else 200
    )
