"""The three recommendations (R22 Art. 40): issued, answered in writing, followed up.

What rests on cases is told on their matters' timelines, but one to hold somebody to account is not: it goes to the organ with
power over the office meant, and that office reads the timeline.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from caseflow.choices import ReminderKind
from caseflow.deadlines import due
from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from caseflow.services.calendars import rules_for_region
from caseflow.services.paper_fields import day as long_day
from caseflow.services.reminders import tell_offices
from caseflow.statute import R22
from offices.actors import Actor
from offices.models import Office, OfficeBelow
from offices.roles import Capability
from oversight.models import Recommendation, SupervisionOrder
from oversight.services import paper_text
from oversight.services.candidates import may_supervise
from oversight.supervision.choices import AdviceKind
from oversight.supervision.order_rules import (
    ADVICE,
    ART_40_4,
    Advice,
    NewAdvice,
    advice_refusal,
    reply_refusal,
)
from oversight.supervision.rules import (
    ART_40,
)
from petitions.identity import holds_numbers
from petitions.services.accused import barred_from, offices_complained_of
from petitions.services.register import EventLine, record_events

TITLES = {
    Advice.IMPROVE_WORK: "改进工作建议书", Advice.IMPROVE_POLICY: "完善政策建议书", Advice.ACCOUNTABILITY: "追究责任建议书",
}  # fmt: skip
ISSUERS = (Capability.OVERSEE,)
TRUSTED = (Capability.DECIDE, Capability.CONFIDENTIAL)  # one to hold to account is for nobody else at its addressee


def reply_day(region_id: int | None, today: date) -> date:
    """The day proposed for the written reply: C12, the desk's own number under R22, which has none."""
    return due(R22["C12"], today, rules_for_region(region_id).calendar).legal


def issue_recommendation(
    kind: str, subject: str, asked: str, due_on: date, actor: Actor, at: datetime, *, addressee: Office | None = None, organ: str = "",
    cases: Sequence[Case] = (), orders: Sequence[SupervisionOrder] = (), key: str = "",
) -> Recommendation:  # fmt: skip
    """Issue a recommendation to an office, or to an organ outside this desk by name. The same `key` again returns its own.

    `cases` and `orders` are what it rests on; the caller sees them. Raises Refused, and issues nothing.
    """
    try:
        with transaction.atomic():
            given = {
                "kind": kind,
                "subject": subject.strip(),
                "asked": asked.strip(),
                "due_on": due_on,
                "organ": organ.strip(),
            }
            return _issue(given, addressee, list(cases), list(orders), actor, at, key)
    except IntegrityError:  # the other click was quicker
        if key and (done := Recommendation.objects.filter(key=key).first()) is not None:
            return done
        raise


def _issue(given: dict[str, Any], addressee: Office | None, cases: list[Case], orders: list[SupervisionOrder], actor: Actor,
           at: datetime, key: str) -> Recommendation:  # fmt: skip
    if key and (done := Recommendation.objects.filter(key=key, office=actor.office_id).first()) is not None:
        return done
    if not may_supervise(actor):
        raise Refused(Refusal("capability"))
    lacking = [name for name in ("subject", "asked") if not given[name]]
    if lacking:
        raise Refused(Refusal("missing", ART_40, {"fields": lacking}))
    if any(holds_numbers(given[name]) for name in ("subject", "asked")):
        raise Refused(Refusal("personal_numbers", ART_40))
    today, kind = timezone.localtime(at).date(), Advice(given["kind"])
    linked = _linked(cases, orders, actor)
    if (refusal := advice_refusal(_facts(kind, given, addressee, linked, actor, today), today)) is not None:
        raise Refused(refusal)
    office, to = Office.objects.get(pk=actor.office_id), addressee.name if addressee else given["organ"]
    values = {
        "addressee": to, "subject": given["subject"], "asked": given["asked"], "due_on": long_day(given["due_on"]),
        "linked": str(len(linked) or ""), "paragraph": {1: "一", 2: "二", 3: "三"}[ADVICE[kind].paragraph or 1],
    }  # fmt: skip
    with translation.override("zh-hans"):
        paper = paper_text.write("recommendation", TITLES[kind], office, at, values)
    row = Recommendation.objects.create(
        kind=AdviceKind(kind), office=office, addressee=addressee, organ=given["organ"], number=paper.number, year=paper.year,
        sequence=paper.sequence, subject=given["subject"], asked=given["asked"], text=paper.text, sha256=paper.sha256,
        due_on=given["due_on"], issued_by_id=actor.user_id, issued_at=at, key=key,
    )  # fmt: skip
    row.cases.set(linked)
    row.orders.set(orders)
    facts = {"recommendation": row.number, "kind": row.kind, "target": row.addressee_id, "organ": row.organ, "due_on": row.due_on.isoformat()}  # fmt: skip
    _tell(row, "recommend", facts, actor, at)
    if addressee is not None:
        who = TRUSTED if kind == Advice.ACCOUNTABILITY else (Capability.DECIDE, Capability.HANDLE)
        tell_offices(
            {addressee.pk}, ReminderKind.ADVICE, f"advice:{row.uid}", who, at, advice=str(row.uid), name=row.number
        )
    return row


