"""Leaders' reception, the calendar: its days, one of them, drafting, publishing, cancelling; the leaders; the public page."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseflow.facts import Refused
from caseflow.texts import refusal_text
from offices.actors import Actor
from offices.models import Office
from offices.paging import capped_counts, page_of
from offices.roles import Capability
from oversight.forms.reception import CancelForm, DayForm, EndLeaderForm, LeaderForm
from oversight.models import Leader, ReceptionDay, ReceptionItem
from oversight.services.reception import days as service
from oversight.services.reception.listing import BY_DAY, BY_DAY_DOWN, STATES, WHEN, WHERE, choose_days
from oversight.services.reception.records import may

PAGE = 30


def reader(request: HttpRequest) -> Actor:
    """Whoever reads petitions reads the calendar."""
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


def sees_leaders(actor: Actor) -> bool:
    """Who enters leaders, and who oversees."""
    return actor.may(Capability.TRANSFER) or actor.may(Capability.OVERSEE)


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of one's offices and all published ones, with how many slots are given."""
    actor = reader(request)
    chosen = choose_days(request.GET, actor)
    rows = chosen.rows.select_related("leader__office", "office", "region")
    page = page_of(rows, BY_DAY_DOWN if chosen.values["when"] == "past" else BY_DAY, request.GET)
    taken = dict(
        ReceptionItem.objects.filter(day__in=[d.pk for d in page]).values_list("day").annotate(n=Count("pk")).order_by()
    )
    context = {
        "page": page, "lines": [(d, taken.get(d.pk, 0)) for d in page], "chosen": chosen.values, "wheres": WHERE, "whens": WHEN, "states": STATES,
        "kinds": ReceptionDay._meta.get_field("kind").choices, "count": capped_counts({"": chosen.rows})[""],
        "may_draft": actor.may(Capability.TRANSFER), "sees_leaders": sees_leaders(actor),
    }  # fmt: skip
    return render(request, "oversight/reception/calendar.html", context)


def _one(request: HttpRequest, uid: uuid.UUID) -> ReceptionDay:
    rows = ReceptionDay.objects.visible_to(reader(request)).select_related("leader__office", "office", "region")
    found: ReceptionDay = get_object_or_404(rows, uid=uid)
    return found


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Draft a day."""
    actor = reader(request)
    if not actor.may(Capability.TRANSFER):
        raise PermissionDenied
    return _edit(request, actor, None)


@login_required
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a draft; of a published day topics and seats."""
    row = _one(request, uid)
    if not may(request.actor, Capability.TRANSFER, row.office_id):
        raise PermissionDenied
    return _edit(request, request.actor, row)


def _edit(request: HttpRequest, actor: Actor, row: ReceptionDay | None) -> HttpResponse:
    form = DayForm(request.POST or None, actor=actor, row=row, initial={"place": "" if row else _place_of(actor)})
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "region": form.cleaned_data["region"].pk if form.cleaned_data["region"] else None}
        try:
            done = service.change_day(row, actor, timezone.now(), **given) if row else service.draft_day(actor, timezone.now(), **given)  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("oversight:reception", uid=done.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"form": form, "row": row, "has_leaders": form.fields["leader"].queryset.exists()}
    return render(request, "oversight/reception/day_edit.html", context, status=422 if form.errors else 200)


def _place_of(actor: Actor) -> str:
    """Where the office receives, as it published it."""
    office = Office.objects.visible_to(actor).filter(pk=actor.office_id).first()
    return (office.reception_place or office.address) if office else ""


