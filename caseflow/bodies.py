"""Which body reviews an opinion: the superior of whoever decided (R22 Art. 35, 36 ¶1). Pure.

A department of a government: the petitioner chooses the same-level government or the upper department; an office led from
above alone (垂直领导): the upper one only. Several deciders: the lowest body above all of them. An empty answer means that
nobody in the tree reviews it: an outside body is named by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

GOVERNMENT, DEPARTMENT = "government", "department"


@dataclass(frozen=True)
class Place:
    """An office in the tree; `regions` are the ids of its region and of those above it, the nearest first."""

    id: int
    kind: str
    regions: tuple[int, ...] = ()
    superior: int | None = None
    successor: int | None = None
    vertical: bool = False
    until: date | None = None


def reviewers(deciders: Sequence[int], tree: Mapping[int, Place], day: date) -> tuple[int, ...]:
    """The bodies that may review what `deciders` decided, the petitioner's choice where there are two."""
    if len(deciders) == 1:
        return _unique(_in_force(body, tree, day) for body in _of_one(tree[deciders[0]], tree))
    lines = [_line(tree[d], tree) for d in deciders]
    common = next((body for body in lines[0] if all(body in line for line in lines[1:])), None)
    return _unique([_in_force(common, tree, day)])


def _of_one(office: Place, tree: Mapping[int, Place]) -> tuple[int | None, ...]:
    above = tree.get(office.superior or 0)
    if office.kind != DEPARTMENT:
        return (above.id if above else _government(office.regions[1:], tree),)
    if office.vertical:
        return (above.id if above else None,)
    if above and above.kind == DEPARTMENT and above.regions[:1] == office.regions[:1]:
        return (above.id,)  # a unit below a department of the same level: that department
    government = _government(office.regions[:1], tree)
    return (government, above.id if above and above.id != government else None)


def _government(regions: Iterable[int], tree: Mapping[int, Place]) -> int | None:
    """The government of the nearest of the regions that has one."""
    found = {p.regions[0]: p.id for p in sorted(tree.values(), key=lambda p: -p.id) if p.kind == GOVERNMENT}
    return next((found[r] for r in regions if r in found), None)


def _line(office: Place, tree: Mapping[int, Place]) -> list[int]:
    """Every body above an office, the nearest first: its line of superiors, and the governments above its place."""
    line: list[int] = []
    waiting = [office]
    while waiting:
        for body in _of_one(waiting.pop(0), tree):
            if body is not None and body not in line and body != office.id:
                line.append(body)
                waiting.append(tree[body])
    return line


def _in_force(body: int | None, tree: Mapping[int, Place], day: date) -> int | None:
    """The body, or whoever succeeded it by the day."""
    seen: set[int] = set()
    while body is not None and body not in seen:
        seen.add(body)
        place = tree[body]
        if place.until is None or place.until >= day:
            return body
        body = place.successor
    return None


def _unique(bodies: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(b for b in bodies if b is not None))
