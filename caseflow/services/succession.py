"""Offices that end: the administrator's act, the cases and duties that go on at the successor, and those a person decides.

R22 Art. 24 ¶2: whoever goes on exercising the powers handles it; where nobody is named, the superior decides. No day moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.choices import SuccessionKind
from caseflow.effects import plan
from caseflow.facts import CaseState, Change, OfficeFacts, Refused
from caseflow.models import Case, Dispute, Duty, Part, Succession
from caseflow.querysets import CaseQuerySet
from caseflow.services import between, reminders
from caseflow.services.apply import apply
from caseflow.services.calendars import rules_for_region
from caseflow.services.duties import one_at_a_time
from caseflow.services.load import by_of, office_facts, pending_of, states_of
from caseflow.workflow import HANDLING
from offices.actors import Actor, system_actor
from offices.models import Office, OfficeBelow, OfficeKind
from offices.services import rebuild_closure
from offices.staff import check_office, save_office
from petitions.models import Participation
from petitions.services.index import refresh_scope
from petitions.services.register import EventLine, MatterKey, record_events

BATCH = 100


def check_succession(office: Office, kind: str, last_day: date, successors: Sequence[Office]) -> None:
    """Who takes over fits to what happens; raises ValidationError by field."""
    if last_day < office.valid_from:
        raise ValidationError({"last_day": _("the last day is before the first")})
    if any(s.pk == office.pk for s in successors):
        raise ValidationError({"successors": _("An office cannot take over from itself.")})
    if any(s.valid_until and s.valid_until <= last_day for s in successors):
        raise ValidationError({"successors": _("This office ends before it could take over.")})
    if kind == SuccessionKind.MERGED and len(successors) != 1:
        raise ValidationError({"successors": _("Name the one office that takes over.")})
    if kind == SuccessionKind.SPLIT and len(successors) < 2:
        raise ValidationError({"successors": _("Name the offices that take over, two or more.")})
    desks = Case.objects.open().filter(office=office, kind="desk").exists()
    if successors and desks and not any(s.kind == OfficeKind.PETITION for s in successors):
        raise ValidationError({"successors": _("Its desk has open cases: one successor must be a petition office.")})


@transaction.atomic
def end_office(office: Office, kind: str, last_day: date, successors: Sequence[Office], reason: str, actor: Actor,
               at: datetime) -> Succession:  # fmt: skip
    """End an office on a day. Its duties go over from the next day; its cases follow in batches when the day has passed."""
    check_succession(office, kind, last_day, successors)
    only = successors[0] if len(successors) == 1 else None
    office.valid_until, office.successor = last_day, only
    save_office(office)
    row, _made = Succession.objects.update_or_create(
        office=office,
        defaults={"kind": kind, "last_day": last_day, "successors": [s.pk for s in successors], "reason": reason,
                  "by_id": actor.user_id, "at": at},
    )  # fmt: skip
    follow_duties([office])
    return row


def follow_duties(offices: Iterable[Office]) -> int:
    """Duties of ended offices end with them and begin at the one successor the day after. Idempotent."""
    count = 0
    one_at_a_time()
    for office in offices:
        if office.valid_until is None:
            continue
        rows = Duty.objects.filter(Q(valid_until=None) | Q(valid_until__gt=office.valid_until), office=office)
        rows = rows.filter(valid_from__lte=office.valid_until)
        if office.successor_id:
            since = office.valid_until + timedelta(days=1)
            Duty.objects.bulk_create(
                [
                    Duty(topic_id=d.topic_id, level=d.level, office_id=office.successor_id, basis=d.basis, version=d.version,
                         valid_from=since, valid_until=d.valid_until)
                    for d in rows
                ],
                ignore_conflicts=True,  # the successor has the duty already
            )  # fmt: skip
        count += rows.update(valid_until=office.valid_until)
    return count


def ended_with_cases(today: date) -> CaseQuerySet:
    """Open cases whose office has ended."""
    return Case.objects.open().filter(office__valid_until__lt=today)


def move_cases(at: datetime) -> int:
    """Move what lies at ended offices to their one successor, batch by batch; what a person must decide stays.

    Idempotent: a moved case no longer lies at an ended office; a batch is one transaction and skips what is held.
    """
    today, moved, after = timezone.localtime(at).date(), 0, 0
    follow_subordinates(today)
    _follow(Office.objects.filter(valid_until__lt=today, successor__isnull=False, duties__in=_open_duties()).distinct())
    while True:
        with transaction.atomic():
            count, after = _batch(at, today, after)
            moved += count
        if after == 0:
            _move_queues(at, today)
            return moved


@transaction.atomic
def follow_subordinates(today: date) -> int:
    """Offices whose superior has ended get its one successor as superior; the rest the administrator's page lists. Idempotent."""
    rows = list(Office.objects.superior_ended(today).select_for_update(of=("self",)).order_by("pk"))
    targets = heirs({o.superior_id for o in rows if o.superior_id}, today)
    count = 0
    for office in rows:
        target = targets.get(office.superior_id or 0)
        try:
            heir = Office.objects.get(pk=target.id) if target else None
            check_office(office, None, heir, None)  # never above itself, also where it is the successor
        except ValidationError:
            continue
        if heir is not None:
            count += Office.objects.filter(pk=office.pk).update(superior=heir)
    if count:
        rebuild_closure()
    return count


