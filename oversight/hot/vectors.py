"""Texts as weighted vectors, and which of them are alike. Term weights and cosine; no text is compared with all others.

A vector has three parts of length one, joined with the weights of `SHARE`: pairs and triples of characters, ordinary
words, and names. Vectors are kept as two arrays each, so that a year of 100,000 petitions fits in memory.
"""

from __future__ import annotations  # array[int] is for the checker alone

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oversight.hot.texts import (
    BROAD_WEIGHT,
    SUBJECT_WEIGHT,
    Names,
    grams,
    is_broad,
    marks,
    name_grams,
    subject_names,
    words,
)

GRAM, WORD, NAME = 0, 1, 2
SHARE = (0.4, 0.4, 0.2)
MOST = (80, 40, 16)  # terms kept of each part: the rarest
COMMON = (0.14, 0.25, 0.07)  # a term in a larger share of all texts tells nothing ...
COMMON_LEAST, COMMON_MOST = 40, 1500  # ... but one in so few may, and one in more than so many tells nothing anyway
LOOK_BACK = 80  # the latest texts with a term that a new one is compared with
STRONG = 40  # its terms by which those are looked for
SURE = 0.4  # the share of the cosine that the strong terms must give for the rest to be counted
Vector = Mapping[int, float]


@dataclass
class Space:
    """The vectors of all texts. `part[t]` is the part of term t, `df[t]` the number of texts that have it."""

    part: list[int] = field(default_factory=list)
    df: list[int] = field(default_factory=list)
    ids: list[array[int]] = field(default_factory=list)
    weights: list[array[float]] = field(default_factory=list)

    def vector(self, i: int) -> dict[int, float]:
        """term -> weight; the whole has the length one."""
        return dict(zip(self.ids[i], self.weights[i], strict=True))


@dataclass(frozen=True)
class Read:
    """The names in a text; the marks of those in its subject, and of all of them."""

    names: frozenset[str]
    own: frozenset[str]
    said: frozenset[str]


def read(parts: Sequence[str], names: Names) -> tuple[list[Counter[str]], Read]:
    """The counts of the three parts of a text (subject, rest), and the names in it."""
    counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
    seen: Counter[str] = Counter()
    own: set[str] = set()
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
                own.add(name)
    for name, times in seen.items():
        for gram in name_grams(name):
            counts[NAME][gram] += times
    own |= subject_names(parts[0])
    return counts, Read(frozenset(seen), frozenset(marks(own)), frozenset(marks(own.union(seen))))


def build(texts: Sequence[Sequence[str]], names: Names) -> tuple[Space, list[Read]]:
    """All texts as vectors. Two passes: first in how many texts a term stands, then the weights."""
    space, index = Space(), [dict[str, int](), dict[str, int](), dict[str, int]()]
    kept: list[list[tuple[array[int], array[int]]]] = []
    reads = []
    for parts in texts:
        counts, facts = read(parts, names)
        reads.append(facts)
        row = []
        for part, counter in enumerate(counts):
            terms, times = array("l"), array("l")
            for term, n in counter.items():
                at = index[part].setdefault(term, len(space.df))
                if at == len(space.df):
                    space.df.append(0)
                    space.part.append(part)
                space.df[at] += 1
                terms.append(at)
                times.append(n)
            row.append((terms, times))
        kept.append(row)
    broad = {at for term, at in index[NAME].items() if is_broad(term)}
    total = len(texts)
    for row in kept:
        ids, weights = array("l"), array("d")
        for part, (terms, times) in enumerate(row):
            most = min(max(COMMON[part] * total, COMMON_LEAST), COMMON_MOST)
            scored = [
                ((1 + math.log(n)) * math.log(1 + total / space.df[t]) * (BROAD_WEIGHT if t in broad else 1), t)
                for t, n in zip(terms, times, strict=True)
                if 2 <= space.df[t] <= most
            ]
            scored.sort(key=lambda pair: (-pair[0], pair[1]))
            top = scored[: MOST[part]]
            length = math.sqrt(sum(w * w for w, _ in top)) or 1.0
            ids.extend(t for _, t in top)
            weights.extend(w / length * math.sqrt(SHARE[part]) for w, _ in top)
        whole = math.sqrt(sum(w * w for w in weights)) or 1.0
        weights = array("d", (w / whole for w in weights))
        space.ids.append(ids)
        space.weights.append(weights)
    return space, reads


def alike(space: Space, days: Sequence[int], window: int, least: float) -> Iterator[tuple[int, int, float]]:
    """(i, j, cosine) of texts at most `window` days apart whose cosine may reach `least`; texts stand in order of days.

    Candidates share strong terms: each text looks back at the latest `LOOK_BACK` texts with each of its `STRONG` ones.
    """
    latest: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i in range(len(space.ids)):
        strong = sorted(zip(space.weights[i], space.ids[i], strict=True), reverse=True)[:STRONG]
        near: dict[int, float] = defaultdict(float)
        for weight, term in strong:
            for j, other in latest[term]:
                near[j] += weight * other
        mine = space.vector(i)
        for j in sorted(near):
            if near[j] < least * SURE or days[i] - days[j] > window:
                continue
            cosine = sum(mine.get(t, 0.0) * w for t, w in zip(space.ids[j], space.weights[j], strict=True))
            if cosine >= least:
                yield j, i, cosine
        for weight, term in strong:
            line = latest[term]
            line.append((i, weight))
            if len(line) > LOOK_BACK:
                del line[0]


def cosine(a: Vector, b: Vector) -> float:
    if len(a) > len(b):
        a, b = b, a
    lengths = length(a) * length(b)
    return sum(w * b.get(t, 0.0) for t, w in a.items()) / lengths if lengths else 0.0


def length(a: Vector) -> float:
    return math.sqrt(sum(w * w for w in a.values()))
