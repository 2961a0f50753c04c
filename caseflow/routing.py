"""Find the office in charge: facts and duties in, office and reason out. Pure. R22 Art. 5 (3), 22.

The most specific topic decides who is in charge (谁主管谁负责), then the lowest level that a duty names for the
problem's place (分级负责), then the nearest of the like offices (属地管理). A tie is left to a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class DutyRow:
    """One row of the duty catalogue: `office` is in charge of `topic` for places of `level` (1 province, 5 village)."""

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
    """`principle`: in_charge, territorial or level; empty where no office is proposed and no tie found."""

    office: int | None
    principle: str
    duty: int | None
    basis: str
    steps: tuple[Step, ...]
    alternatives: tuple[int, ...] = ()


Offices = Mapping[int, OfficeRow]


def route(facts: Facts, duties: Sequence[DutyRow], offices: Offices) -> Route:
    """The office in charge, or none with the gap or the tie explained. The order of `duties` does not matter."""
    if facts.klass == "B":
        return _none(Step("accusation_not_routed"))  # R22 Art. 30: by a person, in confidence
    if not facts.regions:
        return _none(Step("no_place"))
    if facts.litigation:
        return _litigation(facts, offices)
    if not facts.topics:
        return _none(Step("no_topic"))
    steps: list[Step] = []
    for topic in facts.topics:
        rows = sorted((d for d in duties if d.topic == topic), key=lambda d: d.id)
        usable = [d for d in rows if _usable(d, facts, offices, steps)]
        near = [d for d in usable if _near(d, facts)]
        steps += [Step("elsewhere", {"duty": d.id, "office": d.office}) for d in usable if d not in near]
        if near:
            return _choose(topic, near, len(near) < len(usable), facts, offices, steps)
        steps.append(Step("no_duty", {"topic": topic}))
    steps.append(Step("gap", {"topics": list(facts.topics), "region": facts.regions[0][0]}))
    return _none(*steps)


def _none(*steps: Step) -> Route:
    return Route(None, "", None, "", steps)


def _choose(
    topic: str, near: Sequence[DutyRow], like_elsewhere: bool, facts: Facts, offices: Offices, steps: list[Step]
) -> Route:
    """Of the rows for this place the lowest level, then the nearest office; a tie proposes nobody."""
    distance = {code: n for n, (code, _level) in enumerate(facts.regions)}
    lowest = max(d.level for d in near)
    low = [d for d in near if d.level == lowest]
    best = [d for d in low if distance[d.office_region] == min(distance[x.office_region] for x in low)]
    left = [d for d in near if d not in best]
    steps += [Step("farther" if d in low else "higher_level", {"duty": d.id, "office": d.office}) for d in left]
    found = _offices(best, offices)
    if len(found) > 1:
        steps.append(Step("tie", {"offices": list(found), "topic": topic, "level": lowest}))
        return Route(None, "in_charge", None, "", tuple(steps), found)
    office, duty = found[0], max(best, key=lambda d: (d.version, d.id))
    if office != duty.office:
        steps.append(Step("successor", {"office": duty.office, "successor": office}))  # R22 Art. 24 ¶2
    steps.append(Step("found", {"duty": duty.id, "topic": topic, "level": lowest, "office": office}))
    others = tuple(o for o in _offices(left, offices) if o != office)
    by_place = like_elsewhere or len(best) < len(low)
    principle = "level" if len(low) < len(near) else "territorial" if by_place else "in_charge"
    return Route(office, principle, duty.id, duty.basis, tuple(steps), others)


def _litigation(facts: Facts, offices: Offices) -> Route:
    """R22 Art. 22 ¶2: litigation goes to the political-legal organ of the place's own level, else of the next above."""
    steps: list[Step] = []
    accused = _accused(facts, offices)
    for region, level in facts.regions:
        organs = [o for o in offices.values() if o.kind == "political_legal" and o.region == region]
        alive = {_resolved(o.id, offices) for o in organs}
        steps += [Step("accused", {"office": o}) for o in sorted(alive & accused)]
        found = tuple(sorted(o for o in alive - accused if o in offices and offices[o].active))
        if len(found) > 1:
            steps.append(Step("tie", {"offices": list(found), "topic": "", "level": level}))
            return Route(None, "level", None, "", tuple(steps), found)
        if found:
            steps.append(Step("litigation", {"office": found[0], "level": level}))
            return Route(found[0], "level", None, "R22 Art. 22 ¶2", tuple(steps))
    return _none(*steps, Step("no_political_legal"))


def _usable(duty: DutyRow, facts: Facts, offices: Offices, steps: list[Step]) -> bool:
    """Whether the row may be proposed at all; the reason why not is added to `steps`."""
    target = _resolved(duty.office, offices)
    reason = ""
    if duty.valid_from > facts.day or (duty.valid_until and duty.valid_until < facts.day):
        reason = "duty_out_of_force"
    elif {duty.office, target} & _accused(facts, offices):
        reason = "accused"  # R22 Art. 28 ¶3, 30 ¶3
    elif target not in offices or not offices[target].active:
        reason = "office_ended"
    if reason:
        steps.append(Step(reason, {"duty": duty.id, "office": duty.office}))
    return not reason


def _near(duty: DutyRow, facts: Facts) -> bool:
    """The problem lies in a place of the duty's level, and the office's region holds that place."""
    levels = dict(facts.regions)
    return duty.level in levels.values() and levels.get(duty.office_region, duty.level + 1) <= duty.level


def _offices(duties: Iterable[DutyRow], offices: Offices) -> tuple[int, ...]:
    return tuple(sorted({_resolved(d.office, offices) for d in duties}))


def _accused(facts: Facts, offices: Offices) -> frozenset[int]:
    """The accused offices and whoever took them over: succession hides nobody."""
    return facts.accused | {_resolved(o, offices) for o in facts.accused}


def _resolved(office: int, offices: Offices) -> int:
    """The office itself, or whoever succeeded it (R22 Art. 24 ¶2); a circle of successors ends at an ended office."""
    seen: set[int] = set()
    while office in offices and not offices[office].active and office not in seen:
        seen.add(office)
        office = offices[office].successor or office
    return office
