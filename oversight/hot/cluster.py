"""Puts together what is alike: the two nearest groups first, by the cosine of their sums, until none are near enough.

A group is measured by its sum, not by its nearest member: a chain of texts each a little like the next does not hold.
Two groups at one place join only when their ordinary words agree too: a stinking dump and a cracked wall of one
estate are two issues. Groups that name different places do not join, however alike their wording is.
"""

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from oversight.hot.texts import marks
from oversight.hot.vectors import WORD, Read, Space

NEAR = 0.27  # cosine of the sums from which two groups join
BEGINS = 0.2  # a text that is as like as this to no other stays alone
SAME_THING = 0.1  # and of their ordinary words alone
SINGLES = 10_000  # texts that are unpacked at a time
MOST_TERMS = 600  # of a sum: what a large group agrees on


@dataclass
class Group:
    """Texts that belong together: the sum of their vectors, its length, the length of its ordinary words alone.

    `own`: the marks of the places in their subjects; `said`: of all places that they name.
    """

    members: list[int]
    sum: dict[int, float]
    own: frozenset[str]
    said: frozenset[str]
    length: float = 0.0
    words: float = 0.0


def _group(i: int, space: Space, read: Read) -> Group:
    return Group([i], space.vector(i), frozenset(marks(read.own)), frozenset(marks({*read.own, *read.names})))


def _measure(group: Group) -> Group:
    group.length = math.sqrt(sum(w * w for w in group.sum.values()))
    group.words = math.sqrt(sum(w * w for t, w in group.sum.items() if t & 3 == WORD))
    return group


def _joined(a: Group, b: Group) -> Group:
    total = dict(a.sum)
    for term, weight in b.sum.items():
        total[term] = total.get(term, 0.0) + weight
    if len(total) > MOST_TERMS:
        total = dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS])
    return _measure(Group(a.members + b.members, total, a.own | b.own, a.said | b.said))


def _nearness(a: Group, b: Group) -> float:
    """The cosine of two groups; 0 where their ordinary words disagree."""
    if len(a.sum) > len(b.sum):
        a, b = b, a
    whole = words = 0.0
    for term, weight in a.sum.items():
        other = b.sum.get(term)
        if other is not None:
            whole += weight * other
            if term & 3 == WORD:
                words += weight * other
    if words < SAME_THING * a.words * b.words or not a.words or not b.words:
        return 0.0
    return whole / (a.length * b.length)


def _apart(a: Group, b: Group) -> bool:
    """Do the subjects of both name places, and neither speaks of the other's?"""
    return bool(a.own and b.own) and not (a.own & b.said) and not (b.own & a.said)


def groups(
    space: Space, reads: Sequence[Read], pairs: Iterable[tuple[int, int, float]], near: float = NEAR
) -> list[Group]:
    """All groups of two and more, from what `vectors.alike` found."""
    fit: set[int] = set()
    ones, others = array("I"), array("I")  # millions where there are many texts
    for i, j, value in pairs:
        ones.append(i)
        others.append(j)
        if value >= BEGINS:
            fit.update((i, j))
    neighbours: dict[int, set[int]] = defaultdict(set)
    for i, j in zip(ones, others, strict=True):
        if i in fit and j in fit:
            neighbours[i].add(j)
            neighbours[j].add(i)
    found = []
    for component in _components(neighbours):
        found += _agglomerate(component, neighbours, space, reads, near)
    return found


def _components(neighbours: dict[int, set[int]]) -> Iterable[list[int]]:
    """What hangs together by any chain of pairs: only within it can groups form."""
    seen: set[int] = set()
    for start in sorted(neighbours):
        if start in seen:
            continue
        seen.add(start)
        line = [start]
        for i in line:
            new = sorted(neighbours[i] - seen)
            seen.update(new)
            line += new
        yield line


def _agglomerate(
    texts: list[int], links: dict[int, set[int]], space: Space, reads: Sequence[Read], near: float
) -> list[Group]:
    alone, joined = set(texts), dict[int, Group]()
    beside = {i: set(links[i]) for i in texts}
    heap: list[tuple[float, int, int]] = []

    @lru_cache(maxsize=SINGLES)
    def single(i: int) -> Group:
        return _measure(_group(i, space, reads[i]))

    def group(i: int) -> Group:
        return joined.get(i) or single(i)

    def offer(a: int, b: int) -> None:
        value = _nearness(group(a), group(b))
        if value >= near and not _apart(group(a), group(b)):
            heapq.heappush(heap, (-value, a, b))

    for i in texts:
        for j in sorted(links[i]):
            if j > i:
                offer(i, j)
    following = len(space.ids)
    while heap:
        _, a, b = heapq.heappop(heap)
        if not all(i in alone or i in joined for i in (a, b)):
            continue
        new, following = following, following + 1
        joined[new] = _joined(group(a), group(b))
        for i in (a, b):
            alone.discard(i)
            joined.pop(i, None)
        beside[new] = (beside.pop(a) | beside.pop(b)) - {a, b}
        for other in sorted(beside[new]):
            beside[other] -= {a, b}
            beside[other].add(new)
            offer(new, other)
    return list(joined.values())
