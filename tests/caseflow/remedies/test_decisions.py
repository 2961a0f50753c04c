"""Uphold, change, redo: what each does on sending; the ordered day; never the same opinion; whose right comes next."""

from datetime import date

import pytest

from caseflow.models import Case, Execution, Notice, Opinion, RemedyRequest
from caseflow.rules import Rules
from caseflow.services.sweep import sweep
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at

ASKED = "2026-09-10"
DUE = {"redo_due_on": date(2026, 10, 30)}


def review_of(tiers, case: Case) -> Case:
    return r.accept(tiers, r.ask(tiers, case, ASKED, "city_housing"), ASKED)


def cleared(tiers, case: Case, on: str = "2026-09-15") -> Case:
    officer, head = r.team(tiers, case)
    f.act(
        tiers,
        case,
        "draft",
        officer,
        on,
        hour=12,
        **{**f.OPINION, "remedy": "" if case.kind == "recheck" else r.REMEDY},
    )
    return f.act(tiers, case, "clear", head, on, hour=13)


def test_uphold_leaves_what_was_decided_and_opens_the_recheck(tiers) -> None:
    case = r.known(tiers)
    review = r.answer(tiers, review_of(tiers, case), "2026-09-15", result="uphold")
    assert (review.state, review.outcome) == ("served", "upheld") and r.clock(review, "C9").result == "met"
    assert Opinion.objects.get(case=case).revoked_on is None
    review = r.received(tiers, review, "2026-09-16", "qin")
    right = r.clock(review, "C10")
    assert (right.kind, right.started_on, right.due_on) == ("right", date(2026, 9, 16), date(2026, 10, 16))
    text = Notice.objects.get(case=review, kind="review").body
    assert "维持原处理意见" in text and "临江区住房和城乡建设局" in text and "申请复核" in text


def test_a_recheck_goes_to_the_body_above_and_starts_no_right(tiers) -> None:
    review = r.reviewed(tiers, r.known(tiers), ASKED)
    recheck = r.ask(tiers, review, "2026-09-20")
    assert (recheck.kind, recheck.office.code) == ("recheck", "YZZF")
    review.refresh_from_db()
    assert review.state == "closed" and r.clock(review, "C10").result == "met"
    recheck = r.accept(tiers, recheck, "2026-09-21")
    assert (
        refusal(tiers, recheck, "draft", "gao", "2026-09-21", hour=12, **{**f.OPINION, "findings": ""})
        == "opinion_incomplete"
    )
    recheck = r.answer(tiers, recheck, "2026-09-22", result="uphold")
    recheck = r.received(tiers, recheck, "2026-09-23", "gao")
    assert recheck.state == "closed" and r.running(recheck) == set(), "no right begins: it closes by itself"
    text = Notice.objects.get(case=recheck, kind="recheck").body
    assert "终局意见" in text and "第三十六条第三款" in text and "未举行听证" in text


WRONG = [
    ({}, "no_result"),
    ({"result": "dismiss"}, "no_result"),
    ({"result": "change"}, "no_ground"),
    ({"result": "redo", **DUE, "redo_at": "first"}, "no_ground"),
    ({"result": "redo", "ground": "facts", **DUE}, "redo_office"),
    ({"result": "redo", "ground": "facts", **DUE, "redo_at": "review"}, "redo_office"),
    ({**r.REDO}, "redo_day"),
    ({**r.REDO, "redo_due_on": date(2026, 9, 15)}, "redo_day"),
    ({**r.REDO, "redo_due_on": date(2026, 11, 17)}, "redo_day"),
]


@pytest.mark.parametrize(("facts", "code"), WRONG, ids=[f"{w[1]} {n}" for n, w in enumerate(WRONG)])
def test_what_a_decision_needs(tiers, facts: dict, code: str) -> None:
    """Decided on 2026-09-15: sixty days end on 11-16, a Monday."""
    review = cleared(tiers, review_of(tiers, r.known(tiers)))
    assert refusal(tiers, review, "decide", "zhao", "2026-09-15", hour=14, **facts) == code


def test_the_last_day_that_may_be_ordered(tiers) -> None:
    review = cleared(tiers, review_of(tiers, r.known(tiers)))
    done = f.act(
        tiers, review, "decide", "zhao", "2026-09-15", hour=14, **{**r.REDO, "redo_due_on": date(2026, 11, 16)}
    )
    assert done.outcome == "redo" and "2026年11月16日前重新办理" in Notice.objects.get(case=review, kind="review").body


