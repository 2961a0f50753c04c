"""Articles 22, 23 and 28 to 33 as stories: passing on, telling, the classes and the six routes."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.models import Case, Clock, Execution, Notice, StatutoryRoute
from caseflow.services.routes import seed_routes
from offices.models import Office, OfficeKind
from petitions.models import Event
from tests import factories as f
from tests.cast import Cast

WHY = {"reason": "理由"}


def terms(case: Case) -> set[str]:
    return set(Clock.objects.filter(case=case, stopped_on=None).values_list("term", flat=True))


def test_art_22_1_registered_and_passed_on_within_fifteen_days(cast: Cast) -> None:
    letter = f.petition(cast, "2026-09-01")
    desk = f.case_of(letter)
    assert Clock.objects.get(case=desk, term="C1").due_on == date(2026, 9, 16)
    f.act(cast, desk, "forward", "pan", "2026-09-16", target=cast.offices["housing"].pk, **WHY)
    clock = Clock.objects.get(case=desk, term="C1")
    assert (clock.stopped_on, clock.result) == (date(2026, 9, 16), "met")
    assert Notice.objects.get(case=desk).kind == "transfer"


def test_art_22_1_3_assigned_with_a_day_and_a_report_that_survives_the_end(cast: Cast) -> None:
    letter = f.petition(cast, "2026-09-01")
    report = date(2026, 12, 1)
    f.act(
        cast,
        f.case_of(letter),
        "assign",
        "pan",
        "2026-09-02",
        target=cast.offices["housing"].pk,
        report_due_on=report,
        **WHY,
    )
    case = f.case_of(letter, "handling")
    assert Clock.objects.get(case=case, term="C5").due_on == report
    seed_routes()
    way = StatutoryRoute.objects.get(name="行政诉讼").pk
    case = f.act(cast, case, "route_out", "ou", "2026-09-03", route=way, organ="法院", **WHY)
    assert case.closed_at and terms(case) == {"C5"}
    f.act(cast, case, "report_back", "ou", "2026-11-30", text="已引导诉讼", view="无明确意见")
    assert terms(case) == set() and Notice.objects.filter(case=case, kind="report").exists()


def test_art_23_1_own_remit_a_subordinates_or_neither_each_with_its_notice(cast: Cast) -> None:
    def direct_receipt() -> Case:
        return f.case_of(f.petition(cast, who="ou", office_id=cast.offices["housing"].pk))

    own = f.act(cast, direct_receipt(), "accept", "ou", hour=11)
    below = f.act(cast, direct_receipt(), "pass_down", "ou", hour=11, target=cast.offices["station"].pk, **WHY)
    other = f.act(cast, direct_receipt(), "direct", "ou", hour=11, organ="区法院", organ_address="人民路1号", **WHY)
    assert [(c.state, c.notices.get().kind) for c in (own, below, other)] == [
        ("accepted", "acceptance"), ("passed_down", "transfer"), ("directed", "direction")]  # fmt: skip


def test_art_23_3_an_objection_in_five_working_days_and_the_verification(cast: Cast) -> None:
    case = f.forwarded(cast, "2026-09-28")
    assert Clock.objects.get(case=case, term="C4").due_on == date(2026, 10, 10)  # a make-up Saturday
    with pytest.raises(Refused) as refused:
        f.act(cast, case, "object", "ou", "2026-10-11", **WHY)
    assert refused.value.refusal.code == "objection_late"
    f.act(cast, case, "object", "ou", "2026-10-10", **WHY)
    back = f.act(cast, case, "confirm_objection", "pan", "2026-10-12", **WHY)
    desk = Case.objects.get(petition=case.petition, kind="desk")
    assert back.state == "returned" and desk.state == "registered" and "R1" in terms(desk)


def test_art_23_4_organs_with_rules_of_their_own_have_a_tracking_day(cast: Cast) -> None:
    court = Office.objects.create(
        code="LJZF", name="临江区委政法委", kind=OfficeKind.POLITICAL_LEGAL, region=cast.regions["district"],
        valid_from="2006-01-01",
    )  # fmt: skip
    letter = f.petition(cast)
    f.act(cast, f.case_of(letter), "forward", "pan", target=court.pk, **WHY)
    assert terms(f.case_of(letter, "handling")) == {"TD"}


def test_art_28_2_the_class_is_a_step_and_a_change_is_told(cast: Cast) -> None:
    case = f.accepted(cast)
    f.act(cast, case, "reclassify", "ou", hour=12, klass="A", **WHY)
    event = Event.objects.get(case_id=case.pk, kind="reclassify")
    assert (event.facts["old"], event.facts["new"], event.facts["reason"]) == ("C", "A", "理由")
    assert Notice.objects.filter(case=case, kind="reclassified").exists()


@pytest.mark.parametrize("outcome", ["adopted", "partly_adopted", "not_adopted"])
def test_art_29_a_suggestion_is_studied_and_answered_with_reasons(cast: Cast, outcome: str) -> None:
    case = f.accepted(cast, "2026-09-01", purpose="suggestion")
    assert terms(case) == {"A6"}
    items = [{"request": "增设公交站", "outcome": outcome, "answer": "经研究论证，答复如下。"}]
    given = {"findings": "经研究", "basis": "《公交规划》", "items": items}
    f.act(cast, case, "draft", "ou", "2026-09-05", **given)
    f.act(cast, case, "clear", "hei", "2026-09-06")
    f.act(cast, case, "decide", "hei", "2026-09-06", hour=11)
    case = f.act(cast, case, "send", "ou", "2026-09-07")
    assert case.outcome == outcome and Notice.objects.filter(case=case, kind="reply").exists()
    person = case.petition.petitioners.get().pk
    case = f.act(cast, case, "record_receipt", "ou", "2026-09-09", petitioner=person, received_on=date(2026, 9, 8))
    assert "C8" not in terms(case)  # no review of a suggestion


@pytest.mark.parametrize("item", [1, 2, 3, 4])
def test_art_31_1_to_4_another_organs_route_by_a_notice(cast: Cast, item: int) -> None:
    seed_routes()
    way = StatutoryRoute.objects.filter(item=item).order_by("pk")[0]
    case = f.act(cast, f.forwarded(cast), "route_out", "ou", hour=11, route=way.pk, organ="某机关", **WHY)
    paper = Notice.objects.get(case=case, kind="route")
    assert f"第三十一条第（{item}）项" in paper.body and way.basis in paper.body and "某机关" in paper.body


@pytest.mark.parametrize("item", [4, 5])
def test_art_31_4_5_this_office_is_competent_by_its_own_procedure(cast: Cast, item: int) -> None:
    seed_routes()
    way = StatutoryRoute.objects.filter(item=item, owner="organ").order_by("pk")[0]
    case = f.act(cast, f.forwarded(cast), "start_own", "ou", hour=11, route=way.pk, **WHY)
    assert case.state == "in_own_procedure" and terms(case) == {"S1"}


def test_art_31_6_everything_else_is_heard_investigated_and_answered(cast: Cast) -> None:
    case = f.accepted(cast)
    case = f.act(cast, case, "investigate", "ou", hour=12, text="当面听取陈述，现场核实。")
    assert terms(case) == {"C6"} and Event.objects.filter(case_id=case.pk, kind="investigate").exists()


def test_art_32_an_opinion_has_an_outcome_a_request_and_supported_ones_are_carried_out(cast: Cast) -> None:
    items = [
        {"request": "修复电梯", "outcome": "supported", "answer": "十日内修复。"},
        {"request": "赔偿误工", "outcome": "not_supported", "answer": "缺乏依据。"},
        {"request": "更换物业", "outcome": "explained", "answer": "由业主大会决定。"},
    ]
    case = f.accepted(cast)
    with pytest.raises(Refused) as refused:
        f.act(cast, case, "draft", "ou", hour=12, **{**f.OPINION, "basis": "", "items": items})
    assert refused.value.refusal.facts["fields"] == ["basis"]
    f.act(cast, case, "draft", "ou", hour=12, **{**f.OPINION, "items": items})
    f.act(cast, case, "clear", "hei", hour=13)
    f.act(cast, case, "decide", "hei", hour=14)
    case = f.act(cast, case, "send", "ou", hour=15)
    task = Execution.objects.get()
    assert task.item.request == "修复电梯" and task.case_id == case.pk


def test_art_33_settled_by_agreement_and_checked(cast: Cast) -> None:
    case = f.accepted(cast)
    given = {"kind": "mediation", "requests": "修复电梯", "parties": "李秀英、物业公司", "agreement": "十日内修复。"}
    case = f.act(cast, case, "settle", "ou", hour=12, perform_on=date(2026, 12, 4), **given)
    f.act(cast, case, "settlement_performed", "ou", "2026-12-03", text="已修复")
    assert case.settlements.get().performed is True
