"""Forms of plans and the duty roster."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.actors import Actor
from offices.models import User
from oversight.forms.prevention import SpanForm
from oversight.forms.problems import numberless
from oversight.models import PlanKind
from oversight.services.readiness import staff
from petitions.filters import FIRST_DAY, LAST_DAY
from petitions.forms import DateInput

MOST_ITEMS = 60
MOST_DAYS = 62  # of one entry of the roster


class PlanForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("title"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("for"), choices=PlanKind.choices)
    text = forms.CharField(
        label=gettext_lazy("plan"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Who does what, in which order, whom to tell. Events and offices, never a list of persons."),
    )  # fmt: skip
    items = forms.CharField(
        label=gettext_lazy("checklist"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("A line an item."),
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("first day"), widget=DateInput)
    valid_until = forms.DateField(
        label=gettext_lazy("last day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: open.")
    )

    def clean_items(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if len(lines) > MOST_ITEMS:
            raise forms.ValidationError(_("At most %(n)d lines.") % {"n": MOST_ITEMS})
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("A line has at most 300 characters."))
        return lines

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        numberless(self, "title", "text")
        first, last = given.get("valid_from"), given.get("valid_until")
        for name, day in (("valid_from", first), ("valid_until", last)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                self.add_error(name, _("Give a day between %(first)s and %(last)s.") % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()})  # fmt: skip
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
        return given


class RosterForm(SpanForm):
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("who"))
    hours = forms.CharField(label=gettext_lazy("hours"), max_length=40, initial="08:30–17:30")
    field_order = ("user", "first", "last", "hours")

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more, prefix="duty")
        self.fields["first"].required = self.fields["last"].required = True
        self.fields["user"].queryset = User.objects.filter(
            pk__in=[u.pk for u in staff(actor.office_id or 0, actor.day)]
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("first") and given.get("last") and (given["last"] - given["first"]).days >= MOST_DAYS:
            self.add_error("last", _("At most %(n)d days at once.") % {"n": MOST_DAYS})
        return given
