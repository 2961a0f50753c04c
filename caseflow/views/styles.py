"""Settings of papers: an office's letterhead, contact and wording, each with a real preview; by its head or an administrator."""

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

from caseflow import wording
from caseflow.choices import PaperKind
from caseflow.models import Letterhead, Wording
from caseflow.services import styles
from caseflow.services.paper_fields import fields_for
from caseflow.services.paper_pdf import Unprintable
from caseflow.texts import FIELDS, article_text
from caseflow.texts.papers import fault_text
from caseflow.views.papers import file_answer
from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability

KINDS = tuple(k for k in PaperKind if k != PaperKind.SERVICE_RECORD)


class HeadForm(forms.ModelForm):
    class Meta:
        model = Letterhead
        fields = ["issuer", "mark", "contact"]
        help_texts = {
            "issuer": gettext_lazy("Printed in red on top of every paper."),
            "mark": gettext_lazy("As 临住建: papers are then numbered 临住建受〔2026〕12号. Empty: by the office's name."),
            "contact": gettext_lazy("Whom to ask, where and when. Empty: the office's name, address and telephone."),
        }  # fmt: skip


class WordingForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("wording"), max_length=wording.LONGEST, strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind = kind

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            wording.check(text, fields_for(self.kind))
        except wording.BadWording as problem:
            raise forms.ValidationError(fault_text(problem.fault)) from None
        return str(text)


def _offices(actor: Actor) -> Any:
    """Whose papers the actor may set: her own office's as its head, those below as an administrator."""
    rows = Office.objects.visible_to(actor).in_force(actor.day).select_related("region")
    if actor.may(Capability.SETTINGS):
        return rows.set_by(actor)
    if actor.may(Capability.DECIDE):
        return rows.filter(pk=actor.office_id)
    raise PermissionDenied


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The offices whose papers one may set; a head has one and goes straight to it."""
    rows = _offices(request.actor)
    if not request.actor.may(Capability.SETTINGS):
        return redirect("caseflow:style", pk=request.actor.office_id)
    page = Paginator(rows.order_by("region__path", "kind", "code"), 50).get_page(request.GET.get("page"))
    return render(request, "caseflow/styles/index.html", {"page": page})


@login_required
def style(request: HttpRequest, pk: int) -> HttpResponse:
    """An office's letterhead with its versions, and its kinds of paper."""
    office, now = get_object_or_404(_offices(request.actor), pk=pk), timezone.now()
    last = styles.letterhead_of(office.pk, timezone.localdate())
    first = {"issuer": last.issuer, "mark": last.mark, "contact": last.contact} if last else {"issuer": office.name}
    form = HeadForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            head = Letterhead(office=office, **form.cleaned_data)
            return _preview(request, office, PaperKind.ACCEPTANCE, "", head) or redirect("caseflow:style", pk=pk)
        styles.save_letterhead(office, **form.cleaned_data, actor=request.actor, at=now)
        messages.success(request, _("Saved. Papers issued from now on have it; those issued before keep theirs."))
        return redirect("caseflow:style", pk=pk)
    own = set(Wording.objects.filter(office=office, valid_until=None).exclude(text="").values_list("kind", flat=True))
    context = {
        "office": office, "form": form, "kinds": [(k.value, k.label, k.value in own) for k in KINDS],
        "versions": office.letterheads.select_related("made_by").order_by("-version")[:20],
    }  # fmt: skip
    return render(request, "caseflow/styles/style.html", context, status=422 if form.errors else 200)


@login_required
def words(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """An office's own words for a kind of paper: the fields offered, a preview, and what the law would miss."""
    office = get_object_or_404(_offices(request.actor), pk=pk)
    if kind not in KINDS:
        raise Http404
    today = timezone.localdate()
    form = WordingForm(request.POST or None, kind=kind, initial={"text": styles.editable_text(office.pk, kind, today)})
    lacking: list[str] = []
    if request.method == "POST" and "default" in request.POST:
        styles.save_wording(office, kind, "", request.actor, timezone.now())
        messages.success(request, _("The desk's own wording is in force again."))
        return redirect("caseflow:style", pk=pk)
    if request.method == "POST" and form.is_valid():
        text, head = form.cleaned_data["text"], styles.letterhead_of(office.pk, today)
        lacking = _lacking(office, kind, text, head)
        if "preview" in request.POST:
            answer = _preview(request, office, kind, text, head)
            if answer is not None:
                return answer
        elif lacking:
            form.add_error("text", _("A paper in these words could not be issued. It does not state: %(what)s.") % {"what": ", ".join(lacking)})  # fmt: skip
        else:
            styles.save_wording(office, kind, text, request.actor, timezone.now())
            messages.success(request, _("Saved. Papers issued from now on have it; those issued before keep theirs."))
            return redirect("caseflow:style", pk=pk)
    rows = Wording.objects.filter(office=office, kind=kind).select_related("made_by").order_by("-version")[:20]
    context = {
        "office": office, "kind": PaperKind(kind).label, "form": form, "versions": rows, "own": styles.wording_of(office.pk, kind, today),
        "fields": [(name, f.label, f.sample) for name, f in fields_for(kind).items()], "blocks": wording.BLOCKS,
    }  # fmt: skip
    return render(request, "caseflow/styles/words.html", context, status=422 if form.errors else 200)


def _lacking(office: Office, kind: str, text: str, head: Letterhead | None) -> list[str]:
    """What the law wants and these words leave out, with the article."""
    _made, items = styles.sample_text(office, kind, text, head)
    return [
        str(FIELDS[f"paper_{i.name}"]) + (f" ({article_text(i.article)})" if i.article else "")
        for i in items
        if i.name != "contact"  # the register of offices gives it, not the wording
    ]  # fmt: skip


def _preview(request: HttpRequest, office: Office, kind: str, text: str, head: Letterhead | None) -> HttpResponse | None:  # fmt: skip
    try:
        return file_answer(
            styles.preview(office, kind, text, head, timezone.now()), f"{office.name}-{kind}", shown=True
        )
    except Unprintable:
        messages.error(request, _("This cannot be set as PDF. Nothing was saved."))
        return None
