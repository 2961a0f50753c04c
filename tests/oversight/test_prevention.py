"""What prevention keeps and shows: searches, decisions that survive them, who sees what, pages that ask no more for more rows."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from offices import jobs
from offices.models import Job
from oversight.models import HotDecision, HotIssue, RisingWarning
from oversight.periods import Period
from oversight.services import hot_issues as service
from oversight.services import rising as rising_service
from oversight.tasks import find_hot_issues
from petitions.models import Petition
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.test_hot_issues import FAR, OTHERS, PARKING, PLANT

YEAR = Period(TODAY - timedelta(days=364), TODAY)
NIGHT = at(TODAY, 23)


def receive(
    cast: Cast, rows: list[tuple[str, str]], first: date = date(2026, 9, 1), who: str = "chen", **over
) -> list[Petition]:
    return [
        f.petition(cast, first + timedelta(days=n), who, summary=summary, text=text, **over)
        for n, (summary, text) in enumerate(rows)
    ]


@pytest.fixture
def found(cast) -> Cast:
    """The city has others, the plant and the parking; searched and kept in the city's sight."""
    receive(cast, OTHERS + PLANT + PARKING)
    search(cast)
    return cast


def search(cast: Cast, who: str = "su") -> service.Kept:
    actor = cast.actor(who)
    return service.keep(actor, YEAR, service.search(actor, YEAR), NIGHT)


def plant() -> HotIssue:
    return HotIssue.objects.get(title__contains="搅拌站", place__contains="晨曦花园")


def decide(cast: Cast, issue: HotIssue, state: str = "confirmed", version: int = 0) -> HotIssue:
    return service.decide(issue, cast.actor("su"), NIGHT, state=state, reason="现场核实", version=version)


