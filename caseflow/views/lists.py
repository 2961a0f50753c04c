"""Lists: my list by due day, the office's cases, the petitions, search, reminders. Keyset pages, the state in the address."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseflow.choices import State
from caseflow.filters import LAMPS, SORTS, WHERE, by_lamp, chips, choose, choose_mine, order_of, sort_of
from caseflow.forms import PRIMARY_SECRET
from caseflow.models import Case, Reminder
from caseflow.querysets import CaseQuerySet
from caseflow.services.among import days_between
from caseflow.services.listing import letters
from offices.actors import Actor
from offices.paging import Page, Sort, capped_counts, page_of
from offices.roles import Capability

NEXT = {
    "registered": ("forward", Capability.TRANSFER), "received": ("accept", Capability.HANDLE), "accepted": ("draft", Capability.HANDLE),
    "in_clearance": ("clear", Capability.DECIDE), "decided": ("send", Capability.SERVE), "served": ("record_receipt", Capability.SERVE),
    "objected": ("confirm_objection", Capability.TRANSFER),
}  # fmt: skip


PAGES = {
    "emergency": "caseflow:emergency",
    "retaliation": "caseflow:retaliation_report",
    "data": "caseflow:data_request",
}


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


def _counts(rows: CaseQuerySet, shown: CaseQuerySet, actor: Actor, **more: CaseQuerySet) -> dict[str, Any]:
    """The number of rows shown and the lamp tiles with theirs, in one statement; `more` are counted beside them."""
    counts = capped_counts({"": shown, **{lamp: by_lamp(rows, lamp, actor) for lamp in LAMPS}, **more})
    tiles = [{"lamp": k, "count": counts[k], "label": label} for k, label in LAMPS.items()]
    return {"count": counts[""], "tiles": tiles, **{name: counts[name] for name in more}}


def _lines(rows: Iterable[Case], actor: Actor) -> list[dict[str, Any]]:
    rows = list(rows)
    days = days_between([case for case in rows if case.matter.returns], timezone.localdate())
    return [{**_row(case, actor), "between": days.get(case.pk)} for case in rows]


def _row(case: Case, actor: Actor) -> dict[str, Any]:
    act, need = NEXT.get(case.state, ("", ""))
    doer = case.sender_office_id if act == "confirm_objection" else case.office_id
    if case.confidential:
        act, need = PRIMARY_SECRET.get(case.state, ""), Capability.CONFIDENTIAL
    may = act and doer == actor.office_id and actor.may(need)
    return {"case": case, "act": act, "url": reverse("caseflow:act", args=[case.uid, act]) if may else ""}


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The actor's open cases: those given to her and those of her office that nobody has yet."""
    actor = _reader(request)
    rows, shown = choose_mine(request.GET, actor)
    objected = Case.objects.passed_on_by(actor).open().filter(sender_office=actor.office_id, state=State.OBJECTED)
    counts = _counts(rows, shown, actor, **({"objected": objected} if actor.may(Capability.TRANSFER) else {}))
    page = page_of(shown.listed(), SORTS["due"], request.GET)
    context = {
        "title": _("My list"),
        "mine": True,
        "page": page,
        "rows": _lines(page, actor),
        "lamp": request.GET.get("lamp", ""),
        "sort": "due",
        **counts,
    }
    return render(request, "caseflow/list.html", context)


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one's offices, those passed on, or all in sight; filtered, sorted, counted, paged by key."""
    actor = _reader(request)
    chosen = choose(request.GET, request)
    counts = _counts(chosen.every_lamp, chosen.rows, actor)
    sort = order_of(chosen, counts["count"])
    page = page_of(chosen.rows.listed(), sort_of(sort), request.GET, offices=chosen.offices if sort in SORTS else None)
    context = {
        "title": _("The office's cases"), "mine": False, "page": page, "rows": _lines(page, actor), **counts,
        "lamp": request.GET.get("lamp", ""), "sort": sort, "filters": chosen.filters, "wheres": WHERE.items(),
        "too_many_to_sort": sort != chosen.sort, "chips": chips(chosen.filters),
    }  # fmt: skip
    return render(request, "caseflow/list.html", context)


@login_required
def petitions(request: HttpRequest) -> HttpResponse:
    """The letters themselves, newest first: those registered here, or with words all in sight, with the passages."""
    _reader(request)
    found = letters(request.GET, request)
    context = {"title": _("Petitions"), "found": found, "sort": found.sort, "page": found.page, "count": found.count, "filters": found.filters,
               "chips": chips(found.filters), "wheres": [(k, v) for k, v in WHERE.items() if k != "sent"]}  # fmt: skip
    return render(request, "caseflow/petitions.html", context)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """A whole number opens its case; words are looked for in all letters in sight; never by person (architecture 5)."""
    actor = _reader(request)
    words = request.GET.get("q", "").replace("\0", "").strip()
    rows = Case.objects.visible_to(actor)
    found = list(rows.numbered(words).order_by("pk").values_list("uid", flat=True)[:2]) if words else []
    if len(found) == 1:
        return redirect("caseflow:case", uid=found[0])
    if words and request.GET.get("where") is None:
        asked = request.GET.copy()
        asked["where"] = "all"
        return redirect(f"{reverse('caseflow:petitions')}?{asked.urlencode()}")
    return redirect("caseflow:petitions")


@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """One's own reminders, newest first."""
    rows = Reminder.objects.visible_to(request.actor).select_related("case__petition", "case__matter")
    unread = request.GET.get("only") == "unread"
    page: Page = page_of(rows.unread() if unread else rows, Sort("at", True), request.GET)
    return render(request, "caseflow/reminders.html", {"page": page, "unread_only": unread})


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Mark one reminder, or all of them, as read, and open its case."""
    now = timezone.now()
    rows = Reminder.objects.visible_to(request.actor)
    if request.POST.get("pk", "").isdigit():
        reminder = get_object_or_404(rows, pk=int(request.POST["pk"]))
        rows.filter(pk=reminder.pk, read_at=None).update(read_at=now)
        if job := reminder.facts.get("job"):
            return redirect("job", uid=job)
        for name, page in PAGES.items():
            if uid := reminder.facts.get(name):
                return redirect(page, uid=uid)
        return redirect("caseflow:case", uid=reminder.case.uid) if reminder.case else redirect("caseflow:reminders")
    rows.unread().update(read_at=now)
    messages.success(request, _("All marked as read."))
    return redirect("caseflow:reminders")


def unread_rows(actor: Actor) -> Any:
    """What the bell counts."""
    return Reminder.objects.visible_to(actor).unread()


def open_rows(actor: Actor) -> CaseQuerySet:
    """What the counter beside My list counts."""
    return Case.objects.at_offices(actor).my_open(actor)
