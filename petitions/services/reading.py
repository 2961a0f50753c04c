"""Write down who read what only a stated reason opens: every page, file, paper, export and answer of a confidential record."""

from collections.abc import Iterable
from datetime import datetime

from offices.actors import Actor
from petitions.models import ReadLog

SHORTEST, LONGEST = 4, 300  # characters of a reason


def note_reading(actor: Actor, kind: str, petitions: Iterable[int], reason: str, at: datetime) -> None:
    """One line of the log: who, in which office, which petitions, how, why."""
    ReadLog.objects.create(
        user_id=actor.user_id, office_id=actor.office_id, kind=kind, reason=reason[:LONGEST], petitions=sorted(set(petitions)), at=at
    )  # fmt: skip


def is_reason(text: str) -> bool:
    """Long enough to be one; what it says is read by the supervisor."""
    return SHORTEST <= len(text.strip()) <= LONGEST
