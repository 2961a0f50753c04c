"""How it was handled: first petitions and repeats, notices, the right destination, idle days, what was carried out, remedies.

A petition counts by its matter, never by its person.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, TruncDate

from caseflow.models import Case, CompletenessMiss, Execution, Notice, Opinion, RemedyRequest, Transfer
from oversight.indicators import then
from oversight.indicators.base import Scope, instants
from oversight.indicators.work import ACCEPTANCE, closed, received, states
from oversight.periods import Period
from petitions.models import Event, Extract

BY_HAND = ("letter", "visit")  # all other channels are online (regulation 3.2)
PASSED = ("forward", "assign")
NOT_FIRST = ("joined", "voided", "returned")


def _days(later: Any, earlier: Any) -> Func:
    """Whole days between two dates of the database."""
    return Func(later, earlier, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def online(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.exclude(petition__channel__in=BY_HAND)


def repeated(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    """Petitions on a matter that had an earlier one, by the links in force: whoever wrote either of them."""
    mine = Extract.objects.filter(_linked(scope), petition=OuterRef("petition"))
    earlier = Extract.objects.filter(
        _linked(scope), matter=OuterRef("matter"), petition__registered_at__lt=OuterRef("petition__registered_at")
    )
    return rows.filter(Exists(mine.filter(Exists(earlier))))


def _linked(scope: Scope) -> Q:
    """Links in force at the end of the scope's day."""
    return Q(until=None) if not scope.as_at else Q(since__lt=scope.until) & (Q(until=None) | Q(until__gte=scope.until))


