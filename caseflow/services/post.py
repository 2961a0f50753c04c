"""The outgoing post of an office: what is to be sent, registered-mail numbers, what came back, what waits to be collected.

Answers are sent by the act `send`, for a clock stops and another waits for the receipt. Other papers carry no clock: they
go into the post here, with an event on each case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from caseflow.choices import ServiceWay
from caseflow.facts import Refusal, Refused
from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Notice, Service, ServiceAttempt
from caseflow.services import papers, serving
from offices.actors import Actor
from petitions.models import Petitioner
from petitions.services.register import EventLine, record_events

MOST = 300  # lines of each list
BACK = timedelta(days=30)  # papers older than this are no longer asked for


@dataclass(frozen=True)
class Line:
    """A paper for one petitioner that is to be sent."""

    notice: Notice
    petitioner: Petitioner

    @property
    def key(self) -> str:
        return f"{self.notice.pk}_{self.petitioner.pk}"

    @property
    def name(self) -> str:
        return str(self.petitioner.opened["name"])

    @property
    def address(self) -> str:
        return str(self.petitioner.opened["address"])


@dataclass(frozen=True)
class Post:
    """The lists of the page; each at most `MOST` lines, the oldest first."""

    answers: list[Notice]
    to_send: list[Line]
    unnumbered: list[ServiceAttempt]
    came_back: list[ServiceAttempt]
    waiting: list[ServiceAttempt]


def issued_on(actor: Actor, day: date) -> QuerySet[Notice]:
    """The papers to petitioners that the actor's office issued on the day, in the order of their numbers."""
    begun = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    rows = _own(actor).filter(issued_at__gte=begun, issued_at__lt=begun + timedelta(days=1))
    return rows.order_by("kind", "year", "sequence")


def _own(actor: Actor) -> QuerySet[Notice]:
    rows = Notice.objects.visible_to(actor).filter(office=actor.office_id).exclude(kind__in=TO_ORGANS)
    return rows.select_related("case__petition", "case__matter", "office")


def outgoing(actor: Actor, today: date) -> Post:
    """What waits at the actor's office today."""
    unserved = _own(actor).filter(
        issued_at__gte=timezone.make_aware(datetime.combine(today - BACK, datetime.min.time()))
    )
    unserved = unserved.filter(~Exists(Service.objects.filter(notice=OuterRef("pk"))), corrections=None)
    answers = unserved.filter(kind__in=papers.ANSWERS, case__state="decided").order_by("issued_at")[:MOST]
    others = list(unserved.exclude(kind__in=papers.ANSWERS).order_by("issued_at", "pk")[:MOST])
    tries = _attempts(actor)
    later = ServiceAttempt.objects.filter(service=OuterRef("service"), position__gt=OuterRef("position"))
    on_way = tries.filter(received_on=None, returned_on=None)
    return Post(
        list(answers), lines_of(others),
        list(on_way.filter(way=ServiceWay.POST, register_no="").order_by("sent_on", "pk")[:MOST]),
        list(tries.filter(returned_on__isnull=False, service__received_on=None).exclude(Exists(later)).order_by("returned_on", "pk")[:MOST]),
        list(on_way.filter(way=ServiceWay.COLLECTION).order_by("sent_on", "pk")[:MOST]),
    )  # fmt: skip


def _attempts(actor: Actor) -> QuerySet[ServiceAttempt]:
    seen = Notice.objects.visible_to(actor).filter(pk=OuterRef("service__notice"))
    rows = ServiceAttempt.objects.filter(Exists(seen), office=actor.office_id, service__received_on=None)
    return rows.select_related(
        "service__petitioner", "service__notice__case__petition", "service__notice__case__matter"
    )


def lines_of(notices: Iterable[Notice]) -> list[Line]:
    """One line for each petitioner of a paper who can be reached by post."""
    notices = list(notices)
    people: dict[int, list[Petitioner]] = defaultdict(list)
    for person in Petitioner.objects.filter(petition__in={n.case.petition_id for n in notices}).order_by("position"):
        if person.opened["name"] and person.opened["address"]:
            people[person.petition_id].append(person)
    return [Line(n, person) for n in notices for person in people[n.case.petition_id]]


@transaction.atomic
def post_papers(given: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """Put papers in the post: keys of lines with their registered-mail numbers ("" for none). A line sent before is left out."""
    wanted = {int(key.partition("_")[0]) for key in given}
    notices = list(
        _own(actor).filter(pk__in=wanted).exclude(kind__in=papers.ANSWERS).select_for_update(of=("self",)).order_by("pk")
    )  # fmt: skip
    sent = set(Service.objects.filter(notice__in=notices).values_list("notice_id", "petitioner_id"))
    on, services, attempts, told = timezone.localtime(at).date(), [], [], defaultdict(list)
    for line in lines_of(notices):
        if line.key not in given or (line.notice.pk, line.petitioner.pk) in sent:
            continue
        facts = {"way": ServiceWay.POST, "sent_on": on, "register_no": given[line.key], "place": line.address}
        service = Service(notice=line.notice, petitioner=line.petitioner, way=ServiceWay.POST, sent_on=on)
        services.append(service)
        attempts.append(serving.attempt_row(service, 1, facts, line.notice.case.confidential, actor, at))
        told[line.notice.case].append(line.notice.number)
    Service.objects.bulk_create(services)
    ServiceAttempt.objects.bulk_create(attempts)
    _record("posted", {case: {"papers": sorted(set(numbers))} for case, numbers in told.items()}, actor, at)
    return len(services)


@transaction.atomic
def note_numbers(given: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """Note the registered-mail numbers of attempts on their way, all in one go."""
    rows = list(
        _attempts(actor).filter(pk__in=given, received_on=None, returned_on=None, way=ServiceWay.POST)
        .select_for_update(of=("self",)).order_by("pk")
    )  # fmt: skip
    told: dict[Case, list[str]] = defaultdict(list)
    for row in rows:
        row.register_no = given[row.pk]
        told[row.service.notice.case].append(row.register_no)
    ServiceAttempt.objects.bulk_update(rows, ["register_no"])
    _record("register_no", {case: {"numbers": numbers} for case, numbers in told.items()}, actor, at)
    return len(rows)


@transaction.atomic
def note_delivery(service: Service, facts: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """How the copy of a paper without a clock ended: received, refused, or come back. Raises Refused."""
    if service.notice.kind in papers.ANSWERS:
        raise Refused(Refusal("by_the_act"))
    attempt = service.attempts.select_for_update().filter(received_on=None, returned_on=None).first()
    if attempt is None:
        raise Refused(Refusal("not_on_its_way"))
    if facts["received_on"] < attempt.sent_on or facts["received_on"] > timezone.localtime(at).date():
        raise Refused(Refusal("receipt_day"))
    if facts.get("is_refused") and not facts.get("witness"):
        raise Refused(Refusal("witness"))
    case = service.notice.case
    serving.end_attempt(service, attempt, facts, case.confidential, actor, at)
    told = {
        "paper": service.notice.number,
        "received_on": facts["received_on"].isoformat(),
        "came_back": bool(facts.get("came_back")),
    }
    _record("delivered", {case: told}, actor, at)


def _record(kind: str, told: Mapping[Case, dict[str, Any]], actor: Actor, at: datetime) -> None:
    lines = [
        EventLine(case.matter, kind, at, facts, case.pk, case.petition_id, actor.office_id or case.office_id)
        for case, facts in sorted(told.items(), key=lambda pair: pair[0].pk)
    ]  # fmt: skip
    record_events(lines, actor)
