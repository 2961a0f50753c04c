"""Asking for review and recheck: dates with postmark and the later day, which body, refusals, who is recused."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.models import Case, Notice, RemedyRequest
from caseflow.services import options_of, perform
from offices.actors import petitioner_actor
from offices.models import Posting
from offices.roles import Role
from petitions.models import Event, Participation
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at

# the opinion of 2026-09-01, received on the 2nd: the right ends on 2026-10-08, for 10-02 lies in the National Day holidays
LAST = "2026-10-08"


def paper(case: Case, kind: str) -> str:
    return Notice.objects.get(case=case, kind=kind).body


def test_a_request_opens_a_review_at_the_body_she_chose(tiers) -> None:
    case = r.known(tiers)
    review = r.ask(tiers, case, "2026-09-10", "city_housing")
    case.refresh_from_db()
    assert (review.kind, review.state, review.office) == ("review", "requested", tiers.offices["city_housing"])
    assert (review.matter_id, review.petition_id, review.number) == (case.matter_id, case.petition_id, case.number)
    assert (r.clock(review, "C9").started_on, r.clock(review, "C9").due_on) == (date(2026, 9, 10), date(2026, 10, 10))
    assert r.clock(review, "RQ").due_on == review.due_on == date(2026, 9, 28), "fifteen days end in a holiday"
    right = r.clock(case, "C8")
    assert (right.stopped_on, right.result) == (date(2026, 9, 10), "met"), "her right is used"
    assert case.state == "closed" and r.running(case) == set(), "the unclosed handling case closes with it"
    assert Participation.objects.filter(matter=case.matter_id, office=review.office, capacity="reviewer").exists()
    text = paper(review, "ask_receipt")
    assert "2026年9月10日" in text and "2026年10月10日" in text and "云州市住房和城乡建设局" in text
    assert Case.objects.get(pk=review.pk).matter.status == "open"


def test_a_department_leaves_her_the_choice_of_two_and_nobody_else_reviews(tiers) -> None:
    case = r.known(tiers)
    given = {"petitioner": r.person_of(case), "text": "不服", "received_on": date(2026, 9, 10)}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **given) == "choose_body"
    far = {**given, "body": tiers.offices["far_petition"].pk}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **far) == "no_reviewing_body"
    assert r.ask(tiers, case, "2026-09-10", "district_government").office.code == "LJZF"


def test_an_office_led_from_above_alone_has_one_body(tiers) -> None:
    tiers.offices["housing"].is_vertical = True
    tiers.offices["housing"].save()
    case = r.known(tiers)
    assert r.ask(tiers, case, "2026-09-10").office == tiers.offices["city_housing"]


def test_none_in_the_tree_she_is_told_where_to_go(tiers) -> None:
    for name in ("district_government", "city_government", "province_government", "city_housing"):
        tiers.offices[name].valid_until = date(2026, 8, 31)
        tiers.offices[name].save()
    case = r.known(tiers)
    given = {"petitioner": r.person_of(case), "text": "不服", "received_on": date(2026, 9, 10)}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **given) == "name_outside_body"
    case = f.act(
        tiers,
        case,
        "ask_review",
        "chen",
        "2026-09-10",
        **given,
        organ="南川省住房和城乡建设厅",
        organ_address="省城一号",
    )
    assert case.state == "closed" and not RemedyRequest.objects.exists()
    assert "南川省住房和城乡建设厅" in paper(case, "ask_outside") and r.running(case) == set()


DATES = [
    # received, postmark, in time, why
    ("2026-09-03", None, True, "the first day"),
    ("2026-10-02", None, True, "the thirtieth day"),
    (LAST, None, True, "rolled past the holidays"),
    ("2026-10-09", None, False, "one day late"),
    ("2026-10-09", "2026-10-08", True, "posted on the last day"),
    ("2026-10-20", "2026-10-08", True, "however long the post takes"),
    ("2026-10-12", "2026-10-09", False, "posted a day late"),
]


@pytest.mark.parametrize(("came", "posted", "in_time", "why"), DATES, ids=[d[3] for d in DATES])
def test_when_she_is_in_time(tiers, came: str, posted: str | None, in_time: bool, why: str) -> None:
    postmark = {"postmark_on": date.fromisoformat(posted)} if posted else {}
    review = r.ask(tiers, r.known(tiers), came, "city_housing", **postmark)
    assert r.clock(review, "C9").started_on == date.fromisoformat(came), "the body's term runs from its own receipt"
    if in_time:
        assert r.accept(tiers, review, came).state == "accepted"
        assert (
            refusal(tiers, review, "refuse_request", "zhao", came, hour=12, ground="late", reason="x") == "wrong_state"
        )
    else:
        assert refusal(tiers, review, "accept_request", "qin", came, hour=11) == "asked_late"
        done = f.act(tiers, review, "refuse_request", "zhao", came, hour=12, ground="late", reason="逾期")
        assert done.state == "refused" and "超过规定的三十日期限" in paper(review, "ask_refused")


def test_without_a_proven_receipt_nothing_is_late(tiers) -> None:
    case = f.served(tiers, "2026-03-02")
    review = r.ask(tiers, case, "2026-11-02", "city_housing")
    assert r.accept(tiers, review, "2026-11-02").state == "accepted"


EXCUSES = [
    ("2026-10-20", "2026-10-10", None, "within ten days"),
    ("2026-10-19", "2026-10-09", None, "the tenth day"),
    ("2026-10-19", "2026-10-07", None, "the tenth day is a Saturday"),
    ("2026-10-20", "2026-10-09", "excuse_late", "later than ten days"),
    ("2026-10-20", "2026-10-21", "excuse_late", "an obstacle that had not ended"),
]


@pytest.mark.parametrize(("came", "ended", "code", "why"), EXCUSES, ids=[e[3] for e in EXCUSES])
def test_an_excused_delay(tiers, came: str, ended: str, code: str | None, why: str) -> None:
    review = r.ask(tiers, r.known(tiers), came, "city_housing")
    excuse = {"excuse": "住院手术", "obstacle_ended_on": date.fromisoformat(ended)}
    if code:
        assert refusal(tiers, review, "accept_request", "qin", came, hour=11, **excuse) == code
        return
    assert r.accept(tiers, review, came, **excuse).state == "accepted"
    assert RemedyRequest.objects.get(case=review).excuse == "住院手术"


def test_a_wrong_body_passes_it_on_in_time(tiers) -> None:
    case = r.known(tiers)
    wrong = r.ask(tiers, case, LAST, "city_government", who="gao")
    assert r.running(wrong) == {"RQ"}, "no term to review runs where nobody may review"
    assert refusal(tiers, wrong, "accept_request", "gao", LAST, hour=11) == "pass_it_on"
    assert refusal(tiers, wrong, "refuse_request", "long", LAST, hour=11, ground="late", reason="x") == "pass_it_on"
    given = {"target": tiers.offices["city_housing"].pk, "reason": "应由主管部门复查"}
    bad = {**given, "target": tiers.offices["water"].pk}
    assert refusal(tiers, wrong, "pass_request_on", "gao", "2026-10-12", **bad) == "no_reviewing_body"
    wrong = f.act(tiers, wrong, "pass_request_on", "gao", "2026-10-12", **given)
    review = RemedyRequest.objects.filter(of=case).latest("pk").case
    assert (wrong.state, review.state, review.office.code) == ("closed", "requested", "YZZJ")
    assert r.clock(review, "C9").started_on == date(2026, 10, 12), "its term begins when it has the request"
    assert RemedyRequest.objects.get(case=review).asked_on == date(2026, 10, 8), "her day is kept"
    assert "不因转交而逾期" in paper(wrong, "ask_passed")
    assert r.accept(tiers, review, "2026-10-12").state == "accepted"


def test_the_right_body_passes_nothing_on(tiers) -> None:
    review = r.ask(tiers, r.known(tiers), "2026-09-10", "city_housing")
    given = {"target": tiers.offices["district_government"].pk, "reason": "x"}
    assert refusal(tiers, review, "pass_request_on", "qin", "2026-09-10", hour=11, **given) == "is_right_body"


def test_the_closed_list_of_refusals(tiers) -> None:
    review = r.ask(tiers, r.known(tiers), "2026-09-10", "city_housing")
    for ground in ("late", "pending", "no_opinion", "dislike"):
        assert (
            refusal(tiers, review, "refuse_request", "zhao", "2026-09-10", hour=11, ground=ground, reason="x")
            == "ground_false"
        )
    assert (
        refusal(tiers, review, "refuse_request", "qin", "2026-09-10", hour=11, ground="late", reason="x")
        == "capability"
    )


def test_while_her_right_runs_she_may_ask_again_after_a_refusal(tiers) -> None:
    """Two petitioners of one matter; the second request is refused as pending, and is no review."""
    case = f.served(
        tiers, "2026-09-01", persons=(f.LI, f.Person(name="王建国", phone="13900000002", address="临江区2号"))
    )
    one, two = case.petition.petitioners.order_by("position")
    for person in (one, two):
        f.act(tiers, case, "record_receipt", "ou", "2026-09-02", petitioner=person.pk, received_on=date(2026, 9, 2))
    first = r.ask(tiers, case, "2026-09-10", "city_housing", petitioner=one.pk)
    assert r.running(case) == {"C8"}, "the other's own right runs on"
    second = r.ask(tiers, case, "2026-09-11", "city_housing", petitioner=two.pk)
    r.accept(tiers, first, "2026-09-12")
    assert refusal(tiers, second, "accept_request", "qin", "2026-09-12", hour=12) == "pending_review"
    f.act(tiers, second, "refuse_request", "zhao", "2026-09-12", hour=12, ground="pending", reason="同一意见正在复查")
    assert "2026年10月8日" in paper(second, "ask_refused"), "until when she may ask again"
    f.act(tiers, first, "withdraw", "chen", "2026-09-13", petitioner=one.pk)
    again = r.ask(tiers, case, "2026-09-14", "city_housing", petitioner=two.pk)
    assert r.accept(tiers, again, "2026-09-14").state == "accepted"


def test_who_asks(tiers) -> None:
    case = r.known(tiers)
    given = {"text": "不服", "received_on": date(2026, 9, 10), "body": tiers.offices["city_housing"].pk}
    stranger = r.person_of(r.known(tiers, summary="别的事"))
    assert (
        refusal(tiers, case, "ask_review", "chen", "2026-09-10", **given, petitioner=stranger) == "no_petitioner_of_it"
    )
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **given) == "missing"
    assert refusal(tiers, case, "ask_review", "su", "2026-09-10", **given, petitioner=r.person_of(case)) == "capability"
    assert refusal(tiers, case, "ask_recheck", "chen", "2026-09-10", **given) == "wrong_state"
    herself = petitioner_actor(r.person_of(case), date(2026, 9, 10))
    done = {"expected_version": None, "key": "", **given}
    with pytest.raises(Refused) as refused:
        perform(case.pk, "ask_review", petitioner_actor(stranger, date(2026, 9, 10)), at("2026-09-10"), **done)
    assert refused.value.refusal.code == "not_by_petitioner"
    perform(case.pk, "ask_review", herself, at("2026-09-10"), **done)
    request = RemedyRequest.objects.get()
    assert (request.petitioner_id, request.asked_on, request.case.state) == (
        r.person_of(case),
        date(2026, 9, 10),
        "requested",
    )
    assert (
        refusal(tiers, case, "ask_review", "chen", "2026-09-11", **given, petitioner=r.person_of(case))
        == "asked_already"
    )


@pytest.mark.parametrize(
    ("purpose", "items"), [("suggestion", [{"request": "建议", "outcome": "adopted", "answer": "采纳"}])]
)
def test_a_suggestion_is_not_reviewed(tiers, purpose: str, items: list) -> None:
    case = f.accepted(tiers, "2026-09-01", purpose=purpose)
    f.act(tiers, case, "draft", "ou", "2026-09-01", hour=12, **{**f.OPINION, "items": items})
    f.act(tiers, case, "clear", "hei", "2026-09-01", hour=13)
    f.act(tiers, case, "decide", "hei", "2026-09-01", hour=14)
    f.act(tiers, case, "send", "ou", "2026-09-01", hour=15)
    given = {"petitioner": r.person_of(case), "text": "x", "body": tiers.offices["city_housing"].pk}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-02", **given) == "not_a_claim"


def test_days_that_cannot_be(tiers) -> None:
    case = r.known(tiers)
    given = {"petitioner": r.person_of(case), "text": "x", "body": tiers.offices["city_housing"].pk}
    late = {**given, "received_on": date(2026, 9, 11)}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **late) == "future_day"
    odd = {**given, "received_on": date(2026, 9, 9), "postmark_on": date(2026, 9, 10)}
    assert refusal(tiers, case, "ask_review", "chen", "2026-09-10", **odd) == "postmark_later"


def test_who_wrote_a_part_below_is_recused(tiers) -> None:
    """R22 Art. 28 ¶3: Wai of the water bureau wrote a part of the answer; posted to the city bureau since, she reviews nothing of it."""
    case = f.accepted(tiers, "2026-08-30")
    part = {"office": tiers.offices["water"].pk, "asked": "核查", "due_on": date(2026, 9, 9)}
    f.act(tiers, case, "name_lead", "ou", "2026-08-30", hour=12, parts=[part])
    f.act(tiers, case, "hand_in_part", "wai", "2026-08-30", hour=13, text="管道完好")
    for act, who in (("draft", "ou"), ("clear", "hei"), ("decide", "hei"), ("send", "ou")):
        case = f.act(tiers, case, act, who, "2026-09-01", **(f.OPINION if act == "draft" else {}))
    review = r.ask(tiers, r.received(tiers, case, "2026-09-02"), "2026-09-10", "city_housing")
    tiers.postings["wai_above"] = Posting.objects.create(
        user=tiers.user("wai"), office=tiers.offices["city_housing"], role=Role.OFFICER, valid_from=date(2026, 9, 3)
    )
    review = r.accept(tiers, review, "2026-09-10")
    assert refusal(tiers, review, "draft", "wai_above", "2026-09-11", **f.OPINION) == "recused"


def test_who_took_part_below_is_recused(tiers) -> None:
    """Hei cleared and decided it at the bureau; posted to the city bureau since, she is never offered there."""
    from caseflow.forms import FORMS

    case = r.known(tiers)
    review = r.ask(tiers, case, "2026-09-10", "city_housing")
    moved = Posting.objects.create(
        user=tiers.user("hei"), office=tiers.offices["city_housing"], role=Role.HEAD, valid_from=date(2026, 9, 3)
    )
    tiers.postings["hei_above"] = moved
    review = r.accept(tiers, review, "2026-09-10")
    assert refusal(tiers, review, "draft", "hei_above", "2026-09-11", **f.OPINION) == "recused"
    shown = {
        o.row.act: o.refusal and o.refusal.code
        for o in options_of(review, tiers.actor("hei_above", "2026-09-11"), at("2026-09-11"))
    }
    assert shown["draft"] == "recused"
    assert refusal(tiers, review, "reassign", "zhao", "2026-09-11", handler=tiers.user("hei").pk) == "handler_recused"
    form = FORMS["reassign"](case=review, actor=tiers.actor("zhao", "2026-09-11"))
    assert (
        tiers.user("hei") not in form.fields["handler"].queryset
        and tiers.user("qin") in form.fields["handler"].queryset
    )


def test_no_own_correction_while_somebody_above_looks_at_it(tiers) -> None:
    case = r.known(tiers)
    r.ask(tiers, case, "2026-09-10", "city_housing")
    assert refusal(tiers, case, "correct", "hei", "2026-09-11", reason="有误") == "remedy_open"


def test_the_event_holds_no_words_of_hers(tiers) -> None:
    case = r.known(tiers)
    r.ask(tiers, case, "2026-09-10", "city_housing", text="我的病历如下")
    facts = Event.objects.get(kind="ask_review").opened
    assert "病历" not in str(facts) and facts["asked_on"] == "2026-09-10"
