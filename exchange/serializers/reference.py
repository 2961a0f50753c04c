"""Offices, places, topics, duties, terms and indicators as answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from caseflow.choices import RouteOwner, RouteUnit
from exchange.serializers.common import Named
from offices.models import Level, OfficeKind
from oversight.indicators import UNITS


class Region(Named):
    """A place of the administrative tree."""

    level = serializers.ChoiceField(Level.choices)
    parent = Named(allow_null=True)


class Office(Named):
    """Whoever can be in charge."""

    kind = serializers.ChoiceField(OfficeKind.choices)
    region = Named()
    superior = Named(allow_null=True)
    successor = Named(allow_null=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    address = serializers.CharField(allow_blank=True)


class Topic(Named):
    """A heading of the content tree."""

    level = serializers.IntegerField()
    parent = Named(allow_null=True)
    confidential = serializers.BooleanField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class Duty(serializers.Serializer):
    """Topic and level of place, and the office in charge."""

    topic = Named()
    level = serializers.ChoiceField(Level.choices)
    office = Named()
    basis = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class Route(serializers.Serializer):
    """A way the law offers beside petition work (Art. 31), with the limit of that law."""

    id = serializers.IntegerField(source="pk")
    item = serializers.IntegerField(help_text=_("Item of Art. 31."))
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()
    organ = serializers.CharField()
    length = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(RouteUnit.choices)
    owner = serializers.ChoiceField(RouteOwner.choices)
    counted_from = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class CountedDay(serializers.Serializer):
    day = serializers.DateField()
    counted = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


@extend_schema_serializer(many=False)
class DueDay(serializers.Serializer):
    """The due days of a term with the account of every day."""

    term = serializers.CharField()
    law = serializers.CharField()
    pack = serializers.CharField(help_text=_("The version of the local rules that set the term, or national."))
    article = serializers.CharField()
    nominal = serializers.DateField(help_text=_("The plain count."))
    legal = serializers.DateField(help_text=_("Moved past holidays: the day that counts."))
    provisional = serializers.BooleanField(help_text=_("The holiday notice of that year is not known yet."))
    account = CountedDay(many=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {"term": fields.pop("term"), "from": serializers.DateField(), **fields}


class Indicator(serializers.Serializer):
    """A published formula."""

    code = serializers.CharField()
    name = serializers.CharField()
    formula = serializers.CharField()
    citation = serializers.CharField()
    is_share = serializers.BooleanField(help_text=_("A share has a denominator; the others are plain numbers."))
    unit = serializers.ChoiceField(
        UNITS,
        help_text=_("Of days the numerator is their sum, the denominator how many cases they are of."),
    )
    lists = serializers.ListField(
        child=serializers.ChoiceField(["numerator", "denominator"]), help_text=_("The parts that open a list of cases.")
    )
    higher_is_better = serializers.BooleanField(allow_null=True)


class Figure(Indicator):
    """A formula counted in a scope and period. The lists behind it are exactly as long as these numbers."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField(allow_null=True)
    value = serializers.FloatField(allow_null=True, help_text=_("Null where there is nothing to count."))
    cases = serializers.CharField(help_text=_("Address of the cases behind it."))

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": serializers.DateField(), "to": serializers.DateField()}


@extend_schema_serializer(many=False)
class Indicators(serializers.Serializer):
    """All published formulas."""

    results = Indicator(many=True)
