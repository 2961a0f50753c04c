"""What declarations of interest do beside the table: whoever has one is no handler any more (R22 Art. 28 ¶3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.effects.base import Effect, Facts
from caseflow.facts import By, CaseState, Change, Note
from caseflow.rules import Rules


def said(state: CaseState, user: int | None, kind: str, on: date) -> Note:
    """A new line of what was said of a person's interest."""
    return Note("recusal", {"case_id": state.id, "matter_id": state.matter, "user_id": user, "kind": kind, "on": on})


def _declare(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, notes=(said(state, by.user, "no_interest", on),))


def _recuse(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    change = replace(change, notes=(said(state, by.user, "declared", on),))
    return _without(state, change, by.user)


def _ask(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, notes=(said(state, state.handler, "asked", on),)).with_facts(handler=state.handler)


def _decide(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    row, user = next((r, u) for r, u in state.recusal_asked if u != by.user)
    change = replace(change, notes=(Note("recusal", {"kind": facts["answer"], "decided_on": on}, {"id": row}),))
    return _without(state, change, user) if facts["answer"] == "granted" else change


def _without(state: CaseState, change: Change, user: int | None) -> Change:
    if user is None or user != state.handler:
        return change
    return replace(change, fields={"handler_id": None}).with_facts(old_handler=user)


EFFECTS: Mapping[str, Effect] = {
    "declare": _declare, "recuse": _recuse, "ask_recusal": _ask, "decide_recusal": _decide,
}  # fmt: skip
