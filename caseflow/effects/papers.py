"""What the acts on papers and their service do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.effects.base import Effect, Facts
from caseflow.facts import By, CaseState, Change, Paper
from caseflow.rules import Rules


def _serve_again(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    names = ("petitioner", "way", "register_no", "place", "note")
    service = {"again": True, "sent_on": on, **{name: facts[name] for name in names if facts.get(name)}}
    return replace(change, services=(service,))


def _correct_paper(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    """The paper stays as it was issued; a new one of its kind names it, says why, and has the right words."""
    old = facts["corrects"]
    told = {"corrects": old["pk"], "corrects_number": old["number"], "addressee": old["addressee"],
            "reason": facts["reason"], "wording": facts["wording"]}  # fmt: skip
    kept = {**change.facts, "paper": {"uid": old["uid"], "kind": old["kind"], "number": old["number"]}}
    return replace(change, papers=(Paper(old["kind"], told),), facts=kept)


EFFECTS: Mapping[str, Effect] = {"serve_again": _serve_again, "correct_paper": _correct_paper}
