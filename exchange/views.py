"""REST API v1, first part: the deadline calculator. Errors are problem+json that name the reason."""

from typing import Any

from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from caseflow.calculator import CalculatorError, answer, parse_day, parse_period
from caseflow.services.calendars import load_calendar


def problem(status: int, title: str, detail: str) -> Response:
    """RFC 9457: what is wrong, and with what."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(body, status=status, content_type="application/problem+json")


@api_view(["GET"])
@permission_classes([AllowAny])  # the law is public; nothing is read but the calendar
def deadlines(request: Request) -> Response:
    """The due days of a term from a day: `?term=C4&from=2026-09-18[&law=R22][&days=20][&exclude=A..B]`."""
    query = request.query_params
    try:
        given: Any = query.get("days")
        days = int(given) if given else None
    except ValueError:
        return problem(422, "Unprocessable", f"{query['days']!r} is no number of days")
    try:
        periods = tuple(parse_period(p) for p in query.getlist("exclude") if p)
        found = answer(query.get("term", ""), parse_day(query.get("from", "")), load_calendar(), law=query.get("law") or None,
                       days=days, exclude=periods)  # fmt: skip
    except CalculatorError as reason:
        return problem(422, "Unprocessable", str(reason))
    return Response(found)
