"""What acts of several offices on one case do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.effects.base import Effect, Facts
from caseflow.facts import By, CaseState, Change, Note
from caseflow.rules import Rules

HELPS = "helper"


def _name(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    parts = facts["parts"]
    notes = tuple(
        Note("part", {
            "case_id": state.id, "office_id": p["office"].id, "asked": p["asked"], "named_on": on, "due_on": p["due_on"],
        })
        for p in parts
    )  # fmt: skip
    told = [{"office": p["office"].id, "due_on": p["due_on"].isoformat()} for p in parts]
    sight = tuple((p["office"].id, HELPS) for p in parts)
    return replace(change, notes=notes, takes_part=sight, facts={**change.facts, "parts": told})


def _hand_in(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    part = next(p for p in state.parts if p.office == by.office)
    note = Note("part", {"handed_in_on": on, "handed_in_by_id": by.user, "text": facts["text"]}, {"id": part.id})
    return replace(change, notes=(note,)).with_facts(office=part.office, due_on=part.due_on.isoformat())


def _take_back(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    part = next(p for p in state.parts if p.office == facts["part_office"])
    note = Note("part", {"taken_back_on": on}, {"id": part.id})
    return replace(change, notes=(note,), leaves=((part.office, HELPS),)).with_facts(office=part.office)


def _receive(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    offices = [o.id for o in facts["offices"]]
    sight = tuple((o, HELPS) for o in offices)
    return replace(change, takes_part=sight, facts={**change.facts, "offices": offices})


EFFECTS: Mapping[str, Effect] = {
    "name_lead": _name, "hand_in_part": _hand_in, "take_back_part": _take_back, "receive_jointly": _receive,
}  # fmt: skip
