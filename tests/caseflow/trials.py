"""What the tests of the duty catalogue's drafts and trials share: random worlds, the plain loop, short ways to rows."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from caseflow.models import Duty, DutyChange, TrialGroup, TrialMove
from caseflow.routing import Facts, route
from caseflow.services import duties, duty_draft, proposals
from caseflow.trial import EndDuty, NewDuty, end_of
from offices import jobs
from offices.models import Job, Office, Region
from petitions.models import Extract
from tests import factories as f
from tests.cast import SINCE, TODAY, Cast, at

NOW = at(TODAY)
AFTER = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh(files_root, settings, tmp_path):
    settings.VAR = tmp_path
    proposals._duties.cache_clear()
    yield
    proposals._duties.cache_clear()


class World:
    """Random duties, petitions and drafts over the cast, by one seed."""

    def __init__(self, cast: Cast, rng: random.Random) -> None:
        self.cast, self.rng = cast, rng
        self.actor = cast.actor("rena")
        self.topics = [cast.topics[k] for k in ("housing", "property", "water")]
        self.offices = [cast.offices[k] for k in ("housing", "water", "station", "city_housing", "far_petition", "district_petition")]  # fmt: skip
        self.places = [None, *(cast.regions[k] for k in ("city", "district", "town", "far"))]
        heir, self.standing = cast.offices["station"], list(self.offices)
        if rng.random() < 0.5:
            self.standing.remove(heir)
            Office.objects.filter(pk=heir.pk).update(
                valid_until=TODAY - timedelta(days=9), successor=cast.offices["water"]
            )
        for _n in range(rng.randint(0, 7)):
            Duty.objects.get_or_create(
                topic=rng.choice(self.topics), level=rng.randint(2, 4), office=rng.choice(self.offices), valid_from=SINCE,
                defaults={"basis": "b", "valid_until": rng.choice([None, None, None, TODAY + timedelta(days=3), TODAY - timedelta(days=3)])},
            )  # fmt: skip

    def petitions(self, count: int) -> None:
        rng = self.rng
        for _n in range(count):
            place, topic = rng.choice(self.places), rng.choice([*self.topics, None])
            day = TODAY - timedelta(days=rng.randrange(0, 400))
            f.petition(self.cast, day, region_id=place and place.pk, topic_id=topic and topic.pk,
                       purpose=rng.choice(["claim", "claim", "suggestion", "accusation"]), summary="路灯")  # fmt: skip

    def draft(self, count: int) -> list[NewDuty | EndDuty]:
        rng, running = self.rng, list(Duty.objects.filter(valid_until=None))
        for _n in range(count):
            if running and rng.random() < 0.4:
                duty_draft.draft_end(self.actor, rng.choice(running), TODAY + timedelta(days=rng.randrange(0, 30)))
            else:
                line = duties.DutyLine(rng.choice(self.topics), rng.randint(2, 4), rng.choice(self.standing), "c",
                                       TODAY + timedelta(days=rng.randrange(-30, 30)))  # fmt: skip
                duty_draft.draft_new(self.actor, [line])
        return duty_draft.changes_of(duty_draft.asked_of(duty_draft.draft_of(self.actor)))

    def save(self) -> None:
        """The draft's lines one by one, by the services of the plain buttons: what taking over is held against."""
        for c in duty_draft.draft_of(self.actor):
            if c.duty_id:
                duties.end_duty(Duty.objects.get(pk=c.duty_id), c.on)
            else:
                duties.add_duty(c.topic, c.level, c.office, c.basis, c.on)


class Undo(Exception):
    pass


def tried(actor) -> Job:
    job = duty_draft.try_draft(actor, NOW)
    assert jobs.run(str(job.uid), NOW) == "done"
    job.refresh_from_db()
    return job


def plain_loop(day: date, region: Region | None) -> dict[tuple[int, int], object]:
    """(petition, matter) -> where its routing ends: `route()` over the whole catalogue, one matter after another."""
    ends = {}
    rows, offices = proposals.read_duty_rows(), proposals.office_rows(day)
    for link in Extract.objects.filter(until=None).select_related("petition", "matter__topic", "matter__region"):
        p, m = link.petition, link.matter
        if m.confidential or m.klass == "B" or not (NOW - timedelta(days=365) < p.registered_at <= NOW):
            continue
        if region and not (m.region and m.region.path.startswith(region.path)):
            continue
        facts = Facts(proposals.topic_line(m.topic), proposals.region_line(m.region), day, m.klass)
        ends[p.pk, m.pk] = end_of(route(facts, rows, offices))
    return ends


def expected(world: World, day: date, region: Region | None) -> tuple[dict, dict]:
    """Both loops: under the catalogue as it stands, and under the one that saving really leaves, undone after."""
    before = plain_loop(day, region)
    after = {}
    try:
        with transaction.atomic():
            world.save()
            after = plain_loop(day, region)
            raise Undo
    except Undo:
        pass
    return before, after


def holds(job: Job, before: dict, after: dict) -> None:
    moves = {k: (before[k], after[k]) for k in before if before[k] != after[k]}
    pairs = Counter(moves.values())
    assert {(a, b): n for a, b, n in job.told["pairs"]} == pairs
    assert (job.told["total"], job.told["move"]) == (len(before), len(moves))
    assert job.told["stay"] == len(before) - len(moves)
    rows = TrialMove.objects.filter(job=job).select_related("group")
    assert {(m.petition_id, m.matter_id): (m.group.old_office_id or m.group.old_end, m.group.new_office_id or m.group.new_end)
            for m in rows} == moves  # fmt: skip
    assert rows.count() == len(moves) == sum(TrialGroup.objects.filter(job=job).values_list("count", flat=True))


def duty(cast: Cast, topic: str, office: str, level: int = 3, **over) -> Duty:
    return Duty.objects.create(
        topic=cast.topics[topic], level=level, office=cast.offices[office], basis="《规定》", valid_from=SINCE, **over
    )


def line(cast: Cast, topic: str, office: str, since: date = TODAY, level: int = 3) -> duties.DutyLine:
    return duties.DutyLine(cast.topics[topic], level, cast.offices[office], "《新规定》", since)


def letter(cast: Cast, topic: str = "housing", place: str = "district", day: date = TODAY, **over):
    return f.petition(cast, day, topic_id=cast.topics[topic].pk, region_id=cast.regions[place].pk, **over)


def pairs(cast: Cast, job: Job) -> dict[tuple[str, str], int]:
    names = {o.pk: key for key, o in cast.offices.items()}
    return {(names.get(a, a), names.get(b, b)): n for a, b, n in job.told["pairs"]}


def digest_of(actor) -> str:
    return duty_draft.digest(duty_draft.asked_of(duty_draft.draft_of(actor)))


def client(cast: Cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def noon() -> time_machine.travel:
    """The cast's day stands still at noon."""
    return time_machine.travel(at(TODAY, 12), tick=False)


def both_moved(cast: Cast) -> Job:
    """Rena's trial that moves a petition of the district and one of the far county."""
    rena = cast.actor("rena")
    duty_draft.draft_new(rena, [line(cast, "property", "far_petition"), line(cast, "property", "water")])
    job = duty_draft.try_draft(rena, at(TODAY, 12))
    assert jobs.run(str(job.uid), at(TODAY, 12)) == "done"
    DutyChange.objects.all().delete()
    job.refresh_from_db()
    assert job.told["move"] == 2
    return job
