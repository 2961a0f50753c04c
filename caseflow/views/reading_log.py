"""The supervisor's page over what was read with a reason: who, when, which number, why. It lists no petitioner."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from offices.paging import Sort, page_of
from offices.roles import Capability
from petitions.choices import ReadKind
from petitions.forms import DateInput
from petitions.models import Petition, ReadLog


class LogFilter(forms.Form):
    from_day = forms.DateField(label=gettext_lazy("from"), widget=DateInput, required=False)
    to_day = forms.DateField(label=gettext_lazy("until"), widget=DateInput, required=False)
    who = forms.CharField(label=gettext_lazy("who read: name or user name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("what"), choices=[("", "—"), *ReadKind.choices], required=False)


@login_required
def reading_log(request: HttpRequest) -> HttpResponse:
    """What people of the offices below opened with a reason, newest first."""
    if not request.actor.may(Capability.OVERSEE):
        raise PermissionDenied
    form = LogFilter(request.GET or None)
    rows = ReadLog.objects.visible_to(request.actor).select_related("user", "office")
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_of(rows.filter(_asked(given)), Sort("at", True), request.GET)
    # what a petitioner was shown at her own request stays together in one line: its numbers would tell of a person
    shown = {n for row in page for n in row.petitions if row.kind != ReadKind.OWN}
    numbers = dict(Petition.objects.filter(pk__in=shown).values_list("pk", "number"))
    lines = [(row, [numbers[n] for n in row.petitions if n in numbers and row.kind != ReadKind.OWN]) for row in page]
    return render(request, "caseflow/reading_log.html", {"form": form, "page": page, "lines": lines})


def _asked(given: dict[str, Any]) -> Q:
    found = Q()
    if given.get("from_day"):
        found &= Q(at__gte=timezone.make_aware(datetime.combine(given["from_day"], time.min)))
    if given.get("to_day"):
        found &= Q(at__lte=timezone.make_aware(datetime.combine(given["to_day"], time.max)))
    if given.get("who"):
        found &= Q(user__username=given["who"]) | Q(user__name__icontains=given["who"])
    return found & Q(kind=given["kind"]) if given.get("kind") else found
