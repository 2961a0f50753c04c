"""Clearance in steps: who is next, by data of the office; the head alone where there are none."""

import pytest
from django.core.exceptions import ValidationError

from caseflow.models import Case, Clearance, ClearanceStep, Reminder
from caseflow.services.among import among, reads
from caseflow.services.clearance import NewStep, set_steps, settable_offices, steps_of
from offices.together import together
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import TODAY, Cast, at

CHAIN = [NewStep("审核", role="officer"), NewStep("签发", role="head")]


@pytest.fixture
def steps(cast: Cast) -> Cast:
    f.staff(cast, "lin", "housing", "officer")
    set_steps(cast.offices["housing"], CHAIN, cast.actor("hei"), at(TODAY, 8))
    return cast


def drafted(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "draft", "ou", hour=12, **f.OPINION)


def test_the_head_alone_without_steps(cast: Cast) -> None:
    case = drafted(cast)
    assert not Clearance.objects.exists()
    assert refusal(cast, case, "clear", "ou", TODAY, hour=13) == "capability"
    f.act(cast, case, "clear", "hei", hour=13)
    assert f.act(cast, case, "decide", "hei", hour=14).state == "decided"


def test_checked_then_signed_then_decided(steps: Cast) -> None:
    case = drafted(steps)
    assert list(Clearance.objects.values_list("position", "name", "cleared_at")) == [
        (1, "审核", None),
        (2, "签发", None),
    ]
    assert refusal(steps, case, "decide", "hei", TODAY, hour=13) == "step_missing"
    assert refusal(steps, case, "clear", "hei", TODAY, hour=13) == "not_your_step", "the head signs last"
    assert refusal(steps, case, "clear", "ou", TODAY, hour=13) == "own_draft"
    f.act(steps, case, "clear", "lin", hour=13)
    assert refusal(steps, case, "clear", "lin", TODAY, hour=13) == "not_your_step", "twice"
    assert refusal(steps, case, "decide", "hei", TODAY, hour=13) == "step_missing"
    f.act(steps, case, "clear", "hei", hour=14)
    assert refusal(steps, case, "clear", "hei", TODAY, hour=15) == "cleared_before"
    assert f.act(steps, case, "decide", "hei", hour=15).state == "decided"
    assert list(Clearance.objects.values_list("cleared_by__username", flat=True)) == ["lin", "hei"]


def test_the_next_one_is_reminded(steps: Cast) -> None:
    case = drafted(steps)
    asked = Reminder.objects.filter(case=case, kind="clearance")
    assert set(asked.values_list("user__username", flat=True)) == {"lin"}, "not the drafter, not yet the head"
    f.act(steps, case, "clear", "lin", hour=13)
    assert set(asked.values_list("user__username", flat=True)) == {"lin", "hei"}


def test_each_step_may_return_and_a_new_draft_begins_at_the_first(steps: Cast) -> None:
    case = drafted(steps)
    assert refusal(steps, case, "return_for_work", "lin", TODAY, hour=13) == "missing", "with a reason"
    f.act(steps, case, "return_for_work", "lin", hour=13, reason="依据不足")
    assert Case.objects.get(pk=case.pk).state == "accepted"
    assert Clearance.objects.get(position=1).returned_by == steps.user("lin")
    f.act(steps, case, "draft", "ou", hour=14, **f.OPINION)
    f.act(steps, case, "clear", "lin", hour=15)
    f.act(steps, case, "return_for_work", "hei", hour=16, reason="再核实")
    f.act(steps, case, "draft", "ou", hour=17, **f.OPINION)
    assert refusal(steps, case, "clear", "hei", TODAY, hour=18) == "not_your_step", "all steps again"
    assert Clearance.objects.filter(opinion__draft_no=3, cleared_at=None).count() == 2


def test_a_step_for_some_papers_alone(steps: Cast) -> None:
    chain = [NewStep("法制审核", role="officer", papers=("opinion",)), NewStep("签发", role="head")]
    set_steps(steps.offices["housing"], chain, steps.actor("hei"), at(TODAY, 9))
    case = f.accepted(steps, purpose="suggestion")
    item = [{"request": "建议", "outcome": "adopted", "answer": "采纳"}]
    f.act(steps, case, "draft", "ou", hour=12, findings="研究", basis="x", items=item)
    assert list(Clearance.objects.values_list("position", "name")) == [(1, "签发")], "a reply needs the head alone"


def test_a_step_of_one_person(steps: Cast) -> None:
    user = f.staff(steps, "fa", "housing", "officer")
    chain = [NewStep("法制", user=user), NewStep("签发", role="head")]
    set_steps(steps.offices["housing"], chain, steps.actor("hei"), at(TODAY, 9))
    case = drafted(steps)
    assert refusal(steps, case, "clear", "lin", TODAY, hour=13) == "not_your_step"
    f.act(steps, case, "clear", "fa", hour=13)


def test_a_draft_on_its_way_keeps_its_steps(steps: Cast) -> None:
    case = drafted(steps)
    set_steps(steps.offices["housing"], [], steps.actor("hei"), at(TODAY, 13))
    assert refusal(steps, case, "clear", "hei", TODAY, hour=14) == "not_your_step"
    f.act(steps, case, "clear", "lin", hour=14)
    f.act(steps, case, "clear", "hei", hour=15)
    assert ClearanceStep.objects.exclude(ended_at=None).count() == 2, "rows end, they are not lost"


@pytest.mark.parametrize(("chain", "why"), [
    ([NewStep("审核", role="officer")], "the signature is missing"),
    ([NewStep("审核", role="confidential"), NewStep("签发", role="head")], "nobody holds the role"),
    ([NewStep("签发", role="head", papers=("opinion",))], "the head signs all"),
])  # fmt: skip
def test_steps_that_do_not_fit_are_refused(cast: Cast, chain: list[NewStep], why: str) -> None:
    with pytest.raises(ValidationError):
        set_steps(cast.offices["housing"], chain, cast.actor("hei"), at(TODAY, 8))
    assert steps_of(cast.offices["housing"]) == [], why


def test_who_sets_the_steps(cast: Cast) -> None:
    def may(who: str) -> set[str]:
        return set(settable_offices(cast.actor(who)).values_list("code", flat=True))

    assert may("hei") == {"LJZJ"} and may("ou") == may("su") == set()
    assert {"LJZJ", "YSXF"} <= may("rena")


def test_the_page_says_who_cleared_and_who_is_next(steps: Cast) -> None:
    case = drafted(steps)
    f.act(steps, case, "clear", "lin", hour=13)
    shown = among(together(*reads(case)), {}).steps
    assert [(s.name, s.who, s.is_next, s.done is not None) for s in shown] == [
        ("审核", "Lin", False, True), ("签发", shown[1].who, True, False),
    ]  # fmt: skip
