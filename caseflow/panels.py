"""What rooms above show on a case's page: each gives a card, or nothing. A room adds its own to `PANELS` when it starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet

from caseflow.models import Case
from offices.actors import Actor


@dataclass(frozen=True)
class Panel:
    """A card of the right column: its template, which finds `context` as `panel`. The case is one that the actor sees."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Room:
    """`rows` are what a card may show of a case; `card` is told whether there are any, and reads them only then."""

    rows: Callable[[Case, Actor], Sequence[QuerySet[Any]]]
    card: Callable[[Case, Actor, date, bool], Panel | None]


PANELS: list[Room] = []


def panels_for(case: Case, actor: Actor, today: date) -> list[Panel]:
    """The cards of the rooms above, in the order in which they were added. One statement where none has anything."""
    asked = [(n, rows) for n, room in enumerate(PANELS) for rows in room.rows(case, actor)]
    if not asked:
        return []
    there = {f"panel_{k}": Exists(rows) for k, (_n, rows) in enumerate(asked)}
    flags = Case.objects.filter(pk=case.pk).order_by().annotate(**there).values_list(*there)[0]
    full = {n for (n, _rows), flag in zip(asked, flags, strict=True) if flag}
    cards = [room.card(case, actor, today, n in full) for n, room in enumerate(PANELS)]
    return [card for card in cards if card is not None]