def login(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return client


def test_a_search_keeps_what_it_found(found) -> None:
    assert HotIssue.objects.count() == 2
    issue = plant()
    assert "晨曦花园" in issue.place and issue.members.count() == issue.parts["petitions"] == 4
    assert (issue.first_on, issue.last_on) == (date(2026, 9, 11), date(2026, 9, 14))
    assert search(found) == service.Kept(new=0, again=2, gone=0)
    assert HotIssue.objects.count() == 2 and plant().pk == issue.pk


def test_a_decision_survives_the_next_search_and_more_petitions(found) -> None:
    issue = decide(found, plant())
    receive(
        found,
        [("晨曦花园搅拌站又开工", "晨曦花园小区旁边的混凝土搅拌站夜里又开工，噪音和粉尘扰民。")],
        date(2026, 10, 5),
    )
    assert search(found).again == 2
    kept = plant()
    assert (kept.pk, kept.state, kept.version, kept.members.count()) == (issue.pk, "confirmed", 1, 5)
    decision = HotDecision.objects.get()
    assert decision.proposed["parts"]["petitions"] == 4, "what was proposed then stays (rule 11)"


def test_what_is_found_no_more_goes_unless_somebody_decided(found) -> None:
    decide(found, plant())
    assert service.keep(found.actor("su"), YEAR, [], NIGHT) == service.Kept(new=0, again=0, gone=1)
    assert HotIssue.objects.get().state == "confirmed"


def test_a_search_of_another_period_leaves_the_rest_alone(found) -> None:
    early = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert service.keep(found.actor("su"), early, [], NIGHT).gone == 0 and HotIssue.objects.count() == 2


def test_two_who_decide_at_once(found) -> None:
    decide(found, plant())
    with pytest.raises(service.Decided):
        decide(found, plant(), "dismissed", version=0)
    assert plant().state == "confirmed"
    assert decide(found, plant(), "dismissed", version=1).version == 2 and HotDecision.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        HotDecision.objects.update(reason="x")


def test_confidential_petitions_never_take_part(cast) -> None:
    receive(cast, OTHERS + PLANT[:2])
    receive(cast, PLANT[2:], date(2026, 9, 20), "mi", purpose="accusation")
    assert service.search(cast.actor("mi"), YEAR) == [] and service.search(cast.actor("su"), YEAR) == []
    out = io.StringIO()
    call_command("find_hot_issues", json=True, stdout=out)
    assert json.loads(out.getvalue()) == []


def test_an_issue_hides_when_one_of_its_petitions_becomes_confidential(found) -> None:
    issue = plant()
    assert HotIssue.objects.visible_to(found.actor("su")).count() == 2
    member = issue.members.exclude(petition=issue.named_by).first()
    type(f.case_of(member.petition).matter).objects.filter(extracts__petition=member.petition).update(confidential=True, title="")  # fmt: skip
    assert [i.title for i in HotIssue.objects.visible_to(found.actor("su"))] == [
        HotIssue.objects.exclude(pk=issue.pk).get().title
    ]


@pytest.mark.parametrize(
    ("who", "sees"), [("su", 2), ("hua", 2), ("chen", 0), ("mi", 0), ("hei", 0), ("ada", 0), ("yuan", 0)]
)
def test_who_sees_them(found, who: str, sees: int) -> None:
    assert HotIssue.objects.visible_to(found.actor(who)).count() == sees


def test_the_night_searches_every_office_that_is_overseen(cast, time_machine_at) -> None:
    receive(cast, OTHERS + PLANT)
    time_machine_at(NIGHT)
    assert find_hot_issues() == 3  # city petition office, housing, water
    assert {i.office.code for i in HotIssue.objects.select_related("office")} == {"YZXF"}


@pytest.fixture
def time_machine_at():
    import time_machine

    travels = []

    def move(when) -> None:
        travels.append(time_machine.travel(when, tick=False))
        travels[-1].start()

    yield move
    for travel in travels:
        travel.stop()


def test_the_command_tells_the_whole_desk(cast) -> None:
    receive(cast, OTHERS)
    far = {"office_id": cast.offices["far_petition"].pk, "region_id": cast.regions["far"].pk}
    made = receive(cast, PLANT, date(2026, 9, 11), "yuan", **far)
    out = io.StringIO()
    call_command("find_hot_issues", json=True, stdout=out, first="2026-09-01", last="2026-09-30")
    (row,) = json.loads(out.getvalue())
    assert row["petitions"] == [p.number for p in made] and (row["rank"], row["from"], row["to"]) == (1, "2026-09-11", "2026-09-14")  # fmt: skip
    out = io.StringIO()
    call_command("find_hot_issues", json=True, stdout=out, first="2026-09-12")
    assert json.loads(out.getvalue())[0]["petitions"] == [p.number for p in made[1:]]


def test_the_page_searches_in_the_background(cast) -> None:
    receive(cast, OTHERS + PLANT)
    client = login(cast, "su")
    answer = client.post(reverse("oversight:hot_search"), {"search-first": "2026-09-01", "search-last": "2026-09-30"})
    job = Job.objects.get()
    assert answer.status_code == 302 and job.asked == {"from": "2026-09-01", "to": "2026-09-30"}
    assert jobs.run(str(job.uid), NIGHT) == "done"
    assert Job.objects.get().told == {"new": 1, "again": 0, "gone": 0} and HotIssue.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"search-first": "2026-09-30", "search-last": "2026-09-01"},
        {"search-first": "0001-01-01", "search-last": "x"},
    ],
)
def test_a_period_that_is_none_starts_no_search(cast, given: dict[str, str]) -> None:
    answer = login(cast, "su").post(reverse("oversight:hot_search"), given)
    assert answer.status_code == 422 and not Job.objects.exists()
    assert all(value in answer.content.decode() for value in given.values())


def test_the_filters(found) -> None:
    client, url = login(found, "su"), reverse("oversight:hot_issues")

    def titles(**query: str) -> int:
        return client.get(url, query).content.decode().count("data-row")

    assert titles() == 2 and titles(place="搅拌站") == 1 and titles(place="不在") == 0
    assert titles(first="2026-09-15") == 1 and titles(last="2026-09-12") == 1 and titles(state="confirmed") == 0
    assert titles(first="never", last="2026-09-12") == 2, "a filter that cannot be read is left out"


