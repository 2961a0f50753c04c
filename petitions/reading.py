"""The reason for reading a confidential record: typed once an hour for each record, kept sealed in the browser's session,
written into the log with every view."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from petitions.models import Petition
from petitions.sealing import seal, unseal
from petitions.services.reading import LONGEST, SHORTEST, note_reading

GIVEN = "reading"  # session key: reasons by posting and petition
HOUR = timedelta(hours=1)
SALT = "reading"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("why you open this record"), min_length=SHORTEST, max_length=LONGEST,
        help_text=gettext_lazy("It is written down with your name, your office and the time, at every view for the next hour."),
    )  # fmt: skip
    record = forms.CharField(widget=forms.HiddenInput)


def asked_why(
    request: HttpRequest, petition: Petition, secret: bool, kind: str, *, always: bool = False
) -> HttpResponse | None:
    """The page that asks for a reason, or None where reading may go on: not confidential, or the reason is given and logged.

    A form that was sent is stopped by it only where `always`: what was typed counts more, and the log says how it was read.
    """
    if not secret:
        return None
    now = timezone.now()
    reason = _given(request).get(_key(request, petition.pk))
    if reason is None or datetime.fromisoformat(reason["at"]) < now - HOUR:
        if request.method not in {"GET", "HEAD"} and not always:
            note_reading(request.actor, kind, [petition.pk], _("a form was sent"), now)
            return None
        record = signing.dumps({"petition": petition.pk, "next": request.get_full_path()}, salt=SALT)
        return _page(request, ReasonForm(initial={"record": record}), petition)
    note_reading(request.actor, kind, [petition.pk], reason["text"], now)
    return None


@require_POST
@login_required
def give(request: HttpRequest) -> HttpResponse:
    """Keep the reason for an hour and go on to the page that was asked for."""
    form = ReasonForm(request.POST)
    try:
        record: dict[str, Any] = signing.loads(request.POST.get("record", ""), salt=SALT, max_age=12 * 3600)
    except signing.BadSignature:
        raise Http404 from None
    petition = Petition.objects.visible_to(request.actor).filter(pk=record["petition"]).first()
    if petition is None or not url_has_allowed_host_and_scheme(record["next"], None):
        raise Http404
    if not form.is_valid():
        return _page(request, form, petition, status=422)
    now = timezone.now()
    kept = {k: v for k, v in _given(request).items() if datetime.fromisoformat(v["at"]) > now - HOUR}
    kept[_key(request, petition.pk)] = {"text": form.cleaned_data["reason"], "at": now.isoformat()}
    request.session[GIVEN] = seal(kept).hex()
    return redirect(record["next"])


def _page(request: HttpRequest, form: ReasonForm, petition: Petition, status: int = 200) -> HttpResponse:
    answer = render(request, "petitions/reading.html", {"form": form, "petition": petition}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _key(request: HttpRequest, petition: int) -> str:
    return f"{request.actor.posting_id}:{petition}"


def _given(request: HttpRequest) -> dict[str, dict[str, str]]:
    kept = request.session.get(GIVEN)
    return unseal(bytes.fromhex(kept)) if kept else {}
