"""The form every act's form begins from, and the simplest ones."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from caseflow.models import Case
from offices.actors import Actor
from offices.models import Office, Posting, User
from offices.roles import CAPABILITIES, Capability
from petitions.services.accused import barred_from

LONG = 20_000


def long_text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONG, help_text=help_text,
                           widget=forms.Textarea(attrs={"rows": rows}))  # fmt: skip


class ActForm(forms.Form):
    """Key and version of every act; `facts()` gives `perform` what it needs."""

    names_accused: frozenset[str] = frozenset()  # fields that enter who is complained of
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, case: Case, actor: Actor, **more: Any) -> None:
        typed = more.pop("initial", None) or {}
        initial = {"version": case.version, "key": uuid.uuid4().hex}
        super().__init__(data, files, initial=initial, **more)
        self.case, self.actor = case, actor
        self.prepare()
        if case.confidential:
            self._leave_out_the_accused()
        self.initial |= typed  # what somebody typed before wins over what the form proposes

    def prepare(self) -> None:
        """Fill the choices for this case and actor."""

    def _leave_out_the_accused(self) -> None:
        """R22 Art. 28 ¶3, 30 ¶3: no form of an accusation offers an accused office or person, whatever the act."""
        barred = barred_from(self.case.matter_id, self.actor.day)
        for name, field in self.fields.items():
            if isinstance(field, OfficeField) and name not in self.names_accused:
                field.queryset = field.queryset.exclude(pk__in=barred.offices)
            elif isinstance(field, forms.ModelChoiceField) and field.queryset.model is User:
                roles = [r for r, held in CAPABILITIES.items() if Capability.CONFIDENTIAL in held]
                trusted = Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id, role__in=roles)
                rows = field.queryset.exclude(pk__in=barred.users)
                field.queryset = rows.filter(pk__in=trusted.values("user")) if name == "handler" else rows

    def facts(self) -> dict[str, Any]:
        """The typed values, ids instead of rows."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name in {"version", "key"} or value in (None, ""):
                continue
            found[name] = value.pk if hasattr(value, "pk") else value
        return found


class PlainForm(ActForm):
    """Nothing to tell but the confirmation."""


class ReasonForm(ActForm):
    reason = long_text(gettext_lazy("reason"))


class TextForm(ActForm):
    text = long_text(gettext_lazy("what was found or done"), rows=6)


class OfficeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Office) -> str:
        return f"{obj} · {obj.region}"
