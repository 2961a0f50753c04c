"""What the case page shows of a case, read in one statement and one more for the offices' names; long lists by the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from caseflow.models import Case, Clock, Execution, Hearing, Notice, Opinion, OpinionItem, RemedyRequest, Settlement
from caseflow.services.among import Among, among, party_ids
from caseflow.services.among import reads as among_reads
from caseflow.services.timeline import Line, event_lines
from offices.actors import Actor
from offices.models import Office
from offices.together import together
from petitions.models import Accused, Attachment, Event, Extract, Petitioner

MOST = 50  # lines, papers, files and people shown at once


@dataclass(frozen=True)
class Sheet:
    """Rows for the template; `older`, `more_papers`, `more_files` begin the next part of a long list."""

    people: list[Petitioner]
    text: str
    others: list[str]
    clocks: list[Clock]
    lines: list[Line]
    papers: list[Notice]
    files: list[Attachment]
    opinion: Opinion | None
    items: list[OpinionItem]
    related: list[Case]
    older: int | None = None
    more_papers: int | None = None
    more_files: int | None = None
    names: dict[int, str] = field(default_factory=dict)
    agreements: list[Settlement] = field(default_factory=list)
    executions: list[Execution] = field(default_factory=list)
    among: Among = field(default_factory=Among)
    against: list[Accused] = field(default_factory=list)
    asked: RemedyRequest | None = None  # what this review or recheck was asked for
    hearings: list[Hearing] = field(default_factory=list)
    linked: list[Case] = field(default_factory=list)  # of the concluded matter before, or of the one that follows


def sheet(case: Case, actor: Actor, asked: Mapping[str, str], *, most: int = MOST) -> Sheet:
    """All that the page shows beside the acts. `asked` may hold `older`, `papers` and `files`: from where to go on.

    `most` rows of each list; a document asks for all.
    """
    matter, petition = case.matter_id, case.petition_id
    events = Event.objects.visible_to(actor).filter(matter=matter, seq__lt=_from(asked, "older", 2**31 - 1))
    papers = Notice.objects.visible_to(actor).filter(case__matter=matter, pk__gt=_from(asked, "papers", 0))
    files = Attachment.objects.visible_to(actor).filter(pk__gt=_from(asked, "files", 0))
    linked = Case.objects.visible_to(actor)
    (people, own, others, clocks, found, papers, files, opinions, items, agreements, executions, asked_for, hearings, before, after, related,
     against, *others_of) = together(
        Petitioner.objects.filter(petition=petition).order_by("position")[: most * 2],
        Extract.objects.filter(matter=matter, petition=petition, until=None),
        Extract.objects.filter(matter=matter, until=None).exclude(petition=petition).order_by("pk")
        .values("petition__number")[: most + 1],
        Clock.objects.filter(case=case).order_by("due_on", "pk"),
        events.order_by("-seq")[: most + 1],
        papers.only("uid", "kind", "number", "issued_at", "case_id").order_by("pk")[: most + 1],
        files.filter(Q(petition=petition) | Q(matter=matter)).order_by("pk")[: most + 1],
        Opinion.objects.filter(case=case).order_by("-draft_no")[:1],
        OpinionItem.objects.filter(opinion__case=case).order_by("position"),
        Settlement.objects.filter(case=case).order_by("pk"),
        Execution.objects.filter(case=case).order_by("item__position", "pk"),
        RemedyRequest.objects.filter(case=case),
        Hearing.objects.filter(case=case).order_by("first_on", "pk"),
        linked.filter(matter=case.matter.follows_id or 0).order_by("pk")[:most],
        linked.filter(matter__follows=matter).order_by("pk")[:most],
        Case.objects.visible_to(actor).filter(matter=matter).exclude(pk=case.pk).order_by("pk")[:most],
        Accused.objects.visible_to(actor).filter(matter=matter, until=None).order_by("pk")[:most],
        *among_reads(case),
    )  # fmt: skip
    for row in own:
        row.petition = case.petition
    for row in (*agreements, *items):  # shown, never saved
        vars(row).update(row.opened)
    opened = [e.opened for e in found]
    ids = (
        {e.office_id for e in found}
        | {f.get("target") or f.get("office") for f in opened}
        | {c.office_id for c in (*related, *before, *after)}
        | {a.office_id for a in against}
        | party_ids(others_of)
    )
    names = {
        o.pk: str(o) for o in Office.objects.filter(pk__in=[i for i in ids if i]).only("name", "name_en").order_by()
    }
    opinion = opinions[0] if opinions else None
    return Sheet(
        people, own[0].opened_text if own else "", [o["petition__number"] for o in others], clocks,
        event_lines(found[:most], opened, names), papers[:most], files[:most], opinion,
        [i for i in items if opinion and i.opinion_id == opinion.pk], related,
        found[most - 1].seq if len(found) > most else None, papers[most - 1].pk if len(papers) > most else None,
        files[most - 1].pk if len(files) > most else None, names, agreements, executions, among(others_of, names), against,
        asked_for[0] if asked_for else None, hearings, [*before, *after],
    )  # fmt: skip


def against_lines(shown: Sheet) -> list[str]:
    """Who is complained of, in words: persons and offices of an accusation, the office of a claim."""
    lines = []
    for row in shown.against:
        opened, office = row.opened, shown.names.get(row.office_id or 0, "")
        parts = (opened["name"], opened["post"], row.level_name, opened["unit"], office)
        lines.append(" · ".join(part for part in parts if part))
    return lines


def text_of(case: Case) -> str:
    """The part of the petition that concerns the case's matter; never another one's (R22 Art. 30 ¶3)."""
    part = Extract.objects.filter(matter=case.matter_id, petition=case.petition_id, until=None).first()
    if part is None:
        return ""
    part.petition = case.petition
    return part.opened_text


def _from(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    given = asked.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 16 else otherwise
