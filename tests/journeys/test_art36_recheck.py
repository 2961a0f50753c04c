"""R22 Art. 36: ¶1 recheck by the body above the review's; ¶2 hearing days are not counted; ¶3 the end of a matter."""

from datetime import date

from caseflow.models import Case, Execution, Notice
from caseflow.services.sweep import sweep
from petitions.models import Event, Matter
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at

HEARING = {"place": "市政府听证室", "members": "高某、群众代表三人", "minutes": "双方陈述，当场质证。"}


def test_paragraph_1_thirty_days_to_ask_and_thirty_to_answer(tiers) -> None:
    review = r.reviewed(tiers, r.known(tiers), "2026-09-10")
    assert r.clock(review, "C10").due_on == date(2026, 10, 10), "a make-up working Saturday"
    recheck = r.ask(tiers, review, "2026-10-10")
    assert (recheck.office, r.clock(recheck, "C11").due_on) == (tiers.offices["city_government"], date(2026, 11, 9))
    recheck = r.answer(tiers, r.accept(tiers, recheck, "2026-10-12"), "2026-11-09", result="uphold")
    assert r.clock(recheck, "C11").result == "met"
    assert r.running(recheck) == {"WS"}, "no right follows a recheck"


def test_paragraph_2_the_days_of_a_hearing_are_not_counted(tiers) -> None:
    review = r.reviewed(tiers, r.known(tiers), "2026-09-10")
    recheck = r.accept(tiers, r.ask(tiers, review, "2026-10-10"), "2026-10-10")
    f.act(
        tiers,
        recheck,
        "call_hearing",
        "gao",
        "2026-10-12",
        place="市政府听证室",
        members="高某",
        first_on=date(2026, 10, 19),
    )
    f.act(
        tiers,
        recheck,
        "hold_hearing",
        "gao",
        "2026-10-22",
        **HEARING,
        first_on=date(2026, 10, 19),
        last_on=date(2026, 10, 21),
    )
    assert r.clock(recheck, "C11").due_on == date(2026, 11, 12)
    sweep(at("2026-11-12"))
    assert r.clock(recheck, "C11").late_marked_for is None
    recheck = r.answer(tiers, recheck, "2026-11-12", result="uphold")
    assert r.clock(recheck, "C11").stopped_on == date(2026, 11, 12)
    assert {n.kind for n in Notice.objects.filter(case=recheck)} >= {"hearing", "minutes", "recheck"}


def test_paragraph_3_all_the_way_to_the_end_and_to_what_is_new(tiers) -> None:
    """Claim, opinion, review, redo, opinion, review, recheck with a hearing, concluded, refused again, a new fact, a new matter."""
    claim = r.known(tiers, "2026-03-02", "2026-03-03")
    first = r.reviewed(tiers, claim, "2026-03-10", **r.REDO, redo_due_on=date(2026, 4, 20))
    f.act(tiers, first, "close", "qin", "2026-03-11")
    again = r.answer(tiers, Case.objects.get(via="redo"), "2026-04-10", r.AGAIN, compared="查明了资金来源")
    again = r.received(tiers, again, "2026-04-13")
    review = r.reviewed(tiers, again, "2026-04-20")
    recheck = r.accept(tiers, r.ask(tiers, review, "2026-05-06"), "2026-05-06")
    f.act(
        tiers,
        recheck,
        "hold_hearing",
        "gao",
        "2026-05-15",
        **HEARING,
        first_on=date(2026, 5, 13),
        last_on=date(2026, 5, 14),
    )
    assert r.clock(recheck, "C11").nominal_on == date(2026, 6, 7)
    recheck = r.answer(tiers, recheck, "2026-05-20", result="uphold")
    recheck = r.received(tiers, recheck, "2026-05-22", "gao")
    assert refusal(tiers, recheck, "conclude", "gao", "2026-05-25") == "capability"
    f.act(tiers, recheck, "conclude", "long", "2026-05-25")
    matter = Matter.objects.get(pk=claim.matter_id)
    assert matter.status == "concluded"

    same = f.case_of(f.petition(tiers, "2026-06-10", summary="电梯还是老问题"))
    f.act(tiers, same, "link", "pan", "2026-06-11", to_matter=matter.pk, reason="同一事实")
    same = Case.objects.filter(petition=same.petition).latest("pk")
    told = {
        "reason": "事实、理由与复核时相同。",
        "same_facts": True,
        "same_reasons": True,
        "would_be_new": "新的检测报告。",
    }
    assert refusal(tiers, same, "refuse_reacceptance", "pan", "2026-06-12", **told) == "not_carried_out"
    task = Execution.objects.open().get()
    f.act(tiers, task.case, "carry_out", "ou", "2026-06-12", execution=task.pk, result="done", text="六月十二日修复")
    same = f.act(tiers, same, "refuse_reacceptance", "pan", "2026-06-13", **told)
    assert same.state == "not_reaccepted"
    paper = Notice.objects.get(case=same, kind="not_reaccepted").body
    assert Notice.objects.get(case=recheck, kind="recheck").number in paper and "新的检测报告" in paper

    new = f.case_of(f.petition(tiers, "2026-08-03", summary="检测报告说主机报废"))
    f.act(tiers, new, "link", "pan", "2026-08-04", to_matter=matter.pk, reason="先比对")
    new = Case.objects.filter(petition=new.petition).latest("pk")
    f.act(tiers, new, "new_facts", "pan", "2026-08-05", text="新的检测报告")
    fresh = Case.objects.filter(petition=new.petition).latest("pk")
    assert fresh.matter.follows == matter and fresh.state == "registered"
    f.act(tiers, fresh, "forward", "pan", "2026-08-06", target=tiers.offices["housing"].pk, reason="新事项")
    assert f.case_of(new.petition, "handling").matter_id == fresh.matter_id

    states: dict[int, str] = {}
    for event in Event.objects.order_by("matter", "seq"):
        if "to" in event.opened and event.case_id:
            assert event.opened.get("from", states.get(event.case_id)) == states.get(event.case_id)
            states[event.case_id] = event.opened["to"]
    assert states == dict(Case.objects.values_list("pk", "state")), "the events alone tell the whole way"


def test_a_refused_request_is_no_step_towards_the_end(tiers) -> None:
    case = r.known(tiers)
    late = r.ask(tiers, case, "2026-10-20", "city_housing")
    f.act(tiers, late, "refuse_request", "zhao", "2026-10-21", ground="late", reason="逾期")
    late.refresh_from_db()
    assert late.state == "refused" and refusal(tiers, late, "conclude", "zhao", "2026-10-22") == "wrong_state"
    assert refusal(tiers, case, "conclude", "hei", "2026-10-22") == "no_last_word"
