"""The queue of supervision: candidates are a query, not a state (R22 Art. 40 ¶1).

Each kind is one choice of rows, in the overseer's sight and by the indexes that lists use; the facts of a page's rows are read
in one statement, and the rules (`supervision/rules.py`) say what they amount to. A test compares both on the same lives.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from caseflow.choices import PaperKind
from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Clock, Execution, Notice, Service, Transfer
from caseflow.querysets import CaseQuerySet
from caseflow.services.papers import ANSWERS
from offices.actors import Actor
from offices.models import OfficeKind
from offices.paging import Sort
from offices.roles import Capability
from offices.together import together
from oversight.models import Dismissal, SupervisionOrder
from oversight.supervision.rules import (
    AT_WORK,
    FIRST_NOTICE,
    PASSED,
    RETURNS,
    TERMS,
    Candidate,
    CaseFacts,
    Decided,
    Kind,
    LateClock,
    Task,
    candidates,
)
from petitions.filters import begin_of
from petitions.models import Event, Petitioner

ANSWERING = ("handling", "review", "recheck")
# papers that tell the petitioner nothing of what becomes of her petition: those between offices, the receipt, records
TELL_NOTHING = frozenset(TO_ORGANS) | {PaperKind.RECEIPT, PaperKind.SERVICE_RECORD, PaperKind.MINUTES}
SORTS = {
    Kind.LATE: Sort("due_on", nullable=True), Kind.FALSE_CLOSURE: Sort("last_act_at", True), Kind.NO_NOTICE: Sort("received_on"),
    Kind.RETURNED: Sort("last_act_at"), Kind.NOT_EXECUTED: Sort("received_on"), Kind.IDLE: Sort("last_act_at"),
    Kind.COMPLAINT: Sort("last_act_at"),
}  # fmt: skip


def days(name: str) -> int:
    """One of the desk's own numbers: `idle`, `again`, `answer`, `back`, in days."""
    return int(settings.SUPERVISION_DAYS[name])


def may_supervise(actor: Actor) -> bool:
    """R22 Art. 40: the petition offices supervise, by whoever oversees there."""
    return actor.may(Capability.OVERSEE) and actor.office_kind == OfficeKind.PETITION


def offices_of(actor: Actor) -> list[int]:
    """The offices whose cases the actor's office may supervise: those below it, never itself."""
    return sorted(actor.office_ids - {actor.office_id}) if may_supervise(actor) else []


def rows_of(kind: str, actor: Actor, today: date) -> CaseQuerySet:
    """The cases that are candidates of the kind on the day, those under an open order for it or decided about left out."""
    rows = Case.objects.at_offices(actor).filter(office__in=offices_of(actor))
    ordered = SupervisionOrder.objects.open().filter(case=OuterRef("pk"), kinds__contains=[kind])
    return _ROWS[Kind(kind)](rows, actor, today).filter(~Exists(ordered))


def _decided(kind: Kind, actor: Actor, today: date, case: str, since: Any) -> Exists:
    """A decision of the office that covers a fact of the day `since` (a reference into the fact's row)."""
    return Exists(
        Dismissal.objects.filter(Q(until=None) | Q(until__gt=today), case=OuterRef(case), kind=kind, office=actor.office_id,
                                 on__gte=since)
    )  # fmt: skip


