"""The case page, one page an act, presence."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.forms import FORMS, PRIMARY, PRIMARY_SECRET, ActForm
from caseflow.models import Case
from caseflow.panels import panels_of
from caseflow.services import Conflict, options_of, perform, timeline, was_done
from caseflow.services.among import between
from caseflow.services.beside import decided_as
from caseflow.services.load import by_of, states_of
from caseflow.services.missing import lacking
from caseflow.services.persons import may_reveal, shown_person
from caseflow.services.presence import seen
from caseflow.services.proposals import route_of, same_matter
from caseflow.services.sheet import against_lines, sheet, text_of
from caseflow.texts import PRINCIPLES, act_name, article_text, refusal_text, term_name
from caseflow.workflow import ROWS, Option, Row, refusal_of
from offices.actors import Actor
from offices.models import Office
from offices.views.errors import sent_again
from petitions.choices import ReadKind
from petitions.kept import keep_and_login, take_kept
from petitions.reading import asked_why

INSTEAD = 6  # acts offered in place of a refused one


def _case(request: HttpRequest, uid: uuid.UUID) -> Case:
    rows = Case.objects.visible_to(request.actor).select_related(
        "office__superior",
        "office__region",
        "matter__topic",
        "matter__region",
        "petition__office",
        "parent__office",
        "handler",
    )
    return get_object_or_404(rows, uid=uid)


@login_required
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Overview and timeline, files, papers, and on the right what may be done now, the clocks, the same matter."""
    found = _case(request, uid)
    if (page := asked_why(request, found.petition, found.confidential, ReadKind.PAGE)) is not None:
        return page
    actor: Actor = request.actor
    choices = options_of(found, actor, timezone.now())
    possible = [o.row.act for o in choices if o.refusal is None and o.row.act in FORMS]
    first = (PRIMARY_SECRET if found.confidential else PRIMARY).get(found.state)
    first = first if first in possible else None
    shown = sheet(found, actor, request.GET)
    items = {i.pk: i for i in shown.items}
    context = {
        "case": found,
        "petition": found.petition,
        "title": found.matter.opened_title,
        "may_draft": found.office_id == actor.office_id and (actor.may("handle") or actor.may("decide")),
        "sheet": shown,
        "people": [shown_person(p, actor, found) for p in shown.people],
        "first": (first, act_name(first)) if first else None,
        "acts": [(a, act_name(a)) for a in possible if a != first],
        "blocked": [(act_name(o.row.act), refusal_text(o.refusal)) for o in choices if o.refusal],
        "clocks": timeline.clock_lines(shown.clocks),
        "steps": timeline.steps(found, shown.related),
        "tasks": [(t, items[t.item_id]) for t in shown.executions if t.item_id in items],
        "related": [(c, shown.names.get(c.office_id, "")) for c in shown.related],
        "linked": [(c, shown.names.get(c.office_id, "")) for c in shown.linked],
        "candidates": same_matter(found, actor, people=shown.people)
        if found.state in {"registered", "received"}
        else [],
        "among": shown.among,
        "between": between(found, timezone.localdate()),
        "route": _route(found, actor) if found.state == "registered" and not found.confidential else None,
        "against": against_lines(shown),
        "panels": panels_of(found, actor),
        "may_reveal": may_reveal(found, actor) and any(p.identity or p.phone for p in shown.people),
    }
    return render(request, "caseflow/case.html", context)


def _route(case: Case, actor: Actor) -> dict[str, Any]:
    found = route_of(case.matter, timezone.localdate())
    office = Office.objects.visible_to(actor).filter(pk=found.office).first() if found.office else None
    codes = {s.code for s in found.steps}
    gap = (
        _("No place is known yet.") if "no_place" in codes else
        _("Several offices have the same duty; a person decides.") if "tie" in codes else
        _("The duty catalogue names nobody for this topic and place.")
    )  # fmt: skip
    return {"office": office, "basis": found.basis, "principle": PRINCIPLES.get(found.principle, ""), "gap": gap}


