"""What is brought to a leader: the list, booking from a case, one matter with its outcome and what follows, the slip; charges."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.models import Case
from caseflow.services.persons import is_own, shown_person
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.paging import capped_counts, page_of
from offices.roles import Capability
from oversight.forms.reception import (
    BookForm,
    ChargeForm,
    CloseChargeForm,
    OutcomeForm,
    StepForm,
)
from oversight.models import Charge, ReceptionDay, ReceptionItem
from oversight.models.reception import ItemState, ReceptionOutcome
from oversight.reception import ENDED, MISSED, WAITING
from oversight.services.reception import charges as charge_service
from oversight.services.reception import items as service
from oversight.services.reception.follow_up import follow, steps_for
from oversight.services.reception.listing import BY_DUE, BY_UNTIL, SHOW, WHERE, choose_charges, choose_items
from oversight.services.reception.records import kept_from, may
from oversight.texts.reception import STEPS
from oversight.views.reception import reader, sees_leaders
from petitions.choices import ReadKind
from petitions.models import Petitioner
from petitions.reading import asked_why

DAYS_OFFERED = 40  # the next ones, with their free slots


@login_required
def items(request: HttpRequest) -> HttpResponse:
    """The matters at receptions, those owed first; filters in the address, the same rows in the export."""
    actor = reader(request)
    chosen = choose_items(request.GET, actor)
    mine = ReceptionItem.objects.visible_to(actor).here(actor)
    counts = capped_counts({"": chosen.rows, "late": mine.late(actor.day), "soon": mine.due_within(actor.day, actor.soon_days)})  # fmt: skip
    rows = chosen.rows.select_related("case", "matter", "day__leader", "office", "owner")
    context = {
        "page": page_of(rows, BY_DUE, request.GET), "chosen": chosen.values, "wheres": WHERE, "shows": SHOW,
        "states": ItemState.choices, "outcomes": ReceptionOutcome.choices, "count": counts[""],
        "sees_leaders": sees_leaders(actor), "tiles": [(name, counts[name], SHOW[name]) for name in ("late", "soon")],
    }  # fmt: skip
    return render(request, "oversight/reception/items.html", context)


def _case(request: HttpRequest, uid: uuid.UUID) -> Case:
    rows = Case.objects.visible_to(reader(request)).select_related("matter", "petition", "office")
    found: Case = get_object_or_404(rows, uid=uid)
    return found


@login_required
def book(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A slot for the matter of a case, or the waiting list."""
    case, actor = _case(request, uid), request.actor
    if not actor.may(Capability.REGISTER):
        raise PermissionDenied
    if (page := asked_why(request, case.petition, case.confidential, ReadKind.PAGE)) is not None:
        return page
    on_list = ReceptionItem.objects.filter(matter=case.matter_id, state__in=("waiting", "booked")).first()
    waits = on_list is not None and on_list.state == WAITING
    form = BookForm(request.POST or None, days=_free(case, actor), may_wait=on_list is None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["place"]
        try:
            if wanted is None:
                item = service.ask_reception(case, actor, timezone.now())
                messages.success(request, _("On the waiting list. Tell the petitioner that a day follows."))
            else:
                item = service.book(case, *wanted, actor, timezone.now())
                messages.success(request, _("Booked. Print the slip for the petitioner."))
            return redirect("oversight:reception_item", uid=item.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    booked = on_list if on_list is not None and not waits else None
    context = {"form": form, "case": case, "title": case.matter.opened_title, "waits": waits, "booked": booked}
    return render(request, "oversight/reception/book.html", context, status=422 if form.errors else 200)


def _free(case: Case, actor: Actor) -> list[tuple[ReceptionDay, list[tuple[int, str]]]]:
    """The next days with their free slots; without those whose leader is kept from the matter."""
    rows = ReceptionDay.objects.for_booking(actor, actor.day).select_related("leader__office", "office")
    if case.confidential:
        rows = rows.filter(office=actor.office_id)
    days = [d for d in rows.order_by("day", "begins_at", "pk")[:DAYS_OFFERED] if d.sitting.has_leader]
    kept = kept_from(case, actor.day)
    taken: dict[int, set[int]] = {}
    for day, slot in ReceptionItem.objects.filter(day__in=[d.pk for d in days]).values_list("day_id", "slot"):
        taken.setdefault(day, set()).add(slot)
    found = []
    for d in days:
        if (d.leader, d.office_id) in kept:
            continue
        free = [(n, words) for n, words in enumerate(d.times, start=1) if n not in taken.get(d.pk, ())]
        found += [(d, free)] if free else []
    return found


def _item(request: HttpRequest, uid: uuid.UUID) -> ReceptionItem:
    rows = ReceptionItem.objects.visible_to(reader(request)).select_related(
        "case__petition",
        "case__matter",
        "case__office",
        "matter",
        "day__leader__office",
        "day__region",
        "office",
        "asked_by",
        "owner",
    )
    found: ReceptionItem = get_object_or_404(rows, uid=uid)
    return found


@login_required
def item(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One matter at a reception: what was said, what is promised, and what the actor may enter now."""
    row, actor = _item(request, uid), request.actor
    if (page := asked_why(request, row.case.petition, row.case.confidential, ReadKind.PAGE)) is not None:
        return page
    act = request.POST.get("act", "")
    outcome = _outcome_form(request, row, actor, act)
    steps = {
        step: StepForm(request.POST if act == step else None, step=step) for step in steps_for(row, actor, actor.day)
    }
    refused = ""
    if request.method == "POST":
        answer, refused = _do(request, row, act, outcome, steps)
        if answer is not None:
            return answer
    bad = refused or any(f.errors for f in (outcome, *steps.values()) if f is not None)
    desk = may(actor, Capability.REGISTER, row.office_id, row.asked_by_id)
    context = {
        "row": row, "case": row.case, "title": row.matter.opened_title, "said": row.opened, "outcome": outcome, "refused": refused,
        "steps": [(step, STEPS[step], form) for step, form in steps.items()],
        "history": row.steps.select_related("by", "office"), "may_move": desk and row.state in ("waiting", "booked"),
        "may_miss": may(actor, Capability.REGISTER, row.office_id) and row.state == "booked" and row.due_on <= actor.day,
        "may_again": actor.may(Capability.REGISTER) and row.state in (MISSED, ENDED), "may_slip": desk and row.state == "booked",
    }  # fmt: skip
    return render(request, "oversight/reception/item.html", context, status=422 if bad else 200)


def _outcome_form(request: HttpRequest, row: ReceptionItem, actor: Actor, act: str) -> OutcomeForm | None:
    """The form of the outcome, from the day of the reception on, at the office that receives."""
    ready = row.state == "booked" and row.due_on is not None and row.due_on <= actor.day
    if not may(actor, Capability.HANDLE, row.office_id) or not (ready or act == "outcome"):
        return None
    return OutcomeForm(request.POST if act == "outcome" else None, actor=actor, item=row)


def _do(request: HttpRequest, row: ReceptionItem, act: str, outcome: OutcomeForm | None, steps: dict[str, StepForm]) -> tuple[HttpResponse | None, str]:  # fmt: skip
    """Do what the form asks for: the answer, or why it was refused; a bad form comes back as it is."""
    actor, now, form = request.actor, timezone.now(), steps.get(act)
    bound: forms.Form | None = outcome if act == "outcome" else form
    if bound is not None and not bound.is_valid():
        return None, ""
    try:
        if act == "outcome" and outcome is not None:
            service.record_outcome(row, outcome.cleaned_data["outcome"], outcome.given(), actor, now)
        elif form is not None:
            data = form.cleaned_data
            follow(row, act, data["text"], actor, now, new_day=data.get("new_day"))
        elif act in ("put_back", "drop", "missed"):
            {"put_back": service.put_back, "drop": service.drop, "missed": service.record_missed}[act](row, actor, now)
        else:
            return None, _("This is not awaited now: somebody entered something in between. Look at the record.")
    except Refused as refused:
        if bound is None:
            return None, refusal_text(refused.refusal)
        bound.add_error(None, refusal_text(refused.refusal))
        return None, ""
    messages.success(request, _("Saved."))
    return redirect("oversight:reception_item", uid=row.uid), ""


@login_required
def slip(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The notice slip for the petitioner: when, where, who receives, what to bring. Of a booked matter, at the desk."""
    row, actor = _item(request, uid), request.actor
    if row.day is None or not may(actor, Capability.REGISTER, row.office_id, row.asked_by_id):
        raise Http404
    if (page := asked_why(request, row.case.petition, row.case.confidential, ReadKind.PAPER)) is not None:
        return page
    people = Petitioner.objects.of_petition(row.case.petition)
    own = is_own(actor, row.case.office_id, row.case.petition.office_id)
    names = [shown_person(p, actor, row.case).name for p in people] if own else []
    return render(request, "oversight/reception/slip.html", {"row": row, "names": names or [""], "case": row.case})


@login_required
def charges(request: HttpRequest) -> HttpResponse:
    """The matters a leader is in charge of, those due first."""
    actor = reader(request)
    chosen = choose_charges(request.GET, actor)
    rows = chosen.rows.select_related("case", "matter", "leader__office", "office")
    context = {
        "page": page_of(rows, BY_UNTIL, request.GET), "chosen": chosen.values, "wheres": WHERE,
        "shows": {k: v for k, v in SHOW.items() if k != "soon"}, "count": capped_counts({"": chosen.rows})[""],
        "sees_leaders": sees_leaders(actor),
    }  # fmt: skip
    return render(request, "oversight/reception/charges.html", context)


@login_required
def charge_new(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A leader takes charge of the matter of a case."""
    case, actor = _case(request, uid), request.actor
    if not actor.may(Capability.TRANSFER):
        raise PermissionDenied
    if (page := asked_why(request, case.petition, case.confidential, ReadKind.PAGE)) is not None:
        return page
    form = ChargeForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            done = charge_service.take_charge(case, data["leader"], data["since"], data["until"], data["aim"], actor, timezone.now())  # fmt: skip
            messages.success(request, _("Saved. It stands on the case."))
            return redirect("oversight:charge", uid=done.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"form": form, "case": case, "title": case.matter.opened_title, "has_leaders": form.fields["leader"].queryset.exists()}  # fmt: skip
    return render(request, "oversight/reception/charge_new.html", context, status=422 if form.errors else 200)


@login_required
def charge(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One charge, and its end."""
    actor = reader(request)
    rows = Charge.objects.visible_to(actor).select_related("case__petition", "matter", "leader__office", "office")
    row = get_object_or_404(rows, uid=uid)
    if (page := asked_why(request, row.case.petition, row.case.confidential, ReadKind.PAGE)) is not None:
        return page
    form = CloseChargeForm(request.POST or None)
    may_close = may(actor, Capability.TRANSFER, row.office_id)
    if request.method == "POST" and not may_close:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            charge_service.close_charge(
                row, form.cleaned_data["result"], form.cleaned_data["text"], actor, timezone.now()
            )
            messages.success(request, _("Saved."))
            return redirect("oversight:charge", uid=row.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {
        "row": row, "case": row.case, "title": row.matter.opened_title, "said": row.opened, "form": form,
        "may_close": may_close and row.closed_on is None,
    }  # fmt: skip
    return render(request, "oversight/reception/charge.html", context, status=422 if form.errors else 200)
