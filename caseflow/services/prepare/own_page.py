"""What holds for every act of the petitioner herself."""

from django.db.models import Q
from django.utils import timezone

from caseflow.facts import Refusal, Refused
from caseflow.services.prepare.base import Ask
from petitions.models import Event

MOST_A_DAY = 10  # OWN: of one act by one petitioner on one case


def within_the_day(ask: Ask) -> None:
    """Nobody fills a case with a hundred lines a day, whoever holds the slip."""
    begin = timezone.localtime(ask.at).replace(hour=0, minute=0, second=0, microsecond=0)
    hers = Q(facts__by_petitioner=ask.actor.petitioner_id) | Q(
        matter__confidential=True
    )  # sealed facts cannot be asked
    rows = Event.objects.filter(hers, case_id=ask.case.pk, kind=ask.act, actor=None, at__gte=begin)
    if rows.count() >= MOST_A_DAY:
        raise Refused(Refusal("enough_today", facts={"n": MOST_A_DAY}))