@sent_again
def act(request: HttpRequest, uid: uuid.UUID, act: str) -> HttpResponse:
    """One act: what it does to state and clocks, its form, and the answer where it is refused."""
    if not request.user.is_authenticated:
        return keep_and_login(request)
    found = _case(request, uid)
    if act not in FORMS:
        raise Http404
    if (page := asked_why(request, found.petition, found.confidential, ReadKind.PAGE)) is not None:
        return page
    typed: dict[str, Any] = {name: request.GET[name][:40] for name in ("number", "paper") if request.GET.get(name)}
    if request.method == "GET" and (kept := take_kept(request)) is not None:
        typed |= {n: v if len(v) > 1 else v[-1] for n, v in kept.lists() if v and n not in {"version", "key"}}
    form = FORMS[act](request.POST or None, request.FILES or None, case=found, actor=request.actor, initial=typed)
    if request.method == "POST":
        answer = _perform(request, found, act, form) if form.is_valid() else _again(request, found, act)
        if answer is not None:
            return answer
    context = _act_context(found, act, form, request)
    bad = request.method == "POST" or context["refusal"] is not None
    return render(request, "caseflow/act.html", context, status=422 if bad else 200)


def _again(request: HttpRequest, found: Case, act: str) -> HttpResponse | None:
    """The answer to a form that was taken before: its sender never saw it, and its choices have gone since."""
    if not was_done(found, request.POST.get("key", "")[:64], request.actor):
        return None
    return _done(request, found, act)


def _done(request: HttpRequest, found: Case, act: str) -> HttpResponse:
    messages.success(request, _("Done: %(act)s.") % {"act": act_name(act)})
    visible = Case.objects.visible_to(request.actor).filter(pk=found.pk).exists()
    return redirect("caseflow:case", uid=found.uid) if visible else redirect("home")


def _perform(request: HttpRequest, found: Case, act: str, form: ActForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        done = perform(
            found, act, request.actor, timezone.now(), expected_version=data["version"], key=data["key"], **form.facts()
        )
    except Refused as refused:
        form.add_error(None, refusal_text(refused.refusal))
        return None
    except Conflict as conflict:
        lines = "; ".join(f"{timeline.who_acted(e, e.opened)}: {act_name(e.kind)}" for e in conflict.events)
        form.data = form.data.copy()
        form.data["version"] = str(conflict.case.version)
        form.add_error(
            None,
            _(
                "Somebody acted on this case in between (%(lines)s). What you typed is kept: look at it, then send it again."
            )
            % {"lines": lines},
        )
        return None
    return _done(request, done, act)


def _act_context(found: Case, act: str, form: ActForm, request: HttpRequest) -> dict[str, Any]:
    row = ROWS[act]
    options = list(options_of(found, request.actor, timezone.now()))
    told = next((o.refusal for o in options if o.row.act == act), None)
    if not any(o.row.act == act for o in options):  # not worth telling in the list of acts; to whoever came here it is
        told = refusal_of(states_of([found], request.actor.day)[found.pk], row, None, by_of(request.actor))
    refusal = refusal_text(told) if told else None
    # a refused form keeps its error; the page's own refusal is for whoever came by an old link
    return {"case": found, "act": act, "text": text_of(found), "name": act_name(act), "form": form, "refusal": None if form.errors else refusal,
            "instead": _instead(options) if refusal and not form.errors else [],
            "missing": lacking(found, [act], request.actor.day).get(act, []) if not refusal else [],
            "effect": _effect(row, found), "clocks": timeline.clock_lines(found.clocks.all())}  # fmt: skip


def _instead(options: Sequence[Option]) -> list[tuple[str, str]]:
    """The acts that are possible in place of a refused one, those that move the case first: (act, name)."""
    possible = [o.row for o in options if o.refusal is None and o.row.act in FORMS]
    return [(row.act, act_name(row.act)) for row in sorted(possible, key=lambda row: row.target is None)[:INSTEAD]]


def _effect(row: Row, case: Case) -> dict[str, Any]:
    from caseflow.choices import PaperKind, State

    running = {c.term for c in case.clocks.all() if c.stopped_on is None}
    starts = {"C6": "A6"}.get if case.matter.klass == "A" else (lambda t, d=None: d)
    return {
        "to": State(row.target).label if row.target else "",
        "stops": [term_name(t) for t in row.stops if t in running],
        "starts": [term_name(starts(t, t)) for t in row.starts],
        "paper": PaperKind(decided_as(case) if row.act == "decide" else row.paper).label if row.paper else "",
        "articles": [article_text(a) for a in row.articles],
    }


@login_required
def presence(request: HttpRequest, uid: uuid.UUID) -> JsonResponse:
    """Who else is looking at the case just now."""
    found = _case(request, uid)
    others = seen(str(found.uid), request.actor.user_id or 0, request.actor.name)
    text = _("Also looking: %(names)s") % {"names": "、".join(others)} if others else ""
    return JsonResponse({"text": text})
