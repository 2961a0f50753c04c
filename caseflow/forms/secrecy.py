"""Forms of accusations and of the emergency report. No form offers an accused office or person."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import Finding, ServiceWay
from caseflow.forms.base import ActForm, OfficeField, PlainForm, ReasonForm, long_text
from offices.models import Office, OfficeKind
from petitions.choices import CadreLevel
from petitions.forms import DateInput
from petitions.identity import holds_numbers
from petitions.services.accused import competent_organ

ORGANS = (
    OfficeKind.DISCIPLINE, OfficeKind.PARTY, OfficeKind.POLITICAL_LEGAL, OfficeKind.PROCURATORATE, OfficeKind.COURT,
    OfficeKind.GOVERNMENT, OfficeKind.PETITION,
)  # fmt: skip


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AddresseeForm(ActForm):
    """An office of this desk, or an organ outside it by name."""

    target = OfficeField(Office.objects.none(), label=gettext_lazy("to the organ"), required=False)
    organ = forms.CharField(
        label=gettext_lazy("or to an organ outside this desk"), max_length=120, required=False,
        help_text=gettext_lazy("Its name and place; its receipt is entered when it comes."),
    )  # fmt: skip

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).filter(kind__in=ORGANS)
        rows = rows.exclude(pk=self.case.office_id).select_related("region")
        self.fields["target"].queryset = rows.order_by("region__path", "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("target")) == bool(data.get("organ")) and "target" not in self.errors:
            self.add_error("target", _("Choose an organ of the list, or name one outside it; not both."))
        return data


class ReferForm(AddresseeForm):
    reason = long_text(gettext_lazy("reason: why this organ is competent over the person (Art. 22)"))
    way = forms.ChoiceField(label=gettext_lazy("how the petitioner is told"), choices=ServiceWay.choices,
                            help_text=gettext_lazy("As she chose. The notice tells nothing of the class."))  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        organ = competent_organ(self.case.matter, self.case.office, self.actor.day)
        wants_paper = any(p.wants_paper for p in self.case.petition.petitioners.all())
        self.initial |= {"target": organ, "way": ServiceWay.POST if wants_paper else ServiceWay.COLLECTION}


class OutsideReceiptForm(ActForm):
    receipt_on = forms.DateField(label=gettext_lazy("receipt of"), widget=DateInput)
    receipt = forms.CharField(label=gettext_lazy("what the receipt says: number, who took it"), max_length=200)


class FindingForm(ActForm):
    result = forms.ChoiceField(label=gettext_lazy("result"), choices=Finding.choices)
    text = long_text(gettext_lazy("what was established and done"), rows=6)


class FeedbackForm(ActForm):
    told_on = forms.DateField(label=gettext_lazy("told on"), widget=DateInput)
    way = forms.ChoiceField(label=gettext_lazy("way"), choices=ServiceWay.choices)
    text = long_text(gettext_lazy("what the reporter was told, and what she answered"))

    def prepare(self) -> None:
        self.initial.setdefault("told_on", self.actor.day)


class InformForm(AddresseeForm):
    """R22 Art. 30 ¶2: the personnel organ is told of reports about cadres; it does not get the case."""

    text = long_text(gettext_lazy("what it is told"))

    def prepare(self) -> None:
        super().prepare()
        rows = self.fields["target"].queryset
        self.fields["target"].queryset = rows.filter(kind__in=(OfficeKind.PARTY, OfficeKind.GOVERNMENT))


class AccusedForm(ReasonForm):
    names_accused = frozenset({"office"})
    office = OfficeField(Office.objects.none(), label=gettext_lazy("office complained of"), required=False)
    name = forms.CharField(label=gettext_lazy("name of the person"), max_length=60, required=False)
    post = forms.CharField(label=gettext_lazy("post"), max_length=60, required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("level of the post"), required=False, choices=[("", "—"), *CadreLevel.choices]
    )
    unit = forms.CharField(label=gettext_lazy("where that person works"), max_length=120, required=False)
    field_order = ("office", "name", "post", "level", "unit", "reason")

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).select_related("region")
        self.fields["office"].queryset = rows.order_by("region__path", "name")


class ComplainedForm(ReasonForm):
    names_accused = frozenset({"office"})
    office = OfficeField(Office.objects.none(), label=gettext_lazy("office complained of"))
    field_order = ("office", "reason")

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).select_related("region")
        self.fields["office"].queryset = rows.order_by("region__path", "name")


class EmergencyFields(forms.Form):
    """R22 Art. 25: what, where, when, how many, measures; nobody's number."""

    what = long_text(gettext_lazy("what has happened"), rows=3,
                     help_text=gettext_lazy("The event, not the persons: no identity or telephone number."))  # fmt: skip
    place = forms.CharField(label=gettext_lazy("where"), max_length=200)
    happened_at = forms.DateTimeField(label=gettext_lazy("when"), widget=DateTimeInput)
    people = forms.IntegerField(label=gettext_lazy("how many people"), required=False,
                                validators=[MinValueValidator(1), MaxValueValidator(999_999)])  # fmt: skip
    measures = long_text(gettext_lazy("measures taken"), rows=2)
    department = OfficeField(Office.objects.none(), label=gettext_lazy("competent department"))
    field_order = ("what", "place", "happened_at", "people", "measures", "department")

    def offer(self, actor: Any, own: int | None) -> None:
        """The departments to choose from."""
        rows = Office.objects.visible_to(actor).in_force(actor.day).exclude(pk=own).select_related("region")
        self.fields["department"].queryset = rows.order_by("region__path", "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("what", "place", "measures"):
            if holds_numbers(data.get(name) or ""):
                self.add_error(
                    name, _("An identity or telephone number stands here; the report needs none. Take it out.")
                )
        when = data.get("happened_at")
        if when and when > timezone.now():
            self.add_error("happened_at", _("This moment is still to come."))
        return data

    def report(self) -> dict[str, Any]:
        """The report as `services.emergencies` takes it."""
        return {name: self.cleaned_data[name] for name in ("what", "place", "happened_at", "people", "measures")} | {
            "department": self.cleaned_data["department"].pk
        }


class EmergencyForm(EmergencyFields, ActForm):
    def prepare(self) -> None:
        self.offer(self.actor, self.actor.office_id)
        self.initial.setdefault("happened_at", timezone.localtime())

    def facts(self) -> dict[str, Any]:
        return {"emergency": self.report()}


FORMS: dict[str, Callable[..., ActForm]] = {
    "refer": ReferForm, "record_outside_receipt": OutsideReceiptForm, "accept_accusation": PlainForm, "decide_accusation": FindingForm,
    "record_feedback": FeedbackForm, "close_accusation": PlainForm, "inform_personnel": InformForm, "name_accused": AccusedForm, "name_office": ComplainedForm,
    "report_emergency": EmergencyForm,
}  # fmt: skip
PRIMARY = {"registered": "refer", "received": "accept_accusation", "accepted": "decide_accusation", "in_clearance": "decide_accusation", "decided": "record_feedback",
           "served": "close_accusation"}  # fmt: skip
