"""Error pages: what happened, what was kept, what to do next; with the request's id and nothing of the data."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

TOKEN = "csrfmiddlewaretoken"
SECRETS = ("password", "token")  # parts of the names of fields that no page gives back


View = TypeVar("View", bound=Callable[..., HttpResponse])


def sent_again(view: View) -> View:
    """Marks a page whose form carries a key of its own: sent twice it is done once, so the error page may offer to."""
    view.sent_again = True  # type: ignore[attr-defined]
    return view


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(
        request, "errors.html", {"title": title, "text": text, "request_id": getattr(request, "id", "-")}, status=status
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _(
        "Your present posting does not allow this. Choose another posting at the top right, or ask your administrator."
    )
    return _page(request, 403, _("Not allowed"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("There is nothing here, or it is not in the sight of your present posting. Search by its number instead.")
    return _page(request, 404, _("Not found"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a session that ended meanwhile, or a request that no form of ours sends."""
    try:
        return _page(request, 400, *why_bad(exception))
    except Exception:  # the page's own head reads the host, which may be what is bad
        return _bare(request, 400, "请求无法读取", "The request cannot be read")


def why_bad(exception: Exception | None) -> tuple[str, str]:
    """What happened and what to do next, for a page or a program."""
    if isinstance(exception, SessionInterrupted):
        text = _("It ended in another window while this page was at work. Log in again and look whether it was done; "
                 "sent a second time it is done once.")  # fmt: skip
        return _("Your login has ended"), text
    return _("The request cannot be read"), _("Nothing was done. Go back, reload the page and send it again.")


def form_only(request: HttpRequest, allow: str) -> HttpResponse:
    """405: an address that takes a form was opened by hand, or again after a login."""
    text = _(
        "This address only takes a form, and none came with it. Nothing was done. Open the page that holds the form."
    )
    response = _page(request, 405, _("Nothing to show here"), text)
    response["Allow"] = allow
    return response


def broken(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _away(request)
    text = _("Something went wrong on our side. Nothing was half-saved. Go back, your draft is kept; if it happens "
             "again, tell the administrator the number below.")  # fmt: skip
    try:
        return _page(request, 500, _("An error on our side"), text)
    except Exception:  # the page's own head needs what is broken
        return _bare(request, 500, "系统出错了", "An error on our side")


def _bare(request: HttpRequest, status: int, chinese: str, english: str) -> HttpResponse:
    """A page that needs no database, no session and no translation."""
    context = {"chinese": chinese, "english": english, "request_id": getattr(request, "id", "-")}
    return HttpResponse(render_to_string("500.html", context), status=status)


def _away(request: HttpRequest) -> HttpResponse:
    """The database is away: nothing was written; what was typed comes back in the page, to be sent again."""
    number = getattr(request, "id", "-")
    fields, files = _typed(request)
    context = {"request_id": number, "fields": fields, "files": files, "path": request.path, "method": request.method}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """The fields of a form that may be sent again, and whether files came with it. The form's own token is among them."""
    if request.method != "POST":
        return [], False
    try:
        if not getattr(resolve(request.path_info).func, "sent_again", False):
            return [], False
        post, files = request.POST, request.FILES
    except (Resolver404, UnreadablePostError, MultiPartParserError, SuspiciousOperation):
        return [], False
    fields: list[tuple[str, Any]] = [(name, value) for name in post for value in post.getlist(name)
                                     if name == TOKEN or not any(s in name.lower() for s in SECRETS)]  # fmt: skip
    return fields, bool(files)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _(
        "The page was open too long or cookies are off. Go back, reload the page and send it again; your draft is kept."
    )
    return _page(request, 403, _("Please send it again"), text)
