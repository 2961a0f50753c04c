"""The trial of a draft of the duty catalogue: last year's petitions routed under the rows in force and the changed ones.

The work reads a week of petitions at a time and asks the routing once for all of the same topic, place and class. What
it counts is what it wrote down in the same transaction, so a number and its list cannot differ.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.imports.report import FORMULA
from caseflow.models import TrialGroup, TrialMove
from caseflow.routing import Route
from caseflow.services.duty_draft import changes_of
from caseflow.services.proposals import codes_above, office_rows, places_above, read_duty_rows, reason_of
from caseflow.texts import end_name
from caseflow.trial import Trial, changed, effect_day, end_of, stamp
from offices import jobs
from offices.actors import Actor
from offices.models import Office, Region
from petitions.models import Extract, Matter, Petition, Topic

YEAR, WEEK = timedelta(days=365), timedelta(days=7)
CHUNK = 5_000
SILENT = {"elsewhere", "no_duty"}  # steps that would only tell of rows for other places
Key = tuple[int | None, int | None, str]  # topic, region, class
Letter = tuple[int, datetime]  # a petition and when it was registered


@dataclass
class _Group:
    old: Route
    new: Route
    first_on: date
    last_on: date
    count: int = 0
    pk: int = 0

    def add(self, on: date) -> None:
        self.count += 1
        self.first_on, self.last_on = min(self.first_on, on), max(self.last_on, on)


@dataclass
class _Tally:
    """Groups by their facts, None where both catalogues agree; `moved` counts petitions by (from, to)."""

    groups: dict[Key, _Group | None] = field(default_factory=dict)
    moved: Counter[tuple[int | str, int | str]] = field(default_factory=Counter)
    total: int = 0  # petitions once a matter
    read: int = 0  # petitions


def run(work: jobs.Work) -> None:
    """Do the trial that `work.asked` names; the result in `told`, TrialGroup and TrialMove, and the table as CSV."""
    until = work.job.asked_at
    since, today = until - YEAR, timezone.localtime(until).date()
    changes, rows = changes_of(work.asked["lines"]), read_duty_rows()
    day = effect_day(changes, today)
    asks = _asks(Trial(rows, changed(rows, changes), office_rows(day), day))
    letters, tally, places = _letters(since, until), _Tally(), _places(work.actor)
    expected = letters.count()
    with transaction.atomic():  # what a dead try left
        TrialMove.objects.filter(job=work.job).delete()
        TrialGroup.objects.filter(job=work.job).delete()
        work.progress(0, expected, mark=0)
    for week in _weeks(since, until):
        with transaction.atomic():
            _take(work, week, places, asks, tally)
            work.progress(tally.read, expected, mark=tally.read)
    with transaction.atomic():
        _sum_up(tally)
        work.progress(tally.read, expected, mark=tally.read)
    move = sum(tally.moved.values())
    work.told |= {
        "day": day.isoformat(), "since": since.isoformat(), "until": until.isoformat(), "stamp": stamp(rows), "region": None if places is None else work.actor.region_id,
        "total": tally.total, "move": move, "stay": tally.total - move,
        "pairs": [[old, new, n] for (old, new), n in tally.moved.most_common()],
    }  # fmt: skip
    _write_table(work, tally.moved, today)


def _letters(since: datetime, until: datetime) -> Any:
    rows = Petition.objects.filter(confidential=False, registered_at__gt=since, registered_at__lte=until)
    return rows.order_by("registered_at", "pk")


def _places(actor: Actor) -> set[int] | None:
    """The places whose rows the actor sets: her trial routes the matters of these; None: all, those without a place too."""
    return None if actor.may("system") else set(Region.objects.set_by(actor).order_by().values_list("pk", flat=True))


def _weeks(since: datetime, until: datetime) -> Iterator[list[Letter]]:
    """Petitions, a week after the other and at most `CHUNK` at once."""
    while since < until:
        week = list(_letters(since, min(since + WEEK, until)).values_list("pk", "registered_at"))
        yield from (week[n : n + CHUNK] for n in range(0, len(week), CHUNK))
        since += WEEK


def _asks(trial: Trial) -> Any:
    """Ask the trial by the ids of topic and region; all of both are read once."""
    codes = dict(Topic.objects.order_by().values_list("pk", "code"))
    regions = list(Region.objects.order_by().values_list("pk", "code", "level", "path"))
    levels, paths = {code: level for _pk, code, level, _path in regions}, {r[0]: r[3] for r in regions}

    def ask(key: Key) -> tuple[Route, Route] | None:
        topic, region, klass = key
        line = places_above(paths[region], levels) if region else ()
        return trial.moved(codes_above(codes[topic]) if topic else (), line, klass)

    return ask


def _facts(matters: set[int]) -> dict[int, Key]:
    """The facts of each matter by its id. Accusations are never routed and confidential matters are nobody's figures."""
    rows = Matter.objects.filter(pk__in=matters, confidential=False).exclude(klass="B")
    return {
        pk: (topic, region, klass) for pk, topic, region, klass in rows.values_list("pk", "topic", "region", "klass")
    }


