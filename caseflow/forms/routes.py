"""Forms of acts on class and route: another class, ways of Art. 31, simplified procedure, settlement, carrying out."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import ExecutionState, SettlementKind, SimpleGround
from caseflow.forms.base import ActForm, ReasonForm, TextForm, long_text
from caseflow.models import Execution, StatutoryRoute
from petitions.choices import Klass
from petitions.forms import DateInput


class ReclassifyForm(ActForm):
    klass = forms.ChoiceField(label=gettext_lazy("new class"), choices=Klass.choices)
    reason = long_text(
        gettext_lazy("reason"),
        help_text=gettext_lazy("Old and new class are both kept. An accusation is confidential from that moment on."),
    )


class RouteField(forms.ModelChoiceField):
    def label_from_instance(self, obj: StatutoryRoute) -> str:
        limit = obj.limit or _("none in that law")
        told = {"item": obj.item, "name": obj, "organ": obj.organ, "limit": limit}
        return _("(%(item)s) %(name)s · %(organ)s · limit: %(limit)s") % told


class RouteOutForm(ActForm):
    route = RouteField(StatutoryRoute.objects.none(), label=gettext_lazy("statutory route"))
    organ = forms.CharField(
        label=gettext_lazy("the organ, by name and address"), max_length=120,
        help_text=gettext_lazy("The petitioner reads it on her notice."),
    )  # fmt: skip
    known_on = forms.DateField(
        label=gettext_lazy("day from which that law counts"), widget=DateInput, required=False,
        help_text=gettext_lazy("The day she learned of the act, for instance; the last day of that route is counted from it."),
    )  # fmt: skip
    reason = long_text(gettext_lazy("why this is not petition work"))
    items: tuple[int, ...] = (1, 2, 3, 4)

    def prepare(self) -> None:
        rows = StatutoryRoute.objects.visible_to(self.actor).in_force(self.actor.day)
        self.fields["route"].queryset = rows.filter(item__in=self.items)


class OwnProcedureForm(ActForm):
    route = RouteField(StatutoryRoute.objects.none(), label=gettext_lazy("own procedure"))
    reason = long_text(gettext_lazy("the duty this office has by that law"))

    def prepare(self) -> None:
        rows = StatutoryRoute.objects.visible_to(self.actor).in_force(self.actor.day)
        self.fields["route"].queryset = rows.filter(item__in=(4, 5))


class OwnAnswerForm(ActForm):
    text = long_text(gettext_lazy("the act done, or the reasoned answer"), rows=6)
    basis = long_text(gettext_lazy("legal basis"), rows=2)
    remedy = long_text(gettext_lazy("the remedy of that law, and until when"), rows=2)

    def prepare(self) -> None:
        if self.case.route and not self.is_bound:
            self.initial["basis"] = self.case.route.basis


class SimplifiedForm(ActForm):
    ground = forms.ChoiceField(label=gettext_lazy("why it qualifies"), choices=SimpleGround.choices)
    nothing_against = forms.BooleanField(
        required=False, label=gettext_lazy("nothing stands against it"),
        help_text=gettext_lazy(
            "It is not likely to be refused, concerns one responsible party only, is neither grave nor complex, and no statutory route exists."
        ),
    )  # fmt: skip


class SettleForm(ActForm):
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=SettlementKind.choices)
    requests = long_text(gettext_lazy("requests it settles"), rows=2)
    parties = forms.CharField(label=gettext_lazy("parties, and who signed for each"), max_length=300)
    agreement = long_text(gettext_lazy("what was agreed"), rows=6)
    perform_on = forms.DateField(label=gettext_lazy("to be performed by"), widget=DateInput)
    rest = forms.BooleanField(
        required=False, label=gettext_lazy("other requests go on"),
        help_text=gettext_lazy("The case stays open for them; without this it ends with the agreement."),
    )  # fmt: skip


class CarryOutForm(ActForm):
    execution = forms.TypedChoiceField(label=gettext_lazy("request"), coerce=int)
    result = forms.ChoiceField(
        label=gettext_lazy("result"),
        choices=[(s.value, s.label) for s in (ExecutionState.DONE, ExecutionState.PARTLY, ExecutionState.REFUSED)],
    )
    text = long_text(gettext_lazy("evidence, or why not"))
    next_on = forms.DateField(
        label=gettext_lazy("next day, where it is not done yet"), widget=DateInput, required=False
    )

    def prepare(self) -> None:
        rows = Execution.objects.visible_to(self.actor).open().filter(case=self.case).select_related("item")
        self.fields["execution"].choices = [(row.pk, f"{row.item.position}. {row.item.request}"[:80]) for row in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("next_on")
        if day and day <= self.actor.day:
            self.add_error("next_on", _("The next day must lie ahead."))
        return data


FORMS: dict[str, Callable[..., ActForm]] = {
    "reclassify": ReclassifyForm, "route_out": RouteOutForm, "start_own": OwnProcedureForm, "answer_own": OwnAnswerForm,
    "use_simplified": SimplifiedForm, "leave_simplified": ReasonForm, "settle": SettleForm,
    "settlement_performed": TextForm, "resume": ReasonForm, "carry_out": CarryOutForm,
}  # fmt: skip
