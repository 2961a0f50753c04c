"""What acts on class and route do beside the table: clocks by class and route, the agreement, the petitioner's paper."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.clocks import answer_term, start
from caseflow.effects.base import Effect, Facts
from caseflow.facts import By, CaseState, Change, ClockStop, NewCase, Paper
from caseflow.rules import Rules
from caseflow.workflow import HANDLING

LEAST_LEFT = 15  # days to go on with where a settlement was not performed (OWN)
ANSWER_TERMS = frozenset({"C6", "A6", "SO"})


def _reclassify(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The clocks follow the class: C6 from the first acceptance, A6 for a suggestion, a tracking day for an accusation."""
    klass, told = facts["klass"], {"old": state.klass, "new": facts["klass"]}
    change = replace(change, matter={"klass": klass}).with_facts(**told)
    if klass == "B":
        ending = {"C2", "C3", "C4", "W6", *ANSWER_TERMS}
        stops = tuple(ClockStop(c.id, on, "moved") for c in state.clocks if c.term in ending)
        tracked = start("TD", on, rules) if state.kind == HANDLING and not state.clock("TD") else ()
        return replace(change, stops=stops, starts=tracked, ends_others=True)
    old = [c for c in state.clocks if c.term in ANSWER_TERMS]
    if not old or state.accepted_on is None:
        return change
    begun = start(answer_term(klass, state.procedure, state.accepted_on, rules), state.accepted_on, rules, told=True)
    papers = (Paper("reclassified", {**told, "due_on": begun[0].due_on.isoformat() if begun else None}),)
    return replace(
        change,
        stops=tuple(ClockStop(c.id, on, "moved") for c in old),
        starts=begun,
        papers=papers if state.reachable and not by.is_import else (),
    )


def _routed(state: CaseState, facts: Facts, change: Change) -> Change:
    route = facts["route"]
    last = route.last_on.isoformat() if route.last_on else None
    told = {"item": route.item, "route_name": route.name, "basis": route.basis, "organ": facts.get("organ") or route.organ,
            "last_on": last, "owner": route.owner, "length": route.length, "unit": route.unit, "reason": facts["reason"]}  # fmt: skip
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    kept = {k: v for k, v in change.facts.items() if k != "route"}
    return replace(change, papers=papers, facts={**kept, "route": route.id, "route_name": route.name, "last_on": last})


def _route_out(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(_routed(state, facts, change), fields={"route_id": facts["route"].id})


def _start_own(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """S1: the limit of that law, from the day the procedure begins; without one the tenant's term."""
    route = facts["route"]
    days = (route.last_on - on).days if route.owner == "organ" and route.last_on else None
    fields = {"procedure": "own", "route_id": route.id, "accepted_on": state.accepted_on or on}
    return replace(_routed(state, facts, change), starts=start("S1", on, rules, length=days, told=True), fields=fields)


def _answer_own(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {name: facts[name] for name in ("text", "basis", "remedy")}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers), facts={})


def _use_simplified(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The shorter terms run from the same days as the ordinary ones."""
    fields = {"procedure": "simplified"}
    told = {"simplified": True, "ground": facts["ground"]}
    if state.state == "accepted" and state.accepted_on:
        stops = tuple(ClockStop(c.id, on, "moved") for c in state.clocks if c.term in ANSWER_TERMS)
        begun = start("SO", state.accepted_on, rules, told=True) if stops else ()
    else:
        stops, begun = (), start("SF" if state.kind == "desk" else "SA", state.received_on, rules)
    due = {"due_on": begun[0].due_on.isoformat()} if begun and stops else {}
    papers = tuple(Paper(p.kind, {**told, **due}) for p in change.papers) if state.reachable and stops else ()
    return replace(change, stops=(*change.stops, *stops), starts=begun, fields=fields, papers=papers)


def _leave_simplified(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """Back to the ordinary procedure, its clock from the first acceptance."""
    again = state.clock("SO") is not None and state.accepted_on is not None
    begun = (
        start(
            answer_term(state.klass, "ordinary", state.accepted_on or on, rules),
            state.accepted_on or on,
            rules,
            told=True,
        )
        if again
        else ()
    )
    stops = tuple(replace(stop, result="moved") for stop in change.stops)
    told = {"simplified": False, "reason": facts["reason"], "due_on": begun[0].due_on.isoformat() if begun else None}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if begun and state.reachable else ()
    return replace(change, stops=stops, starts=begun, fields={"procedure": "ordinary"}, papers=papers)


def _settle(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """What is settled ends here; where other requests go on, so does the case."""
    told = {name: facts[name] for name in ("kind", "requests", "parties", "agreement")}
    papers = tuple(Paper(p.kind, {**told, "perform_on": facts["perform_on"].isoformat()}) for p in change.papers)
    if facts.get("rest"):
        return replace(change, to_state=state.state, final=False, stops=(), papers=papers)
    return replace(change, papers=papers)


def _resume(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """Not performed: handling goes on where it was accepted, with the days that were left, at least fifteen (OWN)."""
    assert state.settlement is not None
    left = max(state.settlement.days_left, LEAST_LEFT)
    begun = start("C6", on, rules, length=left, told=True)
    anew = NewCase(
        HANDLING, "accepted", state.office.id, on, "resume", state.matter, state.petition, begun,
        accepted_on=state.accepted_on or on, handler=state.goes_on, reason=facts["reason"],
    )  # fmt: skip
    told = {"reason": facts["reason"], "due_on": begun[0].due_on.isoformat() if begun else None}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    return replace(change, opens=(anew,), papers=papers)


EFFECTS: Mapping[str, Effect] = {
    "reclassify": _reclassify, "route_out": _route_out, "start_own": _start_own, "answer_own": _answer_own,
    "use_simplified": _use_simplified, "leave_simplified": _leave_simplified, "settle": _settle, "resume": _resume,
}  # fmt: skip
