"""Errors as problem+json (RFC 9457): what is wrong, with which field, by which rule and article, and what to do."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from caseflow.facts import Refusal, Refused
from caseflow.services import Conflict
from caseflow.texts import act_name, refusal_article, refusal_text

MEDIA_TYPE = "application/problem+json"
KIND = "urn:petition-desk:problem:"
log = logging.getLogger("desk.api")

# refusals that tell of the posting, and those that tell of what was typed; all others tell of the case's state
FORBIDDEN = frozenset({"capability", "other_office", "only_system", "not_by_system", "accused_acts"})
INPUT = frozenset({
    "missing", "unknown_office", "unknown_case", "unknown_matter", "handler_elsewhere", "not_amendable", "opinion_incomplete",
    "outcome_import_only", "extension_days", "report_day_past", "receipt_day", "witness", "second_person", "future_day",
    "backdated_reason", "no_receipt_awaited", "accused_named", "accused_handles", "one_addressee", "not_competent", "nobody_named",
    "own_office_accused", "personal_numbers", "second_for_secret", "secret_in_other_part", "unknown_file",
    "all_secret",
})  # fmt: skip


class Problem(Exception):
    """An error to answer. `kind` is stable and names the problem; `more` are further members of the object."""

    def __init__(
        self, status: int, kind: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail, self.headers, self.more = status, kind, detail, headers or {}, more


def title_of(kind: str) -> str:
    titles = {
        "malformed": _("The request cannot be read"),
        "not-authenticated": _("Not authenticated"),
        "forbidden": _("Not allowed"),
        "not-found": _("Not found"),
        "method-not-allowed": _("Method not allowed"),
        "not-acceptable": _("Not acceptable"),
        "reason-required": _("A reason is needed"),
        "refused": _("The act is refused"),
        "no-pdf": _("There is no PDF"),
        "version-conflict": _("Somebody acted in between"),
        "too-large": _("The request is too large"),
        "unsupported-media-type": _("Unsupported media type"),
        "invalid": _("Some fields are wrong"),
        "key-reused": _("The key was used before"),
        "precondition-required": _("The version is missing"),
        "too-many-requests": _("Too many requests"),
        "server-error": _("An error on our side"),
        "unavailable": _("The database does not answer"),
    }
    return titles[kind]


def body_of(status: int, kind: str, detail: str, **more: Any) -> dict[str, Any]:
    """The problem object."""
    return {"type": KIND + kind, "title": title_of(kind), "status": status, "detail": detail, **more}


def plain(status: int, kind: str, detail: str, **headers: str) -> JsonResponse:
    """A problem outside the views: middleware, unknown addresses, errors of the server."""
    response = JsonResponse(
        body_of(status, kind, detail), status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def invalid(errors: Iterable[tuple[str, str, str]]) -> Problem:
    """A 422 of (field, rule, detail); the field is the path in the body or the name of a parameter or header."""
    rows = [{"field": field, "rule": rule, "detail": detail} for field, rule, detail in errors]
    if len(rows) == 1:
        return Problem(422, "invalid", rows[0]["detail"], errors=rows)
    told = _("Nothing was changed. Mend these fields and send it again: %(fields)s.") % {
        "fields": ", ".join(dict.fromkeys(r["field"] for r in rows if r["field"])) or "-"
    }
    return Problem(422, "invalid", told, errors=rows)


def refused(refusal: Refusal) -> Problem:
    """A refused act with its rule and article: 403 by the posting, 422 by what was given, 409 by the state of the case."""
    text = refusal_text(refusal)
    article = refusal_article(refusal)
    more: dict[str, Any] = {"rule": refusal.code, "article": article}
    if refusal.code in FORBIDDEN:
        return Problem(403, "refused", text, **more)
    if refusal.code not in INPUT:
        return Problem(409, "refused", text, **more)
    fields = refusal.facts.get("fields") or [FIELD_OF.get(refusal.code, "")]
    return Problem(
        422, "refused", text, **more, errors=[{"field": f, "rule": refusal.code, "detail": text} for f in fields]
    )


FIELD_OF = {
    "unknown_office": "target", "unknown_case": "number", "unknown_matter": "number", "handler_elsewhere": "handler",
    "not_amendable": "field", "opinion_incomplete": "items", "outcome_import_only": "items", "extension_days": "days",
    "report_day_past": "report_due_on", "receipt_day": "received_on", "witness": "witness", "second_person": "second",
    "future_day": "day", "backdated_reason": "reason", "no_receipt_awaited": "petitioner",
    "accused_named": "target", "accused_handles": "handler", "one_addressee": "target", "not_competent": "target", "nobody_named": "office",
    "own_office_accused": "office", "personal_numbers": "what",
}  # fmt: skip


def conflict(raised: Conflict) -> Problem:
    """A 412 that names what others did in between, so that the caller can look before it sends again."""
    events = [
        {"kind": e.kind, "name": act_name(e.kind), "by": e.actor_name, "at": e.at.isoformat()} for e in raised.events
    ]
    told = _(
        "Somebody acted on this case since the version you read. Nothing was changed: read the case again, then decide."
    )
    return Problem(412, "version-conflict", told, version=raised.case.version, events=events)


def handler(raised: Exception, context: Mapping[str, Any]) -> Response | None:
    """The one exception handler of the API; None for a fault of ours, which the server's own handler answers."""
    problem = _problem(raised)
    if problem is None:
        return None
    return Response(
        body_of(problem.status, problem.kind, problem.detail, **problem.more), status=problem.status,
        headers=dict(problem.headers), content_type=MEDIA_TYPE,
    )  # fmt: skip


