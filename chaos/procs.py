"""The process table below a pid, and which of them plays which part of the desk. Never by name alone: only what we started."""

import contextlib
import ctypes
import os
import random
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUBREAPER = 36  # prctl: what a killed supervisor leaves behind comes to us, not to init
KINDS = (
    "web", "web worker", "worker", "worker child", "jobs", "jobs child", "beat", "valkey", "postgres", "postgres backend", "supervisor",
)  # fmt: skip


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    state: str
    command: str


Table = Mapping[int, Process]


def adopt_orphans() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def table() -> dict[int, Process]:
    """All processes, from /proc where there is one, else from `ps`."""
    if Path("/proc/self/stat").exists():
        found = (_read(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdigit())
        return {p.pid: p for p in found if p}
    lines = subprocess.run(["ps", "-axo", "pid=,ppid=,state=,command="], capture_output=True, text=True).stdout
    rows = (line.split(None, 3) for line in lines.splitlines())
    return {int(r[0]): Process(int(r[0]), int(r[1]), r[2][:1], r[3]) for r in rows if len(r) == 4}


def _read(pid: int) -> Process | None:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (OSError, IndexError):
        return None
    return Process(pid, int(parent), state, command)


def below(root: int, rows: Table) -> list[Process]:
    """All living processes below `root`, nearest first; a zombie is dead."""
    found: list[Process] = []
    edge = {root}
    while edge:
        step = [p for p in rows.values() if p.parent in edge]
        found += step
        edge = {p.pid for p in step}
    return [p for p in found if p.state != "Z"]


def part_of(process: Process, rows: Table) -> str | None:
    """Which of KINDS a process below the desk is, by its command and its parent's."""
    parent = rows.get(process.parent)
    own, above = _program(process.command), _program(parent.command) if parent else ""
    if own == "web":
        return "web worker" if above == "web" else "web"
    if own in {"worker", "jobs"}:
        return f"{own} child" if above == own else own
    if own == "postgres":
        return "postgres"
    if process.command.startswith("postgres: app desk") and above == "postgres":
        return "postgres backend"
    return own or None


def _program(command: str) -> str:
    words = command.split()
    if not words:
        return ""
    if "-m config.supervisor run" in command:
        return "supervisor"
    if "-m gunicorn" in command or words[0].endswith("gunicorn"):
        return "web"
    if "-m celery" in command:
        return "beat" if " beat " in command else "jobs" if " -Q jobs" in command else "worker"
    if words[0].endswith("/valkey-server") or words[0] == "valkey-server":
        return "valkey"
    return "postgres" if words[0].endswith("/bin/postgres") else ""


def parts(root: int) -> dict[str, list[int]]:
    """kind -> living pids below `root`, the one that has been looked at itself excluded."""
    rows = table()
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for process in below(root, rows):
        part = part_of(process, rows)
        if part:
            found[part].append(process.pid)
    return found


def pick(kind: str, root: int, rng: random.Random) -> int | None:
    """A pid of the kind below `root`."""
    pids = sorted(parts(root)[kind])
    return rng.choice(pids) if pids else None


def signal_to(pid: int, signum: int) -> bool:
    """Signal one pid; False where it has gone already."""
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        return False
    return True


def reap(mine: set[int]) -> None:
    """Take leave of orphans that came to us and died; `mine` are children somebody else waits for."""
    for process in table().values():
        if process.parent == os.getpid() and process.state == "Z" and process.pid not in mine:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)
