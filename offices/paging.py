"""Keyset paging both ways: a page begins after the row where the last one ended, however deep it lies; nothing is skipped
by counting. Counts are exact up to `CAP` and "10,000+" beyond.

A cursor holds the sort value and the id of a row, and the way to go. One that cannot be read gives the first page, and
the page tells it (`is_lost`): a person does not mind, a program must not begin anew without knowing.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

CAP = 10_000
SIZES = (20, 50, 100)
KEYS = 50_000  # keys that `all_keys` reads at once: some megabytes


@dataclass(frozen=True)
class Sort:
    """A sortable column: its path from the row, which way, whether it may be empty (then last, NULLS LAST), and whether
    a row's value never changes."""

    column: str
    down: bool = False
    nullable: bool = False
    fixed: bool = False


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
    is_lost: bool = False  # a cursor was given and could not be read

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
            sizes: tuple[int, ...] = SIZES, seen: QuerySet | None = None) -> Page:  # fmt: skip
    """One page of `rows` in the order of `sort`, then id. `asked` may hold `after` or `before`, and `size`.

    `offices` (field, ids) reads the first rows of each office through its index and merges them: the safe plan for many.
    `seen` are the rows from which the page's own are read, where they are others than `rows`.
    """
    size = _size(asked, sizes)
    cursor = _read(asked, rows, sort)
    back = cursor.back if cursor else False
    lost = cursor is None and bool(asked.get("before") or asked.get("after"))
    found = _rows(rows, sort, cursor, size + 1, offices, seen)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    following = more if not back else cursor is not None
    earlier = more if back else cursor is not None
    if not found:
        return Page(size=size, sizes=sizes, is_lost=lost)
    after = _write(found[-1], sort, back=False) if following else ""
    before = _write(found[0], sort, back=True) if earlier else ""
    return Page(found, after, before, size, sizes, lost)


def page_of_ids(ids: list[int], seen: QuerySet, asked: Mapping[str, str] | QueryDict, *, backwards: bool = False,
                sizes: tuple[int, ...] = SIZES) -> Page:  # fmt: skip
    """One page of rows whose ids are known in their order; a cursor is an id. One that is gone gives the first page."""
    size, ids = _size(asked, sizes), ids[::-1] if backwards else ids
    given = asked.get("before") or asked.get("after") or ""
    at = ids.index(int(given)) if given.isdecimal() and len(given) < 20 and int(given) in ids else None
    first = 0 if at is None else max(0, at - size) if asked.get("before") else at + 1
    found = seen.in_bulk(ids[first : first + size])
    rows = [found[pk] for pk in ids[first : first + size] if pk in found]
    last = min(first + size, len(ids))
    after, before = str(ids[last - 1]) if 0 < last < len(ids) else "", str(ids[first]) if first else ""
    return Page(rows, after, before, size, sizes, bool(given) and at is None)


def _size(asked: Mapping[str, str] | QueryDict, sizes: tuple[int, ...]) -> int:
    wanted = asked.get("size", "")
    return next((size for size in sizes if str(size) == wanted), sizes[0])


def _rows(rows: QuerySet, sort: Sort, cursor: _Cursor | None, wanted: int, offices: Any,
          seen: QuerySet | None = None) -> list[Any]:  # fmt: skip
    """The next rows in the cursor's way: their ids first, from the index alone, then the rows with what hangs on them.

    Asked in one go the planner joins everything before it looks at the order.
    """
    pks = [pk for pk, _value in _keys(rows, sort, cursor, wanted, offices)]
    if seen is None:
        seen = rows.model._default_manager.all()
        seen.query.select_related, seen.query.deferred_loading = rows.query.select_related, rows.query.deferred_loading
        seen = seen.prefetch_related(*rows._prefetch_related_lookups)
    found = seen.in_bulk(pks) if pks else {}
    return [found[pk] for pk in pks if pk in found]


