"""What petitioners say: taking part and being satisfied, of the petition office and of the office that answered, each apart.

Counted by cases. A case counts when her days to evaluate are over, at their last day by the plain count (regulation 3.2);
an answer that nobody rated in time is never counted as satisfied. Who rated, and how, opens no list (decision 0070).
"""

from datetime import timedelta
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet, Subquery

from caseflow.choices import Rated, Rating
from caseflow.models import Case, Evaluation, Service
from caseflow.services.evaluations import NOT_FIRST, NOT_RATED
from caseflow.services.papers import ANSWERS
from caseflow.statute import law_on, terms_of
from oversight.indicators import then
from oversight.indicators.base import Rows, Scope
from oversight.indicators.work import states
from oversight.periods import Period

GOOD = (Rating.SATISFIED, Rating.BASICALLY)


def _handled(case: str, scope: Scope) -> QuerySet[Case]:
    """First handling cases that were accepted, of a matter that is rated at all; `case` leads to them from the outer row."""
    earlier = _were(scope, Case.objects.filter(matter=OuterRef("matter"), kind="handling", pk__lt=OuterRef("pk")))
    rows = Case.objects.filter(kind="handling", accepted_on__isnull=False, confidential=False, **{case: OuterRef(case)})
    rows = _were(scope, rows).exclude(states(scope, *NOT_FIRST)).exclude(matter__klass="B")
    return rows.exclude(office__kind__in=NOT_RATED).exclude(Exists(earlier.exclude(states(scope, *NOT_FIRST))))


def _were(scope: Scope, rows: QuerySet[Case]) -> QuerySet[Case]:
    return then.as_they_were(rows, scope.until) if scope.as_at else rows


def _sent(case: str, scope: Scope) -> Subquery:
    """The day on which the answer could first be read."""
    sent = Service.objects.filter(scope.before(sent_on=False), notice__kind__in=ANSWERS, sent_on__isnull=False)
    sent = sent.filter(
        **{"notice__case": OuterRef("pk")} if case == "pk" else {"notice__case__matter": OuterRef("matter")}
    )
    return Subquery(sent.order_by("sent_on").values("sent_on")[:1], output_field=DateField())


def over(rated: str) -> Rows:
    """Cases whose days to evaluate ended in the period, at the office that is rated."""

    def rows(scope: Scope, period: Period) -> QuerySet[Case]:
        wait = timedelta(days=_days(period))
        first, last = period.first - wait, min(period.last, scope.day - timedelta(days=1)) - wait
        if rated == Rated.RESPONSIBLE:
            found = scope.cases().filter(Exists(_handled("pk", scope)))
            return found.annotate(read_on=_sent("pk", scope)).filter(read_on__gte=first, read_on__lte=last)
        desk = scope.cases().filter(kind="desk", via="register", office__kind="petition", confidential=False)
        found = desk.filter(Exists(_handled("matter", scope).filter(petition=OuterRef("petition"))))
        return found.annotate(read_on=_sent("matter", scope)).filter(read_on__gte=first, read_on__lte=last)

    return rows


def _days(period: Period) -> int:
    return int(terms_of(law_on(period.last).code)["EV"].length or 0)


def _ratings(rated: str, scope: Scope) -> QuerySet[Evaluation]:
    given = scope.before(at=True)
    return Evaluation.objects.filter(given, matter=OuterRef("matter"), office=OuterRef("office"), rated=rated)


def taken_part(rated: str) -> Any:
    return lambda rows, scope, period: rows.filter(Exists(_ratings(rated, scope)))


def answered(rated: str) -> Rows:
    """Those of them that were rated."""
    return lambda scope, period: over(rated)(scope, period).filter(Exists(_ratings(rated, scope)))


def satisfied(rated: str) -> Any:
    """Every rating of the case says satisfied or basically satisfied."""

    def good(rows: QuerySet[Case], scope: Scope, period: Period) -> QuerySet[Case]:
        return rows.exclude(Exists(_ratings(rated, scope).exclude(value__in=GOOD)))

    return good
