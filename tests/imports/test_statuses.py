"""Old records by their status: the names of the provincial list and of 2005 as kinds and states here, clocks on their days."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from caseflow.choices import CaseKind, Outcome, State
from caseflow.imports.reasons import BadRow
from caseflow.imports.service import import_file
from caseflow.imports.statuses import OUTCOMES, STATUSES, outcome_of, status_of
from caseflow.models import Case, Clock
from caseflow.services.consistency import run_checks
from caseflow.workflow import FINAL, ROWS, STATES
from petitions.models import Event, Petition
from tests.cast import Cast, at
from tests.imports.test_files import HEAD, NOW, book, good

STATED = [*HEAD, "信访件状态", "受理时间", "答复意见", "答复时间", "处理结果"]
# regulation 1.3, the list as it stands there
PROVINCIAL = ["受理申请审查中", "不予受理", "受理", "已作出处理意见", "超期未作出处理意见", "不再受理", "超期未申请复查", "复查", "提出复查意见", "超期未作出复查意见", "超期未申请复核", "复核", "提出复核意见", "超期未作出复核意见", "审核认定办结"]  # fmt: skip
AS_HERE = {  # written out a second time: kind, state
    "受理申请审查中": ("handling", "received"), "不予受理": ("handling", "refused"), "受理": ("handling", "accepted"),
    "已作出处理意见": ("handling", "closed"), "超期未作出处理意见": ("handling", "accepted"), "不再受理": ("handling", "not_reaccepted"),
    "超期未申请复查": ("handling", "closed"), "复查": ("review", "accepted"), "提出复查意见": ("review", "served"),
    "超期未作出复查意见": ("review", "accepted"), "超期未申请复核": ("review", "closed"), "复核": ("recheck", "accepted"),
    "提出复核意见": ("recheck", "served"), "超期未作出复核意见": ("recheck", "accepted"), "审核认定办结": ("handling", "closed"),
    "不予受理(法定途径)": ("handling", "routed_out"), "引导法定途径": ("handling", "routed_out"),
}  # fmt: skip
REPLY = ("已更换灯泡。", "2020-04-10 10:00:00")


@pytest.fixture
def office(cast):
    return cast.offices["housing"]


def stated(
    number: int, status: str, *, accepted: str = "", reply: bool = False, outcome: str = "", **over: Any
) -> list:
    return [*good(number, **over), status, accepted, *(REPLY if reply else ("", "")), outcome]


def taken(cast: Cast, office: Any, tmp_path: Any, *rows: list) -> Any:
    return import_file(book(tmp_path / "old.xlsx", [STATED, *rows]), office, NOW)


def test_the_table_holds_the_whole_list_and_maps_to_what_is_here() -> None:
    assert set(PROVINCIAL) <= set(STATUSES)
    assert {name: (s.kind, s.state) for name, s in STATUSES.items()} == AS_HERE
    for status in STATUSES.values():
        assert status.kind in CaseKind.values and status.state in State.values
        assert set(status.acts) <= set(ROWS)
        if status.kind == "handling":
            assert status.state in STATES["handling"] + FINAL["handling"]
    assert set(OUTCOMES.values()) <= set(Outcome.values) - {Outcome.NOT_RECORDED}


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_takes_its_record_to_its_state(cast, office, tmp_path, name: str) -> None:
    status = STATUSES[name]
    report = taken(cast, office, tmp_path, stated(1, name, reply=status.has_reply))
    assert (report.rows, report.registered, report.rejected) == (1, 1, [])
    case = Case.objects.get()
    assert (case.kind, case.state) == ("handling", status.state if status.kind == "handling" else "closed")
    assert case.is_open == (case.state in STATES["handling"])
    assert bool(report.outcomes[0].reasons) == (status.kind != "handling" or name == "不予受理")
    found = run_checks(NOW)
    assert found.violations == 0, [r for r in found.results if r["count"]]


@pytest.mark.parametrize("name", ["受理", "不予受理", "不再受理", "引导法定途径", "审核认定办结"])
def test_the_petition_offices_own_records_go_the_same_way(cast, tmp_path, name: str) -> None:
    status = STATUSES[name]
    taken(cast, cast.offices["city_petition"], tmp_path, stated(1, name, reply=status.has_reply))
    assert Case.objects.order_by("-pk")[0].state == status.state
    assert run_checks(NOW).violations == 0


def test_the_names_are_folded_and_an_unknown_one_is_a_problem_of_its_row(cast, office, tmp_path) -> None:
    report = taken(
        cast, office, tmp_path, stated(1, "不予受理（法定途径）"), stated(2, " 受 理 "), stated(3, "办理中"), stated(4, "", reply=True, outcome="满意"),
        stated(5, ""),
    )  # fmt: skip
    assert [r["line"] for r in report.rejected] == [4, 5] and report.registered == 3
    assert (
        "unknown status 办理中" in report.rejected[0]["reason"]
        and "unknown outcome 满意" in report.rejected[1]["reason"]
    )
    with translation.override("zh-hans"):
        assert "信访件状态" in report.outcomes[2].words and "不作推测" in report.outcomes[2].words
    states = dict(Case.objects.values_list("petition__external_no", "state"))
    assert states == {"1": "routed_out", "2": "accepted", "5": "received"}


@pytest.mark.parametrize(("row", "reason"), [
    (stated(1, "已作出处理意见"), "needs a reply"), (stated(1, "受理", reply=True), "only one of them"),
    (stated(1, "不予受理", reply=True), "only one of them"), (stated(1, "受理", outcome="支持"), "outcome without a reply"),
    (stated(1, "受理", accepted="2020-02-28"), "acceptance is earlier"), (stated(1, "受理", accepted="gestern"), "cannot be read"),
    (stated(1, "已作出处理意见", accepted="2020-05-01", reply=True), "acceptance is later"),
    (stated(1, "受理", accepted="2027-01-01"), "lies in the future"),
])  # fmt: skip
def test_what_contradicts_itself_is_rejected(cast, office, tmp_path, row: list, reason: str) -> None:
    report = taken(cast, office, tmp_path, row)
    assert report.registered == 0 and reason in report.rejected[0]["reason"] and not Petition.objects.exists()


def test_records_of_the_2005_law_come_with_their_clocks_right(cast, office, tmp_path) -> None:
    taken(
        cast, office, tmp_path,
        stated(1, "受理", accepted="2020-03-10"), stated(2, "受理申请审查中"),
        stated(3, "已作出处理意见", accepted="2020-03-12 15:00:00", reply=True, outcome="支持"),
        stated(4, "受理", time="2022-04-28", accepted="2022-05-05"), stated(5, "不予受理(法定途径)"),
    )  # fmt: skip
    found = {
        (c.case.petition.external_no, c.term): (c.law, c.started_on, c.due_on, c.stopped_on)
        for c in Clock.objects.select_related("case__petition")
    }
    received, replied = date(2020, 3, 1), date(2020, 4, 10)
    assert found == {
        ("1", "C2"): ("R05", received, date(2020, 3, 16), date(2020, 3, 10)),
        ("1", "C6"): ("R05", date(2020, 3, 10), date(2020, 5, 9), None),
        ("2", "C2"): ("R05", received, date(2020, 3, 16), None),
        ("3", "C2"): ("R05", received, date(2020, 3, 16), date(2020, 3, 12)),
        ("3", "C6"): ("R05", date(2020, 3, 12), date(2020, 5, 11), replied),
        ("4", "C2"): ("R05", date(2022, 4, 28), date(2022, 5, 13), date(2022, 5, 5)),
        ("4", "C6"): ("R22", date(2022, 5, 5), date(2022, 7, 4), None),
        ("5", "C2"): ("R05", received, date(2020, 3, 16), received),
    }
    cases = {c.petition.external_no: c for c in Case.objects.select_related("petition")}
    assert (cases["3"].outcome, cases["3"].state, cases["3"].closed_at) == ("supported", "closed", at("2020-04-10"))
    assert cases["1"].accepted_on == date(2020, 3, 10)
    assert not Event.objects.filter(kind="object").exists() and run_checks(NOW).violations == 0


def test_a_refusal_before_2022_says_that_its_ground_is_not_told(cast, office, tmp_path) -> None:
    report = taken(cast, office, tmp_path, stated(1, "不予受理"), stated(2, "不予受理", time="2023-03-01"))
    old, new = report.outcomes
    assert "Art. 16" in old.why and not new.reasons


def test_a_review_is_not_invented(cast, office, tmp_path) -> None:
    report = taken(cast, office, tmp_path, stated(1, "提出复核意见", reply=True))
    assert "register the review and the recheck" in report.outcomes[0].why
    assert [c.kind for c in Case.objects.all()] == ["handling"]


def test_the_preview_shows_kind_and_state_in_both_languages() -> None:
    status = status_of("超期未作出复查意见", replied=True)
    assert status and status.words == "review: accepted"
    with translation.override("zh-hans"):
        assert status.words == "复查: 已受理"
    assert status_of("", replied=False) is None and outcome_of("", replied=True) == "not_recorded"
    with pytest.raises(BadRow):
        status_of("受理中", replied=False)
