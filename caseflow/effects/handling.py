"""What acts of the handling: acceptance, work, answer and after do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.clocks import answer_term, start
from caseflow.effects.base import Effect, Facts, extended, iso, right
from caseflow.facts import By, CaseState, Change, ClockStop, NewCase, Paper, Running
from caseflow.rules import Rules
from caseflow.workflow import HANDLING


def _accept(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    fields: dict[str, Any] = {"accepted_on": state.accepted_on or on}
    if state.handler is None and by.user is not None:
        fields["handler_id"] = by.user
    # R22 Art. 23 ¶1: waived where name or address is unclear
    papers = tuple(Paper(p.kind, {"clocks": [c.due_on.isoformat() for c in change.starts]}) for p in change.papers)
    return replace(change, fields=fields, papers=papers if state.reachable else ())


def _ask(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, fields={"extension_asked": facts["days"]})


def _extend(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    clock = state.clock("C6")
    assert clock is not None
    moved = extended(clock, facts["days"], rules)
    paper = tuple(Paper(p.kind, {"due_on": moved.due_on.isoformat(), "days": facts["days"]}) for p in change.papers)
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
    opinion = {"do": "draft", "draft_no": state.drafts + 1, "body": body, "items": list(facts["items"])}
    return replace(change, opinion=opinion).with_facts(draft_no=state.drafts + 1)


def _clear(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, opinion={"do": "clear"})


def _decide(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    kind = "reply" if state.klass == "A" else "opinion"  # R22 Art. 29, 32
    papers = (Paper(kind),) if change.papers else ()
    return replace(change, opinion={"do": "decide"}, papers=papers)


def _send(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    ways: Mapping[int, str] = facts.get("ways") or {}
    services = tuple(
        {"petitioner": p, "way": ways.get(p) or ("post" if p in state.reachable else "collection"), "sent_on": on}
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
        "witness": facts.get("witness", ""),
        "note": facts.get("note", ""),
    }
    rights = right("C8", day, rules, facts.get("there"), petitioner) if state.klass == "C" else ()  # R22 Art. 35
    last = state.awaiting_receipt <= {petitioner}
    stops = tuple(ClockStop(c.id, on, "met") for c in state.clocks if c.term == "WS" and last)
    return replace(change, services=(service,), starts=rights, stops=(*change.stops, *stops))


def _correct(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    term = answer_term(state.klass, on, rules)
    anew = NewCase(
        HANDLING, "accepted", state.office.id, on, "correct", state.matter, state.petition,
        start(term, on, rules, told=True), accepted_on=on, handler=state.handler, reason=facts["reason"],
    )  # fmt: skip
    told = {"reason": facts["reason"], "due_on": iso(anew.clocks[0].due_on) if anew.clocks else None}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    return replace(change, opens=(anew,), papers=papers)


def _report(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {"text": facts["text"], "view": facts.get("view", "")}
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
    "accept": _accept, "ask_extension": _ask, "extend": _extend, "take_back_extension": _take_back, "decline_extension": _decline, "draft": _draft, "clear": _clear, "decide": _decide, "send": _send, "record_receipt": _receipt, "correct": _correct, "report_back": _report, "lapse": _lapse, "mark_late": _mark_late,
}  # fmt: skip
