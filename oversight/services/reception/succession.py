"""Offices end and others follow (R22 Art. 24 ¶2): calendar, lists, promises and charges go on at the successor, no day moves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from offices.actors import system_actor
from offices.models import Office
from oversight.models import Charge, Leader, ReceptionDay, ReceptionItem
from oversight.services.reception.records import take_part, told


def move_to_successors(at: datetime) -> int:
    """Move what ended offices hold; returns how many matters moved. Safe when run twice."""
    today = timezone.localtime(at).date()
    ended = Office.objects.filter(valid_until__lt=today, successor__isnull=False).values_list("pk", "successor_id")
    return sum(_move(old, new, at) for old, new in ended.order_by("valid_until", "pk"))


@transaction.atomic
def _move(old: int, new: int, at: datetime) -> int:
    today = timezone.localtime(at).date()
    ReceptionDay.objects.filter(office=old, day__gte=today).update(office=new)
    same = Leader.objects.filter(keeper=new, office=OuterRef("office"), name=OuterRef("name"), post=OuterRef("post"),
                                 valid_from=OuterRef("valid_from"))  # fmt: skip
    Leader.objects.filter(keeper=old).exclude(Exists(same)).update(keeper=new)
    rows = ReceptionItem.objects.open().filter(Q(office=old) | Q(asked_by=old) | Q(owner=old))
    found = list(rows.select_for_update(of=("self",)).select_related("case__matter").order_by("matter_id"))
    for row in found:
        for name in ("office_id", "asked_by_id", "owner_id"):
            if getattr(row, name) == old:
                setattr(row, name, new)
        row.save()
        take_part(row.case, [new], at)
        told(row.case, "reception_moved", {"office": new, "old_office": old}, system_actor(today, office_id=new), at)
    taken = Charge.objects.open().filter(office=new, matter=OuterRef("matter"))
    moved = Charge.objects.open().filter(office=old).exclude(Exists(taken)).update(office=new)
    return len(found) + int(moved)