def _late(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    over = Clock.objects.running().filter(case=OuterRef("pk"), kind="duty", term__in=TERMS, due_on__lt=today)
    over = over.filter(~_decided(Kind.LATE, actor, today, "case", OuterRef("due_on") + timedelta(days=1)))
    return rows.filter(Exists(over), due_on__lt=today)


def _no_notice(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    due = Clock.objects.filter(case=OuterRef("pk"), term__in=FIRST_NOTICE, due_on__lt=today)
    due = due.filter(~_decided(Kind.NO_NOTICE, actor, today, "case", OuterRef("due_on") + timedelta(days=1)))
    reachable = _reachable().filter(petition=OuterRef("petition"))
    told = Notice.objects.filter(case=OuterRef("pk")).exclude(kind__in=TELL_NOTHING)
    rows = rows.open().filter(petition__source="", received_on__lt=today)
    return rows.filter(Exists(due), Exists(reachable), ~Exists(told))


def _reachable() -> QuerySet:
    """Petitioners whose name and address are clear (R22 Art. 23 ¶1); sealed ones are of no concern here."""
    way = ~Q(address="") | Q(phone__isnull=False) | ~Q(email="")
    return Petitioner.objects.filter(way).exclude(name="")


def _returned(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    last = Transfer.objects.filter(to_case__matter=OuterRef("matter"), confirmed=True)
    last = last.filter(~_decided_of_outer(Kind.RETURNED, actor, today))
    return rows.open().exclude(state__in=PASSED).filter(Exists(last), matter__returns__gte=RETURNS)


def _decided_of_outer(kind: Kind, actor: Actor, today: date) -> Exists:
    """As `_decided`, of the case two levels out: its fact is a return of the matter."""
    return Exists(
        Dismissal.objects.filter(Q(until=None) | Q(until__gt=today), case=OuterRef(OuterRef("pk")), kind=kind,
                                 office=actor.office_id, on__gte=OuterRef("resolved_on"))
    )  # fmt: skip


def _false_closure(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    """Of those closed within the setting's days: who closed long ago is not looked through again each time."""
    since = begin_of(today - timedelta(days=days("back")))
    answers = Notice.objects.filter(case=OuterRef("pk"), kind__in=ANSWERS)
    unsent = Service.objects.filter(notice__case=OuterRef("pk"), notice__kind__in=ANSWERS, sent_on=None)
    sent = Service.objects.filter(notice__case=OuterRef("pk"), notice__kind__in=ANSWERS, sent_on__isnull=False)
    reachable = _reachable().filter(petition=OuterRef("petition"))
    task = _tasks(OuterRef("pk")).filter(due_on__lt=today)
    open_task = task.filter(~_decided(Kind.FALSE_CLOSURE, actor, today, "case", OuterRef("due_on") + timedelta(days=1)))
    rows = rows.filter(state="closed", kind__in=ANSWERING, petition__source="", last_act_at__gte=since)
    rows = rows.filter(~Exists(_passed_down().filter(from_case=OuterRef("pk"))), closed_at__isnull=False)
    covered = Dismissal.objects.filter(
        case=OuterRef("pk"), kind=Kind.FALSE_CLOSURE, office=actor.office_id, at__gte=OuterRef("closed_at")
    )
    unanswered = ~Exists(answers) | Exists(unsent) | (~Exists(sent) & Exists(reachable))
    return rows.filter(unanswered & ~Exists(covered) | Exists(open_task))


def _passed_down() -> QuerySet:
    """Transfers by which a case went to a subordinate: that office answers."""
    return Transfer.objects.filter(kind="pass_down").exclude(confirmed=True)


def _tasks(case: Any) -> QuerySet:
    return Execution.objects.open().filter(case=case)


def _not_executed(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    plus = OuterRef("due_on") + timedelta(days=1)
    over = Execution.objects.open().filter(due_on__lt=today).exclude(state="refused")
    over = over.filter(~_decided(Kind.NOT_EXECUTED, actor, today, "case", plus))
    refused = Execution.objects.filter(state="refused").filter(
        ~_decided(Kind.NOT_EXECUTED, actor, today, "case", OuterRef("changed_on"))
    )
    return rows.filter(pk__in=over.order_by().values("case").union(refused.order_by().values("case")))


def _idle(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    before = begin_of(today - timedelta(days=days("idle") - 1))
    looked = Dismissal.objects.filter(
        case=OuterRef("pk"), kind=Kind.IDLE, office=actor.office_id, until__gt=today, at__gte=OuterRef("last_act_at")
    )
    return rows.open().filter(~Exists(looked), state__in=AT_WORK, last_act_at__lt=before)


def _complaint(rows: CaseQuerySet, actor: Actor, today: date) -> CaseQuerySet:
    told = Event.objects.filter(case_id=OuterRef("pk"), kind="complain")
    looked = Dismissal.objects.filter(
        case=OuterRef("case_id"), kind=Kind.COMPLAINT, office=actor.office_id, at__gte=OuterRef("at")
    )
    return rows.open().filter(Exists(told.filter(~Exists(looked))))


_ROWS = {
    Kind.LATE: _late, Kind.FALSE_CLOSURE: _false_closure, Kind.NO_NOTICE: _no_notice, Kind.RETURNED: _returned,
    Kind.NOT_EXECUTED: _not_executed, Kind.IDLE: _idle, Kind.COMPLAINT: _complaint,
}  # fmt: skip


# --- the facts of some cases ------------------------------------------------------------------------------------------


def candidates_of(cases: Iterable[Case], actor: Actor, today: date) -> dict[int, tuple[Candidate, ...]]:
    """What each case is a candidate for, by id, without what an open order covers. `cases` with their petition.

    Two statements, however many they are.
    """
    cases = list(cases)
    facts, decided = facts_of(cases, actor, today)
    covered: dict[int, set[str]] = defaultdict(set)
    for pk, kinds in SupervisionOrder.objects.open().filter(case__in=cases).order_by().values_list("case_id", "kinds"):
        covered[pk] |= set(kinds)
    return {
        c.pk: tuple(
            x for x in candidates(facts[c.pk], today, days("idle"), decided[c.pk]) if x.kind not in covered[c.pk]
        )
        for c in cases
    }


def facts_of(cases: Sequence[Case], actor: Actor, today: date) -> tuple[dict[int, CaseFacts], dict[int, list[Decided]]]:
    """The facts of the cases, and what the actor's office decided about them before."""
    ids, matters = [c.pk for c in cases], {c.matter_id for c in cases}
    clocks, papers, services, tasks, returns, down, complaints, decided, people = together(
        Clock.objects.filter(Q(stopped_on=None, kind="duty", due_on__lt=today) | Q(term__in=FIRST_NOTICE), case__in=ids)
        .order_by("due_on", "pk").values("case_id", "term", "due_on", "stopped_on"),
        Notice.objects.filter(case__in=ids).order_by("pk").values("case_id", "kind"),
        Service.objects.filter(notice__case__in=ids, notice__kind__in=ANSWERS).order_by("pk").values("notice__case_id", "sent_on"),
        Execution.objects.open().filter(case__in=ids).order_by("due_on", "pk").values("case_id", "due_on", "state", "changed_on"),
        Transfer.objects.filter(to_case__matter__in=matters, confirmed=True).order_by("resolved_on")
        .values("to_case__matter_id", "resolved_on"),
        _passed_down().filter(from_case__in=ids).order_by("pk").values("from_case_id"),
        Event.objects.filter(case_id__in=ids, kind="complain").order_by("seq").values("case_id", "at"),
        Dismissal.objects.filter(case__in=ids, office=actor.office_id).order_by("pk")
        .values("case_id", "kind", "on", "until", "at"),
        _reachable().filter(petition__in={c.petition_id for c in cases}).order_by("pk").values("petition_id"),
    )  # fmt: skip
    said: dict[int, list[Decided]] = defaultdict(list)
    heard = {row["case_id"]: _instant(row["at"]) for row in decided if row["kind"] == Kind.COMPLAINT}
    new = [e for e in complaints if e["case_id"] not in heard or _instant(e["at"]) > heard[e["case_id"]]]
    known = _Known(clocks, papers, services, tasks, returns, new, people, {row["from_case_id"] for row in down})
    for row in decided:
        if row["kind"] == Kind.COMPLAINT:  # by the instant, above: she may complain again on the same day
            continue
        said[row["case_id"]].append(Decided(row["kind"], _day(row["on"]), _day(row["until"]) if row["until"] else None))
    return {case.pk: known.of(case, today) for case in cases}, said


class _Known:
    """The rows of `facts_of` by case."""

    def __init__(self, clocks: Any, papers: Any, services: Any, tasks: Any, returns: Any, complaints: Any, people: Any,
                 down: set[int]) -> None:  # fmt: skip
        self.clocks, self.papers = _by(clocks, "case_id"), _by(papers, "case_id")
        self.services, self.tasks = _by(services, "notice__case_id"), _by(tasks, "case_id")
        self.returns, self.complaints = _by(returns, "to_case__matter_id"), _by(complaints, "case_id")
        self.down = down
        self.reachable = {row["petition_id"] for row in people}

    def of(self, case: Case, today: date) -> CaseFacts:
        clocks, kinds = self.clocks[case.pk], {row["kind"] for row in self.papers[case.pk]}
        sent = [row["sent_on"] is not None for row in self.services[case.pk]]
        can_tell = case.petition_id in self.reachable
        told_by = [_day(c["due_on"]) for c in clocks if c["term"] in FIRST_NOTICE]
        first = max((day for day in told_by if day < today), default=None)
        return CaseFacts(
            state=case.state, is_open=case.closed_at is None, last_act_on=local(case.last_act_at),
            closed_on=local(case.closed_at) if case.closed_at else None,
            late=tuple(
                LateClock(c["term"], _day(c["due_on"])) for c in clocks if c["stopped_on"] is None and _day(c["due_on"]) < today
            ),
            first_notice_due=first if can_tell else None, has_notice=bool(kinds - TELL_NOTHING),
            owes_answer=case.kind in ANSWERING and case.pk not in self.down, has_answer=bool(kinds & set(ANSWERS)),
            is_served=all(sent) and (bool(sent) or not can_tell),
            tasks=tuple(Task(_day(t["due_on"]), _refused(t)) for t in self.tasks[case.pk]),
            returned_on=tuple(_day(r["resolved_on"]) for r in self.returns[case.matter_id]),
            complained_on=tuple(local(_instant(e["at"])) for e in self.complaints[case.pk]),
            imported=bool(case.petition.source),
        )  # fmt: skip


def _refused(task: Any) -> date | None:
    return _day(task["changed_on"] or task["due_on"]) if task["state"] == "refused" else None


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def local(instant: datetime) -> date:
    """The desk's own day of an instant."""
    return timezone.localtime(instant).date()
