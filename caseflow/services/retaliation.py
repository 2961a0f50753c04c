"""A petitioner reports retaliation (R22 Art. 18 ¶4, 46 (6)): to the superior of the office meant, never to that office.

Nothing of it stands on the matter's timeline, in its case or in any list but the superior's queue.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from caseflow.choices import ReminderKind
from caseflow.facts import Refusal, Refused
from caseflow.models import RetaliationReport
from caseflow.services.reminders import tell_offices
from caseflow.statute import Article
from offices.actors import Actor
from offices.models import Office, OfficeBelow
from offices.roles import Capability
from petitions.models import Matter, Petition
from petitions.sealing import seal
from petitions.services.accused import barred_from, organ_above

ART_18 = Article(18, 4)
WHO = (Capability.OVERSEE, Capability.CONFIDENTIAL)


@transaction.atomic
def report_retaliation(about: Petition | Matter, text: str, who_is_meant: int, at: datetime) -> RetaliationReport:
    """Take a report against an office (its id), from the query page or the counter; returns it with `office`, the superior.

    Raises Refused where nothing is said, or where no office above the one meant is known to this desk.
    """
    if not text.strip():
        raise Refused(Refusal("missing", ART_18, {"fields": ["text"]}))
    petition = about if isinstance(about, Petition) else None
    matter = about if isinstance(about, Matter) else _matter_of(about)
    today = timezone.localtime(at).date()
    barred = barred_from(matter.pk, today).offices | {who_is_meant}
    superior = _superior(who_is_meant, barred, at)
    report = RetaliationReport.objects.create(
        matter=matter, petition=petition, against_id=who_is_meant, office_id=superior, sealed=seal({"text": text.strip()}),
        reported_at=at,
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
    """The nearest office above that is not itself meant; one without a superior: the petition or discipline organ above."""
    today = timezone.localtime(at).date()
    above = OfficeBelow.objects.filter(below=office, depth__gt=0).exclude(above__in=barred)
    row = above.filter(above__in=Office.objects.in_force(today)).order_by("depth").first()
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
