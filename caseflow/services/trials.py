"""What a trial of the duty catalogue tells to whoever looks: the table, and the petitions behind each of its numbers.

Who reads petitions sees those in her own sight and numbers of those alone. Who only sets the catalogue sees all
numbers, and of the petitions nothing but how many are alike in topic, place and class.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from caseflow.models import Case, Duty, TrialGroup, TrialMove
from caseflow.services.duty_draft import KIND
from caseflow.texts import PRINCIPLES, end_name, step_text
from offices.actors import Actor
from offices.models import Job, JobState, Level, Office, Region
from offices.paging import Page, Sort, page_of
from offices.roles import Capability
from petitions.models import Topic

MOST_PAIRS = 200  # lines of the table on the page; the file has them all
MOST_LINES = 50  # lines of the draft on the page
End = tuple[int | None, str]  # office, or the routing's code


@dataclass(frozen=True)
class Pair:
    """A line of the table: from and to by name, and by the key that the address takes."""

    old: str
    new: str
    old_key: str
    new_key: str
    count: int


@dataclass(frozen=True)
class Moved:
    """A line of the list: a petition (`move`) or as many as are alike (`group` alone), and both routes in words."""

    group: TrialGroup
    old: str
    new: str
    old_why: list[str]
    new_why: list[str]
    move: TrialMove | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Sheet:
    """The page of a trial. `move` is the length of the whole list, `shown` that of the pair chosen by the address."""

    pairs: list[Pair]
    move: int
    shown: int
    closed: int
    opened: int
    more_pairs: int
    page: Page
    lines: list[Moved] = field(default_factory=list)
    drafted: list[dict[str, Any]] = field(default_factory=list)
    more_drafted: int = 0


def trials_of(actor: Actor, at: datetime) -> QuerySet[Job]:
    """The trials an actor may look at: her own, and, if she reads petitions, the ended ones that touch her region."""
    rows = Job.objects.filter(kind=KIND, state=JobState.DONE, expires_at__gt=at)
    own = Q(user=actor.user_id, posting=actor.posting_id)
    if not actor.may(Capability.READ):
        return rows.filter(own)
    path = Region.objects.filter(pk=actor.region_id).values_list("path", flat=True).first() or "-"
    above = Q(posting__office__region__code__in=[c for c in path.split("/") if c])
    return rows.filter(own | above | Q(posting__office__region__path__startswith=path))


def trial_for(actor: Actor, uid: uuid.UUID, at: datetime) -> Job | None:
    """One trial with its asker's office, or None where the actor may not look or its time is over."""
    return trials_of(actor, at).select_related("posting__office__region").filter(uid=uid).first()


def trial_sheet(job: Job, actor: Actor, asked: Mapping[str, str]) -> Sheet:
    """The trial as this actor may see it. `asked` may hold `from` and `to` (office codes, gap, tie) and a cursor."""
    reads = actor.may(Capability.READ)
    counts = _in_sight(job, actor) if reads else _told(job)
    offices = {
        o.pk: o for o in Office.objects.filter(pk__in={e[0] for pair in counts for e in pair if e[0]}).order_by()
    }
    pairs = [
        Pair(_name(old, offices), _name(new, offices), _key(old, offices), _key(new, offices), n)
        for (old, new), n in counts.most_common()
    ]
    chosen = [p for p in pairs if _fits(p.old_key, asked.get("from")) and _fits(p.new_key, asked.get("to"))]
    page = _page(job, actor, asked) if reads else _alike(job, asked)
    drafted = _drafted(job)
    return Sheet(
        pairs[:MOST_PAIRS], sum(counts.values()), sum(p.count for p in chosen), sum(p.count for p in pairs if p.old_key == "gap"),
        sum(p.count for p in pairs if p.new_key == "gap"), max(0, len(pairs) - MOST_PAIRS), page, _lines(page, actor),
        drafted, max(0, len(job.asked["lines"]) - MOST_LINES),
    )  # fmt: skip


def _told(job: Job) -> Counter[tuple[End, End]]:
    return Counter({(_end(old), _end(new)): n for old, new, n in job.told["pairs"]})


def _end(value: int | str) -> End:
    return (value, "") if isinstance(value, int) else (None, value)


def _in_sight(job: Job, actor: Actor) -> Counter[tuple[End, End]]:
    rows = TrialMove.objects.visible_to(actor).filter(job=job).order_by()
    ends = ("group__old_office", "group__old_end", "group__new_office", "group__new_end")
    return Counter({((a, b), (c, d)): n for a, b, c, d, n in rows.values_list(*ends).annotate(n=Counted("pk"))})