def test_change_puts_its_items_in_place_of_the_old_ones(tiers) -> None:
    case = r.known(tiers)
    old = Execution.objects.get(case=case)
    review = review_of(tiers, case)
    better = {
        **f.OPINION,
        "remedy": r.REMEDY,
        "items": [{"request": "修复电梯", "outcome": "supported", "answer": "五日内修复。"}],
    }
    review = r.answer(tiers, review, "2026-09-15", better, result="change", ground="unfit")
    opinion, newer = Opinion.objects.get(case=case), Opinion.objects.get(case=review)
    assert opinion.replaced_by == newer and review.outcome == "changed"
    old.refresh_from_db()
    new = Execution.objects.exclude(pk=old.pk).get()
    assert (old.state, new.state, new.case, new.office) == ("revoked", "pending", case, tiers.offices["housing"])
    assert new.item.answer == "五日内修复。"
    f.act(tiers, case, "carry_out", "ou", "2026-09-20", execution=new.pk, result="done", text="已修复")
    assert (
        refusal(tiers, case, "ask_review", "chen", "2026-09-20", hour=12, petitioner=r.person_of(case), text="x")
        == "no_opinion"
    )


def test_redo_revokes_and_opens_the_first_office_with_the_ordered_day(tiers) -> None:
    case = r.known(tiers)
    review = r.answer(tiers, review_of(tiers, case), "2026-09-15", **r.REDO, **DUE)
    case.refresh_from_db()
    assert Opinion.objects.get(case=case).revoked_on == date(2026, 9, 15) and case.outcome == ""
    assert Execution.objects.get(case=case).state == "revoked"
    again = Case.objects.get(via="redo")
    assert (again.kind, again.state, again.office, again.parent) == ("handling", "accepted", case.office, review)
    clock = r.clock(again, "C6")
    assert (clock.started_on, clock.nominal_on, clock.due_on, clock.told_on) == (
        date(2026, 9, 15), date(2026, 10, 30), date(2026, 10, 30), date(2026, 10, 30))  # fmt: skip
    assert refusal(tiers, again, "extend", "hei", "2026-09-20", days=10, reason="x") == "ordered_day"
    r.received(tiers, review, "2026-09-16", "qin")
    assert (
        refusal(tiers, case, "ask_review", "chen", "2026-09-20", petitioner=r.person_of(case), text="x") == "no_opinion"
    )


@pytest.mark.parametrize(("decision", "due"), [
    ({"result": "uphold"}, date(2026, 10, 16)), ({"result": "change", "ground": "unfit"}, date(2026, 10, 16)),
    ({**r.REDO, **DUE}, date(2026, 10, 16)),
])  # fmt: skip
def test_whatever_a_review_decides_its_receipt_opens_the_recheck(tiers, decision: dict, due: date) -> None:
    """R22 Art. 36 ¶1 speaks of the review opinion, without exception: she may hold that redo does not go far enough."""
    review = r.answer(tiers, review_of(tiers, r.known(tiers)), "2026-09-15", **decision)
    review = r.received(tiers, review, "2026-09-16", "qin")
    right = r.clock(review, "C10")
    assert (right.kind, right.started_on, right.due_on) == ("right", date(2026, 9, 16), due)
    assert r.ask(tiers, review, "2026-09-20").kind == "recheck"


def test_a_right_missed_after_redo_ends_no_matter_whatever_local_rules_say(tiers, monkeypatch) -> None:
    """The redone opinion opens a review of its own; that right alone can be missed."""
    monkeypatch.setattr(Rules, "option", lambda self, name, day: "yes" if name == "missed_limit_ends" else "")
    review = r.reviewed(tiers, r.known(tiers), ASKED, **r.REDO, **DUE)
    again = r.answer(tiers, Case.objects.get(via="redo"), "2026-09-20", r.AGAIN, compared="补充了资金来源")
    r.received(tiers, again, "2026-09-21")
    sweep(at("2026-12-01"))
    review.refresh_from_db()
    again.refresh_from_db()
    assert (review.state, again.state, r.clock(review, "C10").result) == ("closed", "closed", "lapsed")
    assert refusal(tiers, review, "conclude", "zhao", "2026-12-02") == "no_last_word"
    f.act(tiers, again, "conclude", "hei", "2026-12-02")


