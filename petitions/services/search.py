"""Find petitions by words: pairs of characters in the index narrow, the text itself decides (runtime.md).

The office scope stands in the same index. Up to `MOST` hits come as ids, newest first; more are walked in the list's own order.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from petitions.models import SearchText
from petitions.searching import And, Node, Not, Or, Term, grams, parse

if TYPE_CHECKING:
    from offices.actors import Actor

MOST = 10_000
Sql = tuple[str, list[Any]]


def found_ids(node: Node, actor: "Actor") -> list[int] | None:
    """Ids of the petitions in the actor's sight that fit, newest first; None where they are more than `MOST`.

    A confidential petition has no search row, and a search row's offices are those that see it: the ids need no second look.
    """
    where, given = _joined(" AND ", [part for part in (_scope(actor), _narrow(node), _decide(node)) if part])
    sql = f"""WITH hits AS MATERIALIZED (
        SELECT petition_id, received_at FROM petitions_searchtext WHERE {where} LIMIT {MOST + 1})
        SELECT petition_id FROM hits ORDER BY received_at DESC, petition_id DESC"""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= MOST else None


def searched(rows: Any, query: str, actor: "Actor", path: str = "pk") -> Any:
    """The rows whose petition (`path`: its id) fits the query; all of them for an empty query."""
    node = parse(query)
    if node is None:
        return rows
    ids = found_ids(node, actor)
    return walked(rows, node, path) if ids is None else rows.filter(**{f"{path}__in": ids})


def walked(rows: Any, node: Node, path: str = "pk") -> Any:
    """The rows that fit, for a query that fits too many to list: looked at one by one in the list's own order."""
    sql, given = _decide(node)
    return rows.filter(**{f"{path}__in": RawSQL(f"SELECT petition_id FROM petitions_searchtext WHERE {sql}", given)})


def walk(node: Node, actor: "Actor") -> Any:
    """Search rows in the actor's sight, to be read newest first by their own index: soon enough, for so many fit."""
    sql, given = _decide(node)
    rows = SearchText.objects.filter(RawSQL(sql, given, output_field=BooleanField()))
    return rows if actor.is_system else rows.filter(office_ids__overlap=sorted(actor.office_ids))


def _scope(actor: "Actor") -> Sql | None:
    if actor.is_system:
        return None
    return "office_ids && %s::int[]", [sorted(actor.office_ids)]


def _narrow(node: Node) -> Sql | None:
    """The condition that the index answers; None where it cannot help (one character, NOT)."""
    match node:
        case Term(text):
            return ("public.zh_grams(text) @> %s::int[]", [grams(text)]) if len(text) > 1 else None
        case And(parts):
            some = [sql for p in parts if (sql := _narrow(p))]
            return _joined(" AND ", some) if some else None
        case Or(parts):
            each = [_narrow(p) for p in parts]
            return _joined(" OR ", [e for e in each if e]) if all(each) else None
        case Not():
            return None


def _decide(node: Node) -> Sql:
    match node:
        case Term(text):
            return "strpos(text, %s) > 0", [text]
        case And(parts):
            return _joined(" AND ", [_decide(p) for p in parts])
        case Or(parts):
            return _joined(" OR ", [_decide(p) for p in parts])
        case Not(part):
            sql, given = _decide(part)
            return f"NOT ({sql})", given


def _joined(word: str, parts: Iterable[Sql]) -> Sql:
    parts = list(parts)
    return f"({word.join(sql for sql, _g in parts)})", [value for _s, given in parts for value in given]