def _name(end: End, offices: Mapping[int, Office]) -> str:
    return str(offices[end[0]]) if end[0] else end_name(end[1])


def _key(end: End, offices: Mapping[int, Office]) -> str:
    return offices[end[0]].code if end[0] else end[1]


def _fits(key: str, wanted: str | None) -> bool:
    return not wanted or key == wanted


def _chosen(asked: Mapping[str, str], group: str) -> Q:
    found = Q()
    for name, side in (("from", "old"), ("to", "new")):
        if wanted := asked.get(name, "").replace("\0", "")[:30]:
            found &= Q(**{f"{group}{side}_office__code": wanted}) | Q(
                **{f"{group}{side}_end": wanted, f"{group}{side}_office": None}
            )
    return found


GROUP = ("topic", "region", "old_office", "new_office")


def _page(job: Job, actor: Actor, asked: Mapping[str, str]) -> Page:
    rows = TrialMove.objects.visible_to(actor).filter(_chosen(asked, "group__"), job=job)
    seen = TrialMove.objects.select_related("petition", *(f"group__{name}" for name in GROUP))
    return page_of(rows, Sort("pk", True), asked, seen=seen)


def _alike(job: Job, asked: Mapping[str, str]) -> Page:
    rows = TrialGroup.objects.filter(_chosen(asked, ""), job=job).select_related(*GROUP)
    return page_of(rows, Sort("count", True), asked)


def _lines(page: Page, actor: Actor) -> list[Moved]:
    moves: list[TrialMove | None] = [row if isinstance(row, TrialMove) else None for row in page]
    groups: list[TrialGroup] = [m.group if m else g for m, g in zip(moves, page, strict=True)]
    steps = [s for g in groups for r in (g.old_reason, g.new_reason) for s in r.get("steps", ())]
    ids = {s[k] for s in steps for k in ("office", "successor") if k in s} | {
        o for s in steps for o in s.get("offices", ())
    }
    offices = {o.pk: str(o) for o in Office.objects.filter(pk__in=ids).order_by()} if ids else {}
    codes = {s["topic"] for s in steps if s.get("topic")}
    topics = {t.code: str(t) for t in Topic.objects.filter(code__in=codes)} if codes else {}
    cases = _cases([m for m in moves if m], actor)
    return [
        Moved(
            g, _side(g.old_office, g.old_end), _side(g.new_office, g.new_end), _why(g.old_reason, offices, topics),
            _why(g.new_reason, offices, topics), m, cases.get((m.matter_id, m.petition_id)) or cases.get((m.matter_id, 0)) if m else None,
        )
        for g, m in zip(groups, moves, strict=True)
    ]  # fmt: skip


def _cases(moves: Iterable[TrialMove], actor: Actor) -> dict[tuple[int, int], Case]:
    """The newest case in sight of each petition, or else of its matter (key 0)."""
    matters = {m.matter_id for m in moves}
    rows = Case.objects.visible_to(actor).filter(matter__in=matters).order_by("pk") if matters else []
    found: dict[tuple[int, int], Case] = {}
    for case in rows:
        found[case.matter_id, case.petition_id] = found[case.matter_id, 0] = case
    return found


def _side(office: Office | None, end: str) -> str:
    return str(office) if office else end_name(end)


def _why(reason: Mapping[str, Any], offices: Mapping[int, str], topics: Mapping[str, str]) -> list[str]:
    """The steps in sentences, the deciding one first, with principle and legal basis."""
    told = [step_text(s, offices, topics) for s in reversed(reason.get("steps", ()))]
    if principle := PRINCIPLES.get(reason.get("principle", "")):
        told.insert(1, f"{principle}; {reason['basis']}" if reason.get("basis") else str(principle))
    return told


def _drafted(job: Job) -> list[dict[str, Any]]:
    """The first lines of the tried draft with the rows they name."""
    asked = job.asked["lines"][:MOST_LINES]
    topics = Topic.objects.in_bulk([a["topic"] for a in asked if "topic" in a])
    offices = Office.objects.in_bulk([a["office"] for a in asked if "office" in a])
    duties = Duty.objects.select_related("topic", "office").in_bulk([a["duty"] for a in asked if "duty" in a])
    found = []
    for a in asked:
        duty = duties.get(a.get("duty", 0))
        found.append({
            "ends": "duty" in a, "on": a["on"], "topic": duty.topic if duty else topics.get(a.get("topic", 0)),
            "office": duty.office if duty else offices.get(a.get("office", 0)),
            "level": Level(duty.level if duty else a["level"]).label if duty or "level" in a else "", "basis": duty.basis if duty else a.get("basis", ""),
        })  # fmt: skip
    return found
