"""Forms of the settings pages: steps of clearance, and the end of an office."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import PaperKind, SuccessionKind
from caseflow.forms.base import long_text
from caseflow.forms.competence import OfficesField
from caseflow.services.clearance import CLEARERS, NewStep, check_steps, steps_of
from caseflow.services.succession import check_succession
from offices.actors import Actor
from offices.models import Office, Posting, User
from offices.roles import Role
from petitions.forms import DateInput

STEPS = 5
ANSWERS = (PaperKind.OPINION, PaperKind.REPLY)


class ClearanceForm(forms.Form):
    """Up to five steps, in their order; all empty: the head alone."""

    def __init__(self, data: Any = None, *, office: Office, actor: Actor, at: Any) -> None:
        super().__init__(data)
        self.office, self.at = office, at
        users = Posting.objects.in_force(actor.day).filter(office=office, role__in=CLEARERS).values("user")
        people = User.objects.filter(pk__in=users, is_active=True)
        roles = [("", "—"), *[(r.value, Role(r).label) for r in CLEARERS]]
        papers = [(p.value, p.label) for p in ANSWERS]
        for n in range(1, STEPS + 1):
            self.fields[f"name_{n}"] = forms.CharField(label=_("step %(n)s") % {"n": n}, max_length=40, required=False)
            self.fields[f"role_{n}"] = forms.ChoiceField(label=_("role"), choices=roles, required=False)
            self.fields[f"user_{n}"] = forms.ModelChoiceField(people, label=_("or one person"), required=False)
            self.fields[f"papers_{n}"] = forms.MultipleChoiceField(
                label=_("for these papers alone"), choices=papers, required=False, widget=forms.CheckboxSelectMultiple
            )
        for n, step in enumerate(steps_of(office)[:STEPS], start=1):
            self.initial |= {
                f"name_{n}": step.name,
                f"role_{n}": step.role,
                f"user_{n}": step.user_id,
                f"papers_{n}": step.papers,
            }

    def groups(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("name", "role", "user", "papers")] for n in range(1, STEPS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, STEPS + 1):
            name, role, user = (data.get(f"{x}_{n}") for x in ("name", "role", "user"))
            if (name and not role and not user) or (not name and (role or user)):
                self.add_error(f"name_{n}", _("Give the step a name, and a role or a person."))
            if role and user:
                self.add_error(f"user_{n}", _("A role or one person, not both."))
        if not self.errors:
            try:
                check_steps(self.office, self.steps(), self.at)
            except ValidationError as problem:
                self.add_error(None, problem)
        return data

    def steps(self) -> list[NewStep]:
        d = self.cleaned_data
        return [
            NewStep(d[f"name_{n}"], d.get(f"role_{n}") or "", d.get(f"user_{n}"), tuple(d.get(f"papers_{n}") or ()))
            for n in range(1, STEPS + 1) if d.get(f"name_{n}")
        ]  # fmt: skip


class EndOfficeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("what happens to it"), choices=SuccessionKind.choices)
    last_day = forms.DateField(label=gettext_lazy("its last day"), widget=DateInput)
    successors = OfficesField(
        Office.objects.none(), label=gettext_lazy("who takes over"), required=False,
        help_text=gettext_lazy("One: all open cases and duties go over by themselves. Several, or none: a person of the office above decides each case."),
    )  # fmt: skip
    reason = long_text(gettext_lazy("by which decision"), rows=2)

    def __init__(self, data: Any = None, *, office: Office, actor: Actor) -> None:
        super().__init__(data)
        self.office = office
        rows = Office.objects.visible_to(actor).in_force(actor.day).exclude(pk=office.pk)
        self.fields["successors"].queryset = rows.select_related("region").order_by("region__path", "name")
        self.initial["last_day"] = office.valid_until or actor.day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                check_succession(self.office, data["kind"], data["last_day"], list(data["successors"]))
            except ValidationError as problem:
                self.add_error(None, problem)
        return data
