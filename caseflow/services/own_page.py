"""What the petitioner's own page tells and takes. Every read begins at her petition: nothing else is in her sight.

A confidential petition, and one whose matters have all become confidential, shows what an ordinary one shows on the day
it was received, and no more (R22 Art. 30 ¶3, 46 (5)). Confidential parts of an ordinary petition are left out.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from caseflow.choices import PaperKind, ServiceWay
from caseflow.clocks import first_clocks
from caseflow.facts import CaseState
from caseflow.guards.own_page import HERSELF
from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Clock, Evaluation, Notice, OnlineConsent, Service
from caseflow.rules import Rules
from caseflow.services import own_words
from caseflow.services.calendars import rules_for_region
from caseflow.services.data_rights import ask_by_page
from caseflow.services.evaluations import Chance, chances
from caseflow.services.load import by_of, office_facts, states_of
from caseflow.services.papers import ANSWERS
from caseflow.services.retaliation import report_by_page
from caseflow.texts import act_name
from caseflow.texts.own_page import OWN_ACTS
from caseflow.workflow import DESK, HANDLING, TABLE, WAITING, Row, refusal_of
from offices.actors import Actor, petitioner_actor
from offices.models import Office, OfficeKind
from offices.together import together
from petitions.models import Event, Extract, Petition, Petitioner

MOST = 60
RANK = {"desk": 0, "handling": 1, "review": 2, "recheck": 3}
PASSED_BY = frozenset({"joined", "voided", "returned"})  # ends behind which the matter goes on elsewhere
SHOWN_APART = frozenset({"hand_in", "record_receipt"})
# papers written to her by their nature; an answer is hers once it was sent, and a referral is served and tells nothing here
TO_HER = tuple(k for k in PaperKind.values if k not in (*TO_ORGANS, *ANSWERS, PaperKind.REFERRAL))
ONE_NAME = (PaperKind.WITHDRAWAL, PaperKind.REVOCATION)  # of a joint petition these concern one person alone


class AskData(Protocol):
    """Correct data, dispute a field, ask for a copy: kept in the office's queue. The same key again asks nothing twice."""

    def __call__(self, petitioner: Petitioner, kind: str, text: str, at: datetime, *, key: str) -> None: ...


class ReportRetaliation(Protocol):
    """A report of retaliation: to the superior, never to whoever is accused (R22 Art. 18 ¶4)."""

    def __call__(self, petitioner: Petitioner, text: str, at: datetime, *, key: str) -> None: ...


@dataclass
class Doors:
    """Services of other rooms that her page opens where they are there; a door without a service is not shown."""

    ask_data: AskData | None = None
    report_retaliation: ReportRetaliation | None = None


DOORS = Doors(ask_by_page, report_by_page)


@dataclass(frozen=True)
class Beside:
    """A card of another room on her page: its title and what it tells her."""

    title: str
    lines: list[str]


# given by rooms above, of an ordinary petition alone: a confidential one looks as on its first day
BESIDE: list[Callable[[Petitioner, date], Beside | None]] = []


@dataclass(frozen=True)
class Act:
    """An act that is hers now: on which case, the words of its button."""

    case: Case
    name: str
    title: str


@dataclass
class Part:
    """One matter of her petition as she reads it."""

    title: str
    now: str
    then: list[str]
    steps: list[dict[str, str]]
    office: Office
    is_late: bool = False
    joined: str = ""
    remedies: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    chances: list[Chance] = field(default_factory=list)
    help: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PaperLine:
    """A paper of hers: how it came, whether its receipt is proven, and whether she can prove it here."""

    notice: Notice
    way: str
    on: date
    received_on: date | None
    to_confirm: bool
    case: Case
    owes_proof: bool  # an answer whose receipt is not proven
    is_online: bool = False


@dataclass
class OwnPage:
    """All that her page shows."""

    petition: Petition
    parts: list[Part]
    papers: list[PaperLine]
    handed: list[tuple[datetime, list[str]]]
    consent: OnlineConsent | None
    hand_in: Case | None
    cases: list[Case] = field(default_factory=list)
    states: dict[int, CaseState] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)

    @property
    def waiting(self) -> PaperLine | None:
        """An answer that is here for her and not received yet."""
        return next((line for line in self.papers if line.to_confirm), None)


