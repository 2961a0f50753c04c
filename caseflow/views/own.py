"""The petitioner at the desk asks for her own petitions. Sent by POST alone: no name or number in an address."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from caseflow.models import Case
from offices.actors import Actor
from offices.roles import Capability
from petitions.choices import Proof
from petitions.models import Petition
from petitions.sealing import normal_phone
from petitions.services.own import own_petitions

CLOSED = {"autocomplete": "off"}


class OwnForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("name"), max_length=120, widget=forms.TextInput(attrs=CLOSED))
    identity = forms.CharField(
        label=gettext_lazy("document number"), max_length=40, required=False, widget=forms.TextInput(attrs=CLOSED)
    )
    phone = forms.CharField(
        label=gettext_lazy("telephone"), max_length=30, required=False, widget=forms.TextInput(attrs=CLOSED)
    )
    shown_by = forms.ChoiceField(label=gettext_lazy("how she showed who she is"), choices=Proof.choices)
    reason = forms.CharField(
        label=gettext_lazy("what she asks for"), max_length=300, min_length=4,
        help_text=gettext_lazy("This is written down with your name, the time and what was shown."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("identity") and not data.get("phone"):
            self.add_error("identity", _("Give her document number or her telephone number beside the name."))
        if data.get("phone") and not re.fullmatch(r"\d{5,13}", normal_phone(data["phone"])):
            self.add_error("phone", _("Please give a telephone number: digits, at most 13."))
        return data


@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """The form, and after it her petitions by matter with the case of each."""
    actor: Actor = request.actor
    if not (actor.may(Capability.READ) and actor.may(Capability.REGISTER)):
        raise PermissionDenied
    form = OwnForm(request.POST or None)
    groups = None
    if request.method == "POST" and form.is_valid():
        groups = _by_matter(own_petitions(actor, timezone.now(), **form.cleaned_data), actor)
    bad = form.is_bound and not form.is_valid()
    return render(request, "caseflow/own.html", {"form": form, "groups": groups}, status=422 if bad else 200)


def _by_matter(found: Sequence[Petition], actor: Actor) -> list[list[Case]]:
    """The newest case in sight of each petition, those of one matter side by side."""
    rows = Case.objects.visible_to(actor).filter(petition__in=[p.pk for p in found]).order_by("pk")
    newest = {c.petition_id: c for c in rows.select_related("matter", "office", "petition")}
    groups: dict[int, list[Case]] = {}
    for petition in found:
        if case := newest.get(petition.pk):
            groups.setdefault(case.matter_id, []).append(case)
    return list(groups.values())
