"""Import petitions: idempotent by source and external number, in batches that commit with the results of their rows.

The command and the page go the same way: `outcomes_of` reads the file from where the run stands, and for each batch
writes letters, results, counts and the line reached in one transaction. A killed run that goes on gives the same report.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from caseflow.imports.files import Row, UnreadableFile, holds_something, open_table, survey, text_of
from caseflow.imports.mapping import check, layout_of, match, remember
from caseflow.imports.models import ImportRow, ImportRun
from caseflow.imports.outcome import Outcome, Report, add_counts
from caseflow.imports.reasons import BadImport, BadRow, Reason
from caseflow.imports.rows import Checker, Letter, Lookups
from caseflow.imports.write import import_actor, propose_topics
from caseflow.imports.write import write_batch as _write
from offices.bulk import insert_many
from offices.models import Office
from petitions.models import Petition

BATCH = 200
Sign = Callable[[int], None]


def import_file(path: Path, office: Office, now: datetime, *, dry_run: bool = False, source: str = "") -> Report:
    """Import a file for an office, at once. A killed run goes on where it stopped: what is there is skipped as known.

    `now` bounds the dates of the rows. Raises BadImport or UnreadableFile for a file that is none; nothing is written then.
    """
    seen = survey(path)
    mapping = match(seen.columns, office)
    check(seen.columns, mapping)
    run = ImportRun(
        office=office, source=source or f"file:{layout_of(mapping)}", file_name=path.name[:200], file_sha256=sha256_of(path),
        columns=seen.columns, header_line=seen.header_line, mapping=mapping, rows=seen.count, uploaded_at=now, started_at=now,
    )  # fmt: skip
    if not dry_run:
        if is_busy(run):
            raise BadImport(BUSY)
        remember(seen.columns, mapping, office)
        run.save()
    report = Report()
    for found in outcomes_of(run, path, dry=dry_run):
        report.add(found)
    if not dry_run:
        finish(run, timezone.now())
    return report


BUSY = gettext_noop("Another import of the same source is at work: wait until it has ended.")


def is_busy(run: ImportRun) -> bool:
    """Whether a job works on another run of the same source."""
    others = ImportRun.objects.filter(source=run.source, finished_at=None).exclude(pk=run.pk)
    return others.filter(run_job__state__in=("waiting", "running")).exists()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finish(run: ImportRun, at: datetime) -> None:
    """The run is over: the sample of its rows goes."""
    run.finished_at, run.sample = at, None
    run.save(update_fields=["finished_at", "sample"])


def outcomes_of(run: ImportRun, path: Path, *, dry: bool, sign: Sign | None = None) -> Iterator[list[Outcome]]:
    """Go through the rows after the line where the run stands, batch by batch, and yield what became of each.

    A saved run keeps the results of its rows; `sign` is called within each batch's transaction with the number of rows done,
    and by raising undoes that batch alone. `dry` writes no letter.
    """
    checker = Checker(run.mapping, run.office, run.source, run.started_at or timezone.now(), Lookups())
    batches = _Batches(run, checker, dry)
    done = 0 if dry else run.done_rows
    size = BATCH * 5 if dry else BATCH  # what writes nothing locks nothing
    for batch in _batched(batches.resume(open_table(path, run.file_name).rows), size):
        with transaction.atomic():
            found = batches.take(batch)
            done += len(found)
            if run.pk:
                _keep(run, found, batch[-1][0], dry)
            if sign:
                sign(done)
        batches.know(found)
        yield found


def _batched(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for line, row in rows:
        if holds_something(row):
            batch.append((line, row))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _keep(run: ImportRun, found: list[Outcome], line: int, dry: bool) -> None:
    rows = [
        ImportRow(run=run, is_dry=dry, line=o.line, result=o.result, external_no=o.external_no[:60], petition_id=o.petition,
                  reasons=[r.as_json() for r in o.reasons])
        for o in found
    ]  # fmt: skip
    insert_many(rows)
    if dry:
        run.checked = add_counts(run.checked, found)
        ImportRun.objects.filter(pk=run.pk).update(checked=run.checked)
        return
    run.report, run.done_rows, run.done_line = add_counts(run.report, found), run.done_rows + len(found), line
    ImportRun.objects.filter(pk=run.pk).update(report=run.report, done_rows=run.done_rows, done_line=line)


class _Batches:
    """Takes batches of rows, and knows which numbers this file gave in which line."""

    def __init__(self, run: ImportRun, checker: Checker, dry: bool) -> None:
        self.run, self.checker, self.dry = run, checker, dry
        self.actor = import_actor(run.office, timezone.localtime(checker.now).date())
        self.lines: dict[str, int] = {}
        self.topics: dict[str, str] = {}

    def resume(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows that are still to do; what was done before is known again by its kept results."""
        start = 0 if self.dry else self.run.done_line
        if start:
            kept = ImportRow.objects.filter(run=self.run, is_dry=False, result__in=("registered", "answered"))
            self.lines = dict(kept.values_list("external_no", "line"))
        place, number = self.checker.mapping.get("topic"), self.checker.mapping["external_no"]
        for line, row in rows:
            if line > start:
                yield line, row
            elif place is not None and place < len(row) and self.lines.get(text_of(row[number])) == line:
                self.topics[text_of(row[number])] = text_of(row[place]).split("_")[-1]

    def take(self, batch: list[Row]) -> list[Outcome]:
        """The outcome of each row of a batch, in its order."""
        found, letters = self._checked(batch)
        self._hold_source()
        known = set(
            Petition.objects.filter(source=self.run.source, external_no__in=[x.number for x in letters])
            .exclude(external_no="").values_list("external_no", flat=True)
        )  # fmt: skip
        fresh: list[Letter] = []
        here: dict[str, Letter] = {}
        second: dict[str, str] = {}
        for letter in letters:
            if letter.number in known or letter.number in self.lines or letter.number in here:
                found.append(self._skipped(letter, here, second))
            else:
                here[letter.number] = letter
                fresh.append(letter)
        if self.dry:
            found += [Outcome(x.line, "answered" if x.replied_at else "registered", x.number, x.doubts) for x in fresh]
        else:
            if fresh:
                _write(fresh, self.actor, self.checker.now, found)
            propose_topics(second, self.run.source, self.checker.lookups.topics)
        self.topics |= {number: letter.topic_name for number, letter in here.items()}
        return sorted(found, key=lambda o: o.line)

    def know(self, found: list[Outcome]) -> None:
        """The batch stands: its numbers are known from now on."""
        self.lines |= {o.external_no: o.line for o in found if o.result in {"registered", "answered"}}

    def _checked(self, batch: list[Row]) -> tuple[list[Outcome], list[Letter]]:
        found, letters = [], []
        for line, row in batch:
            try:
                letters.append(self.checker.letter(line, row))
            except BadRow as problem:
                number = self.checker.mapping["external_no"]
                external = text_of(row[number])[:60] if number < len(row) else ""
                found.append(Outcome(line, "rejected", external, (problem.reason,)))
        return found, letters

    def _skipped(self, letter: Letter, here: dict[str, Letter], second: dict[str, str]) -> Outcome:
        """A number that is there already: skipped with its line; another topic than the first one's is proposed."""
        number, name = letter.number, letter.topic_name
        first = here[number].line if number in here else self.lines.get(number)
        topic = here[number].topic_name if number in here else self.topics.get(number, name)
        values = {"number": number, "line": first} if first else {"number": number}
        reasons = [Reason(STANDS if first else REGISTERED, values)]
        if name and name != topic:
            second[number] = name
            reasons.append(Reason(gettext_noop("its topic %(name)s is proposed"), {"name": name}))
        return Outcome(letter.line, "skipped", number, tuple(reasons))

    def _hold_source(self) -> None:
        """One batch of a source at a time: a second import waits here and then finds the first one's numbers known."""
        if not self.dry:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{self.run.source}"])


STANDS = gettext_noop("number %(number)s stands in line %(line)d already")
REGISTERED = gettext_noop("number %(number)s is registered already")
__all__ = [
    "BadImport",
    "Outcome",
    "Report",
    "UnreadableFile",
    "finish",
    "import_file",
    "is_busy",
    "outcomes_of",
    "sha256_of",
]
