"""Reports of grave and urgent events (R22 Art. 25): told to their addressees at once, acknowledged, ended, shut.

The hours an addressee has and the days the text stays readable are the installation's own (settings), not the law's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from caseflow.choices import Addressee, ReminderKind
from caseflow.facts import Refusal, Refused
from caseflow.models import Emergency, EmergencyNotice
from caseflow.services.reminders import tell_offices
from caseflow.statute import Article
from offices.actors import Actor
from offices.models import Office, OfficeBelow, OfficeKind
from offices.roles import Capability
from petitions.identity import holds_numbers
from petitions.models import Matter
from petitions.sealing import seal
from petitions.services.accused import Barred, barred_from

ART_25 = Article(25)
TEXTS = ("what", "place", "measures")
WHO = (Capability.DECIDE, Capability.TRANSFER, Capability.OVERSEE)  # any of them acknowledges for an office


def checked(given: Mapping[str, Any], at: datetime) -> None:
    """Raises Refused where something is missing, lies ahead, or where a number of a person stands in the text."""
    missing = [n for n in (*TEXTS, "happened_at", "department") if not given.get(n)]
    if missing:
        raise Refused(Refusal("missing", ART_25, {"fields": missing}))
    if any(holds_numbers(given[name]) for name in TEXTS):
        raise Refused(Refusal("personal_numbers", ART_25))
    if given["happened_at"] > at:
        raise Refused(Refusal("future_day", ART_25))


@transaction.atomic
def report_emergency(actor: Actor, at: datetime, *, what: str, place: str, measures: str, happened_at: datetime, department: int,
                     people: int | None = None, matter: Matter | None = None) -> Emergency:  # fmt: skip
    """Report an event, of a matter or free. Returns the report with its notices; raises Refused.

    An addressee that the desk does not know, or that is accused in the matter, is passed over for the next above it.
    """
    checked(
        {"what": what, "place": place, "measures": measures, "happened_at": happened_at, "department": department}, at
    )
    if actor.office_id is None or not actor.may(Capability.READ):
        raise Refused(Refusal("capability"))
    today = timezone.localtime(at).date()
    barred = barred_from(matter.pk, today) if matter is not None and matter.confidential else Barred()
    if department in barred.offices:
        raise Refused(Refusal("accused_named", Article(30, 3)))
    report = Emergency.objects.create(
        matter=matter, office_id=actor.office_id, reported_by_id=actor.user_id, reported_at=at, happened_at=happened_at,
        people=people, sealed=seal({"what": what, "place": place, "measures": measures}),
    )  # fmt: skip
    office = Office.objects.select_related("region").get(pk=actor.office_id)
    hours = settings.EMERGENCY_HOURS
    notices = EmergencyNotice.objects.bulk_create(
        EmergencyNotice(
            emergency=report, addressee=kind, office=found, organ="" if found else _organ(kind),
            due_at=at + timedelta(hours=hours[kind]),
        )
        for kind, found in _addressees(office, department, barred.offices, actor)
    )  # fmt: skip
    offices = {n.office_id for n in notices if n.office_id and n.office_id != actor.office_id}
    tell_offices(offices, ReminderKind.EMERGENCY, f"emergency:{report.uid}", WHO, at, emergency=str(report.uid))
    return report


def _addressees(
    office: Office, department: int, barred: frozenset[int], actor: Actor
) -> list[tuple[str, Office | None]]:
    """Three for every office; the upper petition office and the national one besides for a petition office."""
    near = _near(office, actor, barred)
    found: list[tuple[str, Office | None]] = [
        (Addressee.GOVERNMENT, _first(near, OfficeKind.GOVERNMENT, OfficeKind.PARTY)),
        (Addressee.DEPARTMENT, Office.objects.get(pk=department)),
        (Addressee.JOINT, _first(near, OfficeKind.JOINT)),
    ]
    if office.kind == OfficeKind.PETITION:
        above = OfficeBelow.objects.filter(below=office, depth__gt=0, above__kind=OfficeKind.PETITION)
        row = above.exclude(above__in=barred).order_by("depth").select_related("above").first()
        found += [(Addressee.UPPER, row.above if row else None), (Addressee.NATIONAL, None)]
    return found


def _organ(kind: str) -> str:
    with translation.override("zh-hans"):
        return str(Addressee(kind).label)


def _near(office: Office, actor: Actor, barred: frozenset[int]) -> list[Office]:
    codes = [c for c in office.region.path.split("/") if c]
    kinds = (OfficeKind.GOVERNMENT, OfficeKind.PARTY, OfficeKind.JOINT)
    rows = Office.objects.in_force(actor.day).filter(region__code__in=codes, kind__in=kinds).exclude(pk__in=barred)
    return sorted(rows.select_related("region"), key=lambda o: (-codes.index(o.region.code), o.pk))


def _first(near: Sequence[Office], *kinds: str) -> Office | None:
    return next((o for o in near if o.kind in kinds), None)


@transaction.atomic
def acknowledge(notice: EmergencyNotice, actor: Actor, at: datetime) -> bool:
    """Acknowledge for one's office; for an organ outside the desk the reporting office enters what it was told. Once."""
    mine = notice.office_id or notice.emergency.office_id
    if actor.office_id != mine or not any(actor.may(c) for c in WHO):
        raise Refused(Refusal("capability"))
    rows = EmergencyNotice.objects.filter(pk=notice.pk, acknowledged_at=None)
    return bool(rows.update(acknowledged_at=at, acknowledged_by=actor.user_id))


@transaction.atomic
def end_emergency(report: Emergency, actor: Actor, at: datetime) -> bool:
    """The event is over: nothing more is awaited, and the days until its text is shut begin. Once."""
    if actor.office_id != report.office_id:
        raise Refused(Refusal("other_office"))
    return bool(Emergency.objects.filter(pk=report.pk, ended_at=None).update(ended_at=at))


def mark_late(at: datetime) -> int:
    """Mark what was not acknowledged within its hours, once each, and remind the reporting office. Safe when run twice."""
    late = EmergencyNotice.objects.filter(acknowledged_at=None, late_marked_at=None, due_at__lt=at)
    late = late.filter(emergency__ended_at=None)
    count = 0
    for notice in late.select_related("emergency")[:500]:
        with transaction.atomic():
            mine = EmergencyNotice.objects.filter(pk=notice.pk, acknowledged_at=None, late_marked_at=None)
            if mine.update(late_marked_at=at):
                uid, offices = notice.emergency.uid, {notice.emergency.office_id, notice.office_id} - {None}
                key = f"emergency_late:{notice.pk}"
                tell_offices(offices, ReminderKind.EMERGENCY_LATE, key, WHO, at, emergency=str(uid))
                count += 1
    return count


def shut_ended(at: datetime) -> int:
    """Shut the text of events that ended longer ago than the setting's days: from then on nobody reads it."""
    before = at - timedelta(days=settings.EMERGENCY_DAYS)
    rows = Emergency.objects.filter(Q(shut_on=None), ended_at__lt=before)
    return rows.update(shut_on=timezone.localtime(at).date())
