"""Import petitions: idempotent by source and external number, in batches that commit, with a report by line."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from caseflow.facts import Refused
from caseflow.imports.files import Row, instant_of, read_table, text_of
from caseflow.imports.mapping import REQUIRED, match, remember
from caseflow.models import Case, ImportRun, Proposal
from caseflow.services.bulk import Step, perform_many
from offices.actors import Actor
from offices.models import Office, OfficeKind, Region
from petitions.choices import Channel, Purpose
from petitions.models import Petition, Topic
from petitions.services.inputs import Person, Registration
from petitions.services.register import register_many

BATCH = 200
TEXT_LIMIT = 1_000_000
SECOND = timedelta(seconds=1)


class BadImport(Exception):
    """The file as a whole cannot be imported; nothing was."""


@dataclass
class Report:
    """rows = registered + skipped + rejected; `answered` are among the registered."""

    rows: int = 0
    registered: int = 0
    answered: int = 0
    skipped: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> str:
        return json.dumps(
            {k: getattr(self, k) for k in ("rows", "registered", "answered", "skipped", "rejected")}, ensure_ascii=False
        )


@dataclass(frozen=True)
class Letter:
    """One checked row."""

    line: int
    registration: Registration
    reply: str = ""
    replied_at: datetime | None = None
    topic_name: str = ""


class BadRow(ValueError):
    """Why a row is rejected."""


def import_actor(office: Office, day: date) -> Actor:
    """The import acts as nobody: allowed every step of the plan, reminding and mailing no one."""
    return Actor(
        user_id=None, office_id=office.pk, role="import", day=day, office_kind=office.kind, region_id=office.region_id
    )


def import_file(path: Path, office: Office, now: datetime, *, dry_run: bool = False, source: str = "") -> Report:
    """Import a file for an office. A killed run goes on where it stopped: what is there is skipped as known.

    `now` bounds the dates of the rows. Raises BadImport or UnreadableFile for a file that is none.
    """
    columns, rows = read_table(path)
    mapping = match(columns)
    missing = [name for name in REQUIRED if name not in mapping]
    if missing:
        raise BadImport(f"columns are missing: {', '.join(missing)}; found: {', '.join(c for c in columns if c)}")
    source = source or f"file:{_layout(mapping)}"
    run = None
    if not dry_run:
        remember(columns, mapping)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        run = ImportRun.objects.create(
            office=office, source=source, file_sha256=digest, mapping=mapping, started_at=now
        )
    report, actor = Report(), import_actor(office, timezone.localtime(now).date())
    known = _Known(source)
    for batch in _batches(rows):
        letters = _check(batch, mapping, office, source, now, known, report)
        if letters and not dry_run:
            _write(letters, actor, now, report)
            known.propose()
        elif letters:
            report.registered += len(letters)
            report.answered += sum(1 for x in letters if x.replied_at)
        if run:
            ImportRun.objects.filter(pk=run.pk).update(done_rows=report.rows)
    if run:
        known.propose()
        run.report = json.loads(report.as_json())
        run.done_rows, run.finished_at = report.rows, timezone.now()
        run.save(update_fields=["report", "done_rows", "finished_at"])
    return report


def _layout(mapping: Mapping[str, int]) -> str:
    """One source for one layout: the plain, the replied and the labelled messages number themselves apart."""
    return "replied" if "reply" in mapping else "labelled" if "topic" in mapping else "plain"


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for line, row in rows:
        if any(text_of(v) for v in row):
            batch.append((line, row))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Known:
    """Numbers of the source that are registered already, and the rows of this file that hold them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[str, int] = {}
        self.topics: dict[str, str] = {}
        self.second: list[tuple[str, str]] = []
        rows = Petition.objects.filter(source=source).values_list("external_no", "id")
        self.registered: dict[str, int] = dict(rows)

    def propose(self) -> None:
        """Keep the second topics as proposals, now that the first rows are written."""
        while self.second:
            _propose_topic(*self.second.pop(), self.source)


def _check(batch: Sequence[Row], mapping: Mapping[str, int], office: Office, source: str, now: datetime, known: _Known,
           report: Report) -> list[Letter]:  # fmt: skip
    letters = []
    for line, row in batch:
        report.rows += 1
        cells = {name: row[i] if i < len(row) else None for name, i in mapping.items()}
        try:
            letter = _letter(line, cells, office, source, now)
        except BadRow as problem:
            report.rejected.append({"line": line, "reason": str(problem)})
            report.lines.append({"line": line, "result": "rejected", "reason": str(problem)})
            continue
        number = letter.registration.external_no
        if number in known.lines or number in known.registered:
            _skip(letter, number, known, report)
            continue
        known.lines[number] = line
        known.topics[number] = letter.topic_name
        letters.append(letter)
    return letters


