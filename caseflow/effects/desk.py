"""What acts at the desk, and of what concerns a registration do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.clocks import first_clocks
from caseflow.effects.base import Effect, Facts, iso, move
from caseflow.effects.competence import cited
from caseflow.facts import By, CaseState, Change, ClockStop, NewCase, Paper
from caseflow.rules import Rules
from caseflow.workflow import DESK, HANDLING


def _keep(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    child = NewCase(
        kind=HANDLING,
        state="received",
        office=state.office.id,
        received_on=state.received_on,
        via="keep",
        matter=state.matter,
        petition=state.petition,
        # C2 from the first receipt: keeping wins no time
        clocks=first_clocks(
            HANDLING, state.office, state.klass, "keep", state.received_on, rules, procedure=state.procedure
        ),
        procedure=state.procedure,
    )
    return replace(change, opens=(child,)).with_facts(**cited(state.decision))


def _split(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    opens = tuple(
        NewCase(
            DESK, "registered", state.office.id, state.received_on, "split", part["matter"], state.petition,
            first_clocks(DESK, state.office, part["klass"], "split", state.received_on, rules),
            is_child=False, capacity="registrar",
        )
        for part in facts["matters"]
    )  # fmt: skip
    return replace(change, opens=opens)


def _relink(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The petition moves to another matter: this case ends as joined, its like goes on there from the same receipt."""
    first = state.state
    via = "link" if change.act == "link" else "register"
    there = NewCase(
        state.kind, first, state.office.id, state.received_on, via, facts["to_matter"], state.petition,
        first_clocks(state.kind, state.office, facts.get("to_klass", state.klass), via, state.received_on, rules),
        is_child=False, capacity="registrar" if state.kind == DESK else "handler",
    )  # fmt: skip
    stops = tuple(ClockStop(s.id, s.on, "moved") for s in change.stops)
    return replace(change, opens=(there,), stops=stops)


def _join(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    pending = facts["pending"]
    papers = tuple(Paper(p.kind, {"number": pending.number, "due_on": iso(pending.due_on)}) for p in change.papers)
    return replace(change, fields={"joined_to_id": pending.case}, papers=papers)


def _refuse(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    pending = facts["pending"]
    told = {"number": pending.number, "office": pending.office.id, "due_on": iso(pending.due_on)}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers))


def _amend(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    if facts["field"] != "received_on":
        return change
    day = facts["new_day"]
    moves = []
    for clock in state.clocks:
        if clock.term in {"C1", "C2"}:
            moved = move(clock, day, clock.extension, rules, told=False)
            kept = max(moved.due_on, clock.told_on or moved.due_on)  # told in writing: not shortened
            moves.append(replace(moved, due_on=kept))
    return replace(change, moves=tuple(moves), fields={"received_on": day})


EFFECTS: Mapping[str, Effect] = {
    "keep": _keep, "amend": _amend, "split": _split, "link": _relink, "unlink": _relink, "join": _join, "refuse_duplicate": _refuse,
}  # fmt: skip
