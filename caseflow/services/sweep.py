"""The sweep: marks clocks due soon and late, ends what lapsed, closes what is done. Late itself is a query.

Safe when run twice at once, a week late or killed in the middle: clock and case are claimed together, what another holds
is skipped, and a row is taken only while its mark differs from its due day (`late_marked_for = due_on`). A batch is one
transaction of a few statements for all its clocks: claim, mark, watches, events, reminders.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.clocks import start
from caseflow.effects import plan
from caseflow.models import Case, Clock
from caseflow.services import executions, reminders
from caseflow.services.apply import apply, clock_row
from caseflow.services.calendars import calendar_version, rules_for_region
from caseflow.services.load import by_of, states_of
from offices.actors import system_actor
from offices.roles import Capability
from petitions.services.register import EventLine, MatterKey, record_events

BATCH = 2_000


@dataclass(frozen=True)
class Swept:
    """How many clocks were marked or ended."""

    late: int = 0
    soon: int = 0
    lapsed: int = 0
    executions: int = 0


class Claimed(NamedTuple):
    """A clock in our hands with what its case tells."""

    clock: int
    term: str
    due_on: date
    case: int
    kind: str
    state: str
    office: int
    region: int
    handler: int | None
    matter: int
    petition: int
    confidential: bool


CLAIM = """
SELECT c.id, c.term, c.due_on, k.id, k.kind, k.state, k.office_id, o.region_id, k.handler_id, k.matter_id, k.petition_id,
       k.confidential
FROM caseflow_clock c JOIN caseflow_case k ON k.id = c.case_id JOIN offices_office o ON o.id = k.office_id
WHERE c.stopped_on IS NULL AND {which} ORDER BY {order}, c.id LIMIT %s FOR UPDATE OF c, k SKIP LOCKED
"""
UNMARKED = (
    "c.kind = 'duty' AND (c.{0} IS NULL OR NOT (c.{0} = c.due_on AND c.{0} IS NOT NULL))"  # as their indexes say it
)
LATE = UNMARKED.format("late_marked_for") + " AND c.due_on < %s"
SOON = (
    UNMARKED.format("soon_marked_for")
    + """ AND c.due_on >= %s AND c.nominal_on <= %s + (SELECT max(soon_days) FROM offices_office) AND c.nominal_on <= %s + o.soon_days"""
)
LAPSED = "c.kind IN ('right', 'lapse', 'watch') AND NOT (c.term IN ('W6', 'TD', 'D3')) AND c.due_on < %s"


def sweep(at: datetime) -> Swept:
    """One pass over all running clocks at the instant `at`."""
    today = timezone.localtime(at).date()
    return Swept(
        _all(_late, at, today), _all(_soon, at, today), _all(_lapse, at, today), _all(executions.mark_late, at, today)
    )


def unmarked(today: date) -> int:
    """How many late clocks the sweep has not marked yet; many mean that it does not run."""
    overdue = Clock.objects.running().filter(kind="duty", due_on__lt=today)
    return overdue.filter(Q(late_marked_for=None) | ~Q(late_marked_for=F("due_on"))).count()


def _all(step: Callable[[datetime, date], int], at: datetime, today: date) -> int:
    """Batches until none is left; one transaction each."""
    total = 0
    while True:
        with transaction.atomic():
            count = step(at, today)
        total += count
        if count == 0:
            return total


def _claim(which: str, days: Sequence[date], order: str = "c.due_on") -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(which=which, order=order), [*days, BATCH])
        return [Claimed(*row) for row in cursor.fetchall()]


def _mark(column: str, rows: Iterable[Claimed]) -> None:
    with connection.cursor() as cursor:
        ids = [r.clock for r in rows]
        cursor.execute(f"UPDATE caseflow_clock SET {column} = due_on WHERE id = ANY(%s)", [ids])


def _late(at: datetime, today: date) -> int:
    """Duties whose legal day has passed: one event a clock and due day, W6 where acceptance is missing."""
    rows = _claim(LATE, [today])
    if rows:
        _mark("late_marked_for", rows)
        _watch([r for r in rows if r.term in {"C2", "C3"} and r.state == "received"])
        _record("mark_late", rows, at)
        _remind(rows, ReminderKind.LATE, at)
    return len(rows)


def _soon(at: datetime, today: date) -> int:
    """Duties within their office's days of warning, by the earlier, nominal day; a reminder, and one event."""
    rows = _claim(SOON, [today, today, today], "c.nominal_on")
    if rows:
        _mark("soon_marked_for", rows)
        _record("mark_soon", rows, at)
        _remind(rows, ReminderKind.SOON, at)
    return len(rows)


