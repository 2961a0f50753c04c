"""Stories between offices, each named after its article of the Regulations on Petition Work."""

from datetime import date

import pytest

from caseflow.models import Case, Clock, Dispute, Notice, Part
from caseflow.services.clearance import NewStep, set_steps
from caseflow.services.consistency import run_checks
from caseflow.services.overdue import mark_late_parts
from caseflow.services.succession import end_office, move_cases
from caseflow.services.sweep import sweep
from petitions.models import Event
from tests import factories as f
from tests.caseflow.test_acts import running
from tests.cast import Cast, at


@pytest.fixture
def region(cast: Cast) -> Cast:
    """The district's joint conference with its office, and a bureau that shares no superior with the others."""
    f.office(cast, "joint", "LJLX", "临江区信访工作联席会议办公室", "joint", "district")
    f.office(cast, "court", "LJTJ", "临江区通信管理处", "enterprise", "district")
    f.staff(cast, "lian", "joint", "head")
    f.staff(cast, "zhou", "city_government", "head")
    return cast


def sound(day: str) -> None:
    run = run_checks(at(day, 20))
    assert run.violations == 0, [r for r in run.results if r["count"]]


def test_art_13_the_joint_conference_decides_where_no_superior_is_common(region: Cast) -> None:
    """R22 Art. 13, 24 ¶1: no common superior, so the joint conference of the region decides."""
    from offices.models import Office
    from offices.services import rebuild_closure

    Office.objects.filter(code="YZZF").update(valid_until=date(2026, 8, 31))
    rebuild_closure()
    case = f.forwarded(region, "2026-09-01")
    facts = {
        "parties": [region.offices["water"].pk],
        "consulted_on": date(2026, 9, 3),
        "text": "双方均认为不属本单位职责",
    }
    f.act(region, case, "raise_dispute", "hei", "2026-09-03", **facts)
    assert Dispute.objects.get().decider == region.offices["joint"]
    decision = {"target": region.offices["water"].pk, "decided_on": date(2026, 9, 8), "reason": "由水利局受理"}
    f.act(region, case, "decide_dispute", "lian", "2026-09-08", **decision)
    there = f.case_of(case.petition, "handling")
    f.act(region, there, "accept", "wai", "2026-09-10")
    assert Notice.objects.filter(case=case, kind="dispute").exists()
    sound("2026-09-10")


def test_art_22_a_grave_matter_is_put_before_the_committee_and_the_decision_cited(region: Cast) -> None:
    desk = f.case_of(f.petition(region, "2026-09-01"))
    f.act(region, desk, "ask_decision", "pan", "2026-09-02", grounds="both", text="建议由区政府牵头处置")
    sweep(at("2026-09-25"))
    assert running(desk) == {"D3"} and Clock.objects.get(case=desk, term="C1").result == "met"
    f.act(
        region,
        desk,
        "record_decision",
        "pan",
        "2026-09-25",
        decided_by="云州市委、市政府",
        decided_on=date(2026, 9, 24),
        text="由区住建局办理",
    )
    f.act(
        region,
        desk,
        "assign",
        "pan",
        "2026-09-26",
        target=region.offices["housing"].pk,
        reason="按决定交办",
        report_due_on=date(2026, 11, 1),
    )
    case = f.act(region, f.case_of(desk.petition, "handling"), "accept", "ou", "2026-09-28", no_interest=True)
    assert Event.objects.get(kind="assign").facts["decision"]["on"] == "2026-09-24"
    assert case.state == "accepted"
    sound("2026-09-28")


def test_art_24_1_a_lead_answers_for_all_when_each_part_is_in(region: Cast) -> None:
    case = f.accepted(region, "2026-09-01")
    parts = [
        {"office": region.offices[o].pk, "asked": "核查情况", "due_on": date(2026, 9, 20)} for o in ("water", "station")
    ]
    f.act(region, case, "name_lead", "hua", "2026-09-02", parts=parts)
    f.act(region, case, "hand_in_part", "wai", "2026-09-18", text="水压不足，已加压")
    assert mark_late_parts(at("2026-09-22")) == 1
    f.act(
        region,
        case,
        "take_back_part",
        "ou",
        "2026-09-23",
        part_office=region.offices["station"].pk,
        reason="并入区局意见",
    )
    f.act(region, case, "investigate", "ou", "2026-09-24", text="到现场听取陈述")
    f.act(region, case, "draft", "ou", "2026-09-25", **f.OPINION)
    f.act(region, case, "clear", "hei", "2026-09-26")
    f.act(region, case, "decide", "hei", "2026-09-26", hour=11)
    f.act(region, case, "send", "ou", "2026-09-27")
    assert Part.objects.filter(handed_in_on__isnull=False).count() == 1
    assert Notice.objects.filter(kind="opinion").count() == 1, "one opinion, the lead's"
    sound("2026-09-27")


def test_art_24_1_a_dispute_ends_at_the_common_superior_and_the_clock_begins_anew(region: Cast) -> None:
    case = f.forwarded(region, "2026-09-01")
    sweep(at("2026-09-12"))
    facts = {"parties": [region.offices["water"].pk], "consulted_on": date(2026, 9, 12), "text": "未能一致"}
    f.act(region, case, "raise_dispute", "hei", "2026-09-12", **facts)
    sweep(at("2026-09-20"))
    assert Clock.objects.get(case=case, term="C3").late_marked_for == date(2026, 9, 16), "the clocks ran on"
    decision = {"target": region.offices["water"].pk, "decided_on": date(2026, 9, 21), "reason": "供水归其管理"}
    f.act(region, case, "decide_dispute", "zhou", "2026-09-21", **decision)
    there = f.case_of(case.petition, "handling")
    assert running(there) == {"C3"} and Clock.objects.get(case=there, term="C3").started_on == date(2026, 9, 21)
    f.act(region, there, "accept", "wai", "2026-09-22")
    sound("2026-09-22")


