"""`make chaos [ACTS=2000 KILLS=50 SEED=n]`: the storm, the special faults, the count. Exit 0 only when nothing is lost or doubled."""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from chaos import counts, database, faults, procs, report, there
from chaos.desk import Desk, free_port
from chaos.journal import Journal
from chaos.kills import SHARES
from chaos.pages import Exporter
from chaos.storm import TASKS, Importer, Storm, send_task
from chaos.sweeps import quiet

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DESK_VAR") or ROOT / "var").absolute() / "chaos"
LONGEST = 13 * 60.0


def say(text: str) -> None:
    print(f"[chaos] {text}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos")
    parser.add_argument("--acts", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=("storm", "faults"), help="one half, for developing")
    asked = parser.parse_args()
    say(f"seed {asked.seed}: at least {asked.acts} acts and {asked.kills} kills; state in {VAR}")
    procs.adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("[chaos] told to stop"))
    VAR.mkdir(parents=True, exist_ok=True)
    for old in [*VAR.glob("*.csv"), *VAR.glob("*.log"), VAR / "journal.jsonl"]:
        old.unlink(missing_ok=True)
    run, desk = report.Run(asked.seed), Desk(VAR / "desk", free_port())
    begun = time.monotonic()
    try:
        _run(asked, run, desk)
    except (Exception, SystemExit) as problem:
        run.problems.append(f"the run broke off: {type(problem).__name__}: {problem}")
        raise
    finally:
        say("stopping the desk")
        left = desk.stop()
        run.problems += [f"did not end when told to: {command}" for command in left]
        run.seconds = time.monotonic() - begun
        report.write(run, VAR / "result.json")
        print("\n" + report.text(run), flush=True)
    if run.good:
        desk.remove()
    else:
        say(f"the desk is kept for looking at: {VAR}")
    return 0 if run.good else 1


def _run(asked: argparse.Namespace, run: report.Run, desk: Desk) -> None:
    say("making a small city")
    desk.prepare(60)
    desk.start()
    threading.Thread(target=desk.tend, daemon=True).start()
    os.environ.update(desk.environment)
    import django

    django.setup()
    first = desk.wait_ready()
    if first is None:
        raise SystemExit(f"the desk did not become ready: see {VAR / 'desk.log'}")
    say(f"ready after {first:.0f} s at port {desk.port}")
    journal = Journal(VAR / "journal.jsonl")
    importer: Importer | None = None
    exporter: Exporter | None = None
    if asked.only != "faults":
        storm = Storm(desk, journal, asked.acts, asked.kills, asked.seed)
        exporter = Exporter(desk, journal, storm.halt)
        exporter.start()
        storm.run(LONGEST, say)
        exporter.join(LONGEST)
        importer, run.kills = storm.importer, storm.killer.done
        run.problems += [f"{t.name}: {t.crashed}" for t in storm.teams if t.crashed]
        run.problems += _goals(asked, journal, storm)
        say(f"the storm is over after {time.monotonic() - journal.begun:.0f} s; waiting for rest")
        rest(desk)
    if asked.only != "storm":
        for scenario in faults.ALL:
            say(f"special fault: {scenario.__name__.replace('_', ' ')}")
            run.outcomes += faults.tried(scenario, desk, journal)
    rest(desk)
    run.acts, run.answers = journal.count, journal.answers
    run.lines = _count(desk, journal, importer)
    if exporter and not exporter.missing:
        run.lines.insert(3, exporter.found.line())
    run.problems += [
        f"{n} answers were errors of our own ({k})" for k, n in journal.answers.items() if k.startswith("500")
    ]


def _goals(asked: argparse.Namespace, journal: Journal, storm: Storm) -> list[str]:
    """What a run must have done to say anything."""
    found = []
    if journal.count < asked.acts:
        found.append(f"only {journal.count} of {asked.acts} acts")
    kinds = storm.killer.by_kind()
    if len(storm.killer.done) < asked.kills:
        found.append(f"only {len(storm.killer.done)} of {asked.kills} kills")
    if missing := [k for k in SHARES if not kinds[k]]:
        found.append(f"never killed: {', '.join(missing)}")
    found += [f"not ready again after killing {k.kind}: {k.missing}" for k in storm.killer.done if k.ready is None]
    return found


def rest(desk: Desk) -> None:
    """Until the desk is ready and its tasks find nothing more to do (bounded)."""
    desk.wait_ready()
    before: tuple[int, ...] = ()
    for _n in range(12):
        for name in TASKS:
            send_task(name)
        sql = "SELECT (SELECT count(*) FROM petitions_event), (SELECT count(*) FROM caseflow_reminder WHERE mailed_at IS NOT NULL), " \
              "(SELECT count(*) FROM caseflow_proposal)"  # fmt: skip
        quiet(desk, sql)
        now = database.rows(desk.folder, sql)[0]
        if now == before:
            return
        before = now


def _count(desk: Desk, journal: Journal, importer: Importer | None) -> list[counts.Line]:
    lines = counts.everything(list(journal.entries), there.read(desk.folder))
    if importer:
        wanted = {number: text for rows in importer.wanted.values() for number, text in rows.items()}
        sql = "SELECT external_no, text FROM petitions_petition WHERE source = ANY(%s)"
        rows = [(n, t) for n, t in database.rows(desk.folder, sql, [list(importer.wanted)])]
        line = counts.imported(wanted, rows)
        lines.insert(2, counts.Line(line.what, line.went_in, line.there, line.lost, line.doubled,
                                    f"{len(importer.wanted)} files, {importer.kills} imports killed"))  # fmt: skip
    lines.append(consistency(desk))
    return lines


def consistency(desk: Desk) -> counts.Line:
    """The product's own check, where this version has one."""
    listed = subprocess.run([sys.executable, "manage.py", "help", "--commands"], cwd=ROOT, env=desk.environment,
                            capture_output=True, text=True).stdout.split()  # fmt: skip
    if "check_consistency" not in listed:
        return counts.Line("check_consistency", 0, 0, note="this version has no such command")
    done = subprocess.run([sys.executable, "manage.py", "check_consistency", "--json"], cwd=ROOT, env=desk.environment,
                          capture_output=True, text=True)  # fmt: skip
    return counts.consistency(done.returncode, done.stdout or done.stderr)


if __name__ == "__main__":
    sys.exit(main())
