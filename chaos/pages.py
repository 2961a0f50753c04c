"""Exports and imports by the pages: background jobs whose worker dies in the middle and that end all the same, each row once."""

import csv
import io
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from chaos import counts, database, procs
from chaos.clerk import Clerk, Form, GaveUp
from chaos.desk import Desk
from chaos.journal import Journal
from chaos.report import Outcome
from chaos.storm import write_letters

STATE = "SELECT state, tries FROM offices_job WHERE uid = %s"
LONGEST = 330.0  # a lease of ninety seconds, the sweep behind it, and that more than once
EXPORT = "/export/petitions/?where=all"


@dataclass
class Exports:
    """What was wanted of exported files, and what stood in them."""

    wanted: int = 0
    there: int = 0
    lost: int = 0
    doubled: int = 0
    files: int = 0
    tried_again: int = 0
    problems: list[str] = field(default_factory=list)

    def line(self) -> counts.Line:
        lost = self.lost + len(self.problems)
        note = "; ".join([f"{self.files} files, {self.tried_again} of them after a death", *self.problems[:3]])
        return counts.Line("rows of exported files", self.wanted, self.there, lost, self.doubled, note)


def numbers_of(desk: Desk, office: str = "YZXF") -> set[str]:
    """The numbers of an office's petitions that are no secret."""
    sql = "SELECT p.number FROM petitions_petition p JOIN offices_office o ON o.id = p.office_id WHERE o.code = %s AND NOT p.confidential"
    return {number for (number,) in database.rows(desk.folder, sql, [office])}


def count_rows(text: str, wanted: set[str], into: Exports) -> None:
    """Each wanted number stands once in the file's text."""
    table = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    found = Counter(row[0] for row in table[1:] if row)
    into.files += 1
    into.wanted += len(wanted)
    into.there += sum(found.values())
    into.lost += len(wanted - set(found))
    into.doubled += sum(n - 1 for n in found.values())


def ended(desk: Desk, job: str, longest: float = LONGEST) -> tuple[str, int]:
    """(state, tries) of a job once it ended or our patience did."""
    end = time.monotonic() + longest
    while True:
        state, tries = database.rows(desk.folder, STATE, [job])[0]
        if state not in {"waiting", "running"} or time.monotonic() > end:
            return state, tries
        time.sleep(1)


def ask_for_export(clerk: Clerk) -> str | None:
    """The uid of a new job that exports the petitions; None where this version has no such page."""
    form, page = clerk.form(EXPORT)
    if page.status == 404:
        return None
    fields = {**form.fields, "format": "csv", "columns": ["number", "text"], "about": ""}
    answer = clerk.insist(lambda: clerk.ask("POST", EXPORT, fields))
    found = re.search(r"/jobs/([0-9a-f-]{36})/", answer.location)
    return found.group(1) if found else ""


def fetch(desk: Desk, clerk: Clerk, job: str, wanted: set[str], into: Exports) -> None:
    """Wait for an export and count its rows."""
    state, tries = ended(desk, job)
    into.tried_again += tries > 1
    answer = clerk.insist(lambda: clerk.ask("GET", f"/jobs/{job}/file/"))
    if state != "done" or answer.status != 200:
        into.problems.append(f"an export was {state} after {tries} tries, its file {answer.status}")
        return
    count_rows(answer.body, wanted, into)


class Exporter(threading.Thread):
    """One export after another while the storm blows."""

    def __init__(self, desk: Desk, journal: Journal, halt: threading.Event) -> None:
        super().__init__(name="exporter", daemon=True)
        self.desk, self.halt = desk, halt
        self.clerk = Clerk(desk.port, "pan", journal)
        self.found = Exports()
        self.missing = False

    def run(self) -> None:
        try:
            self.clerk.login()
            while not self.halt.is_set():
                wanted = numbers_of(self.desk)
                job = ask_for_export(self.clerk)
                if job is None:
                    self.missing = True
                    return
                if job:
                    fetch(self.desk, self.clerk, job, wanted, self.found)
                self.halt.wait(5)
        except (GaveUp, OSError, IndexError) as problem:
            self.found.problems.append(f"{type(problem).__name__}: {problem}")


