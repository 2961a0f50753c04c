"""Forms of acts about who is in charge."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import Grounds
from caseflow.forms.base import ActForm, OfficeField, long_text
from caseflow.models import Dispute, Succession
from caseflow.services import several
from offices.fields import OfficeNames
from offices.models import Office
from petitions.forms import DateInput

NAMES = gettext_lazy("Names or codes, with a comma between them.")


def other_offices(form: ActForm) -> Any:
    """All offices in force but the case's own, in the order of the map."""
    rows = Office.objects.visible_to(form.actor).in_force(form.actor.day).exclude(pk=form.case.office_id)
    return rows.select_related("region").order_by("region__path", "name")


class AskDecisionForm(ActForm):
    grounds = forms.ChoiceField(label=gettext_lazy("why it is put before them"), choices=Grounds.choices)
    text = long_text(gettext_lazy("what is proposed"), rows=6)


class RecordDecisionForm(ActForm):
    decided_by = forms.CharField(label=gettext_lazy("who decided"), max_length=120)
    decided_on = forms.DateField(label=gettext_lazy("day of the decision"), widget=DateInput)
    text = long_text(gettext_lazy("what was decided"))

    def prepare(self) -> None:
        self.initial.setdefault("decided_on", self.actor.day)


class RaiseDisputeForm(ActForm):
    parties = OfficeNames(label=gettext_lazy("the other offices"), help_text=NAMES)
    consulted_on = forms.DateField(label=gettext_lazy("day of the consultation"), widget=DateInput)
    text = long_text(
        gettext_lazy("record of the consultation"),
        rows=6,
        help_text=gettext_lazy("What each office said, and by which rule."),
    )

    def prepare(self) -> None:
        self.fields["parties"].queryset = other_offices(self)
        self.initial.setdefault("consulted_on", self.actor.day)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "parties": [o.pk for o in self.cleaned_data["parties"]]}


class DecideDisputeForm(ActForm):
    target = OfficeField(
        Office.objects.none(), label=gettext_lazy("the office in charge"),
        help_text=gettext_lazy("If it is another office, the case ends here as returned and begins there with fifteen days to tell the petitioner."),
    )  # fmt: skip
    decided_on = forms.DateField(label=gettext_lazy("day of the decision"), widget=DateInput)
    reason = long_text(gettext_lazy("reason; the petitioner is told"))

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day)
        parties = (
            Dispute.objects.filter(case=self.case, decided_on=None).values_list("parties", flat=True).first() or []
        )
        first = [self.case.office_id, *parties]
        rows = rows.select_related("region").order_by("region__path", "name")
        self.fields["target"].queryset = rows
        near = [(o.pk, self.fields["target"].label_from_instance(o)) for o in rows if o.pk in first]
        rest = [(o.pk, self.fields["target"].label_from_instance(o)) for o in rows if o.pk not in first]
        self.fields["target"].choices = [("", "—"), (_("the offices in dispute"), near), (_("another office"), rest)]
        self.initial.setdefault("decided_on", self.actor.day)
        if proposed := several.propose(self.case, self.actor.day):
            if proposed.first == self.case.office_id:  # elsewhere it lies already: there the petition is joined
                self.initial.setdefault("target", proposed.first)
            self.fields["target"].help_text = f"{proposed.told} {self.fields['target'].help_text}"


class SucceedForm(ActForm):
    target = OfficeField(Office.objects.none(), label=gettext_lazy("the office that takes over"))
    reason = long_text(gettext_lazy("reason"), required=False, rows=2)

    def prepare(self) -> None:
        known = Succession.objects.filter(office=self.case.office_id).values_list("successors", flat=True).first()
        rows = other_offices(self)
        self.fields["target"].queryset = rows.filter(pk__in=known) if known else rows


FORMS: dict[str, Callable[..., ActForm]] = {
    "ask_decision": AskDecisionForm, "record_decision": RecordDecisionForm, "raise_dispute": RaiseDisputeForm,
    "decide_dispute": DecideDisputeForm, "succeed": SucceedForm,
}  # fmt: skip
