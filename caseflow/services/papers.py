"""Issue papers: write from the record, check what must be in it, then number, set and freeze text and PDF by their hashes.

The counter's row is locked last. Whatever fails (a missing text, a paper that cannot be set, a store without room)
rolls the whole act back: nothing is issued, and the number goes to the next paper.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation

from caseflow import wording
from caseflow.choices import PaperKind, RedoGround, RouteUnit
from caseflow.citations import in_law
from caseflow.facts import Change, NewCase, Refusal, Refused
from caseflow.mandatory import TO_ORGANS, missing
from caseflow.models import Case, Clock, Letterhead, Notice, Opinion, OpinionItem, Wording
from caseflow.packs import NATIONAL
from caseflow.services import addressees, paper_fields, paper_layout, paper_pdf
from caseflow.services.calendars import calendar_version
from caseflow.services.local import kept
from caseflow.statute import law_on
from offices.actors import Actor
from offices.models import Office
from offices.together import together
from petitions.choices import Klass
from petitions.models import Petitioner
from petitions.sealing import seal
from petitions.services.register import take_numbers

ANSWERS = (PaperKind.OPINION, PaperKind.REPLY, PaperKind.OWN_ANSWER, PaperKind.REVIEW, PaperKind.RECHECK)
WITH_OPINION = (*ANSWERS, PaperKind.REPORT)
WITH_DUE = (PaperKind.ACCEPTANCE, PaperKind.OWN_PROCEDURE)
OFFICE_FACTS = ("target", "sender", "office", "suggested", "redo")
PLACEHOLDER = "〔待编号〕"
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "papers"
MARKS = {
    "receipt": "收", "transfer": "转", "acceptance": "受", "direction": "向", "refusal": "不受", "joined": "并", "extension": "延",
    "opinion": "处", "reply": "复", "return": "退", "report": "结", "correction": "正", "objection": "异",
    "route": "程", "own_procedure": "履", "own_answer": "履复", "settlement": "和", "resumed": "续", "reclassified": "类", "simplified": "简",
    "review": "复查", "recheck": "复核", "hearing": "听", "minutes": "笔", "not_reaccepted": "不再", "dispute": "争", "proposal": "报",
}  # fmt: skip
_later: ContextVar[bool] = ContextVar("pdf_later", default=False)


@contextmanager
def pdf_later() -> Iterator[None]:
    """In bulk (import, demo, generator): the text is frozen at once, the PDF is set when it is first asked for."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


