"""What the acts of an accusation do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.clocks import start
from caseflow.effects.base import Effect, Facts
from caseflow.facts import By, CaseState, Change, NewCase, Paper
from caseflow.rules import Rules
from caseflow.workflow import HANDLING


def _refer(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """To an organ of this desk: a confidential handling case there with its tracking day. Outside: the day runs on here."""
    target = facts.get("target")
    papers = (Paper("referral"),) if change.papers and state.reachable else ()
    if target is None:
        return replace(change, papers=papers, starts=start("TD", on, rules))
    there = NewCase(
        HANDLING, "received", target.id, on, "refer", state.matter, state.petition, start("TD", on, rules),
        reason="",  # the reason lies sealed on the event; a transfer's would lie plain
    )  # fmt: skip
    return replace(change, papers=papers, opens=(there,))


def _accept(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    fields = {"accepted_on": state.accepted_on or on}
    return replace(change, fields=fields if state.handler or by.user is None else {**fields, "handler_id": by.user})


EFFECTS: Mapping[str, Effect] = {"refer": _refer, "accept_accusation": _accept}
