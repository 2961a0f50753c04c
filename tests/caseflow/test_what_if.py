"""The trial of a draft of the duty catalogue: equal to a plain loop, true to what saving does, within everyone's sight."""

import csv
import io
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.models import Duty, DutyChange, TrialGroup, TrialMove
from caseflow.routing import Facts, route
from caseflow.services import duties, duty_draft, proposals, what_if
from caseflow.services.duty_draft import DraftRefused
from caseflow.services.trials import trial_sheet, trials_of
from caseflow.trial import EndDuty, NewDuty, Trial, changed, effect_day, end_of, stamp
from offices import jobs
from offices.models import Job, Office, Region
from petitions.models import Extract, Matter, Petition, Topic
from petitions.services.inputs import Person
from petitions.services.register import register_many
from tests import factories as f
from tests.caseflow.test_routing import OFFICES, PLACES, TOPICS, catalogue, rows_of_duties, rows_of_offices
from tests.cast import SINCE, TODAY, Cast, at

NOW = at(TODAY)
AFTER = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh(files_root, settings, tmp_path):
    settings.VAR = tmp_path
    proposals._duties.cache_clear()
    yield
    proposals._duties.cache_clear()


# --- the pure part -------------------------------------------------------------------------------------------------

DAY = date(2026, 11, 24)
new_duties = st.builds(
    NewDuty, st.sampled_from(TOPICS), st.integers(1, 4), st.integers(1, 6), st.just(""), st.just("b"),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)  # fmt: skip
changes_drawn = st.lists(
    new_duties | st.builds(EndDuty, st.integers(1, 14), st.dates(date(2026, 1, 1), date(2027, 6, 30))), max_size=5
)
TOPIC_LINES = [("0101", "01"), ("0601",), ("01",), ()]


@settings(max_examples=300, deadline=None)
@given(rows_of_duties, rows_of_offices, changes_drawn)
def test_a_trial_says_what_a_plain_loop_over_all_facts_says(drawn, offices, changes) -> None:
    changes = [replace(c, office_region=offices[c.office].region) if isinstance(c, NewDuty) else c for c in changes]
    old, day = catalogue(drawn, offices), effect_day(changes, DAY)
    new = changed(old, changes)
    trial = Trial(old, new, offices, day)
    for topics in TOPIC_LINES:
        for place in PLACES.values():
            for klass in "ABC":
                facts = Facts(topics, place, day, klass)
                a, b = route(facts, old, offices), route(facts, new, offices)
                told = trial.moved(topics, place, klass)
                if end_of(a) == end_of(b):
                    assert told is None
                else:
                    assert told is not None and (told[0].office, told[1].office) == (a.office, b.office)
                    assert told[1].steps == b.steps, "the reasons are those of the whole catalogue"


def test_the_day_is_the_first_on_which_all_changes_hold() -> None:
    assert effect_day([], DAY) == DAY
    assert effect_day([EndDuty(1, DAY)], DAY) == DAY + timedelta(days=1), "a row is in force on its last day"
    assert effect_day([NewDuty("01", 3, 3, "", "", date(2020, 1, 1))], DAY) == DAY
    assert effect_day([NewDuty("01", 3, 3, "", "", date(2027, 1, 1)), EndDuty(1, DAY)], DAY) == date(2027, 1, 1)


def test_no_change_and_a_change_of_the_basis_alone_move_nobody() -> None:
    rows = catalogue([("0101", 3, 3, 2020, None)], OFFICES)
    again = changed(rows, [NewDuty("0101", 3, 3, OFFICES[3].region, "another basis", date(2026, 1, 1))])
    assert [(r.valid_until, r.basis) for r in again] == [(date(2025, 12, 31), "basis 1"), (None, "another basis")]
    for new in (changed(rows, []), again):
        trial = Trial(rows, new, OFFICES, DAY)
        assert all(trial.moved(t, p, "C") is None for t in TOPIC_LINES for p in PLACES.values())


