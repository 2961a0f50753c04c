"""The deadline calculator: the due days of a term from a day, with their account."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from caseflow.calculator import CalculatorError, answer, parse_day, parse_period
from caseflow.services.calendars import rules_for_region
from caseflow.statute import LAWS
from exchange.paging import query_of
from exchange.problems import invalid
from exchange.schema import choice
from exchange.serializers.reference import DueDay
from exchange.views.base import DeskAPIView
from offices.models import Region

PERIODS = 20  # hearing days that one question may exclude


class Deadlines(DeskAPIView):
    permission_classes = [AllowAny]  # the law is public; nothing is read but the calendar

    @extend_schema(
        operation_id="deadlines_retrieve", summary=_("The due days of a term from a day"), auth=[],
        parameters=[
            OpenApiParameter("term", str, required=True, description=_("Code of a term: C1 to C14, A6, ...")),
            OpenApiParameter("from", OpenApiTypes.DATE, required=True, description=_("The day it starts; not counted.")),
            choice("law", LAWS, _("R22 or R05; by the day when missing.")),
            OpenApiParameter("region", {"type": "string", "pattern": r"^\d{12}$"}, description=_("Code of the region whose calendar and local rules count; the national ones when missing.")),
            OpenApiParameter("days", {"type": "integer", "minimum": 1, "maximum": 400}, description=_("Days of the extension, for C7.")),
            OpenApiParameter("exclude", str, many=True, description=_("Hearing days of a recheck, 2026-03-01..2026-03-05.")),
        ],
        responses=DueDay,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"term", "from", "law", "region", "days", "exclude"}, paged=False)
        try:
            given = query.get("days")
            days = int(given) if given else None
        except ValueError:
            raise invalid([("days", "invalid", _t("Give a number of days."))]) from None
        asked = [p for p in query.getlist("exclude") if p]
        if len(asked) > PERIODS:
            raise invalid([("exclude", "too_many", _t("At most %(most)s periods.") % {"most": PERIODS})])
        rules = rules_for_region(_region(query.get("region", "")))
        try:
            found = answer(
                query.get("term", ""), parse_day(query.get("from", "")), rules.calendar, law=query.get("law") or None,
                days=days, exclude=tuple(parse_period(p) for p in asked), local=rules.local,
            )  # fmt: skip
        except CalculatorError as reason:
            raise invalid([("", "no_answer", str(reason))]) from None
        return Response(found)


def _region(code: str) -> int | None:
    if not code:
        return None
    found = Region.objects.filter(code=code).values_list("pk", flat=True).first() if "\0" not in code else None
    if found is None:
        raise invalid([("region", "unknown", _t("There is no region %(code)s here.") % {"code": code[:20]})])
    return int(found)
