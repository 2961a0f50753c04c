"""Working days: Monday to Friday, less the days off, plus the make-up days of the notices. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

# HOL Art. 2, for years without a notice: the days that are off in any case. Lunar ones as computed for 2027.
FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
LUNAR = {
    date(2027, 2, 5): "春节", date(2027, 2, 6): "春节", date(2027, 2, 7): "春节", date(2027, 2, 8): "春节",
    date(2027, 4, 5): "清明节", date(2027, 6, 9): "端午节", date(2027, 9, 15): "中秋节",
}  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """`off` and `working` are the days that differ from Monday-Friday; days after `horizon` are provisional."""

    off: frozenset[date]
    working: frozenset[date]
    horizon: date
    version: str
    names: Mapping[date, str] = field(default_factory=dict)

    def is_provisional(self, day: date) -> bool:
        """No notice covers the day yet: what is computed over it may move."""
        return day > self.horizon

    def is_working(self, day: date) -> bool:
        """Whether offices work that day; beyond the horizon Monday-Friday less the statutory days."""
        if day in self.working:
            return True
        if day in self.off or self._statutory(day):
            return False
        return day.weekday() < 5

    def reason(self, day: date) -> str:
        """A stable code: workday, make_up, holiday, weekend."""
        if day in self.working:
            return "make_up"
        if day in self.off or self._statutory(day):
            return "holiday"
        return "workday" if day.weekday() < 5 else "weekend"

    def name(self, day: date) -> str:
        """The holiday's name, or nothing."""
        return self.names.get(day) or (self._statutory(day) or "")

    def _statutory(self, day: date) -> str | None:
        if not self.is_provisional(day):
            return None
        return FIXED.get((day.month, day.day)) or LUNAR.get(day)


def overlay(base: Calendar, extra: Calendar) -> Calendar:
    """`base` with the local days of `extra` on top (HOL Art. 4): where both name a day, the local one holds."""
    local = extra.off | extra.working
    return replace(
        base,
        off=(base.off - local) | extra.off,
        working=(base.working - local) | extra.working,
        version=f"{base.version}+{extra.version}",
        names={**base.names, **extra.names},
    )
