"""What all addresses of the API share, and those of it that no view answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exchange.auth import actor_in
from exchange.problems import Problem, invalid, plain
from exchange.services.once import KeyReused, once
from offices.actors import Actor
from offices.views import errors

KEY_LENGTH = 64


class DeskAPIView(APIView):
    """A view of the API: the actor, and answers that no cache keeps."""

    request: Request

    @property
    def actor(self) -> Actor:
        return actor_in(self.request)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        done: Response = super().finalize_response(request, response, *args, **kwargs)
        done.headers.setdefault("Cache-Control", "no-store")
        return done

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.http_method_not_allowed(request, *args, **kwargs)


def key_of(request: Request) -> str:
    """The `Idempotency-Key`, which every POST needs. Raises a problem where it is missing or is none."""
    key: str = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        told = _("Give every POST a key of its own (a UUID); the same key again does nothing twice.")
        raise invalid([("Idempotency-Key", "required", told)])
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise invalid([("Idempotency-Key", "invalid", _("At most 64 printable ASCII characters."))])
    return key


def answer_once(request: Request, key: str, body: Any, do: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer of `do()`, done once for the key; a problem where the key stands for another request."""
    try:
        return once(actor_in(request), key, request.path, body, timezone.now(), do)
    except KeyReused:
        told = _("This Idempotency-Key was used for another request. Nothing was done; take a new key.")
        raise Problem(422, "key-reused", told) from None


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below /api/v1/ that there is not."""
    return plain(404, "not-found", _("There is no such address in this API."))


unknown.csrf_exempt = True  # type: ignore[attr-defined]  # it answers the same to whatever comes


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """404 of the whole desk: a problem below /api/, else the page."""
    return unknown(request) if request.path.startswith("/api/") else errors.not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """400 of the whole desk: a problem below /api/, else the page."""
    if request.path.startswith("/api/"):
        return plain(400, "malformed", errors.why_bad(exception)[1])
    return errors.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponseBase:
    """500 and 503 of the whole desk: a problem below /api/, else the page."""
    page = errors.broken(request)
    if not request.path.startswith("/api/"):
        return page
    if page.status_code == 503:
        told = _("The database does not answer. Nothing was half-saved; try again in half a minute.")
        return plain(503, "unavailable", told, Retry_After="30")
    told = _("Something went wrong on our side. Nothing was half-saved. Tell the administrator this number: %(id)s.")
    return plain(500, "server-error", told % {"id": getattr(request, "id", "-")})
