"""The desk's own acts without their forms: what registering and acting cost beside a bare insert."""

import uuid

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from caseflow.models import Case
from caseflow.services import perform
from petitions.services.inputs import Person, Registration
from petitions.services.register import register


@login_required
def register_one(request: HttpRequest) -> JsonResponse:
    """One whole registration: number, petition, person, matter, participation, search row, case, clock, events, key."""
    now = timezone.now()
    given = Registration(
        office_id=request.actor.office_id, channel="visit", received_at=now, purpose="claim", summary="测量用信访件",
        text="这是为测量速度而登记的一封信，请勿办理。", persons=(Person(name="测量", phone="19900000000", address="测量路1号"),),
    )  # fmt: skip
    petition = register(given, request.actor, now, key=uuid.uuid4().hex)
    return JsonResponse({"number": petition.number})


@login_required
def act_once(request: HttpRequest) -> JsonResponse:
    """One act on a case of the actor's office, with version and key."""
    case = Case.objects.get(pk=request.GET["case"])
    done = perform(
        case,
        "investigate",
        request.actor,
        timezone.now(),
        expected_version=case.version,
        key=uuid.uuid4().hex,
        text="测量",
    )
    return JsonResponse({"version": done.version})


DRAFT = {
    "findings": "测量", "basis": "《信访工作条例》第三十二条", "remedy": "可自收到之日起30日内申请复查",
    "items": [{"request": "测量", "outcome": "supported", "answer": "测量"}],
}  # fmt: skip


@login_required
def draft_once(request: HttpRequest) -> JsonResponse:
    """A draft with its check of what is missing, taken back again: the case stays as it is for the next one."""
    case = Case.objects.get(pk=request.GET["case"])
    with transaction.atomic():
        done = perform(
            case, "draft", request.actor, timezone.now(), expected_version=case.version, key=uuid.uuid4().hex, **DRAFT
        )
        transaction.set_rollback(True)
    return JsonResponse({"state": done.state})
