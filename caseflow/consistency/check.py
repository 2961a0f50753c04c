"""What a check is: a name, what it means in words, and a reader that counts its violations and shows a few of them.

Examples are numbers and uids, never a person's data. A statement is read at one instant and each act is one transaction,
so a check may run while people work.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.functional import Promise

EXAMPLES = 20
COUNTED = """
WITH bad(example) AS MATERIALIZED ({})
SELECT (SELECT count(*) FROM bad), ARRAY(SELECT example FROM bad ORDER BY 1 LIMIT {})
"""


@dataclass(frozen=True)
class Scope:
    """What a run looks at: the day, whether files are looked for, whether samples are whole."""

    today: date
    files: bool = True
    whole: bool = False


@dataclass
class Found:
    """The violations of one check, with the first examples."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, count: int, examples: list[str]) -> None:
        self.count += count
        self.examples += examples[: EXAMPLES - len(self.examples)]


Reader = Callable[[Scope], Found]


@dataclass(frozen=True)
class Check:
    name: str
    meaning: str | Promise
    find: Reader


def rows(statement: str, **given: Any) -> Reader:
    """A reader of one statement whose rows are the violations, one column: the example."""

    def find(scope: Scope) -> Found:
        return Found(*counted(statement, {**given, "today": scope.today}))

    return find


def by_matter(statement: str, size: int = 20_000) -> Reader:
    """As `rows`, in parts of `size` matters: the statement reads those of `after` < id <= `last`."""

    def find(scope: Scope) -> Found:
        found = Found()
        for after, last in spans("petitions_matter", size):
            found.add(*counted(statement, {"after": after, "last": last, "today": scope.today}))
        return found

    return find


def counted(statement: str, given: Mapping[str, Any]) -> tuple[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(statement, EXAMPLES), given)
        count, examples = cursor.fetchone()
    return count, examples


def spans(table: str, size: int, column: str = "id") -> Iterator[tuple[int, int]]:
    """The key ranges (after, last] of a table, each of `size` rows at most, in order."""
    after = 0
    part = f"SELECT max(k) FROM (SELECT {column} AS k FROM {table} WHERE {column} > %s ORDER BY 1 LIMIT %s) AS part"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(part, [after, size])
            last = cursor.fetchone()[0]
        if last is None:
            return
        yield after, last
        after = last


def values(pairs: Mapping[tuple[str, str], Any]) -> str:
    """A table of the workflow's constants: (kind, state, terms) as VALUES."""
    lines = (
        f"('{kind}', '{state}', ARRAY[{', '.join(repr(t) for t in sorted(terms))}]::text[])"
        for (kind, state), terms in pairs.items()
    )
    return f"(VALUES {', '.join(lines)})"
