"""Lists: my list by due day, the office's cases, search, reminders."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseflow.choices import State
from caseflow.models import Case, Reminder
from caseflow.querysets import CaseQuerySet
from caseflow.services.presence import soon_days_of
from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability
from petitions.models import Topic

SIZE = 20
NEXT = {
    "registered": ("forward", Capability.TRANSFER), "received": ("accept", Capability.HANDLE), "accepted": ("draft", Capability.HANDLE),
    "in_clearance": ("clear", Capability.DECIDE), "decided": ("send", Capability.SERVE), "served": ("record_receipt", Capability.SERVE),
    "objected": ("confirm_objection", Capability.TRANSFER),
}  # fmt: skip


def lamp_filter(rows: CaseQuerySet, lamp: str, actor: Actor, soon: int) -> CaseQuerySet:
    """The rows of one lamp: late, soon (today within), fine, still (no duty runs)."""
    today = actor.day
    if lamp == "late":
        return rows.filter(due_on__lt=today)
    if lamp == "soon":
        return rows.filter(due_on__gte=today, due_on__lte=today + timedelta(days=soon))
    if lamp == "fine":
        return rows.filter(due_on__gt=today + timedelta(days=soon))
    return rows.filter(due_on=None) if lamp == "still" else rows


def tiles(rows: CaseQuerySet, actor: Actor, soon: int) -> list[dict[str, Any]]:
    """The lamp tiles with their counts, in one statement."""
    today, later = actor.day, actor.day + timedelta(days=soon)
    counts = rows.order_by().aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=later)),
        fine=Count("pk", filter=Q(due_on__gt=later)),
        still=Count("pk", filter=Q(due_on=None)),
    )
    labels = {"late": _("late"), "soon": _("due soon"), "fine": _("in time"), "still": _("no duty runs")}
    return [{"lamp": k, "count": counts[k], "label": labels[k]} for k in ("late", "soon", "fine", "still")]


def _row(case: Case, actor: Actor) -> dict[str, Any]:
    act, need = NEXT.get(case.state, ("", ""))
    doer = case.parent.office_id if act == "confirm_objection" and case.parent else case.office_id
    own = doer == actor.office_id
    url = (
        reverse("caseflow:act", args=[case.uid, act])
        if act and own and actor.may(need) and not case.matter.confidential
        else ""
    )
    return {"case": case, "act": act, "url": url}


def _render(request: HttpRequest, rows: CaseQuerySet, template: str, **more: Any) -> HttpResponse:
    actor: Actor = request.actor
    soon = soon_days_of(actor.office_id)
    shown = tiles(rows, actor, soon)
    lamp = request.GET.get("lamp", "")
    page = Paginator(lamp_filter(rows, lamp, actor, soon), SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(c, actor) for c in page],
        "tiles": shown,
        "lamp": lamp,
        "soon_days": soon,
        **more,
    }
    return render(request, template, context)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The actor's open cases: those given to her and those of her office that nobody has yet."""
    actor: Actor = request.actor
    if not actor.may(Capability.READ):
        raise PermissionDenied
    rows = Case.objects.visible_to(actor).my_open(actor)
    if actor.may(Capability.HANDLE) and not (actor.may(Capability.DECIDE) or actor.may(Capability.TRANSFER)):
        rows = rows.filter(Q(handler=actor.user_id) | Q(handler=None))
    rows = rows.listed().order_by(F("due_on").asc(nulls_last=True), "pk")
    return _render(request, rows, "caseflow/list.html", title=_("My list"), mine=True)


SORTS = {"due": "due_on", "-due": "-due_on", "received": "received_on", "-received": "-received_on", "last": "last_act_at",
         "-last": "-last_act_at", "number": "petition__number", "-number": "-petition__number"}  # fmt: skip


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """All cases in sight, filtered by state, office, topic and day; sorted by the headers an index serves."""
    actor: Actor = request.actor
    if not actor.may(Capability.READ):
        raise PermissionDenied
    get = request.GET
    rows = Case.objects.visible_to(actor)
    chips = []
    if get.get("state") in State.values:
        rows = rows.filter(state=get["state"])
        chips.append(("state", State(get["state"]).label))
    if get.get("open", "1") == "1" and "state" not in get:
        rows = rows.open()
    offices = Office.objects.filter(pk__in=actor.office_ids).visible_to(actor).order_by("region__path", "name")
    if get.get("office", "").isdigit():
        rows = rows.filter(office=int(get["office"]))
        chips += [("office", str(o)) for o in offices if str(o.pk) == get["office"]]
    if get.get("topic", "").isdigit():
        rows = rows.filter(matter__topic__code__startswith=get["topic"].rstrip("0") or "0")
        chips += [("topic", str(t)) for t in Topic.objects.visible_to(actor).filter(code=get["topic"].ljust(6, "0"))]
    sort = SORTS.get(get.get("sort", "due"), "due_on")
    order = F(sort.lstrip("-")).desc(nulls_last=True) if sort.startswith("-") else F(sort).asc(nulls_last=True)
    rows = rows.listed().order_by(order, "pk")
    return _render(
        request, rows, "caseflow/list.html", title=_("The office's cases"), mine=False, chips=chips, states=State.choices,
        offices=offices, sort=get.get("sort", "due"),
    )  # fmt: skip


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """By number, or by words of the text and summary; never by person (architecture 5)."""
    actor: Actor = request.actor
    if not actor.may(Capability.READ):
        raise PermissionDenied
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = Case.objects.visible_to(actor)
    if not words:
        rows = rows.none()
    else:
        number = rows.filter(Q(petition__number__iexact=words) | Q(petition__external_no=words))
        found = list(number.values_list("uid", flat=True)[:2])
        if len(found) == 1:
            return redirect("caseflow:case", uid=found[0])
        match = Q(petition__number__icontains=words)
        for word in words.split()[:5]:
            match |= Q(petition__text__icontains=word) | Q(petition__summary__icontains=word)
        rows = number if found else rows.filter(match)
    rows = rows.listed().order_by("-petition__received_at", "-pk")
    return _render(request, rows, "caseflow/list.html", title=_("Search"), mine=False, searched=words)


@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """One's own reminders, unread first."""
    rows = Reminder.objects.visible_to(request.actor).select_related("case__petition", "case__matter")
    page = Paginator(rows.order_by(F("read_at").asc(nulls_first=True), "-at", "-pk"), SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "caseflow/reminders.html", {"page": page})


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Mark one reminder, or all of them, as read, and open its case."""
    now = timezone.now()
    rows = Reminder.objects.visible_to(request.actor)
    if request.POST.get("pk", "").isdigit():
        reminder = get_object_or_404(rows, pk=int(request.POST["pk"]))
        rows.filter(pk=reminder.pk, read_at=None).update(read_at=now)
        return redirect("caseflow:case", uid=reminder.case.uid) if reminder.case else redirect("caseflow:reminders")
    rows.unread().update(read_at=now)
    messages.success(request, _("All marked as read."))
    return redirect("caseflow:reminders")


def unread_count(actor: Actor) -> int:
    return Reminder.objects.visible_to(actor).unread().count() if actor.office_id else 0


def open_count(actor: Actor) -> int:
    """The counter beside My list."""
    return Case.objects.visible_to(actor).my_open(actor).count()
