"""What a petitioner may ask about her own data (PIPL Art. 44-50): to see, copy or correct it, or to dispute a field.

Asked by number and query code, answered by the registering office within the setting's working days.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import DataAsked, DataState, ReminderKind
from caseflow.deadlines import due
from caseflow.facts import Refusal, Refused
from caseflow.models import Case, DataRequest
from caseflow.services.calendars import rules_for_region
from caseflow.services.perform import perform
from caseflow.services.reminders import tell_offices
from caseflow.statute import Article, ClockKind, Term, Unit
from caseflow.texts import FIELDS
from offices.actors import Actor
from offices.models import Region
from offices.roles import Capability
from petitions.identity import problem_with
from petitions.models import Petition, Petitioner, ReadLog, Topic
from petitions.sealing import fingerprint, mask, normal_identity, normal_phone, seal, unseal
from petitions.services.register import EventLine, record_events

PERSON = {
    "name": gettext_lazy("name"), "address": gettext_lazy("address"), "phone": gettext_lazy("telephone"),
    "identity": gettext_lazy("document number"), "email": gettext_lazy("e-mail"), "postcode": gettext_lazy("postcode"),
    "employer": gettext_lazy("employer"), "birth_on": gettext_lazy("date of birth"),
}  # fmt: skip
SEALED = frozenset({"name", "address", "email", "employer", "birth_on"})  # of a confidential petition's petitioner
OF_PETITION = (
    "received_on",
    "region",
    "topic",
    "written_on",
    "postmark_on",
    "visitors",
    "concerned",
)  # by the act *amend*
WHO = (Capability.TRANSFER, Capability.HANDLE)


def field_name(field: str) -> str:
    """A field of her petition or herself, in words."""
    return str(PERSON.get(field) or FIELDS.get(field, field))


def ask_by_page(petitioner: Petitioner, kind: str, text: str, at: datetime, *, key: str) -> None:
    """The petitioner's own page: what she asks in her own words. The same key again asks nothing twice."""
    ask_data(petitioner, kind, at, text=text, key=key)


@transaction.atomic
def ask_data(
    petitioner: Petitioner, kind: str, at: datetime, *, field: str = "", text: str = "", value: str = "", key: str = ""
) -> DataRequest:
    """Take a request for whoever proved that the petition is hers: what to correct by field and value, or in her words.

    Raises Refused where the field is unknown, the value is missing or does not fit, or the same is open already.
    """
    if key and (done := DataRequest.objects.filter(key=key).first()) is not None:
        return done
    text, value = text.strip(), value.strip()
    if kind not in DataAsked.values or (field and field not in PERSON and field not in OF_PETITION):
        raise Refused(Refusal("not_amendable"))
    if missing := _missing(kind, field, text, value):
        raise Refused(Refusal("missing", facts={"fields": missing}))
    today = timezone.localtime(at).date()
    if kind == DataAsked.CORRECT and field:
        _checked(field, value, today)
    petition = petitioner.petition
    if DataRequest.objects.open().filter(petitioner=petitioner, kind=kind, field=field).exists():
        raise Refused(Refusal("asked_before"))
    request = DataRequest.objects.create(
        petition=petition, petitioner=petitioner, kind=kind, field=field, received_on=today, due_on=_due(petition, today),
        sealed=seal({"text": text, "value": value}), key=key,
    )  # fmt: skip
    if not petition.confidential:  # of a confidential one the queue alone tells, to whoever may read it
        tell_offices({petition.office_id}, ReminderKind.DATA, f"data:{request.uid}", WHO, at, data=str(request.uid))
    return request


def _missing(kind: str, field: str, text: str, value: str) -> list[str]:
    if kind == DataAsked.CORRECT and field:
        return [] if value else ["new"]
    return ["text"] if kind in {DataAsked.CORRECT, DataAsked.DISPUTE} and not text else []


def _due(petition: Petition, day: date) -> date:
    term = Term("DR", "OWN", settings.DATA_REQUEST_DAYS, Unit.WORKING_DAYS, ClockKind.DUTY, "organ", None, own=True)
    return due(term, day, rules_for_region(petition.office.region_id).calendar).legal


def requests_of(petitioner: Petitioner) -> list[DataRequest]:
    """Her requests, the newest first, for her own page."""
    return list(DataRequest.objects.filter(petitioner=petitioner).order_by("-pk"))


