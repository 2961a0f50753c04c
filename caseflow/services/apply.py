"""`apply`: write changes, for one case or for many, with the same set-based statements.

The caller holds the locks of the cases and the transaction. Order: new cases, clocks, transfers, opinions, services,
participations, case and matter columns, events, and last the papers, for their counters are what others wait for; then
what follows by itself (a sender's case closes when its child ended, a served case without a clock closes, a matter comes
to rest).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case as Condition
from django.db.models import Exists, Min, OuterRef, Q, Value, When

from caseflow.choices import Outcome
from caseflow.facts import Change, ClockStart, NewCase
from caseflow.models import Case, Clock, Opinion, OpinionItem, Transfer
from caseflow.services import beside, papers, remedies, serving
from caseflow.workflow import is_final
from offices.actors import Actor, system_actor
from offices.bulk import insert_many, update_many
from petitions.choices import MatterStatus
from petitions.models import Matter, Participation, Petition
from petitions.sealing import seal
from petitions.services.index import refresh_scope
from petitions.services.register import EventLine, record_events

RANK = (Outcome.SUPPORTED, Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.EXPLAINED, Outcome.NOT_ADOPTED,
        Outcome.NOT_SUPPORTED, Outcome.NOT_RECORDED)  # fmt: skip
NO_TRANSFER = frozenset({"correct", "revoke"})  # the same office goes on
MARKS = frozenset({"mark_late", "mark_soon", "lapse"})  # the sweep's own: nobody acted, no open form is out of date


@dataclass
class Applied:
    """What was written: the cases by id (fresh), the cases opened, and the changes with their papers."""

    cases: dict[int, Case] = field(default_factory=dict)
    opened: list[Case] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def apply(changes: Sequence[Change], cases: dict[int, Case], actor: Actor, at: datetime | dict[int, datetime],
          *, backdated: frozenset[int] = frozenset()) -> Applied:  # fmt: skip
    """Write `changes`. `cases` are the locked rows by id (with office, matter, petition); missing ones are read.

    `at` is the instant of the act, or one instant for each case id.
    """
    flat = [part for change in changes for part in (change, *change.also)]
    _read_missing(flat, cases)
    when = at if isinstance(at, dict) else {c.case: at for c in flat}
    for change in changes:
        for part in change.also:
            when.setdefault(part.case, when[change.case])
    done = Applied(cases=cases, changes=flat)
    pairs = _open_cases(flat, cases, when, done)
    moved = _write_clocks(flat, cases, pairs)
    _write_transfers(flat, pairs)
    _write_opinions(flat, cases, actor, when)
    remedies.write(flat, pairs, cases, actor)
    serving.write(flat, cases, actor, when)
    beside.write_notes(flat, when)
    _write_participations(flat, cases, pairs, when)
    _write_cases(flat, cases, when, done.opened)
    _write_matters(flat, cases)
    _write_events(flat, cases, pairs, actor, when, backdated, moved)
    papers.issue(flat, cases, actor, when, pairs)
    _follow_up(done, when)
    return done


def _read_missing(flat: Iterable[Change], cases: dict[int, Case]) -> None:
    missing = {c.case for c in flat} - set(cases)
    if missing:
        rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=missing).order_by("pk")
        for case in rows.select_related("office", "matter", "petition"):
            cases[case.pk] = case


def _open_cases(flat: Sequence[Change], cases: dict[int, Case], when: dict[int, datetime], done: Applied) -> list[tuple[Change, NewCase, Case]]:  # fmt: skip
    pairs = []
    numbers = {c.petition_id: c.number for c in cases.values()}
    secret = {c.matter_id: c.confidential for c in cases.values()}
    _read_copies([new for change in flat for new in change.opens], numbers, secret)
    for change in flat:
        for new in change.opens:
            case = Case(
                matter_id=new.matter, petition_id=new.petition, office_id=new.office, kind=new.kind, state=new.state,
                number=numbers[new.petition], confidential=secret[new.matter],
                parent_id=change.case if new.is_child else None,
                sender_office_id=cases[change.case].office_id if new.is_child else None, via=new.via, received_on=new.received_on,
                opened_at=when[change.case], last_act_at=when[change.case], accepted_on=new.accepted_on,
                handler_id=new.handler, procedure=new.procedure,
            )  # fmt: skip
            pairs.append((change, new, case))
    insert_many([case for _c, _n, case in pairs])
    for change, _new, case in pairs:
        done.opened.append(case)
        cases[case.pk] = case
        when[case.pk] = when[change.case]
        if change.act in {"link", "unlink", "new_facts"}:
            cases[change.case].joined_to_id = case.pk
    return pairs


def _read_copies(opens: Sequence[NewCase], numbers: dict[int, str], secret: dict[int, bool]) -> None:
    """The numbers of petitions and the secrecy of matters that the cases at hand do not tell."""
    if petitions := {n.petition for n in opens} - set(numbers):
        numbers |= dict(Petition.objects.filter(pk__in=petitions).values_list("pk", "number"))
    if matters := {n.matter for n in opens} - set(secret):
        secret |= dict(Matter.objects.filter(pk__in=matters).values_list("pk", "confidential"))


def clock_row(case_id: int, start: ClockStart) -> Clock:
    """An unsaved clock of a case."""
    return Clock(
        case_id=case_id, petitioner_id=start.petitioner, term=start.term, law=start.law, kind=start.kind,
        started_on=start.started_on, nominal_on=start.nominal_on, due_on=start.due_on, provisional=start.provisional,
        calendar_version=start.calendar_version, told_on=start.due_on if start.told else None, length=start.length,
        pack=start.pack,
    )  # fmt: skip


def _write_clocks(
    flat: Sequence[Change], cases: dict[int, Case], pairs: Sequence[tuple[Change, NewCase, Case]]
) -> dict[int, dict[str, Any]]:
    """Stop, move and start clocks; returns what the moves changed, by clock, for the event (house rule 10)."""
    stops = {stop.id: Clock(pk=stop.id, stopped_on=stop.on, result=stop.result) for c in flat for stop in c.stops}
    results = {c.case: c.fields["stop_result"] for c in flat if "stop_result" in c.fields}
    by_term = {(c.case, term) for c in flat for term in c.fields.get("stop_terms", ())}
    if by_term:
        found = Clock.objects.running().filter(case__in={c for c, _t in by_term}, term__in={t for _c, t in by_term})
        for clock in found.exclude(pk__in=stops):
            clock.stopped_on, clock.result = (
                max(clock.started_on, cases[clock.case_id].last_act_at.date()),
                results.get(clock.case_id, "met"),
            )
            stops[clock.pk] = clock
    if stops:
        update_many(stops.values(), ["stopped_on", "result"])
    moves = {move.id: move for change in flat for move in change.moves}
    rows = list(Clock.objects.filter(pk__in=moves)) if moves else []
    told = {}
    for clock in rows:
        move = moves[clock.pk]
        told[clock.pk] = moved_days(clock, move.nominal_on, move.due_on, move.extension)
        clock.started_on, clock.nominal_on, clock.due_on = move.started_on, move.nominal_on, move.due_on
        clock.extension, clock.law, clock.pack = move.extension, move.law, move.pack
        clock.provisional, clock.calendar_version = move.provisional, move.calendar_version
        clock.told_on = move.due_on if move.told else clock.told_on
        if list(move.excluded) != clock.excluded:  # an array is no column of `update_many`
            Clock.objects.filter(pk=clock.pk).update(excluded=list(move.excluded))
    if rows:
        update_many(
            rows,
            ["started_on", "nominal_on", "due_on", "extension", "law", "pack", "provisional", "calendar_version", "told_on"],
        )  # fmt: skip
    starts = [clock_row(change.case, s) for change in flat for s in change.starts]
    starts += [clock_row(case.pk, s) for _change, new, case in pairs for s in new.clocks]
    insert_many(starts)
    return told


def moved_days(clock: Clock, nominal_on: date, due_on: date, extension: int) -> dict[str, Any]:
    """The old and the new days of a clock that is about to move: its day as at the past is read from its event."""
    days = {"nominal": (clock.nominal_on, nominal_on), "due": (clock.due_on, due_on)}
    told: dict[str, Any] = {name: [old.isoformat(), new.isoformat()] for name, (old, new) in days.items()}
    return {"term": clock.term, "petitioner": clock.petitioner_id, **told, "extension": [clock.extension, extension]}


def _write_transfers(flat: Sequence[Change], pairs: Sequence[tuple[Change, NewCase, Case]]) -> None:
    insert_many([
        Transfer(
            from_case_id=change.case, to_case=case, kind=new.via, reached_on=new.received_on,
            report_due_on=new.report_due_on, reason=new.reason, duty_id=new.duty,
        )
        for change, new, case in pairs
        if new.is_child and new.via not in NO_TRANSFER
    ])  # fmt: skip
    for change in flat:
        if change.transfer:
            Transfer.objects.filter(to_case=change.case).update(**change.transfer)


def _write_opinions(flat: Sequence[Change], cases: dict[int, Case], actor: Actor, when: dict[int, datetime]) -> None:
    drafts = [c for c in flat if c.opinion and c.opinion["do"] == "draft"]
    rows = []
    for change in drafts:
        assert change.opinion is not None
        secret, body = cases[change.case].matter.confidential, change.opinion["body"]
        rows.append(
            Opinion(
                case_id=change.case, draft_no=change.opinion["draft_no"], body={} if secret else body,
                sealed=seal(body) if secret else None, drafted_by_id=actor.user_id, drafted_at=when[change.case],
            )
        )  # fmt: skip
    insert_many(rows)
    beside.write_steps(drafts, rows)
    insert_many([
        OpinionItem(
            opinion=row, position=n, request=i.get("request", ""), outcome=i["outcome"], answer=i.get("answer", ""),
            carry_out_on=i.get("carry_out_on"),
        )
        for change, row in zip(drafts, rows, strict=True)
        for n, i in enumerate((change.opinion or {})["items"], start=1)
    ])  # fmt: skip
    for what in ("clear", "decide"):
        ids = [c.case for c in flat if c.opinion and c.opinion["do"] == what]
        if not ids:
            continue
        chosen = list({o.case_id: o for o in Opinion.objects.filter(case__in=ids).order_by("draft_no")}.values())
        for opinion in chosen:
            setattr(opinion, f"{what}{'ed' if what == 'clear' else 'd'}_by_id", actor.user_id)
            setattr(opinion, f"{what}{'ed' if what == 'clear' else 'd'}_at", when[opinion.case_id])
        update_many(chosen, ["cleared_by", "cleared_at", "decided_by", "decided_at"])
        if what == "decide":
            _outcomes(chosen, cases)


def _outcomes(opinions: Sequence[Opinion], cases: dict[int, Case]) -> None:
    """A case's outcome is the most favourable of its requests'; each request keeps its own."""
    found: dict[int, list[str]] = defaultdict(list)
    for case, outcome in OpinionItem.objects.filter(opinion__in=opinions).values_list("opinion__case", "outcome"):
        found[case].append(outcome)
    for case_id, outcomes in found.items():
        cases[case_id].outcome = min(outcomes, key=lambda o: RANK.index(Outcome(o)))


def _write_participations(flat: Sequence[Change], cases: dict[int, Case], pairs: Sequence[tuple[Change, NewCase, Case]],
                          when: dict[int, datetime]) -> None:  # fmt: skip
    for change in flat:
        if change.ends_others:
            case = cases[change.case]
            kept = Case.objects.open().filter(matter=case.matter_id).values("office")  # a desk waits for its end there
            rows = Participation.objects.filter(matter=case.matter_id, until=None).exclude(office__in=kept)
            rows.exclude(office=case.office_id).update(until=when[change.case])
        if change.ends_participation:
            case = cases[change.case]
            Participation.objects.filter(
                matter=case.matter_id, office=case.office_id, capacity__in=change.ends_participation, until=None
            ).update(until=when[change.case])
    wanted = beside.other_offices(flat, cases, when)
    wanted |= {
        (case.matter_id, case.office_id, new.capacity): (change.act, when[case.pk]) for change, new, case in pairs
    }
    moved = beside.moved_offices(flat, cases, when)
    Participation.objects.bulk_create(
        [
            Participation(matter_id=m, office_id=o, capacity=c, since=at, via=act)
            for (m, o, c), (act, at) in wanted.items()
        ],
        ignore_conflicts=True,  # it takes part already
    )
    gone = {cases[c.case].matter_id for c in flat if c.ends_participation or c.ends_others or c.leaves}
    refresh_scope(gone | moved | {m for m, _o, _c in wanted})


def _write_cases(
    flat: Sequence[Change], cases: dict[int, Case], when: dict[int, datetime], opened: Sequence[Case]
) -> None:
    touched = {change.case: cases[change.case] for change in flat}
    for change in flat:
        case, at = cases[change.case], when[change.case]
        case.state = change.to_state
        if change.act not in MARKS:
            case.last_act_at = max(case.last_act_at, at)
            case.version += 1
        if change.final:
            case.closed_at = at
        elif is_final(case.kind, change.from_state) and not is_final(case.kind, change.to_state):
            case.closed_at = None
        for name, value in change.fields.items():
            if name not in {"stop_terms", "stop_result"}:
                setattr(case, name, value)
    everyone = {**touched, **{case.pk: case for case in opened}}
    refresh_due(everyone)
    update_many(
        everyone.values(),
        ["state", "version", "last_act_at", "closed_at", "due_on", "handler", "accepted_on", "received_on",
         "extension_asked", "joined_to", "outcome", "procedure", "route", "office"],
    )  # fmt: skip


def refresh_due(cases: dict[int, Case]) -> None:
    """`due_on` of each case: the earliest legal day of its running duties, on the objects; the caller saves."""
    rows = Clock.objects.running().filter(case__in=cases, kind="duty").values("case").annotate(first=Min("due_on"))
    due = {row["case"]: row["first"] for row in rows}
    for pk, case in cases.items():
        case.due_on = due.get(pk)


def _write_matters(flat: Sequence[Change], cases: dict[int, Case]) -> None:
    for change in flat:
        if change.matter:
            Matter.objects.filter(pk=cases[change.case].matter_id).update(**change.matter)


def _write_events(flat: Sequence[Change], cases: dict[int, Case], pairs: Sequence[tuple[Change, NewCase, Case]],
                  actor: Actor, when: dict[int, datetime], backdated: frozenset[int], moved: dict[int, dict[str, Any]]) -> None:  # fmt: skip
    opened = defaultdict(list)
    for change, new, case in pairs:
        opened[id(change)].append((new, case))
    matters = {c.matter_id: c.matter for c in cases.values() if Case.matter.is_cached(c)}
    matters |= Matter.objects.in_bulk({c.matter_id for _x, _n, c in pairs} - set(matters))
    lines = []
    for change in flat:
        case = cases[change.case]
        facts = dict(change.facts)
        if change.from_state != change.to_state:
            facts |= {"from": change.from_state, "to": change.to_state}
        if changed := [moved[move.id] for move in change.moves if move.id in moved]:
            facts["moved"] = changed
        lines.append(
            EventLine(matters[case.matter_id], change.act, when[case.pk], facts, case.pk, case.petition_id,
                      case.office_id if actor.office_id is None else actor.office_id, case.pk in backdated)
        )  # fmt: skip
        for new, child in opened[id(change)]:
            told = {"kind": new.kind, "to": new.state, "via": new.via, "office": new.office}
            lines.append(
                EventLine(
                    matters[child.matter_id], "open", when[child.pk], told, child.pk, child.petition_id, new.office
                )
            )
    record_events(lines, actor)


def _follow_up(done: Applied, when: dict[int, datetime]) -> None:
    """What follows by itself, as the desk's own acts, until nothing more does."""
    ended = [c for c in done.changes if c.final]
    closing = list(_senders_done(ended, done.cases) + _served_out(done.changes, done.cases))
    if closing:
        at = {c.case: when.get(c.case) or max(when.values()) for c in closing}
        day = max(at.values())
        more = apply(closing, done.cases, system_actor(day.date()), at)
        done.changes += more.changes
    matters = {done.cases[c.case].matter_id for c in ended}
    matters |= {case.matter_id for case in done.opened}
    if matters:
        _rest(matters)


