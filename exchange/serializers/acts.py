"""What each act is told, and how it becomes the act's own form: page and API are checked by the same rules.

Rows are named by code (offices, places, topics), user name, or the petitioner's id; the forms want their keys.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from caseflow.choices import Finding, Outcome, ServiceWay
from caseflow.forms.base import LONG
from caseflow.forms.desk import SplitForm
from caseflow.forms.handling import ITEMS
from caseflow.models import Case
from exchange.serializers.petitions import plain
from exchange.serializers.strict import Strict
from offices.models import Office, User
from petitions.choices import CadreLevel, Klass
from petitions.models import Petitioner
from petitions.services.matters import AMENDABLE

NOBODY = "-"  # fits no row: the form says so in its own words


def long_text(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONG, **more)


class OfficeCode(serializers.CharField):
    """The code of an office."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, **more)


class Username(serializers.CharField):
    """The user name of a colleague in the case's office."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)


class PetitionerId(serializers.CharField):
    """The id of a petitioner, as the case's acts list it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)


class Act(Strict):
    """Nothing to tell but the version."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1,
        help_text=_("The case's version that you read; or send it as If-Match. One of the two is needed."),
    )  # fmt: skip

    def form_data(self, case: Case) -> dict[str, str]:
        """The act's form as the page would send it, without version and key."""
        given = {n: v for n, v in self.validated_data.items() if n != "version"}
        for name, value in given.items():
            field = self.fields[name]
            if isinstance(field, OfficeCode) and value:
                given[name] = _pk(Office.objects.filter(code=value.strip().upper()))
            elif isinstance(field, Username) and value:
                given[name] = _pk(User.objects.filter(username=value))
            elif isinstance(field, PetitionerId):
                given[name] = petitioner_pk(value)
        return plain(given)

    def path_of(self, form_field: str) -> str:
        """The path in the body of a field of the form."""
        return form_field


def _pk(rows: Any) -> str:
    found = rows.values_list("pk", flat=True).first()
    return NOBODY if found is None else str(found)


def petitioner_id(number: str, position: int) -> str:
    """How a petitioner is named outside: her petition's number and her place in it."""
    return f"{number}/{position}"


def petitioner_pk(given: str) -> str:
    """The key of a petitioner by that name; the form takes it only where she is one of the case's."""
    number, _slash, position = given.rpartition("/")
    if not (position.isdecimal() and len(position) < 5):
        return NOBODY
    return _pk(Petitioner.objects.filter(petition__number=number, position=int(position)))


class Reason(Act):
    reason = long_text()


class Text(Act):
    text = long_text()


class Transfer(Reason):
    target = OfficeCode(help_text=_("The office it goes to."))


class Assign(Transfer):
    report_due_on = serializers.DateField(help_text=_("The day to report."))


class Direct(Reason):
    organ = serializers.CharField(max_length=120)
    organ_address = serializers.CharField(max_length=200)


class Objection(Reason):
    suggested = OfficeCode(required=False, allow_blank=True, help_text=_("The office that should have it."))


class Extension(Reason):
    days = serializers.IntegerField(min_value=1, max_value=30)


class ItemInput(Strict):
    request = serializers.CharField(max_length=500)
    outcome = serializers.ChoiceField(Outcome.choices)
    answer = long_text()


class Draft(Act):
    findings = long_text()
    basis = long_text()
    remedy = long_text(required=False, allow_blank=True, help_text=_("Where to ask for review; a claim needs it."))
    items = ItemInput(many=True, min_length=1, max_length=ITEMS)

    def form_data(self, case: Case) -> dict[str, str]:
        data = super().form_data(case)
        data.pop("items", None)
        for n, item in enumerate(self.validated_data["items"], start=1):
            data |= {f"{name}_{n}": value for name, value in item.items()}
        return data

    def path_of(self, form_field: str) -> str:
        name, _line, n = form_field.rpartition("_")
        return f"items.{int(n) - 1}.{name}" if n.isdecimal() else form_field


class WayInput(Strict):
    petitioner = PetitionerId()
    way = serializers.ChoiceField(ServiceWay.choices)


class Send(Act):
    ways = WayInput(many=True, min_length=1, max_length=2000, help_text=_("A way for each petitioner of the matter."))

    def form_data(self, case: Case) -> dict[str, str]:
        return {f"way_{petitioner_pk(row['petitioner'])}": row["way"] for row in self.validated_data["ways"]}

    def path_of(self, form_field: str) -> str:
        return "ways" if form_field.startswith("way_") else form_field


