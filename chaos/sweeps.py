"""Faults of the sweep and of beat: at once, twice, a week late, killed between claim and commit."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from chaos import counts, database, procs, there
from chaos.desk import Desk
from chaos.journal import Journal
from chaos.lives import LATE
from chaos.report import Outcome
from chaos.storm import import_command, send_task, write_letters

EVENTS = "SELECT count(*) FROM petitions_event e JOIN caseflow_case c ON c.id = e.case_id JOIN petitions_petition p " \
         "ON p.id = c.petition_id WHERE p.source = %s AND e.kind = 'mark_late'"  # fmt: skip
MARKED = "SELECT count(*) FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id JOIN petitions_petition p " \
         "ON p.id = c.petition_id WHERE p.source = %s AND k.late_marked_for IS NOT NULL"  # fmt: skip
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def _now() -> str:
    return datetime.now(UTC).isoformat()


def late_letters(desk: Desk, source: str, count: int) -> None:
    """`count` letters of three weeks ago that nobody has passed on, by the import."""
    path: Path = desk.folder.parent / f"{source}.csv"
    write_letters(path, source, count, LATE)
    done = desk.helper(*import_command(path, source), stdout=subprocess.DEVNULL).wait(180)
    if done:
        raise RuntimeError(f"the import of {source} ended with {done}")


def _events(desk: Desk, source: str) -> tuple[int, int]:
    """(late events, clocks marked late) of the letters of a source."""
    return database.rows(desk.folder, EVENTS, [source])[0][0], database.rows(desk.folder, MARKED, [source])[0][0]


def _until(wanted, longest: float) -> bool:
    end = time.monotonic() + longest
    while time.monotonic() < end:
        if wanted():
            return True
        time.sleep(0.5)
    return False


def quiet(desk: Desk, sql: str, longest: float = 90) -> None:
    """Until what `sql` reads has stood still for eight seconds."""
    end, before, since = time.monotonic() + longest, None, time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < 8:
        now = database.rows(desk.folder, sql)[0]
        if now != before:
            before, since = now, time.monotonic()
        time.sleep(1)


def two_sweeps(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """Three sweeps over the same late clocks at once."""
    late_letters(desk, "sweeps", 450)
    pair = [desk.helper("-m", "chaos.inside", "sweep", _now(), "2", stdout=subprocess.DEVNULL) for _n in range(2)]
    send_task("caseflow.tasks.sweep")
    statuses = [child.wait(180) for child in pair]
    _until(lambda: _events(desk, "sweeps")[0] >= 450, 60)
    events, marked = _events(desk, "sweeps")
    good = (events, marked, statuses) == (450, 450, [0, 0])
    yield Outcome("sweeps at once", good, f"450 late clocks, {marked} marked, {events} events, exits {statuses}")


def two_beats(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """Two hurried beats beside the desk's own for twenty seconds: events, reminders, mails and digests once."""
    from caseflow.models import Reminder

    late_letters(desk, "beats", 120)
    beats = [
        desk.helper("-m", "celery", "-q", "-A", "chaos.beats", "beat", "--loglevel", "WARNING", "--pidfile=",
                    "-s", str(desk.folder / f"beat{n}"))
        for n in range(2)
    ]  # fmt: skip
    time.sleep(20)
    for beat in beats:
        beat.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            beat.wait(10)
    _until(lambda: _events(desk, "beats")[0] >= 120, 60)
    sql = "SELECT count(*) FROM caseflow_reminder r JOIN offices_user u ON u.id = r.user_id " \
          "WHERE r.mailed_at IS NULL AND r.read_at IS NULL AND u.email <> ''"  # fmt: skip
    _until(lambda: send_task("caseflow.tasks.mail_reminders") and not database.rows(desk.folder, sql)[0][0], 60)
    written = "SELECT count(*), count(*) FILTER (WHERE mailed_at IS NOT NULL) FROM caseflow_reminder WHERE key LIKE 'digest:%'"
    _until(lambda: database.rows(desk.folder, written)[0][0] > 0, 60)
    quiet(desk, written)
    events, marked = _events(desk, "beats")
    found = there.read(desk.folder)
    mails, reminders = counts.mails(found), counts.reminders(found)
    digests = Reminder.objects.filter(key__startswith="digest:").count()
    sent = sum(
        found.mails[str(pk)] for pk in Reminder.objects.filter(key__startswith="digest:").values_list("pk", flat=True)
    )
    good = (events, marked) == (120, 120) and mails.good and reminders.good and digests == sent > 0
    yield Outcome("two beats", good, f"120 late clocks, {events} events; {reminders.there} reminders, {reminders.doubled} doubled; "
                                     f"{mails.there} mails, {mails.doubled} doubled; {digests} digests, {sent} sent")  # fmt: skip


