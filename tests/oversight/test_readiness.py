"""Simmering problems, plans with checklists, the roster and the readiness page."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from caseflow.facts import Refused
from oversight.models import EmergencyPlan, EmergencyPlanItem, Problem, ProblemNote, RosterEntry
from oversight.periods import Period
from oversight.services import problems, readiness
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.prevention_world import plan, problem

ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    import time_machine

    with time_machine.travel(at(TODAY, 12), tick=False):
        yield


def login(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return client


@pytest.mark.parametrize(
    ("who", "sees", "works"),
    [("pan", True, True), ("su", True, True), ("ou", True, True), ("hei", True, True), ("chen", True, False), ("mi", True, True),
     ("wai", False, False), ("yuan", False, False), ("ada", False, False), ("rena", False, False)],
)  # fmt: skip
def test_who_sees_and_works_on_a_problem(cast, who: str, sees: bool, works: bool) -> None:
    made, actor = problem(cast), cast.actor(who)
    assert Problem.objects.visible_to(actor).exists() is sees
    assert problems.may_work_on(made, actor) is works


def test_late_is_a_query(cast) -> None:
    problem(cast, due_on=TODAY - ONE)
    problem(cast, due_on=TODAY)
    done = problem(cast, due_on=TODAY - 9 * ONE)
    problems.settle(done, cast.actor("hei"), at(TODAY), text="资金到位，电梯更换")
    rows = Problem.objects.visible_to(cast.actor("pan"))
    assert (rows.open().count(), rows.late(TODAY).count(), rows.late(TODAY + ONE).count()) == (2, 1, 2)


def test_a_moved_day_is_noted_with_the_old_and_the_new(cast) -> None:
    made = problem(cast)
    problems.note(made, cast.actor("ou"), at(TODAY), text="等待审批", due_on=TODAY + 9 * ONE)
    problems.note(made, cast.actor("ou"), at(TODAY), text="现场查看", due_on=TODAY + 9 * ONE)
    made.refresh_from_db()
    assert made.due_on == TODAY + 9 * ONE
    assert [(n.due_before, n.due_after) for n in made.notes.order_by("pk")] == [(TODAY, TODAY + 9 * ONE), (None, None)]
    with pytest.raises(DatabaseError), transaction.atomic():
        ProblemNote.objects.update(text="x")


def test_a_settled_problem_takes_nothing_more(cast) -> None:
    made = problem(cast)
    problems.settle(made, cast.actor("pan"), at(TODAY), text="已化解")
    with pytest.raises(Refused):
        problems.settle(made, cast.actor("pan"), at(TODAY), text="再次")
    with pytest.raises(Refused):
        problems.note(made, cast.actor("ou"), at(TODAY), text="x")
    made.refresh_from_db()
    assert made.result == "已化解"
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(result="")


def given(cast: Cast, **over: str) -> dict[str, str]:
    return {"title": "电梯老化", "text": "超过年限", "region": "柳塘镇", "place": "", "owner": "LJZJ", "responsible": "", "measure": "更换",
            "due_on": (TODAY + ONE).isoformat(), "issue": ""} | over  # fmt: skip


def test_the_form_enters_a_problem_and_keeps_what_is_wrong(cast) -> None:
    client, url = login(cast, "pan"), reverse("oversight:problem_new")
    for wrong in (
        {"text": "联系人13800000001"},
        {"due_on": (TODAY - ONE).isoformat()},
        {"owner": "没有"},
        {"measure": ""},
        {"issue": "x"},
    ):
        answer = client.post(url, given(cast, **wrong))
        assert answer.status_code == 422 and "电梯老化" in answer.content.decode(), wrong
    assert not Problem.objects.exists()
    assert client.post(url, given(cast)).status_code == 302
    made = Problem.objects.get()
    assert (made.office.code, made.owner.code, made.due_on) == ("YZXF", "LJZJ", TODAY + ONE)
    assert login(cast, "chen").post(url, given(cast)).status_code == 403


def test_a_problem_goes_on_by_its_page(cast) -> None:
    made = problem(cast)
    client, url = login(cast, "ou"), reverse("oversight:problem", args=[made.uid])
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "现场查看"}).status_code == 302
    assert client.post(url, {"text": "已更换", "settle": "1"}).status_code == 302
    stale = client.post(url, {"text": "我写的话"})
    assert stale.status_code == 422
    made.refresh_from_db()
    assert (made.state, made.result, made.notes.count()) == ("settled", "已更换", 1)
    assert login(cast, "wai").get(url).status_code == 404


def test_the_list_and_its_filters(cast) -> None:
    problem(cast, due_on=TODAY - ONE, title="甲")
    problem(cast, title="乙")
    client, url = login(cast, "hei"), reverse("oversight:problems")
    for query, expected in (
        ({}, 2),
        ({"state": "late"}, 1),
        ({"state": "settled"}, 0),
        ({"words": "甲"}, 1),
        ({"state": "nonsense"}, 2),
    ):
        assert client.get(url, query).content.decode().count("data-row") == expected, query


def test_a_plan_with_its_checklist(cast) -> None:
    made = plan(cast)
    first = made.items.first()
    assert readiness.tick(made, first.pk, cast.actor("su"), at(TODAY), done=True)
    assert not readiness.tick(made, first.pk, cast.actor("pan"), at(TODAY), done=True), "once"
    assert EmergencyPlanItem.objects.get(pk=first.pk).done_by == cast.user("su")
    with pytest.raises(Refused):
        readiness.tick(made, first.pk, cast.actor("hei"), at(TODAY), done=False)
    client, url = login(cast, "pan"), reverse("oversight:plan", args=[made.uid])
    assert client.post(url, {"undone": str(first.pk)}).status_code == 302
    assert client.post(url, {"end": "1"}).status_code == 302
    made.refresh_from_db()
    assert made.valid_until == TODAY and EmergencyPlanItem.objects.get(pk=first.pk).done_at is None


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [(0, 0, True), (-9, -1, False), (-9, 0, True), (5, 9, True), (10, 12, True), (11, 12, False)],
)
def test_plans_in_force_within_days(cast, first: int, last: int, fits: bool) -> None:
    plan(cast, valid_until=TODAY + 10 * ONE)
    rows = EmergencyPlan.objects.in_force_within(TODAY + first * ONE, TODAY + last * ONE)
    assert rows.exists() is fits


def test_the_form_of_a_plan(cast) -> None:
    client, url = login(cast, "pan"), reverse("oversight:plan_new")
    fields = {
        "title": "预案",
        "kind": "group",
        "text": "步骤",
        "items": "一\n\n 二  三 \n",
        "valid_from": TODAY.isoformat(),
        "valid_until": "",
    }
    for wrong in (
        {"valid_until": (TODAY - ONE).isoformat()},
        {"items": "\n".join("x" * 61)},
        {"items": "长" * 301},
        {"kind": "y"},
    ):
        assert client.post(url, fields | wrong).status_code == 422, wrong
    assert client.post(url, fields).status_code == 302
    assert [i.text for i in EmergencyPlan.objects.get().items.all()] == ["一", "二 三"]


def test_the_roster(cast) -> None:
    client, url = login(cast, "pan"), reverse("oversight:roster")
    fields = {
        "duty-user": cast.user("chen").pk,
        "duty-first": TODAY.isoformat(),
        "duty-last": (TODAY + 2 * ONE).isoformat(),
        "duty-hours": "全天",
    }
    assert client.post(url, fields | {"duty-user": cast.user("ou").pk}).status_code == 422, "of the own office alone"
    assert client.post(url, fields | {"duty-last": (TODAY + 99 * ONE).isoformat()}).status_code == 422
    assert client.post(url, fields).status_code == 302 and RosterEntry.objects.count() == 3
    assert client.post(url, fields | {"duty-hours": "夜间"}).status_code == 302
    assert set(RosterEntry.objects.values_list("hours", flat=True)) == {"夜间"} and RosterEntry.objects.count() == 3
    row = RosterEntry.objects.first()
    assert login(cast, "hei").post(url, {"off": row.pk}).status_code == 302 and RosterEntry.objects.count() == 3
    assert client.post(url, {"off": row.pk}).status_code == 302 and RosterEntry.objects.count() == 2
    assert login(cast, "chen").post(url, fields).status_code == 403


def test_readiness_by_hand(cast) -> None:
    """At the bureau: one case late, one due within the fortnight; three days on the roster; a plan at the city alone."""
    f.forwarded(cast, date(2026, 6, 1))
    f.accepted(cast, date(2026, 10, 1))  # due 60 days later
    f.petition(cast, TODAY)
    plan(cast)
    hei = cast.actor("hei")
    readiness.put_on_duty(hei, user=cast.user("ou"), period=Period(TODAY, TODAY + 2 * ONE), hours="全天")
    readiness.put_on_duty(hei, user=cast.user("hei"), period=Period(TODAY, TODAY), hours="全天")
    rows = {r.office.code: r for r in readiness.readiness(cast.actor("su"), Period(TODAY, TODAY + 13 * ONE), TODAY)}
    bureau, city = rows["LJZJ"], rows["YZXF"]
    assert (bureau.open, bureau.late, bureau.due, bureau.days, bureau.plans) == (2, 1, 1, 3, [])
    assert city.open >= 1 and [p.title for p in city.plans] == ["集体访处置预案"]
    assert {r.office.code for r in readiness.readiness(hei, Period(TODAY, TODAY), TODAY)} == {"LJZJ"}


def test_more_rows_ask_no_more(cast, django_assert_max_num_queries) -> None:
    client, made = login(cast, "su"), plan(cast)
    problems.note(problem(cast), cast.actor("pan"), at(TODAY), text="一")
    pages = [reverse(f"oversight:{name}") for name in ("problems", "problem_new", "readiness", "roster", "plan_new")]
    pages += [
        reverse("oversight:plan", args=[made.uid]),
        reverse("oversight:problem", args=[Problem.objects.get().uid]),
    ]

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with django_assert_max_num_queries(40) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    before = counts()
    for n in range(3):
        made.items.create(position=10 + n, text="x", done_by=cast.user("pan"), done_at=at(TODAY))
        plan(cast)
        problems.note(Problem.objects.get(), cast.actor("ou"), at(TODAY), text="二")
        f.forwarded(cast)
    problem(cast, title="又一个")
    for who in ("chen", "pan"):
        readiness.put_on_duty(cast.actor("pan"), user=cast.user(who), period=Period(TODAY, TODAY + ONE), hours="x")
    assert counts() == before
