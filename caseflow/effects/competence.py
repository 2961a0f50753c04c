"""What acts about who is in charge do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.clocks import first_clocks
from caseflow.effects.base import Effect, Facts, iso
from caseflow.facts import By, CaseState, Change, ClockStop, Decision, NewCase, Note, Paper
from caseflow.rules import Rules
from caseflow.workflow import HANDLING

SIGHT = "helper"  # whoever consults or decides reads the matter as long as it takes


def _ask(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    note = Note("decision", {"case_id": state.id, "grounds": facts["grounds"], "asked_on": on})
    told = {"grounds": facts["grounds"], "text": facts["text"]}
    return replace(change, notes=(note,), papers=tuple(Paper(p.kind, told) for p in change.papers))


def _record(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    assert state.decision is not None
    values = {"decided_by": facts["decided_by"], "decided_on": facts["decided_on"], "decision": facts["text"]}
    return replace(change, notes=(Note("decision", values, {"id": state.decision.id}),))


def cited(decision: Decision | None) -> dict[str, Any]:
    """What an act that follows a decision tells of it."""
    if decision is None or decision.on is None:
        return {}
    return {"decision": {"by": decision.by, "on": decision.on.isoformat()}}


def _raise(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    parties = tuple(p.id for p in facts["parties"])
    note = Note("dispute", {
        "case_id": state.id, "parties": list(parties), "raised_on": on, "consulted_on": facts["consulted_on"],
        "text": facts["text"], "decider_id": facts["decider"],
    })  # fmt: skip
    told = {"target": facts["decider"], "parties": list(parties)}
    sight = tuple((office, SIGHT) for office in dict.fromkeys((*parties, facts["decider"])))
    return replace(change, notes=(note,), takes_part=sight, facts={**change.facts, **told})


def _decide(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The office named stays, or another: this case ends as returned, there one begins with C3 and without C4."""
    dispute, target = state.dispute, facts["target"]
    assert dispute is not None
    values = {"decided_on": facts["decided_on"], "named_id": target.id, "reason": facts["reason"]}
    change = replace(
        change,
        notes=(Note("dispute", values, {"id": dispute.id}),),
        leaves=tuple((office, SIGHT) for office in (*dispute.parties, dispute.decider)),
        papers=tuple(Paper(p.kind, {**facts_of(facts), "target": target.id}) for p in change.papers),
    )
    if target.id == state.office.id:
        return change
    report = state.clock("C5")
    there = NewCase(
        HANDLING, "received", target.id, on, "dispute", state.matter, state.petition,
        first_clocks(HANDLING, target, state.klass, "dispute", on, rules, report.due_on if report else None),
        is_child=state.sender is not None, reason=facts["reason"], report_due_on=report.due_on if report else None,
    )  # fmt: skip
    stops = tuple(ClockStop(c.id, on, "moved") for c in state.clocks if c.term != "C5")
    change = replace(change, to_state="returned", final=True, stops=stops, ends_participation=("handler",))
    if state.sender is None:
        return replace(change, opens=(there,))
    sender = state.sender
    passed = Change(sender.case, "named", sender.state, sender.state, opens=(there,), facts={"by_case": state.id})
    return replace(change, also=(passed,))


def facts_of(facts: Facts) -> dict[str, Any]:
    """What the paper tells of the decision."""
    return {"decided_on": facts["decided_on"].isoformat(), "reason": facts["reason"]}


def _succeed(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The case goes on at the successor: no day moves, nobody is its handler yet."""
    fields = {"office_id": facts["target"].id, "handler_id": None}
    return replace(change, fields=fields).with_facts(old_office=state.office.id, old_handler=state.handler)


def _join_there(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """No second open case of the matter at one office: the one that is only received joins the other, no day of which moves."""
    pending, target = facts["pending"], facts.get("target")
    fields: dict[str, Any] = {"joined_to_id": pending.case}
    told = {"number": pending.number, "due_on": iso(pending.due_on)}
    papers = (
        tuple(Paper(p.kind, told) for p in change.papers) if state.reachable and not facts.get("own_petition") else ()
    )
    if target is None:  # the successor's own
        return replace(change, fields=fields, papers=papers)
    fields |= {"office_id": target.id, "handler_id": None}
    return replace(change, fields=fields, papers=papers).with_facts(
        old_office=state.office.id, old_handler=state.handler
    )


def closes_dispute(state: CaseState, on: date) -> tuple[Note, ...]:
    """Acceptance ends an open dispute: the office has said itself that it is in charge."""
    if state.dispute is None:
        return ()
    return (Note("dispute", {"decided_on": on, "named_id": state.office.id}, {"id": state.dispute.id}),)


def leaves_dispute(state: CaseState) -> tuple[tuple[int, str], ...]:
    return tuple((o, SIGHT) for o in (*state.dispute.parties, state.dispute.decider)) if state.dispute else ()


EFFECTS: Mapping[str, Effect] = {
    "ask_decision": _ask, "record_decision": _record, "raise_dispute": _raise, "decide_dispute": _decide, "succeed": _succeed,
    "join_at_successor": _join_there,
}  # fmt: skip
