"""The sweep: marks clocks due soon and late, ends what lapsed, closes what is done. Late itself is a query.

Safe when run twice at once, a week late or killed in the middle: rows are claimed by a conditional UPDATE
(`late_marked_for = due_on`), in batches of their own transaction, with the event in the same one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.effects import plan
from caseflow.facts import Change
from caseflow.models import Case, Clock
from caseflow.services import reminders
from caseflow.services.apply import apply
from caseflow.services.calendars import calendar_for_region
from caseflow.services.load import by_of, states_of
from offices.actors import Actor, system_actor
from offices.models import Office
from offices.roles import Capability

BATCH = 200
LAPSING = ("right", "lapse", "watch")


@dataclass(frozen=True)
class Swept:
    """How many clocks were marked or ended."""

    late: int = 0
    soon: int = 0
    lapsed: int = 0


def sweep(at: datetime) -> Swept:
    """One pass over all running clocks at the instant `at`."""
    today = timezone.localtime(at).date()
    actor = system_actor(today)
    return Swept(_all(_late, actor, at, today), _all(_soon, actor, at, today), _all(_lapse, actor, at, today))


def _all(step, actor: Actor, at: datetime, today: date) -> int:
    """Batches until none is left; one transaction each."""
    total = 0
    while True:
        with transaction.atomic():
            count = step(actor, at, today)
        total += count
        if count == 0:
            return total


def _claim(rows) -> list[Clock]:
    return list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_on", "pk")[:BATCH])


def _late(actor: Actor, at: datetime, today: date) -> int:
    """Duties whose legal day has passed: one event a clock and due day, W6 where acceptance is missing."""
    overdue = Clock.objects.running().filter(kind="duty", due_on__lt=today)
    clocks = _claim(overdue.exclude(late_marked_for=F("due_on")) | overdue.filter(late_marked_for=None))
    Clock.objects.filter(pk__in=[c.pk for c in clocks]).update(late_marked_for=F("due_on"))
    _apply("mark_late", clocks, actor, at, today)
    _remind(clocks, ReminderKind.LATE, at, today)
    return len(clocks)


def _soon(actor: Actor, at: datetime, today: date) -> int:
    """Duties within their office's days of warning, by the earlier, nominal day; a reminder, and one event."""
    near = Clock.objects.running().filter(kind="duty", due_on__gte=today)
    unmarked = near.filter(Q(soon_marked_for=None) | ~Q(soon_marked_for=F("due_on")))
    days = sorted(set(Office.objects.values_list("soon_days", flat=True)))
    within = Q(pk__in=[])
    for n in days:
        within |= Q(case__office__soon_days=n, nominal_on__lte=today + timedelta(days=n))
    rows = _claim(unmarked.filter(within).select_related("case"))
    Clock.objects.filter(pk__in=[c.pk for c in rows]).update(soon_marked_for=F("due_on"))
    changes = []
    for case_id, some in _by_case(rows).items():
        state = some[0].case.state
        told = [{"term": c.term, "due_on": c.due_on.isoformat()} for c in some]
        changes.append(Change(case_id, "mark_soon", state, state, facts={"terms": told}))
    if changes:
        apply(changes, _lock(c.case for c in changes), actor, at)
    _remind(rows, ReminderKind.SOON, at, today)
    return len(rows)


def _lapse(actor: Actor, at: datetime, today: date) -> int:
    """Rights, the term to object and watches end by themselves; a served case without a clock then closes."""
    clocks = _claim(Clock.objects.running().filter(kind__in=LAPSING, due_on__lt=today).exclude(term__in=("W6", "TD")))
    _apply("lapse", clocks, actor, at, today)
    return len(clocks)


def _by_case(clocks: Iterable[Clock]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = defaultdict(list)
    for clock in clocks:
        found[clock.case_id].append(clock)
    return found


def _lock(ids: Iterable[int]) -> dict[int, Case]:
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {c.pk: c for c in rows.select_related("office", "matter", "petition", "parent__office")}


def _apply(act: str, clocks: Sequence[Clock], actor: Actor, at: datetime, today: date) -> None:
    if not clocks:
        return
    grouped = _by_case(clocks)
    cases = _lock(grouped)
    states = states_of(list(cases.values()), today)
    changes = []
    for pk, some in grouped.items():
        ids = [c.pk for c in some if any(r.id == c.pk for r in states[pk].clocks)]
        if ids:
            calendar = calendar_for_region(cases[pk].office.region_id)
            changes.append(plan(states[pk], act, {"clocks": ids}, by_of(actor), today, calendar))
    if changes:
        apply(changes, cases, actor, at)


def _remind(clocks: Sequence[Clock], kind: str, at: datetime, today: date) -> None:
    cases = Case.objects.filter(pk__in={c.case_id for c in clocks}).select_related("matter").in_bulk()
    lines = []
    for clock in clocks:
        case = cases[clock.case_id]
        need = Capability.TRANSFER if case.kind == "desk" else Capability.HANDLE
        key = f"{kind}:{clock.pk}:{clock.due_on.isoformat()}"
        facts = {"term": clock.term, "due_on": clock.due_on.isoformat()}
        lines.append(reminders.Line(case, kind, need, key, case.office_id, case.handler_id, facts))
    reminders.send(lines, at)