def first(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.exclude(pk__in=repeated(rows, scope, period).order_by().values("pk"))


def first_closed(scope: Scope, period: Period) -> QuerySet[Case]:
    """The first handling of a matter, closed in the period."""
    earlier = Case.objects.filter(matter=OuterRef("matter"), kind="handling", pk__lt=OuterRef("pk"))
    earlier = then.as_they_were(earlier, scope.until) if scope.as_at else earlier
    return closed(scope, period).exclude(Exists(earlier.exclude(states(scope, *NOT_FIRST))))


def settled_at_once(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    """No further petition on the matter within the setting's days of the closing."""
    wait = timedelta(days=settings.FIRST_TIME_DAYS)
    since = OuterRef(scope.names.since)
    over = ExpressionWrapper(since + wait, output_field=DateTimeField())
    again = Extract.objects.filter(
        _linked(scope), matter=OuterRef("matter"), petition__registered_at__gt=since, petition__registered_at__lte=over
    )
    return rows.exclude(Exists(again))


def told_owed(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases accepted in the period whose petitioner gave a name and address: she is told in writing (R22 Art. 23 ¶1)."""
    rows = scope.cases().filter(kind="handling", accepted_on__gte=period.first, accepted_on__lte=period.last)
    if scope.as_at:
        rows = rows.filter(then.acted_on("accepted_on", scope.until))
    return rows.filter(petition__is_anonymous=False).exclude(matter__klass="B")


def told(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    notices = Notice.objects.filter(scope.before(issued_at=True), case=OuterRef("pk"), kind="acceptance")
    return rows.filter(Exists(notices))


def told_in_time(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    day = OuterRef("issued_at__date")
    in_time = scope.clocks().filter(case=OuterRef("case"), term__in=(*ACCEPTANCE, "SA"), **{f"{scope.names.due}__gte": day})  # fmt: skip
    notices = Notice.objects.filter(scope.before(issued_at=True), Exists(in_time), case=OuterRef("pk"))
    return rows.filter(Exists(notices.filter(kind="acceptance")))


def reached(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases that came from another office in the period."""
    way = {"kind__in": PASSED, "reached_on__gte": period.first, "reached_on__lte": period.last}
    return scope.cases().filter(Exists(Transfer.objects.filter(to_case=OuterRef("pk"), **way)))


def objected(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    objections = Transfer.objects.filter(scope.before(objected_on=False), to_case=OuterRef("pk"))
    return rows.filter(Exists(objections.filter(objected_on__isnull=False)))


def passed_on(scope: Scope, period: Period) -> QuerySet[Case]:
    way = {"kind__in": PASSED, "reached_on__gte": period.first, "reached_on__lte": period.last}
    return scope.cases().filter(Exists(Transfer.objects.filter(scope.before(reached_on=False), from_case=OuterRef("pk"), **way)))  # fmt: skip


def came_back(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    way = {"kind__in": PASSED, "reached_on__gte": period.first, "reached_on__lte": period.last, "confirmed": True}
    return rows.filter(Exists(Transfer.objects.filter(scope.before(resolved_on=False), from_case=OuterRef("pk"), **way)))  # fmt: skip


def returned(scope: Scope, period: Period) -> QuerySet[Transfer]:
    rows = Transfer.objects.filter(scope.before(resolved_on=False), confirmed=True)
    return rows.filter(resolved_on__gte=period.first, resolved_on__lte=period.last)


def sent_astray(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases whose office passed them on to one that was not in charge, where the return was confirmed in the period."""
    return scope.cases().filter(Exists(returned(scope, period).filter(from_case=OuterRef("pk"))))


def days_astray(scope: Scope, period: Period) -> Any:
    """From the day it reached the wrong office to the day of the return, of all the case's returns in the period."""
    rows = returned(scope, period).filter(from_case=OuterRef("pk")).order_by().values("from_case")
    days = Sum(_days(F("resolved_on"), F("reached_on")))
    return Subquery(rows.annotate(days=days).values("days"), output_field=IntegerField())


def days_idle(scope: Scope, period: Period) -> Any:
    return _days(Cast(Value(scope.day), DateField()), TruncDate(scope.names.last))


def incomplete(scope: Scope, period: Period) -> QuerySet[Case]:
    begun, over = instants(period)
    misses = CompletenessMiss.objects.filter(scope.before(at=True), case=OuterRef("pk"), at__gte=begun, at__lt=over)
    return scope.cases().filter(Exists(misses))


def _executions(scope: Scope, period: Period) -> QuerySet[Execution]:
    """To be carried out in the period, by the day set last; opened with the answer they carry out."""
    there = scope.before(item__opinion__decided_at=True)
    rows = Execution.objects.filter(there, case=OuterRef("pk"), due_on__gte=period.first, due_on__lte=period.last)
    return rows.exclude(scope.before(changed_on=False), state="revoked")


def to_carry_out(scope: Scope, period: Period) -> QuerySet[Case]:
    return scope.cases().filter(Exists(_executions(scope, period)))


def carried_out(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    in_time = Q(scope.before(changed_on=False), state="done", changed_on__lte=F("due_on"))
    return rows.exclude(Exists(_executions(scope, period).exclude(in_time)))


def _reviews(scope: Scope, period: Period) -> QuerySet[RemedyRequest]:
    begun, over = instants(period)
    decided = Opinion.objects.filter(case=OuterRef("case"), decided_at__gte=begun, decided_at__lt=over)
    decided = decided.filter(scope.before(decided_at=True))
    return RemedyRequest.objects.filter(Exists(decided), of=OuterRef("pk")).exclude(result="")


def reviewed(scope: Scope, period: Period) -> QuerySet[Case]:
    """Cases whose answer was reviewed or rechecked, with a decision in the period."""
    return scope.cases().filter(Exists(_reviews(scope, period)))


def overturned(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
    return rows.filter(Exists(_reviews(scope, period).filter(result__in=("change", "redo"))))


def back_dated(scope: Scope, period: Period) -> QuerySet[Case]:
    begun, over = instants(period)
    events = Event.objects.filter(
        scope.before(recorded_at=True), case_id=OuterRef("pk"), is_backdated=True, is_imported=False,
        recorded_at__gte=begun, recorded_at__lt=over,
    )  # fmt: skip
    return scope.cases().filter(Exists(events))


def received_first(scope: Scope, period: Period) -> QuerySet[Case]:
    return first(received(scope, period), scope, period)
