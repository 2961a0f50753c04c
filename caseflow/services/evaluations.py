"""Her evaluation of the petition office and of the office that answered, each once, within the window (R22 Art. 21 ¶2)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from caseflow.choices import CaseKind, Rated, Rating
from caseflow.deadlines import due
from caseflow.models import Case, Evaluation
from caseflow.rules import Rules
from offices.actors import Actor
from offices.models import Office, OfficeKind
from petitions.models import Petition, Petitioner

NOT_RATED = frozenset({OfficeKind.COURT, OfficeKind.PROCURATORATE})  # regulation 3.1: outside the scope
NOT_FIRST = frozenset({"joined", "voided", "returned"})
FEWEST = 3  # OWN: below it reasons could tell whose they are


@dataclass(frozen=True)
class Chance:
    """One office she may rate, has rated or might have: `state` is open, done or over."""

    rated: str
    office: Office
    matter: int
    uid: uuid.UUID  # the matter's
    until: date
    state: str

    @property
    def label(self) -> str:
        return str(Rated(self.rated).label)


def chances(petition: Petition, cases: Sequence[Case], sent_on: dict[int, date], given: Iterable[Evaluation], rules: Rules,
            today: date) -> list[Chance]:  # fmt: skip
    """What she may evaluate on one matter. Only the first handling that was accepted and answered, and only to whom it is hers.

    `cases` are the matter's, `sent_on` the day on which each case's answer could first be read by her.
    """
    handled = sorted((c for c in cases if c.kind == CaseKind.HANDLING and c.state not in NOT_FIRST), key=lambda c: c.pk)
    first = handled[0] if handled else None
    if first is None or first.pk not in sent_on or first.accepted_on is None or first.petition_id != petition.pk:
        return []
    if first.matter.klass == "B" or first.matter.confidential or first.office.kind in NOT_RATED:
        return []
    term = rules.term("EV", sent_on[first.pk])
    if term is None:
        return []
    until = due(term, sent_on[first.pk], rules.calendar).legal
    done = {e.rated for e in given if e.matter_id == first.matter_id}
    rated = [(Rated.RESPONSIBLE, first.office)]
    if petition.office.kind == OfficeKind.PETITION:
        rated.insert(0, (Rated.PETITION, petition.office))
    return [
        Chance(
            what,
            office,
            first.matter_id,
            first.matter.uid,
            until,
            "done" if what in done else "open" if today <= until else "over",
        )
        for what, office in rated
    ]


def evaluate(chance: Chance, petitioner: Petitioner, value: int, reason: str, at: datetime) -> bool:
    """Keep her rating; False where one was given before (the first one counts)."""
    try:
        with transaction.atomic():
            Evaluation.objects.create(
                matter_id=chance.matter, petitioner=petitioner, office=chance.office, rated=chance.rated, value=value,
                reason=reason.strip(), at=at,
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


@dataclass
class Summary:
    """What an office is told of one year: how many of each value, and reasons that no longer tell whose they are."""

    office: Office
    rated: str
    counts: dict[int, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def rows(self) -> list[tuple[str, int]]:
        return [(str(r.label), self.counts.get(r.value, 0)) for r in Rating]

    @property
    def label(self) -> str:
        return str(Rated(self.rated).label)

    @property
    def share(self) -> float | None:
        """Satisfied and basically satisfied of all that were given (regulation 3.2)."""
        good = self.counts.get(Rating.SATISFIED, 0) + self.counts.get(Rating.BASICALLY, 0)
        return good / self.total if self.total else None


def received(actor: Actor, year: int) -> list[Summary]:
    """The evaluations of a year for the offices in the actor's set; without petitioner, matter or day."""
    seen = Evaluation.objects.visible_to(actor).filter(at__range=_year(year))
    found: dict[tuple[int, str], Summary] = {}
    offices = Office.objects.in_bulk(set(seen.values_list("office", flat=True)))
    for row in seen.values("office", "rated", "value").annotate(n=Count("pk")).order_by():
        key = (row["office"], row["rated"])
        found.setdefault(key, Summary(offices[key[0]], key[1])).counts[row["value"]] = row["n"]
    texts = defaultdict(list)
    for office, rated, reason in (
        seen.exclude(reason="").values_list("office", "rated", "reason").order_by("reason")[:2000]
    ):
        texts[office, rated].append(reason)  # by their words, not by time
    for key, summary in found.items():
        summary.reasons = texts[key] if summary.total >= FEWEST else []
    return sorted(found.values(), key=lambda s: (s.office.code, s.rated))


def _year(year: int) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=zone)
