"""What review, recheck, hearing, conclusion and withdrawal do beside the table."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from caseflow.clocks import start
from caseflow.deadlines import petitioner_day
from caseflow.effects import desk, handling
from caseflow.effects.base import Effect, Facts, iso, move, right
from caseflow.facts import Asked, By, CaseState, Change, ClockStart, ClockStop, NewCase, Paper, Running
from caseflow.guards.remedies import ending
from caseflow.packs import OPTIONS
from caseflow.rules import Rules
from caseflow.workflow import KEPT, is_final
from caseflow.workflow.rows import HANDLING, RECHECK, REMEDIES, REVIEW

TERM = {REVIEW: "C9", RECHECK: "C11"}
RIGHTS = ("C8", "C10")
GOES_ON = ("C2", "C3", "C6", "A6", "SO", "C9", "C11", "RQ", "TD", "R1")  # what a revoked withdrawal goes on with
OUTCOME = {"uphold": "upheld", "change": "changed", "redo": "redo"}
ANSWER = {REVIEW: "review", RECHECK: "recheck"}


# --- asking -------------------------------------------------------------------------------------------------------


def _ask(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """A case at the body, counted from the day the request reached it; the right is used on her own day."""
    person, reached = facts["petitioner"], facts.get("received_on") or on
    hers = petitioner_day(reached, facts.get("postmark_on"))
    used = tuple(
        ClockStop(c.id, max(hers, c.started_on), "met")
        for c in state.clocks
        if c.term in RIGHTS and c.petitioner == person
    )
    body, wrong = facts.get("body"), bool(facts.get("wrong_body"))
    request = {"of": state.id, "petitioner": person, "asked_on": hers, "postmark_on": facts.get("postmark_on"),
               "text": facts["text"], "wrong_body": wrong}  # fmt: skip
    kept = {k: v for k, v in change.facts.items() if k != "text"} | {"asked_on": hers.isoformat()}
    change = replace(change, stops=(*change.stops, *used), final=state.state != "closed", facts=kept, papers=())
    if body is None:
        told = {"organ": facts["organ"], "organ_address": facts["organ_address"], "asked_on": hers.isoformat()}
        return replace(change, papers=(Paper("ask_outside", told),))
    kind = REVIEW if change.act == "ask_review" else RECHECK
    return replace(change, opens=(_at_body(kind, state, body.id, reached, request, facts),))


def _at_body(
    kind: str, state: CaseState, body: int, reached: date, request: Mapping[str, Any], facts: Facts
) -> NewCase:
    there: Rules = facts["body_rules"]
    clocks = start("RQ", reached, there)
    if not request["wrong_body"]:
        clocks += start(TERM[kind], reached, there, told=True)
    due = next((c.due_on.isoformat() for c in clocks if c.term == TERM[kind]), None)
    told = {"asked_on": request["asked_on"].isoformat(), "received_on": reached.isoformat(), "due_on": due}
    return NewCase(
        kind, "requested", body, reached, "ask", state.matter, state.petition, clocks, is_child=False, capacity="reviewer",
        papers=(Paper("ask_receipt", told),), request=request,
    )  # fmt: skip


def _pass_on(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """In time at the wrong body is in time; the right body's term begins when it has the request."""
    request = {**facts["request"], "wrong_body": False}
    there = _at_body(state.kind, state, facts["target"].id, on, request, facts)
    papers = tuple(Paper(p.kind, {"target": facts["target"].id, "reason": facts["reason"]}) for p in change.papers)
    stops = tuple(replace(s, result="moved") for s in change.stops)
    return replace(change, opens=(there,), papers=papers, stops=stops, ends_participation=("reviewer",))