@pytest.mark.parametrize("seed", range(12))
def test_what_is_foretold_is_what_saving_leaves(cast: Cast, seed: int) -> None:
    """Random drafts saved for real: row by row as `changed` said, but for the ids of new rows."""
    rng = random.Random(seed)
    world = World(cast, rng)
    foretold = changed(proposals.read_duty_rows(), world.draft(6))
    world.save()
    told = {replace(r, id=0) for r in foretold}
    assert {replace(r, id=0) for r in proposals.read_duty_rows()} == told


# --- in the database -----------------------------------------------------------------------------------------------


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

    def save(self) -> int:
        return duty_draft.take_over(
            self.actor, draft=digest_of(self.actor), confirmed=stamp(proposals.read_duty_rows())
        )


class _Undo(Exception):
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
            raise _Undo
    except _Undo:
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


# --- the draft -----------------------------------------------------------------------------------------------------


def digest_of(actor) -> str:
    return duty_draft.digest(duty_draft.asked_of(duty_draft.draft_of(actor)))


def test_a_line_drafted_twice_is_one_and_the_draft_is_ones_own(cast: Cast) -> None:
    rena, ada, row = cast.actor("rena"), cast.actor("ada"), duty(cast, "housing", "housing")
    for _n in range(2):
        duty_draft.draft_new(rena, [line(cast, "water", "water")])
        duty_draft.draft_end(rena, row, TODAY)
    duty_draft.draft_end(rena, row, AFTER)
    assert [(c.duty_id, c.on) for c in duty_draft.draft_of(rena)] == [(None, TODAY), (row.pk, AFTER)]
    assert duty_draft.draft_of(ada) == []
    for code, day in (("day", TODAY - timedelta(days=1)), ("day", date(9999, 12, 31))):
        with pytest.raises(DraftRefused, match=code):
            duty_draft.draft_end(rena, row, day)
    duties.end_duty(row, TODAY)
    with pytest.raises(DraftRefused, match="ended"):
        duty_draft.draft_end(rena, row, AFTER)


