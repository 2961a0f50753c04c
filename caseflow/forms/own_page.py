"""Forms of acts of the petitioner: the office's for what she brings to the counter, and her own in plain words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import Rating
from caseflow.forms.base import ActForm, long_text
from caseflow.forms.handling import EvidenceForm
from caseflow.models import Case
from caseflow.workflow import Row
from offices.actors import Actor

MOST_FILES = 5  # in one sending of hers
TEXT = 3000


class HandInForm(EvidenceForm):
    text = long_text(gettext_lazy("what the petitioner handed in, and what it is to show"), rows=4)


FORMS: dict[str, Callable[..., ActForm]] = {"hand_in": HandInForm}


class OwnHandInForm(EvidenceForm):
    """Her own words and at most five files; what was stored stays when another field is wrong."""

    most = MOST_FILES
    text = forms.CharField(
        label=gettext_lazy("What do you hand in, and what does it show?"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.fields["files"].label = _("Files")
        self.fields["files"].help_text = _(
            "Pictures, PDF, office documents, sound or film; at most %(n)s files of 20 MB each at a time."
        ) % {"n": MOST_FILES}
        given = len(files.getlist("files")) if files else 0
        if len(getattr(self, "kept", [])) > MOST_FILES or given > MOST_FILES:
            self.problems.append(_("At most %(n)s files at a time; send the rest afterwards.") % {"n": MOST_FILES})
            self.kept = self.kept[:MOST_FILES]


class OwnTextForm(ActForm):
    """Any act that wants no more than her words."""

    def prepare(self) -> None:
        self.fields["text"] = forms.CharField(
            label=_("In your own words"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6})
        )


OWN_FORMS: dict[str, Callable[..., ActForm]] = {"hand_in": OwnHandInForm, "complain": OwnTextForm}
# What the desk knows of her already and does not ask: who she is, and that it is today.
KNOWN = ("petitioner", "received_on", "requested_on", "is_refused", "witness", "note")


def own_form(row: Row, data: Any, files: Any, *, case: Case, actor: Actor, office_forms: Any) -> ActForm:
    """Her form of an act: one of her own, else the office's without what is known of her already."""
    make = OWN_FORMS.get(row.act) or office_forms[row.act]
    form: ActForm = make(data, files, case=case, actor=actor)
    form.known = [name for name in KNOWN if form.fields.pop(name, None) is not None or name in row.needs]  # type: ignore[attr-defined]
    return form


def own_facts(form: ActForm, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the act is told: her words, and what the desk knows itself."""
    known = {"petitioner": actor.petitioner_id, "received_on": actor.day, "requested_on": actor.day}
    given = {name: known[name] for name in form.known if name in known}  # type: ignore[attr-defined]
    return {**form.facts(), **given}


class EvaluationForm(forms.Form):
    """One office, one value, reasons where she is not satisfied."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you?"), choices=Rating.choices, coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed where you are not satisfied. The office reads the reasons without your name: write nothing by which you are known."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("value") == Rating.NOT and not data.get("reason", "").strip():
            self.add_error("reason", _("Please write why you are not satisfied."))
        return data


class AskForm(forms.Form):
    """Her words for another desk of the office: her data, or retaliation."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )


class DataForm(AskForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"), widget=forms.RadioSelect,
        choices=[("correct", gettext_lazy("Correct something about me")), ("dispute", gettext_lazy("I dispute what is written")),
                 ("copy", gettext_lazy("A copy of my data"))],
    )  # fmt: skip
    field_order = ["kind", "text"]


class NeverGivenBack(forms.TextInput):
    """What is typed here stands in no answer: neither in a cache nor in a page somebody left open."""

    def format_value(self, value: Any) -> None:
        return None


class SignInForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("number on the receipt"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("query code"), max_length=20,
        widget=NeverGivenBack(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
