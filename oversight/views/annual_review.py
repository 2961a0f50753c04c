"""The annual review: the list, a new one, one with its steps as a track, its publication, its document, formulas and rehearsal."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.actors import Actor
from offices.jobs import TooMany
from offices.models import Office
from offices.roles import Capability
from oversight import review_export
from oversight.forms.commitments import FormulaForm, OpenForm
from oversight.models import AnnualReview, FrozenFigure, ReviewedOffice, ScoreFormula
from oversight.models.review import ReviewState
from oversight.periods import Period
from oversight.querysets.reviews import ReviewedOfficeQuerySet
from oversight.review_refusals import ReviewRefused, problem_text
from oversight.review_steps import TRACK
from oversight.review_who import acts_of_review
from oversight.review_words import REVIEW_ACTS, REVIEW_EFFECTS
from oversight.scoring import Caps, Target, places
from oversight.services import annual_review as service
from oversight.services import formulas
from oversight.services.review_scores import Basis, bases, live_bases, rehearse
from oversight.views.commitments import overseer
from petitions.forms import DateInput

WITH_DAY = {"ask_reports": gettext_lazy("self-reports until"), "score": gettext_lazy("objections until")}


class StepForm(forms.Form):
    """A step of the review; two of them set a day."""

    day = forms.DateField(label=gettext_lazy("until"), widget=DateInput, required=False)


def waiting(actor: Actor) -> ReviewedOfficeQuerySet:
    """What the counter beside Annual review counts."""
    rows: ReviewedOfficeQuerySet = ReviewedOffice.objects.waiting_for(actor)
    return rows


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Reviews the actor's office holds, and those it is reviewed in; the formula in force."""
    actor = overseer(request)
    rows = list(AnnualReview.objects.visible_to(actor).select_related("overseer"))
    own = {s.review_id: s for s in ReviewedOffice.objects.visible_to(actor).filter(review__in=rows, office=actor.office_id)}  # fmt: skip
    lines = [(r, own.get(r.pk), r.overseer_id == actor.office_id) for r in rows]
    context = {"lines": lines, "formula": formulas.newest(actor.office_id), "may_open": len(actor.office_ids) > 1}
    return render(request, "oversight/review/index.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open the review of a year for the offices below."""
    actor = overseer(request)
    if len(actor.office_ids) < 2:
        raise PermissionDenied
    form = OpenForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            made = service.open_review(d["year"], (d["first_day"], d["last_day"]), list(d["offices"]), actor, timezone.now())  # fmt: skip
            return redirect("oversight:review", uid=made.uid)
        except ReviewRefused as refused:
            for problem in refused.problems:
                form.add_error(problem.where if problem.where in form.fields else None, problem_text(problem))
    context = {"form": form, "formula": formulas.newest(actor.office_id)}
    return render(request, "oversight/review/new.html", context, status=422 if form.errors else 200)


def review_of(uid: uuid.UUID, actor: Actor) -> AnnualReview:
    rows = AnnualReview.objects.visible_to(actor).select_related("overseer", "formula__overseer")
    found: AnnualReview = get_object_or_404(rows, uid=uid)
    return found


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One review: its track, what may be done next, the offices with their scores, what was done."""
    actor = overseer(request)
    review = review_of(uid, actor)
    form = StepForm()
    if request.method == "POST":
        name = request.POST.get("act", "")
        form = StepForm(request.POST, auto_id=f"%s_{name if name in REVIEW_ACTS else 'none'}")
        if form.is_valid() and _take(request, review, form, actor):
            return redirect("oversight:review", uid=review.uid)
    sheets = ReviewedOffice.objects.visible_to(actor).filter(review=review).select_related("office__region", "score")
    sheets = sheets.annotate(has_figures=Exists(FrozenFigure.objects.filter(sheet=OuterRef("pk"))))
    rows = list(sheets.prefetch_related("reports", "objections", "consequences", "findings", "counted"))
    overview = review.overseer_id in actor.office_ids
    ranks = places({s.office_id: s.score.total if s.score else None for s in rows}) if overview else {}
    acts = [(a, REVIEW_ACTS[a], REVIEW_EFFECTS[a], WITH_DAY.get(a, "")) for a in acts_of_review(review, actor)]
    if review.state == "scored":  # first what ends it; scoring again stands below
        acts.sort(key=lambda act: act[0] == "score")
    context = {
        "review": review, "track": track(review), "acts": acts, "form": form, "is_overview": overview,
        "lines": [{"sheet": s, "place": ranks.get(s.office_id), **_told(s, actor.day)} for s in rows],
        "log": [(s, REVIEW_ACTS[s.act]) for s in review.steps.select_related("by", "posting__office")], "today": actor.day,
        "is_published": review.state in PUBLIC, "may_take": review_export.may_take(review, actor),
    }  # fmt: skip
    return render(request, "oversight/review/show.html", context, status=422 if form.errors else 200)


PUBLIC = ("published", "closed")


def track(review: AnnualReview) -> list[dict[str, Any]]:
    """The steps of the review for the step bar."""
    here = TRACK.index(review.state)
    notes = {"frozen": review.frozen_at and timezone.localtime(review.frozen_at).date(), "reporting": review.report_due_on,
             "scored": review.objection_due_on}  # fmt: skip
    until = {"reporting", "scored"}
    found = []
    for n, state in enumerate(TRACK):
        day = notes.get(state)
        note = "" if not day else _("until %(day)s") % {"day": day} if state in until else day.isoformat()
        status = "done" if n < here or review.state == "closed" else "now" if n == here else "next"
        found.append({"label": capfirst(ReviewState(state).label), "note": note, "status": status})
    return found


def _told(sheet: ReviewedOffice, today: date) -> dict[str, Any]:
    """What a row of the review tells of an office. `sheet` with its rows read."""
    objections, consequences = list(sheet.objections.all()), list(sheet.consequences.all())
    owed = [c for c in consequences if c.owes]
    return {
        "reports": len(sheet.reports.all()), "findings": sum(f.withdrawn_at is None for f in sheet.findings.all()),
        "objection": objections[-1] if objections else None, "consequences": consequences,
        "owed": min((c.due_on for c in owed), default=None), "has_figures": sheet.has_figures,
    }  # fmt: skip


def _take(request: HttpRequest, review: AnnualReview, form: StepForm, actor: Actor) -> bool:
    act = request.POST.get("act", "")
    try:
        service.take(review, act, actor, timezone.now(), actor.day, form.cleaned_data["day"])
    except ReviewRefused as refused:
        for problem in refused.problems:
            form.add_error("day" if problem.where == "day" else None, problem_text(problem))
        return False
    messages.success(request, f"{REVIEW_ACTS[act]}: {_('done')}")
    return True


@login_required
def published(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The table of scores for all offices reviewed: by the score of quality, never by how much was petitioned."""
    actor = overseer(request)
    review = review_of(uid, actor)
    if review.state not in PUBLIC:
        raise Http404
    sheets = list(ReviewedOffice.objects.filter(review=review).select_related("office", "score").prefetch_related("score__lines"))  # fmt: skip
    ranks = places({s.office_id: s.score.total if s.score else None for s in sheets})
    lines = list(review.formula.lines.all())
    rows = [(ranks.get(s.office_id), s, {line.indicator: line for line in s.score.lines.all()} if s.score else {}) for s in sheets]  # fmt: skip
    rows.sort(key=lambda row: (row[0] is None, row[0] or 0, str(row[1].office)))
    context = {
        "review": review, "lines": lines,
        "rows": [(place, s, [told.get(line.indicator) for line in lines]) for place, s, told in rows],
        "mine": actor.office_id, "is_overview": review.overseer_id in actor.office_ids,
    }  # fmt: skip
    return render(request, "oversight/review/published.html", context)


@login_required
@require_POST
def document(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The review as one PDF, for reference; a job writes it."""
    actor = overseer(request)
    review = review_of(uid, actor)
    if not review_export.may_take(review, actor):
        raise Http404
    try:
        job = review_export.ask(review, get_language() or "", actor, timezone.now())
    except TooMany:
        messages.error(request, _("Too many of these are still at work. Wait until one has ended, then ask again."))
        return redirect("oversight:review", uid=review.uid)
    return redirect("job", uid=job.uid)


@login_required
def formula(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a published formula, with its rules in words, and the other versions."""
    actor = overseer(request)
    rows = ScoreFormula.objects.visible_to(actor).select_related("overseer", "adopted_by").prefetch_related("lines")
    found = get_object_or_404(rows, pk=pk)
    versions = ScoreFormula.objects.visible_to(actor).filter(overseer=found.overseer_id).select_related("overseer")
    context = {"formula": found, "versions": versions, "may_rehearse": found.overseer_id == actor.office_id}
    return render(request, "oversight/review/formula.html", context)


@login_required
def rehearsal(request: HttpRequest) -> HttpResponse:
    """A changed formula over this year's data, beside the one in force. Nothing is saved but by `adopt`, by the head."""
    actor = overseer(request)
    if len(actor.office_ids) < 2:
        raise PermissionDenied
    now = formulas.newest(actor.office_id)
    reviews = AnnualReview.objects.visible_to(actor).filter(overseer=actor.office_id).select_related("overseer", "formula")  # fmt: skip
    form = FormulaForm(request.POST or None, actor=actor, now=now, reviews=reviews)
    result: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        form.refuse(formulas.check(draft, actor.office_id))
        if not form.errors and "adopt" in request.POST:
            try:
                made = formulas.adopt(draft, actor, timezone.now())
                messages.success(request, _("The formula is adopted. Reviews that are open keep theirs."))
                return redirect("oversight:formula", pk=made.pk)
            except ReviewRefused as refused:
                form.refuse(refused.problems)
        if not form.errors or set(form.errors) <= {"reason"}:
            review = reviews.filter(uid=form.cleaned_data["over"]).first() if form.cleaned_data["over"] else None
            result = _rehearsed(review, draft, now, actor)
    context = {"form": form, "now": now, "result": result, "may_adopt": actor.may(Capability.DECIDE)}
    return render(request, "oversight/review/rehearsal.html", context, status=422 if form.errors else 200)


def _rehearsed(review: AnnualReview | None, draft: formulas.FormulaDraft, now: ScoreFormula | None, actor: Actor) -> list[Any]:  # fmt: skip
    """Rows of the table, with the places by both formulas."""
    old_formula = review.formula if review else now
    old: tuple[list[Target], Caps] | None = None
    if old_formula is not None:
        old = [line.as_target() for line in old_formula.lines.all()], old_formula.caps()
    rows = rehearse(_bases(review, actor), (draft.targets, draft.caps), old)
    before = places({r.office.pk: r.before.total if r.before else None for r in rows})
    after = places({r.office.pk: r.after.total for r in rows})
    return [(r, before.get(r.office.pk), after.get(r.office.pk)) for r in rows]


def _bases(review: AnnualReview | None, actor: Actor) -> list[Basis]:
    """Frozen figures where the review has them, else today's over its days or the year so far."""
    assert actor.office_id is not None
    if review is not None and review.frozen_at is not None:
        return bases(review)
    first, last = (review.first_day, review.last_day) if review else (date(actor.day.year, 1, 1), actor.day)
    if review is not None:
        ids = list(review.sheets.values_list("office", flat=True))
    else:
        ids = list(Office.objects.in_force(actor.day).filter(pk__in=actor.office_ids).exclude(pk=actor.office_id).values_list("pk", flat=True))  # fmt: skip
    return live_bases(ids, actor.office_id, Period(first, max(first, min(last, actor.day))), actor.day)