def test_a_draft_is_taken_over_after_its_trial_and_refused_when_stale(cast: Cast) -> None:
    rena, row = cast.actor("rena"), duty(cast, "housing", "housing")
    duty_draft.draft_new(rena, [line(cast, "water", "water")])
    duty_draft.draft_end(rena, row, AFTER)
    with pytest.raises(DraftRefused, match="untried"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    tried(rena)
    shown = digest_of(rena)
    duties.add_duty(cast.topics["property"], 3, cast.offices["housing"], "b", TODAY)
    with pytest.raises(DraftRefused, match="stale"):
        duty_draft.take_over(rena, draft=shown)
    with pytest.raises(DraftRefused, match="stale"):
        duty_draft.take_over(rena, draft=shown, confirmed="another state")
    row.refresh_from_db()
    assert row.valid_until is None and Duty.objects.count() == 2
    tried(rena)
    duty_draft.draft_new(rena, [line(cast, "water", "station")])
    with pytest.raises(DraftRefused, match="changed"):
        duty_draft.take_over(rena, draft=shown)
    with pytest.raises(DraftRefused, match="untried"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert duty_draft.take_over(rena, draft=digest_of(rena), confirmed=stamp(proposals.read_duty_rows())) == 3
    row.refresh_from_db()
    assert row.valid_until == AFTER and Duty.objects.count() == 4
    with pytest.raises(DraftRefused, match="empty"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    with pytest.raises(DraftRefused, match="empty"):
        duty_draft.try_draft(rena, NOW)


def test_taking_over_is_all_or_nothing(cast: Cast, monkeypatch) -> None:
    rena, row = cast.actor("rena"), duty(cast, "housing", "housing")
    duty_draft.draft_new(rena, [line(cast, "water", "water")])
    duty_draft.draft_end(rena, row, AFTER)
    duties.end_duty(row, TODAY)
    tried(rena)
    with pytest.raises(DraftRefused, match="lines") as told:
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert [c.duty_id for c, _why in told.value.lines] == [row.pk]
    Duty.objects.filter(pk=row.pk).update(valid_until=None)
    tried(rena)
    monkeypatch.setattr(duty_draft, "end_duty", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert Duty.objects.count() == 1 and DutyChange.objects.count() == 2, "nothing saved, the draft kept"


def test_trying_twice_is_two_trials_of_one_draft(cast: Cast) -> None:
    rena = cast.actor("rena")
    letter(cast)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    first, second = tried(rena), tried(rena)
    assert first.told == second.told
    assert duty_draft.trial_of(rena, digest_of(rena)) == second


# --- pages ---------------------------------------------------------------------------------------------------------


def client(cast: Cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


@pytest.fixture
def today(time_machine_to) -> None:
    time_machine_to(at(TODAY, 12))


@pytest.fixture
def time_machine_to():
    import time_machine

    travel = []

    def move(when) -> None:
        travel.append(time_machine.travel(when, tick=False))
        travel[-1].start()

    yield move
    for t in travel:
        t.stop()


CSV = "topic,level,office,basis,valid_from\n010000,3,LJZJ,《规定》,2026-11-01\n100000,3,LJSL,《规定》,\n"


def test_from_the_three_buttons_to_the_catalogue(cast: Cast, today) -> None:
    row, c = duty(cast, "housing", "station"), client(cast, "rena")
    letter(cast)
    form = {
        "form": "duty",
        "topic": "100000",
        "level": "3",
        "office": cast.offices["water"].pk,
        "basis": "《水法》",
        "valid_from": "2026-11-24",
    }
    assert c.post("/settings/duties/", form | {"try": "1"}).status_code == 302
    assert c.post(f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": "2026-11-30"}).status_code == 302
    file = SimpleUploadedFile("d.csv", CSV.encode())
    assert c.post("/settings/duties/", {"form": "file", "file": file, "try": "1"}).status_code == 302
    assert DutyChange.objects.count() == 3, "the file's water row is the form's, its basis replaced"
    assert Duty.objects.count() == 1, "nothing is saved"
    page = c.get("/settings/duties/").content.decode()
    assert page.count('name="off"') == 3
    first = DutyChange.objects.get(topic=cast.topics["water"])
    c.post("/settings/duties/draft/", {"off": first.pk})
    assert DutyChange.objects.count() == 2
    to_job = c.post("/settings/duties/draft/", {"try": "1"})
    job = Job.objects.get()
    assert to_job.headers["Location"] == f"/jobs/{job.uid}/"
    assert jobs.run(str(job.uid), at(TODAY, 12)) == "done"
    assert f"/settings/duties/trials/{job.uid}/" in c.get(f"/jobs/{job.uid}/").content.decode()
    shown = c.get(f"/settings/duties/trials/{job.uid}/").content.decode()
    assert "LJZJ1" in shown and "2026-12-01" in shown
    response = c.get("/settings/duties/")
    assert response.context["draft"]["is_true"]
    assert (
        c.post("/settings/duties/draft/", {"take": "1", "draft": response.context["draft"]["key"]}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.valid_until, Duty.objects.count(), DutyChange.objects.count()) == (date(2026, 11, 30), 2, 0)


def test_what_is_refused_says_why_and_keeps_the_draft(cast: Cast, today) -> None:
    c, row = client(cast, "rena"), duty(cast, "housing", "station")
    duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "water")])
    draft = c.get("/settings/duties/").context["draft"]
    refused = c.post("/settings/duties/draft/", {"take": "1", "draft": draft["key"]})
    assert refused.status_code == 422 and 'name="confirm"' in refused.content.decode()
    assert c.post("/settings/duties/draft/", {"take": "1", "draft": "old"}).status_code == 422
    for bad in ("", "x", "0001-01-01", "2026-11-23", "9999-12-31"):
        assert c.post(f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": bad}).status_code == 422
    assert c.post("/settings/duties/draft/", {"off": "x" * 30}).status_code == 302
    assert c.post("/settings/duties/draft/", {"off": "9" * 18}).status_code == 302
    assert DutyChange.objects.count() == 1
    taken = c.post(
        "/settings/duties/draft/", {"take": "1", "draft": draft["key"], "confirm": "1", "stamp": draft["stamp"]}
    )
    assert taken.status_code == 302 and Duty.objects.count() == 2
    for _n in range(jobs.MOST_WAITING):
        duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "station")])
        assert c.post("/settings/duties/draft/", {"try": "1"}).headers["Location"] != "/jobs/"
    assert c.post("/settings/duties/draft/", {"try": "1"}).headers["Location"] == "/jobs/"
    c.post("/settings/duties/draft/", {"clear": "1"})
    assert not DutyChange.objects.exists()
    assert c.post("/settings/duties/draft/", {"try": "1"}).status_code == 422


@pytest.mark.parametrize("go", [{}, {"try": "1"}])
@pytest.mark.parametrize(("lines", "bad"), [
    ("010000,3,LJZJ,b,\n019999,3,LJZJ,b,\n010000,9,LJZJ,b,\n010000,3,NOBODY,b,\n", [3, 4, 5]),
    ("010000,three,LJZJ,b,\n010000,3,LJZJ,b,2026-13-01\n010000\n", [2, 3, 4]),
    ("010000,3,LJZJ,b,\n010000,3,LJZJ,c,\n", [3]),
    ("", [1]),
])  # fmt: skip
def test_bad_lines_are_named_and_all_that_was_sent_stays_on_the_page(cast: Cast, today, lines: str, bad, go) -> None:
    c = client(cast, "rena")
    duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "water")])
    text = "topic,level,office,basis,valid_from\n" + lines
    answer = c.post("/settings/duties/", {"form": "file", "file": SimpleUploadedFile("d.csv", text.encode()), **go})
    assert answer.status_code == 422
    assert [n for n, _why in answer.context["errors"]] == bad
    assert answer.context["upload"]["text"].value() == text
    again = c.post("/settings/duties/", {"form": "file", "text": text, **go})
    assert again.context["upload"]["text"].value() == text
    assert Duty.objects.count() == 0 and DutyChange.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00x", b"topic,level\n", b"", b'topic,level,office,basis\n"a\x00,', b"a" * 1_000_001]
)
def test_no_file_breaks_the_page(cast: Cast, today, content: bytes) -> None:
    c = client(cast, "rena")
    for go in ({}, {"try": "1"}):
        file = SimpleUploadedFile("d.csv", content)
        assert c.post("/settings/duties/", {"form": "file", "file": file, **go}).status_code == 422
    assert c.post("/settings/duties/", {"form": "file", "try": "1"}).status_code == 422
    assert c.post("/settings/duties/", {"form": "other"}).status_code == 422


