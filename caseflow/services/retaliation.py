"""A petitioner reports retaliation (R22 Art. 18 ¶4, 46 (6)): to the superior of the office meant, never to that office.

Nothing of it stands on the matter's timeline, in its case or in any list but the superior's queue.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.facts import Refusal, Refused
from caseflow.models import Case, RetaliationReport
from caseflow.services.reminders import tell_offices
from caseflow.statute import Article
from offices.actors import Actor
from offices.models import Office, OfficeBelow
from offices.roles import Capability
from petitions.models import Matter, Petition, Petitioner
from petitions.sealing import seal
from petitions.services.accused import barred_from, offices_complained_of, organ_above

ART_18 = Article(18, 4)
WHO = (Capability.OVERSEE, Capability.CONFIDENTIAL)


def report_by_page(petitioner: Petitioner, text: str, at: datetime, *, key: str) -> None:
    """The petitioner's own page: against the office complained of, where none is entered the one that has the matter now."""
    matter = _matter_of(petitioner.petition)
    entered = offices_complained_of(matter.pk)
    newest = (
        Case.objects.filter(matter=matter)
        .order_by(F("closed_at").desc(nulls_first=True), "-pk")
        .values_list("office_id", flat=True)
    )
    report_retaliation(petitioner.petition, text, entered[0] if entered else newest[0], at, key=key)


@transaction.atomic
def report_retaliation(
    about: Petition | Matter, text: str, who_is_meant: int, at: datetime, *, key: str = ""
) -> RetaliationReport:
    """Take a report against an office (its id), from the query page or the counter; returns it with `office`, the superior.

    Raises Refused where nothing is said, or where no office above the one meant is known to this desk.
    """
    if key and (done := RetaliationReport.objects.filter(key=key).first()) is not None:
        return done
    if not text.strip():
        raise Refused(Refusal("missing", ART_18, {"fields": ["text"]}))
    petition = about if isinstance(about, Petition) else None
    matter = about if isinstance(about, Matter) else _matter_of(about)
    today = timezone.localtime(at).date()
    barred = barred_from(matter.pk, today).offices | {who_is_meant}
    superior = _superior(who_is_meant, barred, at)
    report = RetaliationReport.objects.create(
        matter=matter, petition=petition, against_id=who_is_meant, office_id=superior, sealed=seal({"text": text.strip()}),
        reported_at=at, key=key,
    )  # fmt: skip
    tell_offices(
        {superior}, ReminderKind.RETALIATION, f"retaliation:{report.uid}", WHO, at, retaliation=str(report.uid)
    )
    return report


def _matter_of(petition: Petition) -> Matter:
    link = petition.extracts.filter(until=None).select_related("matter").order_by("pk").first()
    assert link is not None, "every petition is linked to a matter"
    return link.matter


def _superior(office: int, barred: frozenset[int], at: datetime) -> int:
    """The nearest superior that is not itself meant; one without any: the petition office of the place, or discipline."""
    today = timezone.localtime(at).date()
    alive = set(Office.objects.in_force(today).values_list("pk", flat=True))
    superiors = dict(Office.objects.exclude(superior=None).values_list("pk", "superior_id"))
    seen, here = {office}, superiors.get(office)
    while here is not None and here not in seen:
        if here in alive and here not in barred:
            return here
        seen.add(here)
        here = superiors.get(here)
    above = OfficeBelow.objects.filter(below=office, depth__gt=0).exclude(above__in=barred)
    row = above.filter(above__in=alive).order_by("depth").first()
    if row is not None:
        return row.above_id
    organ = organ_above(office, barred, today)
    if organ is None:
        raise Refused(Refusal("no_superior", ART_18))
    return organ.pk


@transaction.atomic
def acknowledge(report: RetaliationReport, actor: Actor, at: datetime) -> bool:
    """The superior has it in hand. Once."""
    _mine(report, actor)
    rows = RetaliationReport.objects.filter(pk=report.pk, acknowledged_at=None)
    return bool(rows.update(acknowledged_at=at, acknowledged_by=actor.user_id))


@transaction.atomic
def answer(report: RetaliationReport, text: str, actor: Actor, at: datetime) -> bool:
    """What the superior found and did; she reads it by her query code. Once; it acknowledges where nobody did."""
    _mine(report, actor)
    if not text.strip():
        raise Refused(Refusal("missing", ART_18, {"fields": ["text"]}))
    acknowledge(report, actor, at)
    rows = RetaliationReport.objects.filter(pk=report.pk, answered_at=None)
    return bool(rows.update(answered_at=at, answered_by=actor.user_id, answer=seal({"text": text.strip()})))


def _mine(report: RetaliationReport, actor: Actor) -> None:
    if not RetaliationReport.objects.visible_to(actor).filter(pk=report.pk).exists():
        raise Refused(Refusal("capability"))


def reports_of(petition: Petition) -> list[RetaliationReport]:
    """What was reported with this petition, for whoever proved by number and query code that it is hers."""
    return list(RetaliationReport.objects.filter(petition=petition).select_related("office"))
