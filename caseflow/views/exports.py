"""Take a list or a whole case out of the desk: choose, then a job writes the file."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from caseflow.exports import case_file as whole_case
from caseflow.exports.service import FORMATS, ask, last_choice
from caseflow.exports.sources import SOURCES, Source, asked_of
from caseflow.models import Case
from offices.jobs import MOST_WAITING, TooMany
from petitions.choices import ReadKind
from petitions.reading import asked_why


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=[("xlsx", gettext_lazy("XLSX (Excel, WPS)")), ("csv", gettext_lazy("CSV (UTF-8)"))],
                               widget=forms.RadioSelect)  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one column.")},
    )  # fmt: skip
    about = forms.BooleanField(
        label=gettext_lazy("Add what was asked, by whom and when"), required=False,
        help_text=gettext_lazy("As a last sheet; in a CSV as lines at the end."),
    )  # fmt: skip

    def __init__(self, *args: Any, source: Source, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["columns"].choices = [(c.name, c.label) for c in source.columns]


class CaseFileForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), widget=forms.RadioSelect,
        choices=[("pdf", gettext_lazy("PDF: one document")), ("zip", gettext_lazy("ZIP: the PDF, the papers and all files"))],
    )  # fmt: skip
    nameless = forms.BooleanField(
        label=gettext_lazy("Without the petitioner’s identity"), required=False,
        help_text=gettext_lazy(
            "For the office that is investigated: no name, address, document or telephone number, petition number or query code, "
            "anywhere in the file; attached files stay out of it, for they may show her. Read it before you hand it on: "
            "the story itself may tell who she is."
        ),
    )  # fmt: skip


def _too_many() -> str:
    return _("%(n)s of these are still at work. Wait until one has ended, then ask again; your choice is kept.") % {
        "n": MOST_WAITING}  # fmt: skip


@login_required
def export(request: HttpRequest, source: str) -> HttpResponse:
    """What will be taken out, in words, and the choice of format and columns; sent off it becomes a job."""
    found = SOURCES.get(source)
    if found is None:
        raise Http404
    if not request.actor.may(found.need):
        raise PermissionDenied
    last = last_choice(found, request.actor)
    first = {
        "format": last.get("format") if last.get("format") in FORMATS else "xlsx", "about": last.get("about", True),
        "columns": last.get("columns") or [c.name for c in found.columns if c.on],
    }  # fmt: skip
    form = ExportForm(request.POST or None, source=found, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            job = ask(found, request.GET, data["columns"], data["format"], data["about"], get_language() or "", request.actor, timezone.now())  # fmt: skip
            return redirect("job", uid=job.uid)
        except TooMany:
            form.add_error(None, _too_many())
    opened = found.open(request.GET, request.actor)
    context = {"form": form, "source": found, "opened": opened, "back": found.page(asked_of(request.GET))}
    return render(request, "caseflow/export.html", context, status=422 if form.errors else 200)


@login_required
def case_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A whole case on paper, or with all its files."""
    found = get_object_or_404(Case.objects.visible_to(request.actor).select_related("matter", "petition"), uid=uid)
    if (page := asked_why(request, found.petition, found.confidential, ReadKind.EXPORT, always=True)) is not None:
        return page
    form = CaseFileForm(request.POST or None, initial={"format": "pdf"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            job = whole_case.ask(
                found, data["format"], get_language() or "", request.actor, timezone.now(), nameless=data["nameless"]
            )
            return redirect("job", uid=job.uid)
        except TooMany:
            form.add_error(None, _too_many())
    return render(request, "caseflow/case_file.html", {"form": form, "case": found}, status=422 if form.errors else 200)
