"""Build the pure `CaseState` of cases from their rows, set-based: the same number of statements for one and for many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from caseflow.choices import PaperKind
from caseflow.facts import Agreement, By, CaseState, OfficeFacts, Pending, Running, Sender
from caseflow.models import (
    Case,
    Clock,
    Execution,
    OnlineConsent,
    Opinion,
    OutsideReference,
    Service,
    ServiceAttempt,
    Settlement,
    Transfer,
)
from caseflow.services import beside
from caseflow.services.ways import reads_of, ways_of
from caseflow.workflow import HANDLING
from offices.actors import Actor
from offices.models import Office, OfficeBelow, OfficeKind
from offices.together import together
from petitions.choices import AccusedAs
from petitions.models import Accused, Extract
from petitions.sealing import unseal
from petitions.services import accused

ANSWERS = (PaperKind.OPINION, PaperKind.REPLY, PaperKind.OWN_ANSWER, PaperKind.REVIEW, PaperKind.RECHECK)


def by_of(actor: Actor) -> By:
    """The actor as the workflow looks at her."""
    return By(
        user=actor.user_id,
        office=actor.office_id,
        capabilities=frozenset(str(c) for c in actor.capabilities),
        is_system=actor.is_system,
        is_import=actor.role == "import",
        petitioner=actor.petitioner_id,
        role=actor.role,
    )


def office_facts(ids: Iterable[int], day: date) -> dict[int, OfficeFacts]:
    """Offices by id, with whoever is above each; `active` as at `day`. One statement."""
    return _office_facts(*together(*_office_reads(set(ids))), day)


def _office_reads(ids: set[int]) -> tuple[QuerySet, QuerySet]:
    above = OfficeBelow.objects.filter(below__in=ids, depth__gt=0).values("above_id", "below_id")
    return above, Office.objects.filter(pk__in=ids).order_by("pk").only("pk", "kind", "valid_until", "region")


def _office_facts(
    above_rows: Iterable[Mapping[str, int]], offices: Iterable[Office], day: date
) -> dict[int, OfficeFacts]:
    above: dict[int, set[int]] = defaultdict(set)
    for row in above_rows:
        above[row["below_id"]].add(row["above_id"])
    return {
        o.pk: OfficeFacts(
            o.pk, o.kind, frozenset(above[o.pk]), o.valid_until is None or o.valid_until >= day, o.region_id
        )
        for o in offices
    }


def states_of(cases: Sequence[Case], day: date) -> dict[int, CaseState]:
    """The state of each case, read in one statement. `cases` carry `office`, `matter`, `petition` and `parent`."""
    ids = [c.pk for c in cases]
    matters = {c.matter_id for c in cases}
    ways_reads = reads_of(cases)
    secret = {c.matter_id for c in cases if c.matter.confidential}
    (clocks, transfers, opinions, people, awaiting, near, agreed, tasks, chiefs, against, named, outside, above_rows, office_rows,
     *rest) = together(
        Clock.objects.running().filter(case__in=ids).order_by("pk"),
        Transfer.objects.filter(to_case__in=ids).only("to_case_id", "objected_on", "kind"),
        Opinion.objects.filter(case__in=ids).order_by("draft_no").only("case_id", "draft_no", "cleared_at", "decided_at", "drafted_by"),
        _people(matters),
        _awaiting(ids),
        Case.objects.open().filter(Q(parent__in=ids) | Q(kind=HANDLING, matter__in=matters)).order_by()
        .values("pk", "parent_id", "kind", "matter_id", "office_id", "received_on"),
        Settlement.objects.filter(case__in=ids).order_by("pk").only("case_id", "perform_on", "days_left", "performed"),
        Execution.objects.open().filter(case__in=ids).order_by("pk").values("pk", "case_id"),
        _petition_offices_above({c.parent.office_id for c in cases if c.parent and c.matter.returns}),
        Accused.objects.filter(matter__in=secret).barring(day),
        Accused.objects.filter(matter__in=secret, capacity=AccusedAs.COMPLAINED_OF, until=None).values("matter_id", "office_id"),
        OutsideReference.objects.filter(case__in=[c.pk for c in cases if c.matter_id in secret], receipt_on=None).values("case_id"),
        *_office_reads({c.office_id for c in cases} | {c.parent.office_id for c in cases if c.parent}),
        *ways_reads,
        *beside.reads(ids, matters, {c.office_id for c in cases}),
    )  # fmt: skip
    along = beside.Beside(rest[len(ways_reads) :])
    above: dict[int, int] = {}
    for row in chiefs:
        above.setdefault(row["below_id"], row["above_id"])
    lines = _grouped(clocks, "case_id")
    by_matter = defaultdict(list)
    for row in people:
        by_matter[row["matter_id"]].append(row)
    unproven: dict[int, dict[int, bool]] = defaultdict(dict)
    for row in awaiting:
        unproven[row["notice__case_id"]][row["petitioner_id"]] = row["back"]
    sent = {t.to_case_id: t for t in transfers}
    last = {o.case_id: o for o in opinions}
    routes = ({s.case_id: s for s in agreed}, _grouped_ids(tasks))
    facts, others, ways = (
        _office_facts(above_rows, office_rows, day),
        _others(near, ids),
        ways_of(rest[: len(ways_reads)]),
    )
    barred, abroad = accused.of_rows(against), {row["case_id"] for row in outside}
    states = {
        c.pk: _state(c, facts, lines[c.pk], sent.get(c.pk), by_matter[c.matter_id], last.get(c.pk), unproven[c.pk], others, above, along, *routes)
        for c in cases
    }  # fmt: skip
    for case in cases if barred or abroad or named else ():
        kept = barred.get(case.matter_id, accused.Barred())
        complained_of = frozenset(row["office_id"] for row in named if row["matter_id"] == case.matter_id)
        states[case.pk] = replace(
            states[case.pk],
            accused=kept.offices,
            accused_users=kept.users,
            referred_outside=case.pk in abroad,
            complained_of=complained_of,
        )
    return {c.pk: ways.told(c, states[c.pk], day) for c in cases}


def _state(
    case: Case,
    offices: dict[int, OfficeFacts],
    clocks: list[Clock],
    transfer: Transfer | None,
    people: list[Mapping[str, Any]],
    opinion: Opinion | None,
    awaiting: dict[int, bool],
    others: dict[str, Any],
    above: dict[int, int],
    along: beside.Beside,
    agreed: Mapping[int, Settlement],
    tasks: Mapping[int, set[int]],
) -> CaseState:
    sender = None
    if case.parent is not None:
        p = case.parent
        sender = Sender(p.pk, p.kind, p.state, offices[p.office_id], above.get(p.office_id))
    return CaseState(
        id=case.pk,
        kind=case.kind,
        state=case.state,
        version=case.version,
        matter=case.matter_id,
        petition=case.petition_id,
        office=offices[case.office_id],
        klass=case.matter.klass,
        received_on=case.received_on,
        via=case.via,
        confidential=case.matter.confidential,
        concluded=case.matter.status == "concluded",
        accepted_on=case.accepted_on,
        clocks=tuple(running(c) for c in clocks),
        sender=sender,
        objected=bool(transfer and transfer.objected_on),
        forced=bool(transfer and transfer.kind == "assign" and case.matter.returns >= 2),
        returns=case.matter.returns,
        petitioners=tuple(p["person"] for p in people),
        reachable=frozenset(p["person"] for p in people if _is_reachable(p)),
        agreed=frozenset(p["person"] for p in people if p["agreed"]),
        awaiting_receipt=frozenset(awaiting),
        came_back=frozenset(person for person, back in awaiting.items() if back),
        children_open=others["children"].get(case.pk, 0),
        handling_here=bool(others["handling"].get((case.matter_id, case.office_id), set()) - {case.pk}),
        received_first=others["first"].get(case.matter_id, (None,))[-1],
        handler=case.handler_id,
        drafts=opinion.draft_no if opinion else 0,
        cleared=bool(opinion and opinion.cleared_at and not opinion.decided_at),
        extension_asked=case.extension_asked,
        channel=case.petition.channel,
        petitions=len({p["petition_id"] for p in people}),
        procedure=case.procedure,
        settlement=_agreement(agreed.get(case.pk)),
        executions=frozenset(tasks.get(case.pk, ())),
        opinion=opinion.pk if opinion else None,
        drafter=opinion.drafted_by_id if opinion else None,
        **along.of(case, opinion.pk if opinion else None),
    )


def _agreement(row: Settlement | None) -> Agreement | None:
    return Agreement(row.perform_on, row.days_left, row.performed) if row else None


def _grouped_ids(rows: Iterable[Mapping[str, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row["case_id"]].add(row["pk"])
    return found


def running(clock: Clock) -> Running:
    """A clock's row as the workflow looks at it."""
    return Running(
        clock.pk, clock.term, clock.kind, clock.started_on, clock.nominal_on, clock.due_on, clock.petitioner_id,
        clock.extension, clock.told_on, clock.length, tuple(clock.excluded), clock.law, clock.pack,
    )  # fmt: skip


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _people(matters: set[int]) -> QuerySet:
    """All petitioners of the petitions on each matter: whoever was joined gets the one answer too."""
    person = "petition__petitioners__"
    rows = Extract.objects.filter(matter__in=matters, until=None, petition__petitioners__isnull=False)
    return rows.order_by("petition_id", f"{person}position").values(
        "matter_id", "petition_id", person=F(f"{person}pk"), name=F(f"{person}name"), address=F(f"{person}address"), email=F(f"{person}email"),
        phoned=Q(petition__petitioners__phone__isnull=False),
        agreed=Exists(OnlineConsent.objects.filter(petitioner=OuterRef(f"{person}pk"), taken_back_at=None)), closed=F(f"{person}sealed"),
    )  # fmt: skip


