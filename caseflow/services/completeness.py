"""What is missing before an act: the record that the pure checks look at, and what the office's count keeps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from caseflow.completeness import ACTS, Check, Record, missing
from caseflow.facts import By, CaseState, Refusal, Refused
from caseflow.models import Case, CompletenessMiss, Notice, Opinion, OpinionItem
from offices.together import together
from petitions.models import Attachment, Event, Petitioner

HEARINGS = ("hold_hearing", "hearing")
INVESTIGATIONS = ("investigate", "hear", "add_evidence", *HEARINGS)


def record_of(case: Case, state: CaseState, on: date) -> Record:
    """The case as the checks look at it; one statement. `case` carries its matter and petition."""
    petition, matter = case.petition, case.matter
    events, papers, joined, files, people, opinions, items, below = together(
        Event.objects.filter(case_id=case.pk, kind__in=INVESTIGATIONS).values("kind", "pk"),
        Notice.objects.filter(case=case).values("kind"),
        Notice.objects.filter(case__joined_to=case).values("kind"),  # apart: with an OR it would walk all papers
        Attachment.objects.filter(Q(petition=petition) | Q(case_id=case.pk)).values("petition_id", "case_id"),
        Petitioner.objects.filter(petition=petition, is_representative=True).values("pk"),
        Opinion.objects.filter(case=case).order_by("-draft_no")[:1],
        OpinionItem.objects.filter(opinion__case=case).order_by("position").values("opinion_id", "request", "outcome", "answer"),
        Case.objects.filter(matter=matter.pk).exclude(pk=case.pk).exclude(handler=None).exclude(kind="desk").values("handler_id"),
    )  # fmt: skip
    opinion = opinions[0] if opinions else None
    body = opinion.opened if opinion else {}
    hearings = sum(e["kind"] in HEARINGS for e in events)
    return Record(
        kind=case.kind, on=on, klass=matter.klass,
        has_place=matter.region_id is not None, has_topic=matter.topic_id is not None,
        reachable=bool(state.reachable), is_anonymous=petition.is_anonymous, channel=petition.channel,
        is_joint=petition.is_joint, representatives=len(people), text=petition.opened["text"],
        files=sum(f["petition_id"] is not None for f in files), evidence=sum(f["case_id"] is not None for f in files),
        investigations=len(events), hearings=hearings, minutes=_minutes(hearings, files),
        due={c.term: c.due_on for c in state.clocks if c.kind == "duty"},
        papers=frozenset(p["kind"] for p in (*papers, *joined)), handler=state.handler, declared=state.declared,
        drafted=opinion is not None,
        items=tuple((i["request"], i["outcome"], i["answer"]) for i in items if opinion and i["opinion_id"] == opinion.pk),
        basis=body.get("basis", ""), remedy=body.get("remedy", ""), extended=any(c.extension for c in state.clocks),
        parts_open=len(state.parts), report_owed=state.clock("C5") is not None, unproven=len(state.awaiting_receipt),
        handlers_below=frozenset(b["handler_id"] for b in below), own_rules=state.office.own_rules,
    )  # fmt: skip


def _minutes(hearings: int, files: Sequence[Mapping[str, Any]]) -> int:
    """A hearing's minutes are a file of the case."""
    return min(hearings, sum(f["case_id"] is not None for f in files))


def missing_before(
    case: Case, state: CaseState, act: str, facts: Mapping[str, Any], by: By, on: date
) -> tuple[Check, ...]:
    """What is missing for an act about to be done; raises `Refused` where the law makes it mandatory."""
    if act not in ACTS or by.is_import or by.is_system:
        return ()
    found = missing(record_of(case, state, on), act, facts)
    blocking = [c for c in found if c.blocks]
    if blocking:
        raise Refused(Refusal("incomplete", blocking[0].article, {"checks": [c.code for c in blocking]}))
    return found


def keep_misses(case: Case, office: int, act: str, found: Sequence[Check], at: datetime) -> None:
    """Remember that the act was done with something missing."""
    if found:
        CompletenessMiss.objects.bulk_create(
            CompletenessMiss(case=case, office_id=office, code=c.code, act=act, at=at) for c in found
        )
