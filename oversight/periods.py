"""Periods of days, both ends inclusive: months, years, the comparison before. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """From a day to a day, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first.isoformat()}..{self.last.isoformat()} is no period")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period of the same length just before."""
        return Period(self.first - ONE * self.days, self.first - ONE)

    def months(self) -> Iterator["Period"]:
        """The calendar months that the period touches, cut to it."""
        day = self.first
        while day <= self.last:
            end = month_of(day).last
            yield Period(day, min(end, self.last))
            day = end + ONE


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    first = day.replace(day=1)
    following = (first + ONE * 32).replace(day=1)
    return Period(first, following - ONE)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))
