"""Input that refuses fields it does not know: a misspelt field must not be lost in silence."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail


class Strict(serializers.Serializer):
    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (more := sorted(set(map(str, data)) - set(self.fields))):
            told = _("There is no such field.")
            raise serializers.ValidationError({n[:60]: [ErrorDetail(told, code="unknown")] for n in more[:20]})
        return super().to_internal_value(data)
