"""Texts as weighted vectors, and which of them are alike. Term weights and cosine; no text is compared with all others.

A vector has three parts of length one, joined with the weights of `SHARE`: pairs and triples of characters, ordinary
words, and names. A year of 100,000 petitions must fit in memory: terms are numbers, vectors are two arrays each, and the
many pairs and triples of characters are numbered by a hash instead of a table of them all.
"""

from __future__ import annotations  # array[int] is for the checker alone

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

from oversight.hot.texts import BROAD_WEIGHT, SUBJECT_WEIGHT, Names, grams, is_broad, name_grams, subject_names, words

GRAM, WORD, NAME = 0, 1, 2  # the last two bits of a term's number
SHARE = (0.4, 0.4, 0.2)
MOST = (80, 40, 16)  # terms kept of each part: the rarest
COMMON = (0.14, 0.25, 0.07)  # a term in a larger share of all texts tells nothing ...
COMMON_LEAST, COMMON_MOST = 40, 1500  # ... but one in so few may, and one in more than so many tells nothing anyway
SLOTS = 1 << 23  # of the hash; of three million grams a sixth share a slot, which makes them a little less rare
LOOK_BACK = 80  # the latest texts with a term that a new one is compared with
STRONG = 40  # its terms by which those are looked for
SURE = 0.4  # the share of the cosine that the strong terms must give, about, for the rest to be counted
OFTEN = [0.0, *(1 + math.log(n) for n in range(1, 256))]  # what so many times in a text count


@dataclass
class Space:
    """The vectors of all texts, in the order of the texts."""

    ids: list[array[int]] = field(default_factory=list)
    weights: list[array[float]] = field(default_factory=list)

    def vector(self, i: int) -> dict[int, float]:
        """term -> weight; the whole has the length one."""
        return dict(zip(self.ids[i], self.weights[i], strict=True))


@dataclass(frozen=True)
class Read:
    """The names in a text, and those in its subject, there also those that no other text has."""

    names: tuple[str, ...]
    own: tuple[str, ...]


class _Terms:
    """Numbers of terms, and in how many texts each stands."""

    def __init__(self) -> None:
        self.grams = array("I", bytes(4 * SLOTS))
        self.tables: tuple[dict[str, int], ...] = ({}, {}, {})
        self.counts: tuple[array[int], ...] = (self.grams, array("I"), array("I"))

    def number(self, part: int, term: str) -> int:
        """The number of a term, counted once more."""
        if part == GRAM:
            at = crc32(term.encode()) % SLOTS
        else:
            at = self.tables[part].setdefault(term, len(self.counts[part]))
            if at == len(self.counts[part]):
                self.counts[part].append(0)
        self.counts[part][at] += 1
        return at


def read(parts: Sequence[str], names: Names) -> tuple[list[Counter[str]], Read]:
    """The counts of the three parts of a text (subject, rest), and the names in it."""
    counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
    seen: Counter[str] = Counter()
    own: list[str] = []
    for place, text in enumerate(parts):
        weight = SUBJECT_WEIGHT if place == 0 else 1
        found = names.of(text)
        for gram in grams(text):
            counts[GRAM][gram] += weight
        for word in words(text, found):
            counts[WORD][word] += weight
        for _, name in found:
            seen[name] += weight
            if place == 0:
                own.append(name)
    for name, times in seen.items():
        for gram in name_grams(name):
            counts[NAME][gram] += times
    return counts, Read(tuple(seen), tuple({*own, *subject_names(parts[0])}))


def build(texts: Sequence[Sequence[str]], names: Names) -> tuple[Space, list[Read]]:
    """All texts as vectors. Two passes: first in how many texts a term stands, then the weights."""
    terms, reads = _Terms(), []
    kept: list[tuple[tuple[array[int], array[int]], ...]] = []
    for parts in texts:
        counts, facts = read(parts, names)
        reads.append(facts)
        kept.append(
            tuple(
                (
                    array("I", (terms.number(part, t) for t in counter)),
                    array("B", (min(n, 255) for n in counter.values())),
                )
                for part, counter in enumerate(counts)
            )
        )
    broad = {at for term, at in terms.tables[NAME].items() if is_broad(term)}
    space = Space()
    for n, row in enumerate(kept):
        ids, weights = array("I"), array("f")
        for part, (numbers, times) in enumerate(row):
            scored = _strongest(
                part, numbers, times, terms.counts[part], len(texts), broad if part == NAME else frozenset()
            )
            length = math.sqrt(sum(w * w for w, _ in scored)) or 1.0
            ids.extend(t * 4 + part for _, t in scored)
            weights.extend(w / length * math.sqrt(SHARE[part]) for w, _ in scored)
        whole = math.sqrt(sum(w * w for w in weights)) or 1.0
        space.ids.append(ids)
        space.weights.append(array("f", (w / whole for w in weights)))
        kept[n] = ()  # its room is needed for the vectors
    return space, reads


@lru_cache(maxsize=2 * COMMON_MOST)
def _rarity(total: int, df: int) -> float:
    return math.log(1 + total / df)


def _strongest(
    part: int, numbers: array[int], times: array[int], df: array[int], total: int, broad: set[int] | frozenset[int]
) -> list[tuple[float, int]]:
    """(weight, number) of the terms of a part that tell most: often in the text, in few others; never in it alone."""
    most = min(max(COMMON[part] * total, COMMON_LEAST), COMMON_MOST)
    scored = [
        (OFTEN[n] * _rarity(total, df[t]) * (BROAD_WEIGHT if t in broad else 1), t)
        for t, n in zip(numbers, times, strict=True)
        if 2 <= df[t] <= most
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return scored[: MOST[part]]


def alike(space: Space, days: Sequence[int], window: int, least: float) -> Iterator[tuple[int, int, float]]:
    """(i, j, cosine) of texts at most `window` days apart whose cosine may reach `least`; texts stand in order of days.

    Candidates share strong terms: each text looks back at the latest `LOOK_BACK` texts with each of its `STRONG` ones.
    The weight of a term in the other text is taken to be about its own until the cosine is counted.
    """
    latest: dict[int, array[int]] = {}
    for i in range(len(space.ids)):
        strong = sorted(zip(space.weights[i], space.ids[i], strict=True), reverse=True)[:STRONG]
        near: dict[int, float] = defaultdict(float)
        for weight, term in strong:
            square = weight * weight
            for j in latest.get(term, ()):
                near[j] += square
        mine = space.vector(i)
        for j in sorted(j for j, about in near.items() if about >= least * SURE):
            if days[i] - days[j] > window:
                continue
            cosine = sum(mine.get(t, 0.0) * w for t, w in zip(space.ids[j], space.weights[j], strict=True))
            if cosine >= least:
                yield j, i, cosine
        for _, term in strong:
            line = latest.setdefault(term, array("I"))
            line.append(i)
            if len(line) > LOOK_BACK:
                del line[0]
