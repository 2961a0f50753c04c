"""A paper's page and PDF, its services and their records; the draft of an opinion to read; the receipt of a delivery."""

import uuid
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from caseflow.exports.draft_docx import draft_docx
from caseflow.facts import Refused
from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Notice, Service
from caseflow.services.paper_pdf import Lost, Unprintable, pdf_of
from caseflow.services.papers import ANSWERS
from caseflow.services.post import note_delivery
from caseflow.services.service_record import record_pdf
from caseflow.services.serving import services_of
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.roles import Capability
from petitions.choices import ReadKind
from petitions.forms import DateInput
from petitions.reading import asked_why

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DeliveryForm(forms.Form):
    """How a copy of a paper without a clock reached her."""

    received_on = forms.DateField(label=gettext_lazy("day"), widget=DateInput)
    receiver = forms.CharField(label=gettext_lazy("who received it"), max_length=60, required=False)
    relation = forms.CharField(
        label=gettext_lazy("receiver's relation to the petitioner"), max_length=60, required=False
    )
    is_refused = forms.BooleanField(label=gettext_lazy("receipt refused"), required=False)
    witness = forms.CharField(label=gettext_lazy("witness"), max_length=60, required=False)
    came_back = forms.BooleanField(label=gettext_lazy("it came back undelivered"), required=False)
    return_reason = forms.CharField(label=gettext_lazy("why it came back"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("came_back") and not data.get("return_reason"):
            self.add_error("return_reason", _("Say why it came back."))
        if data.get("came_back") and data.get("is_refused"):
            self.add_error("came_back", _("Either receipt was refused, or it came back undelivered: not both."))
        return data


def file_answer(body: bytes, name: str, kind: str = "application/pdf", *, shown: bool = False) -> HttpResponse:
    """A file that the desk made: as a download, or shown by the browser's own reader; never run, never kept by others."""
    answer = HttpResponse(body, content_type=kind)
    ending = "docx" if kind == DOCX else "pdf"
    stem = slugify(name, allow_unicode=True) or "paper"
    answer.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(stem, safe='')}.{ending}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _notice(request: HttpRequest, uid: uuid.UUID) -> Notice:
    rows = Notice.objects.visible_to(request.actor).select_related(
        "case__petition", "case__matter", "case__office", "office", "letterhead", "wording", "corrects"
    )
    return get_object_or_404(rows, uid=uid)


@login_required
def paper(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A paper as issued, with its hash, its way to each petitioner, and what corrects it."""
    found = _notice(request, uid)
    return _asked_why(request, found) or _page(request, found)


def _asked_why(request: HttpRequest, found: Notice) -> HttpResponse | None:
    """A confidential paper is read for a reason (R22 Art. 30 ¶3)."""
    return asked_why(request, found.case.petition, found.case.confidential, ReadKind.PAPER)


def _page(request: HttpRequest, found: Notice, form: DeliveryForm | None = None, at: int | None = None) -> HttpResponse:
    actor: Actor = request.actor
    mine = found.case.office_id == actor.office_id
    services = services_of(found)
    may_note = mine and actor.may(Capability.SERVE) and found.kind not in ANSWERS
    context = {
        "paper": found, "services": [_service(s, form if s.pk == at else None, may_note) for s in services],
        "corrections": list(found.corrections.order_by("pk")), "to_petitioner": found.kind not in TO_ORGANS,
        "may_correct": mine and actor.may(Capability.DECIDE) and not found.corrections.exists(),
    }  # fmt: skip
    return render(request, "caseflow/paper.html", context, status=422 if form is not None else 200)


def _service(service: Service, form: DeliveryForm | None, may_note: bool) -> dict[str, Any]:
    attempts = list(service.attempts.all())
    on_way = any(a.received_on is None and a.returned_on is None for a in attempts)
    if form is None and may_note and on_way:
        form = DeliveryForm(initial={"received_on": timezone.localdate()}, prefix=f"s{service.pk}")
    return {"row": service, "attempts": [(a, a.opened) for a in attempts], "form": form}


@never_cache
@login_required
def paper_pdf(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The PDF as it was frozen."""
    found = _notice(request, uid)
    if (page := _asked_why(request, found)) is not None:
        return page
    try:
        return file_answer(pdf_of(found), found.number, shown=request.GET.get("view") == "1")
    except (Lost, Unprintable):
        messages.error(request, _("The PDF of this paper is not to be had at present; its text stands below, unchanged. Tell your administrator its number."))  # fmt: skip
        return redirect("caseflow:paper", uid=found.uid)


def _service_here(request: HttpRequest, uid: uuid.UUID, pk: int) -> tuple[Notice, Service]:
    found = _notice(request, uid)
    rows = found.services.select_related("petitioner").prefetch_related("attempts__noted_by")
    service = get_object_or_404(rows, pk=pk)
    service.notice = found
    return found, service


@never_cache
@login_required
def record(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """The record of service of one copy: to be signed, or as it was recorded."""
    found, service = _service_here(request, uid, pk)
    if (page := _asked_why(request, found)) is not None:
        return page
    try:
        return file_answer(record_pdf(service, timezone.now()), f"{found.number}送达回证")
    except Refused as refused:
        messages.error(request, refusal_text(refused.refusal))
    except Unprintable:
        messages.error(request, _("The record could not be set as PDF. Tell your administrator the paper's number."))
    return redirect("caseflow:paper", uid=found.uid)


@require_POST
@login_required
def delivery(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Note how the copy of a paper without a clock ended."""
    found, service = _service_here(request, uid, pk)
    actor: Actor = request.actor
    if found.case.office_id != actor.office_id or not actor.may(Capability.SERVE):
        raise PermissionDenied
    form = DeliveryForm(request.POST, prefix=f"s{service.pk}")
    if form.is_valid():
        try:
            note_delivery(service, form.cleaned_data, actor, timezone.now())
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect("caseflow:paper", uid=found.uid)
    return _page(request, found, form, service.pk)


@never_cache
@login_required
def draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The draft of the opinion as DOCX, for those of the case's office who may draft or clear it."""
    actor: Actor = request.actor
    rows = Case.objects.visible_to(actor).select_related("office", "matter", "petition")
    case = get_object_or_404(rows, uid=uid)
    if (page := asked_why(request, case.petition, case.confidential, ReadKind.PAPER)) is not None:
        return page
    if case.office_id != actor.office_id or not (actor.may(Capability.HANDLE) or actor.may(Capability.DECIDE)):
        raise PermissionDenied
    opinion = case.opinions.prefetch_related("items").order_by("-draft_no").first()
    if opinion is None or opinion.decided_at is not None:
        raise Http404
    return file_answer(draft_docx(case, opinion, timezone.now()), f"{case.number}-草稿", DOCX)
