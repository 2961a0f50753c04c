"""R22 Art. 35: within thirty days of receipt she may ask the body above for review; it answers in writing within thirty days."""

from datetime import date

from caseflow.models import Case, Notice, Opinion
from caseflow.services.sweep import sweep
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at


def test_from_the_opinion_to_the_review_opinion(tiers) -> None:
    case = r.known(tiers, "2026-09-01", "2026-09-02")
    right = r.clock(case, "C8")
    assert (right.started_on, right.due_on) == (date(2026, 9, 2), date(2026, 10, 8))
    review = r.ask(tiers, case, "2026-10-12", "district_government", postmark_on=date(2026, 10, 8))
    assert r.clock(review, "C9").due_on == date(2026, 11, 11)
    review = r.accept(tiers, review, "2026-10-13")
    assert "2026年11月11日" in Notice.objects.get(case=review, kind="ask_accepted").body
    review = r.answer(tiers, review, "2026-11-10", result="uphold")
    assert r.clock(review, "C9").result == "met" and review.outcome == "upheld"


def test_a_review_that_is_late_is_marked_and_nothing_ends(tiers) -> None:
    review = r.accept(tiers, r.ask(tiers, r.known(tiers), "2026-09-10", "city_housing"), "2026-09-10")
    swept = sweep(at("2026-10-13"))
    assert swept.late >= 1 and r.clock(review, "C9").late_marked_for == date(2026, 10, 10)
    review.refresh_from_db()
    assert review.state == "accepted" and r.running(review) == {"C9"}
    f.act(tiers, review, "complain", "chen", "2026-10-14", text="迟迟不复查")


def test_redo_is_done_again_and_differently(tiers) -> None:
    case = r.known(tiers)
    review = r.reviewed(tiers, case, "2026-09-10", **r.REDO, redo_due_on=date(2026, 10, 20))
    assert review.outcome == "redo" and Opinion.objects.get(case=case).revoked_on == date(2026, 9, 10)
    again = Case.objects.get(via="redo")
    assert again.due_on == date(2026, 10, 20)
    f.act(tiers, again, "draft", "ou", "2026-10-12", **r.AGAIN)
    f.act(tiers, again, "clear", "hei", "2026-10-13")
    assert refusal(tiers, again, "decide", "hei", "2026-10-14") == "compare_first"
    f.act(tiers, again, "decide", "hei", "2026-10-14", compared="查明资金来源，处理方式不同")
    f.act(tiers, again, "send", "ou", "2026-10-15")
    r.received(tiers, again, "2026-10-16")
    assert r.clock(again, "C8").due_on == date(2026, 11, 16), (
        "against the new opinion her right begins anew: 11-15 is a Sunday"
    )
