"""Local rules: read by everyone, written by administrators as versions, with a preview of what a day would be under them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.forms.packs import PackForm
from caseflow.models import Pack
from caseflow.packs import OPTIONS
from caseflow.packs import Pack as Rows
from caseflow.services.calendars import calendar_for_region
from caseflow.services.local import rows_of
from caseflow.services.packs import Draft, PackRefused, WhatIf, check, end_pack, save_pack, what_if
from caseflow.services.timeline import unit_name
from caseflow.statute import Term
from caseflow.texts import article_text, term_name
from caseflow.texts.packs import OPTIONS as NAMES
from caseflow.texts.packs import VALUES, VERDICTS, problem_text
from offices.actors import Actor
from offices.roles import Capability
from petitions.forms import DateInput


def _setter(request: HttpRequest) -> Actor:
    actor: Actor = request.actor
    if not (actor.may(Capability.SETTINGS) or actor.may(Capability.SYSTEM)):
        raise PermissionDenied
    return actor


@login_required
def packs(request: HttpRequest) -> HttpResponse:
    """All packs with their versions, the newest first."""
    rows = Pack.objects.visible_to(request.actor).select_related("region").order_by("code", "-version")
    may = request.actor.may(Capability.SETTINGS) or request.actor.may(Capability.SYSTEM)
    return render(request, "caseflow/packs.html", {"packs": rows, "may": may, "today": request.actor.day})


@login_required
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: each term beside the national one, which holds and why; its options; its last day."""
    found = _pack(request, pk)
    mine = Pack.objects.set_by(request.actor).filter(pk=found.pk).exists()
    errors: list[str] = []
    if request.method == "POST":
        errors = _end(request, found, _setter(request))
        if not errors:
            return redirect("caseflow:pack", pk=found.pk)
    rows = rows_of(found, found.terms.all(), found.options.all())
    day = _day(request.GET.get("day", "")) or max(
        found.valid_from, min(request.actor.day, found.valid_until or date.max)
    )
    newest = not Pack.objects.filter(code=found.code, version__gt=found.version).exists()
    context = {"pack": found, "lines": _lines(rows, day, found.region_id), "options": _options(rows), "day": day, "errors": errors,
               "may_change": mine and newest, "may_end": mine and (found.valid_until is None or found.valid_until >= request.actor.day),
               "today": request.actor.day, "date_input": DateInput().render("last_day", request.actor.day, {"id": "last_day", "class": "form-control"})}  # fmt: skip
    return render(request, "caseflow/pack.html", context, status=422 if errors else 200)


def _pack(request: HttpRequest, pk: int) -> Pack:
    rows = Pack.objects.visible_to(request.actor).select_related("region", "entered_by")
    return get_object_or_404(rows.prefetch_related("terms", "options"), pk=pk)


def _end(request: HttpRequest, found: Pack, actor: Actor) -> list[str]:
    last_day = _day(request.POST.get("last_day", ""))
    if last_day is None:
        return [_("Give the last day.")]
    try:
        end_pack(found, last_day, actor, actor.day)
    except PackRefused as refused:
        return [problem_text(p.code, p.limit) for p in refused.problems]
    messages.success(
        request, _("The version ends on %(day)s. What began under it goes on as it began.") % {"day": last_day}
    )
    return []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@login_required
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new pack, or (`pk`) the next version of one: preview first, then begin it."""
    actor = _setter(request)
    old = get_object_or_404(Pack.objects.set_by(actor).select_related("region"), pk=pk) if pk else None
    form = PackForm(request.POST or None, actor=actor, changed=old)
    lines: list[dict[str, Any]] | None = None
    day: date | None = None
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if "apply" in request.POST and (made := _save(draft, form, actor, old)) is not None:
            messages.success(request, _("The pack begins on %(day)s.") % {"day": made.valid_from})
            return redirect("caseflow:pack", pk=made.pk)
        if "apply" not in request.POST:
            form.refuse(check(draft, _last(draft), actor, actor.day))
            if not form.errors:
                day = form.cleaned_data["day"] or draft.valid_from
                lines = _lines(draft.rows, day, draft.region.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "caseflow/pack_edit.html", {"form": form, "old": old, "lines": lines, "day": day}, status=status
    )


def _save(draft: Draft, form: PackForm, actor: Actor, old: Pack | None) -> Pack | None:
    if old is None and _last(draft) is not None:
        form.add_error("code", _("A pack has this code already: change that one, or take another code."))
        return None
    try:
        return save_pack(draft, actor, timezone.now(), actor.day)
    except PackRefused as refused:
        form.refuse(refused.problems)
        return None


def _last(draft: Draft) -> Pack | None:
    return Pack.objects.filter(code=draft.code).order_by("-version").first()


def _lines(rows: Rows, day: date, region_id: int) -> list[dict[str, Any]]:
    """Each term of the pack from `day`, beside the national one: which holds, and why."""
    try:
        found = what_if(rows, day, calendar_for_region(region_id))
    except (LookupError, OverflowError):  # before 2005-05-01 no law is known, after 9999 no day
        return []
    return [_line(w) for w in found]


def _line(found: WhatIf) -> dict[str, Any]:
    local, national = found.compared.local, found.compared.national
    return {"code": local.code, "name": term_name(local.code), "local": _length(local), "source": local.source, "own": local.own,
            "national": _length(national) if national else "—", "article": article_text(national.article) if national and national.article else "",
            "days": found.local, "national_days": found.national, "moved": found.moved, "why": VERDICTS[found.compared.verdict]}  # fmt: skip


def _length(term: Term) -> str:
    told = f"{term.length} {unit_name(term.unit)}"
    return f"{told} + {term.max_extension}" if term.max_extension else told


def _options(rows: Rows) -> list[dict[str, Any]]:
    """Every option of the closed list: what this pack says, or that it says nothing."""
    found = []
    for name, option in OPTIONS.items():
        said = rows.options.get(name)
        found.append({"name": NAMES[name], "value": VALUES[said.value] if said else "", "national": VALUES[option.default],
                      "source": rows.cited(said.article) if said else ""})  # fmt: skip
    return found