@transaction.atomic
def _follow(offices: Iterable[Office]) -> None:
    """For offices that were ended otherwise than by `end_office`."""
    if rows := list(offices):
        follow_duties(rows)


def _open_duties() -> QuerySet:
    return Duty.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=F("office__valid_until")), valid_from__lte=F("office__valid_until")
    )


def _batch(at: datetime, today: date, after: int) -> tuple[int, int]:
    """One transaction: (how many moved, the last id looked at; 0: none was left)."""
    rows = ended_with_cases(today).filter(office__successor__isnull=False, pk__gt=after).order_by("pk")
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related(
        "office", "matter", "petition", "parent__office"
    )
    cases = {c.pk: c for c in rows[:BATCH]}
    if not cases:
        return 0, 0
    targets, actor = heirs({c.office_id for c in cases.values()}, today), system_actor(today)
    taken, twins = _taken(cases.values(), targets), _twins(cases.values(), targets)
    states = states_of([*cases.values(), *twins.values()], today)
    joined, changes, held = [], [], {t.pk: t for t in twins.values()}
    for case in cases.values():
        target = targets.get(case.office_id)
        if target is None:
            continue
        key = (case.matter_id, target.id)
        # one that moves there in this very batch is no twin yet: the next run looks again
        twin = twins.get(key) if case.kind == HANDLING else None
        facts = {"target": target, "target_has_open": case.kind == HANDLING and key in taken}
        try:
            change = _planned(states, case, facts, twin, actor, today)
        except Refused:
            continue  # waits for a person: a desk at no petition office, or a second case of the matter there
        if twin and change.case == twin.pk:
            joined.append(change)
            del twins[key]
        else:
            changes.append(change)
        if case.kind == HANDLING:
            taken.add(key)
    if joined:  # two open cases of a matter never lie at one office: first these end, then the batch is looked at anew
        apply(joined, held, actor, at)
        return _batch(at, today, after)
    if changes:
        done = apply(changes, cases, actor, at)
        reminders.send([line for c in changes for line in between.lines(c, done.cases[c.case])], at)
    return len(changes), max(cases)


def _planned(states: Mapping[int, CaseState], case: Case, facts: dict[str, Any], twin: Case | None, actor: Actor,
             today: date) -> Change:  # fmt: skip
    """What moves a case. Where the successor has the matter, the case that is only received joins the other (R22 Art. 21 ¶2)."""
    by, rules, state = by_of(actor), rules_for_region(None), states[case.pk]
    if twin is None:
        return plan(state, "succeed", facts, by, today, rules)
    same = {"own_petition": case.petition_id == twin.petition_id}
    if case.state == "received":
        facts = {"target": facts["target"], "pending": pending_of(twin, today), **same}
        return plan(state, "join_at_successor", facts, by, today, rules)
    plan(state, "succeed", {**facts, "target_has_open": False}, by, today, rules)  # it could move, were the other gone
    return plan(states[twin.pk], "join_at_successor", {"pending": pending_of(case, today), **same}, by, today, rules)


def _taken(cases: Iterable[Case], targets: dict[int, OfficeFacts]) -> set[tuple[int, int]]:
    """(matter, office) of the open handling cases at those who take over."""
    return set(_there(cases, targets).values_list("matter_id", "office_id"))


def _twins(cases: Iterable[Case], targets: dict[int, OfficeFacts]) -> dict[tuple[int, int], Case]:
    """The same cases, locked; those that somebody holds wait for the next run."""
    rows = _there(cases, targets).order_by("pk").select_for_update(of=("self",), skip_locked=True)
    rows = rows.select_related("office", "matter", "petition", "parent__office")
    return {(c.matter_id, c.office_id): c for c in rows}


def _there(cases: Iterable[Case], targets: dict[int, OfficeFacts]) -> CaseQuerySet:
    rows: CaseQuerySet = Case.objects.open().filter(
        kind=HANDLING, matter__in={c.matter_id for c in cases}, office__in={t.id for t in targets.values()}
    )
    return rows


