"""`plan`: what one act does to one case, as a `Change`. Pure: no clock but the day it is given, no ORM."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.clocks import answer_term, start
from caseflow.effects import between, competence, desk, handling, joint, papers, recusal, remedies, routes, secrecy
from caseflow.effects.base import Effect, Facts, iso
from caseflow.facts import By, CaseState, Change, ClockStart, ClockStop, OfficeFacts, Paper, Refusal, Refused
from caseflow.rules import Rules
from caseflow.statute import Article
from caseflow.workflow import KEPT, ROWS, Row, is_final, refusal_of

# texts of the opinion, and what `prepare` looked up for a guard: no part of the event
UNTOLD = frozenset({"on", "new_day", "items", "findings", "basis", "remedy", "target_has_open", "open_case_there",
                    "first_due_on", "others_open", "there", "text_elsewhere", "body_rules", "redo_rules", "bodies",
                    "request", "first_text", "latest_on", "excuse_until", "same_words", "left", "redo_has_case", "redo_reason",
                    "strangers", "owed", "parts", "parties", "decider", "successors", "offices", "no_interest",
                    "receiver", "relation", "place", "registers", "wording", "corrects", "addressee",
                    "emergency", "own_petition", "against_person", "cuts_secret", "overlap", "sent_way", "rules", "target_rules", "sender_rules",
                    "above_rules"})  # fmt: skip

EFFECTS: Mapping[str, Effect] = {
    **desk.EFFECTS, **between.EFFECTS, **competence.EFFECTS, **joint.EFFECTS, **recusal.EFFECTS, **handling.EFFECTS, **routes.EFFECTS,
    **remedies.EFFECTS, **papers.EFFECTS, **secrecy.EFFECTS,
}  # fmt: skip


def plan(state: CaseState, act: str, facts: Facts, by: By, on: date, rules: Rules) -> Change:
    """The change that `act` makes to the case on the day `on`. Raises `Refused` with the reason and the article."""
    row = ROWS[act]
    facts = {**facts, "on": on, "rules": rules}
    if (refusal := refusal_of(state, row, facts, by)) is not None:
        raise Refused(replace(refusal, law=rules.law(on).code))
    target = row.target or state.state
    final = row.target is not None and is_final(state.kind, target)
    change = Change(
        case=state.id,
        act=act,
        from_state=state.state,
        to_state=target,
        final=final,
        stops=_stops(state, row, on, final),
        starts=_starts(state, row, on, rules),
        papers=(Paper(row.paper),) if row.paper and not by.is_import else (),
        facts=_kept(facts, by),
    )
    effect = EFFECTS.get(act)
    done = effect(state, facts, by, on, rules, change) if effect else change
    # R22 Art. 28 ¶3, 30 ¶3: whatever an act opens, it opens nothing at an accused office, also by succession
    if any(new.office in state.accused for part in (done, *done.also) for new in part.opens):
        raise Refused(Refusal("accused_named", Article(30, 3)))
    return done


def _stops(state: CaseState, row: Row, on: date, final: bool) -> tuple[ClockStop, ...]:
    named = [ClockStop(c.id, on, "met") for c in state.clocks if c.term in row.stops]
    done = {stop.id for stop in named}
    if final:
        named += [ClockStop(c.id, on, "ended") for c in state.clocks if c.id not in done and c.term not in KEPT]
    return tuple(named)


def _starts(state: CaseState, row: Row, on: date, rules: Rules) -> tuple[ClockStart, ...]:
    found: list[ClockStart] = []
    for term in row.starts:
        day = state.accepted_on or on  # C6 runs from the first acceptance, also after a reclassification
        if term == "C6":
            term = answer_term(state.klass, state.procedure, day, rules)
        found += start(term, day, rules, told=True)
    return tuple(found)


def _kept(facts: Facts, by: By) -> dict[str, Any]:
    """What the event keeps of the facts: ids instead of objects, no texts of the opinion; and that she acted herself."""
    kept: dict[str, Any] = {} if by.petitioner is None else {"by_petitioner": by.petitioner}
    for name, value in facts.items():
        if name in UNTOLD:
            continue
        if isinstance(value, OfficeFacts):
            kept[name] = value.id
        elif hasattr(value, "case") and hasattr(value, "number"):
            kept[name] = {"case": value.case, "number": value.number, "due_on": iso(value.due_on)}
        elif value not in (None, "", (), []):
            kept[name] = iso(value)
    return kept
