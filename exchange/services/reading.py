"""What the answers are made of: rows in the actor's sight, read in a fixed number of statements whatever their number."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from caseflow.models import Case, Execution
from caseflow.services.listing import Line
from caseflow.services.persons import as_seen, is_own
from caseflow.services.sheet import Sheet
from caseflow.services.timeline import ClockLine, clock_lines, opinion_status
from caseflow.texts import act_name, sentence
from exchange.serializers.acts import petitioner_id
from offices.actors import Actor
from offices.models import Office
from petitions.models import Event, Extract, Matter, Participation, Petition, Petitioner

MOST = 50  # rows of a list inside an answer


class Shown:
    """A row with what an answer shows beside it; the row itself stays as it was read."""

    def __init__(self, row: Any, more: dict[str, Any]) -> None:
        self.row, self.more = row, more

    def __getattr__(self, name: str) -> Any:
        more = self.__dict__["more"]
        return more[name] if name in more else getattr(self.__dict__["row"], name)


def case_rows(actor: Actor) -> QuerySet[Case]:
    """Cases in sight with what one line shows."""
    return Case.objects.visible_to(actor).select_related("office").order_by("pk")


def people_of(
    actor: Actor, petition: Petition, cases: Iterable[Case], people: Iterable[Petitioner]
) -> list[dict[str, Any]]:
    """Petitioners as the actor sees them."""
    own = is_own(actor, petition.office_id, *(c.office_id for c in cases))
    rows = []
    for person in people:
        seen = as_seen(person, own)
        rows.append({
            "id": petitioner_id(petition.number, person.position), "kind": person.kind,
            "is_representative": person.is_representative, "name": seen.name, "address": seen.address,
        })  # fmt: skip
    return rows


def found_petition(line: Line) -> Shown:
    """A line of the list of petitions."""
    passages = [{"before": b, "match": m, "after": a} for b, m, a in line.passages]
    return Shown(line.petition, {"passages": passages, "case": line.case})


def petition_detail(petition: Petition, actor: Actor) -> dict[str, Any]:
    """What `serializers.Petition` shows beside the row: cases, matters and people in sight, and the text or its parts."""
    links = list(Extract.objects.filter(petition=petition, until=None).order_by("pk"))
    matters = {m.pk: m for m in Matter.objects.visible_to(actor).filter(pk__in=[x.matter_id for x in links])}
    seen = [x for x in links if x.matter_id in matters]
    for link in seen:
        link.petition = petition
    whole = len(seen) == len(links)
    cases = list(case_rows(actor).filter(petition=petition)[:MOST])
    people = Petitioner.objects.of_petition(petition)
    opened = petition.opened
    return {
        "text": opened["text"] if whole else "\n\n".join(x.opened_text for x in seen if not x.is_whole),
        "addressee": opened.get("addressee", petition.addressee) if whole else petition.addressee,
        "matters": list(matters.values()),
        "cases": cases,
        "petitioners": people_of(actor, petition, cases, people),
    }


def matter_detail(matter: Matter, actor: Actor) -> dict[str, Any]:
    """The offices of a matter, and the first of its petitions and cases in sight."""
    petitions = Petition.objects.visible_to(actor).filter(extracts__matter=matter, extracts__until=None)
    return {
        "participants": participants_of(matter.pk),
        "petitions": list(petitions.only("uid", "number").order_by("pk")[:MOST]),
        "cases": list(case_rows(actor).filter(matter=matter)[:MOST]),
    }


def participants_of(matter: int) -> list[Participation]:
    """The offices that take part now, of a matter that the caller has found by `visible_to`."""
    return list(
        Participation.objects.filter(matter=matter, until=None).select_related("office").order_by("since", "pk")
    )


def case_detail(case: Case, shown: Sheet, actor: Actor) -> dict[str, Any]:
    """What `serializers.Case` shows beside the row."""
    offices = Office.objects.in_bulk({c.office_id for c in shown.related})
    for other in shown.related:
        other.office = offices[other.office_id]
    return {
        "text": shown.text,
        "petitioners": people_of(actor, case.petition, [case], shown.people),
        "participants": participants_of(case.matter_id),
        "clocks": [_clock(line) for line in clock_lines(shown.clocks)],
        "opinion": _opinion(shown),
        "executions": _executions(shown),
        "settlements": shown.agreements,
        "clearance": shown.among.steps,
        "parts": shown.among.parts,
        "disputes": shown.among.disputes,
        "decisions": shown.among.decisions,
        "papers": shown.papers,
        "files": shown.files,
        "related": shown.related,
    }


def _clock(line: ClockLine) -> dict[str, Any]:
    names = (
        "term",
        "law",
        "pack",
        "kind",
        "started_on",
        "nominal_on",
        "due_on",
        "stopped_on",
        "extension",
        "provisional",
    )
    found = {name: getattr(line.clock, name) for name in names}
    return {**found, "name": line.name, "status": line.status, "why": line.why}


def _executions(shown: Sheet) -> list[Execution]:
    items = {item.pk: item for item in shown.items}
    for row in shown.executions:
        if row.item_id in items:
            row.item = items[row.item_id]
    return shown.executions


def _opinion(shown: Sheet) -> dict[str, Any] | None:
    if shown.opinion is None:
        return None
    body = shown.opinion.opened
    told = {name: body.get(name, "") for name in ("findings", "basis", "remedy")}
    return {"status": opinion_status(shown.opinion), "items": shown.items, **told}


def event_rows(events: Sequence[Event], actor: Actor) -> list[dict[str, Any]]:
    """Lines of a timeline. Internal ids in the facts become names in the sentence; nothing else of them goes out."""
    opened = {e.pk: e.opened for e in events}
    wanted = {e.office_id for e in events} | {f.get("target") or f.get("office") for f in opened.values()}
    offices = Office.objects.in_bulk([pk for pk in wanted if pk])
    names = {pk: str(office) for pk, office in offices.items()}
    cases = dict(
        Case.objects.visible_to(actor).filter(pk__in={e.case_id for e in events if e.case_id}).values_list("pk", "uid")
    )
    rows = []
    for event in events:
        facts = opened[event.pk]
        rows.append({
            "uid": event.uid, "seq": event.seq, "kind": event.kind, "name": act_name(event.kind), "at": event.at,
            "recorded_at": event.recorded_at, "by": event.actor_name, "office": offices.get(event.office_id or 0),
            "case": cases.get(event.case_id or 0), "from_state": facts.get("from"), "to_state": facts.get("to"),
            "text": sentence(event.kind, facts, names), "is_backdated": event.is_backdated, "is_imported": event.is_imported,
        })  # fmt: skip
    return rows


def deliveries(services: Iterable[Any]) -> list[dict[str, Any]]:
    """Services of a paper, each petitioner by her id."""
    return [
        {"petitioner": petitioner_id(s.petitioner.petition.number, s.petitioner.position), "way": s.way,
         "sent_on": s.sent_on, "received_on": s.received_on, "is_refused": s.is_refused}
        for s in services
    ]  # fmt: skip
