"""Who may not handle a matter (R22 Art. 28 ¶3): declared, asked for, decided; never offered again, and no act."""

from datetime import date

import pytest

from caseflow.forms import FORMS
from caseflow.models import Case, Recusal, Reminder
from caseflow.services import options_of
from petitions.models import Event
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import TODAY, Cast, at


@pytest.fixture
def case(cast: Cast) -> Case:
    f.staff(cast, "lin", "housing", "officer")
    return f.accepted(cast, TODAY)


def test_who_declares_an_interest_is_no_handler_and_does_nothing_more(cast: Cast, case: Case) -> None:
    assert refusal(cast, case, "recuse", "ou", TODAY, hour=12) == "missing", "with a reason"
    assert refusal(cast, case, "recuse", "wai", TODAY, hour=12, reason="x") == "other_office"
    found = f.act(cast, case, "recuse", "ou", hour=12, reason="当事人系本人亲属")
    assert found.handler is None and Recusal.objects.get(user=cast.user("ou")).kind == "declared"
    assert Reminder.objects.filter(kind="recusal", user=cast.user("hei")).exists()
    for act, facts in (
        ("draft", f.OPINION),
        ("investigate", {"text": "x"}),
        ("declare", {}),
        ("recuse", {"reason": "x"}),
    ):
        assert refusal(cast, case, act, "ou", TODAY, hour=13, **facts) == "recused"
    possible = [o.row.act for o in options_of(found, cast.actor("ou"), at(TODAY, 13)) if o.refusal is None]
    assert possible == [] or set(possible) <= {"complain"}
    f.act(cast, case, "draft", "lin", hour=14, **f.OPINION)


def test_never_offered_again_on_that_matter(cast: Cast, case: Case) -> None:
    f.act(cast, case, "recuse", "ou", hour=12, reason="亲属")
    form = FORMS["reassign"](case=case, actor=cast.actor("hei"))
    assert {u.username for u in form.fields["handler"].queryset} == {"hei", "lin"}
    assert refusal(cast, case, "reassign", "hei", TODAY, hour=13, handler=cast.user("ou").pk) == "handler_recused"
    assert f.act(cast, case, "reassign", "hei", hour=13, handler=cast.user("lin").pk).handler == cast.user("lin")
    other = f.accepted(cast, TODAY)
    assert other.handler == cast.user("ou"), "on another matter she works as before"


def test_also_at_the_next_office_of_the_matter(cast: Cast) -> None:
    found = f.petition(cast)
    desk = f.act(cast, f.case_of(found), "recuse", "pan", hour=10, reason="亲属")
    assert refusal(cast, desk, "keep", "pan", TODAY, hour=11) == "recused"
    f.act(cast, desk, "keep", "hua", hour=11)
    assert refusal(cast, f.case_of(found, "handling"), "accept", "pan", TODAY, hour=12) == "recused"


@pytest.mark.parametrize("asked", [False, True])
def test_she_leaves_every_open_case_of_the_matter(cast: Cast, case: Case, asked: bool) -> None:
    Case.objects.filter(pk=case.parent_id).update(handler=cast.user("ou"))
    if asked:
        f.act(cast, case, "ask_recusal", "lin", hour=12, reason="亲属")
        f.act(cast, case, "decide_recusal", "hei", hour=13, answer="granted", reason="属实")
    else:
        f.act(cast, case, "recuse", "ou", hour=13, reason="亲属")
    assert not Case.objects.open().filter(matter=case.matter_id, handler=cast.user("ou")).exists()
    event = Event.objects.get(kind="handler_left")
    assert (event.case_id, event.opened) == (case.parent_id, {"old_handler": cast.user("ou").pk})
    assert Reminder.objects.filter(kind="recusal", case=case.parent_id).exists()


