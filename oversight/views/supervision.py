"""The queue of candidates, orders of supervision and their steps (R22 Art. 40)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.models import Case, RetaliationReport
from caseflow.panels import Panel
from caseflow.services.paper_pdf import Unprintable
from caseflow.texts import refusal_text
from caseflow.views.papers import file_answer
from offices.actors import Actor
from offices.paging import capped_counts, page_of
from offices.roles import Capability
from offices.views.errors import sent_again
from oversight.forms.supervision import OrderForm, PassOverForm, StepForm
from oversight.models import Dismissal, SupervisionOrder
from oversight.services import orders as service
from oversight.services.candidates import SORTS, candidates_of, days, may_supervise, offices_of, rows_of
from oversight.supervision.choices import KindChoice
from oversight.supervision.lists import ORDER_SORT, ORDER_WHERE, choose_orders, choose_queue, kind_of
from oversight.supervision.order_rules import (
    Act,
    refusal_of,
)
from oversight.supervision.rules import (
    PROPOSED,
)
from oversight.supervision.texts import basis_of, fact_text, kind_name

REPORTS = 5  # reports of retaliation shown above the queue


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


def _supervisor(request: HttpRequest) -> Actor:
    if not may_supervise(request.actor):
        raise PermissionDenied
    return request.actor


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What calls for supervision, kind by kind, worked out as the page is opened; above it what petitioners report."""
    actor = _supervisor(request)
    kind, chosen = kind_of(request.GET), choose_queue(request.GET, actor)
    counts = capped_counts({"": chosen.rows, **{str(k): rows_of(k, actor, actor.day) for k in PROPOSED}})
    page = page_of(chosen.rows.listed(), SORTS[kind], request.GET, offices=("office", offices_of(actor)))
    reports = RetaliationReport.objects.visible_to(actor).unanswered().select_related("against")[:REPORTS]
    context = {
        "kind": kind, "basis": basis_of(kind), "count": counts[""], "page": page, "rows": _lines(page, actor),
        "tabs": [{"kind": k, "label": KindChoice(k).label, "count": counts[k]} for k in PROPOSED], "filters": chosen.filters,
        "reports": reports, "idle": days("idle"), "again": days("again"), "back": days("back"),
    }  # fmt: skip
    return render(request, "oversight/supervision/queue.html", context)


def _lines(page: Any, actor: Actor) -> list[dict[str, Any]]:
    """Each case with all it is a candidate for, and the facts in sentences."""
    cases = list(page)
    full = Case.objects.filter(pk__in=[c.pk for c in cases]).select_related("petition").only(
        "kind", "state", "closed_at", "last_act_at", "matter_id", "petition__source"
    )  # fmt: skip
    found = candidates_of(full, actor, actor.day)
    return [
        {"case": c, "told": _told(found[c.pk]), "since": min((x.since for x in found[c.pk]), default=None)}
        for c in cases
    ]


def _told(found: Any) -> list[tuple[str, list[str]]]:
    return [(kind_name(c.kind), [fact_text(fact) for fact in c.facts]) for c in found]


def _case(request: HttpRequest, uid: uuid.UUID) -> Case:
    """A case in the actor's sight; one that is confidential is supervised by no order that others read (R22 Art. 30 ¶3)."""
    rows = Case.objects.visible_to(request.actor).filter(confidential=False)
    return get_object_or_404(rows.select_related("office", "matter", "petition", "handler"), uid=uid)


