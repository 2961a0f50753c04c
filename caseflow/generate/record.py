"""Lives lived through the real services in one unit, their rows read after each act, and all of it rolled back.

Words that vary are written as private-use characters; ids of what a life creates come from sequences set far apart, so
that each can be told wherever it stands.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from psycopg.rows import dict_row

from caseflow.demo.lives import CHANNELS, Walk, World, acts, make_world, moment
from caseflow.demo.texts import ACCUSATION, STORIES, Story
from caseflow.facts import Refused
from caseflow.generate.world import Unit
from caseflow.models import Case
from caseflow.services import perform
from caseflow.services.papers import pdf_later
from offices.actors import system_actor
from petitions.services.inputs import Person, Registration
from petitions.services.register import register

FIRST = 0xE000  # tokens: court, village, road, n, m, opening, details, closing; then the petitioners' names
WORDS = tuple(chr(FIRST + n) for n in range(8))
NAMES = tuple(chr(FIRST + 16 + n) for n in range(6))
APART = 9_000_000_000
BASE = date(2024, 3, 4)  # a Monday; the days of a life are counted from its own first day
OWN = "SELECT id FROM petitions_petition WHERE id = %(p)s"
MATTERS = "SELECT matter_id FROM petitions_extract WHERE petition_id = %(p)s"
CASES = f"SELECT id FROM caseflow_case WHERE matter_id IN ({MATTERS})"
TABLES = {  # table: which rows belong to the life, in the order in which they may be written
    "petitions_matter": f"id IN ({MATTERS})", "petitions_petition": "id = %(p)s", "petitions_petitioner": "petition_id = %(p)s",
    "petitions_extract": "petition_id = %(p)s", "petitions_participation": f"matter_id IN ({MATTERS})",
    "petitions_searchtext": "petition_id = %(p)s", "caseflow_case": f"id IN ({CASES})", "caseflow_transfer": f"to_case_id IN ({CASES})",
    "caseflow_clock": f"case_id IN ({CASES})", "caseflow_opinion": f"case_id IN ({CASES})",
    "caseflow_opinionitem": f"opinion_id IN (SELECT id FROM caseflow_opinion WHERE case_id IN ({CASES}))",
    "caseflow_notice": f"case_id IN ({CASES})",
    "caseflow_service": f"notice_id IN (SELECT id FROM caseflow_notice WHERE case_id IN ({CASES}))",
    "caseflow_serviceattempt": f"service_id IN (SELECT s.id FROM caseflow_service s JOIN caseflow_notice n ON n.id = s.notice_id WHERE n.case_id IN ({CASES}))",
    "caseflow_execution": f"case_id IN ({CASES})",
    "petitions_event": f"matter_id IN ({MATTERS})",
}  # fmt: skip
WITHOUT_ID = {"petitions_searchtext"}
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Life:
    """The rows of one life after each of its acts: (days since it began, rows). The last one is how it ended."""

    began: date
    stages: list[tuple[int, Rows]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return all(case["closed_at"] for case in self.stages[-1][1]["caseflow_case"])


class _Undo(Exception):
    pass


def record_lives(unit: Unit, count: int, seed: int) -> list[Life]:
    """`count` lives of the unit. Nothing stays in the database, but sequences have moved."""
    lives: list[Life] = []
    rng = random.Random(seed)
    for table in TABLES.keys() - WITHOUT_ID:
        _set_sequence(table, APART * (1 + list(TABLES).index(table)))
    world = _world(unit)
    try:
        with transaction.atomic(), pdf_later():
            for n in range(count):
                lives.append(_live(world, unit, rng, BASE + timedelta(days=n % 5), n))
            raise _Undo
    except _Undo:
        pass
    for table in TABLES.keys() - WITHOUT_ID:
        _set_sequence(table, 1)
    return lives


def _set_sequence(table: str, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, value])


def _world(unit: Unit) -> World:
    world = make_world({}, {o.code: o for o in unit.offices.values()}, BASE + timedelta(days=700))
    return World({}, world.offices, world.topics, world.people, world.today, government=unit.offices["ZF"].code)


def _live(world: World, unit: Unit, rng: random.Random, day: date, n: int) -> Life:
    story = STORIES[n % len(STORIES)]
    words = dict(zip(("court", "village", "road", "n", "m"), WORDS, strict=False))
    desk = unit.offices["XF"]
    at = moment(day, rng)
    channel = rng.choice(CHANNELS)
    persons = tuple(
        Person(
            name=NAMES[k],
            sex=rng.choice("mf"),
            phone=f"1990000000{k}",
            address=f"{unit.towns[0].name}{WORDS[2]}{WORDS[3]}号",
        )
        for k in range(rng.choice((1, 1, 1, 1, 2, 3)))
    )
    secret = n % 40 == 39
    text = ACCUSATION[1] if secret else WORDS[5] + story.text.format(**words) + WORDS[6] + WORDS[7]
    given = Registration(
        office_id=desk.pk, channel=channel, received_at=at, purpose="accusation" if secret else story.purpose, text=text,
        summary=ACCUSATION[0] if secret else story.summary.format(**words), persons=persons, region_id=unit.towns[0].pk,
        topic_id=None if secret else rng.choice(world.topics[story.topic]).pk, is_joint=len(persons) > 1,
        visitors=len(persons) if channel == "visit" else None, postmark_on=day - timedelta(days=2) if channel == "letter" else None,
    )  # fmt: skip
    petition = register(given, world.actor(desk, "clerk", day), at)
    life = Life(day)
    life.stages.append((0, _rows(petition.pk)))
    walk = Walk(world, rng, petition)
    for _step in [] if secret else _way(walk, story, words):
        life.stages.append(((walk.day - day).days, _rows(petition.pk)))
    return life


def _way(walk: Walk, story: Story, words: dict[str, str]) -> Iterator[str]:
    try:
        yield from acts(walk, story, words)
        yield "last"
        yield from _lapsed(walk)
    except Refused:
        yield "refused"


def _lapsed(walk: Walk) -> Iterator[str]:
    """The rights that nobody used end by themselves, as the sweep would do it."""
    for case in Case.objects.open().filter(petition=walk.petition, state="served").select_related("office", "matter"):
        rights = list(case.clocks.filter(stopped_on=None, kind="right"))
        if rights and not case.clocks.filter(stopped_on=None, kind="duty").exists():
            walk.day = max(c.due_on for c in rights) + timedelta(days=1)
            at = max(moment(walk.day, walk.rng), walk.last)
            perform(
                case, "lapse", system_actor(walk.day), at, expected_version=None, key="", clocks=[c.pk for c in rights]
            )
            yield "lapsed"


def _rows(petition: int) -> Rows:
    connection.ensure_connection()
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        found = {}
        for table, where in TABLES.items():
            order = "petition_id" if table in WITHOUT_ID else "id"
            found[table] = cursor.execute(
                f"SELECT * FROM {table} WHERE {where} ORDER BY {order}", {"p": petition}
            ).fetchall()
        return found
