"""Readiness before a busy period: offices with backlog, roster and plans; a plan with its checklist; the roster."""

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.roles import Capability
from oversight.forms.prevention import SpanForm
from oversight.forms.readiness import PlanForm, RosterForm
from oversight.models import EmergencyPlan, RosterEntry
from oversight.periods import Period
from oversight.services import readiness as service
from oversight.services.problems import may_register

USUAL = timedelta(days=13)  # the fortnight that the page shows first
MOST = timedelta(days=92)


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


def _period(form: SpanForm, today: date) -> Period:
    given = form.cleaned_data if form.is_valid() else {}
    first = given.get("first") or today
    last = given.get("last") or first + USUAL
    return Period(first, min(max(first, last), first + MOST))


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The chosen period, office by office."""
    actor = _reader(request)
    form = SpanForm(request.GET or {"first": actor.day, "last": actor.day + USUAL})
    period = _period(form, actor.day)
    rows = service.readiness(actor, period, actor.day)
    context = {
        "rows": rows,
        "period": period,
        "form": form,
        "own": actor.office_id,
        "may": may_register(actor),
        "today": actor.day,
    }
    return render(request, "oversight/prevention/readiness.html", context)


@login_required
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty in the period; the own office's lines are entered and taken away here."""
    actor = _reader(request)
    asked = SpanForm(request.GET or {"first": actor.day, "last": actor.day + USUAL})
    period, may = _period(asked, actor.day), may_register(actor)
    form = RosterForm(request.POST or None, actor=actor, initial={"first": period.first, "last": period.last}) if may else None  # fmt: skip
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if request.POST.get("off", "").isdecimal():
            if service.take_off_duty(actor, int(request.POST["off"][:18])):
                messages.success(request, _("Taken off the roster."))
            return redirect(request.get_full_path())
        if form.is_valid():
            given = form.cleaned_data
            days = service.put_on_duty(actor, user=given["user"], period=Period(given["first"], given["last"]), hours=given["hours"])  # fmt: skip
            messages.success(request, _("On the roster: %(n)d new days.") % {"n": days})
            return redirect(request.get_full_path())
    lines = RosterEntry.objects.visible_to(actor).filter(day__gte=period.first, day__lte=period.last)
    lines = lines.select_related("office", "user").order_by("day", "office__name", "pk")[:500]
    context = {"lines": lines, "period": period, "form": form, "asked": asked, "own": actor.office_id}
    return render(request, "oversight/prevention/roster.html", context, status=422 if form and form.errors else 200)


@login_required
def plan_new(request: HttpRequest) -> HttpResponse:
    """Enter a plan of the own office."""
    actor = _reader(request)
    if not may_register(actor):
        raise PermissionDenied
    form = PlanForm(request.POST or None, initial={"valid_from": actor.day})
    if request.method == "POST" and form.is_valid():
        plan = service.enter_plan(actor, timezone.now(), **form.cleaned_data)
        messages.success(request, _("Entered. It stands on the readiness page while it is in force."))
        return redirect("oversight:plan", uid=plan.uid)
    return render(request, "oversight/prevention/plan_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def plan(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One plan; the own office ticks its checklist and ends it."""
    actor = _reader(request)
    found = get_object_or_404(EmergencyPlan.objects.visible_to(actor).select_related("office", "entered_by"), uid=uid)
    if request.method == "POST":
        try:
            _change(request, found, actor)
        except Refused as refused:
            messages.error(request, refusal_text(refused.refusal))
        return redirect("oversight:plan", uid=uid)
    context = {"plan": found, "items": found.items.select_related("done_by"), "today": actor.day,
               "mine": actor.office_id == found.office_id and may_register(actor)}  # fmt: skip
    return render(request, "oversight/prevention/plan.html", context)


def _change(request: HttpRequest, found: EmergencyPlan, actor: Actor) -> None:
    for name in ("done", "undone"):
        if request.POST.get(name, "").isdecimal():
            service.tick(found, int(request.POST[name][:18]), actor, timezone.now(), done=name == "done")
    if "end" in request.POST:
        service.end_plan(found, actor, actor.day)
        messages.success(request, _("Today is its last day."))
