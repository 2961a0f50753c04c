"""Rising topics in a sight: petitions by upper topic and county in the last 30 days and the 360 before; what persons decided."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from offices.actors import Actor
from offices.models import Region
from oversight.hot.rising import Rise, rises, spans
from oversight.models import RisingWarning
from oversight.prevention_querysets import is_secret
from petitions.models import Petition, Topic

COUNTY = 3  # level of the places that are compared
CODE = 13  # characters of a region's code and its slash in a path


def _instant(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _counts(rows: QuerySet[Petition], first: date, last: date) -> dict[tuple[str, str], int]:
    """(upper topic's two digits, path of the county) -> petitions received on the days, both counted."""
    rows = rows.filter(received_at__gte=_instant(first), received_at__lt=_instant(last + timedelta(1)))
    found = rows.values_list("of_topic", "of_place").annotate(n=Count("pk", distinct=True)).order_by()
    return {(topic, place): n for topic, place, n in found if topic and place}


def rising(actor: Actor, last: date) -> list[Rise]:
    """All topics x counties that had a petition in the 390 days up to `last`; `topic` and `place` as `_counts` has them."""
    now, before = spans(last)
    rows = Petition.objects.visible_to(actor).exclude(is_secret("pk")).filter(extracts__until=None)
    rows = rows.annotate(of_topic=Left(F("extracts__matter__topic__code"), 2), of_place=Left(F("extracts__matter__region__path"), CODE * COUNTY))  # fmt: skip
    late, early = _counts(rows, now.first, now.last), _counts(rows, before.first, before.last)
    return rises({key: (late.get(key, 0), early.get(key, 0)) for key in sorted({*late, *early})})


def names(found: list[Rise]) -> tuple[dict[str, Topic], dict[str, Region]]:
    """The topics and places of the rows, by what they hold."""
    topics = Topic.objects.filter(level=1, code__in=[f"{r.topic}0000" for r in found])
    regions = Region.objects.filter(path__in={r.place for r in found})
    return {t.code[:2]: t for t in topics}, {r.path: r for r in regions}


def decided(actor: Actor, last: date) -> dict[tuple[str, str], RisingWarning]:
    """What persons of the office decided about warnings up to the day."""
    rows = RisingWarning.objects.visible_to(actor).filter(on=last).select_related("topic", "region", "user")
    return {(w.topic.code[:2], w.region.path): w for w in rows}


@transaction.atomic
def decide(actor: Actor, rise: Rise, topic: Topic, region: Region, last: date, at: datetime, *, state: str, reason: str) -> RisingWarning:  # fmt: skip
    """Confirm or dismiss a warning with a reason; the numbers are kept as they stand. A later decision of the day takes its place."""
    values: dict[str, Any] = {
        "now": rise.now, "before": rise.before, "expected": rise.expected, "chance": rise.chance, "state": state, "reason": reason,
        "user_id": actor.user_id, "at": at,
    }  # fmt: skip
    row, _ = RisingWarning.objects.update_or_create(
        office_id=actor.office_id, topic=topic, region=region, on=last, defaults=values
    )
    return row
