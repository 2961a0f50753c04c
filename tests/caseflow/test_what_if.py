"""The trial of a draft of the duty catalogue over last year's petitions: equal to a plain loop, one result, one file."""

import csv
import io
import random
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseflow.models import Duty, DutyChange, TrialGroup, TrialMove
from caseflow.services import duty_draft, proposals, what_if
from caseflow.services.trials import trial_sheet, trials_of
from caseflow.trial import effect_day
from offices import jobs
from offices.models import Office, Region
from petitions.models import Extract, Matter, Topic
from petitions.services.inputs import Person
from petitions.services.register import register_many
from tests import factories as f
from tests.caseflow.trials import (
    NOW,
    World,
    duty,
    expected,
    fresh,  # noqa: F401
    holds,
    letter,
    line,
    pairs,
    tried,
)
from tests.cast import SINCE, TODAY, Cast, at


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("who", ["rena", "ada"])
def test_the_table_equals_a_plain_loop_over_every_matter(cast: Cast, seed: int, who: str) -> None:
    world = World(cast, random.Random(seed * 2 + (who == "ada")))
    world.actor = cast.actor(who)
    world.petitions(25)
    changes = world.draft(4)
    job = tried(world.actor)
    day = effect_day(changes, TODAY)
    assert job.told["day"] == day.isoformat()
    holds(job, *expected(world, day, cast.regions["city"] if who == "rena" else None))


def test_gaps_and_ties_open_and_close_and_successors_are_followed(cast: Cast) -> None:
    rena = cast.actor("rena")
    ended = duty(cast, "housing", "housing")
    letter(cast), letter(cast, "water"), letter(cast, "property", "far")
    duty_draft.draft_new(rena, [line(cast, "water", "water"), line(cast, "water", "station")])
    assert pairs(cast, tried(rena)) == {("gap", "tie"): 1}
    duty_draft.draft_end(rena, ended, TODAY)
    assert pairs(cast, tried(rena)) == {("gap", "tie"): 1, ("housing", "gap"): 1}
    Office.objects.filter(pk=cast.offices["station"].pk).update(valid_until=TODAY, successor=cast.offices["water"])
    assert pairs(cast, tried(rena)) == {("gap", "water"): 1, ("housing", "gap"): 1}, (
        "from tomorrow the heir alone is left"
    )


def test_the_day_decides_what_both_catalogues_hold(cast: Cast) -> None:
    """A row that ends before the changes begin makes no difference: it is gone on both sides."""
    rena = cast.actor("rena")
    duty(cast, "housing", "water", valid_until=TODAY + timedelta(days=5))
    letter(cast)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing", TODAY + timedelta(days=6))])
    assert pairs(cast, tried(rena)) == {("gap", "housing"): 1}
    matter = Matter.objects.get()
    assert proposals.route_of(matter, TODAY).office == cast.offices["water"].pk
    assert proposals.route_of(matter, TODAY + timedelta(days=6)).office is None, "what the case page would say that day"
    DutyChange.objects.all().delete()
    duty_draft.draft_new(rena, [line(cast, "housing", "housing", TODAY + timedelta(days=5))])
    assert pairs(cast, tried(rena)) == {("water", "tie"): 1}


def test_only_a_year_without_confidential_ones_and_accusations(cast: Cast) -> None:
    rena = cast.actor("rena")
    letter(cast, day=TODAY - timedelta(days=366))
    letter(cast, day=TODAY - timedelta(days=364))
    letter(cast, purpose="accusation", topic="housing")
    joined = letter(cast)
    Extract.objects.filter(petition=joined).update(until=NOW)  # unlinked: it concerns the matter no more
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    job = tried(rena)
    assert (job.told["total"], job.told["move"]) == (1, 1)


def test_a_petition_of_two_matters_counts_for_each_and_a_matter_of_two_petitions_too(cast: Cast) -> None:
    rena, first, second = cast.actor("rena"), letter(cast), letter(cast)
    matter = Matter.objects.create(klass="C", topic=cast.topics["housing"], region=cast.regions["district"], title="x")
    Extract.objects.create(petition=first, matter=matter, since=NOW)
    Extract.objects.create(petition=second, matter=matter, since=NOW)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    job = tried(rena)
    assert job.told["move"] == 4 == TrialMove.objects.filter(job=job).count()


