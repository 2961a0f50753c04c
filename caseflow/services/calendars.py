"""The working-day calendar as the pure modules want it, read from the offices' rows once per calendar version."""

from datetime import date
from functools import lru_cache

from django.db.models import Max, Q

from caseflow.calendars import Calendar
from caseflow.packs import RIGHTS
from caseflow.rules import Rules
from caseflow.services.local import local_for_region, region_path
from offices.models import CalendarDay, CalendarVersion, CalendarYear, Region


def load_calendar(region_code: str | None = None) -> Calendar:
    """The national calendar, with the overlay of the region where its code is given."""
    return _calendar(calendar_version(), region_code)


def calendar_version() -> int:
    """The number of the last change of the calendar or of a local pack; every worker asks, so that none goes on with an old one."""
    return CalendarVersion.objects.aggregate(last=Max("pk"))["last"] or 0


@lru_cache(maxsize=256)
def _calendar(version: int, region_code: str | None) -> Calendar:
    where = Q(region=None) | (Q(region__code=region_code) if region_code else Q(pk__in=[]))
    days: dict[date, CalendarDay] = {}
    for row in CalendarDay.objects.filter(where).order_by("region_id"):
        if row.region_id is not None or row.day not in days:  # the region's row wins over the national one
            days[row.day] = row
    years = list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    last = years[-1] if years else date.min.year
    return Calendar(
        off=frozenset(d for d, row in days.items() if not row.is_workday),
        working=frozenset(d for d, row in days.items() if row.is_workday),
        horizon=date(last, 12, 31),
        version=f"{version}{'@' + region_code if region_code else ''}",
        names={d: row.name for d, row in days.items()},
    )


def calendar_for_region(region_id: int | None, version: int | None = None) -> Calendar:
    """The calendar with the overlay that holds in a region: its own, else that of the nearest region above it.

    Whoever asks for many regions reads `calendar_version` once and gives it.
    """
    version = calendar_version() if version is None else version
    overlays = _overlays(version)
    if not overlays or region_id is None:
        return _calendar(version, None)
    path = region_path(region_id)
    near = [code for above, code in overlays if path.startswith(above)]
    return _calendar(version, near[-1] if near else None)


def rules_for_region(region_id: int | None, version: int | None = None) -> Rules:
    """What an act of an office in the region is planned with."""
    version = calendar_version() if version is None else version
    return Rules(calendar_for_region(region_id, version), local_for_region(region_id, version))


def calendars_for(term: str, office_region: int | None, place: int | None, version: int) -> tuple[Calendar, ...]:
    """What a clock is counted by: its office's calendar, and for the petitioner's right that of the problem's place too."""
    here = calendar_for_region(office_region, version)
    there = calendar_for_region(place, version) if term in RIGHTS else here
    return (here,) if there is here else (here, there)


def overlaid_regions(version: int) -> list[int]:
    """The regions in which days of their own hold, or of a region above them."""
    within = Q(pk__in=[])
    for path, _code in _overlays(version):
        within |= Q(path__startswith=path)
    return list(Region.objects.filter(within).values_list("pk", flat=True))


@lru_cache(maxsize=8)
def _overlays(version: int) -> tuple[tuple[str, str], ...]:
    """(path, code) of the regions with days of their own, the widest first."""
    rows = CalendarDay.objects.exclude(region=None).values_list("region__path", "region__code").distinct()
    return tuple(sorted(rows, key=lambda row: len(row[0])))
