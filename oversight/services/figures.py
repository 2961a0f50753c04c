"""The supervisor's page as data: figures, comparison, breakdowns by office, topic, region and month. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Left, TruncMonth

from offices.models import Office
from oversight.indicators import BY_CODE, COUNT, GROUPS, INDICATORS, SHARE, Figure, Indicator, Scope
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
        return (self.figure.value - self.before.value) * (100 if self.indicator.unit == SHARE else 1)


NOW = {"open", "due_soon", "late", "idle_days"}  # as it stands today, whatever the period


def headline(scope: Scope, period: Period, codes: Sequence[str]) -> list[Cell]:
    """Figures, those of a period with the period before."""
    chosen = [BY_CODE[code] for code in codes]
    return [
        Cell(i, i.compute(scope, period), None if i.code in NOW else i.compute(scope, period.before())) for i in chosen
    ]


def by_group(scope: Scope, period: Period) -> list[tuple[Any, list[Cell]]]:
    """All figures under the names of their groups, in the table's order."""
    cells = {c.indicator.code: c for c in headline(scope, period, list(BY_CODE))}
    return [(name, [cells[i.code] for i in INDICATORS if i.group == group]) for group, name in GROUPS.items()]


def by_office(scope: Scope, period: Period, codes: tuple[str, ...]) -> list[tuple[Office, list[Figure]]]:
    """Offices with anything to count, each with its figures: as many statements for a hundred offices as for one."""
    found = {code: BY_CODE[code].by_office(scope, period) for code in codes}
    ids = set().union(*found.values())
    offices = Office.objects.filter(pk__in=ids).visible_to(scope.actor).order_by("region__path", "name")
    nothing = {code: Figure(0, None if BY_CODE[code].unit == COUNT else 0) for code in codes}
    return [(o, [found[c].get(o.pk, nothing[c]) for c in codes]) for o in offices]


GOOD, FAIR = 0.95, 0.85  # OWN: from these shares on a figure is shown as good or fair


def level(indicator: Indicator, figure: Figure) -> str:
    """good, fair or weak: of a share with a direction; "" of anything else, so that volumes are never judged (R22 Art. 39)."""
    if indicator.unit != SHARE or indicator.higher_is_better is None or figure.value is None:
        return ""
    share = figure.value if indicator.higher_is_better else 1 - figure.value
    return "good" if share >= GOOD else "fair" if share >= FAIR else "weak"


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