def worker_killed_in_a_sweep(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """The sweep has claimed its clocks and waits for a row that we hold; its worker is killed; all of it comes again, once."""
    late_letters(desk, "claims", 40)
    lock = "SELECT m.id FROM petitions_matter m JOIN petitions_extract x ON x.matter_id = m.id JOIN petitions_petition p " \
           "ON p.id = x.petition_id WHERE p.source = 'claims' FOR UPDATE OF m"  # fmt: skip
    with psycopg.connect(database.address(desk.folder)) as holder:
        holder.execute(lock)
        waits = _until(lambda: send_task("caseflow.tasks.sweep") and database.rows(desk.folder, WAITING)[0][0] > 0, 60)
        killed = desk.parts()["worker child"] + desk.parts()["worker"]
        for pid in killed:
            procs.signal_to(pid, signal.SIGKILL)
        holder.rollback()
    _until(lambda: database.rows(desk.folder, WAITING)[0][0] == 0, 30)
    time.sleep(1)
    between = _events(desk, "claims")
    caught = _until(lambda: send_task("caseflow.tasks.sweep") and _events(desk, "claims")[0] >= 40, 90)
    after = _events(desk, "claims")
    good = waits and caught and between[0] == between[1] and after == (40, 40)
    yield Outcome("worker killed between claim and commit", good,
                  f"{len(killed)} processes killed while the sweep waited: {waits}; just after {between[1]} marked, {between[0]} events; "
                  f"then {after[1]} marked, {after[0]} events of 40")  # fmt: skip


def a_week_without_beat(desk: Desk, journal: Journal) -> Iterator[Outcome]:
    """The first sweep after seven days: what fell late is marked once, what lapsed ended once, the next sweep finds nothing."""
    later = datetime.now(UTC) + timedelta(days=7)
    day = (later + timedelta(hours=8)).date()
    duties = "SELECT id FROM caseflow_clock WHERE stopped_on IS NULL AND kind = 'duty' AND due_on < %s AND late_marked_for IS DISTINCT FROM due_on"
    ending = "SELECT id FROM caseflow_clock WHERE stopped_on IS NULL AND kind IN ('right', 'lapse', 'watch') AND due_on < %s AND term NOT IN ('W6', 'TD', 'D3')"
    lapses = "SELECT count(*) FROM petitions_event WHERE kind = 'lapse'"
    due = [pk for (pk,) in database.rows(desk.folder, duties, [day])]
    over = [pk for (pk,) in database.rows(desk.folder, ending, [day])]
    statuses = [desk.helper("-m", "chaos.inside", "sweep", later.isoformat(), stdout=subprocess.DEVNULL).wait(180)]
    before = database.rows(desk.folder, "SELECT count(*) FROM petitions_event")[0][0]
    statuses.append(desk.helper("-m", "chaos.inside", "sweep", later.isoformat(), stdout=subprocess.DEVNULL).wait(180))
    again = database.rows(desk.folder, "SELECT count(*) FROM petitions_event")[0][0] - before
    marked = database.rows(
        desk.folder, "SELECT count(*) FROM caseflow_clock WHERE id = ANY(%s) AND late_marked_for = due_on", [due]
    )[0][0]
    ended = database.rows(
        desk.folder, "SELECT count(*) FROM caseflow_clock WHERE id = ANY(%s) AND result = 'lapsed'", [over]
    )[0][0]
    line = counts.late(there.read(desk.folder))
    good = marked == len(due) > 0 and ended == len(over) and again == 0 and line.good and statuses == [0, 0]
    yield Outcome("a week without beat", good,
                  f"{marked} of {len(due)} fell late and are marked, {ended} of {len(over)} lapsed and ended, "
                  f"{database.rows(desk.folder, lapses)[0][0]} lapse events, {again} events by the second sweep, {line.doubled} doubled")  # fmt: skip
