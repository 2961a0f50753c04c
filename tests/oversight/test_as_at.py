"""Figures as at a past day, counted by hand: an extension, an act dated back, a case that came back, an end that was not yet known."""

from datetime import date

import pytest

from oversight.indicators import BY_CODE, Scope
from oversight.periods import Period, month_of
from tests import factories as f
from tests.cast import Cast
from tests.oversight.test_recount import written_down

TODAY = date(2026, 11, 24)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
OCTOBER, NOVEMBER = month_of(date(2026, 10, 1)), month_of(date(2026, 11, 1))


def at_day(cast: Cast, code: str, day: str, period: Period = YEAR, who: str = "hei") -> tuple[int, int | None]:
    figure = BY_CODE[code].compute(Scope(cast.actor(who, TODAY), TODAY, as_at=date.fromisoformat(day)), period)
    return figure.numerator, figure.denominator


@pytest.fixture
def extended(cast: Cast) -> Cast:
    """Accepted on 1 September, due by 31 October; extended by thirty days on 20 October, answered on 10 November."""
    case = f.accepted(cast, "2026-09-01")
    f.act(cast, case, "extend", "hei", "2026-10-20", days=30, reason="复杂")
    for act, who, hour in (("draft", "ou", 9), ("clear", "hei", 10), ("decide", "hei", 11), ("send", "ou", 12)):
        f.act(cast, case, act, who, "2026-11-10", hour=hour, **(f.OPINION if act == "draft" else {}))
    written_down()
    return cast


def test_before_the_extension_the_answer_was_due_in_october(extended: Cast) -> None:
    assert at_day(extended, "answered_in_time", "2026-10-19", OCTOBER) == (0, 1)
    assert at_day(extended, "answered_in_time", "2026-10-20", OCTOBER) == (0, 0)
    assert at_day(extended, "answered_in_time", "2026-10-20", NOVEMBER) == (0, 1)
    assert at_day(extended, "extended", "2026-10-19") == (0, 1) and at_day(extended, "extended", "2026-10-20") == (1, 1)


def test_an_answer_counts_from_the_day_it_was_sent(extended: Cast) -> None:
    assert at_day(extended, "answered_in_time", "2026-11-09") == (0, 1)
    assert at_day(extended, "answered_in_time", "2026-11-10") == (1, 1)


def test_what_is_there_later_was_not_there_before(extended: Cast) -> None:
    assert at_day(extended, "open", "2026-08-31") == (0, None) and at_day(extended, "open", "2026-09-01") == (1, None)
    assert at_day(extended, "told", "2026-08-31") == (0, 0) and at_day(extended, "told", "2026-09-01") == (1, 1)


def test_late_is_told_by_the_day_it_had_then(cast: Cast) -> None:
    f.accepted(cast, "2026-09-01")
    written_down()
    assert at_day(cast, "late", "2026-11-02") == (0, None), "1 November is a Sunday"
    assert at_day(cast, "late", "2026-11-03") == (1, None)


def test_an_act_dated_back_changes_no_figure_of_the_days_before_it_was_recorded(cast: Cast) -> None:
    f.accepted(cast, "2026-09-01")
    written_down(accept=date(2026, 9, 20))
    assert at_day(cast, "accepted_in_time", "2026-09-19") == (0, 1) and at_day(cast, "told", "2026-09-19")[1] == 0
    assert at_day(cast, "accepted_in_time", "2026-09-20") == (1, 1)


def test_a_case_that_came_back_counted_until_then(cast: Cast) -> None:
    back = f.forwarded(cast, "2026-09-01")
    f.act(cast, back, "object", "ou", "2026-09-02", reason="x")
    f.act(cast, back, "confirm_objection", "pan", "2026-09-03", reason="x")
    written_down()
    assert at_day(cast, "accepted_in_time", "2026-09-02") == (0, 1) and at_day(
        cast, "accepted_in_time", "2026-09-03"
    ) == (0, 0)
    assert at_day(cast, "objected", "2026-09-01") == (0, 1) and at_day(cast, "objected", "2026-09-02") == (1, 1)
    assert at_day(cast, "came_back", "2026-09-02", who="pan") == (0, 1) and at_day(
        cast, "came_back", "2026-09-03", who="pan"
    ) == (1, 1)
    assert at_day(cast, "days_astray", "2026-09-03", who="pan") == (2, 1)


def test_a_day_to_come_and_today_are_the_present(client, extended: Cast) -> None:
    present = BY_CODE["open"].compute(Scope(extended.actor("hei", TODAY), TODAY), YEAR)
    assert (present.numerator, present.denominator) == at_day(extended, "open", TODAY.isoformat())
