"""Working days: Monday to Friday, less the days off, plus the make-up days of the notices. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Calendar:
    """`off` and `working` differ from Monday-Friday; days after `horizon` are provisional."""

    off: frozenset[date]
    working: frozenset[date]
    horizon: date
    version: str
    names: Mapping[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < 5 and day not in self.off

    def is_provisional(self, day: date) -> bool:
        return day > self.horizon

    def reason(self, day: date) -> str:
        if day in self.working:
            return "make_up"
        if day in self.off:
            return "holiday"
        return "workday" if day.weekday() < 5 else "weekend"