def work_killed(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """An import and an export by their pages; the worker of each is killed while it runs; both end well, each row once."""
    clerk = Clerk(desk.port, "pan", journal)
    clerk.login()
    import_ = _begin_import(desk, clerk)
    killed_import = _kill_at_work(desk, import_[0]) if import_ else False
    wanted = numbers_of(desk)
    export = ask_for_export(clerk)
    killed_export = _kill_at_work(desk, export) if export else False
    if import_:
        yield _import_ended(desk, *import_, killed_import)
    else:
        yield Outcome("import by its page, worker killed", None, "this version has no such page")
    if export is None:
        yield Outcome("export, worker killed", None, "this version has no such page")
        return
    found = Exports()
    fetch(desk, clerk, export, wanted, found)
    line = found.line()
    yield Outcome("export, worker killed", line.good and killed_export,
                  f"killed at work: {killed_export}; {line.there} rows for {line.went_in}, {line.lost} lost, {line.doubled} doubled; {line.note}")  # fmt: skip


def _begin_import(desk: Desk, clerk: Clerk) -> tuple[str, dict[str, str], str] | None:
    """Upload, take the columns as proposed, check, import: (job, number -> text, source)."""
    if clerk.form("/imports/new/")[1].status == 404:
        return None
    path = desk.folder.parent / "page.csv"
    wanted = write_letters(path, "page", 1500)
    upload = {"page.csv": path.read_bytes()}
    answer = clerk.insist(lambda: clerk.ask("POST", "/imports/new/", {}, upload, "file"))
    columns = answer.location
    form = Form(clerk.insist(lambda: clerk.ask("GET", columns)).body)
    fields = {**form.fields, "check": "1", "source": "page"}
    clerk.insist(lambda: clerk.ask("POST", columns, fields))
    run = columns.split("/imports/")[1].split("/")[0]
    ended(desk, _job_of(desk, run, "check_job_id"))
    clerk.insist(lambda: clerk.ask("POST", f"/imports/{run}/run/", {}))
    source = database.rows(desk.folder, "SELECT source FROM caseflow_importrun WHERE uid = %s", [run])[0][0]
    return _job_of(desk, run, "run_job_id"), wanted, source


def _job_of(desk: Desk, run: str, column: str) -> str:
    sql = f"SELECT j.uid FROM offices_job j JOIN caseflow_importrun r ON r.{column} = j.id WHERE r.uid = %s"
    return str(database.rows(desk.folder, sql, [run])[0][0])


def _kill_at_work(desk: Desk, job: str) -> bool:
    """Kill the worker once the job runs; False where it never ran or had ended before."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        state, _tries = database.rows(desk.folder, STATE, [job])[0]
        if state == "running":
            for pid in desk.parts()["jobs child"]:
                procs.signal_to(pid, signal.SIGKILL)
            time.sleep(0.5)
            return bool(database.rows(desk.folder, STATE, [job])[0][0] != "done")
        if state != "waiting":
            return False
        time.sleep(0.02)
    return False


def _import_ended(desk: Desk, job: str, wanted: dict[str, str], source: str, killed: bool) -> Outcome:
    state, tries = ended(desk, job)
    sql = "SELECT external_no, text FROM petitions_petition WHERE source = %s"
    line = counts.imported(wanted, [(n, t) for n, t in database.rows(desk.folder, sql, [source])])
    return Outcome("import by its page, worker killed", killed and state == "done" and line.good,
                   f"killed at work: {killed}; {state} in try {tries}: {line.there} of {line.went_in} rows, {line.lost} lost, {line.doubled} doubled")  # fmt: skip
