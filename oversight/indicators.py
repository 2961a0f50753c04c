"""The published formulas: each one table row with its rows, its numerator and its citation. Every number opens its cases.

A formula names the clocks or cases of its denominator and the condition of its numerator; `compute` counts them within
a scope (offices and, where asked, a topic or region) and a period by the rule of the formula.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseflow.models import Case, Clock
from offices.actors import Actor
from oversight.periods import Period

FAR = date(2400, 1, 1)


@dataclass(frozen=True)
class Scope:
    """Whose figures: the actor's sight, cut to offices, topic (code prefix) or region (path prefix)."""

    actor: Actor
    today: date
    offices: frozenset[int] | None = None
    topic: str = ""
    region: str = ""

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
        return rows

    def at_office(self, office_id: int) -> "Scope":
        return replace(self, offices=frozenset({office_id}))


@dataclass(frozen=True)
class Figure:
    """A counted indicator. `value` is None where there is nothing to count; of a plain number it is the number."""

    numerator: int
    denominator: int | None

    @property
    def value(self) -> float | None:
        if self.denominator is None:
            return float(self.numerator)
        return self.numerator / self.denominator if self.denominator else None


Rows = Callable[[Scope, Period], QuerySet[Case]]


@dataclass(frozen=True)
class Indicator:
    """One published formula. `of` gives the denominator's cases; `hit` cuts them to the numerator."""

    code: str
    name: Any
    formula: Any
    citation: str
    of: Rows
    hit: Callable[[QuerySet[Case], Scope, Period], QuerySet[Case]] | None = None
    higher_is_better: bool | None = None

    def denominator(self, scope: Scope, period: Period) -> QuerySet[Case]:
        return self.of(scope, period)

    def numerator(self, scope: Scope, period: Period) -> QuerySet[Case]:
        rows = self.of(scope, period)
        return self.hit(rows, scope, period) if self.hit else rows

    def compute(self, scope: Scope, period: Period) -> Figure:
        """The figure; the length of `numerator` and `denominator` lists is exactly these numbers."""
        top = self.numerator(scope, period).count()
        return Figure(top, self.denominator(scope, period).count() if self.hit else None)


def instants(period: Period) -> tuple[datetime, datetime]:
    """The period as instants of the desk's own time, the second exclusive."""
    first = timezone.make_aware(datetime.combine(period.first, time.min))
    return first, timezone.make_aware(datetime.combine(period.last + timedelta(days=1), time.min))


def received(scope: Scope, period: Period) -> QuerySet[Case]:
    """First cases of petitions registered in the period: those that a transfer opened are not counted again."""
    first, last = instants(period)
    return scope.cases().filter(petition__registered_at__gte=first, petition__registered_at__lt=last, via="register")


def open_now(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.cases().open().exclude(state__in=("passed_on", "passed_down"))  # counted where they are now


def due_soon(scope: Scope, period: Period) -> QuerySet[Case]:
    return open_now(scope, period).filter(due_on__gte=scope.today, due_on__lte=scope.today + timedelta(days=5))


def late_now(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.cases().late(scope.today)


def _clock(terms: tuple[str, ...], period: Period, **more: Any) -> Exists:
    rows = Clock.objects.filter(
        case=OuterRef("pk"), term__in=terms, nominal_on__gte=period.first, nominal_on__lte=period.last
    )
    return Exists(rows.filter(**more))


ACCEPTANCE = ("C2", "C3")
ANSWER = ("C6", "A6", "W6")


def acceptance_due(scope: Scope, period: Period) -> QuerySet[Case]:
    """Handling cases whose term to accept falls due in the period (by the nominal day); those handed back are not."""
    rows = scope.cases().filter(kind="handling").exclude(state__in=("returned", "voided", "joined", "passed_down"))
    return rows.filter(_clock(ACCEPTANCE, period))


def accepted_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(_clock(ACCEPTANCE, period, stopped_on__lte=F("due_on"), result="met"))


def answer_due(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases whose term to answer falls due in the period; one never accepted counts by its watch, as late."""
    rows = scope.cases().filter(kind="handling").exclude(state__in=("returned", "voided", "joined"))
    return rows.filter(_clock(ANSWER, period))


def answered_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    answered = Clock.objects.filter(
        case=OuterRef("pk"), term__in=("C6", "A6"), nominal_on__gte=period.first, nominal_on__lte=period.last,
        stopped_on__lte=F("due_on"), result="met",
    )  # fmt: skip
    return rows.filter(Exists(answered))


def passed_due(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.cases().filter(_clock(("C1",), period)).exclude(state="voided")


def passed_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(_clock(("C1",), period, stopped_on__lte=F("due_on"), result__in=("met", "moved")))


def closed(scope: Scope, period: Period) -> QuerySet[Case]:
    first, last = instants(period)
    return scope.cases().filter(kind="handling", closed_at__gte=first, closed_at__lt=last, state="closed")


def with_outcome(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.exclude(outcome__in=("", "not_recorded"))


def supported(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(outcome__in=("supported", "adopted"))


INDICATORS: tuple[Indicator, ...] = (
    Indicator("received", _("Received"), _("cases of petitions registered in the period"), "R22 41 (1)", received),
    Indicator("open", _("Open"), _("cases that are open today"), "OWN", open_now),
    Indicator("due_soon", _("Due soon"), _("open cases whose legal day lies within five days"), "OWN", due_soon),
    Indicator("late", _("Late"), _("open cases whose legal day has passed"), "R22 40 ¶1", late_now, higher_is_better=False),
    Indicator("passed_on_in_time", _("Passed on in time"), _("petition office: C1 met by its legal day ÷ C1 due in the period"),
              "R22 22; KPI", passed_due, passed_in_time, True),
    Indicator("accepted_in_time", _("Accepted in time"), _("C2 or C3 met by its legal day ÷ C2 or C3 due in the period"),
              "R22 23; KPI", acceptance_due, accepted_in_time, True),
    Indicator("answered_in_time", _("Answered in time"),
              _("answers sent by the legal day ÷ answers due in the period; a case never accepted counts as late"),
              "R22 34; KPI", answer_due, answered_in_time, True),
    Indicator("closed", _("Closed"), _("handling cases closed in the period"), "R22 41 (2)", closed),
    Indicator("outcome_known", _("Outcome recorded"), _("closed cases with a recorded outcome ÷ closed cases"), "OWN", closed, with_outcome),
    Indicator("supported", _("Supported or adopted"), _("supported or adopted ÷ closed cases with a recorded outcome"), "R22 29, 32",
              lambda s, p: with_outcome(closed(s, p), s, p), supported),
)  # fmt: skip
BY_CODE: Mapping[str, Indicator] = {i.code: i for i in INDICATORS}


def compute_all(scope: Scope, period: Period) -> dict[str, Figure]:
    """All figures of a scope and period, in the table's order."""
    return {i.code: i.compute(scope, period) for i in INDICATORS}