def _keys(rows: QuerySet, sort: Sort, cursor: _Cursor | None, wanted: int, offices: Any) -> list[tuple[int, Any]]:
    """Ids and sort values of the next rows. Those with a value come first, those without last, each by its own range."""
    back = cursor.back if cursor else False
    parts = []
    for empty in ([False, True] if not back else [True, False]) if sort.nullable else [False]:
        part = _segment(rows, sort, cursor, empty, sort.down != back)
        sql = part is not None and _ids(part, sort, empty, sort.down != back, wanted, offices)
        parts += [sql] if sql else []
    if not parts:
        return []
    pieces = [f"(SELECT {n} AS part, pk, key FROM ({sql}) AS ids{n}(pk, key))" for n, (sql, _given) in enumerate(parts)]
    with connection.cursor() as reader:
        reader.execute(f"{' UNION ALL '.join(pieces)} LIMIT {wanted}", [v for _sql, given in parts for v in given])
        return [(pk, value) for _part, pk, value in sorted(reader.fetchall(), key=lambda row: row[0])]


def all_keys(rows: QuerySet, sort: Sort, *, offices: tuple[str, list[int]] | None = None,
             most: int | None = None) -> Iterator[list[int]]:  # fmt: skip
    """Ids of all rows in the order of the pages, `most` (`KEYS`) a statement, without a cursor on the server.

    Up to `most` rows: set and order of one instant. Beyond: each row once; one whose sort value moved it behind the reading
    comes at the end, by a second look at what is not `fixed`.
    """
    most, given = most or KEYS, _Bits()
    for look in (1,) if sort.fixed else (1, 2):
        cursor, whole = None, True
        while whole:
            found = _keys(rows, sort, cursor, most, offices)
            fresh = [pk for pk, _value in found if given.add(pk)]
            if fresh:
                yield fresh
            whole = len(found) == most
            if look == 1 and not whole and cursor is None:
                return
            if found:
                cursor = _Cursor(found[-1][1], found[-1][0], False)


class _Bits:
    """Ids that were given already: a bit each in leaves of 4 kB, so that ten million neighbours take a megabyte."""

    def __init__(self) -> None:
        self._leaves: dict[int, bytearray] = {}

    def add(self, pk: int) -> bool:
        """Whether it is new."""
        leaf = self._leaves.get(pk >> 15)
        if leaf is None:
            leaf = self._leaves[pk >> 15] = bytearray(4096)
        place, bit = (pk >> 3) & 4095, 1 << (pk & 7)
        new = not leaf[place] & bit
        leaf[place] |= bit
        return new


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


def _ids(
    rows: QuerySet, sort: Sort, empty: bool, down: bool, wanted: int, offices: Any
) -> tuple[str, list[Any]] | None:
    """SQL for the first `wanted` ids in order; of many offices the first ids of each, merged."""
    sign = "-" if down else ""
    order = [f"{sign}pk"] if empty or sort.column == "pk" else [f"{sign}{sort.column}", f"{sign}pk"]
    bare = rows.select_related(None).order_by(*order)
    name, ids = offices or ("", [])
    if ids[1:]:
        bare = bare.filter(**{name: RawSQL("scope.office", [])})
    elif ids:
        bare = bare.filter(**{name: ids[0]})
    try:
        sql, given = bare.values("pk", sort_key=F(sort.column))[:wanted].query.sql_with_params()
    except EmptyResultSet:
        return None
    if not ids[1:]:
        return sql, list(given)
    way = "DESC" if down else ""
    merged = f"SELECT top.* FROM unnest(%s::bigint[]) AS scope(office), LATERAL ({sql}) AS top(pk, key)"
    return f"{merged} ORDER BY top.key {way}, top.pk {way} LIMIT {wanted}", [ids, *given]


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
        row = getattr(row, name) if row is not None else None
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
        return _Cursor(_known(_field(rows, sort).to_python(value)), int(pk), name == "before")
    except (ValueError, TypeError, OverflowError, ValidationError):  # binascii and json raise ValueErrors
        return None


def _known(value: Any) -> Any:
    """A value that the database can take: a forged cursor holds characters, instants and numbers that it cannot."""
    if isinstance(value, str) and "\0" in value.encode().decode():
        raise ValueError("a NUL character")
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError("no such number")
    return value


def _field(rows: QuerySet, sort: Sort) -> Any:
    model = rows.model
    *way, last = sort.column.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)
