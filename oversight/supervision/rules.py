"""What makes a case a candidate of supervision. Pure: no clock, no ORM.

R22 Art. 40 ¶1: the petition office supervises when acceptance or handling breaks the rules, when an office shirks,
dawdles or deceives, or when it does not carry out an opinion. The six items of R05 Art. 36 stay as sub-codes.
A candidate is worked out anew from facts each time it is looked at; nothing of it is stored but what a person decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from caseflow.statute import Article

ART_40 = Article(40, 1)
# The duties of the law whose lateness calls for supervision (regulation 1.1), and the desk's own that stand in place of
# C6: for a suggestion, for an own procedure, for the simplified way.
TERMS = frozenset({"C1", "C2", "C3", "C5", "C6", "C7", "C9", "C11", "A6", "S1", "SO"})
FIRST_NOTICE = frozenset({"C2", "C3"})  # the duty to tell her what became of her petition
RETURNS = 2  # R22 Art. 28 ¶1, 40 ¶1: passed to and fro
# States in which the office itself has something to do; elsewhere it waits for the petitioner or for another office.
AT_WORK = frozenset(
    {"registered", "received", "accepted", "in_clearance", "decided", "in_own_procedure", "requested"}
)  # fmt: skip
PASSED = frozenset({"passed_on", "passed_down"})  # another office has it now


class Kind(StrEnum):
    LATE = "late"
    FALSE_CLOSURE = "false_closure"
    NO_NOTICE = "no_notice"
    RETURNED = "returned"
    NOT_EXECUTED = "not_executed"
    IDLE = "idle"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True)
class Ground:
    """Why the law has a kind supervised. `item` is that of R05 Art. 36; `goes_on`: each further day makes it worse;
    `when_closed`: also on a case that has ended; `proposed`: found by the desk, else a person says it."""

    kind: Kind
    article: Article
    item: int
    goes_on: bool
    when_closed: bool = False
    proposed: bool = True


GROUNDS: Mapping[Kind, Ground] = {
    g.kind: g
    for g in (
        Ground(Kind.LATE, ART_40, 1, goes_on=True, when_closed=True),  # the duty to report (C5) outlives its case
        Ground(Kind.FALSE_CLOSURE, ART_40, 2, goes_on=False, when_closed=True),
        Ground(Kind.NO_NOTICE, ART_40, 3, goes_on=True),
        Ground(Kind.RETURNED, ART_40, 4, goes_on=False),
        Ground(Kind.NOT_EXECUTED, ART_40, 5, goes_on=True, when_closed=True),
        Ground(Kind.IDLE, ART_40, 6, goes_on=True),  # its days are the desk's own, so it is none of the first five
        Ground(Kind.COMPLAINT, ART_40, 4, goes_on=False),
        Ground(Kind.OTHER, ART_40, 6, goes_on=False, proposed=False),
    )
}
PROPOSED = tuple(kind for kind, ground in GROUNDS.items() if ground.proposed)


@dataclass(frozen=True)
class LateClock:
    """A running duty whose legal day has passed."""

    term: str
    due_on: date


@dataclass(frozen=True)
class Task:
    """A supported request that is still open."""

    due_on: date
    refused_on: date | None = None


@dataclass(frozen=True)
class CaseFacts:
    """A case as the rules look at it; days are the desk's own calendar days.

    `first_notice_due`: the last day of C2 or C3 that has passed, None where she cannot be told (R22 Art. 23 ¶1). `has_answer`, `is_served`: an
    answer was issued, and sent to everybody who can be reached. `imported`: its papers lie elsewhere.
    """

    state: str
    is_open: bool
    last_act_on: date
    closed_on: date | None = None
    late: tuple[LateClock, ...] = ()
    first_notice_due: date | None = None
    has_notice: bool = False
    owes_answer: bool = True  # not a desk's case, and not one that a subordinate answers
    has_answer: bool = False
    is_served: bool = False
    tasks: tuple[Task, ...] = ()
    returned_on: tuple[date, ...] = ()  # confirmed returns of the matter
    complained_on: tuple[date, ...] = ()
    imported: bool = False


@dataclass(frozen=True)
class Fact:
    """One thing that speaks for supervision: a stable code, the day from which on it does, and what the page prints."""

    code: str
    since: date
    term: str = ""
    day: date | None = None
    number: int = 0

    def told(self) -> dict[str, str | int]:
        """The fact as it is kept with an order."""
        day = {"day": self.day.isoformat()} if self.day else {}
        term = {"term": self.term} if self.term else {}
        number = {"number": self.number} if self.number else {}
        return {"code": self.code, "since": self.since.isoformat(), **term, **day, **number}


@dataclass(frozen=True)
class Candidate:
    """A kind with the facts that led to it, the earliest first."""

    kind: Kind
    facts: tuple[Fact, ...]

    @property
    def since(self) -> date:
        return self.facts[0].since


@dataclass(frozen=True)
class Decided:
    """What a person decided about a kind on a day: the facts of that day do not come back before `until` (None: never)."""

    kind: str
    on: date
    until: date | None = None

    def covers(self, fact: Fact, today: date) -> bool:
        return fact.since <= self.on and (self.until is None or today < self.until)


ONE = timedelta(days=1)


def candidates(facts: CaseFacts, today: date, idle_days: int, decided: Iterable[Decided] = ()) -> tuple[Candidate, ...]:
    """The kinds for which the case is a candidate on the day, without the facts that a person decided about."""
    decided = tuple(decided)
    found = []
    for kind in PROPOSED:
        open_facts = [
            fact
            for fact in _FACTS[kind](facts, today, idle_days)
            if fact.since <= today and not any(d.kind == kind and d.covers(fact, today) for d in decided)
        ]
        if open_facts and (facts.is_open or GROUNDS[kind].when_closed):
            found.append(Candidate(kind, tuple(sorted(open_facts, key=lambda f: (f.since, f.code, f.term)))))
    return tuple(found)


def _late(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    rows = [c for c in facts.late if c.term in TERMS and c.due_on < today]
    return [Fact("clock", c.due_on + ONE, term=c.term, day=c.due_on) for c in rows]


def _no_notice(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    due = facts.first_notice_due
    if facts.imported or facts.has_notice or due is None or due >= today:
        return []
    return [Fact("no_notice", due + ONE, day=due)]


def _returned(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    days = sorted(facts.returned_on) if facts.state not in PASSED else []
    return [Fact("returned", days[-1], day=days[-1], number=len(days))] if len(days) >= RETURNS else []


def _false_closure(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    """Ended as answered, though no answer was issued, or not sent to everybody, or though its result is overdue."""
    closed = facts.closed_on
    if facts.imported or not facts.owes_answer or facts.state != "closed" or closed is None:
        return []
    found = []
    if not facts.has_answer:
        found.append(Fact("no_answer", closed, day=closed))
    elif not facts.is_served:
        found.append(Fact("not_served", closed, day=closed))
    over = [t for t in facts.tasks if t.due_on < today]
    return found + [Fact("open_task", max(closed, t.due_on + ONE), day=t.due_on) for t in over]


def _not_executed(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    refused = [Fact("refused", t.refused_on, day=t.refused_on) for t in facts.tasks if t.refused_on]
    over = [t for t in facts.tasks if t.due_on < today and not t.refused_on]
    return refused + [Fact("task", t.due_on + ONE, day=t.due_on) for t in over]


def _idle(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    days = (today - facts.last_act_on).days
    if facts.state not in AT_WORK or days < idle_days:
        return []
    return [Fact("idle", facts.last_act_on + timedelta(days=idle_days), day=facts.last_act_on, number=days)]


def _complaint(facts: CaseFacts, today: date, idle_days: int) -> list[Fact]:
    return [Fact("complaint", day, day=day) for day in facts.complained_on]


_FACTS = {
    Kind.LATE: _late, Kind.FALSE_CLOSURE: _false_closure, Kind.NO_NOTICE: _no_notice, Kind.RETURNED: _returned,
    Kind.NOT_EXECUTED: _not_executed, Kind.IDLE: _idle, Kind.COMPLAINT: _complaint,
}  # fmt: skip


def remembered_until(kind: str, today: date, again_days: int) -> date | None:
    """Until when facts that a person decided about stay away: what goes on comes back after some days, the rest never."""
    return today + timedelta(days=again_days) if GROUNDS[Kind(kind)].goes_on else None
