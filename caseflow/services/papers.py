"""Issue papers: render from the record, number, freeze with a hash. One Chinese text template a kind."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template import engines
from django.template.loader import get_template
from django.utils import timezone, translation

from caseflow.choices import PaperKind
from caseflow.citations import in_law
from caseflow.facts import Change
from caseflow.models import Case, Clock, Notice, Opinion
from caseflow.packs import NATIONAL
from caseflow.services.calendars import calendar_version
from caseflow.services.local import kept
from caseflow.statute import law_on
from offices.actors import Actor
from offices.models import Office
from petitions.models import Petitioner
from petitions.sealing import seal
from petitions.services.register import take_numbers

ANSWERS = (PaperKind.OPINION, PaperKind.REPLY)


def issue(
    flat: Sequence[Change], cases: dict[int, Case], actor: Actor, when: dict[int, datetime]
) -> dict[int, list[Notice]]:
    """Issue the papers of the changes; returns them by case id. Numbers are gap-free per office, year and kind."""
    wanted = [(change, paper) for change in flat for paper in change.papers]
    if not wanted:
        return {}
    first: dict[tuple[int, int, str], int] = {}
    counts: dict[tuple[int, int, str], int] = defaultdict(int)
    keys = []
    for change, paper in wanted:
        key = (cases[change.case].office_id, timezone.localtime(when[change.case]).year, paper.kind)
        keys.append((key, counts[key]))
        counts[key] += 1
    for key in sorted(counts):
        first[key], _code = take_numbers(key[0], key[1], f"paper_{key[2]}", counts[key])
    rows = [
        _notice(
            cases[change.case], paper.kind, dict(paper.facts), key[1], first[key] + offset, actor, when[change.case]
        )
        for (change, paper), (key, offset) in zip(wanted, keys, strict=True)
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
    label, law = PaperKind(kind).label, law_on(timezone.localtime(at).date())
    with translation.override("zh-hans"):
        title = in_law(str(label), law.code)
        number = f"{case.office.name}〔{year}〕{title}第{sequence}号"
        body = _text(kind, law.code).render({**_context(case, kind, facts, number, title, at), "law": law})
    secret = case.matter.confidential
    return Notice(
        case=case, kind=kind, number=number[:60], year=year, sequence=sequence, office=case.office, title=title,
        body="" if secret else body, sealed=seal({"body": body}) if secret else None,
        sha256=hashlib.sha256(body.encode()).hexdigest(), issued_by_id=actor.user_id, issued_at=at,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _text(kind: str, law: str) -> Any:
    """The text of a paper as the law of the day has it: one template a kind, its citations those of that law."""
    template = get_template(f"papers/{kind}.txt")
    return template if law == "R22" else engines["django"].from_string(in_law(template.template.source, law))


def _context(case: Case, kind: str, facts: dict[str, Any], number: str, title: str, at: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {
        "case": case, "petition": case.petition, "office": case.office, "number": number, "title": title,
        "today": timezone.localtime(at).date(), "facts": _dates(facts), "topic": case.matter.opened_title,
        "received_on": timezone.localtime(case.petition.received_at).date(),
        "names": "、".join(p.opened["name"] for p in Petitioner.objects.filter(petition=case.petition_id)
                          if p.opened["name"]) or "信访人",
    }  # fmt: skip
    for name in ("target", "sender", "office"):
        if isinstance(facts.get(name), int):
            context[f"{name}_office"] = Office.objects.filter(pk=facts[name]).first()
    if kind in ANSWERS or kind == PaperKind.REPORT:
        opinion = Opinion.objects.filter(case=case).order_by("-draft_no").first()
        context |= {"opinion": opinion.opened, "items": list(opinion.items.all())} if opinion else {}
    if kind == PaperKind.ACCEPTANCE:
        clock = Clock.objects.running().filter(case=case, kind="duty").order_by("due_on").first()
        context["due_on"] = clock.due_on if clock else None
        context["longest"] = _longest(clock)
    return context


def _longest(clock: Clock | None) -> int:
    """The days by which the answer may be extended, by the law and the pack of its clock."""
    found = kept("C6", clock.law, clock.pack, 0 if clock.pack == NATIONAL else calendar_version()) if clock else None
    return found.max_extension if found else 0


def _dates(facts: dict[str, Any]) -> dict[str, Any]:
    """ISO days back to dates, so that the templates can write them out."""
    found = {}
    for name, value in facts.items():
        if isinstance(value, str) and name.endswith("_on"):
            value = date.fromisoformat(value)
        found[name] = value
    return found
