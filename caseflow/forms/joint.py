"""Forms of acts of several offices on one case."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.forms.base import ActForm, OfficeField, long_text
from caseflow.forms.competence import NAMES, other_offices
from caseflow.forms.handling import EvidenceForm
from caseflow.models import Part
from caseflow.services import several
from offices.fields import OfficeNames
from petitions.forms import DateInput

PARTS = 4


class NameLeadForm(ActForm):
    """Up to four co-handling offices at once: what each is asked for, and by when."""

    def prepare(self) -> None:
        rows = other_offices(self)
        for n in range(1, PARTS + 1):
            self.fields[f"office_{n}"] = OfficeField(rows, label=_("part %(n)s: office") % {"n": n}, required=n == 1)
            self.fields[f"due_on_{n}"] = forms.DateField(label=_("due"), widget=DateInput, required=n == 1)
            self.fields[f"asked_{n}"] = long_text(_("what it is asked for"), required=n == 1, rows=2)
        proposed = several.propose(self.case, self.actor.day)
        if proposed and proposed.first == self.case.office_id:
            for n, office in enumerate(proposed.others[:PARTS], start=1):
                self.initial[f"office_{n}"] = office
            self.fields["office_1"].help_text = proposed.told

    def groups(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("office", "due_on", "asked")] for n in range(1, PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(2, PARTS + 1):
            given = [data.get(f"{name}_{n}") for name in ("office", "due_on", "asked")]
            if any(given) and not all(given):
                self.add_error(
                    f"office_{n}", _("Give the office, its day and what it is asked for, or leave all three empty.")
                )
        return data

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        return {"parts": [
            {"office": d[f"office_{n}"].pk, "due_on": d[f"due_on_{n}"], "asked": d[f"asked_{n}"]}
            for n in range(1, PARTS + 1) if d.get(f"office_{n}")
        ]}  # fmt: skip


class HandInForm(EvidenceForm):
    text = long_text(gettext_lazy("what your office found, and its view"), rows=8)


class TakeBackPartForm(ActForm):
    part_office = forms.TypedChoiceField(label=gettext_lazy("part of the office"), coerce=int)
    reason = long_text(gettext_lazy("reason"))

    def prepare(self) -> None:
        rows = Part.objects.filter(case=self.case, handed_in_on=None, taken_back_on=None).select_related("office")
        self.fields["part_office"].choices = [(p.office_id, str(p.office)) for p in rows]


class ReceiveJointlyForm(ActForm):
    offices = OfficeNames(label=gettext_lazy("offices that received the visit with yours"), help_text=NAMES)
    text = long_text(gettext_lazy("record of the reception"), rows=6)

    def prepare(self) -> None:
        self.fields["offices"].queryset = other_offices(self)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "offices": [o.pk for o in self.cleaned_data["offices"]]}


FORMS: dict[str, Callable[..., ActForm]] = {
    "name_lead": NameLeadForm, "hand_in_part": HandInForm, "take_back_part": TakeBackPartForm,
    "receive_jointly": ReceiveJointlyForm,
}  # fmt: skip