def world_of_trials(cast: Cast) -> tuple[Job, dict[str, str]]:
    """Rena's trial: one petition of the city desk, one of the far county, one confidential; their words."""
    letter(cast, summary="路灯不亮", text="路灯")
    letter(
        cast, "water", "far", summary="金丝雀水渠", text="金丝雀", office_id=cast.offices["far_petition"].pk, who="yuan"
    )
    f.petition(cast, TODAY, "mi", purpose="accusation", summary="密件乌鸦", text="密件乌鸦")
    rena = cast.actor("rena")
    duty_draft.draft_new(rena, [line(cast, "housing", "housing"), line(cast, "water", "far_petition")])
    return tried(rena), {"own": "路灯不亮", "far": "金丝雀水渠", "secret": "密件乌鸦"}


SEES = {
    "chen": {"own"}, "pan": {"own"}, "mi": {"own"}, "hua": {"own", "far"}, "su": {"own", "far"}, "yuan": {"far"},
    "dan": set(), "ou": set(), "hei": set(), "wai": set(), "weihead": set(), "rena": None, "ada": "404",
}  # fmt: skip


@pytest.mark.parametrize("who", sorted(SEES))
def test_each_of_the_cast_sees_her_own_part(cast: Cast, today, who: str) -> None:
    job, words = world_of_trials(cast)
    answer = client(cast, who).get(f"/settings/duties/trials/{job.uid}/")
    if SEES[who] == "404":
        assert answer.status_code == 404, "another administrator's trial"
        return
    body, sheet = answer.content.decode(), answer.context["sheet"]
    assert answer.status_code == 200
    if SEES[who] is None:
        assert not any(word in body for word in words.values()), "no contents for whoever reads no petitions"
        assert not any(p.number in body for p in Petition.objects.all())
        assert sheet.move == 2 == sum(r.group.count for r in sheet.lines)
        return
    assert {key for key, word in words.items() if word in body} == SEES[who]
    assert sheet.move == sheet.shown == len(sheet.lines) == len(SEES[who])
    for moved in sheet.lines:
        assert moved.case is not None and f"/cases/{moved.case.uid}/" in body
        assert moved.new_why and moved.old_why
    listed = f"/settings/duties/trials/{job.uid}/" in client(cast, who).get("/settings/duties/").content.decode()
    assert listed


