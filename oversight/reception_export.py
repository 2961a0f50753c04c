"""What leaders' reception takes out as XLSX or CSV: the items and the charges of a list, as their page shows them."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from caseflow.exports.columns import Column, Reading, Table
from caseflow.exports.sources import SOURCES, Opened, Source, opened, sort_words
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import Charge, ReceptionItem
from oversight.models.reception import ChargeResult, ItemState, ReceptionKind, ReceptionOutcome
from oversight.services.reception.listing import BY_DUE, BY_UNTIL, choose_charges, choose_items


def _as_is(reading: Reading, values: list[Any]) -> list[Any]:
    return values


def _words(choices: Any) -> Callable[..., list[str]]:
    def make(reading: Reading, values: list[str | None]) -> list[str]:
        known = reading.words(choices)
        return [known.get(value or "", "") for value in values]

    return make


def _listed(reading: Reading, plain: list[str], sealed: list[Any]) -> list[str]:
    """Nothing of a confidential matter, as in every list (R22 Art. 30 ¶3)."""
    return ["" if s else text for text, s in zip(plain, sealed, strict=True)]


def _office(name: str, label: Any, path: str) -> Column:
    return Column(name, label, (f"{path}__name", f"{path}__name_en"), Reading.names, kind="name", width=20)


def _day(name: str, label: Any, path: str) -> Column:
    return Column(name, label, (path,), _as_is, kind="day")


NUMBER = Column("number", gettext_lazy("Number"), ("case__number",), _as_is, width=22)
SUMMARY = Column("summary", gettext_lazy("Summary"), ("matter__title", "matter__sealed"), _listed, width=40)
ITEMS: tuple[Column, ...] = (
    _day("due", gettext_lazy("Due"), "due_on"), NUMBER, SUMMARY,
    Column("state", gettext_lazy("State"), ("state",), _words(ItemState), kind="word"),
    Column("outcome", gettext_lazy("Outcome"), ("outcome",), _words(ReceptionOutcome), kind="word", width=20),
    _day("day", gettext_lazy("Day of the reception"), "day__day"),
    Column("kind", gettext_lazy("Kind"), ("day__kind",), _words(ReceptionKind), kind="word"),
    Column("leader", gettext_lazy("Leader"), ("day__leader__name",), _as_is, kind="name"),
    Column("post", gettext_lazy("Post"), ("day__leader__post",), _as_is, kind="name"),
    _office("office", gettext_lazy("Office"), "office"), _office("owner", gettext_lazy("Taken back by"), "owner"),
    _day("promised", gettext_lazy("Promised by"), "promised_on"), _day("ended", gettext_lazy("Ended"), "ended_on"),
)  # fmt: skip
CHARGES: tuple[Column, ...] = (
    _day("until", gettext_lazy("Until"), "until"), NUMBER, SUMMARY,
    Column("leader", gettext_lazy("Leader"), ("leader__name",), _as_is, kind="name"),
    Column("post", gettext_lazy("Post"), ("leader__post",), _as_is, kind="name"),
    _office("office", gettext_lazy("Leader's office"), "leader__office"), _day("since", gettext_lazy("Since"), "since"),
    _day("closed", gettext_lazy("Ended"), "closed_on"),
    Column("result", gettext_lazy("Result"), ("result",), _words(ChargeResult), kind="word", width=20),
)  # fmt: skip


class _Plain(Table):
    """Everything stands in the row or beside it by a join."""

    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        return None


class ItemTable(_Plain):
    model = ReceptionItem


class ChargeTable(_Plain):
    model = Charge


def _open_items(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_items(data, actor)
    return opened(chosen.rows, BY_DUE, None, [*chosen.words, *sort_words("due")])


def _open_charges(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_charges(data, actor)
    return opened(chosen.rows, BY_UNTIL, None, [*chosen.words, *sort_words("due")])


def _page(name: str) -> Callable[[QueryDict], str]:
    return lambda data: f"{reverse(name)}?{data.urlencode()}"


for _source in (
    Source("receptions", gettext_lazy("Matters at leaders' receptions"), Capability.READ, ITEMS, ItemTable, _open_items, _page("oversight:reception_items")),
    Source("charges", gettext_lazy("Matters in a leader's charge"), Capability.READ, CHARGES, ChargeTable, _open_charges, _page("oversight:charges")),
):  # fmt: skip
    SOURCES[_source.name] = _source
