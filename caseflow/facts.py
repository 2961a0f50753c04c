"""What the pure workflow is told and what it answers: plain values, no ORM, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from caseflow.statute import Article


@dataclass(frozen=True)
class OfficeFacts:
    """An office as the law looks at it."""

    id: int
    kind: str
    superiors: frozenset[int] = frozenset()  # whoever is above it, by the closure
    active: bool = True
    region: int | None = None

    @property
    def own_rules(self) -> bool:
        """R22 Art. 23 ¶4: political-legal and discipline organs inform by their own rules."""
        return self.kind in {"political_legal", "discipline"}


@dataclass(frozen=True)
class Running:
    """A clock that has not stopped. Days are calendar dates."""

    id: int
    term: str
    kind: str
    started_on: date
    nominal_on: date
    due_on: date
    petitioner: int | None = None
    extension: int = 0
    told_on: date | None = None
    law: str = "R22"
    pack: str = "national"  # the local rules it was computed with; it keeps them


@dataclass(frozen=True)
class Sender:
    """The case this one was sent from."""

    case: int
    kind: str
    state: str
    office: OfficeFacts
    petition_office_above: int | None = None  # where the second return of a matter goes


@dataclass(frozen=True)
class Pending:
    """Another case that an act names: the one joined, or the one that makes a petition a duplicate in term."""

    case: int
    matter: int
    office: OfficeFacts
    is_open: bool
    kind: str
    due_on: date | None
    number: str = ""


@dataclass(frozen=True)
class CaseState:
    """One case at one moment, with all that a guard or an effect may look at."""

    id: int
    kind: str
    state: str
    version: int
    matter: int
    petition: int
    office: OfficeFacts
    klass: str
    received_on: date
    via: str
    confidential: bool = False
    concluded: bool = False
    accepted_on: date | None = None
    clocks: tuple[Running, ...] = ()
    sender: Sender | None = None
    objected: bool = False
    forced: bool = False  # assigned after the second return: no objection any more
    returns: int = 0
    petitioners: tuple[int, ...] = ()
    reachable: frozenset[int] = frozenset()
    awaiting_receipt: frozenset[int] = frozenset()  # petitioners whose opinion is sent, receipt unproven
    children_open: int = 0
    handling_here: bool = False  # the office has another open handling case of the matter
    handler: int | None = None
    drafts: int = 0
    cleared: bool = False
    extension_asked: int = 0
    last_event_on: date | None = None

    def clock(self, *terms: str) -> Running | None:
        return next((c for c in self.clocks if c.term in terms), None)


@dataclass(frozen=True)
class By:
    """Who acts: the user, the office and the capabilities of the one posting."""

    user: int | None
    office: int | None
    capabilities: frozenset[str] = frozenset()
    is_system: bool = False
    is_import: bool = False
    petitioner: int | None = None  # the petitioner herself acts, by her query code


@dataclass(frozen=True)
class Refusal:
    """Why an act is not possible now: a stable code, the article, and what the sentence needs."""

    code: str
    article: Article | None = None  # of R22; cited as the law of the day has it
    facts: Mapping[str, Any] = field(default_factory=dict)
    law: str = "R22"  # in force on the day of the act


class Refused(Exception):
    """An act was refused; nothing changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class ClockStart:
    """A clock to start, all days computed."""

    term: str
    law: str
    kind: str
    started_on: date
    nominal_on: date
    due_on: date
    provisional: bool
    calendar_version: str
    petitioner: int | None = None
    told: bool = False  # the due day goes into a paper of this act
    pack: str = "national"


@dataclass(frozen=True)
class ClockStop:
    id: int
    on: date
    result: str  # met, moved, ended, lapsed


@dataclass(frozen=True)
class ClockMove:
    """A running clock gets other days: extension, its taking back, an amended receipt."""

    id: int
    nominal_on: date
    due_on: date
    extension: int
    started_on: date
    law: str
    provisional: bool
    calendar_version: str
    told: bool = False
    pack: str = "national"


@dataclass(frozen=True)
class NewCase:
    """A case that the act opens."""

    kind: str
    state: str
    office: int
    received_on: date
    via: str
    matter: int
    petition: int
    clocks: tuple[ClockStart, ...] = ()
    is_child: bool = True
    report_due_on: date | None = None
    reason: str = ""
    duty: int | None = None
    accepted_on: date | None = None
    handler: int | None = None
    capacity: str = "handler"


@dataclass(frozen=True)
class Paper:
    """A document to issue: its kind and the facts its text needs. Rendered and frozen by the service."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """All that one act does to one case; `also` are the changes it makes to others (the sender's case)."""

    case: int
    act: str
    from_state: str
    to_state: str
    final: bool = False
    stops: tuple[ClockStop, ...] = ()
    starts: tuple[ClockStart, ...] = ()
    moves: tuple[ClockMove, ...] = ()
    opens: tuple[NewCase, ...] = ()
    papers: tuple[Paper, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)  # columns of the case
    matter: Mapping[str, Any] = field(default_factory=dict)  # columns of the matter
    ends_participation: tuple[str, ...] = ()  # capacities of the case's office that end
    facts: Mapping[str, Any] = field(default_factory=dict)  # what the event keeps
    opinion: Mapping[str, Any] | None = None
    transfer: Mapping[str, Any] | None = None  # the transfer by which this case came
    services: tuple[Mapping[str, Any], ...] = ()
    also: tuple["Change", ...] = ()

    def with_facts(self, **facts: Any) -> "Change":
        return replace(self, facts={**self.facts, **facts})
