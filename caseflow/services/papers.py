"""Issue papers: render from the record, number, freeze with a hash. One Chinese text template a kind."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from caseflow.choices import PaperKind, RedoGround, RouteUnit
from caseflow.facts import Change, NewCase
from caseflow.models import Case, Clock, Notice, Opinion
from offices.actors import Actor
from offices.models import Office
from petitions.choices import Klass
from petitions.models import Petitioner
from petitions.sealing import seal
from petitions.services.register import take_numbers

ANSWERS = (PaperKind.OPINION, PaperKind.REPLY, PaperKind.OWN_ANSWER, PaperKind.REVIEW, PaperKind.RECHECK)


def issue(
    flat: Sequence[Change], cases: dict[int, Case], actor: Actor, when: dict[int, datetime],
    opened: Sequence[tuple[Change, NewCase, Case]] = (),
) -> dict[int, list[Notice]]:  # fmt: skip
    """Issue the papers of the changes and of the cases they open, by case id. Numbers: gap-free per office, year and kind."""
    wanted = [(change.case, paper) for change in flat for paper in change.papers]
    wanted += [(case.pk, paper) for _change, new, case in opened for paper in new.papers]
    if not wanted:
        return {}
    first: dict[tuple[int, int, str], int] = {}
    counts: dict[tuple[int, int, str], int] = defaultdict(int)
    keys = []
    for pk, paper in wanted:
        key = (cases[pk].office_id, timezone.localtime(when[pk]).year, paper.kind)
        keys.append((key, counts[key]))
        counts[key] += 1
    for key in sorted(counts):
        first[key], _code = take_numbers(key[0], key[1], f"paper_{key[2]}", counts[key])
    rows = [
        _notice(cases[pk], paper.kind, dict(paper.facts), key[1], first[key] + offset, actor, when[pk])
        for (pk, paper), (key, offset) in zip(wanted, keys, strict=True)
    ]
    Notice.objects.bulk_create(rows)
    issued: dict[int, list[Notice]] = defaultdict(list)
    for row in rows:
        issued[row.case_id].append(row)
    return issued


def answers_of(case_ids: set[int]) -> dict[int, Notice]:
    """The last answer (opinion or reply) issued in each case."""
    rows = Notice.objects.filter(case__in=case_ids, kind__in=ANSWERS).order_by("pk")
    return {row.case_id: row for row in rows}


def _notice(
    case: Case, kind: str, facts: dict[str, Any], year: int, sequence: int, actor: Actor, at: datetime
) -> Notice:
    label = PaperKind(kind).label
    with translation.override("zh-hans"):
        title = str(label)
        number = f"{case.office.name}〔{year}〕{title}第{sequence}号"
        body = render_to_string(f"papers/{kind}.txt", _context(case, kind, facts, number, title, at))
    secret = case.matter.confidential
    return Notice(
        case=case, kind=kind, number=number[:60], year=year, sequence=sequence, office=case.office, title=title,
        body="" if secret else body, sealed=seal({"body": body}) if secret else None,
        sha256=hashlib.sha256(body.encode()).hexdigest(), issued_by_id=actor.user_id, issued_at=at,
    )  # fmt: skip


def _context(case: Case, kind: str, facts: dict[str, Any], number: str, title: str, at: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {
        "case": case, "petition": case.petition, "office": case.office, "number": number, "title": title,
        "today": timezone.localtime(at).date(), "facts": _dates(facts), "topic": case.matter.opened_title,
        "received_on": timezone.localtime(case.petition.received_at).date(),
        "names": "、".join(p.opened["name"] for p in Petitioner.objects.filter(petition=case.petition_id)
                          if p.opened["name"]) or "信访人",
    }  # fmt: skip
    for name in ("target", "sender", "office", "redo"):
        if isinstance(facts.get(name), int):
            context[f"{name}_office"] = Office.objects.filter(pk=facts[name]).first()
    if kind in ANSWERS or kind == PaperKind.REPORT:
        opinion = Opinion.objects.filter(case=case).order_by("-draft_no").first()
        context |= {"opinion": opinion.opened, "items": list(opinion.items.all())} if opinion else {}
    if kind == PaperKind.ROUTE:
        context["unit_name"] = str(RouteUnit(facts["unit"]).label)
    if kind == PaperKind.RECLASSIFIED:
        context |= {"old_class": Klass(facts["old"]).label, "new_class": Klass(facts["new"]).label}
    if kind in (PaperKind.ACCEPTANCE, PaperKind.OWN_PROCEDURE):
        clock = Clock.objects.running().filter(case=case, kind="duty").order_by("due_on").first()
        context["due_on"] = clock.due_on if clock else None
    if kind in (PaperKind.REVIEW, PaperKind.RECHECK):
        context |= {
            "below_office": case.remedy_request.of.office, "hearings": list(case.hearings.all()),
            "ground": RedoGround(facts["ground"]).label if facts.get("ground") else "",
        }  # fmt: skip
    if kind in (PaperKind.WITHDRAWAL, PaperKind.REVOCATION):
        context["names"] = Petitioner.objects.get(pk=facts["petitioner"]).opened["name"] or "信访人"
    return context


def _dates(facts: dict[str, Any]) -> dict[str, Any]:
    """ISO days back to dates, so that the templates can write them out."""
    found = {}
    for name, value in facts.items():
        if isinstance(value, str) and name.endswith("_on"):
            value = date.fromisoformat(value)
        found[name] = value
    return found
