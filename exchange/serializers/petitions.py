"""Petitions and matters as answers, and a registration as input."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from caseflow.choices import CaseKind, Outcome, State
from exchange.serializers.common import Named
from exchange.serializers.strict import Strict
from petitions.choices import CadreLevel, Capacity, Channel, IdKind, Klass, MatterStatus, PersonKind, Purpose, Sex
from petitions.forms import TEXT_LIMIT


class CaseBrief(serializers.Serializer):
    """A case in one line."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(CaseKind.choices)
    state = serializers.ChoiceField(State.choices)
    office = Named()
    due_on = serializers.DateField(allow_null=True)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)


class MatterBrief(serializers.Serializer):
    uid = serializers.UUIDField()
    klass = serializers.ChoiceField(Klass.choices)
    title = serializers.SerializerMethodField(help_text=_("Empty in a list where the matter is confidential."))

    def get_title(self, row: Any) -> str:
        return str(row.listed_title)


class Passage(serializers.Serializer):
    """Where the words were found."""

    before = serializers.CharField(allow_blank=True)
    match = serializers.CharField()
    after = serializers.CharField(allow_blank=True)


class Petitioner(serializers.Serializer):
    """A petitioner as your office sees her. Identity and telephone numbers are in no answer."""

    id = serializers.CharField(help_text=_("The petition's number and her place in it; names her in acts."))
    kind = serializers.ChoiceField(PersonKind.choices)
    is_representative = serializers.BooleanField()
    name = serializers.CharField(help_text=_("Masked for whoever oversees other offices; empty when anonymous."))
    address = serializers.CharField(help_text=_("Only for the office that registered or handles it."))


class PetitionLine(serializers.Serializer):
    """A petition of a list."""

    uid = serializers.UUIDField()
    number = serializers.CharField()
    channel = serializers.ChoiceField(Channel.choices)
    purpose = serializers.ChoiceField(Purpose.choices)
    summary = serializers.SerializerMethodField()
    received_at = serializers.DateTimeField()
    registered_at = serializers.DateTimeField()
    office = Named()
    region = Named(allow_null=True)
    topic = Named(allow_null=True)
    confidential = serializers.BooleanField()

    def get_summary(self, row: Any) -> str:
        return str(row.listed_summary)


class FoundPetition(PetitionLine):
    """A petition of a list, with the passages that fit and its newest case in sight."""

    passages = Passage(many=True)
    case = CaseBrief(allow_null=True)


class Petition(PetitionLine):
    """A petition with its text, petitioners, matters and cases, as far as they are in sight."""

    summary = serializers.SerializerMethodField()
    text = serializers.CharField(help_text=_("The whole text; only its parts in sight where it was split."))
    addressee = serializers.CharField()
    written_on = serializers.DateField(allow_null=True)
    postmark_on = serializers.DateField(allow_null=True)
    is_oral = serializers.BooleanField()
    visitors = serializers.IntegerField(allow_null=True)
    concerned = serializers.IntegerField(allow_null=True)
    is_joint = serializers.BooleanField()
    is_anonymous = serializers.BooleanField()
    petitioners = Petitioner(many=True)
    matters = MatterBrief(many=True)
    cases = CaseBrief(many=True)

    def get_summary(self, row: Any) -> str:
        return str(row.opened["summary"] if row.confidential else row.summary)


class MatterLine(MatterBrief):
    """A matter of a list."""

    status = serializers.ChoiceField(MatterStatus.choices)
    region = Named(allow_null=True)
    topic = Named(allow_null=True)
    confidential = serializers.BooleanField()
    returns = serializers.IntegerField(help_text=_("Confirmed objections so far."))


class Participant(serializers.Serializer):
    """An office that takes part in a matter."""

    office = Named()
    capacity = serializers.ChoiceField(Capacity.choices)
    since = serializers.DateTimeField()


class PetitionBrief(serializers.Serializer):
    uid = serializers.UUIDField()
    number = serializers.CharField()


class Matter(MatterLine):
    """A matter with its offices, and the first 50 of its petitions and cases in sight."""

    title = serializers.CharField(source="opened_title")
    participants = Participant(many=True)
    petitions = PetitionBrief(many=True)
    cases = CaseBrief(many=True)


# --- input ----------------------------------------------------------------------------------------------------------


