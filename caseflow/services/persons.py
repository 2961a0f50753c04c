"""A petitioner as an actor sees her: one rule for page, export and API (architecture 4.2, field-level secrecy)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offices.roles import Capability
from petitions.models import Petitioner

if TYPE_CHECKING:
    from caseflow.models import Case
    from offices.actors import Actor


@dataclass(frozen=True)
class ShownPerson:
    """Name and address as they may be shown; `own`: the actor's office handles or registered it, so the row's masked
    phone may be shown too. The row itself stays within the page."""

    row: Petitioner
    name: str
    address: str
    own: bool


def is_own(actor: "Actor", *offices: int | None) -> bool:
    """Whether the actor's own office is among those that handle the cases or registered the petition."""
    return actor.office_id is not None and actor.office_id in offices


def may_reveal(case: "Case", actor: "Actor") -> bool:
    """Whoever handles or registered it at the office that does may see a masked number, each time with a reason."""
    works = actor.may(Capability.HANDLE) or actor.may(Capability.REGISTER)
    return works and is_own(actor, case.office_id, case.petition.office_id)


def shown_person(person: Petitioner, actor: "Actor", case: "Case") -> ShownPerson:
    """A petitioner as this actor sees her in a case of her sight: an overseer of other offices gets the name masked."""
    return as_seen(person, is_own(actor, case.office_id, case.petition.office_id))


def as_seen(person: Petitioner, own: bool) -> ShownPerson:
    """The same, where the caller knows by `is_own` whose case it is."""
    opened = person.opened
    name = opened["name"]
    if name and not own:
        name = name[0] + "*" * (len(name) - 1)
    return ShownPerson(person, name, opened["address"] if own else "", own)
