"""Between offices: what waits for a decision on competence, what was missing, steps of clearance, the end of an office."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.completeness import BY_CODE
from caseflow.forms.settings import ClearanceForm, EndOfficeForm
from caseflow.models import Case, CompletenessMiss, Dispute, Duty
from caseflow.querysets import DisputeQuerySet
from caseflow.services.clearance import set_steps, settable_offices, steps_of
from caseflow.services.succession import end_office, waiting
from caseflow.tasks import move_to_successors
from caseflow.texts import act_name, article_text, check_name
from offices.actors import Actor
from offices.later import ask
from offices.models import Office
from offices.paging import Sort, page_of
from offices.roles import Capability
from offices.views.settings import administrators

MOST = 100


def to_decide(actor: Actor) -> DisputeQuerySet:
    """What the counter beside the entry counts."""
    return Dispute.objects.visible_to(actor).waiting_for(actor.office_id)


@login_required
def competence(request: HttpRequest) -> HttpResponse:
    """Disputes that the actor's office decides, and cases of ended offices that wait for its word."""
    actor: Actor = request.actor
    if not actor.may(Capability.TRANSFER):
        raise PermissionDenied
    rows = to_decide(actor).select_related("case__office", "case__matter", "case__petition").order_by("raised_on", "pk")
    disputes = list(rows[:MOST])
    parties = Office.objects.visible_to(actor).filter(pk__in={p for d in disputes for p in d.parties})
    names = {o.pk: str(o) for o in parties}
    lines = [(d, "、".join(names.get(p, "—") for p in d.parties)) for d in disputes]
    moved = list(waiting(actor, timezone.localdate())[:MOST])
    return render(request, "caseflow/competence.html", {"disputes": lines, "cases": moved})


@login_required
def completeness(request: HttpRequest) -> HttpResponse:
    """How often each check found something missing in the last year, at the offices one oversees; and the cases behind."""
    actor: Actor = request.actor
    if not actor.may(Capability.OVERSEE):
        raise PermissionDenied
    since = timezone.now() - timedelta(days=365)
    misses = CompletenessMiss.objects.visible_to(actor).filter(at__gte=since)
    code, office = request.GET.get("code", ""), request.GET.get("office", "")
    if code in BY_CODE:
        rows = misses.filter(code=code)
        rows = rows.filter(office=int(office)) if office.isdecimal() and len(office) < 16 else rows
        page = page_of(rows.select_related("case__matter", "office"), Sort("at", True), request.GET)
        lines = [(m, act_name(m.act)) for m in page]
        return render(request, "caseflow/missing.html", {"name": check_name(code), "page": page, "lines": lines})
    counted = misses.order_by().values("office", "code").annotate(n=Count("pk")).order_by("office", "-n", "code")
    names = Office.objects.in_bulk({row["office"] for row in counted})
    table = [
        {"office": names[r["office"]], "code": r["code"], "name": check_name(r["code"]), "n": r["n"],
         "article": article_text(BY_CODE[r["code"]].article)}
        for r in counted if r["code"] in BY_CODE
    ]  # fmt: skip
    return render(request, "caseflow/completeness.html", {"rows": table})


@login_required
def clearance(request: HttpRequest) -> HttpResponse:
    """Who must clear the answers of an office; the head's own, or one below the administrator's region."""
    offices = settable_offices(request.actor).select_related("region").order_by("region__path", "name")
    if not offices.exists():
        raise PermissionDenied
    wanted = request.POST.get("office") or request.GET.get("office", "")
    office = (
        get_object_or_404(offices, pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 16 else offices.filter(pk=request.actor.office_id).first()
    )  # fmt: skip
    if office is None:
        return render(request, "caseflow/clearance.html", {"offices": offices[:500], "form": None})
    now = timezone.now()
    form = ClearanceForm(request.POST or None, office=office, actor=request.actor, at=now)
    if request.method == "POST" and form.is_valid():
        set_steps(office, form.steps(), request.actor, now)
        messages.success(request, _("Saved. Drafts on their way keep the steps they began with."))
        return redirect(f"{request.path}?office={office.pk}")
    context = {"offices": offices[:500], "office": office, "form": form, "steps": steps_of(office)}
    return render(request, "caseflow/clearance.html", context, status=422 if request.method == "POST" else 200)


@administrators
def office_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an office on a day: merged, split or abolished, with whoever takes over (R22 Art. 24 ¶2)."""
    actor: Actor = request.actor
    office = get_object_or_404(Office.objects.visible_to(actor).set_by(actor), pk=pk)
    form = EndOfficeForm(request.POST or None, office=office, actor=actor)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        end_office(office, d["kind"], d["last_day"], list(d["successors"]), d["reason"], actor, timezone.now())
        ask(move_to_successors)
        messages.success(request, _("Its last day is set. Cases and duties follow when the day has passed."))
        return redirect("offices")
    counts = {
        "cases": Case.objects.open().filter(office=office).count(),  # a number alone: an administrator sees no case
        "duties": Duty.objects.filter(office=office, valid_until=None).count(),
    }
    context = {"form": form, "office": office, "counts": counts}
    return render(request, "caseflow/office_end.html", context, status=422 if request.method == "POST" else 200)
