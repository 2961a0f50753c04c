"""The shape of a row of the table, the states of each kind of case, and the names the rows share."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.guards.base import Guard
from caseflow.statute import Article

DESK, HANDLING, REVIEW, RECHECK = "desk", "handling", "review", "recheck"
REMEDIES = (REVIEW, RECHECK)

STATES: Mapping[str, tuple[str, ...]] = {
    DESK: ("registered", "passed_on"),
    HANDLING: (
        "received",
        "accepted",
        "in_clearance",
        "decided",
        "served",
        "passed_down",
        "objected",
        "in_own_procedure",
    ),
    **dict.fromkeys(REMEDIES, ("requested", "accepted", "in_clearance", "decided", "served")),
}
FINAL: Mapping[str, tuple[str, ...]] = {
    DESK: ("closed", "refused", "joined", "referred", "voided", "routed_out", "not_reaccepted"),
    HANDLING: (
        "closed",
        "returned",
        "directed",
        "refused",
        "joined",
        "referred",
        "voided",
        "routed_out",
        "settled",
        "withdrawn",
        "not_reaccepted",
    ),
    **dict.fromkeys(REMEDIES, ("closed", "refused", "withdrawn")),
}


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
    by_petitioner: bool = False  # the petitioner herself may, by her query code
    shown: bool = False  # listed with its reason while blocked by the state


def art(number: int, paragraph: int | None = None, item: int | None = None) -> Article:
    return Article(number, paragraph, item)


def open_of(*kinds: str) -> tuple[str, ...]:
    """The states in which cases of the kinds are open."""
    return tuple(dict.fromkeys(state for kind in kinds for state in STATES[kind]))


def any_of(*kinds: str) -> tuple[str, ...]:
    """All states of cases of the kinds, the final ones too."""
    return tuple(dict.fromkeys((*open_of(*kinds), *(state for kind in kinds for state in FINAL[kind]))))


CLEAR = ("handle", "decide")
TRANSFER, HANDLE, DECIDE, SERVE, REGISTER = ("transfer",), ("handle",), ("decide",), ("serve", "handle"), ("register",)
RECEIVED_CLOCKS: tuple[str, ...] = ("C2", "C3", "C4", "W6", "TD", "R1", "SA")
ANY_HANDLING = STATES[HANDLING] + FINAL[HANDLING]
ANY_OPEN = STATES[DESK] + STATES[HANDLING]
