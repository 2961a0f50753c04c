"""OpenAPI from the code: filters as parameters, the errors that every address may answer, the headers of a POST."""

from collections.abc import Mapping
from typing import Any

import django_filters as df
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from exchange.problems import MEDIA_TYPE
from exchange.serializers.common import Problem
from petitions.filters import CodeFilter

KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 64}, OpenApiParameter.HEADER, required=True,
    description=_("A key of this request alone, such as a UUID. The same request again with it gets the same answer."),
)  # fmt: skip
IF_MATCH = OpenApiParameter(
    "If-Match", {"type": "string"}, OpenApiParameter.HEADER,
    description=_("The ETag of the case that you read, its version in quotes; or give “version” in the body."),
)  # fmt: skip
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200], description=_("The version, for If-Match.")
)
ALWAYS = {
    400: _("The request cannot be read."), 401: _("No token, or one that opens nothing."), 406: _("Another format is asked for."),
    422: _("A parameter, header or field is wrong."), 429: _("Too many requests in this minute; see Retry-After."),
    503: _("The database does not answer; see Retry-After."),
}  # fmt: skip
WITH_ROW = {404: _("Nothing there, or not in the sight of this posting.")}
LIMITED = {403: _("The posting does not allow it.")}
WITH_BODY = {
    403: _("The posting does not allow it."), 413: _("The body is too large."), 415: _("The body is no JSON."),
}  # fmt: skip


class DeskSchema(AutoSchema):
    """Adds to each operation the problems that the exception handler can make of it."""

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status, told in self._errors().items():
            if str(status) not in bodies:
                found = self._get_response_for_code(Problem, str(status), [MEDIA_TYPE], direction)
                bodies[str(status)] = {**found, "description": told}
        return dict(sorted(bodies.items()))

    def _errors(self) -> Mapping[int, Any]:
        errors = dict(ALWAYS)
        if any(getattr(p, "needs", None) for p in self.view.get_permissions()):
            errors |= LIMITED
        if "{" in self.path:
            errors |= WITH_ROW
        if self.method == "POST":
            errors |= WITH_BODY
        return errors | getattr(self.view, "further_errors", {})


def filters_of(filters: type[df.FilterSet]) -> list[OpenApiParameter]:
    """The parameters of a list's filters, as the page has them."""
    return [_parameter(name, found) for name, found in filters.base_filters.items()]


def _parameter(name: str, found: df.Filter) -> OpenApiParameter:
    told = {"description": found.label}
    if isinstance(found, df.MultipleChoiceFilter):
        values = [value for value, _label in found.extra["choices"]]
        return OpenApiParameter(name, str, enum=values, many=True, **told)
    if isinstance(found, df.ChoiceFilter):
        values = [value for value, _label in found.extra["choices"]]
        return OpenApiParameter(name, str, enum=values, **told)
    if isinstance(found, df.DateFilter):
        return OpenApiParameter(name, OpenApiTypes.DATE, **told)
    if isinstance(found, CodeFilter):
        return OpenApiParameter(name, {"type": "string", "maxLength": 40}, **told)
    return OpenApiParameter(name, {"type": "string", "maxLength": found.extra.get("max_length", 200)}, **told)


def choice(name: str, values: Any, told: Any, default: str | None = None) -> OpenApiParameter:
    """A parameter that takes one of some values."""
    return OpenApiParameter(name, str, enum=list(values), default=default, description=told)


def shared_problems(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Each problem is described once and referred to: the file is read by people too."""
    shared = result["components"].setdefault("responses", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            for status, told in responses.items():
                if set(told.get("content", {})) == {MEDIA_TYPE}:
                    shared.setdefault(f"Problem{status}", told)
                    responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    return result