def test_art_24_2_a_merged_office_hands_its_cases_over_with_every_day_kept(region: Cast) -> None:
    case = f.accepted(region, "2026-09-01")
    due = Clock.objects.get(case=case, term="C6").due_on
    end_office(
        region.offices["housing"],
        "merged",
        date(2026, 9, 30),
        [region.offices["water"]],
        "机构改革",
        region.actor("rena"),
        at("2026-09-20"),
    )
    move_cases(at("2026-10-01"))
    case.refresh_from_db()
    assert case.office == region.offices["water"] and case.due_on == due
    f.act(region, case, "reassign", "weihead", "2026-10-02", handler=region.user("wai").pk)
    f.act(region, case, "draft", "wai", "2026-10-08", **f.OPINION)
    f.act(region, case, "clear", "weihead", "2026-10-09")
    assert f.act(region, case, "decide", "weihead", "2026-10-09", hour=11).state == "decided"
    sound("2026-10-09")


def test_art_28_1_who_shifts_a_matter_around_is_counted_and_at_last_assigned_with_force(region: Cast) -> None:
    found = f.petition(region, "2026-09-01", "dan", office_id=region.offices["district_petition"].pk)
    desk = f.case_of(found)
    for day, office, who in ((2, "housing", "ou"), (4, "water", "wai")):
        f.act(region, desk, "forward", "dan", date(2026, 9, day), target=region.offices[office].pk, reason="职责目录")
        case = f.case_of(found, "handling")
        f.act(region, case, "object", who, date(2026, 9, day), hour=11, reason="不属本单位")
        f.act(region, case, "confirm_objection", "dan", date(2026, 9, day + 1), reason="属实")
    above = f.case_of(found)
    assert above.office == region.offices["city_petition"] and above.matter.returns == 2
    f.act(
        region,
        above,
        "assign",
        "pan",
        "2026-09-07",
        target=region.offices["housing"].pk,
        reason="指定办理",
        report_due_on=date(2026, 10, 20),
    )
    last = f.case_of(found, "handling")
    facts = {"parties": [region.offices["water"].pk], "consulted_on": date(2026, 9, 8), "text": "仍有争议"}
    f.act(region, last, "raise_dispute", "hei", "2026-09-08", **facts)
    decision = {"target": region.offices["housing"].pk, "decided_on": date(2026, 9, 9), "reason": "由住建局受理"}
    f.act(region, last, "decide_dispute", "zhou", "2026-09-09", **decision)
    assert f.act(region, last, "accept", "ou", "2026-09-10").state == "accepted"
    sound("2026-09-10")


def test_art_28_3_the_handler_steps_back_and_somebody_else_answers(region: Cast) -> None:
    f.staff(region, "lin", "housing", "officer")
    case = f.accepted(region, "2026-09-01")
    f.act(region, case, "recuse", "ou", "2026-09-02", reason="信访人系本人亲属")
    f.act(region, case, "reassign", "hei", "2026-09-02", hour=11, handler=region.user("lin").pk)
    f.act(region, case, "declare", "lin", "2026-09-02", hour=12)
    f.act(region, case, "draft", "lin", "2026-09-10", **f.OPINION)
    f.act(region, case, "clear", "hei", "2026-09-11")
    f.act(region, case, "decide", "hei", "2026-09-11", hour=11)
    case = f.act(region, case, "send", "lin", "2026-09-12")
    assert case.state == "served" and case.handler == region.user("lin")
    sound("2026-09-12")


def test_art_42_nobody_answers_alone_where_the_office_wants_a_check_and_a_signature(region: Cast) -> None:
    """R22 Art. 42: an answer against law or procedure has somebody who let it pass; each step keeps who and when."""
    f.staff(region, "fa", "housing", "officer")
    chain = [NewStep("法制审核", user=region.user("fa")), NewStep("签发", role="head")]
    set_steps(region.offices["housing"], chain, region.actor("hei"), at("2026-09-01", 8))
    case = f.accepted(region, "2026-09-01")
    f.act(region, case, "draft", "ou", "2026-09-10", **f.OPINION)
    f.act(region, case, "return_for_work", "fa", "2026-09-11", reason="依据不足")
    f.act(region, case, "draft", "ou", "2026-09-12", **f.OPINION)
    f.act(region, case, "clear", "fa", "2026-09-13")
    f.act(region, case, "clear", "hei", "2026-09-14")
    f.act(region, case, "decide", "hei", "2026-09-14", hour=11)
    told = [
        (e.kind, e.actor_name, e.facts.get("step"))
        for e in Event.objects.filter(kind__in=("clear", "return_for_work")).order_by("seq")
    ]
    assert told == [("return_for_work", "Fa", "法制审核"), ("clear", "Fa", "法制审核"), ("clear", "Hei", "签发")]
    assert Case.objects.get(pk=case.pk).state == "decided"
    sound("2026-09-14")
