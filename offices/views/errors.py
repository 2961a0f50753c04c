"""Error pages: what happened, what was kept, what to do next; with the request's id and nothing of the data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(
        request, "errors.html", {"title": title, "text": text, "request_id": getattr(request, "id", "-")}, status=status
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Your present posting does not allow this. Choose another posting at the top right, or ask your administrator.")
    return _page(request, 403, _("Not allowed"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("There is nothing here, or it is not in the sight of your present posting. Search by its number instead.")
    return _page(request, 404, _("Not found"), text)


def broken(request: HttpRequest) -> HttpResponse:
    text = _("Something went wrong on our side. Nothing was half-saved. Go back, your draft is kept; if it happens again, "
             "tell the administrator the number below.")  # fmt: skip
    return _page(request, 500, _("An error on our side"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The page was open too long or cookies are off. Go back, reload the page and send it again; your draft is kept.")
    return _page(request, 403, _("Please send it again"), text)