def test_a_case_that_follows_does_not_go_back_to_her(cast: Cast, case: Case) -> None:
    agreed = {
        "kind": "settlement",
        "requests": "修复",
        "parties": "双方",
        "agreement": "十日内修复。",
        "perform_on": date(2026, 11, 30),
    }
    settled = f.act(cast, case, "settle", "ou", hour=12, **agreed)
    Recusal.objects.create(matter=case.matter, case=case, user=cast.user("ou"), kind="declared", on=date(2026, 11, 25))
    f.act(cast, settled, "resume", "lin", "2026-12-01", reason="未履行")
    assert f.case_of(case.petition, "handling").handler is None


def test_no_interest_is_declared_at_acceptance_or_since(cast: Cast, case: Case) -> None:
    assert refusal(cast, case, "declare", "lin", TODAY, hour=12) == "not_handler"
    f.act(cast, case, "declare", "ou", hour=12)
    assert refusal(cast, case, "declare", "ou", TODAY, hour=13) == "declared_before"
    other = f.act(cast, f.forwarded(cast), "accept", "ou", hour=12, no_interest=True)
    assert set(Recusal.objects.values_list("case", "kind")) == {(case.pk, "no_interest"), (other.pk, "no_interest")}


def test_the_petitioner_asks_and_the_head_decides(cast: Cast, case: Case) -> None:
    assert (
        refusal(cast, case, "decide_recusal", "hei", TODAY, hour=12, answer="granted", reason="x") == "no_recusal_asked"
    )
    f.act(cast, case, "ask_recusal", "ou", hour=12, reason="承办人与物业公司有亲属关系")
    assert refusal(cast, case, "ask_recusal", "lin", TODAY, hour=13, reason="x") == "recusal_asked_before"
    assert refusal(cast, case, "decide_recusal", "lin", TODAY, hour=13, answer="granted", reason="x") == "capability"
    assert Case.objects.get(pk=case.pk).handler == cast.user("ou"), "nothing changes before it is decided"
    found = f.act(cast, case, "decide_recusal", "hei", hour=14, answer="granted", reason="情况属实")
    assert found.handler is None and refusal(cast, case, "draft", "ou", TODAY, hour=15, **f.OPINION) == "recused"
    assert (
        refusal(cast, case, "decide_recusal", "hei", TODAY, hour=16, answer="granted", reason="x") == "no_recusal_asked"
    )


def test_declined_she_stays_and_may_be_asked_for_again(cast: Cast, case: Case) -> None:
    for hour in (12, 14):
        f.act(cast, case, "ask_recusal", "ou", hour=hour, reason="认识")
        f.act(cast, case, "decide_recusal", "hei", hour=hour + 1, answer="declined", reason="无利害关系")
    assert Case.objects.get(pk=case.pk).handler == cast.user("ou")
    assert Recusal.objects.filter(kind="declined").count() == 2


def test_nobody_decides_on_her_own_recusal(cast: Cast, case: Case) -> None:
    f.act(cast, case, "reassign", "hei", hour=12, handler=cast.user("hei").pk)
    f.act(cast, case, "ask_recusal", "lin", hour=13, reason="认识")
    assert refusal(cast, case, "decide_recusal", "hei", TODAY, hour=14, answer="declined", reason="x") == "own_recusal"


def test_without_a_handler_nobody_is_asked_away(cast: Cast) -> None:
    assert refusal(cast, f.forwarded(cast), "ask_recusal", "ou", TODAY, hour=12, reason="x") == "no_handler"


def test_the_petitioner_herself_asks_by_her_query_code(cast: Cast, case: Case) -> None:
    from caseflow.services import perform
    from offices.actors import petitioner_actor

    person = case.petition.petitioners.get()
    given = {"expected_version": None, "key": "", "reason": "承办人与物业公司有亲属关系"}
    perform(case.pk, "ask_recusal", petitioner_actor(person.pk, TODAY), at(TODAY, 12), **given)
    assert Recusal.objects.get().kind == "asked"
