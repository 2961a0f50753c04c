"""Error pages: what happened, what was kept, what to do next; with the request's id and nothing of the data."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


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


def broken(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError):
        return _bare(request, 503, "数据库暂时没有响应", "The database does not answer")
    text = _("Something went wrong on our side. Nothing was half-saved. Go back, your draft is kept; if it happens "
             "again, tell the administrator the number below.")  # fmt: skip
    try:
        return _page(request, 500, _("An error on our side"), text)
    except Exception:  # the page's own head needs what is broken
        return _bare(request, 500, "系统出错了", "An error on our side")


def _bare(request: HttpRequest, status: int, chinese: str, english: str) -> HttpResponse:
    """A page that needs no database, no session and no translation."""
    context = {"chinese": chinese, "english": english, "request_id": getattr(request, "id", "-")}
    response = HttpResponse(render_to_string("500.html", context), status=status)
    if status == 503:
        response["Retry-After"] = "30"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _(
        "The page was open too long or cookies are off. Go back, reload the page and send it again; your draft is kept."
    )
    return _page(request, 403, _("Please send it again"), text)