def _is_reachable(row: Mapping[str, Any]) -> bool:
    """As `Petitioner.is_reachable`: name and address are clear (R22 Art. 23 ¶1)."""
    opened = unseal(bytes.fromhex(row["closed"][2:])) if row["closed"] else row
    return bool(opened["name"] and (opened["address"] or row["phoned"] or row["email"] or opened.get("email")))


def _awaiting(ids: Sequence[int]) -> QuerySet:
    rows = Service.objects.filter(
        notice__case__in=ids, notice__kind__in=ANSWERS, received_on=None, sent_on__isnull=False
    )
    tries = ServiceAttempt.objects.filter(service=OuterRef("pk"))
    back = Q(Exists(tries)) & ~Q(Exists(tries.filter(returned_on=None)))
    return rows.order_by().values("notice__case_id", "petitioner_id", back=back)


def _others(near: Iterable[Mapping[str, Any]], ids: Sequence[int]) -> dict[str, Any]:
    """Open children of each case, the open handling cases of each matter at each office, and who had the matter first."""
    known = set(ids)
    children: dict[int, int] = defaultdict(int)
    handling: dict[tuple[int, int], set[int]] = defaultdict(set)
    first: dict[int, tuple[Any, int, int]] = {}
    for row in near:
        if row["parent_id"] in known:
            children[row["parent_id"]] += 1
        if row["kind"] == HANDLING:
            handling[row["matter_id"], row["office_id"]].add(row["pk"])
            mine = (row["received_on"], row["pk"], row["office_id"])
            first[row["matter_id"]] = min(mine, first.get(row["matter_id"], mine))
    return {"children": children, "handling": handling, "first": first}


def _petition_offices_above(ids: set[int]) -> QuerySet:
    """The petition offices above each office, the nearest first."""
    rows = OfficeBelow.objects.filter(below__in=ids, depth__gt=0, above__kind=OfficeKind.PETITION)
    return rows.order_by("depth").values("above_id", "below_id")


def pending_of(case: Case, day: date) -> Pending:
    """A case that an act names, as the guards look at it. Its due day is that of its running duties."""
    facts = office_facts({case.office_id}, day)[case.office_id]
    return Pending(case.pk, case.matter_id, facts, case.is_open, case.kind, case.due_on, case.petition.number)
