"""Forms of the register of problems. A problem is of a thing at a place: nobody's number belongs in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.actors import Actor
from offices.models import Office, Region
from oversight.models import HotIssue
from petitions.fields import OfficeChoice, TreeChoice
from petitions.filters import LAST_DAY
from petitions.forms import DateInput
from petitions.identity import holds_numbers


def numberless(form: forms.Form, *names: str) -> None:
    """An error at each text that holds an identity or telephone number."""
    for name in names:
        if holds_numbers(form.cleaned_data.get(name) or ""):
            form.add_error(
                name, _("An identity or telephone number stands here; nothing of persons is kept. Take it out.")
            )


def _text(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ProblemForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("problem in short"), max_length=120)
    text = _text(gettext_lazy("what the problem is"), help_text=gettext_lazy("The thing and its cause, not the persons: no names, no numbers."))  # fmt: skip
    region = TreeChoice(Region.objects.none(), label=gettext_lazy("where"))
    place = forms.CharField(label=gettext_lazy("place in it"), max_length=120, required=False)
    owner = OfficeChoice(Office.objects.none(), label=gettext_lazy("office that sees to it"))
    responsible = forms.CharField(
        label=gettext_lazy("official in charge"), max_length=60, required=False,
        help_text=gettext_lazy("An official of that office, by name or post."),
    )  # fmt: skip
    measure = _text(gettext_lazy("measure"), 2)
    due_on = forms.DateField(label=gettext_lazy("settled until"), widget=DateInput)
    issue = forms.ModelChoiceField(HotIssue.objects.none(), to_field_name="uid", required=False, widget=forms.HiddenInput)  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor
        self.fields["region"].queryset = Region.objects.visible_to(actor).order_by("path")
        offices = Office.objects.visible_to(actor).in_force(actor.day)
        self.fields["owner"].queryset = offices.select_related("region").order_by("region__path", "name")
        self.fields["issue"].queryset = HotIssue.objects.visible_to(actor)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        numberless(self, "title", "text", "measure", "place", "responsible")
        day = given.get("due_on")
        if day and not self.actor.day <= day <= LAST_DAY:
            self.add_error("due_on", _("Give a day from today on."))
        return given


class NoteForm(forms.Form):
    text = _text(gettext_lazy("what was done"), 3)
    due_on = forms.DateField(
        label=gettext_lazy("new day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: the day stays.")
    )

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        numberless(self, "text")
        day = given.get("due_on")
        if day and not self.actor.day <= day <= LAST_DAY:
            self.add_error("due_on", _("Give a day from today on."))
        return given


class ProblemFilter(forms.Form):
    words = forms.CharField(label=gettext_lazy("place or words"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[("", gettext_lazy("not settled")), ("late", gettext_lazy("late")), ("settled", gettext_lazy("settled")), ("all", gettext_lazy("all"))],
    )  # fmt: skip
