"""What petitioners ask about their data: the queue, one request, the copy that is handed to her."""

import uuid

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from caseflow.choices import DataAsked, DataState
from caseflow.facts import Refused
from caseflow.forms.base import long_text
from caseflow.models import DataRequest
from caseflow.services import Conflict
from caseflow.services import data_rights as service
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.paging import Sort, page_of
from petitions.choices import ReadKind
from petitions.reading import asked_why


class DecideForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("decision"), widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in (DataState.GRANTED, DataState.REFUSED)],
    )  # fmt: skip
    field = forms.ChoiceField(label=gettext_lazy("field to correct"), required=False)
    value = forms.CharField(label=gettext_lazy("new value"), max_length=200, required=False)
    text = long_text(
        gettext_lazy("answer to her; for a refusal the reasons and where to complain"), required=False, rows=3
    )

    def __init__(self, *args, row: DataRequest, **more) -> None:
        super().__init__(*args, **more)
        names = [*service.PERSON, *service.OF_PETITION] if row.kind == DataAsked.CORRECT and not row.field else []
        self.fields["field"].choices = [("", "—"), *((n, service.field_name(n)) for n in names)]
        if not names:
            del self.fields["field"], self.fields["value"]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("state") == DataState.REFUSED and not (data.get("text") or "").strip():
            self.add_error("text", _("A refusal gives its reasons."))
        return data


def _worker(request: HttpRequest) -> Actor:
    if not any(request.actor.may(c) for c in service.WHO):
        raise PermissionDenied
    return request.actor


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The requests to the actor's office, by due day; the open ones unless all are asked for."""
    rows = DataRequest.objects.visible_to(_worker(request)).select_related("petition")
    everything = request.GET.get("all") == "1"
    page = page_of(rows if everything else rows.open(), Sort("due_on"), request.GET)
    lines = [(row, service.field_name(row.field) if row.field else "") for row in page]
    context = {"page": page, "lines": lines, "everything": everything, "days": settings.DATA_REQUEST_DAYS}
    return render(request, "caseflow/data_requests/index.html", context)


@never_cache
@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One request with what she says; deciding it corrects the field at once where that is granted."""
    actor = _worker(request)
    rows = DataRequest.objects.visible_to(actor).select_related(
        "petition__office", "petitioner__petition__office", "decided_by"
    )
    found = get_object_or_404(rows, uid=uid)
    if (page := asked_why(request, found.petition, found.petition.confidential, ReadKind.PAGE)) is not None:
        return page
    copy = None
    form = DecideForm(request.POST if "decide" in request.POST else None, row=found)
    if request.method == "POST" and "copy" in request.POST:
        copy = service.copy_for_her(
            found, actor, timezone.now(), _("data request of %(day)s") % {"day": found.received_on.isoformat()}
        )
    elif request.method == "POST" and form.is_valid():
        try:
            service.decide(found, actor=actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Decided; she reads it by her query code."))
            return redirect("caseflow:data_request", uid=found.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
        except Conflict:
            form.add_error(None, _("Somebody acted on the case in between. Send it again."))
    context = {
        "request_row": found,
        "field": service.field_name(found.field) if found.field else "",
        "form": form,
        "copy": copy,
    }
    return render(request, "caseflow/data_requests/show.html", context, status=422 if form.errors else 200)
