"""Take over a year's holiday notice: preview which open due days move, then apply; told days are never shortened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from caseflow.clocks import count_again
from caseflow.deadlines import Due
from caseflow.models import Case, Clock
from caseflow.packs import RIGHTS
from caseflow.services.apply import moved_days, refresh_due
from caseflow.services.calendars import calendar_version, calendars_for, load_calendar
from caseflow.services.local import kept
from offices.actors import Actor
from offices.models import Region, User
from offices.services import DayRow, save_year
from petitions.services.register import EventLine, record_events


@dataclass(frozen=True)
class Move:
    """A running clock whose legal day the notice moves; `kept` where it would shorten a day told in writing."""

    clock: Clock
    old: date
    days_anew: Due
    kept: bool
    version: str

    @property
    def new(self) -> date:
        return self.days_anew.legal

    @property
    def days(self) -> int:
        return (self.new - self.old).days


class BadNotice(ValueError):
    """The pasted notice cannot be read; `errors` are (line, reason code)."""

    def __init__(self, errors: Sequence[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} lines")
        self.errors = list(errors)


def parse_notice(text: str, year: int) -> list[DayRow]:
    """Lines `2027-02-05,off,春节` or `2027-02-20,work,春节调休`; a range `2027-02-05..2027-02-11` is taken too.

    Days of the December before are allowed, for a notice may name them. Raises BadNotice with every bad line.
    """
    rows: dict[date, DayRow] = {}
    errors: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [p.strip() for p in line.replace("，", ",").split(",")]
        first, _dots, last = parts[0].partition("..")
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
            kind = {"off": False, "work": True}[parts[1]]
        except (ValueError, IndexError, KeyError):
            errors.append((number, "format"))
            continue
        if (
            end < start
            or (end - start).days > 20
            or not all(d.year == year or (d.year == year - 1 and d.month == 12) for d in (start, end))
        ):
            errors.append((number, "day"))
            continue
        for ordinal in range(start.toordinal(), end.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in rows:
                errors.append((number, "double"))
            rows[day] = DayRow(day, kind, parts[2] if len(parts) > 2 else "")
    if not rows and not errors:
        errors.append((1, "empty"))
    if errors:
        raise BadNotice(errors)
    return [rows[d] for d in sorted(rows)]


def moves(year: int, region: Region | None = None) -> list[Move]:
    """Which running clocks' legal days differ from the calendar as it stands: those that reach into the year or its
    December before. With a region, only those that its overlay concerns (HOL Art. 4): of the offices in it, and the
    petitioners' rights where the problem arose in it.
    """
    rows = Clock.objects.running().filter(due_on__gte=date(year - 1, 12, 1)).exclude(term="C5")
    if region is not None:
        here = Q(case__office__region__path__startswith=region.path)
        rows = rows.filter(here | Q(term__in=RIGHTS, case__matter__region__path__startswith=region.path))
    found, version = [], calendar_version()
    for clock in rows.select_related("case__petition", "case__office", "case__matter").order_by("due_on", "pk"):
        office, place = clock.case.office.region_id, clock.case.matter.region_id
        calendars = calendars_for(clock.term, office, place, version)
        term = kept(clock.term, clock.law, clock.pack, version)
        days = count_again(term, clock.started_on, clock.extension, calendars, clock.length, frozenset(clock.excluded))
        if days is not None and days.legal != clock.due_on:
            is_kept = bool(clock.told_on and days.legal < clock.told_on)
            found.append(Move(clock, clock.due_on, days, is_kept, calendars[0].version))
    return found


def preview(year: int, rows: Sequence[DayRow], region: Region | None = None) -> list[Move]:
    """The moves that the notice, or a region's overlay, would make: taken over, looked at and rolled back."""
    with transaction.atomic():
        save_year(year, rows, "preview", region=region)
        found = moves(year, region)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def apply_notice(
    year: int, rows: Sequence[DayRow], source: str, actor: Actor, at: datetime, *, region: Region | None = None
) -> list[Move]:
    """Take the notice (or a region's overlay) over, move the due days that it moves, an event on each case moved."""
    user = User.objects.filter(pk=actor.user_id).first()
    save_year(year, rows, source, by=user, region=region)
    found = moves(year, region)
    lines, cases = [], {}
    for move in found:
        clock = move.clock
        if move.kept:
            continue
        moved = moved_days(clock, move.days_anew.nominal, move.new, clock.extension)
        clock.nominal_on, clock.due_on, clock.provisional = move.days_anew.nominal, move.new, move.days_anew.provisional
        clock.calendar_version = move.version
        facts = {
            "term": clock.term,
            "old_due_on": move.old.isoformat(),
            "new_due_on": move.new.isoformat(),
            "note": source,
            "moved": [moved],
        }
        lines.append(
            EventLine(clock.case.matter, "calendar", at, facts, clock.case_id, clock.case.petition_id, actor.office_id)
        )
        cases[clock.case_id] = clock.case
    Clock.objects.bulk_update(
        [m.clock for m in found if not m.kept], ["nominal_on", "due_on", "provisional", "calendar_version"]
    )
    Clock.objects.running().filter(provisional=True, due_on__lte=load_calendar().horizon).update(provisional=False)
    refresh_due(cases)
    Case.objects.bulk_update(cases.values(), ["due_on"])
    if lines:
        record_events(lines, actor)
    return found
