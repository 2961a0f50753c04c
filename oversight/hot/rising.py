"""Rising topics: where the last 30 days brought clearly more petitions on a topic than the twelve times 30 days before. Pure.

Expected is the mean of the twelve; one is added to what they held, so that a place without a past is no wonder. How rare
as many or more would be is the Poisson tail. Where many topics and places are looked at, some are rare by chance:
Benjamini and Hochberg's step keeps the share of false warnings among all warnings at `FALSE_SHARE` on average. A warning
is of a topic at a place; it is a proposal, and a person confirms it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from oversight.periods import Period

DAYS = 30
BEFORE = 12  # spans of `DAYS` that the last one is compared with
LEAST = 5  # petitions of the last span: fewer warn of nothing
TIMES = 1.5  # and this many times what was expected
FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Rise:
    """A topic at a place: petitions of the last 30 days, of the twelve times 30 before, expected, how rare, whether it warns."""

    topic: str
    place: str
    now: int
    before: int
    expected: float
    chance: float
    warns: bool

    @property
    def times(self) -> float:
        return self.now / self.expected


def spans(last: date) -> tuple[Period, Period]:
    """The last 30 days up to a day, and the 360 before them."""
    first = last - timedelta(days=DAYS - 1)
    return Period(first, last), Period(first - timedelta(days=DAYS * BEFORE), first - timedelta(days=1))


def tail(least: int, mean: float) -> float:
    """The chance of `least` or more where `mean` are expected, by Poisson."""
    if least <= 0:
        return 1.0
    if least < mean:  # the shorter side
        return max(0.0, 1.0 - math.fsum(_term(k, mean) for k in range(least)))
    total, k = 0.0, least
    while True:
        term = _term(k, mean)
        total += term
        if term <= total * 1e-12:
            return min(1.0, total)
        k += 1


def _term(k: int, mean: float) -> float:
    return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))


def limit(chances: Sequence[float], share: float = FALSE_SHARE) -> float:
    """The largest chance that still warns among all that were looked at (Benjamini and Hochberg); -1 where none does."""
    ranked = sorted(chances)
    fit = [p for n, p in enumerate(ranked, 1) if p <= share * n / len(ranked)]
    return fit[-1] if fit else -1.0


def rises(counts: Mapping[tuple[str, str], tuple[int, int]]) -> list[Rise]:
    """(topic, place) -> (petitions of the last span, of the twelve before) -> all of them, the rarest first."""
    expected = {key: (before + 1) / BEFORE for key, (_, before) in counts.items()}
    chances = {key: tail(now, expected[key]) for key, (now, _) in counts.items()}
    most = limit(list(chances.values()))
    found = [
        Rise(topic, place, now, before, expected[topic, place], chances[topic, place],
             now >= LEAST and now >= TIMES * expected[topic, place] and chances[topic, place] <= most)
        for (topic, place), (now, before) in counts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda r: (not r.warns, r.chance, r.topic, r.place))