def _linked(cases: list[Case], orders: list[SupervisionOrder], actor: Actor) -> list[Case]:
    """The cases it rests on, those of its orders among them; nothing out of sight, nothing confidential."""
    ids = {c.pk for c in cases} | {o.case_id for o in orders}
    found = list(
        Case.objects.visible_to(actor).filter(pk__in=ids, confidential=False).select_related("matter").order_by("pk")
    )
    if len(found) != len(ids):
        raise Refused(Refusal("unknown_case"))
    return found


def _facts(kind: Advice, given: dict[str, Any], addressee: Office | None, linked: list[Case], actor: Actor, today: date) -> NewAdvice:  # fmt: skip
    matters = {c.matter_id for c in linked}
    complained = {office for matter in matters for office in offices_complained_of(matter)}
    below = OfficeBelow.objects.filter(above__in={c.office_id for c in linked} | complained).values_list(
        "below_id", flat=True
    )
    barred = frozenset(office for matter in matters for office in barred_from(matter, today).offices)
    return NewAdvice(
        kind=kind, addressee=addressee.pk if addressee else None, organ=given["organ"], own_office=actor.office_id, linked=len(linked),
        blamed=frozenset(below) | {c.office_id for c in linked} | complained, barred=barred, due_on=given["due_on"],
    )  # fmt: skip


def _tell(row: Recommendation, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
    if row.kind == AdviceKind.ACCOUNTABILITY:
        return
    matters: dict[int, Case] = {}
    for case in row.cases.select_related("matter").order_by("pk"):
        matters.setdefault(case.matter_id, case)
    lines = [EventLine(c.matter, kind, at, facts, case_id=c.pk, office_id=actor.office_id) for c in matters.values()]
    record_events(lines, actor)


@transaction.atomic
def reply(row: Recommendation, answer: str, text: str, reason: str, replied_on: date, actor: Actor, at: datetime) -> Recommendation:  # fmt: skip
    """The written reply, once: by the addressee's head, to one to hold to account also by its confidential officer; that of an
    organ outside this desk is entered by the issuing office. Raises Refused."""
    row = Recommendation.objects.select_for_update(of=("self",)).select_related("addressee").get(pk=row.pk)
    if not may_reply(row, actor):
        raise Refused(Refusal("replied_before" if row.reply else "not_addressee", ART_40_4))
    today = timezone.localtime(at).date()
    if not timezone.localtime(row.issued_at).date() <= replied_on <= today:
        raise Refused(Refusal("reply_future", ART_40_4))
    if not text.strip():
        raise Refused(Refusal("missing", ART_40_4, {"fields": ["reply_text"]}))
    if (refusal := reply_refusal(answer, reason)) is not None:
        raise Refused(refusal)
    row.reply, row.reply_text, row.reply_reason = answer, text.strip(), reason.strip()
    row.replied_on, row.replied_at, row.replied_by_id = replied_on, at, actor.user_id
    row.save()
    facts = {"recommendation": row.number, "reply": answer, "target": row.addressee_id}
    _tell(row, "recommend_reply", facts, actor, at)
    if row.office_id != actor.office_id:
        key = f"advice_answered:{row.uid}"
        tell_offices(
            {row.office_id}, ReminderKind.ADVICE_ANSWERED, key, ISSUERS, at, advice=str(row.uid), name=row.number
        )
    return row


def may_reply(row: Recommendation, actor: Actor) -> bool:
    """Whether the actor may enter the reply now; that of an addressee that has ended is its successor's (R22 Art. 24 ¶2)."""
    if row.reply:
        return False
    if row.addressee is None:
        return row.office_id == actor.office_id and may_supervise(actor)
    over = row.addressee.valid_until is not None and row.addressee.valid_until < actor.day
    answers = row.addressee.successor_id if over and row.addressee.successor_id else row.addressee_id
    may = actor.may(Capability.DECIDE) or row.kind == AdviceKind.ACCOUNTABILITY and actor.may(Capability.CONFIDENTIAL)
    return actor.office_id == answers and may


def may_follow(row: Recommendation, actor: Actor) -> bool:
    return bool(row.reply) and row.followed_on is None and row.office_id == actor.office_id and may_supervise(actor)


@transaction.atomic
def follow_up(row: Recommendation, text: str, actor: Actor, at: datetime) -> Recommendation:
    """What came of it, noted by the issuing office. Once."""
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_follow(row, actor):
        code = "no_reply_yet" if not row.reply else "followed_before" if row.followed_on else "not_issuer"
        raise Refused(Refusal(code, ART_40_4))
    if not text.strip():
        raise Refused(Refusal("missing", ART_40_4, {"fields": ["follow_up"]}))
    row.follow_up, row.followed_on, row.followed_by_id = text.strip(), timezone.localtime(at).date(), actor.user_id
    row.save()
    return row


def pdf_of(row: Recommendation) -> bytes:
    """The recommendation as a paper. Raises paper_pdf.Unprintable."""
    return paper_text.pdf(row.opened["text"], TITLES[Advice(row.kind)], row.issued_at)