def page_of(petitioner: Petitioner, at: datetime) -> OwnPage:
    """Her page at the instant `at`: a few statements, the same number however long the story is."""
    petition, today = petitioner.petition, timezone.localtime(at).date()
    links = list(Extract.objects.filter(petition=petition, until=None).select_related("matter").order_by("pk"))
    plain = [x.matter for x in links if not x.matter.confidential]
    cases = _cases(petition, [m.pk for m in plain])
    rules = rules_for_region(petition.office.region_id)
    if petition.confidential or not plain:
        return _neutral(petitioner, today, rules)
    found = _read(petitioner, cases, [m.pk for m in plain])
    states = states_of(cases, today)
    actor = petitioner_actor(petitioner.pk, today)
    parts = []
    for matter in plain:
        mine = [c for c in cases if c.matter_id == matter.pk]
        if mine:
            title = matter.opened_title if len(plain) > 1 else ""
            parts.append(_part(petition, title, mine, cases, found, states, actor, rules, today))
    if not parts and cases:  # her own cases ended elsewhere, and where they went is not hers to read
        parts.append(_part(petition, "", cases, cases, found, states, actor, rules, today))
    live = [a.case for p in parts for a in p.acts if a.name == "hand_in"]
    for part in parts:
        part.acts = [a for a in part.acts if a.name != "hand_in"]
    papers, handed = _papers(cases, found, states, actor), _handed(found.events, petitioner)
    beside = [card for give in BESIDE if (card := give(petitioner, today)) is not None]
    return OwnPage(petition, parts, papers, handed, found.consent, live[0] if live else None, cases, states, beside)


def _cases(petition: Petition, matters: Sequence[int]) -> list[Case]:
    """The cases of her matters that say something to her, and her petition's own."""
    others = ~Q(kind=DESK) & ~Q(state__in=PASSED_BY)
    joined_to = list(
        Case.objects.filter(petition=petition, joined_to__isnull=False).values_list("joined_to", flat=True)
    )
    hers = Q(petition=petition) | Q(pk__in=joined_to) | (Q(matter__in=matters) & others)  # each by an index of its own
    rows = Case.objects.filter(hers, confidential=False)
    newest = rows.select_related("office", "matter", "petition", "parent__office").order_by("-pk")[:MOST]
    return sorted(newest, key=lambda c: c.pk)


@dataclass(frozen=True)
class _Found:
    clocks: list[Clock]
    services: list[Service]
    notices: dict[int, Notice]
    given: list[Evaluation]
    consent: OnlineConsent | None
    events: list[Event]

    def answers(self, cases: Container[int]) -> set[int]:
        """The answers among her papers, of these cases."""
        return {pk for pk, n in self.notices.items() if n.kind in ANSWERS and n.case_id in cases}


def _read(petitioner: Petitioner, cases: Sequence[Case], matters: Sequence[int]) -> _Found:
    ids = [c.pk for c in cases]
    hers = Service.objects.filter(petitioner=petitioner, notice__case__in=ids, sent_on__isnull=False)
    own = Notice.objects.filter(case__in=ids, case__petition=petitioner.petition_id, kind__in=TO_HER)
    beside = Petitioner.objects.filter(petition=petitioner.petition_id).exclude(pk=petitioner.pk)
    own = own.exclude(Q(Exists(beside)), kind__in=ONE_NAME)
    heads = ("pk", "uid", "kind", "number", "title", "issued_at", "case")
    clocks, services, notices, sent, given, consents, events, earlier = together(
        Clock.objects.filter(Q(stopped_on=None, petitioner=None) | Q(petitioner=petitioner), case__in=ids).order_by("due_on", "pk"),
        hers.order_by("pk"),
        own.only(*heads).order_by("pk")[:MOST],
        Notice.objects.filter(pk__in=hers.values("notice")).only(*heads).order_by("pk"),
        Evaluation.objects.filter(petitioner=petitioner),
        OnlineConsent.objects.filter(petitioner=petitioner, taken_back_at=None),
        Event.objects.filter(matter__in=matters, kind__in=("help", "hand_in")).order_by("-seq")[:MOST],
        Event.objects.filter(petition=petitioner.petition_id, kind="hand_in", sealed=None).order_by("-pk")[:MOST],
    )  # fmt: skip
    known = {n.pk: n for n in [*notices, *sent]}
    told = {e.pk: e for e in [*events, *earlier]}  # also what she handed in before her petition was joined elsewhere
    return _Found(clocks, services, known, given, consents[0] if consents else None, list(told.values()))


