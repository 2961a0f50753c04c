"""Find the office in charge: facts and duties in, office and reason out. Pure. R22 Art. 5 (3), 22.

The most specific topic decides who is in charge (谁主管谁负责), the lowest level that a duty names who is near enough
(分级负责), and the problem's own place which of the like offices (属地管理).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class DutyRow:
    id: int
    topic: str
    level: int
    office: int
    office_region: str
    basis: str
    valid_from: date
    valid_until: date | None
    version: int = 1


@dataclass(frozen=True)
class OfficeRow:
    id: int
    kind: str
    region: str
    level: int
    active: bool = True
    successor: int | None = None


@dataclass(frozen=True)
class Facts:
    """`topics` and `regions` run from the most specific to the root; regions are (12-digit code, level)."""

    topics: tuple[str, ...]
    regions: tuple[tuple[str, int], ...]
    day: date
    klass: str
    accused: frozenset[int] = frozenset()
    litigation: bool = False


@dataclass(frozen=True)
class Step:
    """One line of the explanation: a stable code and what its sentence needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    office: int | None
    principle: str
    duty: int | None
    basis: str
    steps: tuple[Step, ...]
    alternatives: tuple[int, ...] = ()


def route(facts: Facts, duties: Sequence[DutyRow], offices: Mapping[int, OfficeRow]) -> Route:
    """The office in charge, or none with the gap or the tie explained."""
    steps: list[Step] = []
    if facts.klass == "B":
        return Route(None, "", None, "", (Step("accusation_not_routed"),))  # R22 Art. 30: by a person, in confidence
    if facts.litigation:
        return _litigation(facts, offices)
    if not facts.regions:
        return Route(None, "", None, "", (Step("no_place"),))
    places = dict(facts.regions)
    for topic in facts.topics:
        rows = [d for d in duties if d.topic == topic and _usable(d, facts, offices, steps)]
        near = [d for d in rows if d.office_region in places and places[d.office_region] == d.level]
        steps += [Step("elsewhere", {"duty": d.id, "office": d.office}) for d in rows if d not in near]
        if not near:
            steps.append(Step("no_duty", {"topic": topic}))
            continue
        lowest = max(d.level for d in near)
        best = [d for d in near if d.level == lowest]
        found = sorted({_resolved(d.office, offices) for d in best})
        higher = tuple(sorted({_resolved(d.office, offices) for d in near if d.level != lowest} - set(found)))
        if len(found) > 1:
            steps.append(Step("tie", {"offices": found, "topic": topic, "level": lowest}))
            return Route(None, "in_charge", None, "", tuple(steps), tuple(found))
        duty = best[0]
        if found[0] != duty.office:
            steps.append(Step("successor", {"office": duty.office, "successor": found[0]}))
        principle = "level" if higher else "territorial" if len(rows) > len(near) else "in_charge"
        steps.append(Step("found", {"duty": duty.id, "topic": topic, "level": lowest, "office": found[0]}))
        return Route(found[0], principle, duty.id, duty.basis, tuple(steps), higher)
    steps.append(Step("gap", {"topics": list(facts.topics), "region": facts.regions[0][0]}))
    return Route(None, "", None, "", tuple(steps))


def _litigation(facts: Facts, offices: Mapping[int, OfficeRow]) -> Route:
    """R22 Art. 22 ¶2: litigation goes to the political-legal organ of the same level."""
    for region, _level in facts.regions:
        found = sorted(
            o.id for o in offices.values() if o.kind == "political_legal" and o.region == region and o.active and o.id not in facts.accused
        )
        if found:
            return Route(found[0], "level", None, "R22 Art. 22 ¶2", (Step("litigation", {"office": found[0]}),), tuple(found[1:]))
    return Route(None, "", None, "", (Step("no_political_legal"),))


def _usable(duty: DutyRow, facts: Facts, offices: Mapping[int, OfficeRow], steps: list[Step]) -> bool:
    if duty.valid_from > facts.day or (duty.valid_until and duty.valid_until < facts.day):
        steps.append(Step("duty_out_of_force", {"duty": duty.id}))
        return False
    target = _resolved(duty.office, offices)
    if duty.office in facts.accused or target in facts.accused:
        steps.append(Step("accused", {"duty": duty.id}))
        return False
    if target not in offices or not offices[target].active:
        steps.append(Step("office_ended", {"office": duty.office}))
        return False
    return True


def _resolved(office: int, offices: Mapping[int, OfficeRow]) -> int:
    """The office itself, or whoever succeeded it (R22 Art. 24 ¶2); a circle ends where it began."""
    seen = set()
    while office in offices and not offices[office].active and offices[office].successor and office not in seen:
        seen.add(office)
        office = offices[office].successor or office
    return office
