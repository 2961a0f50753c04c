"""What rooms above show on a case's page: each gives a card, or nothing. A room adds its own to `PANELS` when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseflow.models import Case
from offices.actors import Actor


@dataclass(frozen=True)
class Panel:
    """A card of the right column: its template, which finds `context` as `panel`. The case is one that the actor sees."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


PANELS: list[Callable[[Case, Actor, date], Panel | None]] = []


def panels_for(case: Case, actor: Actor, today: date) -> list[Panel]:
    """The cards of the rooms above, in the order in which they were added."""
    return [panel for give in PANELS if (panel := give(case, actor, today)) is not None]