def current(cases: Sequence[Case], petition: Petition, joined_to: frozenset[int] = frozenset()) -> Case:
    """The case in which her matter is now: where somebody works on it, the furthest of them, hers before others'."""

    def weight(case: Case) -> tuple[bool, bool, bool, int, int]:
        works = case.is_open and case.state not in WAITING
        mine = case.petition_id == petition.pk or case.pk in joined_to
        return works, case.state not in PASSED_BY, mine or RANK[case.kind] > 1, RANK[case.kind], case.pk

    return max(cases, key=weight)


def _part(petition: Petition, title: str, mine: list[Case], cases: Sequence[Case], found: _Found, states: dict[int, CaseState],
          actor: Actor, rules: Rules, today: date) -> Part:  # fmt: skip
    ended = [c for c in cases if c.petition_id == petition.pk and c.state == "joined"]
    targets = frozenset(c.joined_to_id for c in ended if c.joined_to_id)
    case = current(mine, petition, targets)
    clocks = [c for c in found.clocks if c.case_id == case.pk]
    running = [c for c in clocks if c.stopped_on is None and c.petitioner_id is None]
    then, late = own_words.then(case.kind, case.state, running, today)
    sent = _sent(found, mine)
    rights = [c for c in found.clocks if c.petitioner_id == actor.petitioner_id and c.case_id in {m.pk for m in mine}]
    unproven = [s for s in found.services if s.received_on is None and s.notice_id in found.answers(sent)]
    ids = {m.matter_id for m in mine}
    return Part(
        title, own_words.now(case.kind, case.state), then, own_words.steps(mine, min(sent.values(), default=None), petition),
        case.office, late, own_words.joined() if ended and case.petition_id != petition.pk else "",
        own_words.remedies(rights, unproven if case.matter.klass == "C" else [], rules, today),
        _acts(mine, case, states, actor, today),
        chances(petition, mine, sent, found.given, rules, today),
        [(e.at, str(e.opened.get("text", ""))) for e in found.events if e.kind == "help" and e.matter_id in ids],
    )  # fmt: skip


def _sent(found: _Found, cases: Sequence[Case]) -> dict[int, date]:
    """The day on which each case's answer was sent to her."""
    ids = {c.pk for c in cases}
    rows = [(found.notices[s.notice_id], s.sent_on) for s in found.services if s.notice_id in found.notices]
    return {n.case_id: day for n, day in rows if n.kind in ANSWERS and n.case_id in ids and day}


def hers(state: CaseState, row: Row, actor: Actor, today: date) -> bool:
    """Whether the act is hers now: nothing but what she has still to tell stands against it."""
    if not row.by_petitioner or (row.act == "withdraw" and state.state == "received"):
        return (
            False  # just received, a confidential petition looks the same: until accepted she withdraws at the counter
        )
    refusal = refusal_of(state, row, {"on": today}, by_of(actor))
    return refusal is None or refusal.code == "missing"


def _acts(mine: Sequence[Case], here: Case, states: dict[int, CaseState], actor: Actor, today: date) -> list[Act]:
    """Each act once, on the case where the matter is, else on the newest that allows it."""
    order = [here, *sorted((c for c in mine if c.pk != here.pk), key=lambda c: -c.pk)]
    acts = []
    for row in TABLE:
        if row.act == "record_receipt":
            continue
        open_to = [c for c in order if c.is_open or row.act != "hand_in"]  # after the end the counter takes it
        case = next((c for c in open_to if hers(states[c.pk], row, actor, today)), None)
        if case is not None:
            acts.append(Act(case, row.act, act_title(row.act)))
    return acts


