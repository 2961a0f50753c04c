"""Plain SQL into the desk's database, patient with a server that is being killed; no model of the product between."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 120.0


def address(folder: Path) -> str:
    return (folder / "servers").read_text().split("\n")[0]


def rows(folder: Path, sql: str, given: Sequence[Any] = (), patience: float = PATIENCE) -> list[tuple[Any, ...]]:
    """The rows of one statement; asked again while the server is away."""
    end = time.monotonic() + patience
    while True:
        try:
            with psycopg.connect(address(folder), connect_timeout=5) as connection:
                return connection.execute(sql, given).fetchall() if given else connection.execute(sql).fetchall()
        except (psycopg.OperationalError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def case_of(folder: Path, petition: str, kind: str) -> str:
    """The uid of a petition's newest case of a kind."""
    found = rows(
        folder,
        "SELECT c.uid FROM caseflow_case c JOIN petitions_petition p ON p.id = c.petition_id "
        "WHERE p.uid = %s AND c.kind = %s ORDER BY c.id DESC LIMIT 1",
        [petition, kind],
    )
    return str(found[0][0])
