"""The end of a matter: concluding it, refusing it again, what is new; withdrawing and thinking better of it; help."""

from datetime import date, timedelta

import pytest

from caseflow.models import Case, Execution, Notice, Withdrawal
from caseflow.services import options_of, perform
from caseflow.services.sweep import sweep
from offices.actors import petitioner_actor
from petitions.models import Event, Matter
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at

OTHER = f.Person(name="王建国", phone="13900000002", address="临江区2号")
SAME = {"reason": "两次事实、理由一致。", "same_facts": True, "same_reasons": True, "would_be_new": "新的检测报告。"}


def rechecked(tiers, result: str = "uphold", done: bool = True, **decision) -> Case:
    """A closed recheck; what was supported is carried out unless told otherwise."""
    case = r.known(tiers)
    review = r.reviewed(tiers, case, "2026-09-10")
    recheck = r.reviewed(tiers, review, "2026-09-20", result, None, **decision)
    if done:
        for task in Execution.objects.open():
            f.act(tiers, task.case, "carry_out", "ou", "2026-09-21", execution=task.pk, result="done", text="已修复")
    return recheck


def concluded(tiers, **more) -> Case:
    return f.act(tiers, rechecked(tiers, **more), "conclude", "long", "2026-09-25")


def linked(tiers, matter: int, on: str = "2026-10-10", **over) -> Case:
    """A further petition, found to be the same matter."""
    case = f.case_of(f.petition(tiers, on, summary="电梯又停了", **over))
    f.act(tiers, case, "link", "pan", on, to_matter=matter, reason="事实相同")
    return Case.objects.filter(petition=case.petition).latest("pk")


# --- concluding ---------------------------------------------------------------------------------------------------


def test_the_recheck_bodys_head_concludes_a_matter_at_rest(tiers) -> None:
    recheck = rechecked(tiers)
    assert recheck.matter.status in {"open", "at_rest"}
    assert refusal(tiers, recheck, "conclude", "gao", "2026-09-25") == "capability"
    assert refusal(tiers, recheck, "conclude", "hua", "2026-09-25") == "other_office"
    f.act(tiers, recheck, "conclude", "long", "2026-09-25")
    matter = Matter.objects.get(pk=recheck.matter_id)
    assert matter.status == "concluded" and Case.objects.get(pk=recheck.pk).state == "closed"
    assert Case.objects.get(pk=recheck.pk).closed_at == at("2026-09-20", 16), "closed when it was, not again"
    assert refusal(tiers, recheck, "conclude", "long", "2026-09-26") == "concluded"


def test_redo_concludes_nothing(tiers) -> None:
    recheck = rechecked(tiers, "redo", done=False, ground="facts", redo_at="first", redo_due_on=date(2026, 10, 30))
    assert refusal(tiers, recheck, "conclude", "long", "2026-09-25") == "no_last_word"


def test_no_open_case_and_a_proven_receipt(tiers) -> None:
    review = r.reviewed(tiers, r.known(tiers), "2026-09-10")
    recheck = r.answer(
        tiers, r.accept(tiers, r.ask(tiers, review, "2026-09-20"), "2026-09-20"), "2026-09-20", result="uphold"
    )
    assert refusal(tiers, recheck, "conclude", "long", "2026-09-25") == "wrong_state"
    sweep(at("2026-11-20"))  # the watch of the receipt ends, the case closes
    recheck.refresh_from_db()
    assert recheck.state == "closed"
    assert refusal(tiers, recheck, "conclude", "long", "2026-11-20") == "receipt_unproven"
    r.received(tiers, recheck, "2026-11-21", "gao")
    linked(tiers, recheck.matter_id, "2026-11-21")
    assert refusal(tiers, recheck, "conclude", "long", "2026-11-22") == "matter_open"


def test_a_missed_limit_ends_nothing_by_itself(tiers, monkeypatch) -> None:
    case = r.known(tiers)
    sweep(at("2026-10-09"))
    case.refresh_from_db()
    assert case.state == "closed" and r.clock(case, "C8").result == "lapsed"
    assert Matter.objects.get(pk=case.matter_id).status == "at_rest"
    assert refusal(tiers, case, "conclude", "hei", "2026-10-10") == "no_last_word"
    review = r.ask(tiers, case, "2026-10-12", "city_housing")
    assert review.state == "requested", "a late request is recorded too, and may be excused"
    f.act(tiers, review, "refuse_request", "zhao", "2026-10-12", hour=12, ground="late", reason="逾期")
    from caseflow.rules import Rules

    monkeypatch.setattr(Rules, "option", lambda self, name, day: "yes" if name == "missed_limit_ends" else "")
    assert refusal(tiers, case, "conclude", "hei", "2026-10-13") == "no_last_word", "she asked: it was not missed"


