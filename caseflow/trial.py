"""Two duty catalogues against each other: what a draft makes of the rows, and where the same facts go under both. Pure.

Both are asked on one day, the day on which all drafted changes hold, so that nothing but the draft makes a difference.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta

from caseflow.routing import DutyRow, Facts, Offices, Route, route


@dataclass(frozen=True)
class NewDuty:
    """A row to add; `office_region` is the region code of the office."""

    topic: str
    level: int
    office: int
    office_region: str
    basis: str
    valid_from: date


@dataclass(frozen=True)
class EndDuty:
    """The last day of a row in force."""

    duty: int
    last_day: date


Change = NewDuty | EndDuty


def changed(rows: Iterable[DutyRow], changes: Sequence[Change]) -> tuple[DutyRow, ...]:
    """The catalogue as saving the changes in their order would leave it; new rows get ids after the last."""
    held = {row.id: row for row in rows}
    for change in changes:
        if isinstance(change, EndDuty):
            if row := held.get(change.duty):
                held[row.id] = replace(row, valid_until=max(change.last_day, row.valid_from))
            continue
        _add(held, change)
    return tuple(held.values())


def _add(held: dict[int, DutyRow], new: NewDuty) -> None:
    """A running row of the same topic, level and office ends the day before; one of the same first day is replaced."""
    version = max((r.version for r in held.values()), default=0) + 1
    same = [r for r in held.values() if (r.topic, r.level, r.office) == (new.topic, new.level, new.office)]
    for row in same:
        if row.valid_until is None and row.valid_from < new.valid_from:
            held[row.id] = replace(row, valid_until=new.valid_from - timedelta(days=1))
    again = next((r.id for r in same if r.valid_from == new.valid_from), max(held, default=0) + 1)
    held[again] = DutyRow(
        again, new.topic, new.level, new.office, new.office_region, new.basis, new.valid_from, None, version
    )


def effect_day(changes: Iterable[Change], today: date) -> date:
    """The first day from today on which all the changes hold: a row that ends is in force on its last day still."""
    days = [c.last_day + timedelta(days=1) if isinstance(c, EndDuty) else c.valid_from for c in changes]
    return max([today, *days])


def stamp(rows: Iterable[DutyRow]) -> str:
    """A short hash of all rows: another one says that the catalogue has changed."""
    lines = sorted(repr(astuple(row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def end_of(found: Route) -> int | str:
    """Where it goes: the office, or the code of why nobody is proposed (gap, tie, no_topic, ...)."""
    return found.steps[-1].code if found.office is None else found.office


class Trial:
    """The rows in force and the changed ones, ready to be asked about many facts.

    Only a row whose topic is on the facts' topic line and whose office lies on their line of regions can decide
    (`routing._near`): where no such row differs, the answers agree and need not be worked out.
    """

    def __init__(self, old: Sequence[DutyRow], new: Sequence[DutyRow], offices: Offices, day: date) -> None:
        self.offices, self.day = offices, day
        self._old, self._new = _by_topic(old), _by_topic(new)
        self._touched: dict[str, set[str]] = defaultdict(set)
        for topic, _level, _office, region in _deciding(old, day) ^ _deciding(new, day):
            self._touched[topic].add(region)

    def moved(
        self, topics: tuple[str, ...], regions: tuple[tuple[str, int], ...], klass: str
    ) -> tuple[Route, Route] | None:
        """The two routes where they end at different places, else None."""
        codes = {code for code, _level in regions}
        if not any(codes & self._touched[t] for t in topics if t in self._touched):
            return None
        facts = Facts(topics, regions, self.day, klass)
        old, new = (route(facts, _rows(rows, topics), self.offices) for rows in (self._old, self._new))
        return None if end_of(old) == end_of(new) else (old, new)


def _by_topic(rows: Iterable[DutyRow]) -> Mapping[str, list[DutyRow]]:
    found: dict[str, list[DutyRow]] = defaultdict(list)
    for row in rows:
        found[row.topic].append(row)
    return dict(found)


def _rows(by_topic: Mapping[str, list[DutyRow]], topics: tuple[str, ...]) -> list[DutyRow]:
    return [row for topic in topics for row in by_topic.get(topic, ())]


def _deciding(rows: Iterable[DutyRow], day: date) -> set[tuple[str, int, int, str]]:
    """What of the rows in force decides on the office; basis and version only tell why."""
    live = (r for r in rows if r.valid_from <= day and (r.valid_until is None or r.valid_until >= day))
    return {(r.topic, r.level, r.office, r.office_region) for r in live}
