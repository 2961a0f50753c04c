"""Forms of orders, of what is passed over, and of recommendations. What was typed stays, whatever is wrong."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.forms.base import OfficeField, long_text
from caseflow.forms.handling import FilesInput
from caseflow.models import Case
from offices.actors import Actor
from offices.models import Office
from oversight.models import SupervisionOrder
from oversight.services.candidates import days
from oversight.services.recommendations import reply_day
from oversight.supervision.choices import AdviceKind, ReplyChoice
from oversight.supervision.order_rules import (
    Act,
)
from oversight.supervision.rules import (
    Candidate,
    Kind,
)
from oversight.supervision.texts import fact_text, kind_name
from petitions.forms import DateInput
from petitions.services import files as stored


class KeyForm(forms.Form):
    """A form that does nothing twice, however often it is sent."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial = {"key": uuid.uuid4().hex, **self.initial}


def _offered(found: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Kinds with the facts that led to them."""
    words = _("%(kind)s: %(facts)s")
    return [
        (str(c.kind), words % {"kind": kind_name(c.kind), "facts": " ".join(fact_text(f) for f in c.facts)})
        for c in found
    ]


class KindsField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class OrderForm(KeyForm):
    """An order on a case: the desk proposes the reasons, a person confirms them (house rule 11)."""

    kinds = KindsField(label=gettext_lazy("Reasons for supervision"))
    asked = long_text(
        gettext_lazy("What is ordered"), rows=6,
        help_text=gettext_lazy("What the office is to find out, to do and to answer. No name, identity or telephone number of a petitioner."),
    )  # fmt: skip
    due_on = forms.DateField(label=gettext_lazy("answer due"), widget=DateInput)

    def __init__(self, data: Any = None, *, case: Case, found: Sequence[Candidate], actor: Actor) -> None:
        super().__init__(data, initial={"kinds": [str(c.kind) for c in found]})
        other = [(str(Kind.OTHER), kind_name(Kind.OTHER))] if case.is_open else []
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = _offered(found) + other
        self.initial["due_on"] = actor.day + timedelta(days=days("answer"))
        self.fields["due_on"].help_text = _("Proposed: %(n)s days, this desk’s own number; the law sets none.") % {
            "n": days("answer")
        }


class PassOverForm(forms.Form):
    """No order is issued, and why."""

    kinds = KindsField(label=gettext_lazy("what is passed over"))
    reason = long_text(gettext_lazy("reason"))

    def __init__(self, data: Any = None, *, found: Sequence[Candidate], chosen: str = "") -> None:
        names = [str(c.kind) for c in found]
        super().__init__(data, initial={"kinds": [chosen] if chosen in names else names})
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = _offered(found)


TEXTS = {
    Act.ANSWER: gettext_lazy("what was found, what was done, and why it was late or wrong"),
    Act.VERIFY: gettext_lazy("how it was verified, and what was found"), Act.SEND_BACK: gettext_lazy("what is missing"),
    Act.EXTEND: gettext_lazy("reason"), Act.WITHDRAW: gettext_lazy("reason"), Act.LIST: gettext_lazy("reason"),
    Act.DELIST: gettext_lazy("reason"),
}  # fmt: skip


class StepForm(forms.Form):
    """One step of an order. Files are stored at once, and stay in the form when another field is wrong."""

    text = long_text("", rows=6)
    due_on = forms.DateField(label=gettext_lazy("new day"), widget=DateInput)
    files = forms.FileField(label=gettext_lazy("files"), required=False, widget=FilesInput(attrs={"multiple": True}))
    kept_files = forms.CharField(widget=forms.HiddenInput, required=False)
    step = forms.IntegerField(widget=forms.HiddenInput)  # the last one on the page it is sent from
    most = 50

    def __init__(self, data: Any = None, files: Any = None, *, act: Act, step: int) -> None:
        self.problems: list[str] = []
        self.kept: list[stored.StoredFile] = []
        if data is not None and act == Act.ANSWER:
            data = data.copy()
            self.kept = stored.unpack(data.get("kept_files", ""))
            for upload in files.getlist("files")[: self.most] if files else []:
                try:
                    self.kept.append(stored.store(upload, upload.name, upload.size))
                except stored.BadFile as problem:
                    self.problems.append(str(problem))
            data["kept_files"] = stored.pack(self.kept)
        super().__init__(data, None, initial={"step": step})
        self.fields["text"].label = TEXTS[act]
        if act not in (Act.EXTEND, Act.SEND_BACK):
            del self.fields["due_on"]
        if act != Act.ANSWER:
            del self.fields["files"], self.fields["kept_files"]

    def clean(self) -> dict[str, Any]:
        for problem in self.problems:
            self.add_error("files", problem)
        return super().clean() or {}


class NumbersField(forms.CharField):
    """Numbers of petitions or of orders, one a line or with commas between them."""

    def to_python(self, value: Any) -> list[str]:
        text = (super().to_python(value) or "").replace("，", ",").replace("、", ",").replace("\n", ",")
        return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


MOST_LINKED = 200


class RecommendationForm(KeyForm):
    """One of the three, to an office or to an organ outside this desk."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=AdviceKind.choices, widget=forms.RadioSelect)
    addressee = OfficeField(
        Office.objects.none(), label=gettext_lazy("Addressed to"), required=False,
        help_text=gettext_lazy("One to improve policy goes to the government of your level; one to hold to account to the organ with power over the office meant."),
    )  # fmt: skip
    organ = forms.CharField(
        label=gettext_lazy("or to an organ outside this desk"), max_length=120, required=False,
        help_text=gettext_lazy("Its name and place; you enter its written reply when it comes."),
    )  # fmt: skip
    subject = forms.CharField(label=gettext_lazy("subject"), max_length=120)
    asked = long_text(
        gettext_lazy("what is recommended, and why"), rows=8,
        help_text=gettext_lazy("Facts of offices and rules. No name, identity or telephone number of a petitioner."),
    )  # fmt: skip
    orders = NumbersField(
        label=gettext_lazy("orders of supervision it rests on"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their numbers, one a line."),
    )  # fmt: skip
    cases = NumbersField(
        label=gettext_lazy("petitions it rests on"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Their numbers, one a line. Only how many they are is printed."),
    )  # fmt: skip
    due_on = forms.DateField(label=gettext_lazy("written reply due"), widget=DateInput)

    def __init__(self, data: Any = None, *, actor: Actor, **more: Any) -> None:
        super().__init__(data, **more)
        self.actor = actor
        field = self.fields["addressee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Office.objects.in_force(actor.day)
            .exclude(pk=actor.office_id)
            .select_related("region")
            .order_by("region__path", "name")
        )
        self.initial["due_on"] = reply_day(actor.region_id, actor.day)
        self.fields["due_on"].help_text = _("Proposed: 30 days, this desk’s own number; the law sets none since 2022.")

    def clean_orders(self) -> list[SupervisionOrder]:
        numbers = self.cleaned_data["orders"][:MOST_LINKED]
        found = list(SupervisionOrder.objects.visible_to(self.actor).filter(number__in=numbers))
        self._all_known(numbers, {o.number for o in found})
        return found

    def clean_cases(self) -> list[Case]:
        """The handling case of each petition, or its newest where none handles it."""
        numbers = [n.upper() for n in self.cleaned_data["cases"][:MOST_LINKED]]
        rows = Case.objects.visible_to(self.actor).filter(number__in=numbers, confidential=False).order_by("pk")
        found: dict[str, Case] = {}
        for case in rows:
            if case.number not in found or case.kind == "handling" or found[case.number].kind == "desk":
                found[case.number] = case
        self._all_known(numbers, set(found))
        return list(found.values())

    @staticmethod
    def _all_known(numbers: Sequence[str], known: set[str]) -> None:
        if lacking := [n for n in numbers if n not in known]:
            raise forms.ValidationError(
                _("Nothing in your sight has this number: %(numbers)s."), params={"numbers": ", ".join(lacking[:5])}
            )


class ReplyForm(forms.Form):
    """The written reply: adopted, in part, or not, with the reason."""

    reply = forms.ChoiceField(label=gettext_lazy("reply"), choices=ReplyChoice.choices, widget=forms.RadioSelect)
    text = long_text(gettext_lazy("what was done, or will be done until when"), rows=6)
    reason = long_text(
        gettext_lazy("why it is not adopted, or in part only"), required=False,
        help_text=gettext_lazy("Needed where it is not adopted, or in part only (Art. 40)."),
    )  # fmt: skip
    replied_on = forms.DateField(label=gettext_lazy("day of the reply"), widget=DateInput)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"replied_on": today})


class FollowForm(forms.Form):
    text = long_text(gettext_lazy("what came of it"), rows=6)
