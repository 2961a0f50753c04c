"""The published formulas, one counted in a scope and period, and the cases behind it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.auth import MayOversee
from exchange.days import day_of
from exchange.paging import PAGE_PARAMETERS, paged, query_of
from exchange.problems import invalid
from exchange.schema import choice
from exchange.serializers import reference as shapes
from exchange.serializers.cases import CaseLine
from exchange.serializers.common import page_of
from exchange.views.base import DeskAPIView
from exchange.views.petitions import one_of
from exchange.views.reference import row_of
from offices.actors import Actor
from offices.models import Office, Region
from offices.paging import Sort
from oversight.indicators import BY_CODE, INDICATORS, SHARE, Indicator, Scope
from oversight.periods import Period
from petitions.models import Topic

NAMES = ("from", "to", "as_at", "office", "topic", "region")
PARTS = ("numerator", "denominator")
CODE: Any = {"type": "string", "maxLength": 20}
SCOPE = [
    OpenApiParameter("from", OpenApiTypes.DATE, description=_("First day of the period; 365 days back when missing.")),
    OpenApiParameter("to", OpenApiTypes.DATE, description=_("Last day of the period; today when missing.")),
    OpenApiParameter("as_at", OpenApiTypes.DATE, description=_("The figures as they were at the end of that day.")),
    OpenApiParameter("office", CODE, description=_("Code of an office in your scope.")),
    OpenApiParameter("topic", CODE, description=_("Code of a topic: itself and those below it.")),
    OpenApiParameter("region", CODE, description=_("Code of a place: itself and all below it.")),
]


def scope_of(query: QueryDict, actor: Actor) -> tuple[Scope, Period]:
    """Scope and period of the address; a problem for what cannot be read or lies outside the actor's scope."""
    last = day_of(query, "to") or actor.day
    first = day_of(query, "from") or last - timedelta(days=364)
    if first > last:
        raise invalid([("from", "period", _t("The period ends before it begins."))])
    office = row_of(Office.objects.all(), query, "office")
    if office is not None and office.pk not in actor.office_ids:
        raise invalid([("office", "scope", _t("This office is not in the scope of your posting."))])
    topic = row_of(Topic.objects.all(), query, "topic")
    region = row_of(Region.objects.all(), query, "region")
    scope = Scope(
        actor, actor.day, frozenset({office.pk}) if office else None, topic.code[: topic.level * 2] if topic else "",
        region.path if region else "", _past(query, actor),
    )  # fmt: skip
    return scope, Period(first, last)


def _past(query: QueryDict, actor: Actor) -> date | None:
    day = day_of(query, "as_at")
    if day and day > actor.day:
        raise invalid([("as_at", "future", _t("This day has not come yet."))])
    return day if day and day < actor.day else None


def told(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code, "name": str(indicator.name), "formula": str(indicator.formula), "citation": indicator.citation,
        "is_share": indicator.unit == SHARE, "unit": indicator.unit, "lists": list(indicator.lists),
        "higher_is_better": indicator.higher_is_better,
    }  # fmt: skip


def _known(code: str) -> Indicator:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


class Indicators(DeskAPIView):
    permission_classes = [MayOversee]

    @extend_schema(operation_id="indicators_list", summary=_("The published formulas"), responses=shapes.Indicators)
    def get(self, request: Request) -> Response:
        query_of(request, paged=False)
        return Response({"results": [told(i) for i in INDICATORS]})


class OneIndicator(DeskAPIView):
    permission_classes = [MayOversee]

    @extend_schema(
        operation_id="indicators_compute", summary=_("One formula counted in a scope and period"), parameters=SCOPE,
        responses=shapes.Figure,
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        indicator, query = _known(code), query_of(request, NAMES, paged=False)
        scope, period = scope_of(query, self.actor)
        figure = indicator.compute(scope, period)
        asked = {name: query[name] for name in NAMES if query.get(name)}
        behind = f"{reverse('exchange:indicator_cases', args=[code])}?{urlencode(asked)}".rstrip("?")
        return Response({
            **told(indicator), "from": period.first, "to": period.last, "numerator": figure.numerator,
            "denominator": figure.denominator, "value": figure.value, "cases": request.build_absolute_uri(behind),
        })  # fmt: skip


class IndicatorCases(DeskAPIView):
    permission_classes = [MayOversee]

    @extend_schema(
        operation_id="indicators_cases", summary=_("Exactly the cases behind a number"),
        parameters=[*SCOPE, choice("part", PARTS, _("Which number."), "numerator"), *PAGE_PARAMETERS],
        responses=page_of(CaseLine),
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        indicator, query = _known(code), query_of(request, {*NAMES, "part"})
        one_of(query, "part", PARTS)
        scope, period = scope_of(query, self.actor)
        asked = query.get("part") or "numerator"
        if asked not in indicator.lists:
            raise invalid([("part", "closed", _t("This part of the figure opens no list."))])
        part = indicator.denominator if asked == "denominator" else indicator.numerator
        context = {"actor": self.actor}
        return paged(
            request, part(scope, period).listed(), Sort("due_on", nullable=True),
            lambda rows: CaseLine(rows, many=True, context=context).data, query,
        )  # fmt: skip
