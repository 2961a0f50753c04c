"""The petitioner's own page: in by number and query code, out by a button; no account, no staff session, POST for all she does."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from caseflow.facts import Refused
from caseflow.forms import FORMS
from caseflow.forms.own_page import AskForm, DataForm, EvaluationForm, SignInForm, own_facts, own_form
from caseflow.models import Notice, OwnVisit
from caseflow.services import own_page as service
from caseflow.services import own_visit, perform, was_done
from caseflow.services.evaluations import evaluate
from caseflow.services.paper_pdf import Lost, Unprintable, pdf_of
from caseflow.texts import refusal_text
from caseflow.texts.own_page import OWN_ACTS
from caseflow.views.addresses import address_of
from caseflow.views.papers import file_answer
from caseflow.workflow import ROWS
from offices.actors import petitioner_actor
from offices.views.errors import sent_again

COOKIE = "__Host-petitioner" if settings.SECURE else "petitioner"
Page = Callable[..., HttpResponse]


@never_cache
def query(request: HttpRequest) -> HttpResponse:
    """Number and query code; what was typed into another form after the visit had ended is carried along."""
    form = SignInForm(request.POST or None, initial={"number": request.GET.get("n", "")[:40]})
    kept = request.POST.get("kept", "")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given, now = form.cleaned_data, timezone.now()
            entry = own_visit.enter(given["number"], given["code"], address_of(request), now, kept)
            if entry.visit is not None:
                path = own_visit.kept_path(entry.visit)
                return _with_ticket(redirect(path or "caseflow:own_page"), entry.visit)
            status = 429 if entry.wait else 422
            form.add_error(None, _wait() if entry.wait else _wrong())
    return _ask(request, form, kept, status)


def _wrong() -> str:
    return _(
        "Number and query code do not belong together. Please compare each character with the slip; the code has no 0, O, 1, I or L."
    )


def _wait() -> str:
    return _("Too many wrong answers. Wait ten minutes, or ask at the counter or by telephone.")


def _ask(request: HttpRequest, form: SignInForm, kept: str, status: int) -> HttpResponse:
    answer = render(request, "own/query.html", {"form": form, "kept": kept}, status=status)
    if status == 429:
        answer["Retry-After"] = str(int(own_visit.WINDOW.total_seconds()))
    return answer


def _with_ticket(answer: HttpResponse, visit: OwnVisit) -> HttpResponse:
    answer.set_cookie(COOKIE, own_visit.ticket(visit), max_age=int(own_visit.IDLE.total_seconds()), httponly=True,
                      secure=settings.SECURE, samesite="Strict", path="/")  # fmt: skip
    return answer


def hers(view: Page) -> Page:
    """Only within a visit; each page makes its twenty minutes begin anew. What was typed too late is not lost."""

    @never_cache
    @wraps(view)
    def within(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        visit = own_visit.visit_of(request.COOKIES.get(COOKIE, ""), timezone.now())
        if visit is None:
            return _ended(request)
        return _with_ticket(view(request, visit, *args, **named), visit)

    return within


def _ended(request: HttpRequest) -> HttpResponse:
    fields = {
        n: v for n, v in request.POST.items() if n not in {"csrfmiddlewaretoken", "version", "key", "kept_files"} and v
    }
    if COOKIE not in request.COOKIES and not fields:
        return redirect("caseflow:query")
    if not fields:
        messages.warning(request, _("Your visit has ended. Enter number and query code again."))
        return redirect("caseflow:query")
    form = SignInForm()
    messages.warning(
        request,
        _(
            "Your visit has ended, nothing was sent. Enter number and query code again: what you typed comes back; files have to be chosen again."
        ),
    )
    return _ask(request, form, own_visit.pack_typed(request.path, fields), 403)


@hers
def mine(request: HttpRequest, visit: OwnVisit) -> HttpResponse:
    """Her page."""
    page = service.page_of(visit.petitioner, timezone.now())
    context = {
        "page": page,
        "doors": [name for name, (_form, of) in ASKED.items() if of(service.DOORS)],
        "visit": visit,
        "minutes": int(own_visit.IDLE.total_seconds() // 60),
    }
    return render(request, "own/page.html", context)


@require_POST
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """The button that ends her visit."""
    visit = own_visit.visit_of(request.COOKIES.get(COOKIE, ""), timezone.now())
    if visit is not None:
        own_visit.leave(visit)
    messages.success(request, _("Your visit has ended. Nobody sees your page any more without number and code."))
    answer = redirect("caseflow:query")
    answer.delete_cookie(COOKIE, path="/", samesite="Strict")
    return answer


@require_POST
@hers
def consent(request: HttpRequest, visit: OwnVisit) -> HttpResponse:
    """She agrees to take papers here, or takes that back."""
    now = timezone.now()
    if request.POST.get("agree") == "1":
        service.agree(visit.petitioner, now)
        messages.success(request, _("Kept: your papers come to this page, and opening one counts as receiving it."))
    else:
        service.take_back(visit.petitioner, now)
        messages.success(request, _("Kept: no more papers are sent to this page alone."))
    return redirect("caseflow:own_page")


@sent_again
@hers
def act(request: HttpRequest, visit: OwnVisit, uid: uuid.UUID, act: str) -> HttpResponse:
    """One act of hers on a case of hers, its form in plain words."""
    now = timezone.now()
    today = timezone.localdate(now)
    if act not in ROWS or act == "record_receipt":
        raise Http404
    page, actor = service.page_of(visit.petitioner, now), petitioner_actor(visit.petitioner_id, today)
    case = service.case_for(page, uid, act, visit.petitioner, today)
    sent = next((c for c in [*page.cases, page.hand_in] if c is not None and c.uid == uid), None)
    if request.method == "POST" and sent is not None and was_done(sent, request.POST.get("key", "")[:64], actor):
        return _done(request)
    if case is None:
        raise Http404
    form = own_form(ROWS[act], request.POST or None, request.FILES or None, case=case, actor=actor, office_forms=FORMS)
    if request.method == "GET":
        form.initial |= own_visit.take_typed(visit, request.path)
    elif form.is_valid():
        try:
            perform(
                case,
                act,
                actor,
                now,
                expected_version=None,
                key=form.cleaned_data["key"],
                **own_facts(form, actor, now),
            )
            return _done(request)
        except Refused as refused:
            form.add_error(None, refusal_text(refused.refusal))
    title, what = OWN_ACTS.get(act, (service.act_title(act), ""))
    context = {"form": form, "title": title, "what": what, "case": case}
    return render(request, "own/act.html", context, status=422 if request.method == "POST" else 200)


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Received. It is on its way, and stays with your petition."))
    return redirect("caseflow:own_page")


@hers
def paper(request: HttpRequest, visit: OwnVisit, uid: uuid.UUID) -> HttpResponse:
    """A paper of hers to read, print or save. To read it is no receipt; to say "I have received it" is."""
    now = timezone.now()
    page = service.page_of(visit.petitioner, now)
    line = next((x for x in page.papers if x.notice.uid == uid), None)
    if line is None:
        raise Http404
    if request.method == "POST":
        return _received(request, visit, line, now)
    closed = line.to_confirm and page.consent is not None and line.is_online
    full = None if closed else Notice.objects.select_related("case__petition").get(pk=line.notice.pk)
    if full is not None and request.GET.get("as") == "pdf":
        try:
            return file_answer(pdf_of(full), str(uid))
        except (Lost, Unprintable):
            messages.error(request, _("This paper cannot be saved as a PDF at present; its text stands below, unchanged. You may print this page."))  # fmt: skip
            return redirect("caseflow:own_paper", uid=uid)
    return render(request, "own/paper.html", {"line": line, "paper": full, "closed": closed})


def _received(request: HttpRequest, visit: OwnVisit, line: service.PaperLine, now: datetime) -> HttpResponse:
    actor = petitioner_actor(visit.petitioner_id, timezone.localdate(now))
    if line.to_confirm:
        try:
            perform(line.case, "record_receipt", actor, now, expected_version=None, key=f"receipt:{line.notice.uid}",
                    petitioner=visit.petitioner_id, received_on=actor.day)  # fmt: skip
            messages.success(request, _("Kept: you received it today, %(day)s.") % {"day": actor.day.isoformat()})
        except Refused as refused:
            messages.error(request, refusal_text(refused.refusal))
    return redirect("caseflow:own_paper", uid=line.notice.uid)


@sent_again
@hers
def rate(request: HttpRequest, visit: OwnVisit, uid: uuid.UUID, rated: str) -> HttpResponse:
    """Her rating of one office, once."""
    now = timezone.now()
    page = service.page_of(visit.petitioner, now)
    chance = next((c for part in page.parts for c in part.chances if (c.uid, c.rated) == (uid, rated)), None)
    if chance is None:
        raise Http404
    form = EvaluationForm(request.POST or None)
    if chance.state == "done":
        messages.info(request, _("Your rating is kept already; it is given once."))
        return redirect("caseflow:own_page")
    if chance.state == "over":
        messages.warning(request, _("The time to evaluate ended on %(day)s.") % {"day": chance.until.isoformat()})
        return redirect("caseflow:own_page")
    if request.method == "GET":
        form.initial |= own_visit.take_typed(visit, request.path)
    elif form.is_valid():
        kept = evaluate(chance, visit.petitioner, form.cleaned_data["value"], form.cleaned_data["reason"], now)
        told = _("Thank you: your rating is kept.") if kept else _("Your rating is kept already; it is given once.")
        messages.success(request, told)
        return redirect("caseflow:own_page")
    context = {"form": form, "chance": chance}
    return render(request, "own/rate.html", context, status=422 if request.method == "POST" else 200)


ASKED: dict[str, tuple[type[AskForm], Any]] = {
    "data": (DataForm, lambda doors: doors.ask_data), "retaliation": (AskForm, lambda doors: doors.report_retaliation),
}  # fmt: skip


@sent_again
@hers
def ask(request: HttpRequest, visit: OwnVisit, door: str) -> HttpResponse:
    """Her data, or retaliation: to the services of other rooms, where they are there."""
    make, service_of = ASKED.get(door, (AskForm, lambda doors: None))
    send = service_of(service.DOORS)
    if send is None:
        raise Http404
    form = make(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "GET":
        form.initial |= own_visit.take_typed(visit, request.path)
    elif form.is_valid():
        given = form.cleaned_data
        words = (given["kind"], given["text"]) if door == "data" else (given["text"],)
        send(visit.petitioner, *words, timezone.now(), key=f"p{visit.petitioner_id}:{given['key']}"[:80])
        return _done(request)
    return render(
        request, "own/ask.html", {"form": form, "door": door}, status=422 if request.method == "POST" else 200
    )
