"""Filters, orders and exports of the lists of supervision: one choice of rows for the page and for the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters as df
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.exports.columns import CASES, LOCAL, CaseTable, Column, Reading, Table
from caseflow.exports.sources import SOURCES, Opened, Source, opened
from caseflow.filters import OPEN, chips
from caseflow.models import Case
from offices.actors import Actor
from offices.models import Office
from offices.paging import Sort
from offices.roles import Capability
from oversight.models import Recommendation, SupervisionOrder
from oversight.services.candidates import SORTS, rows_of
from oversight.supervision.choices import AdviceKind, KindChoice, OrderStateChoice, ReplyChoice
from oversight.supervision.rules import (
    PROPOSED,
    Kind,
)
from petitions.filters import TextFilters, one_or_many, period

ORDER_SORT = Sort("due_on")
ADVICE_SORT = Sort("issued_at", True, fixed=True)
ORDER_WHERE: Mapping[str, Any] = {
    "todo": gettext_lazy("waiting for our office"), "addressed": gettext_lazy("addressed to our offices"),
    "issued": gettext_lazy("issued by our offices"), "listed": gettext_lazy("under listed supervision"),
    "all": gettext_lazy("all in my sight"),
}  # fmt: skip
ADVICE_WHERE: Mapping[str, Any] = {
    "all": gettext_lazy("all in my sight"), "issued": gettext_lazy("issued by our offices"),
    "received": gettext_lazy("received by our office"),
}  # fmt: skip


class Folded:
    """What the page of a list asks of its filters, as all lists have it."""

    FIRST: tuple[str, ...] = ()
    first_fields, more_fields, shows_more = TextFilters.first_fields, TextFilters.more_fields, TextFilters.shows_more


class QueueFilter(TextFilters):
    """Candidates by place, topic, office, number and words."""

    petition = "petition__"
    FIRST = ("office", "region", "topic")

    class Meta:
        model = Case
        fields: list[str] = []


class OrderFilter(Folded, df.FilterSet):
    """Orders by state, reason, office, number and days."""

    FIRST = ("open", "state", "kind", "number")
    open = df.ChoiceFilter(
        choices=list(OPEN.items()), label=gettext_lazy("Open or ended"), method="by_open", empty_label=None
    )
    state = one_or_many(OrderStateChoice, gettext_lazy("State"), "by_state")
    kind = df.ChoiceFilter(
        choices=KindChoice.choices, label=gettext_lazy("Reason for supervision"), method="by_kind", empty_label="—"
    )
    number = df.CharFilter(method="by_number", label=gettext_lazy("Number"), max_length=60)
    office = df.CharFilter(method="by_office", label=gettext_lazy("Office"), max_length=20)
    late = df.ChoiceFilter(
        choices=[("1", gettext_lazy("late"))], label=gettext_lazy("Lamp"), method="by_late", empty_label="—"
    )
    issued_from, issued_to = period("issued_at", gettext_lazy("Issued"), instant=True)
    due_from, due_to = period("due_on", gettext_lazy("Due"))

    class Meta:
        model = SupervisionOrder
        fields: list[str] = []

    def by_open(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return {"1": rows.filter(closed_at=None), "0": rows.exclude(closed_at=None)}.get(value, rows)

    def by_state(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(state__in=value) if value else rows

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(kinds__contains=[value])

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value.strip()) | Q(case__number__startswith=value.strip().upper()))

    def by_office(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(case__office__in=Office.objects.filter(code=value.strip().upper()).values("pk"))

    def by_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.late(self.request.actor.day)


AWAITED: Mapping[str, Any] = {
    "awaited": gettext_lazy("reply awaited"), "late": gettext_lazy("reply late"), "replied": gettext_lazy("answered"),
    "followed": gettext_lazy("followed up"),
}  # fmt: skip


class RecommendationFilter(Folded, df.FilterSet):
    """Recommendations by kind, reply, state and days."""

    FIRST = ("kind", "state", "reply", "number")
    kind = one_or_many(AdviceKind, gettext_lazy("Kind"), "by_column")
    state = df.ChoiceFilter(
        choices=list(AWAITED.items()), label=gettext_lazy("State"), method="by_state", empty_label="—"
    )
    reply = one_or_many(ReplyChoice, gettext_lazy("Reply"), "by_column")
    number = df.CharFilter(field_name="number", lookup_expr="icontains", label=gettext_lazy("Number"), max_length=60)
    issued_from, issued_to = period("issued_at", gettext_lazy("Issued"), instant=True)
    due_from, due_to = period("due_on", gettext_lazy("Due"))

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def by_column(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(**{f"{name}__in": value}) if value else rows

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        match value:
            case "awaited":
                return rows.awaited()
            case "late":
                return rows.late(self.request.actor.day)
            case "replied":
                return rows.exclude(reply="").filter(followed_on=None)
        return rows.exclude(followed_on=None)


@dataclass(frozen=True)
class Chosen:
    """The rows an address asks for, and its filters."""

    filters: Any
    rows: Any
    where: str


@dataclass(frozen=True)
class _Asking:
    """What the filters read of a request."""

    actor: Actor


def kind_of(data: Mapping[str, str]) -> Kind:
    """The kind of candidates an address asks for; a wrong one gives those past their day."""
    asked = data.get("kind", "")
    return Kind(asked) if asked in PROPOSED else Kind.LATE


def choose_queue(data: QueryDict, actor: Actor) -> Chosen:
    """The candidates of the address's kind."""
    kind = kind_of(data)
    filters = QueueFilter(data, queryset=rows_of(kind, actor, actor.day), request=_Asking(actor))
    return Chosen(filters, filters.qs, kind)


