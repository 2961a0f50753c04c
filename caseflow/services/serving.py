"""The way of a paper to each petitioner (送达): a chain of attempts, written by `apply()`; and the day's outgoing post.

A Service tells how things stand; its attempts tell how it came to be so. Only a proven receipt ends it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from caseflow.facts import Change
from caseflow.models import Case, Notice, Service, ServiceAttempt
from caseflow.services import papers
from offices.actors import Actor
from petitions.models import Attachment
from petitions.sealing import seal
from petitions.services.inputs import StoredFile

TOLD = (
    "place",
    "receiver",
    "relation",
    "witness",
    "return_reason",
    "note",
)  # of an attempt; sealed in a confidential case
PROOF = ("is_refused", "witness", "note")  # what the service itself repeats


def write(flat: Sequence[Change], cases: Mapping[int, Case], actor: Actor, when: Mapping[int, datetime]) -> None:
    """Write the services of the changes: sent, sent again, received, or come back."""
    sent = [(c.case, s) for c in flat for s in c.services if "sent_on" in s and not s.get("again")]
    if sent:
        _send(sent, cases, actor, when)
    for change in flat:
        for service in change.services:
            if service.get("again"):
                _again(cases[change.case], service, actor, when[change.case])
            elif "sent_on" not in service:
                _end(cases[change.case], service, actor, when[change.case])


def _send(sent: Sequence[tuple[int, Mapping[str, Any]]], cases: Mapping[int, Case], actor: Actor, when: Mapping[int, datetime]) -> None:  # fmt: skip
    notices = papers.answers_of({case for case, _s in sent})
    rows, attempts = [], []
    for case, s in sent:
        if case not in notices:
            continue
        row = Service(notice=notices[case], petitioner_id=s["petitioner"], way=s["way"], sent_on=s["sent_on"])
        rows.append(row)
        attempts.append(attempt_row(row, 1, s, cases[case].confidential, actor, when[case]))
    Service.objects.bulk_create(rows)
    ServiceAttempt.objects.bulk_create(attempts)


def attempt_row(service: Service, position: int, s: Mapping[str, Any], secret: bool, actor: Actor, at: datetime) -> ServiceAttempt:  # fmt: skip
    """An unsaved attempt to serve."""
    told = {name: s[name] for name in TOLD if s.get(name)}
    return ServiceAttempt(
        service=service, office_id=service.notice.office_id, position=position, way=s["way"], sent_on=s["sent_on"], register_no=s.get("register_no", ""),
        told={} if secret else told, sealed=seal(told) if secret and told else None, noted_by_id=actor.user_id, noted_at=at,
    )  # fmt: skip


def open_service(case: Case, petitioner: int | None) -> Service | None:
    """The petitioner's copy of the answer whose receipt is not proven."""
    rows = Service.objects.select_related("notice").filter(
        notice__case=case, notice__kind__in=papers.ANSWERS, petitioner=petitioner, received_on=None
    )
    return rows.exclude(sent_on=None).order_by("-pk").first()


def _again(case: Case, s: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    service = open_service(case, s["petitioner"])
    if service is None:
        return
    last = service.attempts.aggregate(n=Max("position"))["n"] or 0
    attempt_row(service, last + 1, s, case.confidential, actor, at).save()
    Service.objects.filter(pk=service.pk).update(way=s["way"])


def _end(case: Case, s: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """The attempt ends: it came back, or the receipt is proven; then the service ends with it."""
    service = open_service(case, s["petitioner"])
    if service is None:
        return
    attempt = service.attempts.filter(received_on=None, returned_on=None).order_by("-position").first()
    end_attempt(service, attempt, s, case.confidential, actor, at)


def end_attempt(service: Service, attempt: ServiceAttempt | None, s: Mapping[str, Any], secret: bool, actor: Actor, at: datetime) -> None:  # fmt: skip
    """Write how an attempt ended, and the proof on its service."""
    if attempt is not None:
        told = attempt.opened | {name: s[name] for name in TOLD if s.get(name)}
        attempt.told, attempt.sealed = ({}, seal(told)) if secret else (told, None)
        attempt.is_refused = bool(s.get("is_refused"))
        if s.get("came_back"):
            attempt.returned_on = s["received_on"]
        else:
            attempt.received_on = s["received_on"]
        attempt.noted_by_id, attempt.noted_at = actor.user_id, at
        attempt.save()
    if not s.get("came_back"):
        proof = {name: s[name] for name in PROOF if name in s}
        Service.objects.filter(pk=service.pk).update(received_on=s["received_on"], **proof)


def last_sent(service: Service) -> date | None:
    """The day of the last attempt: nobody receives before it."""
    return service.attempts.aggregate(day=Max("sent_on"))["day"] or service.sent_on


def add_photos(service: Service, files: Sequence[StoredFile], case: Case, actor: Actor, at: datetime) -> None:
    """The photos of the slip, as files of the case; the first stands beside the attempt it proves."""
    attempt = service.attempts.order_by("-position").first()
    rows = [
        Attachment.objects.create(
            matter_id=case.matter_id, case_id=case.pk, sha256=file.sha256, name=file.name, content_type=file.content_type,
            size=file.size, added_by_id=actor.user_id, added_at=at,
        )
        for file in files
    ]  # fmt: skip
    if attempt is not None and rows:
        attempt.photo = rows[0]
        attempt.save(update_fields=["photo"])


def services_of(notice: Notice) -> list[Service]:
    """The services of a paper with their petitioners and attempts, for its page."""
    rows = notice.services.select_related("petitioner").order_by("pk")
    return list(rows.prefetch_related("attempts__photo", "attempts__noted_by"))


def last_attempt(attempts: Iterable[ServiceAttempt]) -> ServiceAttempt | None:
    return max(attempts, key=lambda a: a.position, default=None)
