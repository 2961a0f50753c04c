"""What acts of offices among themselves are told."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from caseflow.choices import Grounds, RecusalKind
from caseflow.forms.joint import PARTS
from caseflow.models import Case
from exchange.serializers.act import Act, OfficeCode, Reason, Text, long_text, office_pk
from exchange.serializers.petitions import plain
from exchange.serializers.strict import Strict


class AskDecision(Text):
    grounds = serializers.ChoiceField(Grounds.choices)


class RecordDecision(Text):
    decided_by = serializers.CharField(max_length=120)
    decided_on = serializers.DateField()


class WithOffices(Text):
    """Several offices by code; `named` is the field of the form that takes them."""

    named = ""

    def form_data(self, case: Case) -> dict[str, object]:  # type: ignore[override]
        data: dict[str, object] = dict(super().form_data(case))
        data[self.named] = [office_pk(code) for code in self.validated_data[self.named]]
        return data


class RaiseDispute(WithOffices):
    named = "parties"
    parties = serializers.ListField(
        child=serializers.CharField(max_length=20),
        min_length=1,
        max_length=20,
        help_text=_("Codes of the other offices."),
    )
    consulted_on = serializers.DateField()


class ReceiveJointly(WithOffices):
    named = "offices"
    offices = serializers.ListField(
        child=serializers.CharField(max_length=20),
        min_length=1,
        max_length=20,
        help_text=_("Codes of the other offices."),
    )


class DecideDispute(Reason):
    target = OfficeCode(help_text=_("The office in charge."))
    decided_on = serializers.DateField()


class Succeed(Act):
    target = OfficeCode(help_text=_("The office that takes over."))
    reason = long_text(required=False, allow_blank=True)


class OnePart(Strict):
    office = OfficeCode()
    due_on = serializers.DateField()
    asked = long_text()


class NameLead(Act):
    parts = OnePart(many=True, min_length=1, max_length=PARTS)

    def form_data(self, case: Case) -> dict[str, str]:
        data = {}
        for n, part in enumerate(self.validated_data["parts"], start=1):
            given = {**part, "office": office_pk(part["office"])}
            data |= {f"{name}_{n}": value for name, value in plain(given).items()}
        return data

    def path_of(self, form_field: str) -> str:
        name, _line, n = form_field.rpartition("_")
        return f"parts.{int(n) - 1}.{name}" if n.isdecimal() else form_field


class TakeBackPart(Reason):
    part_office = OfficeCode(help_text=_("The office whose part it is."))


class DecideRecusal(Reason):
    answer = serializers.ChoiceField(
        [(k.value, k.label) for k in (RecusalKind.GRANTED, RecusalKind.DECLINED)],
        help_text=_("Whether another handler is named."),
    )


INPUTS: dict[str, type[Act]] = {
    "ask_decision": AskDecision, "record_decision": RecordDecision, "raise_dispute": RaiseDispute,
    "decide_dispute": DecideDispute, "succeed": Succeed, "name_lead": NameLead, "hand_in_part": Text,
    "take_back_part": TakeBackPart, "receive_jointly": ReceiveJointly, "declare": Act, "recuse": Reason,
    "ask_recusal": Reason, "decide_recusal": DecideRecusal,
}  # fmt: skip
