"""Filters and orders of the lists of cases: one choice of rows for page, export and API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from caseflow.choices import CaseKind, Outcome, State
from caseflow.models import Case
from offices.actors import Actor
from offices.paging import Count, Sort
from offices.roles import Capability
from petitions.choices import Klass
from petitions.filters import TextFilters, one_or_many, period

LAMPS = {"late": _("late"), "soon": _("due soon"), "fine": _("in time"), "still": _("no duty runs")}
OPEN = {"1": _("open"), "0": _("ended"), "all": _("all")}
WHERE = {"here": _("at our offices"), "sent": _("passed on by us"), "all": _("all in my sight")}
SORTS = {
    "due": Sort("due_on", nullable=True), "-due": Sort("due_on", True, nullable=True), "received": Sort("received_on"),
    "-received": Sort("received_on", True), "number": Sort("number", fixed=True), "-number": Sort("number", True, fixed=True),
    "last": Sort("last_act_at"), "-last": Sort("last_act_at", True),
}  # fmt: skip
SMALL_SORTS = {  # no index has these: only for as many rows as can be counted
    sign + name: Sort(column, sign == "-", nullable)
    for sign in ("", "-")
    for name, column, nullable in (("state", "state", False), ("office", "office__code", False), ("outcome", "outcome", False),
                                   ("handler", "handler__name", True))
}  # fmt: skip


def by_lamp(rows: QuerySet, lamp: str, actor: Actor) -> QuerySet:
    """The rows of one lamp: late, soon (today within), fine, still (no duty runs)."""
    today, later = actor.day, actor.day + timedelta(days=actor.soon_days)
    match lamp:
        case "late":
            return rows.filter(due_on__lt=today)
        case "soon":
            return rows.filter(due_on__gte=today, due_on__lte=later)
        case "fine":
            return rows.filter(due_on__gt=later)
        case "still":
            return rows.filter(due_on=None)
    return rows


def _choice(choices: Mapping[str, Any], label: Any, method: str) -> df.ChoiceFilter:
    return df.ChoiceFilter(choices=list(choices.items()), label=label, method=method, empty_label=None)


class CaseFilter(TextFilters):
    """Cases by text, number, each of their days, channel, place, topic, office, state, lamp, outcome."""

    petition = "petition__"
    FIRST = ("q", "open", "state", "office")

    open = _choice(OPEN, _("Open or ended"), "by_open")
    state = one_or_many(State, _("State"), "by_column")
    kind = one_or_many(CaseKind, _("Kind"), "by_column")
    outcome = one_or_many(Outcome, _("Outcome"), "by_column")
    klass = one_or_many(Klass, _("Class"), "by_class")
    lamp = df.ChoiceFilter(choices=list(LAMPS.items()), method="by_lamp", widget=forms.HiddenInput)
    received_from, received_to = period("received_on", _("Received"))
    registered_from, registered_to = period("petition__registered_at", _("Registered"), instant=True)
    accepted_from, accepted_to = period("accepted_on", _("Accepted"))
    due_from, due_to = period("due_on", _("Due"))
    closed_from, closed_to = period("closed_at", _("Closed"), instant=True)
    acted_from, acted_to = period("last_act_at", _("Last act"), instant=True)

    class Meta:
        model = Case
        fields: list[str] = []

    def by_open(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return {"1": rows.filter(closed_at=None), "0": rows.exclude(closed_at=None)}.get(value, rows)

    def by_column(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(**{f"{name}__in": value}) if value else rows

    def by_class(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(matter__klass__in=value) if value else rows

    def by_lamp(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return by_lamp(rows, value, self.request.actor)


@dataclass(frozen=True)
class Chosen:
    """The rows an address asks for: all lamps together, those of its lamp, their order, and how to read many offices."""

    filters: CaseFilter
    every_lamp: QuerySet
    rows: QuerySet
    sort: str
    offices: tuple[str, list[int]] | None


def choose(data: QueryDict, request: Any) -> Chosen:
    """What the address asks of the cases in sight. What cannot be read is left out; `filters.errors` tells it."""
    actor: Actor = request.actor
    rows, offices = _where(data.get("where", "here"), actor)
    wanted = data.copy()
    lamp = wanted.pop("lamp", [""])[0]
    if not any(data.get(name) for name in ("open", "state", "closed_from", "closed_to")):
        wanted["open"] = "1"
    filters = CaseFilter(wanted, queryset=rows, request=request)
    sort = data.get("sort", "due")
    known = sort if sort in SORTS or sort in SMALL_SORTS else "due"
    return Chosen(filters, filters.qs, by_lamp(filters.qs, lamp, actor), known, offices)


def choose_mine(data: QueryDict, actor: Actor) -> tuple[QuerySet, QuerySet]:
    """The actor's open cases, those given to her and those of her office that nobody has yet: all, and those of the lamp."""
    rows = Case.objects.at_offices(actor).my_open(actor)
    if actor.may(Capability.HANDLE) and not (actor.may(Capability.DECIDE) or actor.may(Capability.TRANSFER)):
        rows = rows.filter(Q(handler=actor.user_id) | Q(handler=None))
    return rows, by_lamp(rows, data.get("lamp", ""), actor)


def order_of(chosen: Chosen, count: Count) -> str:
    """The order in force: one without an index only for as many rows as can be counted, else by due day."""
    return chosen.sort if chosen.sort in SORTS or count.is_exact else "due"


def sort_of(name: str) -> Sort:
    return SORTS.get(name) or SMALL_SORTS[name]


def chips(filters: Any, but: frozenset[str] = frozenset({"q", "lamp", "open"})) -> list[tuple[str, str]]:
    """The filters in force as (parameter, words), each to be taken off alone; without those of `but`."""
    found = []
    for name, value in filters.form.cleaned_data.items() if filters.form.is_valid() else ():
        if value in (None, "", []) or name in but:
            continue
        field = filters.form.fields[name]
        names = dict(getattr(field, "choices", []))
        words = (
            ", ".join(str(names.get(v, v)) for v in value) if isinstance(value, list) else str(names.get(value, value))
        )
        found.append((name, f"{field.label}: {words}"))
    return found


def _where(where: str, actor: Actor) -> tuple[QuerySet, tuple[str, list[int]] | None]:
    ids = sorted(actor.office_ids)
    if where == "sent":
        return Case.objects.passed_on_by(actor), ("sender_office", ids)
    if where == "all":
        return Case.objects.visible_to(actor), None
    return Case.objects.at_offices(actor), ("office", ids)
