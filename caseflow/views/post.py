"""The outgoing post of the day: what is to be sent, registered-mail numbers, what came back, and the day's papers as one PDF."""

import re
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from caseflow.services import post as service
from caseflow.services.paper_pdf import MOST_BOUND, Lost, Unprintable, bound, pdf_of
from caseflow.views.papers import file_answer
from offices.actors import Actor
from offices.roles import Capability

REGISTER = re.compile(r"[0-9A-Za-z\- ]{5,30}")


def _server(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.SERVE):
        raise PermissionDenied
    return request.actor


def _day(request: HttpRequest) -> date:
    try:
        found = parse_date(request.GET.get("day", ""))
    except ValueError:
        found = None
    return found or timezone.localdate()


@login_required
def post(request: HttpRequest) -> HttpResponse:
    """The lists, and what is typed into them: all numbers of a day in one go."""
    actor = _server(request)
    errors: list[str] = []
    if request.method == "POST":
        errors = _save(request, actor)
        if not errors:
            return redirect("caseflow:post")
    day = _day(request)
    context = {
        "post": service.outgoing(actor, timezone.localdate()), "day": day, "issued": service.issued_on(actor, day).count(), "errors": errors,
        "typed": request.POST, "chosen": request.POST.getlist("line"),
    }  # fmt: skip
    return render(request, "caseflow/post.html", context, status=422 if errors else 200)


def _save(request: HttpRequest, actor: Actor) -> list[str]:
    """Do what the form asks for; what is wrong with it, line by line: then nothing was written."""
    if request.POST.get("form") == "numbers":
        given = {name[2:]: v.strip() for name, v in request.POST.items() if name.startswith("a_") and v.strip()}
        if wrong := _wrong(given.values()):
            return wrong
        numbers = {int(pk): number for pk, number in given.items() if pk.isdecimal() and len(pk) < 16}
        n = service.note_numbers(numbers, actor, timezone.now())
        messages.success(request, ngettext("%(n)d number was noted.", "%(n)d numbers were noted.", n) % {"n": n})
        return []
    chosen = [key for key in request.POST.getlist("line") if re.fullmatch(r"\d{1,15}_\d{1,15}", key)]
    if not chosen:
        return [_("Choose at least one paper that goes into the post.")]
    lines = {key: request.POST.get(f"n_{key}", "").strip() for key in chosen}
    if wrong := _wrong(v for v in lines.values() if v):
        return wrong
    n = service.post_papers(lines, actor, timezone.now())
    messages.success(request, ngettext("%(n)d letter is in the post.", "%(n)d letters are in the post.", n) % {"n": n})
    return []


def _wrong(numbers: object) -> list[str]:
    bad = [n for n in numbers if not REGISTER.fullmatch(n)]  # type: ignore[attr-defined]
    return [
        _("“%(number)s” is no registered-mail number: digits and letters, at least five.") % {"number": n[:40]}
        for n in bad
    ]


@never_cache
@login_required
def print_day(request: HttpRequest) -> HttpResponse:
    """The papers to petitioners that the office issued on a day, in the order of their numbers, as one PDF."""
    actor, day = _server(request), _day(request)
    rows = list(service.issued_on(actor, day)[: MOST_BOUND + 1])
    if not rows:
        messages.info(request, _("No paper was issued on this day."))
        return redirect("caseflow:post")
    if len(rows) > MOST_BOUND:
        messages.error(request, _("More than %(n)s papers were issued on this day: print them from their cases, or from the list of cases.") % {"n": MOST_BOUND})  # fmt: skip
        return redirect("caseflow:post")
    try:
        body = bound([pdf_of(row) for row in rows], _("Papers of %(day)s") % {"day": day.isoformat()})
    except (Lost, Unprintable):
        messages.error(request, _("One of these papers has no PDF at present: open them one by one, and tell your administrator."))  # fmt: skip
        return redirect("caseflow:post")
    return file_answer(body, f"{actor.name}-{day.isoformat()}")
