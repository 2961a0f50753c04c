"""A petitioner at the desk asks for her own petitions: found by name and number together, with a reason that is written down.

The one place beside comparing two petitions where persons are matched (architecture 5): within the clerk's own sight, no
count, nothing kept but the reason and what was shown.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from offices.actors import Actor
from petitions.choices import ReadKind
from petitions.models import Petition, Petitioner, ReadLog
from petitions.sealing import fingerprint, normal_identity, normal_phone
from petitions.searching import normal


@transaction.atomic
def own_petitions(
    actor: Actor, at: datetime, *, name: str, identity: str, phone: str, shown_by: str, reason: str
) -> list[Petition]:
    """The petitions in sight whose petitioner has this name and this document or telephone number, newest first.

    A confidential one is never among them: its person lies sealed, without a hash. The reading is logged whatever it finds.
    """
    same = Q(pk__in=[])
    if identity:
        same |= Q(identity_hash=fingerprint(normal_identity(identity), "identity"))
    if phone:
        same |= Q(phone_hash=fingerprint(normal_phone(phone), "phone"))
    people = Petitioner.objects.visible_to(actor).filter(same)
    wanted = normal(name).replace(" ", "")
    ids = {p.petition_id for p in people if normal(p.name).replace(" ", "") == wanted}
    found = list(Petition.objects.visible_to(actor).filter(pk__in=ids).order_by("-received_at", "-pk"))
    ReadLog.objects.create(
        user_id=actor.user_id, office_id=actor.office_id, kind=ReadKind.OWN, shown_by=shown_by, reason=reason,
        petitions=[p.pk for p in found], at=at,
    )  # fmt: skip
    return found
