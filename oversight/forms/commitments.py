"""The forms of commitments, formulas and of a new review."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from caseflow.forms.base import OfficeField, long_text
from offices.actors import Actor
from offices.models import Office
from oversight.forms.targets import TargetsForm
from oversight.models import AnnualReview, Commitment, ScoreFormula
from oversight.review_measures import IN_COMMITMENT, IN_FORMULA, measures
from oversight.scoring import Caps, Target
from oversight.services.commitments import Draft
from oversight.services.formulas import FormulaDraft
from petitions.forms import DateInput

YEARS = (2005, 2200)
# what the form of a first formula begins with: weight, full points from, no points from (own practice, no text behind it)
USUAL = {"passed_on_in_time": (10, 100, 80), "accepted_in_time": (30, 100, 80), "answered_in_time": (40, 95, 70), "commitment": (20, 100, 50)}  # fmt: skip


def usual() -> list[Target]:
    return [Target(code, *(Decimal(v) for v in values)) for code, values in USUAL.items() if code in measures()]


def offices_below(actor: Actor) -> Any:
    """The offices in force below the actor's own, to choose from."""
    rows = Office.objects.visible_to(actor).in_force(actor.day).filter(pk__in=actor.office_ids).exclude(pk=actor.office_id)  # fmt: skip
    return rows.select_related("region").order_by("region__path", "name")


def year_field() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("year"), min_value=YEARS[0], max_value=YEARS[1])


class CommitmentForm(TargetsForm):
    office = OfficeField(Office.objects.none(), label=gettext_lazy("office"))
    year = year_field()
    first_day = forms.DateField(label=gettext_lazy("first day"), widget=DateInput)
    last_day = forms.DateField(label=gettext_lazy("last day"), widget=DateInput)
    text = long_text(gettext_lazy("what else is agreed"), rows=4, required=False)
    HEAD = ("office", "year", "first_day", "last_day")

    def __init__(self, *args: Any, actor: Actor, changed: Commitment | None = None, **more: Any) -> None:
        super().__init__(
            *args, units=IN_COMMITMENT, start=[t.as_target() for t in changed.targets.all()] if changed else (), **more
        )
        self.changed = changed
        self.fields["office"].queryset = offices_below(actor)
        if changed is None:
            first, last = date(actor.day.year, 1, 1), date(actor.day.year, 12, 31)
            self.initial = {"year": actor.day.year, "first_day": first, "last_day": last, **self.initial}
            return
        for name in ("office", "year"):
            self.fields[name].disabled = True
        self.fields["office"].queryset = Office.objects.filter(pk=changed.office_id).select_related("region")
        self.initial |= {"office": changed.office_id, "year": changed.year, "first_day": changed.first_day,
                         "last_day": changed.last_day, "text": changed.text}  # fmt: skip

    def draft(self) -> Draft:
        """The commitment as the service takes it."""
        d = self.cleaned_data
        return Draft(d["office"], d["year"], d["first_day"], d["last_day"], self.targets(), d["text"].strip())


class FormulaForm(TargetsForm):
    """A formula to rehearse, and by its head to adopt."""

    year = year_field()
    bonus_cap = forms.DecimalField(label=gettext_lazy("most bonus points"), max_digits=6, decimal_places=2, initial=5)
    deduction_cap = forms.DecimalField(
        label=gettext_lazy("most points deducted"), max_digits=6, decimal_places=2, initial=20
    )
    over = forms.ChoiceField(label=gettext_lazy("over the data of"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("reason for the change"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed only to adopt it; published with the formula."),
    )  # fmt: skip
    HEAD = ("year", "bonus_cap", "deduction_cap", "over")

    def __init__(
        self, *args: Any, actor: Actor, now: ScoreFormula | None, reviews: Iterable[AnnualReview], **more: Any
    ) -> None:  # fmt: skip
        super().__init__(
            *args, units=IN_FORMULA, start=[line.as_target() for line in now.lines.all()] if now else usual(), **more
        )
        choices = [("", gettext_lazy("this year so far")), *[(str(r.uid), str(r)) for r in reviews]]
        self.fields["over"].choices = choices
        self.initial.setdefault("year", max(actor.day.year, now.year if now else 0))
        if now is not None:
            self.initial |= {"bonus_cap": now.bonus_cap, "deduction_cap": now.deduction_cap}

    def draft(self) -> FormulaDraft:
        d = self.cleaned_data
        return FormulaDraft(d["year"], self.targets(), Caps(d["bonus_cap"], d["deduction_cap"]), d["reason"])


class OfficesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class OpenForm(forms.Form):
    """A new review: year, days, offices."""

    year = year_field()
    first_day = forms.DateField(label=gettext_lazy("first day"), widget=DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("last day"), widget=DateInput, help_text=gettext_lazy("Figures can be frozen from the day after on.")
    )  # fmt: skip
    offices = OfficesField(Office.objects.none(), label=gettext_lazy("offices to be reviewed"))

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = offices_below(actor)
        self.fields["offices"].queryset = rows
        year = actor.day.year - 1
        self.initial = {"year": year, "first_day": date(year, 1, 1), "last_day": date(year, 12, 31),
                        "offices": [o.pk for o in rows]}  # fmt: skip


class ReasonForm(forms.Form):
    """An act on a commitment that needs a reason, or none."""

    reason = forms.CharField(label=gettext_lazy("reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