def _skip(letter: Letter, number: str, known: _Known, report: Report) -> None:
    """A number that is there already: skipped with its line; another topic than the first one's is proposed."""
    first = known.lines.get(number)
    reason = f"number {number} stands in line {first} already" if first else f"number {number} is registered already"
    if letter.topic_name and letter.topic_name != known.topics.get(number, letter.topic_name):
        known.second.append((number, letter.topic_name))
        reason += f"; its topic {letter.topic_name} is proposed"
    report.skipped.append({"line": letter.line, "reason": reason})
    report.lines.append({"line": letter.line, "result": "skipped", "number": number, "reason": reason})


def _propose_topic(number: str, name: str, source: str) -> bool:
    petition = Petition.objects.filter(source=source, external_no=number).select_related("topic").first()
    topic = topics_by_name().get(name)
    if petition is None or topic is None or petition.topic_id == topic[0]:
        return False
    extract = petition.extracts.filter(until=None).first()
    if extract is None:
        return False
    Proposal.objects.get_or_create(
        matter_id=extract.matter_id, kind="topic", value={"topic": topic[0]},
        defaults={"reason": {"code": "second_label", "name": name}, "made_at": petition.registered_at},
    )  # fmt: skip
    return True


def topics_by_name() -> Mapping[str, tuple[int, bool]]:
    """name -> (id, confidential) of the topics, the upper level first."""
    return _topics(Topic.objects.count())


@lru_cache(maxsize=4)
def _topics(_count: int) -> Mapping[str, tuple[int, bool]]:
    found: dict[str, tuple[int, bool]] = {}
    for pk, name, secret in Topic.objects.order_by("level", "code").values_list("pk", "name", "confidential"):
        found.setdefault(name, (pk, secret))
    return found


def _letter(line: int, cells: Mapping[str, Any], office: Office, source: str, now: datetime) -> Letter:
    number, text = text_of(cells.get("external_no")), text_of(cells.get("text"))
    summary = " ".join(text_of(cells.get("summary")).split())[:300]
    if not number:
        raise BadRow("the number is missing")
    if len(number) > 60:
        raise BadRow("the number is longer than 60 characters")
    if not text and not summary:
        raise BadRow("there is no text")
    if len(text) > TEXT_LIMIT:
        raise BadRow(f"the text has {len(text)} characters, more than {TEXT_LIMIT}")
    received = _instant(cells.get("received_at"), "time of the message", now, time.min)
    reply = text_of(cells.get("reply"))
    replied = (
        _instant(cells.get("replied_at"), "time of the reply", now, time(23, 59, 59))
        if reply or text_of(cells.get("replied_at"))
        else None
    )
    if replied and not reply:
        raise BadRow("a time of the reply without a reply")
    if replied and replied < received:
        raise BadRow("the reply is earlier than the message")
    topic_name = text_of(cells.get("topic")).split("_")[-1]
    topic = topics_by_name().get(topic_name) if topic_name else None
    if topic_name and topic is None:
        raise BadRow(f"unknown topic {topic_name[:40]}")
    registration = Registration(
        office_id=office.pk, channel=_choice(cells.get("channel"), Channel, Channel.MAYOR), received_at=received,
        purpose=_choice(cells.get("purpose"), Purpose, Purpose.CLAIM), text=text or summary, summary=summary or text[:60],
        persons=_persons(cells), region_id=_region(cells.get("region"), f"{summary} {text[:300]}"),
        topic_id=topic[0] if topic else None, topic_confidential=bool(topic and topic[1]), visitors=_count(cells.get("visitors")),
        source=source, external_no=number, registered_at=received,
    )  # fmt: skip
    return Letter(line, registration, reply, replied, topic_name)


