"""The duty catalogue: read by all, changed by administrators at once or by a draft that is tried first; and the trials."""

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from caseflow.models import Duty, DutyChange
from caseflow.services import duties as service
from caseflow.services import duty_draft
from caseflow.services.duty_draft import DraftRefused
from caseflow.services.proposals import read_duty_rows
from caseflow.services.trials import trial_for, trial_sheet, trials_of
from caseflow.trial import stamp
from offices.actors import Actor
from offices.jobs import TooMany
from offices.models import Level, Office, Region
from offices.roles import Capability
from petitions.fields import TreeChoice
from petitions.forms import DateInput
from petitions.models import Topic

MOST_BYTES = 1_000_000

REFUSED = {
    "empty": gettext_lazy("The draft holds no change."),
    "full": gettext_lazy("The draft would hold more than %(n)s lines. It is as it was; take it over or take lines off first."),
    "day": gettext_lazy("The last day lies between today and ten years from now. The draft is as it was."),
    "ended": gettext_lazy("This row has ended already. The draft is as it was."),
    "changed": gettext_lazy("The draft was changed in another window. Nothing was taken over: look at its lines and decide again."),
    "untried": gettext_lazy("This draft has not been tried as it stands. Nothing was taken over: try it, or confirm that you want it without a trial."),
    "stale": gettext_lazy("The catalogue has changed since the trial. Nothing was taken over: try the draft again, or confirm that you want it all the same."),
    "lines": gettext_lazy("Nothing was taken over. These lines no longer fit; take them off, then go on:"),
}  # fmt: skip


class DutyForm(forms.Form):
    topic = TreeChoice(Topic.objects.none(), label=gettext_lazy("topic"))
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, label=gettext_lazy("region level"))
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("office in charge"))
    basis = forms.CharField(label=gettext_lazy("legal basis"), max_length=300)
    valid_from = forms.DateField(label=gettext_lazy("valid from"), widget=DateInput)

    def for_actor(self, actor: Actor) -> "DutyForm":
        self.fields["topic"].queryset = Topic.objects.visible_to(actor).in_force(actor.day)
        self.fields["office"].queryset = Office.objects.visible_to(actor).in_force(actor.day)
        return self


class DutyFileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file: topic, level, office, basis, valid_from"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or its lines, with the line of column names first"), required=False, strip=False, max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 1 MB. Send it in parts."))
        elif not file and not data.get("text") and not self.errors:
            self.add_error("file", _("Choose a file, or paste its lines."))
        else:
            self.content = file.read() if file else data.get("text", "").encode()
        return data


def _may_set(actor: Actor) -> bool:
    return actor.may(Capability.SETTINGS) or actor.may(Capability.SYSTEM)


def _setter(request: HttpRequest) -> Actor:
    if not _may_set(request.actor):
        raise PermissionDenied
    return request.actor


@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """The duty catalogue: everyone may read it, an administrator adds rows at once or to her draft; rows end, they never change."""
    which = request.POST.get("form")
    if which == "duty":
        return _add(request, _setter(request))
    if which == "file":
        return _load(request, _setter(request))
    return _catalogue(request, status=422 if which else 200)


