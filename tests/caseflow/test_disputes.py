"""A decision asked for (R22 Art. 22 ¶1 (1)) and disputes of competence (Art. 24 ¶1): each act by its rule."""

from datetime import date, timedelta

import pytest

from caseflow.models import Case, Clock, DecisionAsked, Dispute, Notice, Reminder, Transfer
from caseflow.services.sweep import sweep
from petitions.models import Event, Participation
from tests import factories as f
from tests.caseflow.test_acts import refusal, running
from tests.cast import Cast, at

DAY = "2026-09-01"
ASK = {"grounds": "grave", "text": "建议由区政府牵头处置"}


@pytest.fixture
def city(cast: Cast) -> Cast:
    f.staff(cast, "zhou", "city_government", "head")
    return cast


def raised(cast: Cast, day: str = "2026-09-02", **over: object) -> Case:
    case = f.forwarded(cast, DAY)
    facts = {"parties": [cast.offices["water"].pk], "consulted_on": date(2026, 9, 2), "text": "各执一词"}
    return f.act(cast, case, "raise_dispute", "hei", day, **(facts | over))


def decide(cast: Cast, office: str, **over: object) -> dict:
    facts = {"target": cast.offices[office].pk, "decided_on": date(2026, 9, 5), "reason": "供水设施归其管理"}
    return facts | over


# --- asking for a decision ----------------------------------------------------------------------------------------


