"""The lists that can be taken out: each opens its rows by the very choice of its page, and tells in words what was asked.

A room above registers its own lists in `SOURCES`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.exports.columns import CASES, PETITIONS, CaseTable, Column, PetitionTable, Table
from caseflow.filters import LAMPS, OPEN, SORTS, WHERE, chips, choose, choose_mine, order_of, sort_of
from caseflow.services.listing import SORTS as LETTER_SORTS
from caseflow.services.listing import choose_letters
from offices.actors import Actor
from offices.paging import Count, Sort, all_keys, capped_counts
from offices.roles import Capability
from petitions.services.search import MOST, walk

NO_FILTER = frozenset({"after", "before", "size", "more", "csrfmiddlewaretoken"})
Words = list[tuple[str, str]]


@dataclass(frozen=True)
class Opened:
    """The rows an address asks for, in its order: `parts()` gives their ids, `count` how many as the list says it.

    `number()` counts them all for the progress bar, None where that would read every text.
    """

    parts: Callable[[], Iterator[list[int]]]
    count: Count
    words: Words
    number: Callable[[], int | None]


@dataclass(frozen=True)
class Source:
    name: str
    label: Any
    need: str
    columns: tuple[Column, ...]
    table: Callable[[Any, Actor], Table]
    open: Callable[[QueryDict, Actor], Opened]
    page: Callable[[QueryDict], str]


SOURCES: dict[str, Source] = {}


def asked_of(data: QueryDict) -> QueryDict:
    """The parameters that choose rows and order, without those of the page at hand."""
    kept = data.copy()
    for name in NO_FILTER:
        kept.pop(name, None)
    return kept


def opened(
    rows: QuerySet, sort: Sort, offices: tuple[str, list[int]] | None, words: Words, count: Count | None = None
) -> Opened:
    """Rows with an order, read by keyset."""
    known = count or capped_counts({"": rows})[""]
    return Opened(
        lambda: all_keys(rows, sort, offices=offices), known, words,
        lambda: known.number if known.is_exact else rows.order_by().count(),
    )  # fmt: skip


def _lamp_words(data: QueryDict) -> Words:
    lamp = data.get("lamp", "")
    return [(_("Lamp"), str(LAMPS[lamp]))] if lamp in LAMPS else []


def _filter_words(filters: Any) -> Words:
    pairs = [text.split(": ", 1) for _name, text in chips(filters, frozenset({"lamp", "open", "q"}))]
    return [(label, value) for label, value in pairs]


def _search_words(data: QueryDict) -> Words:
    return [(_("Words"), data["q"])] if data.get("q") else []


def _where_words(data: QueryDict, otherwise: str) -> Words:
    where = data.get("where", "")
    return [(_("Where"), str(WHERE.get(where, WHERE[otherwise])))]


def sort_words(name: str) -> Words:
    """The order in force, e.g. "Due, descending"."""
    labels = {
        "due": _("Due"), "received": _("Received"), "number": _("Number"), "last": _("Last act"), "state": _("State"),
        "office": _("Office"), "outcome": _("Outcome"), "handler": _("Handler"),
    }  # fmt: skip
    words = _("%(column)s, descending") if name.startswith("-") else _("%(column)s, ascending")
    return [(_("Order"), words % {"column": labels[name.lstrip("-")]})]


def _open_cases(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose(data, SimpleNamespace(actor=actor))
    count = capped_counts({"": chosen.rows})[""]
    name = order_of(chosen, count)
    state = chosen.filters.data.get("open", "")
    words = [
        *_where_words(data, "here"), *_search_words(data), *([(_("Open or ended"), str(OPEN[state]))] if state in OPEN else []),
        *_filter_words(chosen.filters), *_lamp_words(data), *sort_words(name),
    ]  # fmt: skip
    return opened(chosen.rows, sort_of(name), chosen.offices if name in SORTS else None, words, count)


def _open_mine(data: QueryDict, actor: Actor) -> Opened:
    _all, rows = choose_mine(data, actor)
    return opened(rows, sort_of("due"), None, [*_lamp_words(data), *sort_words("due")])


def _open_letters(data: QueryDict, actor: Actor) -> Opened:
    chosen = choose_letters(data, SimpleNamespace(actor=actor))
    words = [*_where_words(data, "all" if chosen.node else "here"), *_search_words(data), *_filter_words(chosen.filters),
             *sort_words(chosen.sort)]  # fmt: skip
    sort = LETTER_SORTS[chosen.sort]
    if chosen.ids is not None:
        ids = chosen.ids[::-1] if chosen.sort == "received" else chosen.ids
        return Opened(lambda: iter([ids] if ids else []), Count(len(ids)), words, lambda: len(ids))
    if chosen.countless and chosen.node and chosen.sort.endswith("received"):
        rows = walk(chosen.node, actor)
    else:
        rows = chosen.filters.qs
    if chosen.countless:
        return Opened(lambda: all_keys(rows, sort, offices=None), Count(MOST + 1), words, lambda: None)
    return opened(rows, sort, chosen.offices, words)


def _address(name: str) -> Callable[[QueryDict], str]:
    return lambda data: f"{reverse(name)}?{data.urlencode()}"


for _source in (
    Source("cases", gettext_lazy("The office's cases"), Capability.READ, CASES, CaseTable, _open_cases, _address("caseflow:cases")),
    Source("mine", gettext_lazy("My list"), Capability.READ, CASES, CaseTable, _open_mine, _address("caseflow:mine")),
    Source("petitions", gettext_lazy("Petitions"), Capability.READ, PETITIONS, PetitionTable, _open_letters, _address("caseflow:petitions")),
):  # fmt: skip
    SOURCES[_source.name] = _source