def test_each_number_opens_a_list_of_its_length(cast: Cast, today) -> None:
    duty(cast, "housing", "housing")
    for _n in range(23):
        letter(cast)
    letter(cast, "water")
    rena = cast.actor("rena")
    duty_draft.draft_new(
        rena,
        [
            line(cast, "housing", "city_housing", level=3),
            line(cast, "housing", "station"),
            line(cast, "water", "water"),
        ],
    )
    job = tried(rena)
    for who in ("su", "rena"):
        c = client(cast, who)
        url = f"/settings/duties/trials/{job.uid}/"
        sheet = c.get(url).context["sheet"]
        assert {(p.old_key, p.new_key): p.count for p in sheet.pairs} == {("LJZJ", "tie"): 23, ("gap", "LJSL"): 1}
        assert (sheet.closed, sheet.opened) == (1, 0)
        for pair in sheet.pairs:
            query, count = f"?from={pair.old_key}&to={pair.new_key}", 0
            while query:
                found = c.get(url + query).context["sheet"]
                assert found.shown == pair.count
                count += sum(1 if line.move else line.group.count for line in found.lines)
                query = found.page.after and f"?from={pair.old_key}&to={pair.new_key}&after={found.page.after}"
            assert count == pair.count
        for odd in ("?from=NOBODY", "?after=zzz", "?from=' OR 1=1"):
            assert c.get(url + odd).status_code == 200


def test_a_petition_that_left_the_sight_leaves_the_list(cast: Cast, today) -> None:
    job, _words = world_of_trials(cast)
    su = cast.actor("su")
    assert trial_sheet(job, su, {}).move == 2
    Matter.objects.filter(trialmove__job=job, region=cast.regions["far"]).update(confidential=True, title="")
    assert trial_sheet(job, su, {}).move == 1
    Extract.objects.filter(matter__region=cast.regions["district"]).update(until=NOW)
    assert trial_sheet(job, su, {}).move == 0


@pytest.mark.parametrize("who", ["pan", "su", "hei"])
def test_whoever_may_not_set_the_catalogue_drafts_nothing(cast: Cast, today, who: str) -> None:
    c, row = client(cast, who), duty(cast, "housing", "station")
    assert c.get("/settings/duties/").context["may"] is False
    for url, data in (("/settings/duties/", {"form": "duty", "try": "1"}), ("/settings/duties/draft/", {"try": "1"}),
                      (f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": "2026-11-30"})):  # fmt: skip
        assert c.post(url, data).status_code == 403
    assert not DutyChange.objects.exists()


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
