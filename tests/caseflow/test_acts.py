"""Each act by its rule: guards that cite the article, clocks that move, papers, two people at once, double clicks."""

from datetime import date, timedelta

import pytest

from caseflow.facts import Refused
from caseflow.models import Case, Clock, Notice, Reminder, Transfer
from caseflow.services import Conflict, options_of, perform
from petitions.models import Event, Extract, Matter, Participation
from petitions.services.inputs import Part
from tests import factories as f
from tests.cast import at

DAY = "2026-09-01"


def refusal(cast, case, act, who, day=DAY, **facts) -> str:
    """The code of the refusal; nothing has changed then."""
    before = (Event.objects.count(), Case.objects.get(pk=case.pk).version)
    with pytest.raises(Refused) as caught:
        f.act(cast, case, act, who, day, **facts)
    assert (Event.objects.count(), Case.objects.get(pk=case.pk).version) == before
    return caught.value.refusal.code


def running(case: Case) -> set[str]:
    return set(Clock.objects.running().filter(case=case).values_list("term", flat=True))


# --- passing on ---------------------------------------------------------------------------------------------------


def test_assign_sets_a_day_to_report_that_survives_the_end(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    target = cast.offices["housing"].pk
    assert (
        refusal(cast, desk, "assign", "pan", target=target, reason="x", report_due_on=date(2026, 9, 1))
        == "report_day_past"
    )
    f.act(cast, desk, "assign", "pan", DAY, target=target, reason="x", report_due_on=date(2026, 10, 30))
    case = f.case_of(desk.petition, "handling")
    assert running(case) == {"C3", "C4", "C5"}
    f.act(cast, case, "accept", "ou", "2026-09-02")
    f.act(cast, case, "draft", "ou", "2026-09-03", **f.OPINION)
    assert refusal(cast, case, "report_back", "ou", "2026-09-03", hour=11, text="x") == "report_early"
    f.act(cast, case, "clear", "hei", "2026-09-04")
    f.act(cast, case, "decide", "hei", "2026-09-04", hour=11)
    f.act(cast, case, "send", "ou", "2026-09-05")
    assert refusal(cast, case, "close", "ou", "2026-09-06") == "report_owed"
    f.act(cast, case, "report_back", "ou", "2026-09-06", text="已落实", view="同意")
    assert "C5" not in running(case)
    assert f.act(cast, case, "close", "ou", "2026-09-07").state == "closed"
    assert Notice.objects.filter(case=case, kind="report").exists()


@pytest.mark.parametrize(
    ("target", "code"), [("city_petition", "target_is_own"), ("housing", None), ("discipline", None)]
)
def test_where_a_petition_may_go(cast, target, code) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    facts = {"target": cast.offices[target].pk, "reason": "x"}
    if code:
        assert refusal(cast, desk, "forward", "pan", **facts) == code
    else:
        f.act(cast, desk, "forward", "pan", DAY, **facts)
        case = f.case_of(desk.petition, "handling")
        assert running(case) == ({"TD"} if target == "discipline" else {"C3", "C4"}), (
            "R22 Art. 23 ¶4: by their own rules"
        )


def test_forward_to_a_lower_petition_office_opens_a_desk_there(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    f.act(cast, desk, "forward", "pan", DAY, target=cast.offices["district_petition"].pk, reason="属地")
    below = f.case_of(desk.petition)
    assert (below.kind, below.state, below.office) == ("desk", "registered", cast.offices["district_petition"])
    assert running(below) == {"C1"}
    f.act(cast, below, "forward", "dan", "2026-09-02", target=cast.offices["housing"].pk, reason="x")
    assert f.case_of(desk.petition).kind == "handling"


def test_keep_counts_from_the_first_receipt(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    f.act(cast, desk, "keep", "pan", "2026-09-10")
    case = f.case_of(desk.petition, "handling")
    assert Clock.objects.get(case=case, term="C2").due_on == date(2026, 9, 16)


def test_missing_facts_and_wrong_people_are_refused(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    target = cast.offices["housing"].pk
    assert refusal(cast, desk, "forward", "pan", target=target) == "missing"
    assert refusal(cast, desk, "forward", "chen", target=target, reason="x") == "capability"
    assert refusal(cast, desk, "forward", "dan", target=target, reason="x") == "other_office"
    assert refusal(cast, desk, "accept", "pan") == "wrong_state"
    assert refusal(cast, desk, "close_sender", "pan") in {"only_system", "wrong_state"}
    assert refusal(cast, desk, "nonsense", "pan") == "unknown_act"


# --- objecting ----------------------------------------------------------------------------------------------------


def test_an_objection_is_verified_and_the_case_comes_back(cast) -> None:
    case = f.forwarded(cast, DAY)
    desk = Case.objects.get(pk=case.parent_id)
    f.act(cast, case, "object", "ou", "2026-09-03", reason="属水利局")
    assert running(desk) == {"V1"} and Clock.objects.get(case=desk, term="V1").due_on == date(2026, 9, 8)
    assert Reminder.objects.filter(kind="objected", user=cast.user("pan")).exists()
    f.act(cast, case, "confirm_objection", "pan", "2026-09-04", reason="属实")
    case.refresh_from_db()
    desk.refresh_from_db()
    assert (case.state, desk.state, desk.matter.returns) == ("returned", "registered", 1)
    assert running(case) == set() and running(desk) == {"R1"}
    assert Clock.objects.get(case=desk, term="R1").due_on == date(2026, 9, 11)
    assert not Participation.objects.filter(office=cast.offices["housing"], until=None).exists()
    assert not Case.objects.visible_to(cast.actor("ou")).filter(pk=desk.pk).exists()


def test_objecting_is_once_and_within_five_working_days(cast) -> None:
    case = f.forwarded(cast, "2026-09-18")
    assert refusal(cast, case, "object", "ou", "2026-09-25", reason="x") == "objection_late"
    f.act(cast, case, "object", "ou", "2026-09-24", reason="x")  # the make-up Sunday made it one day earlier
    f.act(cast, case, "reject_objection", "pan", "2026-09-24", hour=11, reason="不成立")
    assert Case.objects.get(pk=case.pk).state == "received" and "C3" in running(case)
    assert refusal(cast, case, "object", "ou", "2026-09-24", hour=12, reason="x") in {
        "objected_before",
        "no_objection_term",
    }
    assert Transfer.objects.get(to_case=case).confirmed is False


def test_the_second_return_goes_to_the_superior_which_assigns_with_force(cast) -> None:
    found = f.petition(cast, DAY, "dan", office_id=cast.offices["district_petition"].pk)
    desk = f.case_of(found)
    for n, office in enumerate(("housing", "water")):
        day = date(2026, 9, 2) + timedelta(n)
        f.act(cast, desk, "forward", "dan", day, target=cast.offices[office].pk, reason="x")
        case = f.case_of(found, "handling")
        f.act(cast, case, "object", {"housing": "ou", "water": "wai"}[office], day, hour=11, reason="x")
        f.act(cast, case, "confirm_objection", "dan", day, hour=12, reason="x")
    above = f.case_of(found)
    assert (above.office, above.state, above.kind) == (cast.offices["city_petition"], "registered", "desk")
    target = cast.offices["housing"].pk
    assert refusal(cast, above, "forward", "pan", "2026-09-04", target=target, reason="x") == "returned_twice"
    f.act(cast, above, "assign", "pan", "2026-09-04", target=target, reason="指定", report_due_on=date(2026, 10, 10))
    forced = f.case_of(found, "handling")
    assert refusal(cast, forced, "object", "ou", "2026-09-05", reason="x") == "assigned_with_force"


# --- the sixty days -----------------------------------------------------------------------------------------------


def test_extend_once_before_the_end_and_take_it_back(cast) -> None:
    case = f.accepted(cast, DAY)
    clock = Clock.objects.get(case=case, term="C6")
    assert clock.due_on == date(2026, 11, 2) and clock.nominal_on == date(2026, 10, 31)
    f.act(cast, case, "ask_extension", "ou", "2026-10-20", days=20, reason="鉴定")
    assert refusal(cast, case, "extend", "ou", "2026-10-21", days=20, reason="x") == "capability"
    assert refusal(cast, case, "extend", "hei", "2026-10-21", days=31, reason="x") == "extension_days"
    f.act(cast, case, "extend", "hei", "2026-10-21", days=20, reason="同意")
    clock.refresh_from_db()
    assert (clock.nominal_on, clock.due_on, clock.extension) == (date(2026, 11, 20), date(2026, 11, 20), 20)
    assert Notice.objects.filter(case=case, kind="extension").exists()
    assert refusal(cast, case, "extend", "hei", "2026-10-22", days=5, reason="x") == "extended_before"
    assert refusal(cast, case, "take_back_extension", "hei", "2026-11-05", reason="x") == "first_day_past"
    f.act(cast, case, "take_back_extension", "hei", "2026-10-25", reason="不需要了")
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 11, 2) and Case.objects.get(pk=case.pk).due_on == date(2026, 11, 2)


def test_an_extension_after_the_due_day_is_refused(cast) -> None:
    case = f.accepted(cast, DAY)
    assert refusal(cast, case, "extend", "hei", "2026-11-03", days=20, reason="x") == "extension_late"


def test_an_opinion_needs_all_of_article_32(cast) -> None:
    case = f.accepted(cast, DAY)
    for name in ("findings", "basis", "remedy"):
        assert refusal(cast, case, "draft", "ou", hour=12, **{**f.OPINION, name: ""}) == "opinion_incomplete"
    bad = [{"request": "x", "outcome": "not_recorded", "answer": "y"}]
    assert refusal(cast, case, "draft", "ou", hour=12, **{**f.OPINION, "items": bad}) == "outcome_import_only"
    f.act(cast, case, "draft", "ou", DAY, hour=12, **f.OPINION)
    assert refusal(cast, case, "decide", "hei", hour=13) == "not_cleared"
    f.act(cast, case, "return_for_work", "hei", DAY, hour=13, reason="补充依据")
    f.act(cast, case, "draft", "ou", DAY, hour=14, **f.OPINION)
    assert Case.objects.get(pk=case.pk).opinions.count() == 2


def test_a_suggestion_has_its_own_term_and_no_right_of_review(cast) -> None:
    case = f.accepted(cast, DAY, purpose="suggestion")
    assert running(case) == {"A6"}
    item = [{"request": "建议", "outcome": "adopted", "answer": "采纳"}]
    f.act(cast, case, "draft", "ou", DAY, hour=12, findings="研究", basis="x", items=item)
    f.act(cast, case, "clear", "hei", DAY, hour=13)
    f.act(cast, case, "decide", "hei", DAY, hour=14)
    f.act(cast, case, "send", "ou", DAY, hour=15)
    person = case.petition.petitioners.get()
    done = f.act(cast, case, "record_receipt", "ou", "2026-09-03", petitioner=person.pk, received_on=date(2026, 9, 2))
    assert done.state == "closed", "a served case without a clock closes by itself"
    assert not Clock.objects.filter(case=case, term="C8").exists()
    assert Notice.objects.filter(case=case, kind="reply").exists()


@pytest.mark.parametrize(("facts", "code"), [
    ({"received_on": date(2026, 8, 30)}, "receipt_day"), ({"received_on": date(2026, 9, 9)}, "receipt_day"),
    ({"received_on": date(2026, 9, 2), "is_refused": True}, "witness"), ({"received_on": date(2026, 9, 2), "petitioner": 0}, "no_receipt_awaited"),
])  # fmt: skip
def test_a_receipt_needs_its_proof(cast, facts, code) -> None:
    case = f.served(cast, DAY)
    person = case.petition.petitioners.get()
    assert refusal(cast, case, "record_receipt", "ou", "2026-09-03", **{"petitioner": person.pk, **facts}) == code


def test_each_petitioner_has_her_own_right(cast) -> None:
    from petitions.services.inputs import Person

    case = f.served(cast, DAY, persons=(f.LI, Person(name="王五", address="柳塘镇2号")), is_joint=True)
    first, second = case.petition.petitioners.all()
    f.act(cast, case, "record_receipt", "ou", "2026-09-03", petitioner=first.pk, received_on=date(2026, 9, 2))
    assert "WS" in running(case)
    f.act(cast, case, "record_receipt", "ou", "2026-09-08", petitioner=second.pk, received_on=date(2026, 9, 7))
    rights = dict(Clock.objects.filter(case=case, term="C8").values_list("petitioner", "due_on"))
    assert rights == {first.pk: date(2026, 10, 8), second.pk: date(2026, 10, 8)} and "WS" not in running(case)


def test_no_notice_is_owed_where_the_address_is_unclear(cast) -> None:
    case = f.accepted(cast, DAY, persons=())
    assert case.state == "accepted" and not Notice.objects.filter(case=case).exists()


# --- the same matter ----------------------------------------------------------------------------------------------


def test_join_gives_one_answer_to_all(cast) -> None:
    first = f.accepted(cast, DAY)
    again = f.petition(cast, "2026-09-05", "ou", office_id=cast.offices["housing"].pk)
    case = f.case_of(again)
    done = f.act(cast, case, "join", "ou", "2026-09-06", pending=first.pk, reason="同一事项")
    assert (done.state, done.joined_to_id) == ("joined", first.pk) and running(case) == set()
    assert Extract.objects.get(petition=again, until=None).matter_id == first.matter_id
    assert Notice.objects.filter(case=case, kind="joined").exists()
    f.act(cast, first, "draft", "ou", "2026-09-07", **f.OPINION)
    f.act(cast, first, "clear", "hei", "2026-09-07", hour=11)
    f.act(cast, first, "decide", "hei", "2026-09-07", hour=12)
    f.act(cast, first, "send", "ou", "2026-09-07", hour=13)
    sent = {s.petitioner.petition_id for n in Notice.objects.filter(case=first) for s in n.services.all()}
    assert sent == {first.petition_id, again.pk}


def test_link_moves_the_petition_and_undoing_it_moves_it_back(cast) -> None:
    closed = f.act(cast, f.served(cast, DAY), "close", "ou", "2026-09-02")
    again = f.petition(cast, "2026-10-05", "ou", office_id=cast.offices["housing"].pk)
    case = f.case_of(again)
    own = case.matter_id
    f.act(cast, case, "link", "ou", "2026-10-06", to_matter=closed.matter_id, reason="同一事项")
    there = f.case_of(again)
    assert (there.matter_id, there.state, there.via) == (closed.matter_id, "received", "link")
    assert Clock.objects.get(case=there, term="C2").started_on == date(2026, 10, 5), "from the one receipt"
    f.act(cast, there, "unlink", "ou", "2026-10-07", reason="不是同一事项")
    back = f.case_of(again)
    assert back.matter_id == own and back.is_open


def test_a_duplicate_in_term_is_refused_by_a_superior_only_while_the_term_runs(cast) -> None:
    pending = f.accepted(cast, DAY, office_id=cast.offices["city_petition"].pk)
    above = f.case_of(f.petition(cast, "2026-09-10"))
    facts = {"pending": pending.pk, "reason": "同一事项"}
    assert refusal(cast, above, "refuse_duplicate", "pan", "2026-11-03", **facts) == "term_over"
    done = f.act(cast, above, "refuse_duplicate", "pan", "2026-09-11", **facts)
    assert done.state == "refused"
    paper = Notice.objects.get(case=above, kind="refusal")
    assert pending.petition.number in paper.body and "2026年11月2日" in paper.body
    beside = f.case_of(f.petition(cast, "2026-09-12", "wai", office_id=cast.offices["water"].pk))
    assert refusal(cast, beside, "refuse_duplicate", "wai", "2026-09-12", **facts) in {"not_superior", "unknown_case"}


def test_split_gives_each_matter_its_own_clock_from_the_one_receipt(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    parts = [
        Part("C", "电梯", "电梯停运"),
        Part("B", "举报", "局长受贿", confidential=True),
        Part("A", "建议", "加装路灯"),
    ]
    f.act(cast, desk, "split", "pan", "2026-09-03", parts=parts, second=cast.user("hua").pk)
    cases = Case.objects.filter(petition=desk.petition, state="registered")
    assert cases.count() == 3 and {c.due_on for c in cases} == {date(2026, 9, 16)}
    secret = Matter.objects.get(klass="B")
    assert secret.confidential and Extract.objects.get(matter=secret).text == ""
    assert not Case.objects.visible_to(cast.actor("pan")).filter(matter=secret).exists()
    assert "受贿" not in Extract.objects.get(matter=desk.matter_id, until=None).opened_text


def test_a_confidential_case_can_only_be_kept_or_reported(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY, "mi", purpose="accusation"))
    acts = {o.row.act for o in options_of(desk, cast.actor("mi", DAY), at(DAY)) if not o.refusal}
    assert {"keep", "report_head"} <= acts and not acts & {"forward", "assign", "join", "refuse_duplicate"}
    assert refusal(cast, desk, "forward", "mi", target=cast.offices["housing"].pk, reason="x") == "confidential"
    f.act(cast, desk, "report_head", "mi", DAY, reason="重要")
    assert Reminder.objects.get(kind="confidential").user == cast.user("hua")
    f.act(cast, desk, "keep", "mi", DAY, hour=12)
    assert f.case_of(desk.petition, "handling").state == "received"


# --- the record ---------------------------------------------------------------------------------------------------


def test_amending_the_receipt_moves_the_clock_and_keeps_old_and_new(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    assert refusal(cast, desk, "amend", "pan", field="received_on", value=date(2026, 9, 9), reason="x") == "future_day"
    assert refusal(cast, desk, "amend", "pan", field="text", value="x", reason="x") == "not_amendable"
    f.act(cast, desk, "amend", "pan", "2026-09-03", field="received_on", value=date(2026, 8, 28), reason="信封日期")
    desk.refresh_from_db()
    assert desk.due_on == date(2026, 9, 14) and desk.petition.received_at == at("2026-08-28", 0)
    event = Event.objects.filter(kind="amend").get()
    assert (event.facts["old"], event.facts["new"]) == ("2026-09-01", "2026-08-28")


def test_void_needs_a_second_person_and_the_number_stays_used(cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    assert refusal(cast, desk, "void", "pan", reason="x", second=cast.user("pan").pk) == "second_person"
    assert refusal(cast, desk, "void", "pan", reason="x", second=cast.user("ou").pk) == "handler_elsewhere"
    assert f.act(cast, desk, "void", "pan", DAY, reason="重复登记", second=cast.user("hua").pk).state == "voided"
    assert f.petition(cast, DAY).number.startswith("YZXF-2026-000002")


def test_correcting_ourselves_opens_a_new_case_with_sixty_days(cast) -> None:
    case = f.act(cast, f.served(cast, DAY), "close", "ou", "2026-09-02")
    f.act(cast, case, "correct", "hei", "2026-09-10", reason="遗漏事实")
    anew = f.case_of(case.petition, "handling")
    assert (anew.state, anew.via) == ("accepted", "correct") and running(anew) == {"C6"}
    assert Matter.objects.get(pk=anew.matter_id).status == "open"
    assert refusal(cast, case, "correct", "hei", "2026-09-11", reason="x") == "handling_here"


def test_a_complaint_of_delay_reaches_the_superiors(cast) -> None:
    case = f.forwarded(cast, DAY)
    assert refusal(cast, case, "complain", "chen", "2026-09-10", text="x") == "nothing_late"
    f.act(cast, case, "complain", "chen", "2026-09-20", text="到期没有消息")
    assert Event.objects.filter(kind="complain").exists()
    assert Reminder.objects.filter(kind="complaint").exists() or not cast.offices["housing"].superior


def test_pass_down_goes_to_a_subordinate_only(cast) -> None:
    case = f.forwarded(cast, DAY)
    assert refusal(cast, case, "pass_down", "ou", target=cast.offices["water"].pk, reason="x") == "target_not_below"
    f.act(cast, case, "pass_down", "ou", "2026-09-02", target=cast.offices["station"].pk, reason="x")
    assert (
        Case.objects.get(pk=case.pk).state == "passed_down"
        and f.case_of(case.petition).office == cast.offices["station"]
    )


def test_direct_elsewhere_only_without_a_sender(cast) -> None:
    facts = {"organ": "税务局", "organ_address": "人民路一号", "reason": "涉税"}
    assert refusal(cast, f.forwarded(cast, DAY), "direct", "ou", **facts) == "has_sender"
    direct = f.case_of(f.petition(cast, DAY, "ou", office_id=cast.offices["housing"].pk))
    assert f.act(cast, direct, "direct", "ou", DAY, **facts).state == "directed"
    assert "税务局" in Notice.objects.get(case=direct).body


def test_an_earlier_day_needs_a_reason_and_is_shown(cast) -> None:
    case = f.forwarded(cast, DAY)
    actor = cast.actor("ou", "2026-09-14")
    with pytest.raises(Refused) as caught:
        perform(case.pk, "accept", actor, at("2026-09-02"), expected_version=None, key="")
    assert caught.value.refusal.code == "backdated_reason"
    perform(case.pk, "accept", actor, at("2026-09-02"), expected_version=None, key="", reason="补录")
    assert Event.objects.get(kind="accept").is_backdated


def test_two_people_on_one_case(cast) -> None:
    case = f.accepted(cast, DAY)
    version = Case.objects.get(pk=case.pk).version
    perform(case.pk, "investigate", cast.actor("ou", DAY), at(DAY, 12), expected_version=version, key="a", text="走访")
    with pytest.raises(Conflict) as caught:
        perform(
            case.pk, "investigate", cast.actor("hei", DAY), at(DAY, 13), expected_version=version, key="b", text="调查"
        )
    assert [e.kind for e in caught.value.events] == ["investigate"]


def test_a_double_click_does_nothing_twice(cast) -> None:
    case = f.forwarded(cast, DAY)
    version = case.version
    for _click in range(2):
        perform(case.pk, "accept", cast.actor("ou", DAY), at(DAY, 12), expected_version=version, key="same")
    assert Event.objects.filter(kind="accept").count() == 1 and Clock.objects.filter(term="C6").count() == 1


def test_an_act_asks_few_questions_of_the_database(cast, django_assert_max_num_queries) -> None:
    case = f.accepted(cast, DAY)
    with django_assert_max_num_queries(34):
        f.act(cast, case, "investigate", "ou", DAY, hour=12, text="x")