def choose_orders(data: QueryDict, actor: Actor) -> Chosen:
    """The orders of the address: by default those that wait for the own office, open ones only."""
    where = data.get("where", "") if data.get("where") in ORDER_WHERE else "todo"
    rows = SupervisionOrder.objects.visible_to(actor)
    rows = {
        "todo": rows.to_do(actor), "addressed": rows.filter(case__office__in=actor.office_ids),
        "issued": rows.filter(office__in=actor.office_ids), "listed": rows.listed_now(), "all": rows,
    }[where]  # fmt: skip
    wanted = data.copy()
    if not data.get("open") and not data.get("state"):
        wanted["open"] = "1"
    filters = OrderFilter(wanted, queryset=rows, request=_Asking(actor))
    return Chosen(filters, filters.qs, where)


def choose_recommendations(data: QueryDict, actor: Actor) -> Chosen:
    """The recommendations of the address."""
    where = data.get("where", "") if data.get("where") in ADVICE_WHERE else "all"
    rows = Recommendation.objects.visible_to(actor)
    if where != "all":
        mine = Q(office__in=actor.office_ids)
        rows = rows.filter(mine) if where == "issued" else rows.filter(addressee=actor.office_id)
    filters = RecommendationFilter(data, queryset=rows, request=_Asking(actor))
    return Chosen(filters, filters.qs, where)


# --- exports ----------------------------------------------------------------------------------------------------------


def _plain(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (path,), lambda reading, values: values, **more)


def _moment(name: str, label: Any, path: str) -> Column:
    return Column(name, label, (path + LOCAL,), lambda reading, values: values, kind="moment", width=17)


def _named(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (f"{path}__name", f"{path}__name_en"), Reading.names, kind="name", **more)


def _names(choices: Any) -> Any:
    def make(reading: Reading, values: list[Any]) -> list[str]:
        words = reading.words(choices)
        return ["、".join(words.get(v, v) for v in value) if isinstance(value, list) else words.get(value, value) for value in values]  # fmt: skip

    return make


def _addressee(reading: Reading, names: list[Any], english: list[Any], organs: list[str]) -> list[str]:
    return [name or organ for name, organ in zip(reading.names(names, english), organs, strict=True)]


