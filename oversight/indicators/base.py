"""What an indicator is: a published formula whose numbers are the lengths of lists of cases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from caseflow.models import Case, Clock
from offices.actors import Actor
from oversight.indicators import then
from oversight.periods import Period


@dataclass(frozen=True)
class Names:
    """The columns that formulas read: of a case its state, since when, its last act; of a clock its days and its end."""

    state: str
    since: str
    last: str
    nominal: str
    due: str
    extension: str
    stop: str


NOW = Names("state", "closed_at", "last_act_at", "nominal_on", "due_on", "extension", "stopped_on")
THEN = Names("state_then", "since_then", "last_then", "nominal_then", "due_then", "extension_then", "stop_then")


@dataclass(frozen=True)
class Scope:
    """Whose figures: the actor's sight, cut to offices, topic (code prefix) or region (path prefix); `as_at` the end of a day.

    What a formula reads of a case or a clock is asked by `names`: the column of today, or what it was then.
    """

    actor: Actor
    today: date
    offices: frozenset[int] | None = None
    topic: str = ""
    region: str = ""
    as_at: date | None = None

    @property
    def day(self) -> date:
        """The day that is today in the figures."""
        return self.as_at or self.today

    @property
    def until(self) -> datetime:
        """The end of the day."""
        return start_of(self.day + timedelta(days=1))

    @property
    def names(self) -> "Names":
        return THEN if self.as_at else NOW

    def cases(self) -> QuerySet[Case]:
        """The cases of the scope, by the office that handles them."""
        rows = Case.objects.visible_to(self.actor)
        if not self.actor.is_system:
            rows = rows.filter(office__in=self.actor.office_ids)
        if self.offices is not None:
            rows = rows.filter(office__in=self.offices)
        if self.topic:
            rows = rows.filter(matter__topic__code__startswith=self.topic)
        if self.region:
            rows = rows.filter(matter__region__path__startswith=self.region)
        return then.as_they_were(rows, self.until) if self.as_at else rows

    def open_cases(self) -> QuerySet[Case]:
        return self.cases().exclude(then.was_over()) if self.as_at else self.cases().filter(closed_at=None)

    def clocks(self) -> QuerySet[Clock]:
        return then.clocks_then(self.as_at, self.until) if self.as_at else Clock.objects.all()

    def before(self, **ends: Any) -> Q:
        """Rows that were there: `field=True` of an instant, `field=False` of a day. Nothing is left out of the present."""
        if not self.as_at:
            return Q()
        return Q(**{f"{n}__lt" if is_instant else f"{n}__lte": self.until if is_instant else self.day for n, is_instant in ends.items()})  # fmt: skip

    def at_office(self, office_id: int) -> "Scope":
        return replace(self, offices=frozenset({office_id}))


@dataclass(frozen=True)
class Figure:
    """A counted indicator. `value` is None where there is nothing to count; of a plain number it is the number.

    Of an indicator in days the numerator is their sum, the denominator how many cases they are of.
    """

    numerator: int
    denominator: int | None

    @property
    def value(self) -> float | None:
        if self.denominator is None:
            return float(self.numerator)
        return self.numerator / self.denominator if self.denominator else None


Rows = Callable[[Scope, Period], QuerySet[Case]]
UNITS = COUNT, SHARE, DAYS = ("count", "share", "days")


@dataclass(frozen=True)
class Indicator:
    """One published formula. `of` gives the denominator's cases; `hit` cuts them to the numerator; `days` is summed up.

    `higher_is_better` is None where a number says nothing of an office's work: it is shown and never scored (R22 Art. 39).
    """

    code: str
    name: Any
    formula: Any
    citation: str
    of: Rows
    hit: Callable[[QuerySet[Case], Scope, Period], QuerySet[Case]] | None = None
    higher_is_better: bool | None = None
    days: Callable[[Scope, Period], Any] | None = None
    group: str = ""
    opens: tuple[str, ...] = ("numerator", "denominator")  # the parts whose cases may be listed

    @property
    def lists(self) -> tuple[str, ...]:
        """The parts that open a list of cases, each as long as its number."""
        there = {COUNT: ("numerator",), SHARE: ("numerator", "denominator"), DAYS: ("denominator",)}[self.unit]
        return tuple(part for part in there if part in self.opens)

    @property
    def unit(self) -> str:
        return DAYS if self.days else SHARE if self.hit else COUNT

    def denominator(self, scope: Scope, period: Period) -> QuerySet[Case]:
        return self.of(scope, period)

    def numerator(self, scope: Scope, period: Period) -> QuerySet[Case]:
        rows = self.of(scope, period)
        return self.hit(rows, scope, period) if self.hit else rows

    def compute(self, scope: Scope, period: Period) -> Figure:
        """The figure; the length of `numerator` and `denominator` lists is exactly these numbers, days apart."""
        rows = self.numerator(scope, period).order_by()
        if self.days:
            found = rows.aggregate(n=Count("pk"), days=Sum(self.days(scope, period)))
            return Figure(int(found["days"] or 0), found["n"])
        return Figure(rows.count(), self.denominator(scope, period).count() if self.hit else None)

    def by_office(self, scope: Scope, period: Period) -> dict[int, Figure]:
        """The figure of each office that has anything to count, in a set number of statements."""
        rows = self.numerator(scope, period).order_by().values_list("office")
        if self.days:
            told = rows.annotate(days=Sum(self.days(scope, period)), n=Count("pk"))
            return {office: Figure(int(total or 0), n) for office, total, n in told}
        top: dict[int, int] = dict(rows.annotate(n=Count("pk")))
        if not self.hit:
            return {office: Figure(n, None) for office, n in top.items()}
        below = self.denominator(scope, period).order_by().values_list("office").annotate(n=Count("pk"))
        return {office: Figure(top.get(office, 0), n) for office, n in below}


def start_of(day: date) -> datetime:
    """The first instant of a day in the desk's own time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def instants(period: Period) -> tuple[datetime, datetime]:
    """The period as instants of the desk's own time, the second exclusive."""
    return start_of(period.first), start_of(period.last + timedelta(days=1))
