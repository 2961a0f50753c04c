"""The supervisor's page as data: figures, comparison, breakdowns by office, topic, region and month. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Left, TruncMonth

from offices.models import Office
from oversight.indicators import BY_CODE, INDICATORS, Figure, Indicator, Scope
from oversight.periods import Period
from petitions.models import Topic


@dataclass(frozen=True)
class Cell:
    """A figure with its address: indicator code and what cuts the scope."""

    indicator: Indicator
    figure: Figure
    before: Figure | None = None

    @property
    def difference(self) -> float | None:
        """Against the period before: percentage points of a share, the plain difference of a number."""
        if self.before is None or self.figure.value is None or self.before.value is None:
            return None
        return (self.figure.value - self.before.value) * (100 if self.figure.denominator is not None else 1)


def headline(scope: Scope, period: Period) -> list[Cell]:
    """All figures, those of a period with the period before."""
    now = {"open", "due_soon", "late"}
    return [
        Cell(i, i.compute(scope, period), None if i.code in now else i.compute(scope, period.before()))
        for i in INDICATORS
    ]


def by_office(scope: Scope, period: Period, codes: tuple[str, ...]) -> list[tuple[Office, list[Figure]]]:
    """Offices with any open or received case, each with its figures."""
    ids = set(scope.cases().values_list("office", flat=True).distinct())
    offices = Office.objects.filter(pk__in=ids).visible_to(scope.actor).order_by("region__path", "name")
    return [(o, [BY_CODE[c].compute(scope.at_office(o.pk), period) for c in codes]) for o in offices]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: label, number, and the query that opens its cases."""

    label: str
    value: int
    query: dict[str, Any]


def by_topic(scope: Scope, period: Period) -> list[Bar]:
    """Received by top-level topic, the most first."""
    rows = BY_CODE["received"].of(scope, period).order_by().annotate(top=Left("matter__topic__code", 2))
    counts = dict(rows.values_list("top").annotate(n=Count("pk")))
    names = {t.code[:2]: str(t) for t in Topic.objects.filter(level=1).visible_to(scope.actor)}
    bars = [Bar(names.get(top, top), n, {"topic": top}) for top, n in counts.items() if top]
    return sorted(bars, key=lambda b: -b.value)


def by_region(scope: Scope, period: Period) -> list[Bar]:
    """Received by the place where the problem arose."""
    rows = BY_CODE["received"].of(scope, period).order_by().exclude(matter__region=None)
    counts = rows.values_list("matter__region__path", "matter__region__name").annotate(n=Count("pk"))
    bars = [Bar(name, n, {"region": path}) for path, name, n in counts]
    return sorted(bars, key=lambda b: -b.value)[:20]


def by_month(scope: Scope, period: Period) -> list[Bar]:
    """Received by month of registration."""
    rows = BY_CODE["received"].of(scope, period).order_by().annotate(month=TruncMonth("petition__registered_at"))
    counts = {m.date().replace(day=1): n for m, n in rows.values_list("month").annotate(n=Count("pk"))}
    return [
        Bar(
            p.first.strftime("%Y-%m"),
            counts.get(p.first.replace(day=1), 0),
            {"from": p.first.isoformat(), "to": p.last.isoformat()},
        )
        for p in period.months()
    ]
