"""Commitments of an office and of those below: the year's list, one with its progress, drafting and signing, versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from offices.actors import Actor
from offices.roles import Capability
from oversight.forecast import RECENT
from oversight.forms.commitments import CommitmentForm, ReasonForm, offices_below
from oversight.models import Commitment
from oversight.querysets.reviews import CommitmentQuerySet
from oversight.review_refusals import ReviewRefused, problem_text
from oversight.review_who import acts_of_commitment
from oversight.review_words import COMMITMENT_ACTS, COMMITMENT_EFFECTS, LAMPS
from oversight.services import commitments as service
from oversight.services.progress import Progress, standings
from oversight.views.behind_links import links_behind

MOST = 60  # offices a page


def overseer(request: HttpRequest) -> Actor:
    """Heads and supervisors alone; a role that is missing may nothing."""
    actor: Actor = request.actor
    if not actor.may(Capability.OVERSEE) or actor.office_id is None:
        raise PermissionDenied
    return actor


def to_sign(actor: Actor) -> CommitmentQuerySet:
    """What the counter beside Commitments counts."""
    rows: CommitmentQuerySet = Commitment.objects.to_sign(actor)
    return rows


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 else otherwise


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The year's commitments: the own office's first, then those below, each with its lamp; and offices without one."""
    actor = overseer(request)
    year = _year(request.GET.get("year", ""), actor.day.year)
    rows = Commitment.objects.visible_to(actor).filter(year=year).exclude(state__in=("replaced", "ended"))
    rows = rows.select_related("office__region", "overseer").prefetch_related("targets")
    page = _page(request.GET.get("page", ""))
    found = list(rows.order_by("office__region__path", "office__name", "-version")[(page - 1) * MOST : page * MOST + 1])
    shown = found[:MOST]
    at = standings(shown, actor.day)
    lines = [(c, at[c.pk], LAMPS[at[c.pk].worst]) for c in shown]
    have = Commitment.objects.visible_to(actor).filter(year=year).values("office")
    without = offices_below(actor).exclude(pk__in=have)
    years = sorted({*Commitment.objects.visible_to(actor).order_by().values_list("year", flat=True).distinct(), actor.day.year, year})  # fmt: skip
    context = {
        "lines": sorted(lines, key=lambda line: line[0].office_id != actor.office_id), "year": year, "years": years,
        "without": list(without[:MOST]), "page": page, "more": len(found) > MOST, "may_write": bool(len(actor.office_ids) > 1),
        "today": actor.day,
    }  # fmt: skip
    return render(request, "oversight/commitments/index.html", context)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 5 else 1


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One version: targets with figure, forecast and lamp; signatures; other versions; what may be done."""
    actor = overseer(request)
    rows = Commitment.objects.visible_to(actor).select_related("office__region", "overseer")
    found = get_object_or_404(rows.prefetch_related("targets"), uid=uid)
    form = ReasonForm()
    if request.method == "POST":
        name = request.POST.get("act", "")
        form = ReasonForm(request.POST, auto_id=f"%s_{name if name in COMMITMENT_ACTS else 'none'}")
        if form.is_valid() and _act(request, found, form, actor):
            return redirect("oversight:commitment", uid=found.uid)
    acts = acts_of_commitment(found, actor)
    standing = standings([found], actor.day)[found.pk]
    versions = Commitment.objects.visible_to(actor).filter(office=found.office_id, year=found.year)
    context = {
        "commitment": found, "standing": standing, "lines": [_line(p, found, standing.counted, actor) for p in standing.lines],
        "acts": [(a, COMMITMENT_ACTS[a], COMMITMENT_EFFECTS[a]) for a in acts if a != "write"], "may_write": "write" in acts,
        "may_follow": found.state == "in_force" and found.overseer_id == actor.office_id, "form": form,
        "signatures": found.acts.select_related("user", "posting__office"), "versions": versions.order_by("-version"),
        "needs_reason": {"take_back", "decline", "end"}, "recent": RECENT, "today": actor.day,
        "other_side": found.state == "half" and not acts,
    }  # fmt: skip
    return render(request, "oversight/commitments/show.html", context, status=422 if form.errors else 200)


def _line(progress: Progress, commitment: Commitment, counted: Any, actor: Actor) -> dict[str, Any]:
    """A target's row; its figure opens the cases where the office is in the reader's own sight."""
    picture, words = LAMPS[progress.lamp]
    code = progress.target.indicator
    links = {}
    if counted is not None and commitment.office_id in actor.office_ids:
        links = links_behind(code, counted, commitment.office_id, actor.day)
    return {"p": progress, "links": links, "icon": picture, "words": words}


def _act(request: HttpRequest, found: Commitment, form: ReasonForm, actor: Actor) -> bool:
    name = request.POST.get("act", "")
    try:
        service.act(found, name, actor, timezone.now(), form.cleaned_data["reason"])
    except ReviewRefused as refused:
        for problem in refused.problems:
            form.add_error("reason" if problem.where == "reason" else None, problem_text(problem))
        return False
    messages.success(request, f"{COMMITMENT_ACTS[name]}: {_('done')}")
    return True


@login_required
def write(request: HttpRequest, uid: uuid.UUID | None = None) -> HttpResponse:
    """A new commitment, or (`uid`) its draft written anew, or the next version of one in force."""
    actor = overseer(request)
    old: Commitment | None = None
    if uid is not None:
        rows = Commitment.objects.visible_to(actor).select_related("office").prefetch_related("targets")
        old = get_object_or_404(rows, uid=uid)
        if old.overseer_id != actor.office_id:
            raise PermissionDenied
    elif len(actor.office_ids) < 2:
        raise PermissionDenied
    start = {"office": request.GET["office"]} if request.GET.get("office", "").isdecimal() else {}
    form = CommitmentForm(request.POST or None, actor=actor, changed=old, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.write(form.draft(), actor, timezone.now(), old)
            messages.success(request, _("The draft is kept. Nothing is in force before both sides have signed."))
            return redirect("oversight:commitment", uid=made.uid)
        except ReviewRefused as refused:
            form.refuse(refused.problems)
    context = {"form": form, "old": old, "next": old is not None and old.state != "draft"}
    return render(request, "oversight/commitments/write.html", context, status=422 if form.errors else 200)
