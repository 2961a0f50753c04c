"""Build the pure `CaseState` of cases from their rows, set-based: the same number of statements for one and for many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from caseflow.choices import PaperKind
from caseflow.facts import By, CaseState, OfficeFacts, Pending, Running, Sender
from caseflow.models import Case, Clock, Opinion, Service, Transfer
from caseflow.workflow import HANDLING
from offices.actors import Actor
from offices.models import Office, OfficeBelow, OfficeKind
from petitions.models import Extract, Petitioner

ANSWERS = (PaperKind.OPINION, PaperKind.REPLY)


def by_of(actor: Actor) -> By:
    """The actor as the workflow looks at her."""
    return By(
        user=actor.user_id,
        office=actor.office_id,
        capabilities=frozenset(str(c) for c in actor.capabilities),
        is_system=actor.is_system,
        is_import=actor.role == "import",
    )


def office_facts(ids: Iterable[int], day: date) -> dict[int, OfficeFacts]:
    """Offices by id, with whoever is above each; `active` as at `day`."""
    ids = set(ids)
    above: dict[int, set[int]] = defaultdict(set)
    for upper, lower in OfficeBelow.objects.filter(below__in=ids, depth__gt=0).values_list("above_id", "below_id"):
        above[lower].add(upper)
    return {
        o.pk: OfficeFacts(o.pk, o.kind, frozenset(above[o.pk]), o.valid_until is None or o.valid_until >= day)
        for o in Office.objects.filter(pk__in=ids)
    }


def states_of(cases: Sequence[Case], day: date) -> dict[int, CaseState]:
    """The state of each case. `cases` carry `office`, `matter`, `petition` and `parent`."""
    ids = [c.pk for c in cases]
    offices = office_facts({c.office_id for c in cases} | {c.parent.office_id for c in cases if c.parent}, day)
    clocks = _grouped(Clock.objects.running().filter(case__in=ids).order_by("pk"), "case_id")
    transfers = {t.to_case_id: t for t in Transfer.objects.filter(to_case__in=ids)}
    people = _people({c.matter_id for c in cases})
    opinions = {o.case_id: o for o in Opinion.objects.filter(case__in=ids).order_by("draft_no")}
    awaiting = _awaiting(ids)
    others = _others(cases)
    above = _petition_offices_above({c.parent.office_id for c in cases if c.parent and c.matter.returns})
    return {
        c.pk: _state(c, offices, clocks[c.pk], transfers.get(c.pk), people[c.matter_id], opinions.get(c.pk), awaiting[c.pk],
                     others, above)
        for c in cases
    }  # fmt: skip


def _state(
    case: Case,
    offices: dict[int, OfficeFacts],
    clocks: list[Clock],
    transfer: Transfer | None,
    people: list[Petitioner],
    opinion: Opinion | None,
    awaiting: set[int],
    others: dict[str, Any],
    above: dict[int, int],
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
        petitioners=tuple(p.pk for p in people),
        reachable=frozenset(p.pk for p in people if p.is_reachable),
        awaiting_receipt=frozenset(awaiting),
        children_open=others["children"].get(case.pk, 0),
        handling_here=bool(others["handling"].get((case.matter_id, case.office_id), set()) - {case.pk}),
        handler=case.handler_id,
        drafts=opinion.draft_no if opinion else 0,
        cleared=bool(opinion and opinion.cleared_at and not opinion.decided_at),
        extension_asked=case.extension_asked,
    )


def running(clock: Clock) -> Running:
    """A clock's row as the workflow looks at it."""
    return Running(
        clock.pk, clock.term, clock.kind, clock.started_on, clock.nominal_on, clock.due_on, clock.petitioner_id,
        clock.extension, clock.told_on,
    )  # fmt: skip


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _people(matters: set[int]) -> dict[int, list[Petitioner]]:
    """All petitioners of the petitions on each matter: whoever was joined gets the one answer too."""
    found: dict[int, list[Petitioner]] = defaultdict(list)
    links = Extract.objects.filter(matter__in=matters, until=None).order_by("pk")
    petitions = defaultdict(list)
    for link in links:
        petitions[link.petition_id].append(link.matter_id)
    for person in Petitioner.objects.filter(petition__in=petitions).order_by("petition", "position"):
        for matter in petitions[person.petition_id]:
            found[matter].append(person)
    return found


def _awaiting(ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Service.objects.filter(
        notice__case__in=ids, notice__kind__in=ANSWERS, received_on=None, sent_on__isnull=False
    ).values_list("notice__case", "petitioner")
    for case, petitioner in rows:
        found[case].add(petitioner)
    return found


def _others(cases: Sequence[Case]) -> dict[str, Any]:
    """Open children of each case, and the open handling cases of each matter at each office."""
    ids = [c.pk for c in cases]
    near = Case.objects.open().filter(Q(parent__in=ids) | Q(kind=HANDLING, matter__in={c.matter_id for c in cases}))
    children: dict[int, int] = defaultdict(int)
    handling: dict[tuple[int, int], set[int]] = defaultdict(set)
    for pk, parent, kind, matter, office in near.values_list("pk", "parent_id", "kind", "matter_id", "office_id"):
        if parent in ids:
            children[parent] += 1
        if kind == HANDLING:
            handling[matter, office].add(pk)
    return {"children": children, "handling": handling}


def _petition_offices_above(ids: set[int]) -> dict[int, int]:
    """The nearest petition office above each office."""
    if not ids:
        return {}
    rows = OfficeBelow.objects.filter(below__in=ids, depth__gt=0, above__kind=OfficeKind.PETITION).order_by("depth")
    found: dict[int, int] = {}
    for above, below in rows.values_list("above_id", "below_id"):
        found.setdefault(below, above)
    return found


def pending_of(case: Case, day: date) -> Pending:
    """A case that an act names, as the guards look at it. Its due day is that of its running duties."""
    facts = office_facts({case.office_id}, day)[case.office_id]
    return Pending(case.pk, case.matter_id, facts, case.is_open, case.kind, case.due_on, case.petition.number)
