"""The request's id: in the response, in each line of the log and on the error page."""

import uuid

from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from config.logs import request_id
from exchange.problems import plain
from offices.views.errors import form_only


class RequestIdMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:12]
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.id
        return response


class MethodsMiddleware:
    """Pages know GET, HEAD and POST; other methods belong to the API alone. No address holds a NUL."""

    PAGES = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            if request.path.startswith("/api/"):
                return plain(400, "malformed", _("A NUL character is no part of an address."))
            return HttpResponseBadRequest("A NUL character is no part of an address.", content_type="text/plain")
        if request.method not in self.PAGES and not request.path.startswith("/api/"):
            return HttpResponseNotAllowed(self.PAGES[:3])
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return form_only(request, response["Allow"])
        return response
