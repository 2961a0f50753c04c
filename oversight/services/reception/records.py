"""What every act of a reception leaves: a line on the matter's timeline, an office that takes part, a reminder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from caseflow.services.lines import Line
from caseflow.services.reminders import send
from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability
from oversight.models import Leader
from oversight.reception import ART_18
from petitions.choices import AccusedAs, Capacity
from petitions.models import Accused, Participation
from petitions.services.accused import Barred, barred_from
from petitions.services.index import refresh_scope
from petitions.services.register import EventLine, record_events

VIA = "reception"


def refuse(refusal: Refusal | None) -> None:
    """Raises Refused where there is something to refuse."""
    if refusal is not None:
        raise Refused(refusal)


def need(actor: Actor, capability: str, *offices: int | None) -> None:
    """The capability, held at one of the offices; raises Refused."""
    refuse(None if may(actor, capability, *offices) else Refusal("capability"))


def may(actor: Actor, capability: str, *offices: int | None) -> bool:
    """Whether the actor holds the capability at one of the offices. Buttons and guards read this alike."""
    return actor.office_id is not None and actor.office_id in offices and actor.may(capability)


def seen(case: Case, actor: Actor) -> Case:
    """The case as the actor sees it; one that is not in her sight is unknown."""
    found = Case.objects.visible_to(actor).select_related("matter", "petition").filter(pk=case.pk).first()
    if found is None:
        raise Refused(Refusal("unknown_case"))
    return found


def told(case: Case, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
    """A line on the matter's timeline: old and new as facts, no sentence, nobody's name."""
    line = EventLine(case.matter, kind, at, facts, case.pk, case.petition_id, actor.office_id or case.office_id)
    record_events([line], actor)


def leader_facts(leader: Leader) -> dict[str, Any]:
    return {"office": leader.office_id, "post": leader.post}


def take_part(case: Case, offices: Iterable[int], at: datetime) -> None:
    """Offices that receive, bring or take back a matter take part in it from now on; of a secret one nobody new does."""
    if case.confidential:
        return
    taking = set(Participation.objects.filter(matter=case.matter_id, until=None).values_list("office_id", flat=True))
    new = sorted(set(offices) - taking)
    if new:
        Participation.objects.bulk_create(
            [Participation(matter_id=case.matter_id, office_id=o, capacity=Capacity.HELPER, since=at, via=VIA) for o in new],
            ignore_conflicts=True,
        )  # fmt: skip
        refresh_scope([case.matter_id])


@dataclass(frozen=True)
class KeptFrom:
    """Who never receives a matter: accused persons, by account or by name, their offices and those that they head."""

    barred: Barred
    names: frozenset[str] = frozenset()

    def __contains__(self, place: tuple[Leader, int]) -> bool:
        leader, office = place
        by_office = bool({leader.office_id, office} & self.barred.offices)
        return by_office or leader.user_id in self.barred.users or leader.name in self.names


def kept_from(case: Case, today: date) -> KeptFrom:
    """R22 Art. 28 ¶3, 30 ¶3, for a leader and the office that keeps her calendar: `(leader, office) in kept_from(...)`."""
    if not case.confidential:
        return KeptFrom(Barred())
    rows = Accused.objects.filter(matter=case.matter_id, until=None, capacity=AccusedAs.ACCUSED)
    return KeptFrom(barred_from(case.matter_id, today), frozenset(r.opened["name"].strip() for r in rows) - {""})


def check_owner(case: Case, office: int, today: date) -> None:
    """The office that takes a matter back: in force, never accused, of a secret matter one that takes part already."""
    known = Office.objects.in_force(today).filter(pk=office).exists()
    if known and case.confidential:
        known = Participation.objects.filter(matter=case.matter_id, office=office, until=None).exists()
    if not known or office in barred_from(case.matter_id, today).offices:
        raise Refused(Refusal("reception_owner", ART_18))


def remind(case: Case, kind: str, capability: Capability, key: str, office: int, at: datetime, skip: int | None = None, **facts: str) -> None:  # fmt: skip
    """A line in the bell of an office's people; `facts` are links, never texts."""
    send([Line(case.pk, case.confidential, kind, capability, key, office, facts=facts)], at, skip=skip)
