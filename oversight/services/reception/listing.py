"""What an address asks of the lists of receptions and charges: one choice of rows for page and export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.actors import Actor
from offices.paging import Sort
from oversight.models import Charge, ReceptionDay, ReceptionItem
from oversight.models.reception import ItemState, ReceptionKind, ReceptionOutcome

BY_DUE, BY_UNTIL, BY_DAY, BY_DAY_DOWN = Sort("due_on", nullable=True), Sort("until"), Sort("day"), Sort("day", True)
WHERE = {"here": gettext_lazy("at our offices"), "all": gettext_lazy("all in my sight")}
SHOW = {
    "open": gettext_lazy("open"), "late": gettext_lazy("late"), "soon": gettext_lazy("due soon"), "ended": gettext_lazy("finished"),
    "all": gettext_lazy("all"),
}  # fmt: skip
WHEN = {"coming": gettext_lazy("still to come"), "past": gettext_lazy("past"), "all": gettext_lazy("all")}
STATES = {"draft": gettext_lazy("draft"), "published": gettext_lazy("published"), "cancelled": gettext_lazy("cancelled")}  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """The rows, the values in force by parameter, and the filters in words."""

    rows: QuerySet
    values: dict[str, str]
    words: list[tuple[str, str]]


def _one(data: Mapping[str, str], name: str, known: Mapping[str, Any], otherwise: str) -> str:
    """A value of the address; one that is not known falls back."""
    value = data.get(name, "")
    return value if value in known else otherwise


def _day(data: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(data.get(name, ""))
    except ValueError:
        return None


def choose_items(data: QueryDict | Mapping[str, str], actor: Actor) -> Chosen:
    """Items in sight: at whose offices, which of them, by state, outcome and the day of the reception."""
    labels, outcomes = dict(ItemState.choices), dict(ReceptionOutcome.choices)
    values = {
        "where": _one(data, "where", WHERE, "here"), "show": _one(data, "show", SHOW, "open"),
        "state": _one(data, "state", labels, ""), "outcome": _one(data, "outcome", outcomes, ""),
        "from": data.get("from", "") if _day(data, "from") else "", "to": data.get("to", "") if _day(data, "to") else "",
    }  # fmt: skip
    rows = ReceptionItem.objects.visible_to(actor)
    if values["where"] == "here":
        rows = rows.here(actor)
    rows = _shown(rows, values["show"], actor, rows.open(), Q(state__in=("ended", "missed", "dropped")))
    if values["state"]:
        rows = rows.filter(state=values["state"])
    if values["outcome"]:
        rows = rows.filter(outcome=values["outcome"])
    if first := _day(data, "from"):
        rows = rows.filter(day__day__gte=first)
    if last := _day(data, "to"):
        rows = rows.filter(day__day__lte=last)
    words = [
        (_("Where"), str(WHERE[values["where"]])), (_("Shown"), str(SHOW[values["show"]])),
        (_("State"), str(labels.get(values["state"], ""))), (_("Outcome"), str(outcomes.get(values["outcome"], ""))),
        (_("Reception from"), values["from"]), (_("Reception until"), values["to"]),
    ]  # fmt: skip
    return Chosen(rows, values, [(label, value) for label, value in words if value])


def _shown(rows: Any, show: str, actor: Actor, opened: QuerySet, ended: Q) -> Any:
    match show:
        case "late":
            return rows.late(actor.day)
        case "soon":
            return rows.due_within(actor.day, actor.soon_days)
        case "ended":
            return rows.filter(ended)
        case "open":
            return opened
    return rows


def choose_charges(data: QueryDict | Mapping[str, str], actor: Actor) -> Chosen:
    """Charges in sight: at whose offices, and which of them."""
    show = {name: label for name, label in SHOW.items() if name != "soon"}
    values = {"where": _one(data, "where", WHERE, "here"), "show": _one(data, "show", show, "open")}
    rows = Charge.objects.visible_to(actor)
    if values["where"] == "here":
        rows = rows.filter(office__in=actor.office_ids)
    rows = _shown(rows, values["show"], actor, rows.open(), Q(closed_on__isnull=False))
    return Chosen(rows, values, [(_("Where"), str(WHERE[values["where"]])), (_("Shown"), str(SHOW[values["show"]]))])


def choose_days(data: QueryDict | Mapping[str, str], actor: Actor) -> Chosen:
    """Days in sight: one's own offices' and all that are published."""
    kinds = dict(ReceptionKind.choices)
    values = {
        "where": _one(data, "where", WHERE, "here"), "when": _one(data, "when", WHEN, "coming"),
        "kind": _one(data, "kind", kinds, ""), "state": _one(data, "state", STATES, ""),
    }  # fmt: skip
    rows = ReceptionDay.objects.visible_to(actor)
    if values["where"] == "here":
        rows = rows.filter(office__in=actor.office_ids)
    if values["when"] != "all":
        rows = rows.filter(day__gte=actor.day) if values["when"] == "coming" else rows.filter(day__lt=actor.day)
    if values["kind"]:
        rows = rows.filter(kind=values["kind"])
    match values["state"]:
        case "draft":
            rows = rows.filter(published_at=None, cancelled_at=None)
        case "published":
            rows = rows.filter(published_at__isnull=False, cancelled_at=None)
        case "cancelled":
            rows = rows.filter(cancelled_at__isnull=False)
    return Chosen(rows, values, [])
