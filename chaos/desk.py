"""The desk under test: its own folder, port and supervisor, started again whenever the supervisor is killed."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from chaos import procs
from config.embedded import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
START = 120.0  # seconds a supervisor may take until the desk is ready


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """One installation under `folder`. `tend()` plays the part of the system's init: it starts a dead supervisor again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.process: subprocess.Popen[bytes] | None = None
        self.helpers: dict[int, subprocess.Popen[bytes]] = {}
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.starts = 0

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        return {**kept, "DESK_VAR": str(self.folder), "PORT": str(self.port), "DESK_DEMO": "1",
                "DESK_WEB_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip

    def prepare(self, petitions: int) -> None:
        """An empty folder, then a small made-up city in it."""
        self.remove()
        self.folder.mkdir(parents=True)
        servers = [sys.executable, "-m", "config.supervisor", "with-servers", sys.executable, "-m", "chaos.inside"]
        subprocess.run([*servers, "prepare", str(petitions)], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        with self.lock, open(self.folder.parent / "desk.log", "ab") as log:
            self.starts += 1
            self.process = subprocess.Popen([sys.executable, "-m", "config.supervisor", "run"], cwd=ROOT, stdout=log,
                                            stderr=log, env=self.environment, start_new_session=True,
                                            preexec_fn=die_with_parent(os.getpid(), signal.SIGTERM))  # fmt: skip

    def tend(self) -> None:
        """In a thread of its own until `stop`: a supervisor that ended is started again after half a second."""
        while not self.stopping.wait(0.5):
            if self.process is not None and self.process.poll() is not None:
                self.start()
            mine = {p.pid for p in self.helpers.values()} | ({self.process.pid} if self.process else set())
            procs.reap(mine)

    def helper(self, *command: str, **more) -> subprocess.Popen[bytes]:
        """Another process beside the desk, in its environment; ended with the desk if it has not ended before."""
        environment = {**self.environment, **more.pop("env", {})}
        with open(self.folder.parent / "helpers.log", "ab") as log:
            more = {"stdout": log, "stderr": log, **more}
            more.setdefault("preexec_fn", die_with_parent(os.getpid(), signal.SIGTERM))
            child = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, **more)
        self.helpers[child.pid] = child
        return child

    def ready(self, timeout: float = 3.0) -> bool:
        return bool(self.told(timeout).get("ready"))

    def told(self, timeout: float = 3.0) -> dict[str, object]:
        """What /readyz says; empty where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=timeout) as answer:
                return dict(json.loads(answer.read()))
        except urllib.error.HTTPError as answer:
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                return dict(json.loads(answer.read()))
        except (OSError, http.client.HTTPException, ValueError):
            pass
        return {}

    def wait_ready(self, timeout: float = START) -> float | None:
        """Seconds until /readyz says yes; None where it did not in time."""
        begun = time.monotonic()
        while time.monotonic() - begun < timeout:
            if self.ready():
                return time.monotonic() - begun
            time.sleep(0.2)
        return None

    def parts(self) -> dict[str, list[int]]:
        """kind -> pids of the desk's processes (below this run, orphans too)."""
        return procs.parts(os.getpid())

    @contextlib.contextmanager
    def held(self):
        """The supervisor stands still: what is killed meanwhile stays dead."""
        assert self.process is not None
        procs.signal_to(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            procs.signal_to(self.process.pid, signal.SIGCONT)

    def stop(self) -> list[str]:
        """End all by pid; returns the commands of those that did not go when asked and were killed."""
        self.stopping.set()
        for child in self.helpers.values():
            if child.poll() is None:
                child.kill()
        with self.lock:
            if self.process is not None and self.process.poll() is None:
                self.process.send_signal(signal.SIGCONT)
                self.process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(40)
        return self._sweep_up()

    def _sweep_up(self) -> list[str]:
        end = time.monotonic() + 15
        while time.monotonic() < end:
            left = procs.below(os.getpid(), procs.table())
            if not left:
                return []
            time.sleep(0.3)
            procs.reap(set(self.helpers))
        for process in left:
            procs.signal_to(process.pid, signal.SIGKILL)
        return [p.command[:100] for p in left]

    def remove(self) -> None:
        """The folder goes, and the cluster it may point to (as root the data lie where the server's user reaches)."""
        data = self.folder / "pg"
        if data.is_symlink():
            shutil.rmtree(data.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
