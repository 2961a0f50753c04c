"""Shapes that several answers share: a row by its code, a problem, a page."""

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

COUNT = {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": ["10000+"]}]}


class Named(serializers.Serializer):
    """An office, place or topic by its code, with its name in the reader's language."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, row: Any) -> str:
        return str(row)


class Person(serializers.Serializer):
    """A user of the desk."""

    username = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, row: Any) -> str:
        return str(row)


class FieldError(serializers.Serializer):
    field = serializers.CharField(
        allow_blank=True, help_text=_("Path in the body (`petitioners.0.phone`), parameter or header.")
    )
    rule = serializers.CharField(help_text=_("Stable code of the broken rule."))
    detail = serializers.CharField()


class EventBetween(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class Problem(serializers.Serializer):
    """An error after RFC 9457: what is wrong, by which rule and article, and what to do."""

    type = serializers.CharField(help_text=_("Stable name of the problem."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("A sentence in the language of Accept-Language."))
    rule = serializers.CharField(required=False, help_text=_("Of a refused act: the code of the refusal."))
    article = serializers.CharField(
        required=False, allow_null=True, help_text=_("Of a refused act: the article of the regulation behind it.")
    )
    errors = FieldError(many=True, required=False)
    version = serializers.IntegerField(required=False, help_text=_("Of a conflict: the case's version now."))
    events = EventBetween(many=True, required=False, help_text=_("Of a conflict: what happened in between."))


@extend_schema_field(COUNT)
class CountField(serializers.Field):
    """Exact up to 10,000, then “10000+”."""


@cache
def page_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The serializer of a page of `row`s."""
    fields = {
        "count": CountField(help_text=_("Exact up to 10,000, beyond it “10000+”.")),
        "count_is_exact": serializers.BooleanField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
        "__doc__": f"A page of {row.__name__}.",
        "__module__": row.__module__,
    }
    made = type(f"{row.__name__}Page", (serializers.Serializer,), fields)
    return extend_schema_serializer(many=False)(made)
