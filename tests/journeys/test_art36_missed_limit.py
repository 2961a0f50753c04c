"""The missed limit: thirty days that pass unused end her right, and nothing else; her matter may come again (regulation 7.2)."""

from datetime import date

from caseflow.models import Case
from caseflow.services.sweep import sweep
from petitions.models import Matter
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal
from tests.cast import at


def test_a_right_that_lapses_leaves_the_matter_at_rest_not_concluded(tiers) -> None:
    case = r.known(tiers, "2026-09-01", "2026-09-02")
    sweep(at("2026-10-08", 23))
    assert r.clock(case, "C8").stopped_on is None, "the last day is hers"
    sweep(at("2026-10-09"))
    right = r.clock(case, "C8")
    assert (right.result, right.stopped_on) == ("lapsed", date(2026, 10, 8))
    case.refresh_from_db()
    assert case.state == "closed" and Matter.objects.get(pk=case.matter_id).status == "at_rest"
    again = f.case_of(f.petition(tiers, "2026-11-02", summary="又坏了"))
    f.act(tiers, again, "link", "pan", "2026-11-02", to_matter=case.matter_id, reason="同一事项")
    again = Case.objects.filter(petition=again.petition).latest("pk")
    told = {"reason": "相同", "same_facts": True, "same_reasons": True, "would_be_new": "x"}
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-11-03", **told) == "not_concluded_matter"
    f.act(tiers, again, "forward", "pan", "2026-11-03", target=tiers.offices["housing"].pk, reason="重新办理")


def test_the_right_to_recheck_lapses_the_same_way(tiers) -> None:
    review = r.reviewed(tiers, r.known(tiers), "2026-09-10")
    sweep(at("2026-10-12"))
    review.refresh_from_db()
    assert r.clock(review, "C10").result == "lapsed" and review.state == "closed"
    assert Matter.objects.get(pk=review.matter_id).status == "at_rest"
    assert refusal(tiers, review, "conclude", "zhao", "2026-10-13") == "no_last_word"
