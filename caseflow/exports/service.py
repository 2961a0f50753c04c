"""Ask for an export and do it: every export is a job, whatever its size, so that it is known who took what."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from caseflow.exports.columns import Column
from caseflow.exports.files import CsvFile, RowFile, XlsxFile
from caseflow.exports.sources import SOURCES, Opened, Source, asked_of
from offices import jobs
from offices.actors import Actor
from offices.models import Job, Posting

FORMATS = {"csv": "CSV", "xlsx": "XLSX"}
FIRST, MOST = 1_000, 8_000  # rows of a batch
LETTERS = 8_000_000  # of a batch, more or less: where texts are long there are fewer rows
KIND = "export"


def ask(source: Source, data: QueryDict, columns: list[str], form: str, about: bool, language: str, actor: Actor, at: datetime) -> Job:  # fmt: skip
    """Start the export of a list's rows. `columns` are names in the order of the file. Raises jobs.TooMany."""
    asked = {
        "source": source.name, "query": asked_of(data).urlencode(), "columns": columns, "format": form, "about": about,
        "language": language,
    }  # fmt: skip
    return jobs.start(KIND, actor, at, asked)


def last_choice(source: Source, actor: Actor) -> dict[str, Any]:
    """What the posting chose the last time for this list; empty at first. Columns with names are chosen anew each time."""
    last = Job.objects.filter(posting=actor.posting_id, kind=KIND, asked__source=source.name).only("asked").first()
    if last is None:
        return {}
    names = {c.name for c in source.columns if c.extra != "people"}
    return {**last.asked, "columns": [n for n in last.asked["columns"] if n in names]}


def run(work: jobs.Work) -> None:
    """Write the file from the beginning: a try that died leaves nothing of it."""
    if reason := barred(work.job, work.actor):
        raise jobs.Failed(reason)
    source = SOURCES[work.asked["source"]]
    with translation.override(work.asked["language"]):
        today = timezone.localtime(work.at).date().isoformat()
        form = work.asked["format"]
        path = work.output(f"{source.label}_{today}.{form}")
        work.told["rows"] = write(source, work.asked, work.actor, path, work.at, work.progress)


def barred(job: Job, actor: Actor) -> str:
    """Why the posting neither makes nor gets the file of this list; "" where it may."""
    source = SOURCES.get(job.asked.get("source", ""))
    if source is None or not actor.may(source.need):
        return gettext_noop("Your posting does not show this list any more.")
    return ""


def write(source: Source, asked: dict[str, Any], actor: Actor, path: Path, at: datetime, progress: Any) -> int:
    """Write the rows to `path`; returns how many. Columns that are unknown are left out.

    The rows and their order are those of the list when the keys are read (`offices.paging.all_keys`); what a row says is
    read with its batch, and a row that left the actor's sight in between is left out. Each row comes once.
    """
    opened = source.open(QueryDict(asked["query"]), actor)
    columns = [c for c in source.columns if c.name in asked["columns"]]
    table = source.table(columns, actor)
    file: RowFile = CsvFile(path, columns) if asked["format"] == "csv" else XlsxFile(path, columns, str(source.label))
    total, done, read, size = opened.number(), 0, 0, FIRST
    for ids in opened.parts():
        at_row = 0
        while part := ids[at_row : at_row + size]:
            values = table.values(part)
            file.write(values)
            at_row, read, done = at_row + len(part), read + len(part), done + len(values[0])
            size = _next_size(columns, values)
            progress(read, max(total, read) if total is not None else None)
    file.end(about(source, opened, asked, actor, at, done) if asked["about"] else ())
    return done


def _next_size(columns: list[Column], values: list[list[Any]]) -> int:
    """Rows of the next batch, by the length of some texts of this one."""
    some = range(0, len(values[0]), 16)
    letters = sum(len(told[n]) for c, told in zip(columns, values, strict=True) if c.kind == "text" for n in some)
    return max(100, min(MOST, LETTERS * len(some) // (letters + 1))) if some else FIRST


def about(source: Source, opened: Opened, asked: dict[str, Any], actor: Actor, at: datetime, rows: int) -> list[tuple[str, str]]:  # fmt: skip
    """What was asked, by whom, when, and how many rows there were."""
    posting = Posting.objects.select_related("office").filter(pk=actor.posting_id).first()
    return [
        (_("List"), str(source.label)), *opened.words, (_("Rows"), str(rows)),
        (_("Taken out by"), f"{actor.name} · {posting}" if posting else actor.name),
        (_("Taken out at"), timezone.localtime(at).strftime("%Y-%m-%d %H:%M")),
    ]  # fmt: skip