def _lapse(at: datetime, today: date) -> int:
    """Rights, the term to object and watches end by themselves; a served case without a clock then closes."""
    rows = _claim(LAPSED, [today])
    closing = [r for r in rows if r.state == "served"]
    quiet = [r for r in rows if r.state != "served"]
    if quiet:
        with connection.cursor() as cursor:
            ended = "UPDATE caseflow_clock SET stopped_on = due_on, result = 'lapsed' WHERE id = ANY(%s)"
            cursor.execute(ended, [[r.clock for r in quiet]])
        _record("lapse", quiet, at)
    if closing:
        _apply_lapse(closing, at, today)
    return len(rows)


def _apply_lapse(rows: Sequence[Claimed], at: datetime, today: date) -> None:
    """By the table of acts, for what follows from it: the case closes, its sender's too, the matter comes to rest."""
    grouped, actor = _by_case(rows), system_actor(today)
    found = Case.objects.filter(pk__in=grouped).order_by("pk")  # locked by the claim
    cases = {c.pk: c for c in found.select_related("office", "matter", "petition", "parent__office")}
    states = states_of(list(cases.values()), today)
    version = calendar_version()
    changes = [
        plan(states[pk], "lapse", {"clocks": [r.clock for r in some]}, by_of(actor), today, rules_for_region(some[0].region, version))
        for pk, some in grouped.items()
    ]  # fmt: skip
    apply(changes, cases, actor, at)


def _by_case(rows: Iterable[Claimed]) -> dict[int, list[Claimed]]:
    found: dict[int, list[Claimed]] = defaultdict(list)
    for row in rows:
        found[row.case].append(row)
    return found


def _watch(rows: Sequence[Claimed]) -> None:
    """W6 from the last day of C2 or C3, so that waiting hides nothing; one a case."""
    first = {r.case: r for r in reversed(rows)}
    having = set(Clock.objects.running().filter(case__in=first, term="W6").values_list("case_id", flat=True))
    version, begun = calendar_version(), {}
    for row in first.values():
        if (row.due_on, row.region) not in begun:
            begun[row.due_on, row.region] = start("W6", row.due_on, rules_for_region(row.region, version))
    Clock.objects.bulk_create(
        clock_row(case, watch)
        for case, row in sorted(first.items())
        if case not in having
        for watch in begun[row.due_on, row.region]
    )


def _record(kind: str, rows: Sequence[Claimed], at: datetime) -> None:
    """One event a case with the terms it is about. The mark changes no state and no version."""
    record_events(
        [
            EventLine(
                MatterKey(some[0].matter, some[0].confidential), kind, at, {"terms": [_told(r) for r in some]}, case,
                some[0].petition, some[0].office,
            )
            for case, some in _by_case(rows).items()
        ],
        system_actor(timezone.localtime(at).date()),
    )  # fmt: skip


def _told(row: Claimed) -> dict[str, Any]:
    return {"term": row.term, "due_on": row.due_on.isoformat()}


def _past_when_imported(rows: Sequence[Claimed]) -> set[int]:
    """Clocks whose day had passed before their letter was imported: late they are, but history reminds nobody."""
    imported = "case__petition__import_rows__run__started_at__date"
    found = Clock.objects.filter(pk__in=[r.clock for r in rows], **{f"{imported}__gt": F("due_on")})
    return set(found.values_list("pk", flat=True))


def _remind(rows: Sequence[Claimed], kind: str, at: datetime) -> None:
    history = _past_when_imported(rows) if rows else set()
    lines = []
    for row in rows:
        if row.clock in history:
            continue
        need = Capability.TRANSFER if row.kind == "desk" else Capability.HANDLE
        key = f"{kind}:{row.clock}:{row.due_on.isoformat()}"
        lines.append(reminders.Line(row.case, row.confidential, kind, need, key, row.office, row.handler, _told(row)))
    reminders.send(lines, at)
