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
    length: int | None = None
    excluded: tuple[date, ...] = ()
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
class Agreement:
    """The last settlement of a case."""

    perform_on: date
    days_left: int
    performed: bool | None


@dataclass(frozen=True)
class Asked:
    """The request that a review or recheck answers: about whose opinion, in time or not, and what was ordered."""

    of_case: int
    of_state: str
    of_office: int
    petitioner: int
    asked_on: date  # her own day
    first_case: int  # the handling at the bottom
    first_state: str
    first_office: int
    first_asked_on: date
    right_until: date | None = None  # None: no receipt is proven, so her right has not begun
    wrong_body: bool = False
    pending: bool = False  # another request about the same opinion was accepted
    in_force: bool = True  # the opinion complained of stands
    redo_at: str = ""
    redo_due_on: date | None = None


@dataclass(frozen=True)
class OpenPart:
    """What a co-handling office was asked for and has not handed in yet (R22 Art. 24 ¶1)."""

    id: int
    office: int
    due_on: date


@dataclass(frozen=True)
class OpenDispute:
    """A dispute of competence that nobody has decided yet."""

    id: int
    decider: int
    parties: tuple[int, ...]


@dataclass(frozen=True)
class Decision:
    """A decision asked for of the Party committee or government; `on` None: still awaited."""

    id: int
    by: str = ""
    on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One step of clearance: who clears, a role or one person, and whether it is done."""

    position: int
    name: str
    role: str = ""
    user: int | None = None
    done: bool = False


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
    agreed: frozenset[int] = frozenset()  # petitioners who agreed to papers on their page
    awaiting_receipt: frozenset[int] = frozenset()  # petitioners whose opinion is sent, receipt unproven
    came_back: frozenset[int] = frozenset()  # those of them whose copy came back undelivered
    children_open: int = 0
    handling_here: bool = False  # the office has another open handling case of the matter
    handler: int | None = None
    drafts: int = 0
    cleared: bool = False
    extension_asked: int = 0
    channel: str = ""
    petitions: int = 1  # how many the matter has
    procedure: str = "ordinary"
    settlement: "Agreement | None" = None
    executions: frozenset[int] = frozenset()  # supported requests still to be carried out
    last_event_on: date | None = None
    accused: frozenset[int] = (
        frozenset()
    )  # offices kept away: accused, their successors, organs an accused person heads
    accused_users: frozenset[int] = frozenset()
    complained_of: frozenset[int] = (
        frozenset()
    )  # of a claim that became an accusation at the very office: not barred yet
    referred_outside: bool = False  # referred to an organ outside the desk, whose receipt is not in
    # --- review, recheck and the end of a matter
    asked: Asked | None = None
    outcome: str = ""
    answered: bool = False  # a decided opinion of this case is in force
    asking: frozenset[int] = frozenset()  # petitioners whose request about this opinion is open
    remedy_open: bool = False  # a review or recheck of the matter is open
    at_rest: bool = False  # the matter has no open case
    withdrew: frozenset[int] = frozenset()  # petitioners who took their names back
    hearing_days: frozenset[date] = frozenset()
    rights_missed: bool = False  # a right to review or recheck of this opinion lapsed unused
    missed_ends: bool = False  # and by this tenant's rule that ends the matter (OWN)
    settled_ends: bool = (
        False  # all of it was settled and performed, which by local rules ends the matter (SD 46, ZJ 25)
    )
    death_ends: bool = False  # by local rules the petitioner's death without a successor would end it (SD 46, ZJ 25)
    # --- between offices
    received_first: int | None = None  # of the offices with an open handling case of the matter, who had it first
    parts: tuple[OpenPart, ...] = ()
    dispute: OpenDispute | None = None
    decision: Decision | None = None  # the last one asked for
    recused: frozenset[int] = (
        frozenset()
    )  # users who stepped back, had to, or took part in what is complained of (Art. 28 ¶3)
    declared: frozenset[int] = frozenset()  # users who said that they have no interest in it
    recusal_asked: tuple[tuple[int, int], ...] = ()  # (row, user) the petitioner asked for, not decided yet
    opinion: int | None = None  # the last draft
    drafter: int | None = None
    steps: tuple[Step, ...] = ()  # of the last draft; none: the head clears alone
    office_steps: tuple[Step, ...] = ()  # what a draft of today has to pass

    @property
    def next_step(self) -> Step | None:
        """The first step of clearance that is not done."""
        return next((s for s in self.steps if not s.done), None)

    @property
    def goes_on(self) -> int | None:
        """Who handles the case that follows this one: its handler, unless she has stepped back (R22 Art. 28 ¶3)."""
        return None if self.handler in self.recused else self.handler

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
    role: str = ""


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
    length: int | None = None  # days, where not the term's own
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
    excluded: tuple[date, ...] = ()
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
    procedure: str = "ordinary"
    papers: tuple["Paper", ...] = ()  # issued by the office that gets the case
    request: Mapping[str, Any] | None = None  # what a review or recheck was asked for


@dataclass(frozen=True)
class Paper:
    """A document to issue: its kind and the facts its text needs. Rendered and frozen by the service."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """A row beside the case: a new one of `table` with `values`, or with `where` a change of one that is there.

    `stamp` names the column that gets the instant of the act.
    """

    table: str
    values: Mapping[str, Any]
    where: Mapping[str, Any] = field(default_factory=dict)
    stamp: str = ""


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
    ends_others: bool = False  # offices without an open case of the matter lose sight of it (R22 Art. 30 ¶3)
    facts: Mapping[str, Any] = field(default_factory=dict)  # what the event keeps
    opinion: Mapping[str, Any] | None = None
    transfer: Mapping[str, Any] | None = None  # the transfer by which this case came
    services: tuple[Mapping[str, Any], ...] = ()
    request: Mapping[str, Any] = field(default_factory=dict)  # columns of the request that the case answers
    hearing: Mapping[str, Any] | None = None
    withdrawal: Mapping[str, Any] | None = None
    revoked_on: date | None = None  # the case's answer falls
    replaced_by: int | None = None  # the case whose items stand in place of this one's
    notes: tuple[Note, ...] = ()
    takes_part: tuple[tuple[int, str], ...] = ()  # (office, capacity) of other offices, from now on
    leaves: tuple[tuple[int, str], ...] = ()  # and no longer
    also: tuple["Change", ...] = ()

    def with_facts(self, **facts: Any) -> "Change":
        return replace(self, facts={**self.facts, **facts})
