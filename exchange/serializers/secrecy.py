"""What acts on whom a petition accuses, and on emergencies, are told."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from exchange.serializers.act import Act, OfficeCode, Reason, long_text
from petitions.choices import CadreLevel


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
    "name_accused": NameAccused, "name_office": NameOffice, "report_emergency": EmergencyReport,
}  # fmt: skip
