"""Notes of events at the reception desk (R22 Art. 26, 47): a kind of event, what was done, a day; gone after a while.

They name nobody, hang on nothing and change nothing: neither acceptance nor routing reads them.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from offices.actors import Actor
from offices.roles import Capability
from petitions.models import EventNote


class NotAllowed(Exception):
    """The posting may not write such a note."""


@transaction.atomic
def note_event(actor: Actor, event: str, measure: str, happened_on: date, at: datetime) -> EventNote:
    """Write a note at the actor's own office."""
    if actor.office_id is None or not (actor.may(Capability.REGISTER) and actor.may(Capability.TRANSFER)):
        raise NotAllowed
    note: EventNote = EventNote.objects.create(
        office_id=actor.office_id, event=event, measure=measure, happened_on=happened_on, noted_by_id=actor.user_id, noted_at=at
    )  # fmt: skip
    return note


def drop_old_notes(at: datetime) -> int:
    """Delete the notes of events longer ago than the setting's days; returns how many. Safe when run twice or late."""
    before = timezone.localtime(at).date() - timedelta(days=settings.EVENT_NOTE_DAYS)
    return int(EventNote.objects.filter(happened_on__lt=before).delete()[0])
