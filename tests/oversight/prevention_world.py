"""What prevention keeps in the small world of the addresses: an issue, a problem, a plan of the city petition office."""

from typing import Any

from oversight.hot.issues import Heat, Issue
from oversight.models import EmergencyPlan, HotIssue, Problem
from oversight.periods import Period
from oversight.services import hot_issues, problems, readiness
from tests.cast import TODAY, Cast, at


def issue(cast: Cast, petition: Any) -> HotIssue:
    """An issue of one petition in the city's sight."""
    if not HotIssue.objects.exists():
        found = Issue(
            "电梯停运", str(petition.pk), "柳塘镇", TODAY, TODAY, Heat(3, 3, 3.0, 3.0, 0), (str(petition.pk),), ()
        )
        hot_issues.keep(cast.actor("su"), Period(TODAY, TODAY), [found], at(TODAY, 11))
    return HotIssue.objects.get()


def problem(cast: Cast, **over: Any) -> Problem:
    """A problem that the city petition office found and the housing bureau sees to."""
    given: dict[str, Any] = {
        "title": "小区电梯老化", "text": "电梯超过使用年限，维修资金未到位。", "region": cast.regions["town"], "place": "一号院", "responsible": "分管副局长",
        "owner": cast.offices["housing"], "measure": "协调维修资金", "due_on": TODAY, "issue": None,
    }  # fmt: skip
    return problems.register(cast.actor("pan"), at(TODAY, 11), **(given | over))


def plan(cast: Cast, **over: Any) -> EmergencyPlan:
    """A plan of the city petition office with two lines to check."""
    given: dict[str, Any] = {
        "kind": "group", "title": "集体访处置预案", "text": "接待、报告、会商。", "valid_from": TODAY, "valid_until": None,
        "items": ["推选代表不超过五人", "通知责任单位到场"],
    }  # fmt: skip
    return readiness.enter_plan(cast.actor("pan"), at(TODAY, 11), **(given | over))
