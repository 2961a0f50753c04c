"""Write generated lives with COPY: secondary indexes and constraints go before and come back at the end, in parallel."""

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import psycopg
from django.db import connection, connections

from caseflow.generate.expand import Compiler, Dues
from caseflow.generate.large import make_large
from caseflow.generate.record import TABLES, WITHOUT_ID, Life, record_lives
from caseflow.generate.world import Unit, make_units
from caseflow.generate.write import Plan, Writer, copy_columns
from caseflow.services.calendars import calendar_version, rules_for_region
from petitions.models import NumberCounter

CHUNK = 2_000  # lives between two rounds of COPY
WORKERS = 2
FRESH = 330  # days: a younger life may stand anywhere on its way, an older one is over
STUCK = 0.004  # the share of old lives that never ended
MOST_LIVES = 120
LARGE_FROM = 5_000  # lives, from which on the large matter and the long case come with them
GAP = 10_000_000_000  # between the ids of two processes


@dataclass(frozen=True)
class Generated:
    """How many lives, and the seconds of each part of the work."""

    lives: int
    recording: float
    writing: float
    indexing: float

    @property
    def rate(self) -> float:
        """Whole lives a second, everything included."""
        return self.lives / (self.recording + self.writing + self.indexing)


def generate(lives: int, years: float, offices: int, seed: int, today: date) -> Generated:
    """Write `lives` whole lives that began within `years` before `today`, in `offices` offices. The desk must be empty."""
    begun = time.monotonic()
    units = make_units(offices)
    recorded = record_lives(units[0], min(MOST_LIVES, max(40, lives // 50)), seed)
    written = time.monotonic()
    with without_indexes(list(TABLES)):
        _write_all(lives, years, seed, today, units, recorded)
        loaded = time.monotonic()
    _set_sequences()
    if lives >= LARGE_FROM:
        make_large(units[0], today, seed)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # the visibility map, so that counting stays in the index
    return Generated(lives, written - begun, loaded - written, time.monotonic() - loaded)


def _write_all(lives: int, years: float, seed: int, today: date, units: list[Unit], recorded: list[Life]) -> None:
    workers = min(WORKERS, len(units))
    shares = [lives // workers + (1 if k < lives % workers else 0) for k in range(workers)]
    connections.close_all()
    connection.close_pool()  # else both processes would go on with the one connection that lies in it
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    tasks = [
        context.Process(
            target=_worker, args=(queue, k, shares[k], years, seed + k, today, units[k::workers], units[0], recorded)
        )
        for k in range(workers)
    ]
    for task in tasks:
        task.start()
    numbers: dict[tuple[int, int, str], int] = {}
    for _task in tasks:
        found = queue.get()
        if isinstance(found, str):
            raise RuntimeError(found)
        numbers |= found
    for task in tasks:
        task.join()
    NumberCounter.objects.bulk_create(
        NumberCounter(office_id=office, year=year, kind=kind, last=last)
        for (office, year, kind), last in numbers.items()
    )


def _worker(queue, k: int, lives: int, years: float, seed: int, today: date, units: list[Unit], home: Unit,
            recorded: list[Life]) -> None:  # fmt: skip
    try:
        queue.put(_share(k, lives, years, seed, today, units, home, recorded))
    except BaseException as reason:
        import traceback

        queue.put(traceback.format_exc() or repr(reason))
        queue.close()
        queue.join_thread()  # the reason gets out before the process ends
        os._exit(1)


def _share(
    k: int, lives: int, years: float, seed: int, today: date, units: list[Unit], home: Unit, recorded: list[Life]
):
    rng = random.Random(seed)
    first_ids = {table: 1 + k * GAP for table in TABLES if table not in WITHOUT_ID}
    writer = Writer(first_ids, _dues(), today, rng)
    plans = _Plans(home, recorded)
    columns = {t: copy_columns(t, rows[0]) for life in recorded for t, rows in life.stages[-1][1].items() if rows}
    days = sorted(_days(rng, lives, years, today))
    with psycopg.connect(**_parameters()) as link:
        link.execute(
            "SET session_replication_role = replica"
        )  # the foreign keys hold by construction; checked afterwards
        link.execute("SET synchronous_commit = off")
        for n, day in enumerate(days, start=1):
            writer.write(plans.for_day(day, today.toordinal(), rng), rng.choice(units), day)
            if n % CHUNK == 0 or n == lives:
                _flush(link, writer, columns)
    return dict(writer.numbers)


def _dues() -> Callable[[int], Dues]:
    """The days by the calendar and the packs of a unit's region."""
    version = calendar_version()
    return lru_cache(maxsize=None)(lambda region: Dues(rules_for_region(region, version)))


def _days(rng: random.Random, lives: int, years: float, today: date) -> Iterator[int]:
    """The ordinals of the first days, working days of the week, evenly over the years."""
    last = today.toordinal()
    for _n in range(lives):
        day = last - rng.randrange(int(years * 365))
        yield day - max(0, date.fromordinal(day).weekday() - 4)


class _Plans:
    """The recipes by day of the week: whole lives for the old, a stage fitting the age for the young."""

    def __init__(self, unit: Unit, recorded: list[Life]) -> None:
        self.unit = unit
        self.known: dict[tuple[int, int], Plan] = {}
        self.lives = [[(n, life) for n, life in enumerate(recorded) if life.began.weekday() == w] for w in range(5)]
        self.over = [[(n, life) for n, life in some if life.is_over or len(life.stages) == 1] for some in self.lives]

    def for_day(self, day: int, today: int, rng: random.Random) -> Plan:
        weekday, age = date.fromordinal(day).weekday(), today - day
        if age > FRESH:
            n, life = rng.choice(
                self.lives[weekday] if rng.random() < STUCK or not self.over[weekday] else self.over[weekday]
            )
            stage = len(life.stages) - 1
        else:
            n, life = rng.choice(self.lives[weekday])
            stage = max(k for k, (after, _rows) in enumerate(life.stages) if after <= age or k == 0)
        if (n, stage) not in self.known:
            self.known[n, stage] = Plan.of(Compiler(self.unit, life.began, life.stages[stage][1]).compile())
        return self.known[n, stage]


def _flush(link: psycopg.Connection, writer: Writer, columns: dict[str, list[str]]) -> None:
    for table, lines in writer.buffers.items():
        if lines:
            with link.cursor().copy(f"COPY {table} ({', '.join(columns[table])}) FROM STDIN") as copy:
                copy.write("".join(lines))
            lines.clear()
    link.commit()


def _parameters() -> dict[str, object]:
    given = connection.get_connection_params()
    return {k: v for k, v in given.items() if k in {"dbname", "user", "password", "host", "port"}}


@contextmanager
def without_indexes(tables: list[str]) -> Iterator[None]:
    """Drop what is not a primary key, and build it again at the end, two at a time; no vacuum comes in between."""
    _vacuum_by_itself(tables, "SET (autovacuum_enabled = off)")
    with psycopg.connect(**_parameters(), autocommit=True) as link:
        constraints = link.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)", [tables],
        ).fetchall()  # fmt: skip
        for table, name, _definition in constraints:
            link.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        indexes = link.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE NOT i.indisprimary AND i.indrelid::regclass::text = ANY(%s)", [tables],
        ).fetchall()  # fmt: skip
        for name, _definition in indexes:
            link.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        work = [d for _n, d in indexes] + [f'ALTER TABLE {t} ADD CONSTRAINT "{n}" {d}' for t, n, d in constraints]
        work.sort(key=lambda sql: "gin" not in sql)
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(_build, work))
        _vacuum_by_itself(tables, "RESET (autovacuum_enabled)")


def _vacuum_by_itself(tables: list[str], what: str) -> None:
    with psycopg.connect(**_parameters(), autocommit=True) as link:
        for table in tables:
            link.execute(f"ALTER TABLE {table} {what}")


def _build(statement: str) -> None:
    with psycopg.connect(**_parameters(), autocommit=True) as link:
        link.execute("SET maintenance_work_mem = '512MB'")
        link.execute("SET max_parallel_maintenance_workers = 1")
        link.execute(statement)


def _set_sequences() -> None:
    with connection.cursor() as cursor:
        for table in TABLES.keys() - WITHOUT_ID:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
            )
