"""Pages of the API: the lists' own keyset pages with whole addresses of their neighbours and an honest count."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.problems import invalid
from offices.paging import SIZES, Count, Page, Sort, capped_counts, page_of

NAMES = frozenset({"page_size", "after", "before"})
PAGE_PARAMETERS = [
    OpenApiParameter("page_size", int, enum=SIZES, default=SIZES[0], description=gettext_lazy("Rows on a page.")),
    OpenApiParameter(
        "after", OpenApiTypes.STR, description=gettext_lazy("Cursor of the next page; take it from “next” as it is.")
    ),
    OpenApiParameter(
        "before",
        OpenApiTypes.STR,
        description=gettext_lazy("Cursor of the page before; take it from “previous” as it is."),
    ),
]


def query_of(request: Request, known: Iterable[str] = (), *, paged: bool = True) -> QueryDict:
    """The address's parameters for the lists' services. Raises a problem for an unknown or wrong one: a filter that is
    silently left out would make the count a lie."""
    given: QueryDict = request._request.GET.copy()
    allowed = frozenset(known) | (NAMES if paged else frozenset())
    wrong = [(n, "unknown", _("There is no such parameter.")) for n in given if n not in allowed]
    if paged:
        size = given.pop("page_size", [str(SIZES[0])])[-1]
        if size not in map(str, SIZES):
            told = _("One of %(sizes)s.") % {"sizes": ", ".join(map(str, SIZES))}
            wrong.append(("page_size", "invalid_choice", told))
        if given.get("after") and given.get("before"):
            wrong.append(("before", "conflict", _("Give either “after” or “before”.")))
        given["size"] = size
    if wrong:
        raise invalid(wrong)
    return given


def checked(filters: Any) -> None:
    """Raises a problem for filters that cannot be read."""
    if not filters.form.is_valid():
        rows = filters.form.errors.get_json_data().items()
        raise invalid((name, e["code"], e["message"]) for name, errors in rows for e in errors)


def answer(request: Request, page: Page, count: Count, rows: list[dict[str, Any]]) -> Response:
    """The page's object: `count`, `count_is_exact`, `next`, `previous`, `results`."""
    if page.is_lost:
        name = "before" if request._request.GET.get("before") else "after"
        raise invalid([(name, "cursor", _("This cursor cannot be read any more; begin with the first page."))])
    return Response({
        "count": count.number if count.is_exact else str(count).replace(",", ""),
        "count_is_exact": count.is_exact,
        "next": _address(request, after=page.after),
        "previous": _address(request, before=page.before),
        "results": rows,
    })  # fmt: skip


def paged(
    request: Request, rows: QuerySet, sort: Sort, write: Callable[[list[Any]], list[dict[str, Any]]], query: QueryDict
) -> Response:
    """A list that is counted and paged as it stands."""
    count = capped_counts({"": rows})[""]
    page = page_of(rows, sort, query)
    return answer(request, page, count, write(page.rows))


def _address(request: Request, **cursor: str) -> str | None:
    if not any(cursor.values()):
        return None
    query = request._request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
