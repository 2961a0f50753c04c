"""Several small reads in one statement: each query's rows come back as JSON and become instances again.

A page that shows ten short lists asks once instead of ten times. Queries must be plain: no `select_related`; a `values()`
query gives dictionaries of numbers, words and truth values.
"""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet


def together(*queries: QuerySet) -> list[list[Any]]:
    """The rows of each query, in its order, read in one statement."""
    parts: list[str] = []
    given: list[Any] = []
    for query in queries:
        try:
            sql, values = query.query.sql_with_params()
        except EmptyResultSet:
            parts.append("NULL::json")
            continue
        parts.append(f"(SELECT json_agg(t) FROM ({sql}) AS t)")
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        row = cursor.fetchone()
    return [_instances(query, found or []) for query, found in zip(queries, row, strict=True)]


def _instances(query: QuerySet, rows: Any) -> list[Any]:
    rows = json.loads(rows) if isinstance(rows, str) else rows
    if query._fields is not None:  # values()
        return list(rows)
    fields = {f.column: f for f in query.model._meta.concrete_fields}
    return [_instance(query.model, fields, row) for row in rows]


def _instance(model: type[models.Model], fields: dict[str, Any], row: dict[str, Any]) -> Any:
    known = {column: value for column, value in row.items() if column in fields}
    instance = model.from_db(
        connection.alias, [fields[c].attname for c in known], [_python(fields[c], v) for c, v in known.items()]
    )
    for name, value in row.items():
        if name not in fields:
            setattr(instance, name, value)
    return instance


def _python(field: models.Field, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(value[2:])
    if isinstance(field, ArrayField):
        return [field.base_field.to_python(v) for v in value]
    return field.to_python(value)
