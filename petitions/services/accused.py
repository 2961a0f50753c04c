"""Who is complained of in a matter, and the offices and people that are kept away from it (R22 Art. 28 ¶3, 30 ¶3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from offices.models import Level, Office, OfficeBelow, OfficeKind, Posting, Region, User
from petitions.choices import AccusedAs, CadreLevel
from petitions.models import Accused, Attachment, Matter, Participation
from petitions.sealing import seal
from petitions.services.files import seal_names
from petitions.services.index import refresh_scope
from petitions.services.inputs import Against

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Barred:
    """Offices and accounts that may not see, receive, decide or review a matter."""

    offices: frozenset[int] = NOBODY
    users: frozenset[int] = NOBODY


def of_rows(rows: Iterable[dict[str, Any]]) -> dict[int, Barred]:
    """The barred of each matter, from the rows of `Accused.objects.barring(day)`."""
    offices: dict[int, set[int]] = defaultdict(set)
    users: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        offices[row["matter_id"]] |= set(row["barred"])
        users[row["matter_id"]] |= {row["user_id"]} - {None}
    return {pk: Barred(frozenset(offices[pk]), frozenset(users[pk])) for pk in offices}


def barred_from(matter_id: int, day: date) -> Barred:
    """Whom a matter is kept from on the day: the accused, their successors, the organs they head."""
    return of_rows(Accused.objects.filter(matter=matter_id).barring(day)).get(matter_id, Barred())


def offices_complained_of(matter_id: int) -> list[int]:
    """The offices complained of as they were entered, in any class of matter."""
    return list(Accused.objects.filter(matter=matter_id, until=None, office__isnull=False).values_list("office_id", flat=True))  # fmt: skip


def accuse(matter: Matter, given: Sequence[Against], at: datetime, *, via: str, as_accused: bool) -> list[Accused]:
    """Enter who is complained of. In an accusation what they take part in ends at once; a claim keeps the office alone."""
    rows = []
    known = set(offices_complained_of(matter.pk))
    for one in given:
        person = one.is_person and as_accused
        if not person and (one.office_id is None or one.office_id in known):
            continue
        rows.append(
            Accused(
                matter=matter, capacity=AccusedAs.ACCUSED if as_accused else AccusedAs.COMPLAINED_OF, office_id=one.office_id,
                user_id=_account(one, at) if person else None, since=at, via=via,
                sealed=seal({n: getattr(one, n) for n in ("name", "post", "level", "unit")}) if person else None,
            )
        )  # fmt: skip
    Accused.objects.bulk_create(rows)
    if rows and as_accused:
        withdraw(matter, at)
    return rows


def turned_accusation(matter: Matter, at: datetime) -> None:
    """A matter became an accusation: the offices complained of are accused now, and what they take part in ends."""
    Accused.objects.filter(matter=matter, until=None).update(capacity=AccusedAs.ACCUSED)
    seal_files(matter)
    withdraw(matter, at)


def seal_files(matter: Matter) -> None:
    """The names of the matter's files, and of its petitions', go under seal (R22 Art. 30 ¶3)."""
    seal_names(Attachment.objects.filter(petition__extracts__matter=matter) | Attachment.objects.filter(matter=matter))


def withdraw(matter: Matter, at: datetime) -> int:
    """End what the barred offices take part in; returns how many participations ended."""
    barred = barred_from(matter.pk, timezone.localtime(at).date())
    open_ones = Participation.objects.filter(matter=matter, until=None, office__in=barred.offices)
    ended = open_ones.update(until=at)
    if ended:
        refresh_scope([matter.pk])
    return ended


# the region level of the discipline organ that is competent over a cadre of that level (按管理权限)
LEVEL_OF_ORGAN = {
    CadreLevel.VILLAGE: Level.COUNTY, CadreLevel.SECTION: Level.COUNTY, CadreLevel.DIVISION: Level.PREFECTURE,
    CadreLevel.BUREAU: Level.PROVINCE,
}  # fmt: skip


def competent_organ(matter: Matter, office: Office, day: date) -> Office | None:
    """The discipline organ to propose: of the level that manages the accused cadre, else the nearest to the place."""
    barred = barred_from(matter.pk, day)
    levels = {LEVEL_OF_ORGAN.get(one.opened["level"]) for one in Accused.objects.filter(matter=matter, until=None)}
    wanted = min(levels - {None}, default=None)  # several: the organ of the highest of them
    near = _organs([OfficeKind.DISCIPLINE], matter.region or office.region, day, barred.offices | {office.pk})
    return next((o for o in near if o.region.level == wanted), near[0] if near else None)


def organ_above(office_id: int, barred: frozenset[int], day: date) -> Office | None:
    """Where an accusation against the registering office itself goes at once: the petition office above, else discipline."""
    above = OfficeBelow.objects.filter(below=office_id, depth__gt=0, above__kind=OfficeKind.PETITION).exclude(
        above__in=barred
    )
    found = (
        above.filter(above__in=Office.objects.in_force(day)).order_by("depth").select_related("above__region").first()
    )
    if found is not None:
        return found.above
    office = Office.objects.select_related("region").get(pk=office_id)
    organs = _organs([OfficeKind.DISCIPLINE], office.region, day, barred | {office_id})
    return organs[0] if organs else None


def _organs(kinds: Sequence[str], region: Region, day: date, barred: frozenset[int]) -> list[Office]:
    """Offices of some kinds at the region and above it, the nearest first."""
    codes = [c for c in region.path.split("/") if c]
    rows = Office.objects.in_force(day).filter(kind__in=kinds, region__code__in=codes).exclude(pk__in=barred)
    return sorted(rows.select_related("region"), key=lambda o: (-codes.index(o.region.code), o.pk))


def _account(one: Against, at: datetime) -> int | None:
    """The account of an accused person by name, where one alone fits: of those at the office named, else of all."""
    if not one.name:
        return None
    today = timezone.localtime(at).date()
    named = User.objects.filter(name=one.name.strip())
    here = named.filter(pk__in=Posting.objects.in_force(today).filter(office=one.office_id).values("user"))
    for rows in (here, named) if one.office_id else (named,):
        found = list(rows.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return int(found[0])
    return None