def heirs(offices: Iterable[int], today: date) -> dict[int, OfficeFacts]:
    """The office in force that each ended one's chain of successors leads to; none where the chain breaks or splits."""
    known = {o.pk: o for o in Office.objects.exclude(valid_until=None)}
    split = set(Succession.objects.filter(kind=SuccessionKind.SPLIT).values_list("office_id", flat=True))
    found: dict[int, int] = {}
    for first in offices:
        here: int | None = first
        seen: set[int] = set()
        while here is not None and here in known and known[here].valid_until < today and here not in seen:
            seen.add(here)
            here = None if here in split else known[here].successor_id
        if here is not None and here not in seen:
            found[first] = here
    facts = office_facts(found.values(), today)
    return {old: facts[new] for old, new in found.items() if facts[new].active}


@transaction.atomic
def _move_queues(at: datetime, today: date) -> None:
    """Parts asked of ended offices and disputes before them go on at the successor too, each with its event."""
    ended = Q(office__valid_until__lt=today, office__successor__isnull=False)
    parts = list(
        Part.objects.filter(ended, handed_in_on=None, taken_back_on=None, case__closed_at=None)
        .select_for_update(of=("self",), skip_locked=True).select_related("case")
    )  # fmt: skip
    targets = heirs({p.office_id for p in parts}, today)
    lines, sight = [], []
    for part in parts:
        target = targets.get(part.office_id)
        same = Part.objects.filter(
            case=part.case_id, office=target.id if target else 0, handed_in_on=None, taken_back_on=None
        )
        if target is None or target.id == part.case.office_id or same.exists():
            continue
        facts = {"office": part.office_id, "target": target.id, "due_on": part.due_on.isoformat()}
        Part.objects.filter(pk=part.pk).update(office=target.id)
        sight.append((part.case.matter_id, part.office_id, target.id, "name_lead"))
        key = MatterKey(part.case.matter_id, part.case.confidential)
        lines.append(EventLine(key, "part_moved", at, facts, part.case_id, part.case.petition_id, part.case.office_id))
    record_events(lines, system_actor(today))
    disputes = Dispute.objects.filter(decided_on=None, decider__valid_until__lt=today)
    deciders = heirs(disputes.values_list("decider_id", flat=True), today)
    for old, new in deciders.items():
        here = disputes.filter(decider=old)
        sight += [(matter, old, new.id, "raise_dispute") for matter in here.values_list("case__matter", flat=True)]
        here.update(decider=new.id)
    _pass_sight(sight, at)


def _pass_sight(rows: Sequence[tuple[int, int, int, str]], at: datetime) -> None:
    """Whoever takes over a part or a dispute sees what the ended office saw."""
    for matter, old, _new, via in rows:
        Participation.objects.filter(matter=matter, office=old, via=via, until=None).update(until=at)
    Participation.objects.bulk_create(
        [Participation(matter_id=m, office_id=new, capacity="helper", since=at, via=via) for m, _old, new, via in rows],
        ignore_conflicts=True,
    )
    if rows:
        refresh_scope({m for m, _old, _new, _via in rows})


def _joins() -> Q:
    """Cases that would join another of the matter, as `join_at_successor` has it."""
    disputes = Dispute.objects.filter(case=OuterRef("pk"), decided_on=None)
    parts = Part.objects.filter(case=OuterRef("pk"), handed_in_on=None, taken_back_on=None)
    return Q(~Exists(disputes), ~Exists(parts), state="received", confidential=False)


def waiting(actor: Actor, today: date) -> CaseQuerySet:
    """Cases of ended offices that wait for a person of the actor's office, which stands above them.

    Those that go over by themselves are not among them.
    """
    above = OfficeBelow.objects.filter(above=actor.office_id, below=OuterRef("office_id"), depth__gt=0)
    twin = Case.objects.open().filter(
        kind=HANDLING, matter=OuterRef("matter_id"), office=OuterRef("office__successor_id")
    )
    by_itself = _joins() | Q(Exists(twin.filter(_joins())))
    nobody = Q(office__successor=None) | Q(office__successor__valid_until__lt=today, office__successor__successor=None)
    no_desk = Q(kind="desk") & ~Q(office__successor__kind=OfficeKind.PETITION)
    rows: CaseQuerySet = Case.objects.visible_to(actor).open().filter(Exists(above), office__valid_until__lt=today)
    rows = rows.filter(nobody | no_desk | Q(Exists(twin), ~by_itself, kind=HANDLING))
    return rows.select_related("office", "matter", "petition").order_by("due_on", "pk")
