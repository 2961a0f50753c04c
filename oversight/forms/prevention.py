"""Forms of prevention: which issues to show, a search to ask for, a decision with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.models import Verdict
from petitions.filters import FIRST_DAY, LAST_DAY
from petitions.forms import DateInput


class SpanForm(forms.Form):
    """From a day to a day; which of the two must be given is the view's matter."""

    first = forms.DateField(label=gettext_lazy("from"), widget=DateInput, required=False)
    last = forms.DateField(label=gettext_lazy("to"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        for name, day in (("first", first), ("last", last)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                self.add_error(name, _("Give a day between %(first)s and %(last)s.") % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()})  # fmt: skip
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return given


class IssueFilter(SpanForm):
    place = forms.CharField(label=gettext_lazy("place or words"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("all")), *Verdict.choices], required=False
    )


class SearchForm(SpanForm):
    """A search of a period; both days are needed."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more, prefix="search")
        for field in self.fields.values():
            field.required = True


class DecideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What you looked at, and what is to be done."),
    )  # fmt: skip
    state = forms.ChoiceField(
        choices=[c for c in Verdict.choices if c[0] != Verdict.PROPOSED], widget=forms.HiddenInput
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
