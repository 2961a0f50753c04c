"""Petitions: the list with the page's filters, one of them, and registering."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from caseflow.filters import WHERE
from caseflow.services.listing import SORTS, letters
from exchange.auth import MayRead, MayRegister
from exchange.paging import PAGE_PARAMETERS, answer, checked, query_of
from exchange.problems import invalid
from exchange.reading import REASON, read_with_reason
from exchange.schema import KEY, choice, filters_of
from exchange.serializers import petitions as shapes
from exchange.serializers.acts import petitioner_id
from exchange.serializers.common import page_of
from exchange.services.once import inner_key
from exchange.services.reading import Shown, found_petition, petition_detail
from exchange.views.base import DeskAPIView, answer_once, key_of
from offices.roles import Capability
from petitions.filters import PetitionFilter
from petitions.forms import PersonForm, PersonFormSet, RegistrationForm, checked_registration
from petitions.models import Extract, Petition, Petitioner
from petitions.sealing import unseal
from petitions.services.inputs import Registration
from petitions.services.register import register

PLACES = [name for name in WHERE if name != "sent"]
EXAMPLE = {
    "channel": "letter", "purpose": "claim", "received_on": "2026-11-23", "written_on": "2026-11-20",
    "summary": "小区电梯停运三个月", "text": "小区电梯自八月停运至今，老人无法下楼，请求责成物业尽快维修。",
    "region": "990102001000", "topic": "010100",
    "petitioners": [{"name": "李秀英", "address": "临江区柳塘镇1号", "phone": "13800000001"}],
}  # fmt: skip


class Petitions(DeskAPIView):
    def get_permissions(self) -> list[Any]:
        return [MayRegister() if self.request.method == "POST" else MayRead()]

    @extend_schema(
        operation_id="petitions_list", summary=_("Petitions, newest first"),
        description=_("Those registered at your offices; with words, or where=all, all in your sight. The filters are the page's."),
        parameters=[
            *filters_of(PetitionFilter), choice("where", PLACES, _("Where to look.")),
            choice("sort", SORTS, _("Order; a minus turns it round."), "-received"), *PAGE_PARAMETERS,
        ],
        responses=page_of(shapes.FoundPetition),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {*PetitionFilter.base_filters, "where", "sort"})
        one_of(query, "where", PLACES)
        one_of(query, "sort", SORTS)
        checked(PetitionFilter(query, request=request))
        found = letters(query, request)
        rows = shapes.FoundPetition([found_petition(line) for line in found.lines], many=True).data
        return answer(request, found.page, found.count, rows)

    @extend_schema(
        operation_id="petitions_register", summary=_("Register a petition"),
        description=_("Gives it its number and opens the case of your office. The text, channel and number never change afterwards."),
        parameters=[KEY], request=shapes.Registration, responses={201: shapes.Registered},
        examples=[OpenApiExample("claim", EXAMPLE, request_only=True)],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        key = key_of(request)
        given = shapes.Registration(data=request.data)
        given.is_valid(raise_exception=True)
        actor, now = self.actor, timezone.now()

        def do() -> tuple[int, dict[str, Any]]:
            made = register(_checked(given, actor.office_id, key), actor, now, key=inner_key(f"{actor.user_id}:{key}"))
            return 201, {"uid": str(made.uid)}

        status, done = answer_once(request, key, request.data, do)
        petition = Petition.objects.get(uid=done["uid"])
        seen = Petition.objects.visible_to(actor).filter(pk=petition.pk).exists()
        return Response(shapes.Registered(_receipt(petition, seen)).data, status=status)


def _checked(given: shapes.Registration, office_id: int | None, key: str) -> Registration:
    """By the page's own forms; raises a problem with each error at its path."""
    assert office_id is not None, "whoever may register has an office"
    now = timezone.now()
    PersonForm.today = timezone.localdate(now)
    data = given.form_data(inner_key(key))
    form, persons = RegistrationForm(data, today=PersonForm.today), PersonFormSet(data, prefix="persons")
    found = checked_registration(form, persons, [], office_id, now)
    if found is not None:
        return found
    errors = [
        ("" if n == "__all__" else n, e["code"], e["message"])
        for n, some in form.errors.get_json_data().items()
        for e in some
    ]
    for index, row in enumerate(persons.errors):
        errors += [
            (f"petitioners.{index}.{n}", e["code"], e["message"])
            for n, some in row.get_json_data().items()
            for e in some
        ]
    errors += [("petitioners", e["code"], e["message"]) for e in persons.non_form_errors().get_json_data()]
    raise invalid((field, rule or "rule", told) for field, rule, told in errors)


def _receipt(petition: Petition, in_sight: bool) -> dict[str, Any]:
    people = Petitioner.objects.of_petition(petition)
    codes = [{"petitioner": petitioner_id(petition.number, p.position), "code": unseal(p.code)} for p in people]
    return {"uid": petition.uid, "number": petition.number, "registered_at": petition.registered_at, "query_codes": codes,
            "in_sight": in_sight}  # fmt: skip


def one_of(query: Any, name: str, known: Any) -> None:
    """Raises a problem for a parameter that is none of the known values."""
    if query.get(name) is not None and query[name] not in known:
        raise invalid([(name, "invalid_choice", ", ".join(known))])


class OnePetition(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="petitions_retrieve", summary=_("One petition"), parameters=[REASON], responses=shapes.Petition
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        rows = Petition.objects.visible_to(self.actor).select_related("office", "region", "topic")
        petition = get_object_or_404(rows, uid=uid)
        parts = Extract.objects.filter(petition=petition, until=None, matter__confidential=True)
        secret = petition.confidential or self.actor.may(Capability.CONFIDENTIAL) and parts.exists()
        read_with_reason(request, [petition.pk], secret)
        return Response(shapes.Petition(Shown(petition, petition_detail(petition, self.actor))).data)
