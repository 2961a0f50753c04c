"""Show one masked number of a petitioner once, with a reason that is written down. Sent by POST alone."""

import uuid

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from caseflow.models import Case
from caseflow.services.persons import may_reveal
from petitions.choices import ReadKind
from petitions.models import Petitioner
from petitions.sealing import unseal
from petitions.services.reading import LONGEST, SHORTEST, note_reading

WHAT = {"identity": gettext_lazy("document number"), "phone": gettext_lazy("telephone")}


class RevealForm(forms.Form):
    number = forms.ChoiceField(label=gettext_lazy("which number"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("why you need it"), min_length=SHORTEST, max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("This is written down with your name, your office and the time; your supervisor reads it."),
    )  # fmt: skip

    def __init__(self, *args, people: list[Petitioner], **more) -> None:
        super().__init__(*args, **more)
        self.fields["number"].choices = [
            (f"{p.position}:{what}", f"{_('petitioner')} {p.position} · {label} {getattr(p, f'masked_{what}')}")
            for p in people for what, label in WHAT.items() if getattr(p, what)
        ]  # fmt: skip


@never_cache
@login_required
def reveal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The choice of a number and the reason; after them the number, once."""
    rows = Case.objects.visible_to(request.actor).select_related("petition", "office", "matter")
    case = get_object_or_404(rows, uid=uid)
    if not may_reveal(case, request.actor):
        raise PermissionDenied
    people = list(Petitioner.objects.of_petition(case.petition).order_by("position"))
    form, shown = RevealForm(request.POST or None, people=people), None
    if request.method == "POST" and form.is_valid():
        position, _colon, what = form.cleaned_data["number"].partition(":")
        person = next(p for p in people if p.position == int(position))
        kind = ReadKind.IDENTITY if what == "identity" else ReadKind.PHONE
        note_reading(request.actor, kind, [case.petition_id], form.cleaned_data["reason"], timezone.now())
        shown = (WHAT[what], unseal(getattr(person, what)))
    bad = form.is_bound and not form.is_valid()
    return render(
        request, "caseflow/reveal.html", {"case": case, "form": form, "shown": shown}, status=422 if bad else 200
    )
