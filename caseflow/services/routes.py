"""The table of statutory routes (R22 Art. 31): seeded once, kept by the administrators; a change ends a row and begins another."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from caseflow.models import StatutoryRoute

FILE = Path(__file__).resolve().parent.parent / "data" / "routes.csv"
VALID_FROM = date(2022, 5, 1)  # R22 in force
FIELDS = ("item", "name", "name_en", "basis", "organ", "length", "unit", "owner", "counted_from", "topic")


@dataclass(frozen=True)
class Saved:
    """The row that holds from the day, and whether it took another's place."""

    row: StatutoryRoute
    replaced: bool


@transaction.atomic
def seed_routes() -> int:
    """Insert the common routes into an empty table; what the office keeps is left alone. Returns the number added."""
    if StatutoryRoute.objects.exists():
        return 0
    with open(FILE, encoding="utf-8") as file:
        rows = [
            StatutoryRoute(**{**row, "length": int(row["length"]) if row["length"] else None}, valid_from=VALID_FROM)
            for row in csv.DictReader(file)
        ]
    return len(StatutoryRoute.objects.bulk_create(rows))


@transaction.atomic
def save_route(values: dict[str, Any], day: date, old: StatutoryRoute | None = None) -> Saved:
    """A new row from `day`, in place of `old`, which ends the day before; one that began the same day is written over."""
    given = {name: values[name] for name in FIELDS if name in values}
    if old is not None and old.valid_from == day and not old.cases.exists():
        StatutoryRoute.objects.filter(pk=old.pk).update(**given)
        old.refresh_from_db()
        return Saved(old, True)
    version = 1
    if old is not None:
        end_route(old, day)
        version = old.version + 1
    return Saved(StatutoryRoute.objects.create(**given, version=version, valid_from=day), old is not None)


@transaction.atomic
def end_route(row: StatutoryRoute, day: date) -> None:
    """The row holds until the day before `day`; cases that were routed by it keep it."""
    StatutoryRoute.objects.filter(pk=row.pk).update(valid_until=max(day - timedelta(days=1), row.valid_from))
