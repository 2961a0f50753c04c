"""Many rows at once: COPY for a batch, Django's own way for a few; and an update of many rows from arrays."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connections, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)
ALIAS = "default"
FEW = 20  # up to here a COPY and its ids cost more than they save


def insert_many(rows: Iterable[M]) -> list[M]:
    """Insert rows of one model and set their ids. Within a transaction; the order of the ids is that of the rows."""
    rows, connection = list(rows), connections[ALIAS]  # the proxy costs too much a value
    if len(rows) <= FEW:
        return type(rows[0])._default_manager.bulk_create(rows) if rows else rows
    meta = type(rows[0])._meta
    if meta.pk.get_internal_type() in {"BigAutoField", "AutoField"}:
        _number(rows, meta.db_table, meta.pk.column)
    fields = [f for f in meta.concrete_fields if not isinstance(getattr(rows[0], f.attname), DatabaseDefault)]
    quote = connection.ops.quote_name
    into = f"COPY {quote(meta.db_table)} ({', '.join(quote(f.column) for f in fields)}) FROM STDIN"
    ways = [(f.attname, f.get_db_prep_save) for f in fields]
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([prepare(getattr(row, name), connection) for name, prepare in ways])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _number(rows: Sequence[models.Model], table: str, column: str) -> None:
    connection = connections[ALIAS]
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [connection.ops.quote_name(table), column, len(rows)])
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def update_many(rows: Iterable[Any], names: Sequence[str]) -> None:
    """Write some columns of many rows of one model in one statement, from an array a column."""
    rows, connection = list(rows), connections[ALIAS]
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [meta.pk, *(meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    arrays = ", ".join(f"%s::{_type(f)}[]" for f in fields)
    sets = ", ".join(f"{quote(f.column)} = v.c{n}" for n, f in enumerate(fields[1:], start=1))
    columns = ", ".join(f"c{n}" for n in range(len(fields)))
    sql = f"UPDATE {quote(meta.db_table)} t SET {sets} FROM unnest({arrays}) AS v({columns}) WHERE t.{quote(meta.pk.column)} = v.c0"
    given = [[f.get_db_prep_save(getattr(row, f.attname), connection) for row in rows] for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _type(field: models.Field) -> str:
    connection = connections[ALIAS]
    target = field.target_field if field.is_relation else field
    return str(target.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)).split("(")[0]
