"""The table of states and acts: who may do what, from where to where, what it does to the clocks, by which article.

A lawyer can read the `TABLE` of each part line by line beside the regulation; guards are in `guards/`, what else an act
does in `effects/`. Articles are of R22; an empty tuple is OWN, a tenant's setting without a text behind it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow import guards
from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.recusal import may_act as recused
from caseflow.workflow import (
    between,
    competence,
    desk,
    handling,
    joint,
    old,
    own_page,
    papers,
    recusal,
    remedies,
    routes,
    secrecy,
)
from caseflow.workflow.rows import DESK, FINAL, HANDLING, RECHECK, REVIEW, STATES, Row, art

TABLE: tuple[Row, ...] = (
    *desk.TABLE, *between.TABLE, *competence.TABLE, *joint.TABLE, *recusal.TABLE, *handling.TABLE, *routes.TABLE, *remedies.TABLE,
    *papers.TABLE, *secrecy.TABLE, *own_page.TABLE, *old.TABLE,
)  # fmt: skip
ROWS: Mapping[str, Row] = {row.act: row for row in TABLE}
assert len(ROWS) == len(TABLE), "one row an act"

# The terms of which one at least runs while a case stands in a state. A case passed on or down waits for an open child.
OWED: Mapping[tuple[str, str], tuple[str, ...]] = {
    (DESK, "registered"): ("C1", "R1", "D3"),
    (HANDLING, "received"): ("C2", "C3", "TD", "R1"),
    (HANDLING, "objected"): ("C3",),
    **{(HANDLING, state): ("C6", "A6", "SO", "TD") for state in ("accepted", "in_clearance")},  # TD: R22 Art. 23 ¶4
    (HANDLING, "decided"): ("C6", "A6", "SO", "TD", "S1"),
    (HANDLING, "in_own_procedure"): ("S1",),
    (HANDLING, "served"): ("WS", "C8", "C5", "TD"),
    (REVIEW, "requested"): ("C9", "RQ"),  # handed to a wrong body: RQ alone, until it is passed on
    (RECHECK, "requested"): ("C11", "RQ"),
    **{(REVIEW, state): ("C9",) for state in ("accepted", "in_clearance", "decided")},
    **{(RECHECK, state): ("C11",) for state in ("accepted", "in_clearance", "decided")},
    (REVIEW, "served"): ("WS", "C10"),
    (RECHECK, "served"): ("WS",),
}
# What may run besides; of a case that has ended `KEPT` alone.
BESIDE: Mapping[tuple[str, str], tuple[str, ...]] = {
    (DESK, "registered"): ("SF",),
    (DESK, "passed_on"): ("V1",),
    (HANDLING, "passed_down"): ("V1",),
    (HANDLING, "received"): ("C4", "W6", "SA"),
    (HANDLING, "objected"): ("W6", "SA"),
}
KEPT = frozenset({"C5", "C8", "C10", "WD"})  # C5 survives every end; rights are the petitioner's
ALSO_ENDED: Mapping[tuple[str, str], tuple[str, ...]] = {
    (kind, "referred"): ("TD",)
    for kind in (DESK, HANDLING)  # until the outside organ's receipt is in
}
WAITING = ("passed_on", "passed_down")


def runs_in(kind: str, state: str) -> frozenset[str]:
    """The terms that may run while a case stands in the state."""
    if is_final(kind, state):
        return KEPT.union(ALSO_ENDED.get((kind, state), ()))
    return frozenset((*OWED.get((kind, state), ()), *BESIDE.get((kind, state), ()), "C5", "WD"))


def is_final(kind: str, state: str) -> bool:
    return state in FINAL.get(kind, ())


def refusal_of(state: CaseState, row: Row, facts: Mapping[str, Any] | None, by: By) -> Refusal | None:
    """Why `by` may not do the act now, or None. `facts` None: asked before any are typed, their guards wait."""
    if state.kind not in row.kinds or state.state not in row.sources:
        possible = row.sources if state.kind in row.kinds else ()
        return Refusal("wrong_state", facts={"state": state.state, "states": possible})
    if not by.is_import and (refusal := _person(state, row, by)) is not None:
        return refusal
    if state.confidential and not row.secret:
        return Refusal("confidential", art(30))
    given = facts or {}
    if (refusal := guards.accused_kept_away(state, given, by)) is not None:
        return refusal
    for guard in row.guards:
        if facts is None and guard in guards.NEED_FACTS:
            continue
        if (refusal := guard(state, given, by)) is not None:
            return refusal
    if facts is not None and not by.is_import:
        missing = [name for name in row.needs if given.get(name) in (None, "", (), [])]
        if missing:
            return Refusal("missing", facts={"fields": missing})
    return None


def _person(state: CaseState, row: Row, by: By) -> Refusal | None:
    if by.petitioner is not None:
        return None if row.by_petitioner and by.petitioner in state.petitioners else Refusal("not_by_petitioner")
    if by.is_system:
        return None if row.by_system else Refusal("not_by_system")
    if row.by_system and not row.who:
        return Refusal("only_system")
    office = state.sender.office.id if row.where == "sender" and state.sender else state.office.id
    if row.where == "sender" and state.sender is None:
        return Refusal("no_sender")
    if row.where != "any" and by.office != office:
        return Refusal("other_office")
    if not by.capabilities.intersection(row.who):
        return Refusal("capability", facts={"needs": list(row.who)})
    if state.confidential and "confidential" not in by.capabilities:
        return Refusal("confidential", art(30))
    return recused(state, by)


@dataclass(frozen=True)
class Option:
    """An act as the page, the API and the guard see it: possible, or blocked with the reason."""

    row: Row
    refusal: Refusal | None


def options(state: CaseState, by: By) -> Iterable[Option]:
    """The acts of this case that `by` may do now, and those of her own that are blocked and worth telling."""
    for row in TABLE:
        if row.by_system and not row.who:
            continue
        refusal = refusal_of(state, row, None, by)
        if refusal is None:
            yield Option(row, None)
        elif _worth_telling(state, row, by, refusal):
            yield Option(row, refusal)


SOMEBODY_ELSES = frozenset(
    {"not_by_petitioner", "capability", "other_office", "no_sender", "only_system", "not_by_system"}
)


def _worth_telling(state: CaseState, row: Row, by: By, refusal: Refusal) -> bool:
    """Blocked acts that the actor could do: the next ones of the way, and those whose guard tells her something."""
    if refusal.code == "wrong_state":
        mine = state.kind in row.kinds and _person(state, row, by) is None
        return row.shown and mine and state.state in STATES[state.kind]
    return refusal.code not in SOMEBODY_ELSES | guards.QUIET


__all__ = [
    "DESK",
    "FINAL",
    "HANDLING",
    "RECHECK",
    "REVIEW",
    "STATES",
    "Option",
    "Row",
    "art",
    "is_final",
    "options",
    "refusal_of",
    "runs_in",
]
