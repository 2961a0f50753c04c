"""The checks of completeness, each by what satisfies it and what does not; blocking ones only where the law says must."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from caseflow.completeness import ACTS, BY_CODE, TABLE, Record, missing
from caseflow.models import CompletenessMiss, Opinion
from caseflow.services.missing import lacking
from caseflow.texts import check_name
from caseflow.texts.between import CHECKS
from caseflow.workflow import ROWS
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import TODAY, Cast

DAY = date(2026, 11, 24)
DESK = Record("desk", DAY)
HANDLING = Record(
    "handling", DAY, investigations=1, evidence=1, handler=7, declared=frozenset({7}), papers=frozenset({"acceptance"})
)
DRAFTED = replace(
    HANDLING, drafted=True, items=(("修", "supported", "十日内"),), basis="条例", remedy="可向区政府申请复查"
)
REVIEW = replace(DRAFTED, kind="review")
LATE, AHEAD = DAY - timedelta(days=1), DAY

# code: the act, a record and facts where it is there, and where it is missing
WAYS: dict[str, tuple[str, tuple[Record, dict[str, Any]], tuple[Record, dict[str, Any]]]] = {
    "place": ("forward", (DESK, {}), (replace(DESK, has_place=False), {})),
    "topic": ("keep", (DESK, {}), (replace(DESK, has_topic=False), {})),
    "identity_waiver": ("forward", (replace(DESK, reachable=False, is_anonymous=True), {}), (replace(DESK, reachable=False), {})),
    "representatives": ("assign", (replace(DESK, channel="visit", is_joint=True, representatives=5), {}),
                        (replace(DESK, channel="visit", is_joint=True), {})),
    "attachments": ("forward", (replace(DESK, text="见附件", files=1), {}), (replace(DESK, text="附件：照片三张"), {})),
    "destination": ("forward", (DESK, {"target": 1, "duty": 3}), (DESK, {"target": 1, "reason": "转"})),
    "passed_on_in_time": ("forward", (replace(DESK, due={"C1": AHEAD}), {}), (replace(DESK, due={"C1": LATE}), {})),
    "told_in_time": ("accept", (replace(HANDLING, due={"C3": AHEAD}), {}), (replace(HANDLING, due={"C2": LATE}), {})),
    "notice_given": ("draft", (HANDLING, {}), (replace(HANDLING, papers=frozenset({"transfer"})), {})),
    "handler_declared": ("draft", (HANDLING, {}), (replace(HANDLING, declared=frozenset()), {})),
    "investigated": ("draft", (HANDLING, {}), (replace(HANDLING, investigations=0), {})),
    "evidence": ("decide", (DRAFTED, {}), (replace(DRAFTED, evidence=0), {})),
    "hearing_minutes": ("draft", (replace(HANDLING, hearings=1, minutes=1), {}), (replace(HANDLING, hearings=1), {})),
    "requests_answered": ("decide", (DRAFTED, {}), (replace(DRAFTED, items=(("修", "supported", ""),)), {})),
    "basis_cited": ("decide", (DRAFTED, {}), (replace(DRAFTED, basis=" "), {})),
    "remedy_names_body": ("draft", (HANDLING, {"remedy": "可向市住建局申请"}), (HANDLING, {"remedy": "可申请复查"})),
    "extension_told": ("send", (replace(DRAFTED, extended=True, papers=frozenset({"extension"})), {}), (replace(DRAFTED, extended=True), {})),
    "answered_in_time": ("send", (replace(DRAFTED, due={"C6": AHEAD}), {}), (replace(DRAFTED, due={"C6": LATE}), {})),
    "parts_in": ("decide", (DRAFTED, {}), (replace(DRAFTED, parts_open=1), {})),
    "report_in": ("close", (DRAFTED, {}), (replace(DRAFTED, report_owed=True), {})),
    "receipts_recorded": ("close", (DRAFTED, {}), (replace(DRAFTED, unproven=2), {})),
    "reviewer_apart": ("draft", (replace(REVIEW, handlers_below=frozenset({8})), {}), (replace(REVIEW, handlers_below=frozenset({7})), {})),
}  # fmt: skip


def test_there_are_twenty_two_and_each_has_its_way() -> None:
    assert len(TABLE) == len(BY_CODE) == 22 and WAYS.keys() == BY_CODE.keys() == CHECKS.keys()


@pytest.mark.parametrize("code", WAYS)
def test_each_check_both_ways(code: str) -> None:
    act, (good, typed), (bad, also) = WAYS[code]
    assert code not in {c.code for c in missing(good, act, typed)}
    assert code in {c.code for c in missing(bad, act, also)}
    assert code not in {c.code for c in missing(bad, "investigate", also)}, "only at its acts"


def test_only_what_the_law_demands_blocks() -> None:
    assert {c.code for c in TABLE if c.blocks} == {"requests_answered", "basis_cited", "parts_in", "report_in"}
    assert all(check_name(c.code) != c.code and 1 <= c.article.number <= 50 for c in TABLE)


def test_what_cannot_be_told_yet_is_not_missing() -> None:
    assert missing(Record("desk", DAY, reachable=True), "forward", {}) == ()
    assert "remedy_names_body" not in {c.code for c in missing(HANDLING, "draft", {})}
    suggestion = replace(DRAFTED, klass="A", remedy="")
    assert "remedy_names_body" not in {c.code for c in missing(suggestion, "decide", {})}
    own = replace(HANDLING, own_rules=True, papers=frozenset())
    assert "notice_given" not in {c.code for c in missing(own, "draft", {})}, "R22 Art. 23 ¶4"


def test_the_acts_are_acts() -> None:
    assert set(ROWS) >= ACTS


def test_a_miss_is_kept_with_the_act_and_counted_for_its_office(cast: Cast) -> None:
    case = f.forwarded(cast, TODAY)
    desk_misses = set(CompletenessMiss.objects.filter(case=case.parent).values_list("code", flat=True))
    assert desk_misses == set() or desk_misses <= {"destination"}
    f.act(cast, case, "accept", "ou", hour=11)
    assert set(CompletenessMiss.objects.filter(case=case).values_list("code", "act")) == {
        ("handler_declared", "accept")
    }
    f.act(cast, case, "draft", "ou", hour=12, **f.OPINION)
    rows = CompletenessMiss.objects.filter(case=case, act="draft")
    assert set(rows.values_list("code", flat=True)) == {"handler_declared", "investigated"}
    assert set(rows.values_list("office", flat=True)) == {cast.offices["housing"].pk}


def test_a_declared_and_investigated_case_misses_nothing_at_the_draft(cast: Cast) -> None:
    case = f.act(cast, f.forwarded(cast, TODAY), "accept", "ou", hour=11, no_interest=True)
    f.act(cast, case, "investigate", "ou", hour=11, text="到现场查看")
    f.act(cast, case, "draft", "ou", hour=12, **f.OPINION)
    assert not CompletenessMiss.objects.filter(case=case).exists()


def test_an_act_with_something_mandatory_missing_is_refused(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    f.act(cast, case, "draft", "ou", hour=12, **f.OPINION)
    f.act(cast, case, "clear", "hei", hour=13)
    Opinion.objects.filter(case=case).update(body={"findings": "x", "basis": "", "remedy": "可向政府申请复查"})
    assert refusal(cast, case, "decide", "hei", TODAY, hour=14) == "incomplete"
    assert not CompletenessMiss.objects.filter(case=case, act="decide").exists()


def test_the_page_tells_what_is_missing_before_the_act(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    found = lacking(case, ["draft", "investigate"], TODAY)
    assert {line.code for line in found["draft"]} == {"handler_declared", "investigated"} and "investigate" not in found
    assert not any(line.blocks for line in found["draft"])


def test_the_import_and_the_desk_itself_are_not_counted(cast: Cast) -> None:
    case = f.served(cast, "2026-09-01")
    kept = set(CompletenessMiss.objects.filter(case=case).values_list("act", flat=True))
    assert kept <= {"accept", "draft", "decide"}


def test_a_confidential_case_is_counted_for_nobody_without_the_capability(cast: Cast) -> None:
    f.act(cast, f.case_of(f.petition(cast, TODAY, "mi", purpose="accusation", topic_id=None)), "keep", "mi", TODAY)
    assert CompletenessMiss.objects.filter(code="topic").count() == 1
    for who, n in (("hua", 0), ("su", 0), ("chen", 0), ("mi", 1), ("ada", 0)):
        assert CompletenessMiss.objects.visible_to(cast.actor(who)).filter(code="topic").count() == n, who