class Receipt(Act):
    petitioner = PetitionerId()
    received_on = serializers.DateField()
    is_refused = serializers.BooleanField(required=False, default=False)
    witness = serializers.CharField(max_length=60, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


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


class Split(Act):
    parts = PartInput(many=True, min_length=2, max_length=SplitForm.PARTS)
    second = Username(required=False, allow_blank=True, help_text=_("Who checked it, where a part is an accusation."))

    def form_data(self, case: Case) -> dict[str, str]:
        data = {n: v for n, v in super().form_data(case).items() if n == "second"}
        for n, part in enumerate(self.validated_data["parts"], start=1):
            data |= {f"{name}_{n}": value for name, value in plain(dict(part)).items()}
        return data

    def path_of(self, form_field: str) -> str:
        name, _line, n = form_field.rpartition("_")
        return f"parts.{int(n) - 1}.{name}" if n.isdecimal() else form_field


class Amend(Reason):
    field = serializers.ChoiceField(list(AMENDABLE))
    day = serializers.DateField(required=False, allow_null=True, help_text=_("The new value of a day."))
    region = serializers.RegexField(r"^\d{12}$", required=False, allow_null=True)
    topic = serializers.RegexField(r"^\d{6}$", required=False, allow_null=True)
    count = serializers.IntegerField(min_value=0, max_value=9_999_999, required=False, allow_null=True)


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


class NameAccused(Reason):
    office = OfficeCode(required=False, allow_blank=True, help_text=_("The office complained of."))
    name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    post = serializers.CharField(max_length=60, required=False, allow_blank=True)
    level = serializers.ChoiceField(CadreLevel.choices, required=False, allow_blank=True)
    unit = serializers.CharField(max_length=120, required=False, allow_blank=True)


class NameOffice(Reason):
    office = OfficeCode(help_text=_("The office complained of."))


class EmergencyReport(Act):
    """The event, not the persons: an identity or telephone number in it is refused."""

    what = long_text()
    place = serializers.CharField(max_length=200)
    happened_at = serializers.DateTimeField()
    people = serializers.IntegerField(min_value=1, max_value=999_999, required=False, allow_null=True)
    measures = long_text()
    department = OfficeCode(help_text=_("The competent department."))


INPUTS: dict[str, type[Act]] = {
    "forward": Transfer,
    "assign": Assign,
    "keep": Act,
    "report_head": Reason,
    "pass_down": Transfer,
    "direct": Direct,
    "object": Objection,
    "confirm_objection": Reason,
    "reject_objection": Reason,
    "accept": Act,
    "refuse_duplicate": OtherCase,
    "investigate": Text,
    "ask_extension": Extension,
    "extend": Extension,
    "decline_extension": Reason,
    "take_back_extension": Reason,
    "draft": Draft,
    "return_for_work": Reason,
    "clear": Act,
    "decide": Act,
    "send": Send,
    "record_receipt": Receipt,
    "report_back": Report,
    "close": Act,
    "correct": Reason,
    "reassign": Reassign,
    "complain": Text,
    "amend": Amend,
    "void": Void,
    "split": Split,
    "link": OtherCase,
    "unlink": Reason,
    "join": OtherCase,
    "refer": Refer,
    "record_outside_receipt": OutsideReceipt,
    "accept_accusation": Act,
    "decide_accusation": FindingInput,
    "record_feedback": Feedback,
    "close_accusation": Act,
    "inform_personnel": Inform,
    "name_accused": NameAccused,
    "name_office": NameOffice,
    "report_emergency": EmergencyReport,
}  # fmt: skipassert INPUTS.keys() <= ROWS.keys()

TYPES = (
    (OfficeCode, "office"), (Username, "user"), (PetitionerId, "petitioner"), (serializers.ChoiceField, "choice"),
    (serializers.DateField, "date"), (serializers.BooleanField, "boolean"), (serializers.IntegerField, "integer"),
    (serializers.ListSerializer, "list"),
)  # fmt: skip


def type_of(field: serializers.Field) -> str:
    """The kind of value that a fact is, in one word."""
    return next((name for kind, name in TYPES if isinstance(field, kind)), "text")
