"""Forms of acts between offices."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy

from caseflow.forms.base import ActForm, OfficeField, ReasonForm, long_text
from caseflow.forms.desk import TransferForm
from caseflow.services.load import states_of
from offices.models import Office, Posting, User


class PassDownForm(TransferForm):
    def prepare(self) -> None:
        super().prepare()
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).below(self.case.office_id)
        self.fields["target"].queryset = rows.exclude(pk=self.case.office_id).select_related("region")


class DirectForm(ActForm):
    organ = forms.CharField(label=gettext_lazy("the organ to turn to"), max_length=120)
    organ_address = forms.CharField(label=gettext_lazy("its address and telephone"), max_length=200)
    reason = long_text(gettext_lazy("why it is neither yours nor your system's"))


class ObjectForm(ActForm):
    reason = long_text(gettext_lazy("detailed reasons"))
    suggested = OfficeField(Office.objects.none(), label=gettext_lazy("office that should have it"), required=False)
    materials = forms.CharField(label=gettext_lazy("materials handed back"), max_length=200, required=False)

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).exclude(pk=self.case.office_id)
        self.fields["suggested"].queryset = rows.select_related("region").order_by("region__path", "name")


class HandlerForm(ActForm):
    handler = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("handler"))
    reason = long_text(gettext_lazy("reason"), required=False, rows=2)

    def prepare(self) -> None:
        users = Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id).values("user")
        # R22 Art. 28 ¶3: who stepped back, had to, or took part below is never offered
        recused = states_of([self.case], self.actor.day)[self.case.pk].recused
        self.fields["handler"].queryset = User.objects.filter(pk__in=users, is_active=True).exclude(pk__in=recused)


FORMS: dict[str, Callable[..., ActForm]] = {
    "pass_down": PassDownForm, "direct": DirectForm, "object": ObjectForm, "confirm_objection": ReasonForm, "reject_objection": ReasonForm, "reassign": HandlerForm,
}  # fmt: skip