def _accept(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    fields: dict[str, Any] = {"accepted_on": state.accepted_on or on}
    if state.handler is None and by.user is not None:
        fields["handler_id"] = by.user
    clock = state.clock(TERM[state.kind])
    papers = tuple(Paper(p.kind, {"due_on": iso(clock.due_on) if clock else None}) for p in change.papers)
    excuse = {n: facts[n] for n in ("excuse", "obstacle_ended_on") if facts.get(n)}
    return replace(change, fields=fields, papers=papers, request=excuse)


def _refuse(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    until = state.asked.right_until if state.asked else None
    told = {
        "ground": facts["ground"],
        "reason": facts["reason"],
        "right_until_on": iso(until) if until and until >= on else None,
    }
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


# --- deciding -----------------------------------------------------------------------------------------------------


def _decide(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The outcome of a review is the head's: uphold, change or redo; what it does comes with sending."""
    change = handling.EFFECTS["decide"](state, facts, by, on, rules, change)
    if state.kind not in REMEDIES:
        return change
    result = facts["result"]
    ordered = {n: facts[n] for n in ("ground",) if facts.get(n) and result != "uphold"}
    if result == "redo":
        ordered |= {n: facts[n] for n in ("redo_at", "redo_due_on")}
    told = {
        "result": result,
        **{k: iso(v) for k, v in ordered.items()},
        "redo": facts.get("redo_office") if result == "redo" else None,
    }
    papers = (Paper(ANSWER[state.kind], told),) if change.papers else ()
    return replace(change, papers=papers, fields={"outcome": OUTCOME[result]}, request={"result": result, **ordered})


def _send(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """Who took her name back gets no answer; a review's own result follows its opinion."""
    change = handling.EFFECTS["send"](state, facts, by, on, rules, change)
    services = tuple(s for s in change.services if s["petitioner"] not in state.withdrew)
    change = replace(change, services=services)
    if state.asked is None or by.is_import:
        return change
    if state.outcome == "changed":
        return replace(change, also=tuple(_replaced(state, c) for c in _below(state.asked)))
    return _redo(state, state.asked, facts, on, change) if state.outcome == "redo" else change


def _below(request: Asked) -> Iterable[tuple[int, str]]:
    """(case, state) of those whose results a redo or change touches, the one complained of first."""
    yield request.of_case, request.of_state
    if request.first_case != request.of_case:
        yield request.first_case, request.first_state


def _replaced(state: CaseState, below: tuple[int, str]) -> Change:
    return Change(below[0], "replaced", below[1], below[1], facts={"by_case": state.id}, replaced_by=state.id)


def _revoked(state: CaseState, below: tuple[int, str], on: date) -> Change:
    """The opinion falls, and with it whatever right against it still runs."""
    pk, was = below
    ended = "closed" if was == "served" else was
    return Change(
        pk, "revoked", was, ended, final=ended != was, facts={"by_case": state.id}, revoked_on=on,
        fields={"stop_terms": RIGHTS, "stop_result": "ended", "outcome": ""},
    )  # fmt: skip


def _redo(state: CaseState, request: Asked, facts: Facts, on: date, change: Change) -> Change:
    """Opens the first office's handling, or the review, with the ordered day; everything it overturns is revoked."""
    due, there = request.redo_due_on, facts["redo_rules"]
    assert due is not None, "redo has a day"
    at_review = request.redo_at == "review"
    kind, office = (REVIEW, request.of_office) if at_review else (HANDLING, request.first_office)
    days = max((due - on).days, 0)
    clocks = start("C9" if at_review else "C6", on, there, length=days, told=True)
    again = {"of": request.first_case, "petitioner": request.petitioner, "asked_on": request.first_asked_on, "text": facts["first_text"],
             "wrong_body": False} if at_review else None  # fmt: skip
    anew = NewCase(
        kind, "accepted", office, on, "redo", state.matter, state.petition, clocks, accepted_on=on,
        reason=facts["redo_reason"], capacity="reviewer" if at_review else "handler", request=again,
    )  # fmt: skip
    below = [b for b in _below(request) if not (at_review and b[0] == request.first_case)]
    return replace(change, opens=(anew,), also=tuple(_revoked(state, b, on) for b in below))


def _receipt(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """A review opinion opens the way to a recheck (R22 Art. 36 ¶1), a recheck opinion none."""
    change = handling.EFFECTS["record_receipt"](state, facts, by, on, rules, change)
    if state.kind == HANDLING:
        return change
    starts: tuple[ClockStart, ...] = ()
    if state.kind == REVIEW:
        starts = right("C10", facts["received_on"], rules, facts.get("there"), facts["petitioner"])
    return replace(change, starts=starts)


# --- the hearing --------------------------------------------------------------------------------------------------


def _call(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {n: iso(facts.get(n)) for n in ("place", "members", "first_on", "text")}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


def _hold(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """Its days do not count in a recheck (R22 Art. 36 ¶2), in a review where the tenant says so; nowhere else."""
    first, last = facts["first_on"], facts["last_on"]
    held = {first + timedelta(days=n) for n in range((last - first).days + 1)} | state.hearing_days
    moved = tuple(
        replace(
            move(c, c.started_on, c.extension, rules, told=False, excluded=frozenset(held)), told=c.told_on is not None
        )
        for c in state.clocks
        if _excludes(c, rules)
    )
    told = {n: iso(facts[n]) for n in ("place", "members", "first_on", "last_on", "minutes")}
    papers = tuple(Paper(p.kind, told) for p in change.papers)
    kept = {k: v for k, v in change.facts.items() if k != "minutes"}
    change = replace(change, papers=papers, moves=moved, hearing={n: facts[n] for n in told}, facts=kept)
    clock = next((c for c in state.clocks if moved and c.id == moved[0].id), None)
    if clock is None:
        return change
    return change.with_facts(term=clock.term, old_due_on=iso(clock.due_on), new_due_on=iso(moved[0].due_on))


def _excludes(clock: Running, rules: Rules) -> bool:
    term = rules.term(clock.term, clock.started_on)
    return bool(term and term.excludes_hearing) or (
        clock.term == "C9" and rules.option("hearing_in_review", clock.started_on) == "excluded"
    )


# --- the end of a matter ------------------------------------------------------------------------------------------


def _conclude(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """By a local rule the event names its article; after a death the case that is still open ends with the matter."""
    how = ending(state, facts)
    rule = rules.cited(how, on) if how in OPTIONS else ""
    change = replace(change, matter={"status": "concluded"})
    if rule:
        change = change.with_facts(rule=rule)
    if how != "death_ends" or is_final(state.kind, state.state):
        return change
    stops = tuple(ClockStop(c.id, on, "ended") for c in state.clocks if c.term not in KEPT)
    return replace(change, to_state="closed", final=True, stops=stops)


def _not_again(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {n: iso(facts.get(n)) for n in ("recheck_number", "recheck_on", "reason", "would_be_new", "rule")}
    papers = tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ()
    return replace(change, papers=papers)


# --- withdrawing --------------------------------------------------------------------------------------------------


def _withdraw(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """In a joint matter she takes back her own name alone: the case goes on for the others."""
    person = facts["petitioner"]
    others = set(state.petitioners) - set(state.withdrew) - {person} if state.asked is None else set()
    left = {c.term: _left(c, on, rules) for c in state.clocks if c.term in GOES_ON}
    gone = {
        "petitioner": person,
        "withdrawn_on": on,
        "from_state": state.state,
        "left": left,
        "reason": facts.get("reason", ""),
    }
    window = start("WD", on, rules, petitioner=person)
    until = window[0].due_on.isoformat() if window else None
    papers = tuple(Paper(p.kind, {"petitioner": person, "until_on": until}) for p in change.papers)
    change = replace(change, starts=window, withdrawal=gone, papers=papers)
    return replace(change, to_state=state.state, final=False, stops=()) if others else change


def _left(clock: Running, on: date, rules: Rules) -> int:
    """The days that were left of a term, in its own unit."""
    term = rules.term(clock.term, clock.started_on)
    days = [on + timedelta(days=n) for n in range(1, (clock.nominal_on - on).days + 1)]
    working = term is not None and term.unit == "working_days"
    return sum(1 for d in days if d not in clock.excluded and (not working or rules.calendar.is_working(d)))


def _revoke(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The case goes on as a new one with the days that were left; a name taken back in a joint matter just counts again."""
    person = facts["petitioner"]
    stops = tuple(ClockStop(c.id, on, "met") for c in state.clocks if c.term == "WD" and c.petitioner == person)
    change = replace(change, stops=(*change.stops, *stops), withdrawal={"petitioner": person, "revoked_on": on})
    if state.state != "withdrawn":
        return replace(change, papers=_revoked_paper(change, person, None))
    left: Mapping[str, int] = facts["left"]
    clocks = tuple(c for term, days in left.items() for c in start(term, on, rules, length=days, told=term != "RQ"))
    first = min((c.due_on for c in clocks if c.kind == "duty"), default=None)
    anew = NewCase(
        state.kind, facts["from_state"], state.office.id, state.received_on, "revoke", state.matter, state.petition, clocks,
        accepted_on=state.accepted_on, handler=state.goes_on, request=facts.get("request"),
        capacity="handler" if state.kind == HANDLING else "reviewer",
    )  # fmt: skip
    return replace(change, opens=(anew,), papers=_revoked_paper(change, person, first))


def _revoked_paper(change: Change, person: int, due_on: date | None) -> tuple[Paper, ...]:
    return tuple(
        Paper(p.kind, {"petitioner": person, "due_on": iso(due_on) if due_on else None}) for p in change.papers
    )


EFFECTS: Mapping[str, Effect] = {
    "ask_review": _ask, "ask_recheck": _ask, "pass_request_on": _pass_on, "accept_request": _accept, "refuse_request": _refuse,
    "decide": _decide, "send": _send, "record_receipt": _receipt, "call_hearing": _call, "hold_hearing": _hold,
    "conclude": _conclude, "refuse_reacceptance": _not_again, "new_facts": desk.EFFECTS["link"], "withdraw": _withdraw,
    "revoke_withdrawal": _revoke,
}  # fmt: skip
