"""Writes of the offices' rows: the closure of offices, the regions' paths, the calendar's years."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from offices.models import CalendarDay, CalendarVersion, CalendarYear, Office, OfficeBelow, OfficeKind, Region, User

# R22 Art. 5 (3): a petition office or government looks after its region, everyone else after its own line of superiors.
TERRITORIAL = {OfficeKind.PETITION, OfficeKind.GOVERNMENT, OfficeKind.JOINT}


def region_path(code: str, parent: Region | None) -> str:
    """The path of a region: the codes from the root, each followed by a slash."""
    return f"{parent.path if parent else ''}{code}/"


@transaction.atomic
def rebuild_paths() -> int:
    """Rewrite the regions' paths from their parents, from the top down; returns the number of changed rows."""
    changed, paths = [], {}
    for region in Region.objects.order_by("level", "code"):
        path = f"{paths.get(region.parent_id, '')}{region.code}/"
        paths[region.pk] = path
        if region.path != path:
            region.path = path
            changed.append(region)
    Region.objects.bulk_update(changed, ["path"])
    return len(changed)


def closure(offices: Iterable[Office]) -> set[tuple[int, int, int]]:
    """(above, below, depth) of all offices, each below itself with depth 0. `offices` carry their region."""
    offices = list(offices)
    rows: dict[tuple[int, int], int] = {(o.pk, o.pk): 0 for o in offices}
    superior = {o.pk: o.superior_id for o in offices}
    for office in offices:
        above, depth, seen = office.superior_id, 1, {office.pk}
        while above and above not in seen:
            rows.setdefault((above, office.pk), depth)
            seen.add(above)
            above, depth = superior.get(above), depth + 1
    for keeper in (o for o in offices if o.kind in TERRITORIAL):
        for office in offices:
            if office.region.path.startswith(keeper.region.path) and office.pk != keeper.pk:
                if office.kind in TERRITORIAL and office.region_id == keeper.region_id:
                    continue  # two keepers of one region are beside each other
                distance = office.region.path.count("/") - keeper.region.path.count("/")
                rows.setdefault((keeper.pk, office.pk), max(distance, 1))
    return {(above, below, depth) for (above, below), depth in rows.items()}


@transaction.atomic
def rebuild_closure() -> int:
    """Rewrite the closure table from the offices; returns the number of rows. Idempotent."""
    wanted = closure(Office.objects.select_related("region"))
    have = set(OfficeBelow.objects.values_list("above_id", "below_id", "depth"))
    gone = defaultdict(list)
    for above, below, _depth in have - wanted:
        gone[above].append(below)
    for above, belows in gone.items():
        OfficeBelow.objects.filter(above=above, below__in=belows).delete()
    OfficeBelow.objects.bulk_create(OfficeBelow(above_id=a, below_id=b, depth=d) for a, b, d in sorted(wanted - have))
    return len(wanted)


@dataclass(frozen=True)
class DayRow:
    """One day of a notice: off (a name) or worked (a make-up day)."""

    day: date
    is_workday: bool
    name: str


@transaction.atomic
def save_year(
    year: int, days: Sequence[DayRow], source: str, *, by: User | None = None, region: Region | None = None
) -> CalendarVersion:
    """Set the special days that the notice `source` gives for `year` and record a new calendar version.

    A year's notice may also name days of the December before it. Rows of the same days are replaced; a region's rows
    are its overlay and leave the national horizon alone.
    """
    listed = {row.day for row in days}
    known = CalendarYear.objects.filter(year=year).values_list("source", flat=True).first()
    # only what an earlier notice of this year said: the next year's may have named days of this December
    stale = CalendarDay.objects.filter(
        region=region, source__in={source, known or source}, day__year__in=(year - 1, year)
    )
    stale.exclude(day__in=listed).delete()
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=r.day, region=region, is_workday=r.is_workday, name=r.name, source=source) for r in days],
        update_conflicts=True,
        unique_fields=["day", "region"],
        update_fields=["is_workday", "name", "source"],
    )
    if region is None:
        CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "entered_by": by})
    return CalendarVersion.objects.create(note=f"{year}: {source}"[:200], by=by)
