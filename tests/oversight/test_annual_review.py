"""The annual review: each step with who may, what it refuses, what never changes; the frozen year, corrections, merged offices."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from caseflow.services.succession import end_office
from offices.models import Office
from oversight.indicators import BY_CODE, INDICATORS, Scope
from oversight.models import AnnualReview, FrozenFigure, ReviewConsequence, ScoreFormula
from oversight.periods import Period
from oversight.review_measures import code_version, counted_with, figures, sight_of
from oversight.services import annual_review as service
from oversight.services import review_sheet as sheets
from oversight.services.figures import NOW
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.reviews import YEAR, commitment, formula, review, sheet, take, target
from tests.oversight.test_commitments import refused
from tests.oversight.test_recount import written_down

LATER = date(2026, 11, 25)


def figure(cast: Cast, row: AnnualReview, code: str = "answered_in_time", office: str = "housing") -> FrozenFigure:
    return FrozenFigure.objects.get(sheet__review=row, sheet__office=cast.offices[office], indicator=code)


@pytest.mark.parametrize("code", [i.code for i in INDICATORS])
def test_figures_of_many_offices_are_those_of_the_indicator(lives, code: str) -> None:
    written_down()
    period = Period(*YEAR)
    scope = Scope(sight_of(lives.offices["city_petition"].pk, TODAY), TODAY)
    asked = replace(scope, as_at=period.last if code in NOW else None)
    groups = {o.pk: frozenset({o.pk}) for o in lives.offices.values()}
    found = figures([code], groups, scope, period)
    for office in groups:
        assert found[office, code] == BY_CODE[code].compute(asked.at_office(office), period)
    both = frozenset({lives.offices["housing"].pk, lives.offices["city_petition"].pk})
    assert figures([code], {1: both}, scope, period)[1, code] == BY_CODE[code].compute(
        replace(asked, offices=both), period
    )


def test_what_stands_on_a_day_is_frozen_as_at_the_last_day_of_the_year(lives) -> None:
    """Four were open at the end of October; what was done in November before the freeze changes nothing of it, nor later days."""
    case = f.accepted(lives, "2026-08-10")
    written_down()
    for act, hour in (("draft", 9), ("clear", 10), ("decide", 11)):
        f.act(
            lives,
            case,
            act,
            "ou" if act == "draft" else "hei",
            "2026-11-10",
            hour=hour,
            **(f.OPINION if act == "draft" else {}),
        )
    written_down()
    made = review(lives, until="frozen")
    kept = {code: figure(lives, made, code).numerator for code in ("open", "late", "idle_days")}
    again = sheets.recomputed(sheet(made, lives), date(2027, 3, 1))
    assert kept == {code: again[code].numerator for code in kept} and kept["open"] == 4


# --- opening ----------------------------------------------------------------------------------------------------
def opening(cast: Cast, who: str = "su", year: int = 2026, period=YEAR, offices=("housing", "water")):
    rows = [Office.objects.get(pk=cast.offices[o].pk) for o in offices]
    return service.open_review(year, period, rows, cast.actor(who), at(TODAY))


def test_a_review_needs_a_formula_and_is_opened_once(cast) -> None:
    assert refused(opening, cast) == ["no_formula"]
    formula(cast)
    made = opening(cast)
    assert (made.state, made.formula.version, made.sheets.count()) == ("open", 1, 2)
    assert refused(opening, cast) == ["opened_twice"]
    assert refused(opening, cast, "hua") == ["opened_twice"]
    assert AnnualReview.objects.count() == 1


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({"year": 2025, "period": (date(2025, 1, 1), date(2025, 12, 31))}, ["overlap", "no_formula"]),
        ({"year": 2027, "period": (date(2026, 10, 31), date(2027, 10, 30))}, ["overlap"]),
        ({"year": 2027, "period": (date(2027, 2, 1), date(2027, 1, 31))}, ["period"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 11, 30))}, ["year"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 10, 31)), "offices": ()}, ["no_office"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 10, 31)), "offices": ("city_petition",)}, ["not_below"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 10, 31)), "who": "ou"}, ["not_yours"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 10, 31)), "who": "hei"}, ["not_below", "no_formula"]),
        ({"year": 2027, "period": (date(2026, 11, 1), date(2027, 10, 31))}, []),
    ],
)  # fmt: skip
def test_overlapping_years_and_who_may_open(cast, over, codes: list[str]) -> None:
    review(cast)
    if codes:
        assert refused(opening, cast, **over) == codes
    else:
        assert opening(cast, **over).year == 2027


# --- freezing ---------------------------------------------------------------------------------------------------
def test_a_year_that_is_not_over_is_not_frozen(cast) -> None:
    formula(cast)
    made = opening(cast, period=(date(2026, 1, 1), date(2026, 12, 31)))
    assert refused(take, cast, made, "freeze", day=date(2026, 12, 31)) == ["not_over"]
    assert not FrozenFigure.objects.exists()
    assert take(cast, made, "freeze", day=date(2027, 1, 1)).state == "frozen"


def test_figures_are_frozen_with_definition_and_code_version(lives) -> None:
    made = review(lives, until="frozen")
    assert FrozenFigure.objects.filter(sheet__review=made).count() == 2 * len(BY_CODE)
    found = figure(lives, made)
    assert (found.numerator, found.denominator, found.value) == (1, 3, Decimal("33.33"))
    for language, text in (("en", found.formula_en), ("zh-hans", found.formula_zh)):
        with translation.override(language):
            assert text == str(BY_CODE["answered_in_time"].formula)
    assert found.formula_en != found.formula_zh
    assert found.citation == "R22 34; KPI" and found.code_version == made.code_version == code_version()
    empty = figure(lives, made, office="water")
    assert (empty.numerator, empty.denominator, empty.value) == (0, 0, None)
    assert refused(take, lives, made, "freeze") == ["not_yours"], "once"


def test_a_frozen_figure_never_changes(lives) -> None:
    made = review(lives, until="frozen")
    row = figure(lives, made)
    for change in (
        lambda: FrozenFigure.objects.filter(pk=row.pk).update(numerator=3), lambda: FrozenFigure.objects.filter(pk=row.pk).delete(),
        lambda: row.save(), lambda: ScoreFormula.objects.update(bonus_cap=50), lambda: made.formula.lines.update(weight=1),
        lambda: made.formula.lines.all().delete(), lambda: made.steps.all().delete(), lambda: made.delete(),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_clock_corrected_after_the_freeze_stands_beside(lives) -> None:
    """An answer of August was entered only now: the frozen figure stays, the correction tells and counts until approval."""
    late = f.decided(lives, "2026-08-06")
    made = review(lives, until="inspecting")
    before = figure(lives, made)
    f.act(lives, late, "send", "ou", "2026-08-07", reason="补录")
    mine, su = sheet(made, lives), lives.actor("su", LATER)
    assert refused(sheets.correct, mine, " ", su, at(LATER), LATER) == ["reason"]
    rows = sheets.correct(mine, "补录8月7日送达", su, at(LATER), LATER)
    told = {c.figure.indicator: (c.numerator, c.denominator, c.value, c.counts) for c in rows}
    assert told["answered_in_time"] == (2, 4, Decimal("50.00"), True)
    after = figure(lives, made)
    assert (after.numerator, after.denominator, after.value) == (before.numerator, before.denominator, before.value) == (1, 4, Decimal("25.00"))  # fmt: skip
    assert refused(sheets.correct, mine, "再算", su, at(LATER), LATER) == ["nothing_new"]
    take(lives, made, "score", day=LATER)
    line = sheet(made, lives).score.lines.get(indicator="answered_in_time")
    assert line.value == Decimal("50.00")


def test_after_the_approval_a_correction_is_shown_and_changes_no_score(lives) -> None:
    late = f.decided(lives, "2026-08-06")
    made = review(lives, until="approved")
    f.act(lives, late, "send", "ou", "2026-08-07", reason="补录")
    day = date(2026, 12, 7)
    total = sheet(made, lives).score.total
    rows = sheets.correct(sheet(made, lives), "补录", lives.actor("su", day), at(day), day)
    assert rows and not any(c.counts for c in rows)
    take(lives, made, "publish", "hua", day)
    assert sheet(made, lives).score.total == total and all(
        service.same(s.score, found) for s, found in service.scores(made)
    )


# --- offices that merged ----------------------------------------------------------------------------------------
def water_case(cast: Cast) -> None:
    found = f.petition(cast, "2026-08-03", topic_id=cast.topics["water"].pk)
    f.act(cast, f.case_of(found), "forward", "pan", "2026-08-03", target=cast.offices["water"].pk, reason="职责目录")
    f.act(cast, f.case_of(found, "handling"), "accept", "wai", "2026-08-04")


def merged(cast: Cast, kind: str = "merged", into: tuple[str, ...] = ("housing",)) -> None:
    end_office(cast.offices["water"], kind, date(2026, 9, 15), [cast.offices[o] for o in into], "机构改革", cast.actor("rena"), at("2026-09-01"))  # fmt: skip


def test_an_office_merged_in_the_middle_of_the_year_counts_at_its_successor(lives) -> None:
    water_case(lives)
    merged(lives)
    formula(lives)
    assert refused(opening, lives) == ["merged"]
    made = opening(lives, offices=("housing",))
    take(lives, made, "freeze")
    found = figure(lives, made, "accepted_in_time")
    assert (found.numerator, found.denominator) == (3, 4)
    assert [o.code for o in sheet(made, lives).counted.all()] == ["LJSL"]


def test_an_office_that_merged_after_the_opening(lives) -> None:
    water_case(lives)
    made = review(lives)
    merged(lives)
    take(lives, made, "freeze")
    assert figure(lives, made, "accepted_in_time").denominator == 4
    assert not sheet(made, lives, "water").figures.exists(), "nothing is counted twice"
    for act, day in (("ask_reports", TODAY), ("inspect", LATER), ("score", LATER)):
        take(lives, made, act, day=day)
    assert sheet(made, lives, "water").score.total is None


def test_an_office_that_was_split_keeps_its_own_figures(lives) -> None:
    water_case(lives)
    merged(lives, "split", ("housing", "station"))
    made = review(lives, until="frozen")
    assert figure(lives, made, "accepted_in_time", "water").denominator == 1
    assert figure(lives, made, "accepted_in_time").denominator == 3


def test_a_chain_of_successors_and_one_beyond_the_year(cast) -> None:
    water, housing, station = (cast.offices[o] for o in ("water", "housing", "station"))
    Office.objects.filter(pk=water.pk).update(successor=station, valid_until=date(2026, 3, 1))
    Office.objects.filter(pk=station.pk).update(successor=housing, valid_until=date(2026, 6, 1))
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    ids = [water.pk, housing.pk, station.pk]
    assert {o.pk for o in counted_with(ids, year)[housing.pk]} == {water.pk, station.pk}
    assert not counted_with(ids, year)[station.pk]
    Office.objects.filter(pk=station.pk).update(valid_until=date(2026, 12, 31))
    assert [o.pk for o in counted_with(ids, year)[station.pk]] == [water.pk], "who lasts the year has its own sheet"
    assert not counted_with(ids, Period(date(2027, 1, 1), date(2027, 12, 31)))[station.pk]


def test_an_office_from_another_line_is_counted_though_its_cases_are_not_opened(cast) -> None:
    other = f.office(cast, "other", "QTDW", "省属单位", "department", "province")
    f.staff(cast, "wang", "other", "officer")
    f.petition(cast, "2026-08-03", "wang", office_id=other.pk)
    end_office(
        other, "merged", date(2026, 9, 15), [cast.offices["housing"]], "机构改革", cast.actor("rena"), at("2026-09-01")
    )
    made = review(cast, offices=("housing",), until="frozen")
    assert figure(cast, made, "received").numerator == 1
    assert other.pk not in cast.actor("su").office_ids


# --- reports, findings, scores ----------------------------------------------------------------------------------
def test_reports_until_the_day_by_the_head_alone(lives) -> None:
    made = review(lives, until="frozen")
    assert refused(take, lives, made, "ask_reports", until=date(2026, 11, 23)) == ["past"]
    take(lives, made, "ask_reports", until=date(2026, 12, 1))
    mine = sheet(made, lives)
    for who in ("ou", "su", "hua", "weihead", "yuan"):
        assert refused(sheets.report, mine, "自查", lives.actor(who), at(TODAY), TODAY) == ["not_yours"]
    sheets.report(mine, "自查报告", lives.actor("hei"), at(TODAY), TODAY)
    sheets.report(mine, "自查报告（修订）", lives.actor("hei"), at(TODAY, 14), TODAY)
    assert mine.reports.count() == 2
    assert refused(take, lives, made, "inspect") == ["reports_open"], (
        "water has not reported, and the day has not passed"
    )
    assert take(lives, made, "inspect", day=date(2026, 12, 2)).state == "inspecting"
    assert refused(sheets.report, mine, "迟到", lives.actor("hei", LATER), at(LATER), LATER) == ["not_yours"]


def test_findings_within_their_caps_and_withdrawn_with_a_reason(lives) -> None:
    made = review(lives, until="inspecting")
    mine, su = sheet(made, lives), lives.actor("su", LATER)

    def find(kind: str, points: str, why: str = "弄虚作假"):
        return sheets.find(mine, kind, Decimal(points), why, "督查〔2026〕3号", su, at(LATER))

    assert refused(find, "deduction", "0") == refused(find, "note", "1") == refused(find, "bonus", "101") == ["points"]
    assert refused(find, "deduction", "3", "  ") == ["reason"] and refused(find, "note", "0", "13800000001") == [
        "numbers"
    ]
    wrong, _right = find("deduction", "15"), find("deduction", "10")
    find("note", "0")
    take(lives, made, "score", day=LATER)
    score = sheet(made, lives).score
    assert (score.deduction, score.total) == (Decimal(20), max(score.base - 20, Decimal(0)))
    sheets.withdraw(sheet(made, lives), wrong.pk, "查证不实", su, at(LATER))
    assert refused(sheets.withdraw, sheet(made, lives), wrong.pk, "再次", su, at(LATER)) == ["moved_on"]
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.findings.filter(pk=wrong.pk).update(points=1)
    day = date(2026, 12, 6)
    assert refused(take, lives, made, "approve", "hua", day) == ["stale"]
    take(lives, made, "score", day=LATER)
    again = sheet(made, lives).score
    assert (again.version, again.deduction) == (2, Decimal(10)) and sheet(made, lives).scores.count() == 2
    assert sheet(made, lives, "water").scores.count() == 1, "what did not change has no second score"


def test_the_commitment_is_one_line_by_the_same_formula(lives) -> None:
    """Housing: accepted 66.67 (below the floor 80: 0), answered 33.33 (below 50: 0), so the commitment 0. Water: no figure."""
    signed = commitment(lives, targets=[target(weight="100", full="50", floor="0")])
    made = review(lives, until="scored")
    score = sheet(made, lives).score
    lines = {line.indicator: line for line in score.lines.all()}
    assert sheet(made, lives).commitment == signed
    # answered 33.33 of 0..50: 66.66 points of the commitment; in the formula 50..100: (66.66 - 50) / 50 of 20
    assert lines["commitment"].value == Decimal("66.66") and lines["commitment"].points == Decimal("6.66")
    assert (lines["accepted_in_time"].value, lines["accepted_in_time"].points) == (Decimal("66.67"), Decimal(0))
    assert score.base == score.total == Decimal("6.66")
    assert sheet(made, lives, "water").score.total is None


def test_without_a_commitment_its_weight_is_spread(lives) -> None:
    made = review(lives, until="scored")
    lines = {line.indicator: line for line in sheet(made, lives).score.lines.all()}
    assert lines["commitment"].points is None and lines["commitment"].counted_weight == 0
    assert (lines["accepted_in_time"].counted_weight, lines["answered_in_time"].counted_weight) == (
        Decimal("37.50"),
        Decimal("62.50"),
    )


# --- objection, approval, what follows --------------------------------------------------------------------------
def test_an_objection_with_its_answer(lives) -> None:
    made = review(lives, until="scored")
    mine, hei, su = sheet(made, lives), lives.actor("hei", LATER), lives.actor("su", LATER)
    assert refused(sheets.object_to, mine, "不服", lives.actor("ou", LATER), at(LATER), LATER) == ["not_yours"]
    row = sheets.object_to(mine, "8月7日已送达", hei, at(LATER), LATER)
    assert refused(sheets.object_to, mine, "另一", hei, at(LATER), LATER) == ["objection_one"]
    day = date(2026, 12, 6)
    assert refused(take, lives, made, "approve", "hua", LATER) == ["objections_time"]
    assert refused(take, lives, made, "approve", "hua", day) == ["objections_open"]
    assert refused(sheets.answer, mine, row.pk, "upheld", "", su, at(LATER)) == ["reason"]
    assert refused(sheets.answer, mine, row.pk, "upheld", "成立", hei, at(LATER)) == ["not_yours"]
    sheets.answer(mine, row.pk, "rejected", "经核，未送达", su, at(LATER))
    assert refused(sheets.answer, mine, row.pk, "upheld", "改口", su, at(LATER)) == ["moved_on"]
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.objections.filter(pk=row.pk).update(answer="x")
    assert refused(sheets.object_to, mine, "迟了", lives.actor("hei", day), at(day), day) == ["objections_over"]
    assert refused(take, lives, made, "approve", "su", day) == ["not_yours"], "the head alone approves"
    assert take(lives, made, "approve", "hua", day).state == "approved"


def test_consequences_with_days_follow_up_and_verification(lives) -> None:
    made = review(lives, until="published")
    day = date(2026, 12, 7)
    hua, su, hei = (lives.actor(w, day) for w in ("hua", "su", "hei"))
    mine = sheet(made, lives)

    def order(kind: str, due: date | None = None, who=hua, why: str = "按期答复率低"):
        return sheets.order(mine, kind, why, due, who, at(day), day)

    assert refused(order, "rectification") == ["day"] and refused(order, "talk", date(2026, 12, 6)) == ["past"]
    assert refused(order, "rectification", day, su) == ["not_yours"] and refused(
        order, "criticism", None, hua, " "
    ) == ["reason"]
    order("criticism")
    row = order("rectification", date(2026, 12, 31))
    assert ReviewConsequence.objects.get(kind="criticism").due_on is None
    assert refused(take, lives, made, "close", "su", day) == ["owed"]
    assert refused(sheets.verify, mine, row.pk, "看过", True, su, at(day)) == ["done_first"]
    assert refused(sheets.follow_up, mine, row.pk, "已整改", su, at(day)) == ["not_yours"]
    sheets.follow_up(mine, row.pk, "已整改", hei, at(day))
    assert refused(sheets.follow_up, mine, row.pk, "再报", hei, at(day)) == ["done_already"]
    sheets.verify(mine, row.pk, "未见制度", False, su, at(day))
    sheets.follow_up(mine, row.pk, "已建立制度", hei, at(day))
    sheets.verify(mine, row.pk, "属实", True, su, at(day))
    row.refresh_from_db()
    assert (row.done_text, row.verified_text, row.owes) == ("已建立制度", "属实", False)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewConsequence.objects.filter(pk=row.pk).update(verified_text="x")
    assert take(lives, made, "close", "su", day).state == "closed"
    assert refused(order, "talk", day) == ["not_yours"]


@pytest.mark.parametrize("who", ["ou", "hei", "weihead", "chen", "pan", "yuan", "ada", "rena", "mi"])
def test_nobody_else_takes_a_step(lives, who: str) -> None:
    made = review(lives)
    assert refused(take, lives, made, "freeze", who) == ["not_yours"]


# --- formulas ---------------------------------------------------------------------------------------------------
