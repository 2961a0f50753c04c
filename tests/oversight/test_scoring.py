"""The published formula and the forecast: hand-reckoned cases, and what holds for all numbers."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.forecast import Amount, forecast, lamp, recent, so_far
from oversight.periods import Period
from oversight.scoring import COUNT, DAYS, POINTS, SHARE, Adjustment, Caps, Measure, Target, places, problems, score

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def targets_of(text: str) -> list[Target]:
    found = []
    for part in text.split(";"):
        code, weight, full, floor = part.split(":")
        found.append(Target(code, Decimal(weight), Decimal(full), Decimal(floor), Decimal(full) > Decimal(floor)))
    return found


@pytest.mark.parametrize("row", rows("scores.csv"), ids=lambda r: r["case"])
def test_a_score_reckoned_by_hand(row: dict[str, str]) -> None:
    values = {code: Decimal(v) if v else None for code, v in (p.split("=") for p in row["values"].split(";"))}
    given_ = [Adjustment(kind, Decimal(p)) for kind, p in (a.split(":") for a in row["adjustments"].split(";") if a)]
    found = score(targets_of(row["targets"]), values, given_)
    assert [str(found.base or ""), str(found.total or "")] == [row["base"], row["total"]] or (
        (found.base, found.total) == (Decimal(row["base"]), Decimal(row["total"]))
    )


cents = st.decimals(min_value=0, max_value=100, places=2)
names = st.sampled_from("abcdefgh")


@st.composite
def formulas(draw) -> list[Target]:
    found = []
    for code in draw(st.lists(names, min_size=1, max_size=6, unique=True)):
        full, floor = draw(st.tuples(cents, cents).filter(lambda p: p[0] != p[1]))
        weight = draw(st.decimals(min_value="0.01", max_value=100, places=2))
        found.append(Target(code, weight, full, floor, full > floor))
    return found


@given(formulas(), st.data())
def test_bounded_and_the_order_of_the_lines_is_nothing(targets, data) -> None:
    values = {t.code: data.draw(st.none() | cents) for t in targets}
    adjustments = data.draw(st.lists(st.builds(Adjustment, st.sampled_from(["bonus", "deduction"]), cents), max_size=4))
    found = score(targets, values, adjustments)
    other = score(data.draw(st.permutations(targets)), values, data.draw(st.permutations(adjustments)))
    assert (found.base, found.total) == (other.base, other.total)
    if all(v is None for v in values.values()):
        assert found.total is None and found.base is None
        return
    assert 0 <= found.base <= 100 and 0 <= found.total <= 100
    assert found.bonus <= Caps().bonus and found.deduction <= Caps().deduction
    counted = [line for line in found.lines if line.points is not None]
    assert abs(sum(line.points for line in counted) - found.base) <= Decimal("0.005") * (len(counted) + 1)


@given(formulas(), st.data())
def test_a_better_figure_never_lowers_the_score(targets, data) -> None:
    values = {t.code: data.draw(cents) for t in targets}
    target = data.draw(st.sampled_from(targets))
    other = data.draw(cents)
    better = max(other, values[target.code]) if target.higher_is_better else min(other, values[target.code])
    assert score(targets, {**values, target.code: better}).total >= score(targets, values).total


def test_equal_scores_share_a_place_and_none_has_none() -> None:
    assert places({1: Decimal(80), 2: Decimal("91.5"), 3: Decimal(80), 4: None, 5: Decimal(10)}) == {
        2: 1,
        1: 2,
        3: 2,
        5: 4,
    }


KNOWN = {
    "good": Measure("good", SHARE, True), "quick": Measure("quick", DAYS, False), "received": Measure("received", COUNT, None),
    "late": Measure("late", COUNT, False), "mix": Measure("mix", SHARE, None), "own": Measure("own", POINTS, True),
}  # fmt: skip


def target(code: str = "good", weight: str = "100", full: str = "95", floor: str = "50") -> Target:
    return Target(code, Decimal(weight), Decimal(full), Decimal(floor))


@pytest.mark.parametrize(
    ("targets", "wrong"),
    [
        ([], [("targets", "none")]),
        ([target()], []),
        ([target("nonsense")], [("nonsense", "unknown")]),
        ([target("received")], [("received", "volume")]),
        ([target("mix")], [("mix", "information")]),
        ([target("late", full="0", floor="5")], [("late", "plain_number")]),
        ([target("own")], [("own", "not_here")]),
        ([target(weight="60")], [("targets", "weights")]),
        ([target(weight="60"), target("quick", "40.01", "10", "30")], [("targets", "weights")]),
        ([target(weight="60"), target("quick", "40", "10", "30")], []),
        ([target(weight="60"), target(weight="40")], [("good", "double")]),
        ([target(full="50", floor="95")], [("good", "direction")]),
        ([target("quick", full="30", floor="10")], [("quick", "direction")]),
        ([target(full="50", floor="50")], [("good", "same")]),
        ([target(full="101")], [("good", "range")]),
        ([target("quick", full="10", floor="401")], [("quick", "range")]),
        ([target(weight="0"), target("quick", "100", "10", "30")], [("good", "weight")]),
    ],
)
def test_what_may_be_a_target(targets: list[Target], wrong: list[tuple[str, str]]) -> None:
    assert [(p.where, p.code) for p in problems(targets, KNOWN, frozenset({SHARE, DAYS}))] == wrong


def amount(text: str) -> Amount:
    if "/" not in text:
        return Amount(0, None, Decimal(text))
    scale = 1 if text.startswith("d") else 100
    top, bottom = (int(n) for n in text.removeprefix("d").split("/"))
    return Amount(top, bottom, Decimal(top * scale) / bottom if bottom else None, scale)


@pytest.mark.parametrize("row", rows("forecasts.csv"), ids=lambda r: r["case"])
def test_a_forecast_reckoned_by_hand(row: dict[str, str]) -> None:
    period = Period(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
    found = forecast(period, date.fromisoformat(row["today"]), amount(row["whole"]), amount(row["lately"]))
    assert (found.value, found.days_left) == (Decimal(row["value"]) if row["value"] else None, int(row["left"]))


def test_the_last_ninety_days_lie_within_the_period() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert (
        recent(year, date(2026, 2, 1)) == Period(date(2026, 1, 1), date(2026, 2, 1)) == so_far(year, date(2026, 2, 1))
    )
    assert recent(year, date(2026, 9, 30)) == Period(date(2026, 7, 3), date(2026, 9, 30))
    assert recent(year, date(2025, 9, 30)) is None


@pytest.mark.parametrize(("value", "name"), [("95", "fine"), ("99", "fine"), ("94.99", "soon"), ("50.01", "soon"), ("50", "late"), ("3", "late"), (None, "still")])  # fmt: skip
def test_the_lamp(value: str | None, name: str) -> None:
    assert lamp(target(), Decimal(value) if value else None) == name
