"""The actor: who reads or acts, in one posting, on one day. The hat is chosen, never a union of postings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from offices.models import OfficeBelow, Posting
from offices.roles import CAPABILITIES, Capability

CHOSEN = "posting"  # session key of the chosen posting


@dataclass(frozen=True)
class Actor:
    """`office_ids` are the ids of the own office and, for whoever oversees, of all below it."""

    user_id: int | None
    office_id: int | None
    role: str
    day: date
    name: str = ""
    office_kind: str = ""
    region_id: int | None = None
    posting_id: int | None = None
    soon_days: int = 5  # the office's own number of days that count as soon
    capabilities: frozenset[Capability] = frozenset()
    office_ids: frozenset[int] = field(default_factory=frozenset)
    is_system: bool = False
    petitioner_id: int | None = None  # whoever proved by number and query code that the petition is hers

    def may(self, capability: str) -> bool:
        """Whether the role holds the capability; the system and the import act by their own guards."""
        return capability in self.capabilities


NOBODY_ROLE = "nobody"


def nobody(day: date) -> Actor:
    """Logged in without a posting in force, or not logged in: sees and may do nothing."""
    return Actor(user_id=None, office_id=None, role=NOBODY_ROLE, day=day)


def system_actor(day: date, *, office_id: int | None = None, role: str = "system") -> Actor:
    """The desk itself: the sweep, routing, closing, and `role="import"` for the import."""
    return Actor(user_id=None, office_id=office_id, role=role, day=day, is_system=True)


def petitioner_actor(petitioner_id: int, day: date) -> Actor:
    """The petitioner herself, by number and query code: no account, no office, no rows in sight; a few acts are hers."""
    return Actor(user_id=None, office_id=None, role="petitioner", day=day, petitioner_id=petitioner_id)


def actor_from(posting: Posting, day: date) -> Actor:
    """One posting on one day. A posting out of force gives nobody."""
    if posting.valid_from > day or (posting.valid_until and posting.valid_until < day) or not posting.user.is_active:
        return nobody(day)
    capabilities = CAPABILITIES.get(posting.role, frozenset())
    below: frozenset[int] = frozenset({posting.office_id})
    if Capability.OVERSEE in capabilities or Capability.SETTINGS in capabilities:
        below = (
            frozenset(OfficeBelow.objects.filter(above=posting.office_id).values_list("below_id", flat=True)) | below
        )
    return Actor(
        user_id=posting.user_id,
        office_id=posting.office_id,
        role=posting.role,
        day=day,
        name=str(posting.user),
        office_kind=posting.office.kind,
        region_id=posting.office.region_id,
        posting_id=posting.pk,
        soon_days=posting.office.soon_days,
        capabilities=capabilities,
        office_ids=below,
    )


def postings_of(user_id: int, day: date) -> list[Posting]:
    """A user's postings in force on a day, in their order, with office and user."""
    return list(Posting.objects.in_force(day).filter(user=user_id).select_related("office", "user"))


def choose_actor(postings: Sequence[Posting], day: date, chosen: int | None = None) -> Actor:
    """The actor among a user's postings: the chosen one where it is in force, else the first; none: nobody."""
    if not postings:
        return nobody(day)
    posting = next((p for p in postings if p.pk == chosen), postings[0])
    return actor_from(posting, day)