def data_of(petitioner: Petitioner) -> list[tuple[str, str]]:
    """All that this desk holds about her with this petition, in words: what her own copy says. Not for anybody else."""
    petition = petitioner.petition
    opened = {
        "email": petitioner.email, "employer": petitioner.employer, "birth_on": _day(petitioner.birth_on), **petitioner.opened,
    }  # fmt: skip
    rows = [
        (_("number"), petition.number), (_("channel"), str(petition.get_channel_display())),
        (_("received"), timezone.localtime(petition.received_at).strftime("%Y-%m-%d %H:%M")),
        (_("registering office"), str(petition.office)),
        (field_name("name"), opened["name"]), (field_name("address"), opened["address"]),
        (_("sex"), str(petitioner.get_sex_display())), (field_name("birth_on"), opened["birth_on"]),
        (_("kind of document"), str(petitioner.get_id_kind_display())), (field_name("identity"), unseal(petitioner.identity) or ""),
        (field_name("phone"), unseal(petitioner.phone) or ""), (field_name("email"), opened["email"]),
        (field_name("postcode"), petitioner.postcode), (field_name("employer"), opened["employer"]),
        (_("summary"), petition.opened["summary"]), (_("original text"), petition.opened["text"]),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def _day(value: date | None) -> str:
    return date_format(value, "Y-m-d") if value else ""


@transaction.atomic
def copy_for_her(request: DataRequest, actor: Actor, at: datetime, reason: str) -> list[tuple[str, str]]:
    """Her data, to be printed and handed to her; the reading is logged with its reason."""
    _mine(request, actor)
    ReadLog.objects.create(
        user_id=actor.user_id, office_id=actor.office_id, kind="copy", reason=reason[:300], petitions=[request.petition_id], at=at
    )  # fmt: skip
    return data_of(request.petitioner)


@transaction.atomic
def decide(
    request: DataRequest, state: str, text: str, actor: Actor, at: datetime, *, field: str = "", value: str = ""
) -> DataRequest:
    """Grant or refuse. A granted correction changes the field at once: by the act *amend*, or on the petitioner's row.

    `field` and `value` where she asked in words: what the office makes of them.

    Raises Refused: decided before, no reasons for a refusal, or the act *amend* is not possible now.
    """
    _mine(request, actor)
    row = DataRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != DataState.OPEN:
        raise Refused(Refusal("decided_before"))
    if state not in {DataState.GRANTED, DataState.REFUSED} or (state == DataState.REFUSED and not text.strip()):
        raise Refused(Refusal("missing", facts={"fields": ["reason"]}))
    if state == DataState.GRANTED and row.kind == DataAsked.CORRECT:
        if not row.field:
            if not (field in PERSON or field in OF_PETITION) or not value.strip():
                raise Refused(Refusal("missing", facts={"fields": ["field", "new"]}))
            row.field, row.sealed = field, seal({**row.opened, "value": value.strip()})
        _correct(row, actor, at)
    row.state, row.answer = state, seal({"text": text.strip()})
    row.decided_at, row.decided_by_id = at, actor.user_id
    row.save(update_fields=["state", "answer", "decided_at", "decided_by", "sealed", "field"])
    return row


def _mine(request: DataRequest, actor: Actor) -> None:
    if not DataRequest.objects.visible_to(actor).filter(pk=request.pk).exists():
        raise Refused(Refusal("capability"))


def _correct(request: DataRequest, actor: Actor, at: datetime) -> None:
    given = request.opened
    value = _checked(request.field, given["value"], timezone.localtime(at).date())
    if request.field in OF_PETITION:
        rows = Case.objects.visible_to(actor).filter(petition=request.petition, office=actor.office_id)
        case = rows.order_by(F("closed_at").desc(nulls_first=True), "-pk").first()
        if case is None:
            raise Refused(Refusal("unknown_case"))
        reason = _("At the petitioner’s request (PIPL Art. 46)")
        perform(
            case, "amend", actor, at, expected_version=None, key="", field=request.field, value=value, reason=reason
        )
        return
    old = correct_petitioner(request.petitioner, request.field, value, actor, at, request_uid=str(request.uid))
    request.sealed = seal({**given, "old": old})


def correct_petitioner(
    person: Petitioner, field: str, value: Any, actor: Actor, at: datetime, *, request_uid: str
) -> str:
    """Set one field of a petitioner; the event keeps old and new masked, both whole stand sealed with the request."""
    opened, secret = person.opened, person.petition.confidential
    names = [field]
    if secret and field in SEALED:
        old = opened.get(field, "")
        person.sealed, names = (
            seal({**opened, field: value.isoformat() if isinstance(value, date) else value}),
            ["sealed"],
        )
    elif field in {"identity", "phone"}:
        old = unseal(getattr(person, field)) or ""
        value = normal_identity(value) if field == "identity" else normal_phone(value)
        setattr(person, field, seal(value))
        setattr(person, f"{field}_hash", "" if secret else fingerprint(value, field))
        names = [field, f"{field}_hash"]
    else:
        old = _day(person.birth_on) if field == "birth_on" else getattr(person, field)
        setattr(person, field, value)
    person.save(update_fields=names)
    told = {"field": field, "old": _masked(field, old), "new": _masked(field, value), "request": request_uid}
    matters = [e.matter for e in person.petition.extracts.filter(until=None).select_related("matter").order_by("pk")]
    record_events(
        [EventLine(m, "correct_person", at, told, petition_id=person.petition_id, office_id=actor.office_id) for m in matters], actor
    )  # fmt: skip
    return str(old)


def _masked(field: str, value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    ends: Mapping[str, tuple[int, int]] = {"identity": (6, 4), "phone": (3, 4)}
    return mask(text, *ends.get(field, (1, 0)))


def _checked(field: str, value: str, today: date) -> Any:
    """The value as its field keeps it; raises Refused where it does not fit."""
    bad = Refused(Refusal("bad_value", Article(19)))
    try:
        if field in {"received_on", "written_on", "postmark_on", "birth_on"}:
            day = date.fromisoformat(value)
            if day > today:
                raise bad
            return day
        if field in {"visitors", "concerned"}:
            if not 0 <= int(value) <= 9_999_999:
                raise bad
            return int(value)
        if field == "email":
            validate_email(value)
    except (ValueError, ValidationError):
        raise bad from None
    if field in {"region", "topic"}:
        model: Any = Region if field == "region" else Topic
        found = model.objects.filter(code=value.split()[0]).values_list("pk", flat=True).first()
        if found is None:
            raise bad
        return found
    if field == "identity" and len(normal_identity(value)) == 18 and problem_with(value, today):
        raise bad
    if field == "phone" and not 5 <= len(normal_phone(value)) <= 13:
        raise bad
    limit = {"name": 120, "address": 200, "email": 254, "postcode": 10, "employer": 120}.get(field, 40)
    if not value or len(value) > limit:
        raise bad
    return value
