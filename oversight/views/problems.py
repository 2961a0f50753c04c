"""The register of simmering problems: the list, a new one, one with what was done."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.paging import Sort, capped_counts, page_of
from offices.roles import Capability
from oversight.forms.problems import NoteForm, ProblemFilter, ProblemForm
from oversight.models import HotIssue, Problem
from oversight.services import problems as service


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What the own offices found or see to, the next day first; late ones are a query."""
    actor, filters = _reader(request), ProblemFilter(request.GET)
    seen = Problem.objects.visible_to(actor)
    given = filters.cleaned_data if filters.is_valid() else {}
    state, words = given.get("state", ""), given.get("words", "")
    rows = {"late": seen.late(actor.day), "settled": seen.filter(state="settled"), "all": seen}.get(state, seen.open())
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(place__icontains=words) | Q(region__name__icontains=words))
    counts = capped_counts({"": rows, "open": seen.open(), "late": seen.late(actor.day)})
    page = page_of(rows.select_related("owner", "region"), Sort("due_on"), request.GET)
    context = {"page": page, "count": counts[""], "open": counts["open"], "late": counts["late"], "filters": filters, "state": state,
               "may": service.may_register(actor), "today": actor.day}  # fmt: skip
    return render(request, "oversight/prevention/problems.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a problem; from a hot issue, with its title and place."""
    actor = _reader(request)
    if not service.may_register(actor):
        raise PermissionDenied
    issue = _issue(request, actor)
    begun = {"title": issue.title, "place": issue.place, "issue": issue.uid} if issue else {}
    form = ProblemForm(request.POST or None, actor=actor, initial=begun)
    if request.method == "POST" and form.is_valid():
        problem = service.register(actor, timezone.now(), **form.cleaned_data)
        messages.success(request, _("Entered. It stands in the list of both offices until it is settled."))
        return redirect("oversight:problem", uid=problem.uid)
    return render(request, "oversight/prevention/problem_new.html", {"form": form, "issue": issue}, status=422 if form.errors else 200)  # fmt: skip


def _issue(request: HttpRequest, actor: Actor) -> HotIssue | None:
    try:
        return HotIssue.objects.visible_to(actor).filter(uid=uuid.UUID(request.GET.get("issue", ""))).first()
    except ValueError:
        return None


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One problem: note what was done, move its day, settle it."""
    actor = _reader(request)
    rows = Problem.objects.visible_to(actor).select_related("office", "owner", "region", "registered_by")
    problem = get_object_or_404(rows, uid=uid)
    form = NoteForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            if "settle" in request.POST:
                service.settle(problem, actor, timezone.now(), text=form.cleaned_data["text"])
                messages.success(request, _("Settled."))
            else:
                service.note(problem, actor, timezone.now(), **form.cleaned_data)
                messages.success(request, _("Noted."))
            return redirect("oversight:problem", uid=uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"problem": problem, "form": form, "may": service.may_work_on(problem, actor), "today": actor.day,
               "notes": problem.notes.select_related("office", "user")}  # fmt: skip
    return render(request, "oversight/prevention/problem.html", context, status=422 if form.errors else 200)
