"""The published formula: targets with weights, points between floor and full value, a total of 100. Pure.

A figure comes rounded half up to two decimals, as it is published; from there on everything is exact, and the total is
rounded once, half up to two decimals. So whoever has the published figures reckons the same total with a pencil.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ALL = Decimal(100)
CENT = Decimal("0.01")
MOST_DAYS = Decimal(400)  # more is a slip of the pen
SHARE, COUNT, DAYS, POINTS = "share", "count", "days", "points"
BONUS, DEDUCTION = "bonus", "deduction"


@dataclass(frozen=True)
class Measure:
    """What may be measured: a published indicator, or (`points`) the office's own commitment.

    A share is told in percent, 0 to 100. `higher_is_better` None: information, never a target.
    """

    code: str
    unit: str
    higher_is_better: bool | None


@dataclass(frozen=True)
class Target:
    """A line of a commitment or formula: `full` and better gives the whole weight, `floor` and worse gives nothing."""

    code: str
    weight: Decimal
    full: Decimal
    floor: Decimal
    higher_is_better: bool = True


@dataclass(frozen=True)
class Problem:
    """Why something was not saved: where (an indicator's code or a field), what, and the number it is about."""

    where: str
    code: str
    limit: object = None


@dataclass(frozen=True)
class Adjustment:
    """A bonus or deduction with its reason; the caps of the formula hold for their sums."""

    kind: str
    points: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Caps:
    bonus: Decimal = Decimal(5)
    deduction: Decimal = Decimal(20)


@dataclass(frozen=True)
class Line:
    """A target with its figure: `share` of its points that was reached, the `weight` it counts with, the `points`.

    Without a figure share and points are None and the weight is zero: it was spread over the other lines.
    """

    target: Target
    value: Decimal | None
    share: Fraction | None
    weight: Decimal
    points: Decimal | None


@dataclass(frozen=True)
class Score:
    """`base` are the lines' points, 0 to 100; `total` with bonus and deduction, 0 to 100. None where no line has a figure."""

    lines: tuple[Line, ...]
    base: Decimal | None
    bonus: Decimal
    deduction: Decimal
    total: Decimal | None


def rounded(value: Fraction | Decimal) -> Decimal:
    """Half up to two decimals, without a quotient in between; no value here is negative."""
    exact = Fraction(value)
    return Decimal((exact.numerator * 200 + exact.denominator) // (2 * exact.denominator)).scaleb(-2).quantize(CENT)


def reached(target: Target, value: Decimal) -> Fraction:
    """The share of the points: 0 at the floor, 1 at the full value, a straight line between them."""
    span = Fraction(target.full) - Fraction(target.floor)
    return min(max((Fraction(value) - Fraction(target.floor)) / span, Fraction(0)), Fraction(1))


def score(
    targets: Sequence[Target], values: Mapping[str, Decimal | None], adjustments: Iterable[Adjustment] = (), caps: Caps = Caps()
) -> Score:  # fmt: skip
    """The score of one office. The weight of a line without a figure is spread over the others, in proportion."""
    shares = {t.code: reached(t, v) for t in targets if (v := values.get(t.code)) is not None}
    whole = sum((Fraction(t.weight) for t in targets if t.code in shares), Fraction(0))
    lines, base = [], Fraction(0)
    for target in targets:
        share = shares.get(target.code)
        if share is None or not whole:
            lines.append(Line(target, values.get(target.code), None, Decimal("0.00"), None))
            continue
        weight = Fraction(target.weight) * 100 / whole
        base += weight * share
        lines.append(Line(target, values[target.code], share, rounded(weight), rounded(weight * share)))
    given = list(adjustments)
    bonus = _sum(given, BONUS, caps.bonus)
    deduction = _sum(given, DEDUCTION, caps.deduction)
    if not whole:
        return Score(tuple(lines), None, bonus, deduction, None)
    total = min(max(base + Fraction(bonus) - Fraction(deduction), Fraction(0)), Fraction(100))
    return Score(tuple(lines), rounded(base), bonus, deduction, rounded(total))


def _sum(given: Iterable[Adjustment], kind: str, cap: Decimal) -> Decimal:
    return rounded(min(sum((a.points for a in given if a.kind == kind), Decimal(0)), cap))


def places(totals: Mapping[int, Decimal | None]) -> dict[int, int]:
    """The place of each office by its total, equal totals sharing one; an office without a total has none.

    By the score of quality alone, never by how much was petitioned (architecture 5).
    """
    known = sorted((t for t in totals.values() if t is not None), reverse=True)
    return {office: known.index(total) + 1 for office, total in totals.items() if total is not None}


def problems(targets: Sequence[Target], known: Mapping[str, Measure], allowed: frozenset[str]) -> list[Problem]:
    """Everything that keeps targets from being saved. `allowed` are the units that may be used here.

    A plain number is refused as a target, whichever way is better: it grows with what is petitioned, and an office could
    only lower it by keeping petitions away.
    """
    if not targets:
        return [Problem("targets", "none")]
    found: list[Problem] = []
    seen: set[str] = set()
    for target in targets:
        if target.code in seen:
            found.append(Problem(target.code, "double"))
        seen.add(target.code)
        found += _of_one(target, known.get(target.code), allowed)
    total = sum((t.weight for t in targets), Decimal(0))
    if total != ALL:
        found.append(Problem("targets", "weights", total))
    return found


def _of_one(target: Target, measure: Measure | None, allowed: frozenset[str]) -> list[Problem]:
    if measure is None:
        return [Problem(target.code, "unknown")]
    if measure.higher_is_better is None:
        return [Problem(target.code, "volume" if measure.unit == COUNT else "information")]
    if measure.unit == COUNT:
        return [Problem(target.code, "plain_number")]
    if measure.unit not in allowed:
        return [Problem(target.code, "not_here")]
    found = []
    if not 0 < target.weight <= ALL:
        found.append(Problem(target.code, "weight"))
    most = MOST_DAYS if measure.unit == DAYS else ALL
    if not all(0 <= value <= most for value in (target.full, target.floor)):
        found.append(Problem(target.code, "range", most))
    if target.full == target.floor:
        found.append(Problem(target.code, "same"))
    elif (target.full > target.floor) != measure.higher_is_better:
        found.append(Problem(target.code, "direction"))
    return found