def test_asking_meets_c1_and_waits_for_the_decision(cast: Cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    f.act(cast, desk, "ask_decision", "pan", "2026-09-03", **ASK)
    c1 = Clock.objects.get(case=desk, term="C1")
    assert (c1.result, c1.stopped_on) == ("met", date(2026, 9, 3)) and running(desk) == {"D3"}
    assert Clock.objects.get(case=desk, term="D3").nominal_on == date(2026, 9, 6)
    assert Notice.objects.filter(case=desk, kind="proposal").exists()
    assert refusal(cast, desk, "ask_decision", "pan", "2026-09-03", hour=11, **ASK) == "decision_awaited"
    target = cast.offices["housing"].pk
    assert refusal(cast, desk, "forward", "pan", "2026-09-04", target=target, reason="x") == "decision_awaited"
    assert refusal(cast, desk, "keep", "pan", "2026-09-04") == "decision_awaited"


def test_the_follow_up_day_reminds_and_never_ends_by_itself(cast: Cast) -> None:
    from caseflow.services.overdue import remind_of_decisions

    desk = f.act(cast, f.case_of(f.petition(cast, DAY)), "ask_decision", "pan", "2026-09-03", **ASK)
    assert remind_of_decisions(at("2026-09-05")) == 0
    sweep(at("2026-09-20"))
    assert running(desk) == {"D3"}, "a desk is never without a clock"
    assert remind_of_decisions(at("2026-09-20")) == 1 and remind_of_decisions(at("2026-09-21")) == 0
    assert Reminder.objects.filter(case=desk, kind="decision", user=cast.user("pan")).count() == 1


def test_the_decision_is_recorded_and_passing_on_cites_it(cast: Cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    told = {"decided_by": "中共云州市委", "decided_on": date(2026, 9, 5), "text": "由住建局牵头"}
    assert refusal(cast, desk, "record_decision", "pan", "2026-09-06", **told) == "no_decision_awaited"
    f.act(cast, desk, "ask_decision", "pan", "2026-09-03", **ASK)
    ahead = {**told, "decided_on": date(2026, 9, 9)}
    assert refusal(cast, desk, "record_decision", "pan", "2026-09-06", **ahead) == "decision_day"
    f.act(cast, desk, "record_decision", "pan", "2026-09-06", **told)
    assert running(desk) == {"R1"} and DecisionAsked.objects.get().decision == "由住建局牵头"
    f.act(cast, desk, "forward", "pan", "2026-09-07", target=cast.offices["housing"].pk, reason="按决定转送")
    event = Event.objects.get(kind="forward")
    assert event.facts["decision"] == {"by": "中共云州市委", "on": "2026-09-05"}
    assert "依据中共云州市委的决定" in Notice.objects.get(kind="transfer").body
    assert running(desk) == set()


# --- disputes -----------------------------------------------------------------------------------------------------


def test_a_dispute_names_who_decides_and_the_clocks_run_on(city: Cast) -> None:
    case = raised(city)
    row = Dispute.objects.get()
    assert row.decider == city.offices["city_government"] and row.decided_on is None
    assert running(case) == {"C3", "C4"} and case.state == "received"
    assert Reminder.objects.filter(kind="dispute", user=city.user("zhou")).count() == 1
    seen = Participation.objects.filter(matter=case.matter, until=None).values_list("office__code", flat=True)
    assert {"LJSL", "YZZF"} <= set(seen)


REFUSED = [
    ("ou", {}, "capability"),
    ("weihead", {}, "other_office"),
    ("hei", {"parties": []}, "missing"),
    ("hei", {"text": ""}, "missing"),
    ("hei", {"own": True}, "party_is_own"),
    ("hei", {"consulted_on": date(2026, 9, 3)}, "consultation_day"),
    ("hei", {"consulted_on": date(2026, 8, 31)}, "consultation_day"),
]


@pytest.mark.parametrize(("who", "over", "code"), REFUSED)
def test_who_may_not_raise_it_and_how(city: Cast, who: str, over: dict, code: str) -> None:
    case = f.forwarded(city, DAY)
    facts = {"parties": [city.offices["water"].pk], "consulted_on": date(2026, 9, 2), "text": "各执一词"}
    if over.pop("own", False):
        over = {"parties": [city.offices["housing"].pk]}
    assert refusal(city, case, "raise_dispute", who, "2026-09-02", **(facts | over)) == code


def test_a_dispute_also_after_the_term_to_object_lapsed(city: Cast) -> None:
    case = f.forwarded(city, DAY)
    sweep(at("2026-09-12"))
    assert "C4" not in running(case)
    facts = {"parties": [city.offices["water"].pk], "consulted_on": date(2026, 9, 11), "text": "各执一词"}
    f.act(city, case, "raise_dispute", "hei", "2026-09-12", **facts)
    assert Dispute.objects.filter(decided_on=None).count() == 1


def test_while_it_is_open_nobody_sends_the_case_on(city: Cast) -> None:
    case = raised(city)
    target = city.offices["station"].pk
    assert refusal(city, case, "pass_down", "ou", "2026-09-03", target=target, reason="x") == "dispute_open"
    assert refusal(city, case, "object", "ou", "2026-09-03", reason="x") == "dispute_open"
    again = {"parties": [city.offices["water"].pk], "consulted_on": date(2026, 9, 2), "text": "x"}
    assert refusal(city, case, "raise_dispute", "hei", "2026-09-03", **again) == "dispute_open"


def test_another_office_is_named(city: Cast) -> None:
    case = raised(city)
    desk = case.parent
    old = Clock.objects.get(case=case, term="C3")
    f.act(city, case, "decide_dispute", "zhou", "2026-09-07", **decide(city, "water"))
    case.refresh_from_db()
    old.refresh_from_db()
    there = f.case_of(case.petition, "handling")
    assert (case.state, there.state, there.office.code) == ("returned", "received", "LJSL")
    assert (old.result, old.stopped_on, running(case)) == ("moved", date(2026, 9, 7), set())
    assert running(there) == {"C3"}, "named by a decision: no objection any more"
    assert Clock.objects.get(case=there, term="C3").nominal_on == date(2026, 9, 22)
    assert there.parent == desk and Transfer.objects.get(to_case=there).kind == "dispute"
    desk.refresh_from_db()
    assert desk.state == "passed_on" and desk.matter.returns == 0, "a decision is no return"
    paper = Notice.objects.get(kind="dispute")
    assert "临江区水利局受理" in paper.body and "第二十四条第一款" in paper.body
    assert refusal(city, there, "object", "wai", "2026-09-08", reason="x") == "no_objection_term"
    seen = set(Participation.objects.filter(matter=case.matter, until=None).values_list("office__code", flat=True))
    assert seen == {"YZXF", "LJSL"}, "who decided and who lost it read no longer"


def test_the_office_stays(city: Cast) -> None:
    case = raised(city)
    f.act(city, case, "decide_dispute", "zhou", "2026-09-07", **decide(city, "housing"))
    case.refresh_from_db()
    assert case.state == "received" and running(case) == {"C3", "C4"}
    assert Dispute.objects.get().named == city.offices["housing"]
    assert refusal(city, case, "decide_dispute", "zhou", "2026-09-08", **decide(city, "housing")) == "no_dispute"
    assert f.act(city, case, "accept", "ou", "2026-09-08").state == "accepted"


@pytest.mark.parametrize(("who", "over", "code"), [
    ("hua", {}, "not_decider"), ("hei", {}, "not_decider"), ("ou", {}, "capability"),
    ("zhou", {"reason": ""}, "missing"), ("zhou", {"decided_on": date(2026, 9, 30)}, "decision_day"),
    ("zhou", {"decided_on": date(2026, 8, 1)}, "decision_day"), ("zhou", {"target": None}, "missing"),
])  # fmt: skip
def test_who_may_not_decide_it_and_how(city: Cast, who: str, over: dict, code: str) -> None:
    case = raised(city)
    assert refusal(city, case, "decide_dispute", who, "2026-09-07", **decide(city, "water", **over)) == code


def test_accepting_the_case_ends_the_dispute(city: Cast) -> None:
    case = raised(city)
    f.act(city, case, "accept", "ou", "2026-09-08")
    row = Dispute.objects.get()
    assert (row.decided_on, row.named) == (date(2026, 9, 8), city.offices["housing"])
    assert not Participation.objects.filter(matter=case.matter, office__code="YZZF", until=None).exists()


def test_a_case_without_a_sender_goes_to_the_office_named(city: Cast) -> None:
    case = f.case_of(f.petition(city, DAY, "ou", office_id=city.offices["housing"].pk))
    facts = {"parties": [city.offices["water"].pk], "consulted_on": date(2026, 9, 2), "text": "各执一词"}
    f.act(city, case, "raise_dispute", "hei", "2026-09-02", **facts)
    f.act(city, case, "decide_dispute", "zhou", "2026-09-07", **decide(city, "water"))
    there = f.case_of(case.petition, "handling")
    assert (there.office.code, there.parent) == ("LJSL", None) and running(there) == {"C2"} or running(there) == {"C3"}


def test_the_second_return_goes_to_a_person_above_who_assigns_with_force(cast: Cast) -> None:
    """As `test_acts` shows it, with the meter on the matter: returns count, days run from the first receipt."""
    from caseflow.services.among import between

    found = f.petition(cast, DAY, "dan", office_id=cast.offices["district_petition"].pk)
    desk = f.case_of(found)
    for n, (office, who) in enumerate((("housing", "ou"), ("water", "wai"))):
        day = date(2026, 9, 2) + timedelta(n)
        f.act(cast, desk, "forward", "dan", day, target=cast.offices[office].pk, reason="x")
        case = f.case_of(found, "handling")
        f.act(cast, case, "object", who, day, hour=11, reason="x")
        f.act(cast, case, "confirm_objection", "dan", day, hour=12, reason="x")
    above = f.case_of(found)
    f.act(
        cast,
        above,
        "assign",
        "pan",
        "2026-09-08",
        target=cast.offices["housing"].pk,
        reason="指定",
        report_due_on=date(2026, 10, 10),
    )
    last = f.act(cast, f.case_of(found, "handling"), "accept", "ou", "2026-09-10")
    last = Case.objects.select_related("matter", "petition").get(pk=last.pk)
    told = between(last, date(2026, 11, 24))
    assert (told.days, told.returns, told.is_over) == (9, 2, True)
    assert between(Case.objects.select_related("matter", "petition").get(pk=desk.pk), date(2026, 9, 11)).days == 10