def _add(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = DutyForm(request.POST).for_actor(actor)
    if not form.is_valid():
        return _catalogue(request, form=form, status=422)
    if "try" in request.POST:
        return _noted(request, actor, [service.DutyLine(**form.cleaned_data)], form=form)
    service.add_duty(**form.cleaned_data)
    messages.success(request, _("The duty is in the catalogue."))
    return redirect("caseflow:duties")


def _load(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = DutyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _catalogue(request, upload=form, status=422)
    try:
        if "try" in request.POST:
            return _noted(request, actor, service.read_duties(form.content, actor.day), upload=form)
        count = service.load_duties(form.content, actor.day)
    except service.BadDuties as problem:
        return _catalogue(request, upload=_kept(form), errors=problem.errors, status=422)
    messages.success(request, _("%(n)d rows were taken over.") % {"n": count})
    return redirect("caseflow:duties")


def _kept(form: DutyFileForm) -> DutyFileForm:
    """The form with the file's lines in its text, to be mended where they stand; a browser sends no file twice."""
    try:
        text = form.content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return form
    form.data = form.data.copy()
    form.data["text"] = text
    return form


def _noted(request: HttpRequest, actor: Actor, lines: list[service.DutyLine], **forms_: Any) -> HttpResponse:
    try:
        count = duty_draft.draft_new(actor, lines)
    except DraftRefused as refused:
        return _catalogue(request, refused=refused, status=422, **forms_)
    messages.success(request, _("%(n)d lines are in your draft; nothing of it is in force yet.") % {"n": count})
    return redirect("caseflow:duties")


@require_POST
@login_required
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """End a duty today, or note its last day in the draft."""
    actor = _setter(request)
    duty = get_object_or_404(Duty, pk=pk)
    if "try" not in request.POST:
        service.end_duty(duty, actor.day)
        messages.success(request, _("The duty ends today."))
        return redirect("caseflow:duties")
    try:
        duty_draft.draft_end(actor, duty, _day(request.POST.get("last_day", "")) or date.min)
    except DraftRefused as refused:
        return _catalogue(request, refused=refused, status=422)
    messages.success(request, _("%(n)d lines are in your draft; nothing of it is in force yet.") % {"n": 1})
    return redirect("caseflow:duties")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@login_required
def draft(request: HttpRequest) -> HttpResponse:
    """Take a line off the draft, throw it away, try it, or take it over."""
    actor = _setter(request)
    mine = DutyChange.objects.visible_to(actor)
    if "off" in request.POST:
        pk = request.POST["off"]
        mine.filter(pk=int(pk) if pk.isdigit() and len(pk) < 19 else 0).delete()
        messages.success(request, _("The line is off the draft."))
        return redirect("caseflow:duties")
    if "clear" in request.POST:
        mine.delete()
        messages.success(request, _("The draft is thrown away; the catalogue is as it was."))
        return redirect("caseflow:duties")
    try:
        if "try" in request.POST:
            return redirect("job", uid=duty_draft.try_draft(actor, timezone.now()).uid)
        confirmed = request.POST.get("stamp", "") if request.POST.get("confirm") else ""
        count = duty_draft.take_over(actor, draft=request.POST.get("draft", ""), confirmed=confirmed)
    except DraftRefused as refused:
        return _catalogue(request, refused=refused, status=422)
    except TooMany:
        messages.error(request, _("Enough of your trials are waiting already. The draft is kept: look at them first."))
        return redirect("jobs")
    messages.success(request, _("%(n)d changes are in the catalogue.") % {"n": count})
    return redirect("caseflow:duties")


def _catalogue(
    request: HttpRequest, *, form: DutyForm | None = None, upload: DutyFileForm | None = None,
    errors: list[tuple[int, str]] | None = None, refused: DraftRefused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page: on top what was refused and the draft, then the forms, then the rows."""
    actor: Actor = request.actor
    now, may = timezone.now(), _may_set(request.actor)
    rows = Duty.objects.select_related("topic", "office__region").order_by("topic__code", "level", "office__code")
    context = {
        "page": Paginator(rows, 50).get_page(request.GET.get("page")), "may": may, "errors": errors, "refused": _told(refused),
        "trials": trials_of(actor, now).select_related("posting__office").order_by("-pk")[:5], "today": actor.day,
    }  # fmt: skip
    if may:
        new = form or DutyForm(initial={"valid_from": actor.day}).for_actor(actor)
        context |= {"form": new, "upload": upload or DutyFileForm(), "draft": _draft(request, actor, now)}
    return render(request, "caseflow/duties.html", context, status=status)


def _told(refused: DraftRefused | None) -> dict[str, Any] | None:
    if refused is None:
        return None
    return {"text": str(REFUSED[refused.code]) % {"n": service.MOST_LINES}, "lines": refused.lines}


def _draft(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The actor's draft with its last trial, and whether that trial still holds."""
    lines = duty_draft.draft_of(actor)
    if not lines:
        return None
    key, catalogue = duty_draft.digest(duty_draft.asked_of(lines)), stamp(read_duty_rows())
    trial = duty_draft.trial_of(actor, key)
    page = Paginator(lines, 20).get_page(request.GET.get("lines"))
    return {"page": page, "count": len(lines), "key": key, "stamp": catalogue, "trial": trial,
            "is_true": duty_draft.is_true(trial, catalogue), "kept": trial and trial.expires_at and trial.expires_at > now}  # fmt: skip


@login_required
def trial(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What a trial told: how many petitions move from which office to which, and those of them in the reader's sight."""
    actor: Actor = request.actor
    job = trial_for(actor, uid, timezone.now())
    if job is None:
        raise Http404
    sheet = trial_sheet(job, actor, request.GET)
    told = job.told
    context = {
        "job": job, "told": told, "sheet": sheet, "page": sheet.page, "reads": actor.may(Capability.READ), "day": _day(told["day"]),
        "since": datetime.fromisoformat(told["since"]), "until": datetime.fromisoformat(told["until"]),
        "place": Region.objects.filter(pk=told["region"]).first() if told["region"] else None,
        "is_own": job.user_id == actor.user_id and job.posting_id == actor.posting_id,
        "chosen": [p for p in sheet.pairs if _is(p, request)][:1], "narrowed": "from" in request.GET or "to" in request.GET,
    }  # fmt: skip
    return render(request, "caseflow/trial.html", context)


def _is(pair: Any, request: HttpRequest) -> bool:
    return request.GET.get("from") == pair.old_key and request.GET.get("to") == pair.new_key
