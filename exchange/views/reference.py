"""Reference lists: offices, places, topics, duties. Whoever is logged in reads them, as on the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from caseflow.models import Duty, StatutoryRoute
from exchange.days import day_of
from exchange.paging import PAGE_PARAMETERS, paged, query_of
from exchange.problems import invalid
from exchange.schema import choice
from exchange.serializers import reference as shapes
from exchange.serializers.common import page_of
from exchange.views.base import DeskAPIView
from exchange.views.petitions import one_of
from offices.models import Level, Office, OfficeKind, Region
from offices.paging import Sort
from offices.querysets import in_force
from petitions.models import Topic

LEVELS = [str(level) for level in Level.values]
ON = OpenApiParameter("on", OpenApiTypes.DATE, description=_("Only what is in force on this day."))
BELOW = OpenApiParameter(
    "below", {"type": "string", "maxLength": 20}, description=_("Code of a row: itself and all below it.")
)
LEVEL = choice("level", LEVELS, _("Level of place: 1 province, 2 prefecture, 3 county, 4 township, 5 village."))


def row_of(rows: QuerySet[Any], query: Any, name: str) -> Any:
    """The row whose code a parameter gives, None where it is not given; a problem where there is none."""
    if not query.get(name):
        return None
    found = rows.filter(code=query[name].strip().upper()).first()
    if found is None:
        raise invalid([(name, "unknown", _t("Nothing has the code “%(code)s”.") % {"code": query[name][:20]})])
    return found


def period_of(rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    day = day_of(query, "on")
    return rows.filter(in_force(day)) if day else rows


def page(request: Request, rows: QuerySet[Any], shape: type[Serializer], query: Any, sort: str = "code") -> Response:
    return paged(request, rows, Sort(sort), lambda found: shape(found, many=True).data, query)


class Regions(DeskAPIView):
    @extend_schema(
        operation_id="regions_list", summary=_("Places"), parameters=[BELOW, LEVEL, *PAGE_PARAMETERS],
        responses=page_of(shapes.Region),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"below", "level"})
        rows = Region.objects.visible_to(self.actor).select_related("parent")
        one_of(query, "level", LEVELS)
        if (above := row_of(Region.objects.all(), query, "below")) is not None:
            rows = rows.below(above.path)
        return page(request, rows.filter(level=query["level"]) if query.get("level") else rows, shapes.Region, query)


class OneRegion(DeskAPIView):
    @extend_schema(operation_id="regions_retrieve", summary=_("One place"), responses=shapes.Region)
    def get(self, request: Request, code: str) -> Response:
        rows = Region.objects.visible_to(self.actor).select_related("parent")
        return Response(shapes.Region(get_object_or_404(rows, code=code)).data)


class Offices(DeskAPIView):
    @extend_schema(
        operation_id="offices_list", summary=_("Offices"),
        parameters=[
            OpenApiParameter("region", {"type": "string", "maxLength": 20}, description=_("Code of a place: itself and all below it.")),
            BELOW, choice("kind", OfficeKind.values, _("Kind of office.")), ON, *PAGE_PARAMETERS,
        ],
        responses=page_of(shapes.Office),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"region", "below", "kind", "on"})
        one_of(query, "kind", OfficeKind.values)
        rows = Office.objects.visible_to(self.actor).select_related("region", "superior", "successor")
        if (place := row_of(Region.objects.all(), query, "region")) is not None:
            rows = rows.filter(region__path__startswith=place.path)
        if (above := row_of(Office.objects.all(), query, "below")) is not None:
            rows = rows.below(above.pk)
        rows = rows.filter(kind=query["kind"]) if query.get("kind") else rows
        return page(request, period_of(rows, query), shapes.Office, query)


class OneOffice(DeskAPIView):
    @extend_schema(operation_id="offices_retrieve", summary=_("One office"), responses=shapes.Office)
    def get(self, request: Request, code: str) -> Response:
        rows = Office.objects.visible_to(self.actor).select_related("region", "superior", "successor")
        return Response(shapes.Office(get_object_or_404(rows, code=code)).data)


class Topics(DeskAPIView):
    @extend_schema(
        operation_id="topics_list", summary=_("Topics"),
        parameters=[BELOW, choice("level", "123", _("Level of the heading.")), ON, *PAGE_PARAMETERS],
        responses=page_of(shapes.Topic),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"below", "level", "on"})
        one_of(query, "level", "123")
        rows = Topic.objects.visible_to(self.actor).select_related("parent")
        if (above := row_of(Topic.objects.all(), query, "below")) is not None:
            rows = rows.filter(code__startswith=above.code[: above.level * 2])
        rows = rows.filter(level=query["level"]) if query.get("level") else rows
        return page(request, period_of(rows, query), shapes.Topic, query)


class OneTopic(DeskAPIView):
    @extend_schema(operation_id="topics_retrieve", summary=_("One topic"), responses=shapes.Topic)
    def get(self, request: Request, code: str) -> Response:
        return Response(
            shapes.Topic(
                get_object_or_404(Topic.objects.visible_to(self.actor).select_related("parent"), code=code)
            ).data
        )


class Duties(DeskAPIView):
    @extend_schema(
        operation_id="duties_list", summary=_("The duty catalogue"),
        parameters=[
            OpenApiParameter("topic", {"type": "string", "maxLength": 20}, description=_("Code of a topic: itself and those below it.")),
            OpenApiParameter("office", {"type": "string", "maxLength": 20}, description=_("Code of the office in charge.")),
            LEVEL, ON, *PAGE_PARAMETERS,
        ],
        responses=page_of(shapes.Duty),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"topic", "office", "level", "on"})
        one_of(query, "level", LEVELS)
        rows = Duty.objects.select_related("topic", "office")
        if (topic := row_of(Topic.objects.all(), query, "topic")) is not None:
            rows = rows.filter(topic__code__startswith=topic.code[: topic.level * 2])
        if (office := row_of(Office.objects.all(), query, "office")) is not None:
            rows = rows.filter(office=office)
        if query.get("level"):
            rows = rows.filter(level=query["level"])
        return page(request, period_of(rows, query), shapes.Duty, query, "topic__code")


class Routes(DeskAPIView):
    @extend_schema(
        operation_id="routes_list", summary=_("Statutory routes"),
        parameters=[choice("item", "12345", _("Item of Art. 31.")), ON, *PAGE_PARAMETERS], responses=page_of(shapes.Route),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"item", "on"})
        one_of(query, "item", "12345")
        rows = StatutoryRoute.objects.visible_to(self.actor)
        rows = rows.filter(item=query["item"]) if query.get("item") else rows
        return page(request, period_of(rows, query), shapes.Route, query, "item")