def _senders_done(ended: Sequence[Change], cases: dict[int, Case]) -> list[Change]:
    """The cases passed on or down whose last child ended otherwise than returned."""
    parents = {cases[c.case].parent_id for c in ended if c.to_state != "returned"} - {None}
    if not parents:
        return []
    child = Case.objects.open().filter(parent=OuterRef("pk"))
    rows = Case.objects.filter(pk__in=parents, state__in=("passed_on", "passed_down")).exclude(Exists(child))
    found = []
    for case in rows.select_related("office", "matter", "petition"):
        fields = {"stop_terms": ("V1",)}
        found.append(Change(case.pk, "close_sender", case.state, "closed", final=True, fields=fields))
        cases[case.pk] = case
    return found


def _served_out(changes: Sequence[Change], cases: dict[int, Case]) -> list[Change]:
    """A served case without an open clock or right closes by itself."""
    served = {c.case for c in changes if cases[c.case].state == "served"}
    if not served:
        return []
    running = set(Clock.objects.running().filter(case__in=served).values_list("case_id", flat=True))
    return [Change(pk, "close", "served", "closed", final=True) for pk in sorted(served - running)]


def _rest(matters: set[int]) -> None:
    """A matter with an open case is open, one without is at rest."""
    busy = Exists(Case.objects.open().filter(matter=OuterRef("pk")))
    rows = Matter.objects.filter(pk__in=matters).filter(
        Q(busy, status=MatterStatus.AT_REST) | Q(~busy, status=MatterStatus.OPEN)
    )
    rows.update(
        status=Condition(
            When(status=MatterStatus.OPEN, then=Value(MatterStatus.AT_REST)), default=Value(MatterStatus.OPEN)
        )
    )


__all__ = ["Applied", "apply", "clock_row", "refresh_due"]