def _take(work: jobs.Work, letters: list[Letter], places: set[int] | None, asks: Any, tally: _Tally) -> None:
    """Route what the petitions concern, each once a matter; write down and count those that move.

    One table at a time by its key: quick whatever the planner believes of tables that were just filled.
    """
    registered = {pk: timezone.localtime(at).date() for pk, at in letters}
    links = list(Extract.objects.filter(petition__in=registered, until=None).values_list("petition", "matter"))
    facts = _facts({matter for _petition, matter in links})
    tally.read += len(registered)
    fresh: dict[Key, _Group] = {}
    moves: list[tuple[_Group, int, int]] = []
    for petition, matter in sorted(links):
        key, on = facts.get(matter), registered[petition]
        if key is None or (places is not None and key[1] not in places):
            continue
        tally.total += 1
        if key not in tally.groups:
            routes = asks(key)
            tally.groups[key] = group = _Group(*routes, on, on) if routes else None
            if group:
                fresh[key] = group
        group = tally.groups[key]
        if group:
            group.add(on)
            tally.moved[end_of(group.old), end_of(group.new)] += 1
            moves.append((group, petition, matter))
    made = TrialGroup.objects.bulk_create([_row(work, key, g) for key, g in fresh.items()])
    for group, row in zip(fresh.values(), made, strict=True):
        group.pk = row.pk
    if moves:
        table = TrialMove._meta.db_table
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} (job_id, group_id, petition_id, matter_id) FROM STDIN") as copy:  # fmt: skip
            for group, petition, matter in moves:
                copy.write_row((work.job.pk, group.pk, petition, matter))


def _row(work: jobs.Work, key: Key, group: _Group) -> TrialGroup:
    (topic, region, klass), old, new = key, group.old, group.new
    return TrialGroup(
        job=work.job, topic_id=topic, region_id=region, klass=klass, first_on=group.first_on, last_on=group.last_on,
        old_office_id=old.office, old_end="" if old.office else str(end_of(old)), old_reason=_reason(old),
        new_office_id=new.office, new_end="" if new.office else str(end_of(new)), new_reason=_reason(new),
    )  # fmt: skip


def _reason(found: Route) -> dict[str, Any]:
    kept = reason_of(found)
    return {**kept, "steps": [s for s in kept["steps"] if s["code"] not in SILENT][-12:]}


SUM_UP = """
UPDATE caseflow_trialgroup AS g SET count = told.count, first_on = told.first_on, last_on = told.last_on
FROM unnest(%s::bigint[], %s::int[], %s::date[], %s::date[]) AS told(id, count, first_on, last_on) WHERE g.id = told.id
"""


def _sum_up(tally: _Tally) -> None:
    groups = [g for g in tally.groups.values() if g]
    columns = [[g.pk for g in groups], [g.count for g in groups], [g.first_on for g in groups], [g.last_on for g in groups]]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, columns)


def _write_table(work: jobs.Work, moved: Mapping[tuple[int | str, int | str], int], today: date) -> None:
    names = {o.pk: (o.code, str(o)) for o in Office.objects.filter(pk__in=[e for pair in moved for e in pair if isinstance(e, int)])}  # fmt: skip
    told = {**names, **{e: ("", end_name(e)) for pair in moved for e in pair if isinstance(e, str)}}
    with open(work.output(f"duty-trial-{today.isoformat()}.csv"), "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("from: code"), _("from: office"), _("to: code"), _("to: office"), _("petitions")])
        for (old, new), n in sorted(moved.items(), key=lambda item: -item[1]):
            writer.writerow([*map(_safe, (*told[old], *told[new])), n])


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in FORMULA else text


def drop_expired_trials(at: datetime) -> int:
    """Delete what trials wrote down once their time is over, as their files; returns how many petitions' rows."""
    count, _kinds = TrialMove.objects.filter(job__expires_at__lt=at).delete()
    TrialGroup.objects.filter(job__expires_at__lt=at).delete()
    return count
