"""Offices that end (R22 Art. 24 ¶2): cases and duties go on at the successor, no day moves, nothing is lost."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseflow.models import Case, Clock, Dispute, Duty, Notice, Part, Reminder, Succession
from caseflow.services.consistency import run_checks
from caseflow.services.succession import end_office, follow_duties, follow_subordinates, move_cases, waiting
from offices.models import Office, OfficeBelow
from petitions.models import Event, Participation
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import SINCE, TODAY, Cast, at

DAY, LAST, AFTER = "2026-09-01", date(2026, 9, 30), "2026-10-01"


def end(cast: Cast, office: str, *successors: str, kind: str = "merged", last: date = LAST) -> Succession:
    found = [cast.offices[s] for s in successors]
    return end_office(
        Office.objects.get(pk=cast.offices[office].pk), kind, last, found, "机构改革", cast.actor("rena"), at(DAY)
    )


def days() -> list[tuple]:
    """Every clock and every day of every case."""
    clocks = Clock.objects.values_list(
        "pk", "case", "term", "started_on", "nominal_on", "due_on", "stopped_on", "extension"
    )
    return sorted(map(str, clocks)) + sorted(
        map(str, Case.objects.values_list("pk", "received_on", "accepted_on", "due_on", "state", "kind"))
    )


def led_with(cast: Cast, office: str) -> Case:
    """An accepted case of the housing bureau in which `office` has a part."""
    part = {"office": cast.offices[office].pk, "asked": "x", "due_on": LAST}
    case = f.accepted(cast, DAY)
    f.act(cast, case, "name_lead", "ou", DAY, hour=12, parts=[part])
    return case


def test_the_case_goes_on_at_the_successor(cast: Cast) -> None:
    case, before = f.accepted(cast, DAY), days()
    end(cast, "housing", "water")
    assert move_cases(at(LAST)) == 0, "its last day is still its own"
    assert not waiting(cast.actor("hua", AFTER), date(2026, 10, 1)).exists(), "it goes over by itself"
    assert move_cases(at(AFTER)) == 1
    case.refresh_from_db()
    assert (case.office, case.handler, case.state) == (cast.offices["water"], None, "accepted") and days() == before
    event = Event.objects.get(kind="succeed")
    assert event.facts == {
        "target": cast.offices["water"].pk, "old_office": cast.offices["housing"].pk, "old_handler": cast.user("ou").pk,
    }  # fmt: skip
    seen = Participation.objects.filter(matter=case.matter, until=None).values_list("office__code", "capacity")
    assert set(seen) == {("YZXF", "registrar"), ("LJSL", "handler")}
    assert Case.objects.visible_to(cast.actor("wai", AFTER)).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(cast.actor("ou", AFTER)).exists()
    assert set(Reminder.objects.filter(kind="moved").values_list("user__username", flat=True)) == {"wai", "weihead"}
    f.act(cast, case, "draft", "wai", AFTER, **f.OPINION)
    assert run_checks(at(AFTER, 12)).violations == 0


def test_twice_moves_nothing_twice(cast: Cast) -> None:
    f.accepted(cast, DAY)
    end(cast, "housing", "water")
    assert [move_cases(at(AFTER)), move_cases(at(AFTER, 11))] == [1, 0]
    assert Event.objects.filter(kind="succeed").count() == 1


def test_a_chain_of_successors_leads_to_the_one_in_force(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    end(cast, "housing", "water")
    end(cast, "water", "station", last=date(2026, 10, 10))
    move_cases(at("2026-10-15"))
    case.refresh_from_db()
    assert case.office == cast.offices["station"]


def test_the_sender_of_a_moved_case_and_of_its_children_agree(cast: Cast) -> None:
    case = f.forwarded(cast, DAY)
    f.act(cast, case, "pass_down", "ou", DAY, hour=11, target=cast.offices["station"].pk, reason="x")
    end(cast, "housing", "water")
    move_cases(at(AFTER))
    child = Case.objects.get(office=cast.offices["station"])
    assert child.sender_office == cast.offices["water"] and child.parent_id == case.pk
    assert run_checks(at(AFTER, 12)).violations == 0


def twins(cast: Cast, *, here: str = "accepted", there: str = "received") -> tuple[Case, Case]:
    """The same matter at the housing bureau and at the water bureau, each so far."""
    case = led_with(cast, "station") if here == "accepted" else f.forwarded(cast, DAY)
    found = f.petition(cast, DAY, "dan", office_id=cast.offices["district_petition"].pk)
    f.staff(cast, "deng", "district_petition", "head")  # who sees what lies below
    f.act(cast, f.case_of(found), "link", "deng", DAY, hour=13, to_matter=case.matter_id, reason="同一事项")
    f.act(cast, f.case_of(found), "forward", "dan", DAY, hour=14, target=cast.offices["water"].pk, reason="职责目录")
    other = f.case_of(found, "handling")
    if there == "accepted":
        f.act(cast, other, "accept", "wai", DAY, hour=15)
    return case, other


@pytest.mark.parametrize(("here", "there", "stays"), [
    ("received", "received", "there"), ("received", "accepted", "there"), ("accepted", "received", "here"),
])  # fmt: skip
def test_of_two_cases_of_one_matter_the_received_one_joins(cast: Cast, here: str, there: str, stays: str) -> None:
    case, other = twins(cast, here=here, there=there)
    goes_on, ends = (other, case) if stays == "there" else (case, other)
    before = list(Clock.objects.filter(case=goes_on).order_by("pk").values_list("term", "due_on", "stopped_on"))
    end(cast, "housing", "water")
    assert not waiting(cast.actor("hua", AFTER), date(2026, 10, 1)).exists(), "it goes by itself"
    assert move_cases(at(AFTER)) == 1
    case.refresh_from_db()
    goes_on.refresh_from_db()
    ends.refresh_from_db()
    assert (ends.state, ends.joined_to, ends.closed_at) == ("joined", goes_on, at(AFTER))
    assert {case.office, other.office} == {cast.offices["water"]} and goes_on.is_open
    assert list(Clock.objects.filter(case=goes_on).order_by("pk").values_list("term", "due_on", "stopped_on")) == before
    assert not Clock.objects.running().filter(case=ends).exists()
    assert ends.parent.state == "closed", "its sender has nothing to wait for"
    event = Event.objects.get(kind="join_at_successor")
    assert event.case_id == ends.pk and event.facts["pending"]["number"] == goes_on.petition.number
    paper = Notice.objects.get(case=ends, kind="joined")
    assert goes_on.petition.number in paper.body and paper.office == cast.offices["water"]
    assert move_cases(at(AFTER, 11)) == 0 and Event.objects.filter(kind="join_at_successor").count() == 1
    assert run_checks(at(AFTER, 12)).violations == 0


def test_two_accepted_cases_of_one_matter_wait_until_one_has_ended(cast: Cast) -> None:
    case, other = twins(cast, there="accepted")
    end(cast, "housing", "water")
    assert move_cases(at(AFTER)) == 0
    assert [c.pk for c in waiting(cast.actor("hua", AFTER), date(2026, 10, 1))] == [case.pk]
    Case.objects.filter(pk=other.pk).update(closed_at=at(AFTER), state="closed")
    assert move_cases(at("2026-10-02")) == 1
    assert Case.objects.get(pk=case.pk).office == cast.offices["water"]


def test_a_received_case_with_an_open_part_waits_for_a_person(cast: Cast) -> None:
    case, _other = twins(cast, here="received", there="accepted")
    part = {"office": cast.offices["station"].pk, "asked": "x", "due_on": LAST}
    f.act(cast, case, "name_lead", "ou", DAY, hour=14, parts=[part])
    end(cast, "housing", "water")
    assert move_cases(at(AFTER)) == 0
    assert [c.pk for c in waiting(cast.actor("hua", AFTER), date(2026, 10, 1))] == [case.pk]


def test_subordinates_get_the_one_successor_as_superior(cast: Cast) -> None:
    end(cast, "housing", "water")
    move_cases(at(LAST))
    station = Office.objects.get(code="LJZJ1")
    assert station.superior == cast.offices["housing"], "its last day is still its own"
    move_cases(at(AFTER))
    station.refresh_from_db()
    assert station.superior == cast.offices["water"]
    assert OfficeBelow.objects.filter(above=cast.offices["water"], below=station).exists()
    assert not OfficeBelow.objects.filter(above=cast.offices["housing"], below=station, depth__gt=0).exists()
    assert follow_subordinates(date(2026, 10, 1)) == 0


@pytest.mark.parametrize(
    ("kind", "successors"), [("split", ("water", "discipline")), ("abolished", ()), ("merged", ("station",))]
)
def test_where_no_one_office_follows_the_page_lists_them(cast: Cast, kind: str, successors: tuple[str, ...]) -> None:
    end(cast, "housing", *successors, kind=kind)
    move_cases(at(AFTER))
    station = Office.objects.get(code="LJZJ1")
    assert station.superior == cast.offices["housing"]
    assert list(Office.objects.superior_ended(date(2026, 10, 1))) == [station]
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user("ada"), backend="offices.auth.DeskBackend")
    with time_machine.travel(at(AFTER), tick=False):
        told = client.get("/settings/offices/").content.decode()
    assert "Their superior has ended" in told and "LJZJ1" in told
    Office.objects.filter(pk=station.pk).update(superior=cast.offices["city_housing"])
    with time_machine.travel(at(AFTER), tick=False):
        assert "Their superior has ended" not in client.get("/settings/offices/").content.decode()


def test_without_a_successor_the_superior_decides(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    end(cast, "housing", kind="abolished")
    assert move_cases(at(AFTER)) == 0
    assert [c.pk for c in waiting(cast.actor("hua", AFTER), date(2026, 10, 1))] == [case.pk]
    target = cast.offices["water"].pk
    assert refusal(cast, case, "succeed", "weihead", AFTER, target=target) == "not_superior_of_ended"
    assert refusal(cast, case, "succeed", "hei", AFTER, target=target) == "not_superior_of_ended"
    assert refusal(cast, case, "succeed", "hua", AFTER) == "missing"
    before = days()
    f.act(cast, case, "succeed", "hua", AFTER, target=target, reason="由水利局继续办理")
    case.refresh_from_db()
    assert case.office_id == target and days() == before
    assert refusal(cast, case, "succeed", "hua", AFTER, hour=11, target=target) == "office_in_force", "twice"


def test_an_office_in_force_keeps_its_cases(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    assert refusal(cast, case, "succeed", "hua", DAY, hour=12, target=cast.offices["water"].pk) == "office_in_force"


def test_a_split_office_is_assigned_case_by_case_among_the_successors(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    end(cast, "housing", "water", "station", kind="split")
    assert move_cases(at(AFTER)) == 0
    away = cast.offices["city_housing"].pk
    assert refusal(cast, case, "succeed", "hua", AFTER, target=away) == "not_a_successor"
    f.act(cast, case, "succeed", "hua", AFTER, target=cast.offices["station"].pk)
    assert Case.objects.get(pk=case.pk).office == cast.offices["station"]


def test_a_desk_goes_to_a_petition_office(cast: Cast) -> None:
    desk = f.case_of(f.petition(cast, DAY, "dan", office_id=cast.offices["district_petition"].pk))
    with pytest.raises(ValidationError):
        end(cast, "district_petition", "housing")
    before = days()
    end(cast, "district_petition", "city_petition")
    assert move_cases(at(AFTER)) == 1
    desk.refresh_from_db()
    assert desk.office == cast.offices["city_petition"] and days() == before
    f.act(cast, desk, "forward", "pan", AFTER, target=cast.offices["housing"].pk, reason="职责目录")


@pytest.mark.parametrize(("kind", "successors", "last"), [
    ("merged", (), LAST), ("merged", ("water", "station"), LAST), ("split", ("water",), LAST), ("merged", ("housing",), LAST),
    ("abolished", (), date(2005, 1, 1)),
])  # fmt: skip
def test_ends_that_do_not_fit(cast: Cast, kind: str, successors: tuple[str, ...], last: date) -> None:
    with pytest.raises(ValidationError):
        end(cast, "housing", *successors, kind=kind, last=last)
    assert Office.objects.get(code="LJZJ").valid_until is None and not Succession.objects.exists()


def test_duties_follow_the_day_after(cast: Cast) -> None:
    duty = Duty.objects.create(
        topic=cast.topics["property"], level=3, office=cast.offices["housing"], basis="条例", valid_from=SINCE
    )
    end(cast, "housing", "water")
    duty.refresh_from_db()
    new = Duty.objects.get(office=cast.offices["water"])
    assert duty.valid_until == LAST and new.valid_from == LAST + timedelta(days=1)
    assert (new.topic, new.level, new.basis) == (duty.topic, duty.level, duty.basis)
    assert follow_duties([Office.objects.get(code="LJZJ")]) == 0 and Duty.objects.count() == 2, "twice changes nothing"


def test_an_end_by_the_settings_page_is_caught_up(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    Duty.objects.create(
        topic=cast.topics["property"], level=3, office=cast.offices["housing"], basis="条例", valid_from=SINCE
    )
    Office.objects.filter(code="LJZJ").update(valid_until=LAST, successor=cast.offices["water"])
    assert move_cases(at(AFTER)) == 1
    assert Case.objects.get(pk=case.pk).office == cast.offices["water"]
    assert Duty.objects.filter(office=cast.offices["water"], valid_until=None).count() == 1


def test_parts_and_disputes_follow_too(cast: Cast) -> None:
    case = led_with(cast, "water")
    other = f.forwarded(cast, DAY)
    facts = {"parties": [cast.offices["station"].pk], "consulted_on": date(2026, 9, 1), "text": "x"}
    f.act(cast, other, "raise_dispute", "hei", DAY, hour=12, **facts)
    end(cast, "water", "station")
    end(cast, "city_housing", "city_government")
    move_cases(at(AFTER))
    assert Part.objects.get().office == cast.offices["station"]
    assert Dispute.objects.get().decider == cast.offices["city_government"]
    assert Participation.objects.filter(matter=case.matter, office=cast.offices["station"], until=None).exists()
    assert not Participation.objects.filter(matter=case.matter, office=cast.offices["water"], until=None).exists()
    assert Event.objects.filter(kind="part_moved", case_id=case.pk).count() == 1


class Rollback(Exception):
    pass


STAGES = (f.forwarded, f.accepted, f.decided, f.served)


@pytest.mark.slow
def test_whatever_the_office_had_moves_whole(cast: Cast) -> None:
    """Any mix of cases and any batch size: dates, states and numbers stay; each open case moves once; closed ones stay."""

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.integers(1, 3), st.integers(1, 40))
    def moves(stages: list[int], batch: int, later: int) -> None:
        _run(cast, stages, batch, later)

    moves()


def test_a_mix_of_cases_moves_whole_in_small_batches(cast: Cast) -> None:
    _run(cast, [0, 1, 2, 3, 1], 2, 3)


def _run(cast: Cast, stages: list[int], batch: int, later: int) -> None:
    from caseflow.services import succession

    try:
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(succession, "BATCH", batch)
            for stage in stages:
                STAGES[stage](cast, DAY)
            before, events = days(), Event.objects.count()
            numbers = Counter(Case.objects.values_list("number", flat=True))
            end(cast, "housing", "water")
            moved = move_cases(at(LAST + timedelta(days=later)))
            assert moved == len(stages) == Event.objects.filter(kind="succeed").count()
            assert Event.objects.count() == events + len(stages)
            assert days() == before and numbers == Counter(Case.objects.values_list("number", flat=True))
            assert not Case.objects.open().filter(office=cast.offices["housing"]).exists()
            assert not Case.objects.open().filter(office=cast.offices["water"]).exclude(handler=None).exists()
            assert move_cases(at(LAST + timedelta(days=later), 12)) == 0
            assert TODAY > LAST
            raise Rollback
    except Rollback:
        pass