@login_required
def day(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One day: its slots with the matters in sight, publishing and cancelling."""
    row, actor = _one(request, uid), request.actor
    form = CancelForm(request.POST if "cancel" in request.POST else None)
    refused = ""
    if request.method == "POST":
        answer, refused = _act_on(request, row, form)
        if answer is not None:
            return answer
        row.refresh_from_db()
    items = ReceptionItem.objects.filter(day=row).visible_to(actor).select_related("case", "matter", "owner")
    seen = {item.slot: item for item in items}
    given = set(ReceptionItem.objects.filter(day=row).values_list("slot", flat=True))
    slots = [(n, time, seen.get(n), n in given) for n, time in enumerate(row.times, start=1)]
    past, head = row.day < actor.day, may(actor, Capability.DECIDE, row.office_id)
    context = {
        "row": row, "slots": slots, "form": form, "refused": refused, "free": row.seats - len(given),
        "may_change": may(actor, Capability.TRANSFER, row.office_id) and not row.cancelled_at and not past,
        "may_publish": head and row.state == "draft" and not past, "may_cancel": head and not row.cancelled_at and not past,
    }  # fmt: skip
    return render(request, "oversight/reception/day.html", context, status=422 if form.errors or refused else 200)


def _act_on(request: HttpRequest, row: ReceptionDay, form: CancelForm) -> tuple[HttpResponse | None, str]:
    """Publish or cancel: the answer, or why it was refused."""
    try:
        if "publish" in request.POST:
            service.publish_day(row, request.actor, timezone.now())
            messages.success(request, _("Published: everybody reads this day now."))
        elif "cancel" in request.POST:
            if not form.is_valid():
                return None, ""
            n = service.cancel_day(row, form.cleaned_data["reason"], request.actor, timezone.now())
            told = ngettext(
                "Cancelled. %(n)d matter is on the waiting list again; tell the petitioner.",
                "Cancelled. %(n)d matters are on the waiting list again; tell the petitioners.", n,
            )  # fmt: skip
            messages.success(request, told % {"n": n} if n else _("Cancelled. The public page says so."))
        else:
            return None, _("This form asks for nothing that can be done here.")
    except Refused as refused:
        return None, refusal_text(refused.refusal)
    return redirect("oversight:reception", uid=row.uid), ""


@login_required
def leaders(request: HttpRequest) -> HttpResponse:
    """The office-holders whose calendar one's office keeps, and a form for a new one."""
    actor = reader(request)
    may_add = actor.may(Capability.TRANSFER)
    if not sees_leaders(actor):
        raise PermissionDenied
    form = LeaderForm(request.POST or None, actor=actor)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.add_leader(actor, office=data["office"].pk, name=data["name"], post=data["post"], valid_from=data["valid_from"])  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("oversight:leaders")
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    rows = Leader.objects.visible_to(actor).select_related("office", "keeper")
    page = Paginator(rows.order_by("keeper__code", "office__code", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form if may_add else None,
        "page": page,
        "may_end": actor.may(Capability.DECIDE),
        "sees_leaders": True,
    }
    return render(request, "oversight/reception/leaders.html", context, status=422 if form.errors else 200)


@login_required
def leader_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader leaves: her last day, and who takes over what lies after it."""
    actor = reader(request)
    row = get_object_or_404(Leader.objects.visible_to(actor).select_related("office"), pk=pk, keeper=actor.office_id)
    if not actor.may(Capability.DECIDE):
        raise PermissionDenied
    form = EndLeaderForm(request.POST or None, actor=actor, leader=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            days, charges = service.end_leader(row, data["last_day"], data["successor"], actor, timezone.now())
            messages.success(request, _("Saved. Handed over: %(days)s days, %(charges)s charges.") % {"days": days, "charges": charges})  # fmt: skip
            return redirect("oversight:leaders")
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    context = {"form": form, "leader": row}
    return render(request, "oversight/reception/leader_end.html", context, status=422 if form.errors else 200)


def public(request: HttpRequest) -> HttpResponse:
    """The calendar as everybody reads it (R22 Art. 18 ¶1, ¶2): who receives when and where; nothing of any petition."""
    today, asked = timezone.localdate(), request.GET.get("q", "").replace("\0", "").strip()[:40]
    past = request.GET.get("past") == "1"
    rows: Any = ReceptionDay.objects.public().select_related("leader__office", "office__region", "region")
    rows = rows.filter(day__lt=today).order_by("-day", "begins_at", "pk") if past else rows.filter(day__gte=today)
    if asked:
        names = ("office__name", "office__name_en", "leader__office__name", "leader__office__name_en", "office__region__name",
                 "office__region__name_en", "region__name", "region__name_en", "place", "topics")  # fmt: skip
        wanted = Q()
        for name in names:
            wanted |= Q(**{f"{name}__icontains": asked})
        rows = rows.filter(wanted)
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "asked": asked, "past": past}
    return render(request, "own/receptions.html", context)
