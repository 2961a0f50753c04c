"""The three recommendations: the list, a new one, one of them with its reply and what came of it (R22 Art. 40)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.facts import Refused
from caseflow.models import Case
from caseflow.services.paper_pdf import Unprintable
from caseflow.texts import article_text, refusal_text
from caseflow.views.papers import file_answer
from offices.actors import Actor
from offices.paging import capped_counts, page_of
from offices.roles import Capability
from offices.views.errors import sent_again
from oversight.forms.supervision import FollowForm, RecommendationForm, ReplyForm
from oversight.models import Recommendation, SupervisionOrder
from oversight.services import recommendations as service
from oversight.services.candidates import may_supervise
from oversight.supervision.lists import ADVICE_SORT, ADVICE_WHERE, choose_recommendations
from oversight.supervision.order_rules import (
    ADVICE,
    Advice,
)

SHOWN = 20  # linked cases and orders shown by number; the rest is counted


def _reader(request: HttpRequest) -> Actor:
    if not request.actor.may(Capability.READ):
        raise PermissionDenied
    return request.actor


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Recommendations issued by the actor's offices or received by hers, newest first."""
    actor = _reader(request)
    chosen = choose_recommendations(request.GET, actor)
    counts = capped_counts({"": chosen.rows, "late": chosen.rows.late(actor.day)})
    page = page_of(chosen.rows.select_related("office", "addressee"), ADVICE_SORT, request.GET)
    context = {
        "page": page, "count": counts[""], "late": counts["late"], "filters": chosen.filters, "where": chosen.where,
        "wheres": ADVICE_WHERE.items(), "may_supervise": may_supervise(actor),
    }  # fmt: skip
    return render(request, "oversight/supervision/recommendations.html", context)


@sent_again
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new recommendation; an address may name the order or the petition it rests on."""
    actor = _reader(request)
    if not may_supervise(actor):
        raise PermissionDenied
    given = {name: [request.GET[name][:60]] for name in ("orders", "cases") if request.GET.get(name)}
    form = RecommendationForm(request.POST or None, actor=actor, initial=given)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = service.issue_recommendation(
                data["kind"], data["subject"], data["asked"], data["due_on"], actor, timezone.now(), addressee=data["addressee"],
                organ=data["organ"], cases=data["cases"], orders=data["orders"], key=data["key"],
            )  # fmt: skip
            messages.success(
                request, _("%(number)s is issued; %(office)s is told.") % {"number": row.number, "office": row.to}
            )
            return redirect("oversight:recommendation", uid=row.uid)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    return render(
        request, "oversight/supervision/recommendation_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _row(request: HttpRequest, uid: uuid.UUID) -> Recommendation:
    rows = Recommendation.objects.visible_to(_reader(request)).select_related(
        "office", "addressee", "issued_by", "replied_by", "followed_by"
    )
    return get_object_or_404(rows, uid=uid)


@login_required
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One recommendation, its reply and what came of it. What it rests on is counted; numbers are for whoever sees the cases."""
    row, actor = _row(request, uid), request.actor
    reply = ReplyForm(request.POST if "reply_now" in request.POST else None, today=actor.day)
    follow = FollowForm(request.POST if "follow_now" in request.POST else None)
    if request.method == "POST" and (done := _post(request, row, reply, follow)) is not None:
        return done
    seen = Case.objects.visible_to(actor).filter(recommendations=row).order_by("pk")[:SHOWN]
    ordered = SupervisionOrder.objects.visible_to(actor).filter(recommendations=row).order_by("pk")[:SHOWN]
    context = {
        "row": row, "basis": article_text(ADVICE[Advice(row.kind)]), "cases": seen, "orders": ordered, "linked": row.cases.count(),
        "words": row.opened, "reply_form": reply if service.may_reply(row, actor) or reply.errors else None,
        "follow_form": follow if service.may_follow(row, actor) or follow.errors else None, "is_late": not row.reply and row.due_on < actor.day,
    }  # fmt: skip
    bad = bool(reply.errors or follow.errors)
    return render(request, "oversight/supervision/recommendation.html", context, status=422 if bad else 200)


def _post(request: HttpRequest, row: Recommendation, reply: ReplyForm, follow: FollowForm) -> HttpResponse | None:
    actor, now = request.actor, timezone.now()
    form: Any = reply if reply.is_bound else follow
    if not form.is_bound:
        return redirect("oversight:recommendation", uid=row.uid)
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        if form is reply:
            service.reply(row, data["reply"], data["text"], data["reason"], data["replied_on"], actor, now)
            messages.success(request, _("The reply is kept; the issuing office is told."))
        else:
            service.follow_up(row, data["text"], actor, now)
            messages.success(request, _("Noted."))
    except Refused as refused:
        form.add_error(None, refusal_text(refused.refusal))
        return None
    return redirect("oversight:recommendation", uid=row.uid)


@login_required
def pdf(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The recommendation as the paper it is."""
    row = _row(request, uid)
    try:
        body = service.pdf_of(row)
    except Unprintable:
        raise Http404 from None
    return file_answer(body, row.number)


def waiting(actor: Actor) -> Any:
    """What the counter beside Recommendations counts."""
    return Recommendation.objects.visible_to(actor).to_do(actor)