def test_where_local_rules_say_so_a_missed_limit_ends_the_matter(tiers, monkeypatch) -> None:
    from caseflow.rules import Rules

    monkeypatch.setattr(Rules, "option", lambda self, name, day: "yes" if name == "missed_limit_ends" else "")
    case = r.known(tiers)
    assert refusal(tiers, case, "conclude", "hei", "2026-09-10") == "wrong_state"
    sweep(at("2026-10-09"))
    f.act(tiers, case, "conclude", "hei", "2026-10-10")
    assert Matter.objects.get(pk=case.matter_id).status == "concluded"


# --- never again on the same, a new matter for the new --------------------------------------------------------------


def test_the_same_again_is_refused_with_the_paper(tiers) -> None:
    recheck = concluded(tiers)
    again = linked(tiers, recheck.matter_id)
    done = f.act(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME)
    assert done.state == "not_reaccepted" and r.running(done) == set()
    text = Notice.objects.get(case=again, kind="not_reaccepted").body
    number = Notice.objects.get(case=recheck, kind="recheck").number
    assert number in text and "2026年9月20日" in text and SAME["would_be_new"] in text and "社会救助" in text
    assert Matter.objects.get(pk=recheck.matter_id).status == "concluded"


CONDITIONS = [
    ({"same_facts": False}, "something_new"), ({"same_reasons": False}, "something_new"), ({"reason": ""}, "missing"),
    ({"would_be_new": ""}, "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), CONDITIONS)
def test_all_conditions_hold_or_it_is_accepted(tiers, change: dict, code: str) -> None:
    again = linked(tiers, concluded(tiers).matter_id)
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **(SAME | change)) == code


def test_only_a_concluded_matter_only_the_petition_linked_to_it(tiers) -> None:
    recheck = rechecked(tiers)
    again = linked(tiers, recheck.matter_id)
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_concluded_matter"
    fresh = f.case_of(f.petition(tiers, "2026-10-10", summary="别的事"))
    assert refusal(tiers, fresh, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_concluded_matter"


@pytest.mark.parametrize("persons", [(OTHER,), (f.LI, OTHER)])
def test_a_neighbour_who_was_no_party_is_accepted(tiers, persons: tuple) -> None:
    again = linked(tiers, concluded(tiers).matter_id, persons=persons)
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_party"


def test_what_was_supported_and_not_carried_out_is_no_ground(tiers) -> None:
    again = linked(tiers, concluded(tiers, done=False).matter_id)
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_carried_out"


def test_what_is_new_gets_a_matter_of_its_own_linked_to_the_old(tiers) -> None:
    recheck = concluded(tiers)
    again = linked(tiers, recheck.matter_id)
    assert refusal(tiers, again, "new_facts", "chen", "2026-10-11", text="x") == "capability"
    done = f.act(tiers, again, "new_facts", "pan", "2026-10-11", text="新的检测报告证明主机报废")
    fresh = Case.objects.filter(petition=again.petition).latest("pk")
    assert done.state == "joined" and done.joined_to == fresh
    assert (fresh.kind, fresh.state, fresh.matter.follows_id) == ("desk", "registered", recheck.matter_id)
    assert fresh.matter_id != recheck.matter_id and fresh.matter.status == "open"
    assert r.clock(fresh, "C1").started_on == date(2026, 10, 10), "from the one receipt"
    assert Matter.objects.get(pk=recheck.matter_id).status == "concluded"


# --- withdrawing ----------------------------------------------------------------------------------------------------


def test_she_withdraws_by_her_query_code_and_thinks_better_of_it(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    person = r.person_of(case)
    done = perform(
        case.pk,
        "withdraw",
        petitioner_actor(person, date(2026, 9, 11)),
        at("2026-09-11"),
        expected_version=None,
        key="w",
    )
    assert done.state == "withdrawn" and r.running(done) == {"WD"}
    assert Withdrawal.objects.get().left == {"C6": 50} and r.clock(done, "WD").due_on == date(2026, 10, 12)
    assert "2026年10月12日" in Notice.objects.get(case=case, kind="withdrawal").body
    herself = petitioner_actor(person, date(2026, 9, 20))
    perform(case.pk, "revoke_withdrawal", herself, at("2026-09-20"), expected_version=None, key="r")
    again = Case.objects.get(via="revoke")
    assert (again.kind, again.state, again.office, again.accepted_on) == (
        "handling",
        "accepted",
        case.office,
        date(2026, 9, 1),
    )
    clock = r.clock(again, "C6")
    assert (clock.started_on, clock.nominal_on) == (date(2026, 9, 20), date(2026, 9, 20) + timedelta(days=50))
    assert r.running(Case.objects.get(pk=case.pk)) == set()
    assert again.matter.status == "open"


def test_the_days_to_think_are_thirty(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    f.act(tiers, case, "withdraw", "chen", "2026-09-11", petitioner=r.person_of(case))
    sweep(at("2026-10-13"))
    assert (
        refusal(tiers, case, "revoke_withdrawal", "chen", "2026-10-13", petitioner=r.person_of(case))
        == "revocation_late"
    )


def test_the_office_complained_of_takes_no_withdrawal(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    assert refusal(tiers, case, "withdraw", "ou", "2026-09-02", petitioner=r.person_of(case)) == "complained_of"
    shown = [o.row.act for o in options_of(case, tiers.actor("ou", "2026-09-02"), at("2026-09-02"))]
    assert "withdraw" not in shown, "never offered there"
    known = r.known(tiers, summary="第二件")
    review = r.ask(tiers, known, "2026-09-10", "city_housing")
    f.staff(tiers, "xiao", "housing", "officer")
    assert refusal(tiers, review, "withdraw", "xiao", "2026-09-11", petitioner=r.person_of(known)) == "complained_of"
    done = f.act(tiers, review, "withdraw", "qin", "2026-09-11", petitioner=r.person_of(known))
    assert done.state == "withdrawn" and r.running(review) == {"WD"}
    f.act(tiers, review, "revoke_withdrawal", "qin", "2026-09-12", petitioner=r.person_of(known))
    again = Case.objects.get(via="revoke")
    assert (again.kind, again.state) == ("review", "requested") and r.running(again) == {"C9", "RQ"}
    assert again.remedy_request.of == known


def test_in_a_joint_matter_her_own_name_alone(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01", persons=(f.LI, OTHER))
    one, two = case.petition.petitioners.order_by("position")
    case = f.act(tiers, case, "withdraw", "chen", "2026-09-02", petitioner=one.pk)
    assert case.state == "accepted" and r.running(case) == {"C6", "WD"}, "it goes on for the other"
    assert refusal(tiers, case, "withdraw", "chen", "2026-09-03", petitioner=one.pk) == "withdrawn_already"
    f.act(tiers, case, "draft", "ou", "2026-09-04", **f.OPINION)
    f.act(tiers, case, "clear", "hei", "2026-09-04", hour=11)
    f.act(tiers, case, "decide", "hei", "2026-09-04", hour=12)
    case = f.act(tiers, case, "send", "ou", "2026-09-04", hour=13)
    sent = set(Notice.objects.get(case=case, kind="opinion").services.values_list("petitioner", flat=True))
    assert sent == {two.pk}, "the answer goes to whoever still asks for it"
    assert case.state == "served"


def test_by_query_code_she_speaks_for_herself_whatever_is_sent(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01", persons=(f.LI, OTHER))
    one, two = case.petition.petitioners.order_by("position")
    herself = petitioner_actor(one.pk, date(2026, 9, 2))
    perform(case.pk, "withdraw", herself, at("2026-09-02"), expected_version=None, key="", petitioner=two.pk)
    assert Withdrawal.objects.get().petitioner == one


def test_the_last_name_ends_it_and_a_name_comes_back(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01", persons=(f.LI, OTHER))
    one, two = case.petition.petitioners.order_by("position")
    f.act(tiers, case, "withdraw", "chen", "2026-09-02", petitioner=one.pk)
    f.act(tiers, case, "revoke_withdrawal", "chen", "2026-09-03", petitioner=one.pk)
    f.act(tiers, case, "withdraw", "chen", "2026-09-04", petitioner=two.pk)
    assert f.act(tiers, case, "withdraw", "chen", "2026-09-05", petitioner=one.pk).state == "withdrawn"


def test_an_accusation_is_never_withdrawn(tiers) -> None:
    secret = f.petition(tiers, "2026-09-01", "mi", purpose="accusation")
    f.act(tiers, f.case_of(secret), "keep", "mi", "2026-09-02")
    case = f.case_of(secret, "handling")
    assert refusal(tiers, case, "withdraw", "mi", "2026-09-03", petitioner=r.person_of(case)) in {
        "confidential",
        "accusation_stays",
    }


def test_a_withdrawn_case_is_neither_pending_nor_concluded(tiers) -> None:
    """No effect under Art. 19 ¶3 or 36 ¶3: the same petition is taken up again."""
    case = f.accepted(tiers, "2026-09-01")
    f.act(tiers, case, "withdraw", "chen", "2026-09-02", petitioner=r.person_of(case))
    again = f.case_of(f.petition(tiers, "2026-09-03"))
    code = refusal(tiers, again, "refuse_duplicate", "pan", "2026-09-04", pending=case.pk, reason="x")
    assert code == "term_over"
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-09-04", **SAME) == "not_concluded_matter"


# --- help -----------------------------------------------------------------------------------------------------------


def test_help_is_noted_on_a_concluded_matter_too(tiers) -> None:
    recheck = concluded(tiers)
    f.act(tiers, recheck, "help", "gao", "2026-10-01", sort="social", text="协助申请临时救助")
    handling = Case.objects.get(matter=recheck.matter_id, kind="handling")
    f.act(tiers, handling, "help", "pan", "2026-10-02", sort="visit", text="上门走访")
    lines = Event.objects.filter(kind="help", matter=recheck.matter_id)
    assert [e.opened["sort"] for e in lines] == ["social", "visit"]
    assert refusal(tiers, recheck, "help", "gao", "2026-10-03", sort="social", text="") == "missing"
