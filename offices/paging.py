"""Keyset paging both ways: a page begins after the row where the last one ended, however deep it lies; nothing is skipped
by counting. Counts are exact up to `CAP` and "10,000+" beyond.

A cursor holds the sort value and the id of a row, and the way to go. One that cannot be read gives the first page.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

CAP = 10_000
SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Sort:
    """A sortable column: its path from the row, which way, and whether it may be empty (then last, NULLS LAST)."""

    column: str
    down: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Count:
    """An exact number, or one more than can be told cheaply."""

    number: int

    @property
    def is_exact(self) -> bool:
        return self.number <= CAP

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        text = f"{min(self.number, CAP):,}" if self.number >= CAP else str(self.number)
        return text if self.is_exact else f"{text}+"


@dataclass(frozen=True)
class Page:
    """The rows of one page and the cursors to its neighbours, empty where there is none."""

    rows: list[Any] = field(default_factory=list)
    after: str = ""
    before: str = ""
    size: int = SIZES[0]
    sizes: tuple[int, ...] = SIZES

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class _Cursor:
    value: Any
    pk: int
    back: bool


def page_of(rows: QuerySet, sort: Sort, asked: Mapping[str, str] | QueryDict, *, offices: tuple[str, list[int]] | None = None,
            sizes: tuple[int, ...] = SIZES) -> Page:  # fmt: skip
    """One page of `rows` in the order of `sort`, then id. `asked` may hold `after` or `before`, and `size`.

    `offices` (field, ids) reads the first rows of each office through its index and merges them: the safe plan for many.
    """
    wanted = asked.get("size", "")
    size = int(wanted) if wanted.isdigit() and int(wanted) in sizes else sizes[0]
    cursor = _read(asked, rows, sort)
    back = cursor.back if cursor else False
    found = _rows(rows, sort, cursor, size + 1, offices)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    following = more if not back else cursor is not None
    earlier = more if back else cursor is not None
    if not found:
        return Page(size=size, sizes=sizes)
    after = _write(found[-1], sort, back=False) if following else ""
    before = _write(found[0], sort, back=True) if earlier else ""
    return Page(found, after, before, size, sizes)


def _rows(rows: QuerySet, sort: Sort, cursor: _Cursor | None, wanted: int, offices: Any) -> list[Any]:
    """The next rows in the cursor's way: first those with a value, then those without, each by its own index range."""
    back = cursor.back if cursor else False
    down = sort.down != back
    found: list[Any] = []
    for empty in ([False, True] if not back else [True, False]) if sort.nullable else [False]:
        part = _segment(rows, sort, cursor, empty, down)
        if part is not None and len(found) < wanted:
            found += _read_part(part, sort, empty, down, wanted - len(found), offices)
    return found


def _segment(rows: QuerySet, sort: Sort, cursor: _Cursor | None, empty: bool, down: bool) -> QuerySet | None:
    if sort.nullable:
        rows = rows.filter(**{f"{sort.column}__isnull": empty})
    if cursor is None:
        return rows
    beyond = "lt" if down else "gt"
    past = Q(**{f"pk__{beyond}": cursor.pk})
    if cursor.value is None:
        return rows.filter(past) if empty else (rows if cursor.back else None)
    if empty:
        return None if cursor.back else rows
    same = Q(**{sort.column: cursor.value}) & past
    return rows.filter(
        Q(**{f"{sort.column}__{beyond}e": cursor.value}), Q(**{f"{sort.column}__{beyond}": cursor.value}) | same
    )


def _read_part(rows: QuerySet, sort: Sort, empty: bool, down: bool, wanted: int, offices: Any) -> list[Any]:
    sign = "-" if down else ""
    order = [f"{sign}pk"] if empty or sort.column == "pk" else [f"{sign}{sort.column}", f"{sign}pk"]
    if offices is None:
        return list(rows.order_by(*order)[:wanted])
    name, ids = offices
    if len(ids) == 1:
        return list(rows.filter(**{name: ids[0]}).order_by(*order)[:wanted])
    inner = rows.filter(**{name: RawSQL("scope.office", [])}).select_related(None).order_by(*order).values("pk")
    try:
        sql, given = inner[:wanted].query.sql_with_params()
    except EmptyResultSet:
        return []
    top = RawSQL(f"SELECT top.pk FROM unnest(%s::bigint[]) AS scope(office), LATERAL ({sql}) AS top(pk)", [ids, *given])
    bare = rows.model._default_manager.filter(pk__in=top).order_by(*order)
    bare.query.select_related, bare.query.deferred_loading = rows.query.select_related, rows.query.deferred_loading
    return list(bare[:wanted])


def capped_counts(parts: Mapping[str, QuerySet]) -> dict[str, Count]:
    """How many rows each query has, each counted up to one more than `CAP`, in one statement."""
    pieces, given = [], []
    for rows in parts.values():
        try:
            sql, values = rows.order_by().values("pk")[: CAP + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE false", ()
        pieces.append(f"(SELECT count(*) FROM ({sql}) AS part)")
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", given)
        row = cursor.fetchone()
    return {name: Count(n) for name, n in zip(parts, row, strict=True)}


def _value(row: Any, column: str) -> Any:
    for name in column.split("__"):
        row = getattr(row, name)
    return row


def _write(row: Any, sort: Sort, *, back: bool) -> str:
    value = _value(row, sort.column)
    told = value.isoformat() if isinstance(value, date | datetime) else value
    return base64.urlsafe_b64encode(json.dumps([told, row.pk]).encode()).decode().rstrip("=")


def _read(asked: Mapping[str, str] | QueryDict, rows: QuerySet, sort: Sort) -> _Cursor | None:
    name = "before" if asked.get("before") else "after"
    text = asked.get(name) or ""
    if not text:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text[:400] + "=" * (-len(text) % 4)))
        value = _field(rows, sort).to_python(value)
        return _Cursor(value, int(pk), name == "before")
    except (ValueError, TypeError, ValidationError):  # binascii and json raise ValueErrors
        return None


def _field(rows: QuerySet, sort: Sort) -> Any:
    model = rows.model
    *way, last = sort.column.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)
