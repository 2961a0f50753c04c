"""The storm: clerks, imports, sweeps and mails at work while the killer goes round; ends when acts and kills are done."""

import contextlib
import csv
import os
import random
import signal
import subprocess
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from chaos.desk import Desk
from chaos.journal import Journal
from chaos.kills import Killer
from chaos.lives import Team

TEAMS = 4
FILES = 5  # imported during the storm
TASKS = ("caseflow.tasks.sweep", "caseflow.tasks.mail_reminders", "caseflow.tasks.propose_missing")


def send_task(name: str) -> bool:
    """Ask a worker for a task; False while the broker is away."""
    from config.celery import app

    with contextlib.suppress(Exception):
        app.send_task(name, expires=120, retry=False)
        return True
    return False


class Feeder(threading.Thread):
    """What beat does every few minutes, every few seconds: sweep, mail, propose."""

    def __init__(self, halt: threading.Event) -> None:
        super().__init__(name="feeder", daemon=True)
        self.halt, self.sent = halt, 0

    def run(self) -> None:
        while not self.halt.wait(8):
            self.sent += sum(send_task(name) for name in TASKS)


def write_letters(path: Path, source: str, count: int, days_back: int = 3) -> dict[str, str]:
    """A file of `count` letters to import, a third of them answered; number -> text."""
    received = datetime.now() - timedelta(days=days_back)
    wanted = {f"{source}-{n:05d}": f"第{n}封来信（{source}）：公交车站牌倒了，请修好。" for n in range(1, count + 1)}
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["留言编号", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"])
        for n, (number, text) in enumerate(wanted.items()):
            reply = (
                ["已答复", f"{received + timedelta(days=1):%Y-%m-%d %H:%M:%S}"]
                if n % 3 == 0 and days_back < 10
                else ["", ""]
            )
            sheet.writerow([number, f"站牌 {number}", f"{received:%Y-%m-%d %H:%M:%S}", text, *reply])
    return wanted


def import_command(path: Path, source: str) -> list[str]:
    return ["manage.py", "import_petitions", str(path), "--office", "YZXF", "--source", source, "--json"]


class Importer(threading.Thread):
    """Files imported by the command; killed in the middle again and again, then run to their end."""

    def __init__(self, desk: Desk, seed: int, halt: threading.Event) -> None:
        super().__init__(name="importer", daemon=True)
        self.desk, self.halt = desk, halt
        self.rng = random.Random(f"{seed}-import")
        self.wanted: dict[str, dict[str, str]] = {}
        self.kills = 0

    def run(self) -> None:
        number = 0
        while number < FILES and not self.halt.is_set():
            number += 1
            source = f"chaos{number}"
            path = self.desk.folder.parent / f"{source}.csv"
            self.wanted[source] = write_letters(path, source, 450)
            if not self._import(path, source):
                return
            self.halt.wait(45)

    def _import(self, path: Path, source: str) -> bool:
        """Killed up to three times, then until it ends well; the file is finished even when the storm is over."""
        for turn in range(60):
            child = self.desk.helper(*import_command(path, source), stdout=subprocess.DEVNULL)
            patience = self.rng.uniform(1.5, 7) if turn < 3 else 180
            try:
                if child.wait(patience) == 0:
                    return True
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                child.wait()
                self.kills += 1
            time.sleep(1)
        return False


class Storm:
    """All of it together; `run` returns when both goals are met or the time is over."""

    def __init__(self, desk: Desk, journal: Journal, acts: int, kills: int, seed: int) -> None:
        self.desk, self.journal, self.acts = desk, journal, acts
        self.halt = threading.Event()
        self.killer = Killer(desk, kills, seed, self.halt)
        self.feeder = Feeder(self.halt)
        self.importer = Importer(desk, seed, self.halt)
        self.teams = [Team(n, desk.folder, desk.port, journal, seed, self.halt, self._ahead) for n in range(TEAMS)]

    def _ahead(self) -> bool:
        """The clerks wait a moment while the kills are behind, so that all of them meet acts."""
        return self.journal.count / self.acts > self.killer.share + 0.04 and bool(self.killer.left)

    def run(self, longest: float, say) -> None:
        for thread in (*self.teams, self.feeder, self.importer, self.killer):
            thread.start()
        end, told = time.monotonic() + longest, time.monotonic()
        while time.monotonic() < end:
            if self.journal.count >= self.acts and not self.killer.is_alive():
                break
            if not any(t.is_alive() for t in self.teams):
                break
            if time.monotonic() - told > 20:
                told = time.monotonic()
                say(
                    f"{self.journal.count} acts, {len(self.killer.done)} kills ({self.killer.now}), answers {dict(sorted(self.journal.answers.items()))}"
                )
            time.sleep(0.5)
        self.halt.set()
        for thread in (*self.teams, self.killer, self.feeder, self.importer):
            thread.join(240)
