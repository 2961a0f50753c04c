"""Hot issues: read the petitions in a sight, search them, keep what was found, decide about it.

Nothing that is confidential is read: neither a petition nor one whose matter is (R22 Art. 30 ¶3).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_noop

from offices import jobs
from offices.actors import Actor, actor_from
from offices.models import Posting, Region
from offices.roles import CAPABILITIES, Capability
from oversight.hot.issues import Issue, Message, find_issues
from oversight.hot.texts import MOST_CHARACTERS
from oversight.models import HotDecision, HotIssue, HotMember, Verdict
from oversight.periods import Period
from oversight.prevention_querysets import is_secret
from petitions.models import Petition

ROOM = 5_000  # petitions read at once
MOST = 150_000  # of a search: the latest; a year of a large city
SAME = 0.5  # share of the smaller one's petitions in common from which a found issue is one that is kept
KIND = "hot_issues"
NIGHTLY = 365  # days


def petitions_of(actor: Actor, period: Period | None) -> QuerySet[Petition]:
    """The petitions in sight that a search may read, received in the period; without one, all."""
    rows = Petition.objects.visible_to(actor).exclude(is_secret("pk"))
    if period is not None:
        zone = timezone.get_current_timezone()
        first = datetime.combine(period.first, time.min, zone)
        rows = rows.filter(
            received_at__gte=first, received_at__lt=datetime.combine(period.last + timedelta(1), time.min, zone)
        )
    return rows


def _read(rows: QuerySet[Petition]) -> Iterator[Message]:
    """The latest `MOST` petitions as the search reads them, in parts by their ids. The key is the id."""
    below: int | None = None
    for _ in range(MOST // ROOM):
        part = rows if below is None else rows.filter(pk__lt=below)
        found = list(
            part.order_by("-pk").values_list(
                "pk", "received_at", "summary", Left("text", MOST_CHARACTERS), "endorsed", "region__name"
            )[:ROOM]
        )
        for pk, received, summary, text, endorsed, region in found:
            yield Message(str(pk), timezone.localtime(received).date(), summary, text, endorsed or 0, region or "")
        if len(found) < ROOM:
            return
        below = found[-1][0]


def search(actor: Actor, period: Period | None) -> list[Issue]:
    """The issues among the petitions in sight, the hottest first; `members` are ids of petitions as text."""
    regions = dict(Region.objects.visible_to(actor).order_by("level").values_list("name", "level"))
    return find_issues(list(_read(petitions_of(actor, period))), regions)


@dataclass(frozen=True)
class Kept:
    """What a search changed: issues new, found again, and proposals that nobody had decided about and that are gone."""

    new: int
    again: int
    gone: int


@transaction.atomic
def keep(actor: Actor, period: Period, found: list[Issue], at: datetime) -> Kept:
    """Keep what a search of the period found in the actor's office's sight. Twice with the same changes nothing.

    An issue that shares at least half of the smaller one's petitions with one that is kept is that one: it keeps its
    address and what was decided. What is found no more goes, unless a person has decided about it.
    """
    rows = HotIssue.objects.select_for_update().filter(office=actor.office_id).order_by("pk")
    known = {row.pk: row for row in rows}
    members: dict[int, set[int]] = defaultdict(set)
    for issue, petition in HotMember.objects.filter(issue__in=known).values_list("issue", "petition"):
        members[issue].add(petition)
    taken: set[int] = set()
    new = 0
    for issue in found:
        own = {int(key) for key in issue.members}
        match = _match(own, members, taken)
        row = known.get(match) if match is not None else None
        if row is None:
            row, new = HotIssue(office_id=actor.office_id), new + 1
        _write(row, issue, own, members.get(row.pk, set()), at)
        taken.add(row.pk)
    within = HotIssue.objects.filter(
        office=actor.office_id, state=Verdict.PROPOSED, first_on__gte=period.first, last_on__lte=period.last
    )
    gone = within.exclude(pk__in=taken).count()
    within.exclude(pk__in=taken).delete()
    return Kept(new, len(found) - new, gone)


def _match(own: set[int], members: dict[int, set[int]], taken: set[int]) -> int | None:
    """The kept issue that this one is, the most alike first, the older first."""
    best: tuple[float, int] | None = None
    for pk, others in members.items():
        shared = len(own & others) / max(1, min(len(own), len(others)))
        if pk not in taken and shared >= SAME:
            best = max(best or (0.0, 0), (shared, -pk))
    return -best[1] if best else None


def _write(row: HotIssue, issue: Issue, own: set[int], before: set[int], at: datetime) -> None:
    row.title, row.place, row.first_on, row.last_on = issue.title, issue.place[:120], issue.first, issue.last
    row.named_by_id, row.heat, row.signs, row.found_at = int(issue.named_by), issue.heat.value, list(issue.signs), at
    row.parts = asdict(issue.heat)
    row.save()
    HotMember.objects.filter(issue=row, petition__in=before - own).delete()
    HotMember.objects.bulk_create(HotMember(issue=row, petition_id=pk) for pk in sorted(own - before))


class Decided(Exception):
    """Somebody else decided about it since the page was read; nothing was written."""


@transaction.atomic
def decide(issue: HotIssue, actor: Actor, at: datetime, *, state: str, reason: str, version: int) -> HotIssue:
    """Confirm or dismiss an issue in the actor's sight; decided before, it can be decided anew. Raises Decided.

    `version` is the number of decisions that the person saw. `reason` must not be empty, `state` not *proposed*.
    """
    row = HotIssue.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=issue.pk)
    if row.version != version:
        raise Decided
    proposed = {"title": row.title, "place": row.place, "first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat(),
                "heat": row.heat, "parts": row.parts}  # fmt: skip
    HotDecision.objects.create(
        issue=row, state=state, reason=reason.strip(), proposed=proposed, user_id=actor.user_id, at=at
    )
    row.state, row.version = state, row.version + 1
    row.save(update_fields=["state", "version"])
    return row


def run(work: jobs.Work) -> None:
    """The search that somebody asked for, of the period asked for."""
    if not work.actor.may(Capability.OVERSEE):
        raise jobs.Failed(gettext_noop("Your posting does not show this list any more."))
    period = Period(date.fromisoformat(work.asked["from"]), date.fromisoformat(work.asked["to"]))
    work.told.update(asdict(keep(work.actor, period, search(work.actor, period), work.at)))


def nightly(at: datetime) -> int:
    """Search the last year in the sight of each office that has somebody who oversees. Returns the offices searched."""
    today = timezone.localtime(at).date()
    roles = [role for role, capabilities in CAPABILITIES.items() if Capability.OVERSEE in capabilities]
    postings = Posting.objects.in_force(today).filter(role__in=roles, user__is_active=True)
    period = Period(today - timedelta(days=NIGHTLY - 1), today)
    done: set[int] = set()
    for posting in postings.select_related("office", "user").order_by("office", "pk"):
        if posting.office_id not in done:
            done.add(posting.office_id)
            actor = actor_from(posting, today)
            keep(actor, period, search(actor, period), at)
    return len(done)
