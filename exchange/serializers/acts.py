"""What each act is told, and how it becomes the act's own form: page and API are checked by the same rules."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from caseflow.choices import (
    ExecutionState,
    Finding,
    HelpSort,
    Outcome,
    RedoAt,
    RedoGround,
    RefusalGround,
    RemedyResult,
    ServiceWay,
    SettlementKind,
    SimpleGround,
)
from caseflow.forms.desk import SplitForm
from caseflow.forms.handling import ITEMS
from caseflow.models import Case
from caseflow.workflow import ROWS
from exchange.serializers import between, secrecy
from exchange.serializers.act import (
    Act,
    OfficeCode,
    PetitionerId,
    Reason,
    Text,
    Username,
    long_text,
    petitioner_id,
    petitioner_pk,
)
from exchange.serializers.petitions import plain
from exchange.serializers.strict import Strict
from petitions.choices import Klass
from petitions.services.matters import AMENDABLE


class Accept(Act):
    no_interest = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("You have no direct interest in the matter and no tie to the petitioner."),
    )


class Transfer(Reason):
    target = OfficeCode(help_text=_("The office it goes to."))


class Assign(Transfer):
    report_due_on = serializers.DateField(help_text=_("The day to report."))


class Direct(Reason):
    organ = serializers.CharField(max_length=120)
    organ_address = serializers.CharField(max_length=200)


class Objection(Reason):
    suggested = OfficeCode(required=False, allow_blank=True, help_text=_("The office that should have it."))
    materials = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Extension(Reason):
    days = serializers.IntegerField(min_value=1, max_value=30)


class ItemInput(Strict):
    request = serializers.CharField(max_length=500)
    outcome = serializers.ChoiceField(Outcome.choices)
    answer = long_text()
    carry_out_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("A supported request: the day until which it is carried out.")
    )


class Draft(Act):
    findings = long_text()
    basis = long_text()
    remedy = long_text(required=False, allow_blank=True, help_text=_("Where to ask for review; a claim needs it."))
    items = ItemInput(many=True, min_length=1, max_length=ITEMS)
    NAMES = {"carry_out_on": "until"}

    def form_data(self, case: Case) -> dict[str, str]:
        data = super().form_data(case)
        data.pop("items", None)
        for n, item in enumerate(self.validated_data["items"], start=1):
            data |= {f"{self.NAMES.get(name, name)}_{n}": value for name, value in plain(dict(item)).items()}
        return data

    def path_of(self, form_field: str) -> str:
        name, _line, n = form_field.rpartition("_")
        name = {v: k for k, v in self.NAMES.items()}.get(name, name)
        return f"items.{int(n) - 1}.{name}" if n.isdecimal() else form_field


class WayInput(Strict):
    petitioner = PetitionerId()
    way = serializers.ChoiceField(ServiceWay.choices)
    register_no = serializers.RegexField(
        r"^[0-9A-Za-z\- ]{5,30}$", required=False, help_text=_("The number of a registered letter.")
    )


class Send(Act):
    ways = WayInput(many=True, min_length=1, max_length=2000, help_text=_("A way for each petitioner of the matter."))

    def form_data(self, case: Case) -> dict[str, str]:
        data = {}
        for row in self.validated_data["ways"]:
            pk = petitioner_pk(row["petitioner"])
            data |= {f"way_{pk}": row["way"], f"register_{pk}": row.get("register_no", "")}
        return data

    def path_of(self, form_field: str) -> str:
        return "ways" if form_field.startswith(("way_", "register_")) else form_field


class Receipt(Act):
    petitioner = PetitionerId()
    received_on = serializers.DateField()
    is_refused = serializers.BooleanField(required=False, default=False)
    witness = serializers.CharField(max_length=60, required=False, allow_blank=True)
    receiver = serializers.CharField(max_length=60, required=False, allow_blank=True)
    relation = serializers.CharField(max_length=60, required=False, allow_blank=True)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    came_back = serializers.BooleanField(
        required=False, default=False, help_text=_("It came back undelivered, on the day given; no clock starts.")
    )
    return_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ServeAgain(Act):
    petitioner = PetitionerId()
    way = serializers.ChoiceField(ServiceWay.choices)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    register_no = serializers.RegexField(
        r"^[0-9A-Za-z\- ]{5,30}$", required=False, help_text=_("The number of a registered letter.")
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CorrectPaper(Reason):
    paper = serializers.UUIDField(help_text=_("The uid of the paper, one of this case."))
    wording = long_text(help_text=_("The text as it should be."))


class Report(Text):
    view = serializers.ChoiceField(
        [("无明确意见", _("none expressed")), ("同意", _("agrees")), ("不同意", _("does not agree"))],
        help_text=_("The petitioner's view."),
    )


class Reassign(Act):
    handler = Username()
    reason = long_text(required=False, allow_blank=True)


class Void(Reason):
    second = Username(help_text=_("The second person who confirms."))


class OtherCase(Reason):
    number = serializers.CharField(max_length=40, help_text=_("The number of the other petition, in your sight."))


class PartInput(Strict):
    title = serializers.CharField(max_length=300)
    klass = serializers.ChoiceField(Klass.choices)
    topic = serializers.RegexField(r"^\d{6}$", required=False, allow_null=True)
    text = long_text()
    files = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200,
        help_text=_("Ids of the petition’s files that go with this part; its office reads no others. Named for no part, they stay with the petition."),
    )  # fmt: skip


class Split(Act):
    parts = PartInput(many=True, min_length=2, max_length=SplitForm.PARTS)
    second = Username(required=False, allow_blank=True, help_text=_("Who checked it, where a part is an accusation."))

    def form_data(self, case: Case) -> dict[str, Any]:
        data: dict[str, Any] = {n: v for n, v in super().form_data(case).items() if n == "second"}
        for n, part in enumerate(self.validated_data["parts"], start=1):
            given = dict(part)
            data[f"files_{n}"] = [str(uid) for uid in given.pop("files", ())]
            data |= {f"{name}_{n}": value for name, value in plain(given).items()}
        return data

    def path_of(self, form_field: str) -> str:
        name, _line, n = form_field.rpartition("_")
        return f"parts.{int(n) - 1}.{name}" if n.isdecimal() else form_field


class Reclassify(Reason):
    klass = serializers.ChoiceField(Klass.choices)


class RouteId(serializers.IntegerField):
    """The id of a statutory route, as `routes` lists it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **more)


