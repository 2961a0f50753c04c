"""Hearing days: not counted in a recheck (R22 Art. 36 ¶2), counted in a review and in handling unless local rules say otherwise."""

from dataclasses import replace
from datetime import date

import pytest

from caseflow.effects import plan
from caseflow.facts import Refused
from caseflow.models import Case, Clock, Hearing, Notice
from caseflow.rules import Rules
from caseflow.services.calendars import rules_for_region
from caseflow.services.load import by_of, states_of
from caseflow.services.perform import lock
from petitions.models import Attachment, Event
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal

HELD = {"place": "三楼会议室", "members": "高、林、群众代表二人", "minutes": "双方陈述、质证。"}


def days(first: str, last: str) -> dict:
    return {**HELD, "first_on": date.fromisoformat(first), "last_on": date.fromisoformat(last)}


@pytest.fixture
def recheck(tiers) -> Case:
    """Asked for on 2026-09-20, due on 10-20."""
    review = r.reviewed(tiers, r.known(tiers), "2026-09-10")
    return r.accept(tiers, r.ask(tiers, review, "2026-09-20"), "2026-09-20")


def test_a_recheck_does_not_count_them_and_says_so(tiers, recheck) -> None:
    assert recheck.due_on == date(2026, 10, 20)
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-10-13", **days("2026-10-12", "2026-10-13"))
    clock = r.clock(recheck, "C11")
    assert (clock.nominal_on, clock.due_on, clock.excluded) == (
        date(2026, 10, 22), date(2026, 10, 22), [date(2026, 10, 12), date(2026, 10, 13)])  # fmt: skip
    assert Case.objects.get(pk=recheck.pk).due_on == date(2026, 10, 22)
    told = Event.objects.get(kind="hold_hearing").opened
    assert (told["old_due_on"], told["new_due_on"]) == ("2026-10-20", "2026-10-22") and "质证" not in str(told)
    assert Hearing.objects.get().minutes == HELD["minutes"]
    assert "听证时间不计算在复核期限内" in Notice.objects.get(case=recheck, kind="minutes").body


def test_a_second_hearing_and_a_day_heard_twice_counts_once(tiers, recheck) -> None:
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-10-12", **days("2026-10-12", "2026-10-12"))
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-10-14", **days("2026-10-12", "2026-10-14"))
    assert r.clock(recheck, "C11").nominal_on == date(2026, 10, 23)


def test_the_opinion_tells_of_it(tiers, recheck) -> None:
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-09-23", **days("2026-09-22", "2026-09-23"))
    r.answer(tiers, recheck, "2026-09-24", result="uphold")
    assert "2026年9月22日至2026年9月23日举行听证" in Notice.objects.get(case=recheck, kind="recheck").body


def test_a_hearing_is_called_before_it_is_held(tiers, recheck) -> None:
    given = {"place": "三楼", "members": "高", "first_on": date(2026, 9, 28), "text": "电梯维修责任"}
    assert refusal(tiers, recheck, "call_hearing", "gao", "2026-09-29", **given) == "hearing_to_come"
    f.act(tiers, recheck, "call_hearing", "gao", "2026-09-21", **given)
    assert "2026年9月28日" in Notice.objects.get(case=recheck, kind="hearing").body
    assert r.clock(recheck, "C11").excluded == []


WRONG = [("2026-10-14", "2026-10-13", "hearing_days"), ("2026-10-12", "2026-10-16", "hearing_days"),
         ("2026-07-01", "2026-10-12", "hearing_days"), ("2026-09-19", "2026-09-21", "hearing_early")]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "code"), WRONG)
def test_days_that_cannot_be(tiers, recheck, first: str, last: str, code: str) -> None:
    assert refusal(tiers, recheck, "hold_hearing", "gao", "2026-10-15", **days(first, last)) == code


@pytest.mark.parametrize(("option", "due"), [("counted", date(2026, 10, 10)), ("excluded", date(2026, 10, 12))])
def test_in_a_review_by_the_tenants_option_alone(tiers, monkeypatch, option: str, due: date) -> None:
    monkeypatch.setattr(Rules, "option", lambda self, name, day: option if name == "hearing_in_review" else "no")
    review = r.accept(tiers, r.ask(tiers, r.known(tiers), "2026-09-10", "city_housing"), "2026-09-10")
    f.act(tiers, review, "hold_hearing", "qin", "2026-09-22", **days("2026-09-21", "2026-09-22"))
    assert r.clock(review, "C9").nominal_on == due


def test_in_handling_no_clock_moves(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    before = list(Clock.objects.filter(case=case).values_list("term", "due_on"))
    f.act(tiers, case, "hold_hearing", "ou", "2026-09-03", **days("2026-09-02", "2026-09-03"))
    assert list(Clock.objects.filter(case=case).values_list("term", "due_on")) == before


def test_who_took_part_below_holds_no_hearing(tiers, recheck) -> None:
    row = lock(recheck.pk)
    state = states_of([row], date(2026, 10, 13))[row.pk]
    by = replace(by_of(tiers.actor("gao", "2026-10-13")), user=tiers.user("zhao").pk)
    with pytest.raises(Refused) as refused:
        plan(state, "hold_hearing", days("2026-10-12", "2026-10-12"), by, date(2026, 10, 13), rules_for_region(None))
    assert refused.value.refusal.code == "recused"


def test_files_lie_beside_the_minutes(tiers, recheck, files_root) -> None:
    from io import BytesIO

    from petitions.services.files import store

    kept = store(BytesIO(b"%PDF-1.4 signed"), "minutes.pdf", 15)
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-10-13", **days("2026-10-12", "2026-10-13"), files=[kept])
    assert Attachment.objects.get(case_id=recheck.pk).name == "minutes.pdf"
