"""A petitioner as one actor sees her: the one rule of page and API for her name and address."""

from collections.abc import Iterable
from dataclasses import dataclass

from caseflow.models import Case
from offices.actors import Actor
from petitions.models import Petition, Petitioner


@dataclass(frozen=True)
class Seen:
    """`own`: the actor's office handles or registered it; whoever oversees other offices gets the name masked, no address."""

    row: Petitioner
    name: str
    address: str
    own: bool


def is_own(actor: Actor, petition: Petition, cases: Iterable[Case]) -> bool:
    """Whether the actor's own office registered the petition or handles one of `cases`."""
    return petition.office_id == actor.office_id or any(c.office_id == actor.office_id for c in cases)


def as_seen(person: Petitioner, own: bool) -> Seen:
    """Name and address as far as they are shown."""
    opened = person.opened
    name = opened["name"]
    if name and not own:
        name = name[0] + "*" * (len(name) - 1)
    return Seen(person, name, opened["address"] if own else "", own)