class RouteOut(Reason):
    route = RouteId()
    organ = serializers.CharField(max_length=120)
    known_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("The day from which that law counts.")
    )


class StartOwn(Reason):
    route = RouteId()


class AnswerOwn(Text):
    basis = long_text()
    remedy = long_text()


class UseSimplified(Act):
    ground = serializers.ChoiceField(SimpleGround.choices)
    nothing_against = serializers.BooleanField()


class Settle(Act):
    kind = serializers.ChoiceField(SettlementKind.choices)
    requests = long_text()
    parties = serializers.CharField(max_length=300)
    agreement = long_text()
    perform_on = serializers.DateField()
    rest = serializers.BooleanField(required=False, default=False)


class CarryOut(Text):
    execution = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text=_("The id of the request, as the case lists it.")
    )
    result = serializers.ChoiceField(
        [(s.value, s.label) for s in (ExecutionState.DONE, ExecutionState.PARTLY, ExecutionState.REFUSED)]
    )
    next_on = serializers.DateField(required=False, allow_null=True)


class Amend(Reason):
    field = serializers.ChoiceField(list(AMENDABLE))
    day = serializers.DateField(required=False, allow_null=True, help_text=_("The new value of a day."))
    region = serializers.RegexField(r"^\d{12}$", required=False, allow_null=True)
    topic = serializers.RegexField(r"^\d{6}$", required=False, allow_null=True)
    count = serializers.IntegerField(min_value=0, max_value=9_999_999, required=False, allow_null=True)


class Herself(Act):
    petitioner = PetitionerId()


class AskRemedy(Herself):
    received_on = serializers.DateField(help_text=_("Handed in or arrived on."))
    postmark_on = serializers.DateField(required=False, allow_null=True)
    body = OfficeCode(
        required=False, allow_blank=True, help_text=_("The body that is to review; needed where there are two.")
    )
    organ = serializers.CharField(max_length=120, required=False, allow_blank=True)
    organ_address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    text = long_text()


class AcceptRequest(Act):
    excuse = long_text(required=False, allow_blank=True)
    obstacle_ended_on = serializers.DateField(required=False, allow_null=True)


class RefuseRequest(Reason):
    ground = serializers.ChoiceField(RefusalGround.choices)


class Decide(Act):
    result = serializers.ChoiceField(RemedyResult.choices, required=False, help_text=_("A review or recheck needs it."))
    ground = serializers.ChoiceField(RedoGround.choices, required=False)
    redo_at = serializers.ChoiceField(RedoAt.choices, required=False)
    redo_due_on = serializers.DateField(required=False, allow_null=True)
    compared = long_text(required=False, allow_blank=True, help_text=_("After redo: how it differs from what fell."))
    is_same = serializers.BooleanField(required=False, default=False)


