"""What rooms above add to the case page: each gives the template of a card and its context, or nothing for this reader."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from caseflow.models import Case
from offices.actors import Actor

Panel = tuple[str, Mapping[str, Any]]
PANELS: list[Callable[[Case, Actor], Panel | None]] = []


def panels_of(case: Case, actor: Actor) -> Iterable[Panel]:
    """The cards for the right column of a case that the actor sees."""
    return [panel for make in PANELS if (panel := make(case, actor)) is not None]