def test_the_page_of_an_issue_and_the_decision(found) -> None:
    client, issue = login(found, "su"), plant()
    url = reverse("oversight:hot_issue", args=[issue.uid])
    page = client.get(url).content.decode()
    assert page.count("data-row") == 4 and f"{issue.heat:.1f}" in page
    assert client.post(url, {"state": "confirmed", "version": 0, "reason": ""}).status_code == 422
    assert client.post(url, {"state": "proposed", "version": 0, "reason": "x"}).status_code == 422
    assert plant().state == "proposed"
    assert client.post(url, {"state": "confirmed", "version": 0, "reason": "现场核实"}).status_code == 302
    stale = client.post(url, {"state": "dismissed", "version": 0, "reason": "我的理由"})
    assert stale.status_code == 422 and "我的理由" in stale.content.decode() and plant().state == "confirmed"
    assert 'name="version" value="1"' in stale.content.decode()
    assert login(found, "chen").get(url).status_code == 403 and login(found, "hei").get(url).status_code == 404


def test_more_rows_ask_no_more(found, django_assert_max_num_queries) -> None:
    client = login(found, "su")
    pages = [
        reverse("oversight:hot_issues"),
        reverse("oversight:hot_issue", args=[plant().uid]),
        reverse("oversight:rising"),
    ]

    def counts() -> list[int]:
        asked_of = []
        for page in pages:
            client.get(page)
            with django_assert_max_num_queries(40) as asked:
                assert client.get(page).status_code == 200
            asked_of.append(len(asked))
        return asked_of

    before = counts()
    receive(found, FAR, date(2026, 10, 1))
    again = [("晨曦花园搅拌站夜间作业", "晨曦花园小区旁边的混凝土搅拌站夜间作业，噪音和粉尘扰民。")]
    receive(found, again, date(2026, 10, 9))
    search(found)
    assert HotIssue.objects.count() == 3 and plant().members.count() == 5 and counts() == before


@pytest.fixture
def rise(cast) -> Cast:
    """Six housing claims in the town in the last 30 days, one in the year before; one on water."""
    for n in range(6):
        f.petition(cast, TODAY - timedelta(days=n))
    f.petition(cast, TODAY - timedelta(days=100))
    f.petition(cast, TODAY - timedelta(days=3), topic_id=cast.topics["water"].pk)
    return cast


def test_rising_topics_by_hand(rise) -> None:
    rows = {(r.topic, r.place): r for r in rising_service.rising(rise.actor("su"), TODAY)}
    district = rise.regions["district"].path
    assert set(rows) == {("01", district), ("10", district)}
    housing = rows["01", district]
    assert (housing.now, housing.before, housing.warns) == (6, 1, True) and housing.expected == pytest.approx(2 / 12)
    assert not rows["10", district].warns
    assert rising_service.rising(rise.actor("hei"), TODAY) == [], "nothing in the bureau's sight"


def test_a_warning_counts_when_a_person_confirms_it(rise) -> None:
    client, url = login(rise, "su"), reverse("oversight:rising")
    given = {"to": TODAY.isoformat(), "topic": "01", "place": rise.regions["district"].path, "state": "confirmed"}
    with_clock = {**given, "reason": "已通知住建局排查"}
    import time_machine

    with time_machine.travel(NIGHT, tick=False):
        assert client.post(url, {**given, "reason": ""}).status_code == 422 and not RisingWarning.objects.exists()
        assert client.post(url, {**with_clock, "topic": "10"}).status_code == 422 and not RisingWarning.objects.exists()
        assert client.post(url, with_clock).status_code == 302
        page = client.get(url).content.decode()
    row = RisingWarning.objects.get()
    assert (row.now, row.before, row.state, row.office.code) == (6, 1, "confirmed", "YZXF")
    assert "已通知住建局排查" in page
    assert RisingWarning.objects.visible_to(rise.actor("hei")).count() == 0