@dataclass
class Read:
    """What the papers of one writing need from the record."""

    people: dict[int, list[Petitioner]] = field(default_factory=lambda: defaultdict(list))
    joined: addressees.Joined = field(default_factory=addressees.Joined)
    offices: dict[int, Office] = field(default_factory=dict)
    opinions: dict[int, Opinion] = field(default_factory=dict)
    items: dict[int, list[OpinionItem]] = field(default_factory=lambda: defaultdict(list))
    due: dict[int, date] = field(default_factory=dict)
    longest: dict[int, int] = field(default_factory=dict)  # days by which the answer may be extended
    heads: dict[int, list[Letterhead]] = field(default_factory=lambda: defaultdict(list))
    wordings: dict[tuple[int, str], list[Wording]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Draft:
    """A paper before its number: all but the number is written."""

    case: Case
    kind: str
    at: datetime
    title: str
    text: str  # with the placeholder
    corrects: int | None
    head: Letterhead | None
    own: Wording | None

    @property
    def key(self) -> tuple[int, int, str]:
        return self.case.office_id, timezone.localtime(self.at).year, self.kind

    def number(self, sequence: int) -> str:
        year = self.key[1]
        if self.head and self.head.mark:
            return f"{self.head.mark}{MARKS.get(self.kind, self.title)}〔{year}〕{sequence}号"[:60]
        return f"{self.case.office.name}〔{year}〕{self.title}第{sequence}号"[:60]


def issue(
    flat: Sequence[Change], cases: dict[int, Case], actor: Actor, when: dict[int, datetime],
    opened: Sequence[tuple[Change, NewCase, Case]] = (),
) -> dict[int, list[Notice]]:  # fmt: skip
    """Issue the papers of the changes and of the cases they open, by case id. Numbers: gap-free per office, year and kind."""
    asked = [(change.case, paper) for change in flat for paper in change.papers]
    asked += [(case.pk, paper) for _change, new, case in opened for paper in new.papers]
    wanted = [(cases[pk], paper.kind, dict(paper.facts), when[pk]) for pk, paper in asked]
    if not wanted:
        return {}
    with translation.override("zh-hans"):
        read = _read(wanted)
        drafts = [_draft(*given, read) for given in wanted]
    rows = _numbered(drafts, actor)
    sheets = [] if _later.get() else [_set(row, draft) for row, draft in zip(rows, drafts, strict=True)]
    Notice.objects.bulk_create(rows)
    paper_pdf.keep(zip(rows, sheets, strict=False))
    issued: dict[int, list[Notice]] = defaultdict(list)
    for row in rows:
        issued[row.case_id].append(row)
    return issued


def answers_of(case_ids: set[int]) -> dict[int, Notice]:
    """The last answer (opinion or reply) issued in each case."""
    rows = Notice.objects.filter(case__in=case_ids, kind__in=ANSWERS).order_by("pk")
    return {row.case_id: row for row in rows}


def _numbered(drafts: Sequence[Draft], actor: Actor) -> list[Notice]:
    counts: dict[tuple[int, int, str], int] = defaultdict(int)
    offsets = []
    for draft in drafts:
        offsets.append(counts[draft.key])
        counts[draft.key] += 1
    first = {key: take_numbers(key[0], key[1], f"paper_{key[2]}", counts[key])[0] for key in sorted(counts)}
    return [_notice(d, first[d.key] + offset, actor) for d, offset in zip(drafts, offsets, strict=True)]


def _notice(draft: Draft, sequence: int, actor: Actor) -> Notice:
    case, number = draft.case, draft.number(sequence)
    body = draft.text.replace(PLACEHOLDER, number)
    secret = case.matter.confidential
    return Notice(
        case=case, kind=draft.kind, number=number, year=draft.key[1], sequence=sequence, office=case.office, title=draft.title,
        body="" if secret else body, sealed=seal({"body": body}) if secret else None,
        sha256=hashlib.sha256(body.encode()).hexdigest(), issued_by_id=actor.user_id, issued_at=draft.at,
        letterhead=draft.head, wording=draft.own, corrects_id=draft.corrects,
    )  # fmt: skip


def _set(row: Notice, draft: Draft) -> bytes:
    """The paper's PDF. One that cannot be set is not issued."""
    try:
        return paper_pdf.set_text(row.opened, row.title, row.case.petition.number, draft.at)
    except paper_pdf.Unprintable as problem:
        paper_pdf.log.error("a paper of kind %s on case %s cannot be set: %s", row.kind, row.case.uid, problem)
        raise Refused(Refusal("paper_unprintable", facts={"paper": draft.kind})) from None


# --- what a paper says --------------------------------------------------------------------------------------------


def _read(wanted: Sequence[tuple[Case, str, dict[str, Any], datetime]]) -> Read:
    """All that the papers need, in one statement however many they are."""
    cases = {case.pk for case, *_more in wanted}
    answered = {case.pk for case, kind, *_more in wanted if kind in WITH_OPINION}
    accepted = {case.pk for case, kind, *_more in wanted if kind in WITH_DUE}
    named = {facts[n] for _c, _k, facts, _at in wanted for n in OFFICE_FACTS if isinstance(facts.get(n), int)}
    issuers = {case.office_id for case, *_more in wanted}
    people, offices, opinions, items, clocks, heads, wordings, *joined = together(
        Petitioner.objects.filter(petition__in={c.petition_id for c, *_more in wanted}).order_by("petition_id", "position")
        .only("petition_id", "name", "address", "sealed"),
        Office.objects.filter(pk__in=named).order_by(),
        Opinion.objects.filter(case__in=answered).order_by("draft_no"),
        OpinionItem.objects.filter(opinion__case__in=answered).order_by("opinion_id", "position"),
        Clock.objects.running().filter(case__in=cases & accepted, kind="duty").order_by("-due_on").only("case_id", "due_on", "law", "pack"),
        Letterhead.objects.filter(office__in=issuers).order_by("version"),
        Wording.objects.filter(office__in=issuers, kind__in={kind for _c, kind, *_more in wanted}).order_by("version"),
        *addressees.reads([case for case, kind, *_more in wanted if kind in ANSWERS]),
    )  # fmt: skip
    read = Read(offices={o.pk: o for o in offices}, opinions={o.case_id: o for o in opinions}, due={c.case_id: c.due_on for c in clocks},
                joined=addressees.joined(*joined))  # fmt: skip
    for person in people:
        read.people[person.petition_id].append(person)
    read.longest = {c.case_id: _longest(c) for c in clocks}
    for item in items:
        read.items[item.opinion_id].append(item)
    for head in heads:
        read.heads[head.office_id].append(head)
    for own in wordings:
        read.wordings[own.office_id, own.kind].append(own)
    return read


def _longest(clock: Clock) -> int:
    """The days by which the answer may be extended, by the law and the pack of its clock."""
    found = kept("C6", clock.law, clock.pack, 0 if clock.pack == NATIONAL else calendar_version())
    return found.max_extension if found else 0


def in_force(rows: Iterable[Any], on: date) -> Any:
    """The last version that holds on the day; None where there is none."""
    return max((r for r in rows if r.valid_from <= on and (r.valid_until is None or r.valid_until >= on)),
               key=lambda r: r.version, default=None)  # fmt: skip


def _draft(case: Case, kind: str, facts: dict[str, Any], at: datetime, read: Read) -> Draft:
    on = timezone.localtime(at).date()
    law = law_on(on).code  # a paper cites the law of the day of the act (OWN, 程序从新)
    title = in_law(str(PaperKind(kind).label), law)
    head, own = in_force(read.heads[case.office_id], on), in_force(read.wordings[case.office_id, kind], on)
    own = own if own and own.text else None
    opinion = read.opinions.get(case.pk)
    values = paper_fields.values_of(
        case, kind, facts, at, _names(case, kind, facts, read), read.offices, opinion.opened if opinion else {},
        read.items[opinion.pk] if opinion else [], read.due.get(case.pk),
    )  # fmt: skip
    values |= {"title": title, "number": PLACEHOLDER, "old_law": "是" if law == "R05" else "", "issuer": head.issuer if head else case.office.name,
               "own_contact": head.contact if head else ""}  # fmt: skip
    longest = read.longest.get(case.pk, 0)
    values["longest"] = str(longest) if longest else ""
    corrects = facts.get("corrects_number", "")
    if corrects:
        blocks = {"addressee": facts.get("addressee", ""), "body": _corrected(corrects, facts)}
    else:
        django = lambda: _context(case, kind, facts, values, at, read)  # noqa: E731
        blocks = blocks_of(kind, values, own.text if own else "", django, law)
    text = put_together(kind, values, blocks)
    if law == "R22" or corrects:  # what must be stated is the present law's
        _check(kind, {**values, "text": text, "corrects": corrects})
    return Draft(case, kind, at, title, text, facts.get("corrects"), head, own)


def _names(case: Case, kind: str, facts: Mapping[str, Any], read: Read) -> str:
    """Whom the paper addresses: those of its petition, an answer all of the matter; what concerns one name alone goes to her."""
    if kind in (PaperKind.WITHDRAWAL, PaperKind.REVOCATION) and facts.get("petitioner"):
        people = [Petitioner.objects.get(pk=facts["petitioner"])]
    else:
        people = read.people[case.petition_id]
    if kind in ANSWERS:
        return addressees.of_answer(case, people, read.joined)
    return paper_fields.joined_names(p.opened["name"] for p in people)


def _corrected(number: str, facts: Mapping[str, Any]) -> str:
    return f"本件更正{number}。更正的理由：{facts['reason']}\n{facts['wording']}"


def _check(kind: str, context: Mapping[str, str]) -> None:
    lacking = missing(kind, context)
    if lacking:
        article = next((item.article for item in lacking if item.article), None)
        raise Refused(
            Refusal("paper_incomplete", article, {"paper": kind, "fields": [f"paper_{item.name}" for item in lacking]})
        )


def put_together(kind: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    """The whole text of a paper from its blocks and fields."""
    return paper_layout.together(
        issuer=values["issuer"], title=values["title"], number=values["number"], blocks=blocks,
        reference=paper_layout.reference_line(values["petition_number"], values["matter"]),
        contact=paper_layout.contact_line(values["office"], values["office_address"], values["office_phone"], values["own_contact"]),
        query="" if kind in TO_ORGANS else paper_layout.query_line(values["petition_number"]),
        signer=values["office"], date=values["today"],
    )  # fmt: skip


@cache
def default_wording(kind: str, law: str = "R22") -> str:
    """The desk's own template of a kind, its citations those of the law."""
    return in_law((TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8"), law)


def blocks_of(kind: str, values: dict[str, str], own: str, django: Any, law: str = "R22") -> dict[str, str]:
    """The filled blocks: by the office's own wording, else by the desk's. `django` gives the context of a plain template."""
    fields = paper_fields.fields_for(kind)
    if not own:
        return _default_blocks(kind, values, django, law)
    if "default_text" in own:
        values = values | {"default_text": paper_layout.joined(_default_blocks(kind, values, django, law))}
    return wording.write_out(own, values, fields)


def _default_blocks(kind: str, values: dict[str, str], django: Any, law: str) -> dict[str, str]:
    source = default_wording(kind, law)
    if wording.has_blocks(source):
        return wording.write_out(source, values, paper_fields.fields_for(kind))
    text = engines["django"].from_string(source).render(django())
    return paper_layout.plain_blocks(
        text, office=values["office"], title=values["title"], number=values["number"], date=values["today"]
    )


def _context(
    case: Case, kind: str, facts: dict[str, Any], values: Mapping[str, str], at: datetime, read: Read
) -> dict[str, Any]:
    """What a plain template of the desk may use."""
    context: dict[str, Any] = {
        "case": case, "petition": case.petition, "office": case.office, "number": values["number"], "title": values["title"],
        "today": timezone.localtime(at).date(), "facts": _dates(facts), "topic": case.matter.opened_title,
        "received_on": timezone.localtime(case.petition.received_at).date(), "names": values["names"],
    }  # fmt: skip
    for name in OFFICE_FACTS:
        if isinstance(facts.get(name), int):
            context[f"{name}_office"] = read.offices.get(facts[name])
    opinion = read.opinions.get(case.pk)
    if opinion:
        context |= {"opinion": opinion.opened, "items": read.items[opinion.pk]}
    if kind == PaperKind.ROUTE:
        context["unit_name"] = str(RouteUnit(facts["unit"]).label)
    if kind == PaperKind.RECLASSIFIED:
        context |= {"old_class": Klass(facts["old"]).label, "new_class": Klass(facts["new"]).label}
    if kind == PaperKind.OWN_PROCEDURE:
        context["due_on"] = read.due.get(case.pk)
    if kind in (PaperKind.REVIEW, PaperKind.RECHECK):
        context |= {
            "below_office": case.remedy_request.of.office, "hearings": list(case.hearings.all()),
            "ground": RedoGround(facts["ground"]).label if facts.get("ground") else "",
        }  # fmt: skip
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
