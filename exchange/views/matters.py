"""Matters: the list, one of them, its timeline."""

import uuid

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.auth import MayRead
from exchange.paging import PAGE_PARAMETERS, paged, query_of
from exchange.reading import REASON, read_with_reason
from exchange.schema import choice
from exchange.serializers import cases as case_shapes
from exchange.serializers import petitions as shapes
from exchange.serializers.common import page_of
from exchange.services.reading import Shown, event_rows, matter_detail
from exchange.views.base import DeskAPIView
from exchange.views.petitions import one_of
from offices.paging import Sort
from petitions.choices import Klass, MatterStatus
from petitions.models import Event, Extract, Matter


class Matters(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="matters_list", summary=_("Matters in your sight, newest first"),
        parameters=[
            choice("klass", Klass.values, _("Class of the matter.")), choice("status", MatterStatus.values, _("Its status.")),
            *PAGE_PARAMETERS,
        ],
        responses=page_of(shapes.MatterLine),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {"klass", "status"})
        rows = Matter.objects.visible_to(self.actor).select_related("region", "topic")
        for name, known in (("klass", Klass.values), ("status", MatterStatus.values)):
            one_of(query, name, known)
            rows = rows.filter(**{name: query[name]}) if query.get(name) else rows
        return paged(request, rows, Sort("pk", True), lambda found: shapes.MatterLine(found, many=True).data, query)


class OneMatter(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="matters_retrieve", summary=_("One matter"), parameters=[REASON], responses=shapes.Matter
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        matter = get_object_or_404(Matter.objects.visible_to(self.actor).select_related("region", "topic"), uid=uid)
        _read(request, matter)
        return Response(shapes.Matter(Shown(matter, matter_detail(matter, self.actor))).data)


class MatterEvents(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="matters_events", summary=_("The timeline of a matter, oldest first"), parameters=[*PAGE_PARAMETERS, REASON],
        responses=page_of(case_shapes.Event),
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        matter = get_object_or_404(Matter.objects.visible_to(self.actor).only("pk", "confidential"), uid=uid)
        _read(request, matter)
        return timeline(self, Event.objects.visible_to(self.actor).filter(matter=matter.pk))


def _read(request: Request, matter: Matter) -> None:
    if matter.confidential:
        rows = Extract.objects.filter(matter=matter.pk, until=None).order_by("pk")
        read_with_reason(request, list(rows.values_list("petition_id", flat=True)[:50]), True)


def timeline(view: DeskAPIView, rows: object) -> Response:
    """A page of events in their order."""
    query = query_of(view.request)
    return paged(
        view.request,
        rows,
        Sort("seq"),
        lambda found: case_shapes.Event(event_rows(found, view.actor), many=True).data,
        query,
    )