def _problem(raised: Exception) -> Problem | None:
    match raised:
        case Problem():
            return raised
        case Refused():
            return refused(raised.refusal)
        case Conflict():
            return conflict(raised)
        case Http404() | exceptions.NotFound():
            return not_found()
        case PermissionDenied() | exceptions.PermissionDenied():
            return Problem(403, "forbidden", _forbidden(raised))
        case OperationalError() | InterfaceError():
            log.error("database away", extra={"kind": type(raised).__name__})
            return unavailable()
        case RequestDataTooBig():
            return Problem(413, "too-large", _("The body is larger than the desk takes. Nothing was changed."))
        case SuspiciousOperation():
            return Problem(400, "malformed", _("The request cannot be read. Nothing was changed."))
        case exceptions.APIException():
            return _of_framework(raised)
        case DatabaseError():
            return None
    return None


def _forbidden(raised: Exception) -> str:
    if isinstance(raised, exceptions.PermissionDenied) and str(raised.detail).startswith("CSRF"):
        return _("A login session writes with its CSRF token only; programs use a token of their own.")
    return _("The posting of this token or session does not allow this.")


def not_found() -> Problem:
    return Problem(404, "not-found", _("There is nothing here, or it is not in the sight of your posting."))


def unavailable() -> Problem:
    told = _("The database does not answer. Nothing was half-saved; try again in half a minute.")
    return Problem(503, "unavailable", told, headers={"Retry-After": "30"})


def _of_framework(raised: exceptions.APIException) -> Problem | None:
    headers = {}
    if getattr(raised, "auth_header", None):
        headers["WWW-Authenticate"] = raised.auth_header
    match raised:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            reason = raised.get_codes()
            told = _unauthenticated().get(str(reason), _unauthenticated()["not_authenticated"])
            return Problem(401, "not-authenticated", told, headers=headers)
        case exceptions.ParseError():
            return Problem(400, "malformed", _("The body is not valid JSON. Nothing was changed."))
        case exceptions.MethodNotAllowed():
            return Problem(405, "method-not-allowed", _("This address does not know this method."))
        case exceptions.NotAcceptable():
            return Problem(406, "not-acceptable", _("The API answers in application/json only."))
        case exceptions.UnsupportedMediaType():
            return Problem(415, "unsupported-media-type", _("Send the body as application/json."))
        case exceptions.Throttled():
            wait = str(max(1, int(raised.wait or 1)))
            told = _("Too many requests in this minute; go on after %(seconds)s seconds.") % {"seconds": wait}
            return Problem(429, "too-many-requests", told, headers={"Retry-After": wait})
        case exceptions.ValidationError():
            return invalid(flat(raised.detail, raised.get_codes()))
    return None


def _unauthenticated() -> dict[str, str]:
    return {
        "not_authenticated": _("Send a token: “Authorization: Bearer …”. Make one under My account, API tokens."),
        "unknown": _("There is no such token. Compare it, or make a new one."),
        "revoked": _("This token was revoked. Make a new one."),
        "expired": _("This token has expired. Make a new one."),
        "user": _("The account of this token is closed."),
        "posting": _("The posting of this token is not in force today. Make a token for another posting."),
        "header": _("The Authorization header cannot be read; write “Bearer”, a space and the token."),
    }


def flat(detail: Any, codes: Any, path: str = "") -> list[tuple[str, str, str]]:
    """A serializer's nested errors as (path, rule, text): `petitioners.0.phone`."""
    if isinstance(detail, Mapping):
        rows = []
        for name, value in detail.items():
            inner = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            rows += flat(value, codes[name], inner)
        return rows
    if isinstance(detail, list):
        rows = []
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list)
            rows += flat(value, codes[index], f"{path}.{index}" if nested and value else path)
        return rows
    return [(path, str(codes), str(detail))]
