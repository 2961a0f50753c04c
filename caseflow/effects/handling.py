"""What acts of the handling: acceptance, work, answer and after do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.clocks import answer_term, start
from caseflow.effects.base import Effect, Facts, extended, iso, right
from caseflow.effects.competence import closes_dispute, leaves_dispute
from caseflow.effects.recusal import said
from caseflow.facts import By, CaseState, Change, ClockStop, NewCase, Note, Paper, Running, Step
from caseflow.rules import Rules
from caseflow.workflow import HANDLING


def _accept(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    fields: dict[str, Any] = {"accepted_on": state.accepted_on or on}
    if state.handler is None and by.user is not None:
        fields["handler_id"] = by.user
    # R22 Art. 23 ¶1: waived where name or address is unclear
    papers = tuple(Paper(p.kind, {"clocks": [c.due_on.isoformat() for c in change.starts]}) for p in change.papers)
    notes, change = closes_dispute(state, on), replace(change, leaves=leaves_dispute(state))
    if facts.get("no_interest") and by.user is not None and by.user not in state.declared:
        notes += (said(state, by.user, "no_interest", on),)  # R22 Art. 28 ¶3
        change = change.with_facts(no_interest=True)
    return replace(change, fields=fields, papers=papers if state.reachable else (), notes=notes)


def _ask(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, fields={"extension_asked": facts["days"]})


def _extend(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    clock = state.clock("C6")
    assert clock is not None
    moved = extended(clock, facts["days"], rules)
    on_paper = {"due_on": moved.due_on.isoformat(), "days": facts["days"], "reason": facts["reason"]}
    paper = tuple(Paper(p.kind, on_paper) for p in change.papers)
    told = {"old_due_on": clock.due_on.isoformat(), "new_due_on": moved.due_on.isoformat()}
    return replace(change, moves=(moved,), papers=paper, fields={"extension_asked": 0}).with_facts(**told)


def _take_back(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    clock = state.clock("C6")
    assert clock is not None
    moved = extended(clock, 0, rules)
    told = {"old_due_on": clock.due_on.isoformat(), "new_due_on": moved.due_on.isoformat()}
    return replace(change, moves=(moved,)).with_facts(**told)


def first_due_on(clock: Running, rules: Rules) -> date:
    """The legal day the clock had before its extension."""
    return extended(clock, 0, rules).due_on


def _decline(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, fields={"extension_asked": 0})


def _draft(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    body = {name: facts.get(name, "") for name in ("findings", "basis", "remedy")}
    steps = () if by.is_import else state.office_steps
    opinion = {"do": "draft", "draft_no": state.drafts + 1, "body": body, "items": list(facts["items"]), "steps": steps}
    return replace(change, opinion=opinion).with_facts(draft_no=state.drafts + 1)


def _clear(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """One step, or all at once where the head clears alone; the last step clears the draft."""
    step = None if by.is_import else state.next_step
    last = step is None or step.position == state.steps[-1].position
    change = replace(change, opinion={"do": "clear"}) if last else change
    if step is None:
        return change
    note = Note("clearance", {"cleared_by_id": by.user}, _step(state, step), stamp="cleared_at")
    return replace(change, notes=(note,)).with_facts(step=step.name)


def _return(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    step = state.next_step or (state.steps[-1] if state.steps else None)
    if step is None or by.is_import:
        return change
    note = Note("clearance", {"returned_by_id": by.user}, _step(state, step), stamp="returned_at")
    return replace(change, notes=(note,)).with_facts(step=step.name)


def _step(state: CaseState, step: Step) -> dict[str, Any]:
    return {"opinion_id": state.opinion, "position": step.position}


def _decide(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    kind = "reply" if state.klass == "A" else "opinion"  # R22 Art. 29, 32
    papers = (Paper(kind),) if change.papers else ()
    return replace(change, opinion={"do": "decide"}, papers=papers)


def _way(state: CaseState, petitioner: int) -> str:
    """As she agreed; else by post, and where nobody knows her address kept for collection."""
    if petitioner in state.agreed:
        return "online"
    return "post" if petitioner in state.reachable else "collection"


def _send(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    ways: Mapping[int, str] = facts.get("ways") or {}
    registers: Mapping[int, str] = facts.get("registers") or {}
    services = tuple(
        {"petitioner": p, "way": ways.get(p) or _way(state, p), "sent_on": on, "register_no": registers.get(p, "")}
        for p in state.petitioners
    )
    if by.is_import:
        services = ()
    watch = start("WS", on, rules) if services else ()
    kept = {k: v for k, v in change.facts.items() if k != "ways"}
    return replace(change, services=services, starts=(*change.starts, *watch), facts=kept)


def _receipt(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    petitioner, day = facts["petitioner"], facts["received_on"]
    service = {
        "petitioner": petitioner,
        "received_on": day,
        "is_refused": bool(facts.get("is_refused")),
        **{name: facts.get(name, "") for name in ("witness", "note", "place", "receiver", "relation", "return_reason")},
    }
    if facts.get("came_back"):  # no proof of receipt: her clock does not start, the watch runs on
        return replace(change, services=({**service, "came_back": True},))
    rights = (
        right("C8", day, rules, facts.get("there"), petitioner)
        if state.klass == "C" and state.procedure != "own"
        else ()
    )  # R22 Art. 35
    last = state.awaiting_receipt <= {petitioner}
    stops = tuple(ClockStop(c.id, on, "met") for c in state.clocks if c.term == "WS" and last)
    return replace(change, services=(service,), starts=rights, stops=(*change.stops, *stops))


def _correct(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    term = answer_term(state.klass, "ordinary", on, rules)
    anew = NewCase(
        HANDLING, "accepted", state.office.id, on, "correct", state.matter, state.petition,
        start(term, on, rules, told=True), accepted_on=on, handler=state.goes_on, reason=facts["reason"],
    )  # fmt: skip
    told = {"reason": facts["reason"], "due_on": iso(anew.clocks[0].due_on) if anew.clocks else None}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    return replace(change, opens=(anew,), papers=papers)


def _report(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {
        "text": facts["text"],
        "view": facts.get("view", ""),
        "sender": state.sender.office.id if state.sender else None,
    }
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


def _lapse(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    ids = set(facts["clocks"])
    gone = [c for c in state.clocks if c.id in ids]
    stops = tuple(ClockStop(c.id, c.due_on, "lapsed") for c in gone)
    told = [{"term": c.term, "due_on": c.due_on.isoformat()} for c in gone]
    return replace(change, stops=stops, facts={"terms": told})


def _mark_late(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """W6: when C2 or C3 has passed unaccepted a watch of sixty days runs from its last day, so that waiting hides nothing."""
    ids = set(facts["clocks"])
    late = [c for c in state.clocks if c.id in ids]
    watched = [c for c in late if c.term in {"C2", "C3"} and state.state == "received" and not state.clock("W6")]
    starts = start("W6", watched[0].due_on, rules) if watched else ()
    told = [{"term": c.term, "due_on": c.due_on.isoformat()} for c in late]
    return replace(change, starts=starts, facts={"terms": told})


EFFECTS: Mapping[str, Effect] = {
    "accept": _accept, "ask_extension": _ask, "extend": _extend, "take_back_extension": _take_back, "decline_extension": _decline, "draft": _draft, "clear": _clear, "return_for_work": _return, "decide": _decide, "send": _send, "record_receipt": _receipt, "correct": _correct, "report_back": _report, "lapse": _lapse, "mark_late": _mark_late,
}  # fmt: skip