class PetitionerInput(Strict):
    """One petitioner. Nothing is required: missing identity never blocks a registration (Art. 19)."""

    kind = serializers.ChoiceField(
        [c for c in PersonKind.choices if c[0] != PersonKind.ANONYMOUS], required=False, default=PersonKind.PERSON
    )
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    id_kind = serializers.ChoiceField(IdKind.choices, required=False, allow_blank=True)
    identity = serializers.CharField(max_length=40, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    sex = serializers.ChoiceField(Sex.choices, required=False, allow_blank=True)
    birth_on = serializers.DateField(required=False, allow_null=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    is_representative = serializers.BooleanField(required=False, default=False)
    agrees_online = serializers.BooleanField(
        required=False, default=False,
        help_text=_("Whether she agreed to electronic service: then her papers come on her own page."),
    )  # fmt: skip


@extend_schema_serializer(many=False)
class Registration(Strict):
    """A petition to register, as received. Checked by the rules of the registration page."""

    channel = serializers.ChoiceField(Channel.choices)
    purpose = serializers.ChoiceField(
        Purpose.choices, help_text=_("An accusation is confidential from the first save.")
    )
    received_on = serializers.DateField()
    written_on = serializers.DateField(required=False, allow_null=True)
    postmark_on = serializers.DateField(required=False, allow_null=True)
    addressee = serializers.CharField(max_length=120, required=False, allow_blank=True)
    with_offices = serializers.CharField(
        max_length=600, required=False, allow_blank=True,
        help_text=_("A joint reception: names or codes of the other offices, with a comma between them. Each sees the petition."),
    )  # fmt: skip
    region = serializers.RegexField(
        r"^\d{12}$", required=False, allow_null=True, help_text=_("Code of the place where the problem arose.")
    )
    topic = serializers.RegexField(r"^\d{6}$", required=False, allow_null=True, help_text=_("Code of the topic."))
    summary = serializers.CharField(max_length=300)
    text = serializers.CharField(
        max_length=TEXT_LIMIT, help_text=_("As written or told; it cannot be changed afterwards.")
    )
    is_oral = serializers.BooleanField(required=False, default=False)
    read_back = serializers.BooleanField(required=False, default=False)
    visitors = serializers.IntegerField(min_value=1, max_value=9999, required=False, allow_null=True)
    concerned = serializers.IntegerField(min_value=1, max_value=9_999_999, required=False, allow_null=True)
    is_joint = serializers.BooleanField(required=False, default=False)
    is_anonymous = serializers.BooleanField(required=False, default=False)
    petitioners = PetitionerInput(many=True, required=False, max_length=200)
    against_office = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text=_("Code of the office complained of.")
    )
    against_name = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text=_("The accused person: in an accusation alone.")
    )
    against_post = serializers.CharField(max_length=60, required=False, allow_blank=True)
    against_level = serializers.ChoiceField(CadreLevel.choices, required=False, allow_blank=True)
    against_unit = serializers.CharField(max_length=120, required=False, allow_blank=True)

    def form_data(self, key: str) -> dict[str, str]:
        """What the registration page would send."""
        given = dict(self.validated_data)
        people = given.pop("petitioners", [])
        data = {"key": key, **plain(given)}
        data |= {"persons-TOTAL_FORMS": str(max(len(people), 1)), "persons-INITIAL_FORMS": "0"}
        for n, person in enumerate(people):
            data |= {f"persons-{n}-{name}": value for name, value in plain(person).items()}
        return data


def plain(given: dict[str, Any]) -> dict[str, str]:
    """Checked values as a form's text: days in ISO, an unticked box left out."""
    found = {}
    for name, value in given.items():
        if value is None or value is False:
            continue
        found[name] = "on" if value is True else value.isoformat() if isinstance(value, date) else str(value)
    return found


class QueryCode(serializers.Serializer):
    petitioner = serializers.CharField()
    code = serializers.CharField(help_text=_("With the number it opens the public query page; hand it to her alone."))


class Registered(serializers.Serializer):
    """The receipt of a registration."""

    uid = serializers.UUIDField()
    number = serializers.CharField()
    registered_at = serializers.DateTimeField()
    query_codes = QueryCode(many=True)
    in_sight = serializers.BooleanField(help_text=_("False for an accusation that your posting may not read."))
