"""Special faults, one after another on the desk that survived the storm; each says what it asserts and what it saw."""

import contextlib
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from chaos import procs
from chaos.clerk import Clerk
from chaos.desk import Desk, free_port
from chaos.journal import Journal
from chaos.lives import ROUTED, letter, today
from chaos.pages import work_killed
from chaos.report import Outcome
from chaos.storm import send_task
from chaos.sweeps import a_week_without_beat, two_beats, two_sweeps, worker_killed_in_a_sweep

SOON = 2.0  # seconds a request may take longer because the broker is away
DOWN = 25.0  # seconds the database stays away
FULL = 2 * 2**20  # bytes of the small file store

Scenario = Callable[[Desk, Journal], Iterator[Outcome]]


def tried(scenario: Scenario, desk: Desk, journal: Journal) -> list[Outcome]:
    """Its outcomes; a scenario that broke off is one that was missed."""
    found: list[Outcome] = []
    name = scenario.__name__.replace("_", " ")
    try:
        if desk.wait_ready() is None:
            return [Outcome(name, False, "the desk was not ready before it")]
        for outcome in scenario(desk, journal):
            found.append(outcome)
    except Exception as problem:
        found.append(Outcome(name, False, f"broke off: {type(problem).__name__}: {str(problem)[:200]}"))
    return found


def _write(clerk: Clerk, journal: Journal, **more: str) -> tuple[float, int, str]:
    """Register one letter that the routing knows, without a second try: (seconds, status, uid)."""
    entry = journal.want(uuid.uuid4().hex, "register")
    fields = {**letter(entry.key, today(), region=ROUTED[0], topic=ROUTED[1]), **more}
    entry.facts |= {"text": fields["text"], "proposed": True}
    entry.sent, begun = 1, time.monotonic()
    answer = clerk.ask("POST", "/register/", fields)
    entry.done = answer.status == 302
    entry.place = answer.location.split("/petitions/")[-1].split("/")[0] if entry.done else ""
    entry.refused = "" if entry.done else str(answer.status)
    return time.monotonic() - begun, answer.status, entry.place


