"""Rising topics: the numbers against hand counts and an independent sum."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.hot.rising import FALSE_SHARE, LEAST, limit, rises, spans, tail


def test_the_spans_meet_and_do_not_overlap() -> None:
    now, before = spans(date(2026, 11, 28))
    assert (now.first, now.last, now.days) == (date(2026, 10, 30), date(2026, 11, 28), 30)
    assert (before.days, (now.first - before.last).days) == (360, 1)


@pytest.mark.parametrize(
    ("least", "mean", "expected"),
    [
        (0, 2.0, 1.0),
        (1, 2.0, 1 - math.exp(-2)),
        (2, 1.0, 1 - 2 * math.exp(-1)),
        (5, 1.0, 0.00365984682734),  # a printed table of the Poisson distribution
        (10, 3.0, 0.00110248815),
    ],
)
def test_tail_of_a_table(least: int, mean: float, expected: float) -> None:
    assert tail(least, mean) == pytest.approx(expected, rel=1e-6)


@given(st.integers(1, 40), st.integers(1, 60))
def test_tail_equals_an_exact_sum(least: int, twelfths: int) -> None:
    """The sum of fractions up to a far end, times e to the minus mean."""
    mean = Fraction(twelfths, 12)
    total, term = Fraction(0), Fraction(1)
    for k in range(1, 160):
        term *= mean / k
        if k >= least:
            total += term
    assert tail(least, float(mean)) == pytest.approx(float(total) * math.exp(-float(mean)), rel=1e-9)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([], -1.0),
        ([0.2, 0.9], -1.0),
        ([0.04], 0.04),
        ([0.04, 0.9], -1.0),  # of two, the first must be at most 0.025
        ([0.01, 0.02, 0.03, 0.9], 0.03),  # 0.03 <= 0.05 * 3 / 4 takes the two before it along
        ([0.012, 0.024, 0.9, 0.9], 0.024),
    ],
)
def test_the_limit_by_hand(chances: list[float], expected: float) -> None:
    assert limit(chances) == expected


def test_what_rises_and_what_does_not() -> None:
    counts = {
        ("noise", "east"): (12, 24),  # two a month before
        ("noise", "west"): (3, 30),
        ("dust", "east"): (4, 0),  # new, and still too few
        ("dust", "west"): (6, 0),  # new, and enough
        ("roads", "east"): (130, 1200),  # a little more than its hundred
    }
    found = {(r.topic, r.place): r for r in rises(counts)}
    assert {key for key, r in found.items() if r.warns} == {("noise", "east"), ("dust", "west")}
    assert found["noise", "east"].expected == pytest.approx(25 / 12)
    assert found["dust", "west"].times == pytest.approx(72)
    assert found["roads", "east"].chance < 0.01  # rare, but not one and a half times as many


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.tuples(st.integers(0, 30), st.integers(0, 99))
    )
)
def test_a_warning_has_enough_petitions_and_stands_first(counts: dict[tuple[str, str], tuple[int, int]]) -> None:
    found = rises(counts)
    assert len(found) == len(counts)
    assert [r.warns for r in found] == sorted((r.warns for r in found), reverse=True)
    assert all(r.now >= LEAST and r.chance <= FALSE_SHARE for r in found if r.warns)
