"""Every clock's days counted anew by the law of the day it started: one group of equal clocks, one count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from caseflow.clocks import count_again
from caseflow.consistency.check import EXAMPLES, Found, Scope
from caseflow.packs import NATIONAL, term_kept
from caseflow.services.calendars import calendar_version, calendars_for, overlaid_regions
from caseflow.services.local import book
from caseflow.services.packs import NOTE
from caseflow.statute import LAWS, Term, Unit, law_on, terms_of
from offices.models import CalendarVersion

KEYS = ("term", "law", "pack", "kind", "started_on", "extension", "length", "excluded", "nominal_on", "due_on", "told_on", "provisional")  # fmt: skip
GROUPS = f"""
SELECT {", ".join(f"k.{name}" for name in KEYS)}, k.stopped_on IS NULL,
  CASE WHEN k.stopped_on IS NOT NULL THEN k.calendar_version END, {{office}}, {{place}}, count(*)
FROM caseflow_clock k {{joins}} GROUP BY {", ".join(str(n) for n in range(1, len(KEYS) + 5))}
"""
JOINS = """JOIN caseflow_case c ON c.id = k.case_id JOIN offices_office o ON o.id = c.office_id
JOIN petitions_matter m ON m.id = c.matter_id"""
OFFICE = "CASE WHEN o.region_id = ANY(%(regions)s) THEN o.region_id END"
PLACE = "CASE WHEN k.term IN ('C8', 'C10') AND m.region_id = ANY(%(regions)s) THEN m.region_id END"
NAMED = f"""
SELECT c.number || ' ' || k.term || ' ' || k.due_on FROM caseflow_clock k {JOINS}
WHERE {" AND ".join(f"k.{name} IS NOT DISTINCT FROM %({name})s" for name in KEYS)} AND (k.stopped_on IS NULL) = %(running)s
  AND (k.stopped_on IS NULL OR k.calendar_version = %(version)s)
  AND ({OFFICE}) IS NOT DISTINCT FROM %(office)s AND ({PLACE}) IS NOT DISTINCT FROM %(place)s
ORDER BY k.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Group:
    """Clocks that are alike in all that their days hang on."""

    term: str
    law: str
    pack: str
    kind: str
    started_on: date
    extension: int
    length: int | None
    excluded: list[date]
    nominal_on: date
    due_on: date
    told_on: date | None
    provisional: bool
    running: bool
    version: str | None  # of a stopped clock: it is not moved any more when the calendar changes
    office: int | None  # its region where days of its own hold
    place: int | None
    count: int


def clock_days(scope: Scope) -> Found:
    """Nominal and due day of every clock equal the statute of its day; a day told in writing may be later, never earlier."""
    found, version = Found(), calendar_version()
    regions, changes = overlaid_regions(version), _changes()
    for group in _groups(regions):
        if not _is_right(group, version, changes):
            found.add(group.count, _examples(group, regions))
    return found


def _groups(regions: list[int]) -> Iterator[Group]:
    parts = {"office": OFFICE, "place": PLACE, "joins": JOINS} if regions else {
        "office": "NULL::bigint", "place": "NULL::bigint", "joins": ""}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(**parts), {"regions": regions})
        for row in cursor.fetchall():
            yield Group(*row)


def _is_right(group: Group, version: int, changes: list[tuple[int, int]]) -> bool:
    try:
        law = law_on(group.started_on).code
    except LookupError:
        return False
    term = _term(group, version)
    if term is None or (group.law, group.kind) != (law, str(term.kind)):
        return False
    calendars = calendars_for(group.term, group.office, group.place, version)
    days = count_again(term, group.started_on, group.extension, calendars, group.length, frozenset(group.excluded))
    if days is None:
        return True  # set case by case: compared with what the transfer says
    if not group.running and _changed_since(group, changes):
        return group.due_on >= group.nominal_on and (term.unit is not Unit.DAYS or group.nominal_on == days.nominal)
    if group.told_on and days.legal < group.told_on <= group.due_on:
        return term.unit is not Unit.DAYS or group.nominal_on == days.nominal
    as_known = not group.running or group.provisional == days.provisional
    return as_known and (group.nominal_on, group.due_on) == (days.nominal, days.legal)


def _term(group: Group, version: int) -> Term | None:
    """The term by the law and the pack the clock keeps; none where that pack was not in force on its first day."""
    if group.pack == NATIONAL:
        return terms_of(group.law).get(group.term) if group.law in LAWS else None
    pack = book(version).get(group.pack)
    if pack is None or not pack.in_force(group.started_on):
        return None
    return term_kept(group.term, group.law, pack)


def _changes() -> list[tuple[int, int]]:
    """(version, year) of the calendar's changes; year 0 where the note names none. A pack moves no day of the calendar."""
    notes = CalendarVersion.objects.exclude(note__startswith=NOTE).values_list("pk", "note")
    return [(pk, int(m[0]) if (m := re.match(r"\d{4}", note)) else 0) for pk, note in notes]


def _changed_since(group: Group, changes: list[tuple[int, int]]) -> bool:
    """Whether days that this clock was counted over were entered after it was counted; a notice may name a December before."""
    seen = re.match(r"\d+", group.version or "")
    since = int(seen[0]) if seen else 0
    return any(
        pk > since and (not year or group.started_on.year <= year <= group.due_on.year + 1) for pk, year in changes
    )


def _examples(group: Group, regions: list[int]) -> list[str]:
    given: dict[str, Any] = {**vars(group), "regions": regions, "most": EXAMPLES}
    with connection.cursor() as cursor:
        cursor.execute(NAMED, given)
        return [row[0] for row in cursor.fetchall()]