def broker_away(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """Dead, then deaf: letters are registered, people log in, nobody waits long; the sweep catches up."""
    clerk = Clerk(desk.port, "chen", journal)
    clerk.login()
    usual = [_write(clerk, journal)[0] for _n in range(3)]
    made: list[str] = []
    with desk.held():
        (valkey,) = desk.parts()["valkey"]
        procs.signal_to(valkey, signal.SIGKILL)
        yield _registers("broker dead", clerk, journal, usual, made)
        yield _pages("broker dead: login and pages", desk, journal)
    desk.wait_ready()
    (valkey,) = desk.parts()["valkey"]
    procs.signal_to(valkey, signal.SIGSTOP)
    try:
        yield _registers("broker deaf (answers nothing)", clerk, journal, usual, made)
        yield _pages("broker deaf: login and pages", desk, journal)
    finally:
        procs.signal_to(valkey, signal.SIGCONT)
    desk.wait_ready()
    yield _caught_up(desk, made)


def _registers(name: str, clerk: Clerk, journal: Journal, usual: list[float], made: list[str]) -> Outcome:
    found = [_write(clerk, journal) for _n in range(6)]
    made += [uid for _s, _c, uid in found if uid]
    longest, ok = max(s for s, _c, _u in found), sum(1 for _s, code, _u in found if code == 302)
    good = ok == len(found) and longest <= max(usual) + SOON
    return Outcome(
        name, good, f"{ok} of {len(found)} letters registered, longest {longest:.2f} s (usual {max(usual):.2f} s)"
    )


def _pages(name: str, desk: Desk, journal: Journal) -> Outcome:
    clerk = Clerk(desk.port, "pan", journal)
    begun = time.monotonic()
    clerk.ask("GET", "/login/")
    status = clerk.ask("POST", "/login/", {"login": "pan", "password": "petition-demo-2026"}).status
    pages = [clerk.ask("GET", path).status for path in ("/mine/", "/cases/", "/petitions/")]
    took = time.monotonic() - begun
    good = status == 302 and pages == [200] * 3 and took < 6 + SOON * 2
    return Outcome(name, good, f"login {status}, pages {pages}, all in {took:.1f} s")


def _caught_up(desk: Desk, made: list[str]) -> Outcome:
    """The proposals that were never asked for come by the sweep behind."""
    from chaos import database

    sql = "SELECT count(DISTINCT p.id) FROM petitions_petition p JOIN petitions_extract x ON x.petition_id = p.id " \
          "JOIN caseflow_proposal r ON r.matter_id = x.matter_id AND r.kind = 'office' WHERE p.uid::text = ANY(%s)"  # fmt: skip
    begun, there = time.monotonic(), 0
    while time.monotonic() - begun < 60 and there < len(made):
        send_task("caseflow.tasks.propose_missing")
        time.sleep(2)
        there = database.rows(desk.folder, sql, [made])[0][0]
    return Outcome("broker back: the sweep catches up", there == len(made),
                   f"{there} of {len(made)} letters have their proposal after {time.monotonic() - begun:.0f} s")  # fmt: skip


def database_away(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """A page that says so instead of a traceback; afterwards the same form, sent again, registers once."""
    clerk = Clerk(desk.port, "chen", journal)
    clerk.login()
    entry = journal.want(uuid.uuid4().hex, "register")
    fields = letter(entry.key, today())
    entry.facts["text"] = fields["text"]
    with desk.held():
        (postgres,) = desk.parts()["postgres"]
        procs.signal_to(postgres, signal.SIGKILL)
        time.sleep(1)
        begun, seen = time.monotonic(), []
        while time.monotonic() - begun < DOWN:
            asked = time.monotonic()
            answer = clerk.ask("POST", "/register/", fields) if len(seen) % 2 else clerk.ask("GET", "/register/")
            seen.append((answer.status, time.monotonic() - asked, answer.body))
            time.sleep(0.5)
    begun = time.monotonic()
    statuses = sorted({s for s, _t, _b in seen})
    clean = not any("Traceback" in b or "psycopg" in b for _s, _t, b in seen)
    longest = max(t for _s, t, _b in seen)
    posted = [b for n, (_s, _t, b) in enumerate(seen) if n % 2]
    kept = sum(1 for b in posted if fields["text"] in b)
    yield Outcome("database down: a clear page", statuses == [503] and clean and longest < 15,
                  f"{len(seen)} answers, status {statuses}, longest {longest:.1f} s; what was typed stood in {kept} of {len(posted)} pages")  # fmt: skip
    clerk.send(entry, "/register/", fields)
    entry.place = clerk.ask("POST", "/register/", fields).location.split("/petitions/")[-1].split("/")[0]
    took = time.monotonic() - begun
    yield Outcome(
        "database back: the same form is taken", entry.done and took < 15, f"registered {took:.1f} s after it came back"
    )


def disk_full(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """A file store of two megabytes: a file that does not fit is told, what was typed stays, letters go on."""
    store = desk.folder.parent / "full"
    with _small_store(store) as (how, prepare):
        if how is None:
            yield Outcome("disk full", None, "neither a small file system nor a limit on the size of files here")
            return
        port = free_port()
        web = desk.helper("-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2",
                          env={"DESK_FILES": str(store)}, preexec_fn=prepare)  # fmt: skip
        try:
            yield _full(desk, journal, port, store, how)
        finally:
            web.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                web.wait(15)


def _full(desk: Desk, journal: Journal, port: int, store: Path, how: str) -> Outcome:
    clerk = Clerk(port, "chen", journal)
    clerk.login()
    entry = journal.want(uuid.uuid4().hex, "register")
    fields = letter(entry.key, today())
    entry.facts["text"] = fields["text"]
    large = b"%PDF-1.4\n" + random.Random(1).randbytes(FULL + 2**20)
    answer = clerk.ask("POST", "/register/", fields, {"scan.pdf": large})
    kept = fields["text"] in answer.body and fields["summary"] in answer.body
    left = [p.name for p in store.rglob("*") if p.is_file() and p.stat().st_size]
    clerk.send(entry, "/register/", fields)
    entry.place = clerk.ask("POST", "/register/", fields).location.split("/petitions/")[-1].split("/")[0]
    good = answer.status == 422 and kept and not left and entry.done
    return Outcome("disk full", good, f"{how}: status {answer.status}, typed values {'kept' if kept else 'LOST'}, "
                                      f"{len(left)} pieces left behind, the letter without the file registered: {entry.done}")  # fmt: skip


@contextlib.contextmanager
def _small_store(store: Path):
    """(how, preexec of the process that uses it): a tmpfs where we may mount, else a limit on the size of a file."""
    store.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FULL}", "chaos", str(store)], capture_output=True)
    if mounted.returncode == 0:
        try:
            yield "a file system of 2 MB", None
        finally:
            subprocess.run(["umount", "-l", str(store)], capture_output=True)
        return
    if sys.platform == "win32":
        yield None, None
        return
    import resource

    yield "files limited to 2 MB", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))


ALL: tuple[Scenario, ...] = (
    broker_away, database_away, disk_full, work_killed, two_sweeps, two_beats, worker_killed_in_a_sweep, a_week_without_beat,
)  # fmt: skip
__all__ = ["ALL", "tried"]
