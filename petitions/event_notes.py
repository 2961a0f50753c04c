"""Notes of events at the reception desk: a short form of closed lists and the office's own list."""

from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.paging import Sort, page_of
from offices.roles import Capability
from petitions.choices import DeskEvent, DeskMeasure
from petitions.forms import DateInput
from petitions.models import EventNote
from petitions.services.notes import note_event


class NoteForm(forms.Form):
    event = forms.ChoiceField(label=gettext_lazy("what happened"), choices=DeskEvent.choices)
    measure = forms.ChoiceField(label=gettext_lazy("what was done (Art. 47)"), choices=DeskMeasure.choices)
    happened_on = forms.DateField(label=gettext_lazy("day"), widget=DateInput)

    def __init__(self, *args, today: date, **more) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


@login_required
def notes(request: HttpRequest) -> HttpResponse:
    """The office's own notes, newest first, and the form for a new one."""
    actor = request.actor
    if not (actor.may(Capability.TRANSFER) and actor.may(Capability.REGISTER)):
        raise PermissionDenied
    form = NoteForm(request.POST or None, today=actor.day, initial={"happened_on": actor.day})
    if request.method == "POST" and form.is_valid():
        note_event(actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Noted. It is deleted by itself and has no effect on any petition."))
        return redirect("petitions:event_notes")
    page = page_of(
        EventNote.objects.visible_to(actor).select_related("noted_by"), Sort("happened_on", True), request.GET
    )
    context = {"form": form, "page": page, "days": settings.EVENT_NOTE_DAYS}
    return render(request, "petitions/event_notes.html", context, status=422 if form.errors else 200)
