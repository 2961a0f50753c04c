"""The table of states and acts: who may do what, from where to where, what it does to the clocks, by which article.

A lawyer can read `TABLE` line by line beside the regulation; guards are in `guards.py`, what else an act does in
`effects.py`. Articles are of R22; an empty tuple is OWN, a tenant's setting without a text behind it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow import guards as g
from caseflow.facts import By, CaseState, Refusal
from caseflow.statute import Article

DESK, HANDLING = "desk", "handling"

STATES: Mapping[str, tuple[str, ...]] = {
    DESK: ("registered", "passed_on"),
    HANDLING: ("received", "accepted", "in_clearance", "decided", "served", "passed_down", "objected"),
}
FINAL: Mapping[str, tuple[str, ...]] = {
    DESK: ("closed", "refused", "joined", "voided"),
    HANDLING: ("closed", "returned", "directed", "refused", "joined", "voided"),
}

Guard = Callable[[CaseState, Mapping[str, Any], By], Refusal | None]


@dataclass(frozen=True)
class Row:
    """One act on the cases of some kinds in some states. `target` None: the state stays."""

    act: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]  # any of these capabilities
    articles: tuple[Article, ...] = ()
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    paper: str | None = None
    guards: tuple[Guard, ...] = ()
    needs: tuple[str, ...] = ()  # facts that must not be empty
    where: str = "office"  # whose actor: the case's office, the sender's, any office in sight
    secret: bool = False  # also on a confidential case
    by_system: bool = False  # the desk does it; "who" may be empty
    shown: bool = False  # listed with its reason while blocked by the state


def art(number: int, paragraph: int | None = None, item: int | None = None) -> Article:
    return Article(number, paragraph, item)


TRANSFER, HANDLE, DECIDE, SERVE, REGISTER = ("transfer",), ("handle",), ("decide",), ("serve", "handle"), ("register",)
RECEIVED_CLOCKS = ("C2", "C3", "C4", "W6", "TD", "R1")
ANY_HANDLING = STATES[HANDLING] + FINAL[HANDLING]
ANY_OPEN = STATES[DESK] + STATES[HANDLING]

TABLE: tuple[Row, ...] = (
    # at the petition office's desk
    Row("forward", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1, 2),), ("C1", "R1"), (), "transfer",
        (g.target_fits, g.target_free, g.not_forced), ("target", "reason")),
    Row("assign", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1, 3),), ("C1", "R1"), (), "transfer",
        (g.target_fits, g.target_free, g.report_day), ("target", "reason", "report_due_on")),
    Row("keep", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1),), ("C1", "R1"), (), None,
        (g.no_handling_here,), (), secret=True),
    Row("report_head", (DESK,), ("registered",), None, TRANSFER, (art(22, 2), art(30)), (), (), None,
        (g.only_confidential,), ("reason",), secret=True),
    # moving between offices
    Row("pass_down", (HANDLING,), ("received",), "passed_down", HANDLE, (art(23, 1), art(23, 3)), RECEIVED_CLOCKS, (),
        "transfer", (g.target_fits, g.target_free, g.target_below), ("target", "reason")),
    Row("direct", (HANDLING,), ("received",), "directed", HANDLE, (art(23, 1),), RECEIVED_CLOCKS, (), "direction",
        (g.without_sender,), ("organ", "organ_address", "reason")),
    Row("object", (HANDLING,), ("received",), "objected", ("handle", "decide"), (art(23, 3),), ("C4",), (), None,
        (g.came_by_transfer, g.objection_in_time, g.first_objection), ("reason",)),
    Row("confirm_objection", (HANDLING,), ("objected",), "returned", ("transfer", "handle"), (art(22), art(23, 3)),
        ("C3",), (), "return", (), ("reason",), where="sender"),
    Row("reject_objection", (HANDLING,), ("objected",), "received", ("transfer", "handle"), (art(23, 3),), (), (), None,
        (), ("reason",), where="sender"),
    # acceptance and work
    Row("accept", (HANDLING,), ("received",), "accepted", HANDLE, (art(23), art(44, None, 3)), RECEIVED_CLOCKS,
        ("C6",), "acceptance"),
    Row("refuse_duplicate", (DESK, HANDLING), ("registered", "received"), "refused", ("transfer", "handle"),
        (art(19, 3),), ("C1", "R1", *RECEIVED_CLOCKS), (), "refusal",
        (g.without_sender, g.pending_below, g.pending_in_term), ("pending", "reason")),
    Row("investigate", (HANDLING,), ("received", "accepted", "in_clearance"), None, HANDLE, (art(31, None, 6), art(33)),
        needs=("text",), secret=True),
    Row("ask_extension", (HANDLING,), ("accepted", "in_clearance"), None, HANDLE, (art(34),), (), (), None,
        (g.extension_open, g.extension_days, g.extension_not_asked), ("days", "reason")),
    Row("extend", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), "extension",
        (g.extension_open, g.extension_days), ("days", "reason")),
    Row("decline_extension", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), None,
        (g.extension_asked,), ("reason",)),
    Row("take_back_extension", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), None,
        (g.extended, g.first_day_ahead), ("reason",)),
    Row("draft", (HANDLING,), ("accepted",), "in_clearance", HANDLE, (art(32),), (), (), None,
        (g.opinion_complete,), ("items",)),
    Row("return_for_work", (HANDLING,), ("in_clearance",), "accepted", DECIDE, (art(32),), (), (), None, (), ("reason",)),
    Row("clear", (HANDLING,), ("in_clearance",), None, DECIDE, (art(32),), (), (), None, (g.not_cleared,)),
    Row("decide", (HANDLING,), ("in_clearance",), "decided", DECIDE, (art(32),), (), (), "opinion", (g.is_cleared,),
        shown=True),
    Row("send", (HANDLING,), ("decided",), "served", SERVE, (art(34),), ("C6", "A6"), (), None, (), (), shown=True),
    Row("record_receipt", (HANDLING,), ("served", "closed"), None, SERVE, (art(35),), (), (), None,
        (g.receipt_awaited, g.receipt_day, g.receipt_witness), ("petitioner", "received_on")),
    Row("report_back", (HANDLING,), ANY_HANDLING, None, HANDLE, (art(22, 1, 3),), ("C5",), (), "report",
        (g.report_owed, g.report_ready), ("text",)),
    Row("close", (HANDLING,), ("served",), "closed", HANDLE, (art(34),), ("WS",), (), None, (g.report_in,), (),
        by_system=True, shown=True),
    # afterwards, beside and by the desk itself
    Row("correct", (HANDLING,), ("closed",), None, DECIDE, (), (), (), "correction", (g.not_concluded, g.no_handling_here),
        ("reason",)),
    Row("reassign", (DESK, HANDLING), ANY_OPEN, None, ("handle", "decide", "transfer"), (art(28, 3),),
        needs=("handler",), secret=True),
    Row("complain", (DESK, HANDLING), ANY_OPEN, None, REGISTER, (art(40, 1), art(44), art(45)), (), (), None,
        (g.something_late,), ("text",), where="any"),
    Row("amend", (DESK, HANDLING), ANY_OPEN, None, ("register",), (art(19),), (), (), None, (g.amended_day,),
        ("field", "new", "reason"), secret=True),
    Row("void", (DESK, HANDLING), ("registered", "received"), "voided", TRANSFER, (), ("C1", "R1", *RECEIVED_CLOCKS), (),
        None, (g.without_sender, g.second_person), ("reason", "second"), secret=True),
    Row("split", (DESK,), ("registered",), None, TRANSFER, (art(30, 3), art(31)), (), (), None, (), ("matters",), secret=True),
    Row("link", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(19, 3),),
        ("C1", "R1", *RECEIVED_CLOCKS), (), None, (g.without_sender, g.other_matter), ("to_matter", "reason")),
    Row("unlink", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(19, 3),),
        ("C1", "R1", *RECEIVED_CLOCKS), (), None, (g.without_sender, g.was_linked), ("to_matter", "reason")),
    Row("join", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(21, 2), art(23)),
        ("C1", "R1", *RECEIVED_CLOCKS), (), "joined", (g.without_sender, g.pending_here), ("pending", "reason")),
    Row("close_sender", (DESK, HANDLING), ("passed_on", "passed_down"), "closed", (), (art(22),), ("V1",), (), None,
        (g.no_child_open,), (), by_system=True),
    Row("lapse", (DESK, HANDLING), ANY_OPEN + FINAL[HANDLING], None, (), (art(23, 3), art(35), art(36)), (), (), None,
        (g.lapsed,), ("clocks",), by_system=True, secret=True),
    Row("mark_late", (DESK, HANDLING), ANY_OPEN + FINAL[HANDLING], None, (), (art(40, 1),), (), (), None, (),
        ("clocks",), by_system=True, secret=True),
)  # fmt: skip

ROWS: Mapping[str, Row] = {row.act: row for row in TABLE}
assert len(ROWS) == len(TABLE), "one row an act"

# The terms of which one at least runs while a case stands in a state. A case passed on or down waits for an open child.
OWED: Mapping[tuple[str, str], tuple[str, ...]] = {
    (DESK, "registered"): ("C1", "R1"),
    (HANDLING, "received"): ("C2", "C3", "TD", "R1"),
    (HANDLING, "objected"): ("C3",),
    **{(HANDLING, state): ("C6", "A6") for state in ("accepted", "in_clearance", "decided")},
    (HANDLING, "served"): ("WS", "C8", "C5"),
}
# What may run besides; of a case that has ended `KEPT` alone.
BESIDE: Mapping[tuple[str, str], tuple[str, ...]] = {
    (DESK, "passed_on"): ("V1",),
    (HANDLING, "passed_down"): ("V1",),
    (HANDLING, "received"): ("C4", "W6"),
    (HANDLING, "objected"): ("W6",),
}
KEPT = frozenset({"C5", "C8", "C10"})  # C5 survives every end; rights are the petitioner's
WAITING = ("passed_on", "passed_down")


def runs_in(kind: str, state: str) -> frozenset[str]:
    """The terms that may run while a case stands in the state."""
    if is_final(kind, state):
        return KEPT
    return frozenset((*OWED.get((kind, state), ()), *BESIDE.get((kind, state), ()), "C5"))


def is_final(kind: str, state: str) -> bool:
    return state in FINAL.get(kind, ())


def refusal_of(state: CaseState, row: Row, facts: Mapping[str, Any] | None, by: By) -> Refusal | None:
    """Why `by` may not do the act now, or None. `facts` None: asked before any are typed, their guards wait."""
    if state.kind not in row.kinds or state.state not in row.sources:
        return Refusal("wrong_state", facts={"state": state.state})
    if not by.is_import and (refusal := _person(state, row, by)) is not None:
        return refusal
    if state.confidential and not row.secret:
        return Refusal("confidential", art(30))
    given = facts or {}
    for guard in row.guards:
        if facts is None and guard in g.NEED_FACTS:
            continue
        if (refusal := guard(state, given, by)) is not None:
            return refusal
    if facts is not None and not by.is_import:
        missing = [name for name in row.needs if given.get(name) in (None, "", (), [])]
        if missing:
            return Refusal("missing", facts={"fields": missing})
    return None


def _person(state: CaseState, row: Row, by: By) -> Refusal | None:
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
    return None


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


SOMEBODY_ELSES = frozenset({"capability", "other_office", "no_sender", "only_system", "not_by_system"})


def _worth_telling(state: CaseState, row: Row, by: By, refusal: Refusal) -> bool:
    """Blocked acts that the actor could do: the next ones of the way, and those whose guard tells her something."""
    if refusal.code == "wrong_state":
        mine = state.kind in row.kinds and _person(state, row, by) is None
        return row.shown and mine and state.state in STATES[state.kind]
    return refusal.code not in SOMEBODY_ELSES | g.QUIET
