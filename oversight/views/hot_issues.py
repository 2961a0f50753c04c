"""Hot issues: the list, one with its petitions and the decision, and a search that somebody asks for."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseflow.models import Case
from offices import jobs
from offices.actors import Actor
from offices.paging import Sort, capped_counts, page_of
from offices.roles import Capability
from oversight.forms.prevention import DecideForm, IssueFilter, SearchForm
from oversight.hot.issues import Heat
from oversight.models import HotIssue
from oversight.services import hot_issues as service
from petitions.models import Petition


def overseer(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.OVERSEE):
        raise PermissionDenied
    return request.actor


def _index(request: HttpRequest, actor: Actor, asked: SearchForm | None = None) -> HttpResponse:
    filters = IssueFilter(request.GET)
    rows = HotIssue.objects.visible_to(actor)
    if filters.is_valid():
        chosen = filters.cleaned_data
        rows = rows.touching(chosen["first"], chosen["last"])
        if chosen["place"]:
            rows = rows.filter(Q(place__icontains=chosen["place"]) | Q(title__icontains=chosen["place"]))
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
    last_year = {"first": actor.day - timedelta(days=service.NIGHTLY - 1), "last": actor.day}
    context = {
        "filters": filters, "page": page_of(rows, Sort("heat", True), request.GET), "count": capped_counts({"": rows})[""],
        "search": asked or SearchForm(initial=last_year),
    }  # fmt: skip
    return render(request, "oversight/prevention/hot.html", context, status=422 if asked else 200)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The issues that the last searches found in the office's sight, the hottest first."""
    return _index(request, overseer(request))


@require_POST
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Ask for a search of a period, in the background."""
    actor, form = overseer(request), SearchForm(request.POST)
    if not form.is_valid():
        return _index(request, actor, form)
    asked = {"from": form.cleaned_data["first"].isoformat(), "to": form.cleaned_data["last"].isoformat()}
    try:
        job = jobs.start(service.KIND, actor, timezone.now(), asked)
    except jobs.TooMany:
        form.add_error(None, _("You have several searches at work already: wait until one has ended."))
        return _index(request, actor, form)
    return redirect("job", uid=job.uid)


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One issue: the heat in its parts, its petitions in sight, what was decided; a decision."""
    actor = overseer(request)
    issue = get_object_or_404(HotIssue.objects.visible_to(actor).select_related("office"), uid=uid)
    form = DecideForm(request.POST or None, initial={"version": issue.version})
    if request.method == "POST" and form.is_valid():
        try:
            service.decide(issue, actor, timezone.now(), **form.cleaned_data)
            messages.success(request, _("Recorded. The next searches keep it."))
            return redirect("oversight:hot_issue", uid=uid)
        except service.Decided:
            form.add_error(
                None, _("Somebody decided about this since you opened it; see below. Your text is kept: send it again if it still holds.")
            )  # fmt: skip
            form.data = form.data.copy()
            form.data["version"] = HotIssue.objects.get(pk=issue.pk).version
            issue.refresh_from_db()
    heat = Heat(**issue.parts)
    context = {"issue": issue, "form": form, "half": heat.half, "loud": heat.loud, **_petitions(request, actor, issue),
               "decisions": issue.decisions.select_related("user")}  # fmt: skip
    return render(request, "oversight/prevention/issue.html", context, status=422 if form.errors else 200)


def _petitions(request: HttpRequest, actor: Actor, issue: HotIssue) -> dict[str, Any]:
    """A page of the issue's petitions in the actor's sight, each with the case that opens it."""
    rows = Petition.objects.visible_to(actor).filter(pk__in=issue.members.values("petition"))
    page = page_of(rows.select_related("region"), Sort("received_at"), request.GET)
    near = Case.objects.visible_to(actor).filter(petition__in=[p.pk for p in page]).order_by("pk")
    cases = {c.petition_id: c for c in near.select_related("office")}
    return {"page": page, "lines": [(p, cases.get(p.pk)) for p in page], "count": capped_counts({"": rows})[""]}
