"""Volumes and the law's terms: received, open, late, passed on, accepted and answered in time, extended, closed."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from caseflow.models import Case
from oversight.indicators.base import Scope, instants
from oversight.periods import Period

ACCEPTANCE = ("C2", "C3")
ANSWER = ("C6", "A6", "SO")
WATCH = "W6"  # of a case that was never accepted
REMEDY = ("C9", "C11")
SOON = timedelta(days=5)
DONE = ("met", "ended")  # ended: the case was settled, withdrawn or led elsewhere by law before


def states(scope: Scope, *states: str) -> Q:
    return Q(**{f"{scope.names.state}__in": states})


def received(scope: Scope, period: Period) -> QuerySet[Case]:
    """First cases of petitions registered in the period: those that a transfer opened are not counted again."""
    first, last = instants(period)
    return scope.cases().filter(petition__registered_at__gte=first, petition__registered_at__lt=last, via="register")


def open_now(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.open_cases().exclude(states(scope, "passed_on", "passed_down"))  # counted where they are now


def open_handling(scope: Scope, period: Period) -> QuerySet[Case]:
    return open_now(scope, period).filter(kind="handling")


def _running_until(scope: Scope, **due: Any) -> Q:
    """Cases whose earliest running duty is due so. Of today a column tells it, of the past the clocks do."""
    if not scope.as_at:
        return Q(**{f"due_on__{how}": day for how, day in due.items()})
    running = scope.clocks().filter(case=OuterRef("pk"), kind="duty", stop_then=None)
    return Q(Exists(running.filter(**{f"due_then__{how}": day for how, day in due.items()})))


def late_now(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.open_cases().filter(_running_until(scope, lt=scope.day))


def due_soon(scope: Scope, period: Period) -> QuerySet[Case]:
    rows = open_now(scope, period).filter(_running_until(scope, gte=scope.day, lte=scope.day + SOON))
    return rows.exclude(_running_until(scope, lt=scope.day)) if scope.as_at else rows


def clock(scope: Scope, terms: tuple[str, ...], period: Period, *more: Q, **also: Any) -> Exists:
    """Cases with a clock of these terms whose nominal day lies in the period."""
    nominal = scope.names.nominal
    rows = scope.clocks().filter(case=OuterRef("pk"), term__in=terms)
    rows = rows.filter(**{f"{nominal}__gte": period.first, f"{nominal}__lte": period.last})
    return Exists(rows.filter(*more, **also))


def still(scope: Scope) -> Q:
    """Clocks that no other took the place of: of another class or procedure."""
    return ~Q(**{f"{scope.names.stop}__isnull": False, "result": "moved"})


def in_time(scope: Scope, *results: str) -> Q:
    return Q(**{f"{scope.names.stop}__lte": F(scope.names.due), "result__in": results})


def acceptance_due(scope: Scope, period: Period) -> QuerySet[Case]:
    """Handling cases whose term to accept falls due in the period (by the nominal day); those handed back are not."""
    rows = scope.cases().filter(kind="handling").exclude(states(scope, "returned", "voided", "joined", "passed_down"))
    return rows.filter(clock(scope, ACCEPTANCE, period))


def accepted_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(clock(scope, ACCEPTANCE, period, in_time(scope, *DONE)))


def answer_due(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases whose term to answer falls due in the period; one never accepted counts by its watch, as late."""
    rows = scope.cases().filter(kind="handling").exclude(states(scope, "returned", "voided", "joined"))
    return rows.filter(clock(scope, (*ANSWER, WATCH), period, still(scope)))


def answered_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(clock(scope, ANSWER, period, in_time(scope, *DONE)))


def extended(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(clock(scope, ("C6",), period, **{f"{scope.names.extension}__gt": 0}))


def passed_due(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.cases().filter(clock(scope, ("C1",), period)).exclude(states(scope, "voided"))


def passed_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(clock(scope, ("C1",), period, in_time(scope, "met", "moved")))


def closed(scope: Scope, period: Period) -> QuerySet[Case]:
    first, last = instants(period)
    since = scope.names.since
    rows = scope.cases().filter(states(scope, "closed"), kind="handling")
    return rows.filter(**{f"{since}__gte": first, f"{since}__lt": last})


def with_outcome(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.exclude(outcome__in=("", "not_recorded"))


def outcome_closed(scope: Scope, period: Period) -> QuerySet[Case]:
    return with_outcome(closed(scope, period), scope, period)


def supported(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(outcome__in=("supported", "adopted"))


def remedy_due(scope: Scope, period: Period) -> QuerySet[Case]:
    """Reviews and rechecks whose term falls due in the period."""
    return scope.cases().filter(clock(scope, REMEDY, period), kind__in=("review", "recheck"))


def remedy_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(clock(scope, REMEDY, period, in_time(scope, "met")))