def test_another_try_after_a_death_leaves_one_result(cast: Cast, monkeypatch) -> None:
    rena = cast.actor("rena")
    letter(cast, day=TODAY - timedelta(days=300)), letter(cast)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    job = duty_draft.try_draft(rena, NOW)
    whole = what_if._sum_up
    monkeypatch.setattr(what_if, "_sum_up", lambda *a: 1 / 0)
    assert jobs.run(str(job.uid), NOW) == "waiting"
    assert TrialMove.objects.filter(job=job).count() == 2, "the weeks it had done were written"
    monkeypatch.setattr(what_if, "_sum_up", whole)
    assert jobs.run(str(job.uid), NOW) == "done"
    assert TrialMove.objects.filter(job=job).count() == 2
    assert list(TrialGroup.objects.filter(job=job).values_list("count", flat=True)) == [2]


def test_the_number_of_statements_does_not_grow_with_the_petitions(cast: Cast) -> None:
    rena = cast.actor("rena")
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])

    def asked() -> tuple[int, int, int]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            job = tried(rena)
        with CaptureQueriesContext(connection) as own:
            trial_sheet(job, rena, {})
        with CaptureQueriesContext(connection) as other:
            trial_sheet(job, cast.actor("su"), {})
        return len(seen), len(own), len(other)

    letter(cast)
    few = asked()
    for _n in range(6):
        letter(cast), letter(cast, "property", "town")
    assert asked() == few
    assert few[1] <= 12 and few[2] <= 12, few


def test_the_file_is_the_table(cast: Cast) -> None:
    rena = cast.actor("rena")
    duty(cast, "housing", "housing")
    Office.objects.filter(pk=cast.offices["water"].pk).update(name="=cmd()")
    letter(cast), letter(cast, "water")
    duty_draft.draft_new(rena, [line(cast, "housing", "water", level=4), line(cast, "water", "water")])
    letter(cast, place="town")
    job = tried(rena)
    text = default_storage.open(job.result).read().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert sum(int(r[4]) for r in rows[1:]) == job.told["move"] == 2
    assert all(r[3] == "'=cmd()" and r[2] == "LJSL" for r in rows[1:])


def test_what_a_trial_wrote_down_goes_with_its_time(cast: Cast) -> None:
    rena = cast.actor("rena")
    letter(cast)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    job = tried(rena)
    assert what_if.drop_expired_trials(job.expires_at - timedelta(seconds=1)) == 0
    assert what_if.drop_expired_trials(job.expires_at + timedelta(seconds=1)) == 1
    assert not TrialGroup.objects.exists() and not trials_of(rena, job.expires_at).exists()


@pytest.mark.slow
def test_thousands_of_petitions_equal_the_plain_loop(cast: Cast) -> None:
    """A few thousand, many topics and places, a draft that touches many rows."""
    rng = random.Random(5)
    topics, places = list(Topic.objects.exclude(code__startswith="05")), list(Region.objects.all())
    for n in range(60):
        places.append(Region.objects.create(code=f"990102{n + 100:03d}000", name=f"第{n}镇", level=4, parent=cast.regions["district"],
                                            path=f"{cast.regions['district'].path}990102{n + 100:03d}000/"))  # fmt: skip
    world = World(cast, rng)
    world.topics = topics
    for topic in rng.sample(topics, 60):
        Duty.objects.get_or_create(
            topic=topic, level=rng.randint(2, 4), office=rng.choice(world.offices), valid_from=SINCE
        )
    actor = cast.actor("chen", TODAY - timedelta(days=30))
    for _batch in range(30):
        rows = [
            f.registration(cast, TODAY - timedelta(days=30), topic_id=rng.choice(topics).pk, region_id=rng.choice(places).pk,
                           persons=(Person(name="李明", phone="13800000000", address="柳塘镇1号"),))
            for _n in range(100)
        ]  # fmt: skip
        register_many(rows, actor, at(TODAY - timedelta(days=rng.randrange(1, 380))))
    changes = world.draft(40)
    job = tried(world.actor)
    assert job.told["move"] > 200
    holds(job, *expected(world, effect_day(changes, TODAY), cast.regions["city"]))