class CallHearing(Act):
    place = serializers.CharField(max_length=200)
    members = serializers.CharField(max_length=300)
    first_on = serializers.DateField()
    text = long_text(required=False, allow_blank=True)


class HoldHearing(Act):
    place = serializers.CharField(max_length=200)
    members = serializers.CharField(max_length=300)
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    minutes = long_text()


class Conclude(Act):
    died_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text=_("Where local rules let it end the matter: the day the petitioner died."),
    )
    nobody = serializers.BooleanField(required=False, default=False, help_text=_("Nobody takes the matter on."))
    text = long_text(required=False, allow_blank=True, help_text=_("How both were found out."))


class NotAgain(Reason):
    same_facts = serializers.BooleanField()
    same_reasons = serializers.BooleanField()
    would_be_new = long_text()


class Withdraw(Herself):
    reason = long_text(required=False, allow_blank=True)


class Help(Text):
    sort = serializers.ChoiceField(HelpSort.choices)


class Addressee(Act):
    target = OfficeCode(required=False, allow_blank=True, help_text=_("An organ of this desk; or name one outside it."))
    organ = serializers.CharField(max_length=120, required=False, allow_blank=True)


class Refer(Addressee, Reason):
    way = serializers.ChoiceField(ServiceWay.choices, help_text=_("How the petitioner is told, as she chose."))


class OutsideReceipt(Act):
    receipt_on = serializers.DateField()
    receipt = serializers.CharField(max_length=200)


class FindingInput(Text):
    result = serializers.ChoiceField(Finding.choices)


class Feedback(Text):
    told_on = serializers.DateField()
    way = serializers.ChoiceField(ServiceWay.choices)


class Inform(Addressee, Text):
    pass


INPUTS: dict[str, type[Act]] = {
    "forward": Transfer, "assign": Assign, "keep": Act, "report_head": Reason, "pass_down": Transfer, "direct": Direct,
    "object": Objection, "confirm_objection": Reason, "reject_objection": Reason, "accept": Accept,
    "refuse_duplicate": OtherCase, "investigate": Text, "ask_extension": Extension, "extend": Extension,
    "decline_extension": Reason, "take_back_extension": Reason, "draft": Draft, "return_for_work": Reason, "clear": Act,
    "decide": Decide, "send": Send, "record_receipt": Receipt, "report_back": Report, "close": Act, "correct": Reason,
    "reassign": Reassign, "complain": Text, "amend": Amend, "void": Void, "split": Split, "link": OtherCase,
    "unlink": Reason, "join": OtherCase, "hand_in": Text, "reclassify": Reclassify, "route_out": RouteOut, "start_own": StartOwn,
    "answer_own": AnswerOwn, "use_simplified": UseSimplified, "leave_simplified": Reason, "settle": Settle,
    "settlement_performed": Text, "resume": Reason, "carry_out": CarryOut,
    "ask_review": AskRemedy, "ask_recheck": AskRemedy, "pass_request_on": Transfer, "accept_request": AcceptRequest,
    "refuse_request": RefuseRequest, "call_hearing": CallHearing, "hold_hearing": HoldHearing, "conclude": Conclude,
    "refuse_reacceptance": NotAgain, "new_facts": Text, "withdraw": Withdraw, "revoke_withdrawal": Herself, "help": Help,
    "issue_receipt": Act, "serve_again": ServeAgain, "correct_paper": CorrectPaper,
    "refer": Refer, "record_outside_receipt": OutsideReceipt, "accept_accusation": Act, "decide_accusation": FindingInput,
    "record_feedback": Feedback, "close_accusation": Act, "inform_personnel": Inform,
    **between.INPUTS, **secrecy.INPUTS,
}  # fmt: skip
assert INPUTS.keys() <= ROWS.keys()

TYPES = (
    (OfficeCode, "office"), (Username, "user"), (PetitionerId, "petitioner"), (serializers.ChoiceField, "choice"),
    (serializers.DateField, "date"), (serializers.BooleanField, "boolean"), (serializers.IntegerField, "integer"),
    (serializers.ListSerializer, "list"),
)  # fmt: skip


def type_of(field: serializers.Field) -> str:
    """The kind of value that a fact is, in one word."""
    return next((name for kind, name in TYPES if isinstance(field, kind)), "text")


__all__ = ["INPUTS", "Act", "petitioner_id", "type_of"]
