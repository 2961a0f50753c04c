"""The left navigation: a list to which each room adds its entries; one sees those one's capabilities open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from offices.actors import Actor


@dataclass(frozen=True, order=True)
class NavEntry:
    order: int
    url_name: str
    label: Any
    icon: str
    capability: str
    counter: Callable[[Actor], Any] | None = None  # the rows it counts
    key: str = ""  # the letter after g


@dataclass(frozen=True)
class AccountLink:
    """A page of another room that belongs to one's own account."""

    url_name: str
    label: Any
    icon: str
    text: Any


ENTRIES: list[NavEntry] = []
ACCOUNT: list[AccountLink] = []


def entries_for(actor: Actor) -> list[NavEntry]:
    """The entries the actor may open, in their order."""
    return [e for e in sorted(ENTRIES, key=lambda e: e.order) if actor.may(e.capability)]