def act_title(act: str) -> str:
    """The words of an act's button."""
    return str(OWN_ACTS[act][0]) if act in OWN_ACTS else act_name(act)


def _papers(cases: Sequence[Case], found: _Found, states: dict[int, CaseState], actor: Actor) -> list[PaperLine]:
    by_id, served = {c.pk: c for c in cases}, {s.notice_id: s for s in found.services}
    lines = []
    for notice in sorted(found.notices.values(), key=lambda n: n.issued_at):
        service, case = served.get(notice.pk), by_id[notice.case_id]
        if service is None:
            on = timezone.localtime(notice.issued_at).date()
            lines.append(PaperLine(notice, "", on, None, False, case, False))
            continue
        assert service.sent_on is not None
        unproven = notice.kind in ANSWERS and actor.petitioner_id in states[case.pk].awaiting_receipt
        unproven = unproven and service.received_on is None
        to_confirm = unproven and service.way in HERSELF
        way = str(ServiceWay(service.way).label) if service.way else ""
        lines.append(
            PaperLine(
                notice,
                way,
                service.sent_on,
                service.received_on,
                to_confirm,
                case,
                unproven,
                service.way == ServiceWay.ONLINE,
            )
        )
    return lines


def _handed(events: Sequence[Event], petitioner: Petitioner) -> list[tuple[datetime, list[str]]]:
    opened = [(e.at, e.opened) for e in events if e.kind == "hand_in"]
    return [(at, list(f.get("files", []))) for at, f in opened if f.get("by_petitioner") == petitioner.pk]


def _neutral(petitioner: Petitioner, today: date, rules: Rules) -> OwnPage:
    """The page of an ordinary petition on the day it was received, whatever has become of this one."""
    petition = petitioner.petition
    office = petition.office
    received = timezone.localtime(petition.received_at).date()
    kind = DESK if office.kind == OfficeKind.PETITION else HANDLING
    state = "registered" if kind == DESK else "received"
    facts = office_facts({office.pk}, today)[office.pk]
    begun = first_clocks(kind, facts, "C", "register", received, rules)
    then, late = own_words.then(kind, state, begun, today)
    if late:  # what would be late is met in another way, of which nothing is told
        then = own_words.then(kind, state, (), today)[0]
    part = Part("", own_words.now(kind, state), then, own_words.first_steps(kind, petition), office)
    consent = OnlineConsent.objects.filter(petitioner=petitioner, taken_back_at=None).first()
    events = list(Event.objects.filter(petition=petition, kind="hand_in").order_by("-pk")[:MOST])
    # an open case before one that has ended: neither tells the other from outside
    case = (
        Case.objects.filter(petition=petition)
        .select_related("office")
        .order_by(F("closed_at").desc(nulls_first=True), "-pk")
        .first()
    )
    return OwnPage(petition, [part], [], _handed(events, petitioner), consent, case)


def case_for(page: OwnPage, uid: Any, act: str, petitioner: Petitioner, today: date) -> Case | None:
    """The case on which she may do the act now; None for one that is not hers or an act that is not."""
    if act == "hand_in" and page.hand_in is not None and page.hand_in.uid == uid:
        return page.hand_in
    row = next((r for r in TABLE if r.act == act), None)
    case = next((c for c in page.cases if c.uid == uid), None)
    if row is None or case is None or row.act in SHOWN_APART:
        return None
    return case if hers(page.states[case.pk], row, petitioner_actor(petitioner.pk, today), today) else None


def agree(petitioner: Petitioner, at: datetime) -> None:
    """She takes her papers on this page from now on. Twice is once."""
    with transaction.atomic():
        OnlineConsent.objects.bulk_create([OnlineConsent(petitioner=petitioner, given_at=at)], ignore_conflicts=True)


def take_back(petitioner: Petitioner, at: datetime) -> None:
    """She takes no more papers on this page; what was received stays received."""
    OnlineConsent.objects.filter(petitioner=petitioner, taken_back_at=None).update(taken_back_at=at)