def _instant(value: Any, what: str, now: datetime, without_time: time) -> datetime:
    try:
        found, has_time = instant_of(value)
    except ValueError as problem:
        raise BadRow(f"{what} cannot be read: {problem}" if str(problem) else f"the {what} is missing") from None
    if not has_time:
        found = datetime.combine(found.date(), without_time)
    aware = found if found.tzinfo else timezone.make_aware(found)
    if aware > now:
        raise BadRow(f"the {what} lies in the future: {found:%Y-%m-%d}")
    if aware.year < 2005 or timezone.localtime(aware).date() < date(2005, 5, 1):
        raise BadRow(f"the {what} lies before 2005-05-01: {found:%Y-%m-%d}")
    return aware


def _choice(value: Any, choices: Any, default: str) -> str:
    text = text_of(value)
    return next((str(v) for v, label in choices.choices if text and text in {v, str(label)}), default)


def _count(value: Any) -> int | None:
    text = text_of(value)
    if not text:
        return None
    if not text.isdigit() or not 1 <= int(text) <= 9999:
        raise BadRow(f"the number of visitors is {text[:12]}, not between 1 and 9999")
    return int(text)


def _persons(cells: Mapping[str, Any]) -> tuple[Person, ...]:
    name, phone, address = (text_of(cells.get(n)) for n in ("name", "phone", "address"))
    return (Person(name=name[:120], phone=phone[:30], address=address[:200]),) if name or phone or address else ()


def _region(value: Any, text: str) -> int | None:
    """The place by its column, else the most specific place that the summary or the beginning of the text names."""
    names = _regions(Region.objects.count())
    named = text_of(value)
    if named:
        return names.get(named)
    found = [(len(name), -text.index(name), pk) for name, pk in names.items() if name in text]
    return max(found)[2] if found else None


@lru_cache(maxsize=4)
def _regions(_count: int) -> Mapping[str, int]:
    return dict(Region.objects.order_by("-level").values_list("name", "pk"))


def _write(letters: Sequence[Letter], actor: Actor, now: datetime, report: Report) -> None:
    """A batch in one transaction; where it fails each row gets its own, so that one bad row costs no other."""
    try:
        _write_batch(letters, actor, now, report)
    except (DatabaseError, Refused, ValueError) as problem:
        if len(letters) == 1:
            reason = f"could not be registered ({type(problem).__name__})"
            report.rejected.append({"line": letters[0].line, "reason": reason})
            report.lines.append({"line": letters[0].line, "result": "rejected", "reason": reason})
            return
        for letter in letters:
            _write([letter], actor, now, report)


def _write_batch(letters: Sequence[Letter], actor: Actor, now: datetime, report: Report) -> None:
    with transaction.atomic():
        petitions = register_many([x.registration for x in letters], actor, now)
        by_petition = {p.pk: x for p, x in zip(petitions, letters, strict=True)}
        _answer({pk: x for pk, x in by_petition.items() if x.replied_at}, actor)
    report.registered += len(letters)
    report.answered += sum(1 for x in letters if x.replied_at)
    report.lines += [
        {
            "line": x.line,
            "result": "answered" if x.replied_at else "registered",
            "number": p.number,
            "external": x.registration.external_no,
        }
        for p, x in zip(petitions, letters, strict=True)
    ]


def _answer(letters: Mapping[int, Letter], actor: Actor) -> None:
    """The way of a replied letter, through the same plan of acts at its own instants."""
    if not letters:
        return
    cases = {c.petition_id: c for c in Case.objects.filter(petition__in=letters, closed_at=None)}
    received = {pk: x.registration.received_at for pk, x in letters.items()}
    replied = {pk: x.replied_at for pk, x in letters.items() if x.replied_at}
    if actor.office_kind == OfficeKind.PETITION:
        perform_many([Step(cases[pk].pk, "keep", received[pk]) for pk in letters], actor)
        rows = Case.objects.filter(petition__in=letters, kind="handling", closed_at=None)
        cases = {c.petition_id: c for c in rows}
    perform_many([Step(cases[pk].pk, "accept", received[pk]) for pk in letters], actor)
    for act in ("draft", "clear", "decide", "send"):
        facts = {pk: _opinion(x) if act == "draft" else {} for pk, x in letters.items()}
        perform_many([Step(cases[pk].pk, act, replied[pk], facts[pk]) for pk in letters], actor)


def _opinion(letter: Letter) -> dict[str, Any]:
    """The reply as the opinion; its outcome is not recorded in the file, and counted apart everywhere."""
    item = {"request": letter.registration.summary, "outcome": "not_recorded", "answer": letter.reply}
    return {"findings": "", "basis": "", "remedy": "", "items": [item]}