ORDERS: tuple[Column, ...] = (
    _plain("number", gettext_lazy("Number"), "number", width=24),
    _plain("case", gettext_lazy("Petition"), "case__number", width=22),
    _named("office", gettext_lazy("Issued by"), "office", width=20),
    _named("addressed", gettext_lazy("Addressed to"), "addressed", width=20),
    _named("lies_at", gettext_lazy("Answered by"), "case__office", width=20, on=False),
    Column("kinds", gettext_lazy("Reasons for supervision"), ("kinds",), _names(KindChoice), width=24),
    Column("state", gettext_lazy("State"), ("state",), _names(OrderStateChoice), kind="word"),
    _moment("issued", gettext_lazy("Issued"), "issued_at"),
    _plain("due", gettext_lazy("Due"), "due_on", kind="day"),
    _plain("first_due", gettext_lazy("First day"), "first_due_on", kind="day", on=False),
    _moment("closed", gettext_lazy("Closed"), "closed_at"),
    _plain("listed", gettext_lazy("Listed since"), "listed_on", kind="day"),
    _plain("delisted", gettext_lazy("Off the list"), "delisted_on", kind="day", on=False),
    _plain("asked", gettext_lazy("What is ordered"), "asked", width=50, on=False),
)
RECOMMENDATIONS: tuple[Column, ...] = (
    _plain("number", gettext_lazy("Number"), "number", width=24),
    Column("kind", gettext_lazy("Kind"), ("kind",), _names(AdviceKind), kind="word"),
    _named("office", gettext_lazy("Issued by"), "office", width=20),
    Column(
        "to", gettext_lazy("Addressed to"), ("addressee__name", "addressee__name_en", "organ"), _addressee, width=20
    ),
    _plain("subject", gettext_lazy("Subject"), "subject", width=30),
    _moment("issued", gettext_lazy("Issued"), "issued_at"),
    _plain("due", gettext_lazy("Due"), "due_on", kind="day"),
    Column("reply", gettext_lazy("Reply"), ("reply",), _names(ReplyChoice), kind="word"),
    _plain("replied", gettext_lazy("Answered on"), "replied_on", kind="day"),
    _plain("reason", gettext_lazy("Why not adopted"), "reply_reason", width=40),
    _plain("follow_up", gettext_lazy("What came of it"), "follow_up", width=40, on=False),
)


class OrderTable(Table):
    model = SupervisionOrder

    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        """All of it stands in the row."""


class RecommendationTable(OrderTable):
    model = Recommendation


def _words(chosen: Chosen, wheres: Mapping[str, Any]) -> list[tuple[str, str]]:
    told = (
        [(_("Where"), str(wheres[chosen.where]))]
        if wheres
        else [(_("Reason for supervision"), str(KindChoice(chosen.where).label))]
    )
    pairs = [text.split(": ", 1) for _name, text in chips(chosen.filters, frozenset({"lamp", "q"}))]
    return told + [(label, value) for label, value in pairs]


def _open_queue(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_queue(data, actor)
    return opened(chosen.rows, SORTS[Kind(chosen.where)], None, _words(chosen, {}))


def _open_orders(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_orders(data, actor)
    return opened(chosen.rows, ORDER_SORT, None, _words(chosen, ORDER_WHERE))


def _open_recommendations(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_recommendations(data, actor)
    return opened(chosen.rows, ADVICE_SORT, None, _words(chosen, ADVICE_WHERE))


def _address(name: str) -> Any:
    return lambda data: f"{reverse(name)}?{data.urlencode()}"


for _source in (
    Source("candidates", gettext_lazy("Candidates of supervision"), Capability.OVERSEE, CASES, CaseTable, _open_queue, _address("oversight:queue")),
    Source("orders", gettext_lazy("Orders of supervision"), Capability.READ, ORDERS, OrderTable, _open_orders, _address("oversight:orders")),
    Source("recommendations", gettext_lazy("Recommendations"), Capability.READ, RECOMMENDATIONS, RecommendationTable, _open_recommendations,
           _address("oversight:recommendations")),
):  # fmt: skip
    SOURCES[_source.name] = _source
