"""The queue: each kind's rows are those of the rules, nothing confidential, nothing of the own office, nothing decided about."""

from datetime import date, timedelta

import pytest

from caseflow.models import Case
from offices.models import OfficeKind
from oversight.services.candidates import candidates_of, may_supervise, offices_of, rows_of
from oversight.services.orders import pass_over
from oversight.supervision.rules import PROPOSED
from petitions.models import Petition
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.supervision.conftest import order_on, step

EXPECTED = {
    "late": {"late", "untold", "complained"}, "no_notice": {"untold", "complained"}, "returned": {"returned"},
    "not_executed": {"unexecuted", "closed"}, "false_closure": {"closed", "hollow"}, "idle": {"idle"}, "complaint": {"complained"},
}  # fmt: skip


def names(lives: dict[str, Case], kind: str, cast: Cast, who: str = "su", today: date = TODAY) -> set[str]:
    known = {case.pk: name for name, case in lives.items()}
    return {known.get(pk, f"?{pk}") for pk in rows_of(kind, cast.actor(who, today), today).values_list("pk", flat=True)}


def by_rules(cast: Cast, kind: str, today: date) -> set[int]:
    su = cast.actor("su", today)
    cases = Case.objects.at_offices(su).filter(office__in=offices_of(su)).select_related("petition")
    found = candidates_of(cases, su, today)
    return {pk for pk, some in found.items() if any(c.kind == kind for c in some)}


@pytest.mark.parametrize("kind", PROPOSED)
def test_each_kind_finds_its_cases(lives, cast: Cast, kind: str) -> None:
    assert names(lives, kind, cast) == EXPECTED[kind]


@pytest.mark.parametrize("days", [0, 7, 30, 90])
def test_the_query_and_the_rules_agree_also_after_decisions(lives, cast: Cast, days: int) -> None:
    today = TODAY + timedelta(days)
    for kind in PROPOSED:
        rows = rows_of(kind, cast.actor("su", today), today)
        assert set(rows.values_list("pk", flat=True)) == by_rules(cast, kind, today), (kind, today)
    for name in ("late", "idle", "closed", "returned", "complained"):
        case = Case.objects.select_related("petition", "office").get(pk=lives[name].pk)
        su = cast.actor("su")
        pass_over(case, [str(c.kind) for c in candidates_of([case], su, TODAY)[case.pk]], "已核实", su, at(TODAY, 17))
    for kind in PROPOSED:
        rows = rows_of(kind, cast.actor("su", today), today)
        assert set(rows.values_list("pk", flat=True)) == by_rules(cast, kind, today), (kind, today, "decided")


def test_who_supervises_and_whom(lives, cast: Cast) -> None:
    assert [who for who in ("su", "hua", "pan", "hei", "ou", "dan", "ada") if may_supervise(cast.actor(who))] == [
        "su",
        "hua",
    ]
    assert cast.offices["city_petition"].pk not in offices_of(cast.actor("su")) and offices_of(cast.actor("hei")) == []
    assert not rows_of("late", cast.actor("hei"), TODAY).exists()
    desks = Case.objects.filter(office=cast.offices["city_petition"], due_on__lt=TODAY)
    assert desks.exists() and not rows_of("late", cast.actor("su"), TODAY).filter(pk__in=desks).exists()
    assert Case.objects.filter(confidential=True, due_on__lt=TODAY).exists(), (
        "an accusation is late too, and in no queue"
    )
    assert all(not rows_of(kind, cast.actor("su"), TODAY).filter(confidential=True).exists() for kind in PROPOSED)


def test_an_upper_office_without_a_petition_desk_does_not_supervise(lives, cast: Cast) -> None:
    f.staff(cast, "zhou", "city_government", "head")
    zhou = cast.actor("zhou")
    assert (
        zhou.office_kind == OfficeKind.GOVERNMENT
        and not may_supervise(zhou)
        and not rows_of("late", zhou, TODAY).exists()
    )


def test_what_is_passed_over_comes_back_after_days_or_with_a_new_fact(lives, cast: Cast) -> None:
    case = Case.objects.get(pk=lives["late"].pk)
    pass_over(case, ["late"], "意见已报审", cast.actor("su"), at(TODAY, 17))
    assert "late" not in names(lives, "late", cast)
    assert "late" not in names(lives, "late", cast, today=TODAY + timedelta(14))
    assert "late" in names(lives, "late", cast, today=TODAY + timedelta(15))
    assert "late" in names(lives, "late", cast, who="hua") or "late" not in names(lives, "late", cast), (
        "one office, one queue"
    )
    case = Case.objects.get(pk=lives["complained"].pk)
    pass_over(case, ["complaint"], "已回访", cast.actor("su"), at(TODAY, 9))
    assert names(lives, "complaint", cast) == set()
    f.act(cast, case, "complain", "chen", TODAY, hour=16, text="还是没有消息")
    assert names(lives, "complaint", cast) == {"complained"}, "also on the same day"


def test_a_decision_below_hides_nothing_from_above(lives, cast: Cast) -> None:
    f.staff(cast, "duan", "district_petition", "supervisor")
    case = Case.objects.get(pk=lives["late"].pk)
    assert "late" in names(lives, "late", cast, who="duan")
    pass_over(case, ["late"], "意见已报审", cast.actor("duan"), at(TODAY, 17))
    assert "late" not in names(lives, "late", cast, who="duan") and "late" in names(lives, "late", cast, who="su")


def test_what_is_under_an_order_is_followed_there(lives, cast: Cast) -> None:
    order = order_on(cast, lives["untold"], kinds=("late", "no_notice"))
    assert "untold" not in names(lives, "late", cast) | names(lives, "no_notice", cast)
    step(cast, order, "answer", "ou", text="已告知")
    step(cast, order, "verify", "su", text="属实")
    assert "untold" not in names(lives, "late", cast), "an order that ended is remembered like a decision"
    assert "untold" in names(lives, "late", cast, today=TODAY + timedelta(15))


def test_imported_cases_have_their_papers_elsewhere(lives, cast: Cast) -> None:
    import pgtrigger

    with pgtrigger.ignore("petitions.Petition:keep_original"):
        Petition.objects.filter(pk__in=[lives["untold"].petition_id, lives["hollow"].petition_id]).update(
            source="YZXF:x"
        )
    assert names(lives, "no_notice", cast) == {"complained"} and names(lives, "false_closure", cast) == {"closed"}
    assert "untold" in names(lives, "late", cast), "a day that has passed is late, wherever its papers lie"
