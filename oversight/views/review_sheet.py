"""One office's sheet in a review: figures with definition and drill-down, points, report, findings, objection, consequences."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from offices.actors import Actor
from oversight.forecast import Amount
from oversight.forms.review_sheet import FORMS, SheetForm
from oversight.models import FrozenFigure, ReviewedOffice
from oversight.periods import Period
from oversight.review_refusals import ReviewRefused, problem_text
from oversight.review_who import acts_of_sheet
from oversight.scoring import Problem
from oversight.services.review_scores import taken
from oversight.services.review_sheet import recomputed
from oversight.views.annual_review import track
from oversight.views.behind_links import links_behind
from oversight.views.commitments import overseer

OF_A_ROW = frozenset({"withdraw", "answer", "follow_up", "verify"})


def sheet_of(review: uuid.UUID, uid: uuid.UUID, actor: Actor) -> ReviewedOffice:
    rows = ReviewedOffice.objects.visible_to(actor).select_related(
        "review__overseer", "review__formula__overseer", "office__successor", "commitment__office", "score__by"
    )
    found: ReviewedOffice = get_object_or_404(rows, uid=uid, review__uid=review)
    return found


@login_required
def show(request: HttpRequest, review: uuid.UUID, uid: uuid.UUID) -> HttpResponse:
    """The sheet; `?again=1` counts the figures again today and shows them beside the frozen ones."""
    actor = overseer(request)
    sheet = sheet_of(review, uid, actor)
    bound: SheetForm | None = None
    if request.method == "POST":
        bound = _bound(request)
        if bound is not None and _done(bound, sheet, actor):
            messages.success(request, str(bound.done))
            return redirect("oversight:review_sheet", review=review, uid=uid)
    acts = acts_of_sheet(sheet, actor)
    again = recomputed(sheet, actor.day) if request.GET.get("again") and sheet.review.frozen_at else {}
    figures = _figures(sheet, again, actor)
    context = {
        "sheet": sheet, "review": sheet.review, "track": track(sheet.review), "acts": acts, "again": bool(again),
        "figures": figures, "scored": [f for f in figures if f["scored"]], "others": [f for f in figures if not f["scored"]],
        "score": sheet.score, "score_lines": sheet.score.lines.all() if sheet.score else (),
        "scores": sheet.scores.all(), "reports": sheet.reports.select_related("by"),
        "findings": _rows(sheet.findings.select_related("by", "withdrawn_by"), ["withdraw"], acts, bound),
        "objections": _rows(sheet.objections.select_related("by", "answered_by"), ["answer"], acts, bound),
        "consequences": _rows(sheet.consequences.select_related("by", "done_by", "verified_by"), ["follow_up", "verify"], acts, bound),
        "forms": {a: _form(a, bound) for a in acts if a not in OF_A_ROW}, "counted": sheet.counted.all(), "bound": bound,
        "is_mine": actor.office_id == sheet.office_id, "today": actor.day,
        "kept": bound.data.get("text", "") if bound is not None and bound.act not in acts else "",
    }  # fmt: skip
    return render(request, "oversight/review/sheet.html", context, status=422 if request.method == "POST" else 200)


def _bound(request: HttpRequest) -> SheetForm | None:
    """The form that was sent, None where there is no such act."""
    kind, row = FORMS.get(request.POST.get("act", "")), request.POST.get("row", "")
    return kind(request.POST, row=int(row) if row.isdecimal() and len(row) < 18 else None) if kind else None


def _done(form: SheetForm, sheet: ReviewedOffice, actor: Actor) -> bool:
    if form.act not in acts_of_sheet(sheet, actor):
        form.add_error(None, problem_text(Problem("", "not_yours")))
        return False
    if not form.is_valid():
        return False
    try:
        form.do(sheet, actor, timezone.now(), actor.day)
    except ReviewRefused as refused:
        form.refuse(refused.problems)
        return False
    return True


def _form(act: str, bound: SheetForm | None, row: int | None = None) -> SheetForm:
    if bound is not None and bound.act == act and bound.at_row == row:
        return bound
    return FORMS[act](row=row)


def _rows(rows: Any, acts_here: list[str], acts: list[str], bound: SheetForm | None) -> list[dict[str, Any]]:
    """Each row with the forms of what may be done with it now."""
    found = []
    for row in rows:
        open_acts = [a for a in acts_here if a in acts and _waits(row, a)]
        found.append({"row": row, "forms": [_form(a, bound, row.pk) for a in open_acts]})
    return found


def _waits(row: Any, act: str) -> bool:
    match act:
        case "withdraw":
            return row.withdrawn_at is None
        case "answer":
            return row.answered_at is None
        case "follow_up":
            return bool(row.owes and row.done_at is None)
    return bool(row.owes and row.done_at is not None)


def _figures(sheet: ReviewedOffice, again: dict[str, Amount], actor: Actor) -> list[dict[str, Any]]:
    """The frozen figures, those that are scored first, each with its corrections and, where asked, counted again."""
    review = sheet.review
    period = Period(review.first_day, review.last_day)
    scored = {line.indicator for line in review.formula.lines.all()}
    if sheet.commitment:
        scored |= {t.indicator for t in sheet.commitment.targets.all()}
    found = []
    offices = [sheet.office, *sheet.counted.all()]
    for figure in FrozenFigure.objects.filter(sheet=sheet).prefetch_related("corrections__by"):
        now = again.get(figure.indicator)
        found.append({
            "figure": figure, "taken": taken(figure), "corrections": figure.corrections.all(), "now": now,
            "differs": now is not None and (now.numerator, now.denominator, now.value) != (figure.numerator, figure.denominator, figure.value),
            "scored": figure.indicator in scored,
            "links": [(str(o), links) for o in offices if o.pk in actor.office_ids and (links := links_behind(figure.indicator, period, o.pk, actor.day))],
        })  # fmt: skip
    return found
