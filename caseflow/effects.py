"""`plan`: what one act does to one case, as a `Change`. Pure: no clock but the day it is given, no ORM."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.calendars import Calendar
from caseflow.clocks import first_clocks, start
from caseflow.deadlines import due
from caseflow.facts import (
    By,
    CaseState,
    Change,
    ClockMove,
    ClockStart,
    ClockStop,
    NewCase,
    OfficeFacts,
    Paper,
    Refused,
    Running,
)
from caseflow.statute import law_on, terms_of
from caseflow.workflow import DESK, HANDLING, KEPT, ROWS, Row, is_final, refusal_of

Facts = Mapping[str, Any]
# texts of the opinion, and what `prepare` looked up for a guard: no part of the event
UNTOLD = frozenset({"on", "new_day", "items", "findings", "basis", "remedy", "target_has_open", "open_case_there",
                    "first_due_on", "there"})  # fmt: skip


def plan(state: CaseState, act: str, facts: Facts, by: By, on: date, calendar: Calendar) -> Change:
    """The change that `act` makes to the case on the day `on`. Raises `Refused` with the reason and the article."""
    row = ROWS[act]
    facts = {**facts, "on": on}
    if (refusal := refusal_of(state, row, facts, by)) is not None:
        raise Refused(refusal)
    target = row.target or state.state
    final = row.target is not None and is_final(state.kind, target)
    change = Change(
        case=state.id,
        act=act,
        from_state=state.state,
        to_state=target,
        final=final,
        stops=_stops(state, row, on, final),
        starts=_starts(state, row, on, calendar),
        papers=(Paper(row.paper),) if row.paper and not by.is_import else (),
        facts=_kept(facts),
    )
    effect = EFFECTS.get(act)
    return effect(state, facts, by, on, calendar, change) if effect else change


def _stops(state: CaseState, row: Row, on: date, final: bool) -> tuple[ClockStop, ...]:
    named = [ClockStop(c.id, on, "met") for c in state.clocks if c.term in row.stops]
    done = {stop.id for stop in named}
    if final:
        named += [ClockStop(c.id, on, "ended") for c in state.clocks if c.id not in done and c.term not in KEPT]
    return tuple(named)


def _starts(state: CaseState, row: Row, on: date, calendar: Calendar) -> tuple[ClockStart, ...]:
    found: list[ClockStart] = []
    for term in row.starts:
        if term == "C6" and state.klass == "A":
            term = "A6"  # R22 Art. 29: no sixty days; the tenant's term
        # C6 runs from the first acceptance, also after a reclassification
        found += start(term, state.accepted_on or on, calendar, told=True)
    return tuple(found)


def _kept(facts: Facts) -> dict[str, Any]:
    """What the event keeps of the facts: ids instead of objects, no texts of the opinion."""
    kept: dict[str, Any] = {}
    for name, value in facts.items():
        if name in UNTOLD:
            continue
        if isinstance(value, OfficeFacts):
            kept[name] = value.id
        elif hasattr(value, "case") and hasattr(value, "number"):
            kept[name] = {"case": value.case, "number": value.number, "due_on": _iso(value.due_on)}
        elif value not in (None, "", (), []):
            kept[name] = _iso(value)
    return kept


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


# --- what single acts do beside the table -----------------------------------------------------------------------


def _transfer(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    target, via = facts["target"], change.act
    desk = target.kind == "petition" and via != "pass_down"
    kind = DESK if desk else HANDLING
    report = facts.get("report_due_on")
    child = NewCase(
        kind=kind,
        state="registered" if desk else "received",
        office=target.id,
        received_on=on,
        via=via,
        matter=state.matter,
        petition=state.petition,
        clocks=first_clocks(kind, target, state.klass, via, on, calendar, report),
        report_due_on=report,
        reason=facts.get("reason", ""),
        duty=facts.get("duty"),
        capacity="sender" if desk else "handler",
    )
    paper = tuple(Paper(p.kind, {"target": target.id, "report_due_on": report}) for p in change.papers)
    return replace(change, opens=(child,), papers=paper)


def _keep(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    child = NewCase(
        kind=HANDLING,
        state="received",
        office=state.office.id,
        received_on=state.received_on,
        via="keep",
        matter=state.matter,
        petition=state.petition,
        # C2 from the first receipt: keeping wins no time
        clocks=first_clocks(HANDLING, state.office, state.klass, "keep", state.received_on, calendar),
    )
    return replace(change, opens=(child,))


def _object(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    assert state.sender is not None
    suggested = facts.get("suggested")
    note = {"objection": facts["reason"], "objected_on": on, "suggested_office_id": suggested.id if suggested else None}
    verify = Change(
        case=state.sender.case,
        act="verify_due",
        from_state=state.sender.state,
        to_state=state.sender.state,
        starts=start("V1", on, calendar),
        facts={"by_case": state.id},
    )
    return replace(change, transfer=note, also=(verify,))


def _confirm(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    assert state.sender is not None
    sender, returns = state.sender, state.returns + 1
    back = "received" if sender.kind == HANDLING else "registered"
    above = sender.petition_office_above if returns >= 2 else None
    opens: tuple[NewCase, ...] = ()
    if above is not None:  # the second return: the superior's petition office assigns with force
        opens = (
            NewCase(
                DESK, "registered", above, on, "forward", state.matter, state.petition, start("R1", on, calendar),
                reason=facts["reason"], capacity="sender",
            ),
        )  # fmt: skip
    sent_back = Change(
        case=sender.case,
        act="returned",
        from_state=sender.state,
        to_state=sender.state if opens else back,
        starts=() if opens else start("R1", on, calendar),
        opens=opens,
        facts={"by_case": state.id, "returns": returns},
        fields={"stop_terms": ("V1",)},
    )
    return replace(
        change,
        also=(sent_back,),
        matter={"returns": returns},
        transfer={"resolved_on": on, "confirmed": True},
        ends_participation=("handler",),
        papers=tuple(Paper(p.kind, {"sender": sender.office.id}) for p in change.papers),
    )


def _reject(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    assert state.sender is not None
    stop = Change(
        case=state.sender.case,
        act="verified",
        from_state=state.sender.state,
        to_state=state.sender.state,
        facts={"by_case": state.id},
        fields={"stop_terms": ("V1",)},
    )
    return replace(change, also=(stop,), transfer={"resolved_on": on, "confirmed": False})


def _accept(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    fields: dict[str, Any] = {"accepted_on": state.accepted_on or on}
    if state.handler is None and by.user is not None:
        fields["handler_id"] = by.user
    # R22 Art. 23 ¶1: waived where name or address is unclear
    papers = tuple(Paper(p.kind, {"clocks": [c.due_on.isoformat() for c in change.starts]}) for p in change.papers)
    return replace(change, fields=fields, papers=papers if state.reachable else ())


def _ask(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    return replace(change, fields={"extension_asked": facts["days"]})


def _extend(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    clock = state.clock("C6")
    assert clock is not None
    moved = _moved(clock, facts["days"], calendar)
    paper = tuple(Paper(p.kind, {"due_on": moved.due_on.isoformat(), "days": facts["days"]}) for p in change.papers)
    told = {"old_due_on": clock.due_on.isoformat(), "new_due_on": moved.due_on.isoformat()}
    return replace(change, moves=(moved,), papers=paper, fields={"extension_asked": 0}).with_facts(**told)


def _take_back(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    clock = state.clock("C6")
    assert clock is not None
    moved = _moved(clock, 0, calendar)
    told = {"old_due_on": clock.due_on.isoformat(), "new_due_on": moved.due_on.isoformat()}
    return replace(change, moves=(moved,)).with_facts(**told)


def _moved(clock: Running, extension: int, calendar: Calendar) -> ClockMove:
    return _move(clock, clock.started_on, extension, calendar, told=True)


def _move(clock: Running, day: date, extension: int, calendar: Calendar, *, told: bool) -> ClockMove:
    law = law_on(day).code
    days = due(terms_of(law)[clock.term], day, calendar, extension=extension)
    return ClockMove(clock.id, days.nominal, days.legal, extension, day, law, days.provisional, calendar.version, told)


def extended_back(clock: Running, calendar: Calendar) -> date:
    """The legal day the clock had before its extension."""
    return _moved(clock, 0, calendar).due_on


def _decline(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    return replace(change, fields={"extension_asked": 0})


def _draft(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    body = {name: facts.get(name, "") for name in ("findings", "basis", "remedy")}
    opinion = {"do": "draft", "draft_no": state.drafts + 1, "body": body, "items": list(facts["items"])}
    return replace(change, opinion=opinion).with_facts(draft_no=state.drafts + 1)


def _clear(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    return replace(change, opinion={"do": "clear"})


def _decide(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    kind = "reply" if state.klass == "A" else "opinion"  # R22 Art. 29, 32
    papers = (Paper(kind),) if change.papers else ()
    return replace(change, opinion={"do": "decide"}, papers=papers)


def _send(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    ways: Mapping[int, str] = facts.get("ways") or {}
    services = tuple(
        {"petitioner": p, "way": ways.get(p) or ("post" if p in state.reachable else "collection"), "sent_on": on}
        for p in state.petitioners
    )
    if by.is_import:
        services = ()
    watch = start("WS", on, calendar) if services else ()
    kept = {k: v for k, v in change.facts.items() if k != "ways"}
    return replace(change, services=services, starts=(*change.starts, *watch), facts=kept)


def _receipt(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    petitioner, day = facts["petitioner"], facts["received_on"]
    service = {
        "petitioner": petitioner,
        "received_on": day,
        "is_refused": bool(facts.get("is_refused")),
        "witness": facts.get("witness", ""),
        "note": facts.get("note", ""),
    }
    right = _right("C8", day, calendar, facts.get("there"), petitioner) if state.klass == "C" else ()  # R22 Art. 35
    last = state.awaiting_receipt <= {petitioner}
    stops = tuple(ClockStop(c.id, on, "met") for c in state.clocks if c.term == "WS" and last)
    return replace(change, services=(service,), starts=right, stops=(*change.stops, *stops))


def _right(term: str, day: date, here: Calendar, there: Calendar | None, petitioner: int) -> tuple[ClockStart, ...]:
    """A petitioner's right: by the calendar of the handling office or of the problem's place, the later of both."""
    both = [start(term, day, c, petitioner=petitioner) for c in (here, there) if c is not None]
    return max(both, key=lambda found: found[0].due_on) if all(both) else ()


def _correct(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    term = "A6" if state.klass == "A" else "C6"
    anew = NewCase(
        HANDLING, "accepted", state.office.id, on, "correct", state.matter, state.petition,
        start(term, on, calendar, told=True), accepted_on=on, handler=state.handler, reason=facts["reason"],
    )  # fmt: skip
    told = {"reason": facts["reason"], "due_on": _iso(anew.clocks[0].due_on) if anew.clocks else None}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    return replace(change, opens=(anew,), papers=papers)


def _reassign(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    return replace(change, fields={"handler_id": facts["handler"]}).with_facts(old_handler=state.handler)


def _amend(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    if facts["field"] != "received_on":
        return change
    day = facts["new_day"]
    moves = []
    for clock in state.clocks:
        if clock.term in {"C1", "C2"}:
            moved = _move(clock, day, clock.extension, calendar, told=False)
            kept = max(moved.due_on, clock.told_on or moved.due_on)  # told in writing: not shortened
            moves.append(replace(moved, due_on=kept))
    return replace(change, moves=tuple(moves), fields={"received_on": day})


def _split(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    opens = tuple(
        NewCase(
            DESK, "registered", state.office.id, state.received_on, "split", part["matter"], state.petition,
            first_clocks(DESK, state.office, part["klass"], "split", state.received_on, calendar),
            is_child=False, capacity="registrar",
        )
        for part in facts["matters"]
    )  # fmt: skip
    return replace(change, opens=opens)


def _relink(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    """The petition moves to another matter: this case ends as joined, its like goes on there from the same receipt."""
    first = state.state
    via = "link" if change.act == "link" else "register"
    there = NewCase(
        state.kind, first, state.office.id, state.received_on, via, facts["to_matter"], state.petition,
        first_clocks(state.kind, state.office, facts.get("to_klass", state.klass), via, state.received_on, calendar),
        is_child=False, capacity="registrar" if state.kind == DESK else "handler",
    )  # fmt: skip
    stops = tuple(ClockStop(s.id, s.on, "moved") for s in change.stops)
    return replace(change, opens=(there,), stops=stops)


def _join(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    pending = facts["pending"]
    papers = tuple(Paper(p.kind, {"number": pending.number, "due_on": _iso(pending.due_on)}) for p in change.papers)
    return replace(change, fields={"joined_to_id": pending.case}, papers=papers)


def _refuse(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    pending = facts["pending"]
    told = {"number": pending.number, "office": pending.office.id, "due_on": _iso(pending.due_on)}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


def _direct(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    told = {name: facts[name] for name in ("organ", "organ_address", "reason")}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ())


def _report(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    told = {"text": facts["text"], "view": facts.get("view", "")}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


def _lapse(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    ids = set(facts["clocks"])
    gone = [c for c in state.clocks if c.id in ids]
    stops = tuple(ClockStop(c.id, c.due_on, "lapsed") for c in gone)
    told = [{"term": c.term, "due_on": c.due_on.isoformat()} for c in gone]
    return replace(change, stops=stops, facts={"terms": told})


def _mark_late(state: CaseState, facts: Facts, by: By, on: date, calendar: Calendar, change: Change) -> Change:
    """W6: when C2 or C3 has passed unaccepted a watch of sixty days runs from its last day, so that waiting hides nothing."""
    ids = set(facts["clocks"])
    late = [c for c in state.clocks if c.id in ids]
    watched = [c for c in late if c.term in {"C2", "C3"} and state.state == "received" and not state.clock("W6")]
    starts = start("W6", watched[0].due_on, calendar) if watched else ()
    told = [{"term": c.term, "due_on": c.due_on.isoformat()} for c in late]
    return replace(change, starts=starts, facts={"terms": told})


Effect = Callable[[CaseState, Facts, By, date, Calendar, Change], Change]
EFFECTS: Mapping[str, Effect] = {
    "forward": _transfer, "assign": _transfer, "pass_down": _transfer, "keep": _keep, "object": _object,
    "confirm_objection": _confirm, "reject_objection": _reject, "accept": _accept, "ask_extension": _ask,
    "extend": _extend, "take_back_extension": _take_back, "decline_extension": _decline, "draft": _draft,
    "clear": _clear, "decide": _decide, "send": _send, "record_receipt": _receipt, "correct": _correct,
    "reassign": _reassign, "amend": _amend, "split": _split, "link": _relink, "unlink": _relink, "join": _join,
    "refuse_duplicate": _refuse, "direct": _direct, "report_back": _report, "lapse": _lapse, "mark_late": _mark_late,
}  # fmt: skip