@sent_again
@login_required
def order_new(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Issue an order on a case: the reasons as the desk found them, confirmed by a person."""
    case, actor = _case(request, uid), _supervisor(request)
    found = candidates_of([case], actor, actor.day)[case.pk]
    form = OrderForm(request.POST or None, case=case, found=found, actor=actor)
    if request.method == "POST":
        done = (
            SupervisionOrder.objects.visible_to(actor)
            .filter(key=request.POST.get("key", "")[:64], case=case)
            .exclude(key="")
            .first()
        )
        if done is not None:  # its sender never saw the answer, and what it chose from has gone since
            return redirect("oversight:order", uid=done.uid)
        if form.is_valid():
            data = form.cleaned_data
            try:
                order = service.issue_order(
                    case, data["kinds"], data["asked"], data["due_on"], actor, timezone.now(), key=data["key"]
                )
                messages.success(
                    request,
                    _("%(number)s is issued; %(office)s is told.") % {"number": order.number, "office": case.office},
                )
                return redirect("oversight:order", uid=order.uid)
            except Refused as refused:
                form.add_error(None, refusal_text(refused.refusal))
    context = {
        "case": case,
        "form": form,
        "bases": [(kind_name(c.kind), basis_of(c.kind)) for c in found],
        "found": found,
    }
    return render(request, "oversight/supervision/order_new.html", context, status=422 if form.errors else 200)


@login_required
def pass_over(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """No order, and why: the same facts do not come back, those that go on after some days."""
    case, actor = _case(request, uid), _supervisor(request)
    found = candidates_of([case], actor, actor.day)[case.pk]
    form = PassOverForm(request.POST or None, found=found, chosen=request.GET.get("kind", ""))
    if request.method == "POST" and form.is_valid():
        try:
            service.pass_over(case, form.cleaned_data["kinds"], form.cleaned_data["reason"], actor, timezone.now())
            messages.success(request, _("Passed over: it does not come back for the same facts."))
            return redirect("oversight:queue")
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"case": case, "form": form, "found": found, "again": days("again")}
    return render(request, "oversight/supervision/pass_over.html", context, status=422 if form.errors else 200)


@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """Orders: those waiting for the own office, addressed to or issued by its offices, listed ones, all in sight."""
    actor = _reader(request)
    chosen = choose_orders(request.GET, actor)
    counts = capped_counts({"": chosen.rows, "late": chosen.rows.late(actor.day)})
    rows = chosen.rows.select_related("case__matter", "case__office", "office")
    page = page_of(rows, ORDER_SORT, request.GET)
    lines = [{"order": o, "kinds": [kind_name(k) for k in o.kinds], "act": _next(o, actor)} for o in page]
    context = {
        "page": page, "lines": lines, "count": counts[""], "late": counts["late"], "filters": chosen.filters, "where": chosen.where,
        "wheres": ORDER_WHERE.items(), "may_supervise": may_supervise(actor),
    }  # fmt: skip
    return render(request, "oversight/supervision/orders.html", context)


def _next(order: SupervisionOrder, actor: Actor) -> tuple[str, str] | None:
    """The one step that moves the order on: (act, name)."""
    for act in (Act.ANSWER, Act.VERIFY):
        if refusal_of(service.facts_of(order), act, service.doer_of(actor)) is None:
            return act, service.step_name(act)
    return None


def _order(request: HttpRequest, uid: uuid.UUID) -> SupervisionOrder:
    rows = SupervisionOrder.objects.visible_to(_reader(request)).select_related(
        "case__office", "case__matter", "case__petition", "office", "addressed", "listed_by", "issued_by"
    )
    return get_object_or_404(rows, uid=uid)


@login_required
def order(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One order: what led to it, what is asked, every step, and what may be done now."""
    found, actor = _order(request, uid), request.actor
    acts = [(act, service.step_name(act)) for act in service.acts_of(found, actor)]
    steps = found.steps.select_related("office", "by").prefetch_related("files")
    context = {
        "order": found, "steps": steps, "acts": acts, "asked": found.opened["asked"],
        "reasons": [(kind_name(kind), basis_of(kind), [fact_text(f) for f in found.facts if f["kind"] == kind]) for kind in found.kinds],
        "not_chosen": [kind_name(kind) for kind in found.proposed if kind not in found.kinds],
        "is_late": found.state in ("issued", "sent_back") and found.due_on < actor.day,
    }  # fmt: skip
    return render(request, "oversight/supervision/order.html", context)


@login_required
def order_pdf(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The order as the paper it is."""
    found = _order(request, uid)
    try:
        body = service.pdf_of(found)
    except Unprintable:
        raise Http404 from None
    return file_answer(body, found.number)


@sent_again
@login_required
def order_act(request: HttpRequest, uid: uuid.UUID, act: str) -> HttpResponse:
    """One step of an order, with what it does."""
    found, actor = _order(request, uid), request.actor
    if act not in set(Act):
        raise Http404
    step = Act(act)
    last = found.steps.order_by("-pk").values_list("pk", flat=True).first() or 0
    refusal = refusal_of(service.facts_of(found), step, service.doer_of(actor))
    form = StepForm(request.POST or None, request.FILES or None, act=step, step=last)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.take_step(
                found,
                step,
                data["text"],
                actor,
                timezone.now(),
                due_on=data.get("due_on"),
                files=form.kept,
                step_seen=data["step"],
            )
            messages.success(request, _("Done: %(act)s.") % {"act": service.step_name(step)})
            return redirect("oversight:order", uid=found.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
            form.data = form.data.copy()  # what was typed stays; sent again it is meant for where the order stands now
            form.data["step"] = str(last)
    context = {
        "order": found, "act": step, "name": service.step_name(step), "form": form, "asked": found.opened["asked"],
        "refusal": refusal_text(refusal) if refusal and not form.errors else "",
    }  # fmt: skip
    return render(
        request, "oversight/supervision/order_act.html", context, status=422 if form.errors or refusal else 200
    )


def waiting(actor: Actor) -> Any:
    """What the counter beside Supervision orders counts."""
    return SupervisionOrder.objects.visible_to(actor).to_do(actor)


def of_case(case: Case, actor: Actor) -> list[QuerySet[Any]]:
    """Its orders, and for whoever supervises it what was passed over."""
    if case.confidential:
        return []
    passed = Dismissal.objects.visible_to(actor).filter(case=case, order=None)
    return [SupervisionOrder.objects.filter(case=case), passed if _may(case, actor) else passed.none()]


def _may(case: Case, actor: Actor) -> bool:
    return not case.confidential and may_supervise(actor) and case.office_id in set(offices_of(actor))


def panel(case: Case, actor: Actor, today: Any, there: bool) -> Panel | None:
    """The card on a case's page: its orders, and for whoever supervises the way to a new one."""
    orders, over = of_case(case, actor) if there else ([], [])
    found = list(orders.order_by("-pk")[:10]) if there else []
    may = _may(case, actor)
    if not found and not may:
        return None
    passed = list(over.select_related("office")[:5]) if there and may else []
    lines = [
        {"order": o, "kinds": "、".join(kind_name(k) for k in o.kinds), "act": _panel_act(o, case, actor)}
        for o in found
    ]
    told = {"orders": lines, "case": case, "may": may, "today": today, "passed": _passed(passed)}
    return Panel("oversight/supervision/_panel.html", told)


def _passed(rows: Any) -> list[tuple[str, Dismissal, str]]:
    """What was looked at and passed over: the reason for supervision, the decision, and why."""
    return [(kind_name(row.kind), row, row.opened["reason"]) for row in rows]


def _panel_act(order: SupervisionOrder, case: Case, actor: Actor) -> tuple[str, str] | None:
    order.case = case
    return _next(order, actor)