def test_another_petitioners_right_falls_with_the_opinion(tiers) -> None:
    case = f.served(
        tiers, "2026-09-01", persons=(f.LI, f.Person(name="王建国", phone="13900000002", address="临江区2号"))
    )
    one, two = case.petition.petitioners.order_by("position")
    for person in (one, two):
        f.act(tiers, case, "record_receipt", "ou", "2026-09-02", petitioner=person.pk, received_on=date(2026, 9, 2))
    review = r.accept(tiers, r.ask(tiers, case, ASKED, "city_housing", petitioner=one.pk), ASKED)
    late = r.ask(tiers, case, "2026-09-12", "city_housing", petitioner=two.pk)
    r.answer(tiers, review, "2026-09-15", **r.REDO, **DUE)
    assert r.running(case) == set()
    assert refusal(tiers, late, "accept_request", "qin", "2026-09-16") == "no_opinion"
    refused = f.act(tiers, late, "refuse_request", "zhao", "2026-09-16", ground="no_opinion", reason="原意见已撤销重办")
    assert refused.state == "refused"


def test_after_redo_never_the_same_opinion_on_the_same_facts(tiers) -> None:
    case = r.known(tiers)
    r.answer(tiers, review_of(tiers, case), "2026-09-15", **r.REDO, **DUE)
    again = Case.objects.get(via="redo")
    f.act(tiers, again, "draft", "ou", "2026-09-20", **f.OPINION)
    f.act(tiers, again, "clear", "hei", "2026-09-20", hour=11)
    facts = {"compared": "与原意见相比，补充了资金来源。"}
    assert refusal(tiers, again, "decide", "hei", "2026-09-20", hour=12, **facts) == "same_opinion", "word for word"
    f.act(tiers, again, "return_for_work", "hei", "2026-09-21", reason="重新调查")
    f.act(tiers, again, "draft", "ou", "2026-09-22", **r.AGAIN)
    f.act(tiers, again, "clear", "hei", "2026-09-22", hour=11)
    assert refusal(tiers, again, "decide", "hei", "2026-09-22", hour=12) == "compare_first"
    assert refusal(tiers, again, "decide", "hei", "2026-09-22", hour=12, **facts, is_same=True) == "same_opinion"
    assert f.act(tiers, again, "decide", "hei", "2026-09-22", hour=12, **facts).state == "decided"


@pytest.mark.parametrize(("place", "kind", "office", "term", "latest"), [
    ("first", "handling", "LJZJ", "C6", "2026-11-24"), ("review", "review", "YZZJ", "C9", "2026-10-26"),
])  # fmt: skip
def test_a_recheck_says_who_does_it_again(tiers, place: str, kind: str, office: str, term: str, latest: str) -> None:
    case = r.known(tiers)
    review = r.reviewed(tiers, case, ASKED)
    recheck = cleared(tiers, r.accept(tiers, r.ask(tiers, review, "2026-09-20"), "2026-09-20"), "2026-09-25")
    due = date.fromisoformat(latest)
    order = {"result": "redo", "ground": "procedure", "redo_at": place}
    after = {**order, "redo_due_on": date(2026, 12, 1)}
    assert refusal(tiers, recheck, "decide", "long", "2026-09-25", hour=14, **after) == "redo_day"
    f.act(tiers, recheck, "decide", "long", "2026-09-25", hour=14, **order, redo_due_on=due)
    f.act(tiers, recheck, "send", "gao", "2026-09-25", hour=15)
    again = Case.objects.get(via="redo")
    assert (again.kind, again.state, again.office.code) == (kind, "accepted", office)
    assert r.clock(again, term).due_on == due and again.parent == recheck
    assert Opinion.objects.get(case=review).revoked_on == date(2026, 9, 25)
    assert (Opinion.objects.get(case=case).revoked_on is None) == (place == "review")
    if place == "review":
        request = RemedyRequest.objects.get(case=again)
        assert (request.of, request.petitioner_id) == (case, r.person_of(case))
        facts = {"compared": "补充听证", "result": "uphold"}
        other = {**f.OPINION, "findings": "重新复查查明", "remedy": r.REMEDY}
        again = r.answer(tiers, again, "2026-10-01", other, **facts)
        assert again.outcome == "upheld"


def test_redo_waits_for_an_open_case_of_the_first_office(tiers) -> None:
    case = r.known(tiers)
    review = cleared(tiers, review_of(tiers, case))
    f.act(tiers, review, "decide", "zhao", "2026-09-15", hour=14, **r.REDO, **DUE)
    more = f.petition(tiers, "2026-09-15", "ou", office_id=tiers.offices["housing"].pk, summary="又来")
    f.act(tiers, f.case_of(more), "link", "ou", "2026-09-15", to_matter=case.matter_id, reason="同一事项")
    assert refusal(tiers, review, "send", "qin", "2026-09-15", hour=16) == "redo_has_case"
