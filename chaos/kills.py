"""The one who kills: pids of our own desk by turns, each kind every run, and how long until the desk answers again."""

import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass

from chaos import procs
from chaos.desk import Desk

SHARES = {
    "web": 6, "web worker": 8, "worker": 4, "jobs": 3, "jobs child": 3, "worker child": 5, "beat": 4, "valkey": 5, "postgres": 5,
    "postgres backend": 6, "supervisor": 2,
}  # fmt: skip
LONGEST = 90.0


@dataclass(frozen=True)
class Kill:
    kind: str
    at: float  # seconds since the begin
    ready: float | None  # seconds until /readyz was 200 again and the part was there again
    missing: str = ""  # what was not there at the end of our patience


def order(count: int, rng: random.Random) -> list[str]:
    """`count` kinds in a mixed order, by their shares, each at least once and the supervisor at most as often as its share."""
    total = sum(SHARES.values())
    found = [k for k, share in SHARES.items() for _n in range(max(1, round(share * count / total)))]
    often = [k for k in SHARES if k != "supervisor"]
    while len(found) < count:
        found.append(rng.choice(often))
    rng.shuffle(found)
    return found


class Killer(threading.Thread):
    """Kills in order; waits after each until the desk is ready, and a little longer."""

    def __init__(self, desk: Desk, count: int, seed: int, stop: threading.Event) -> None:
        super().__init__(name="killer", daemon=True)
        self.desk, self.halt = desk, stop
        self.rng = random.Random(f"{seed}-kills")
        self.left = order(count, self.rng)
        self.planned = len(self.left)
        self.done: list[Kill] = []
        self.begun = time.monotonic()
        self.now = "none yet"

    @property
    def share(self) -> float:
        """How far the plan is carried out, 0 to 1."""
        return len(self.done) / max(1, self.planned)

    def run(self) -> None:
        while self.left and not self.halt.is_set():
            self.halt.wait(self.rng.uniform(0.3, 3.5))
            kind = self.left.pop(0)
            if not self._kill(kind):
                self.left.insert(min(2, len(self.left)), kind)  # none is there just now: a little later

    def _kill(self, kind: str) -> bool:
        before = {p for pids in self.desk.parts().values() for p in pids}
        pid = procs.pick(kind, os.getpid(), self.rng)
        if pid is None or not procs.signal_to(pid, signal.SIGKILL):
            return False
        begun, self.now = time.monotonic(), kind
        ready = self._recovered(kind, before, begun)
        missing = "" if ready is not None else f"{self.desk.told()}"
        self.done.append(Kill(kind, begun - self.begun, ready, missing))
        return True

    def _recovered(self, kind: str, before: set[int], begun: float) -> float | None:
        """Seconds until /readyz is 200 and a new process plays the part; what a dead parent left behind is not new."""
        while time.monotonic() - begun < LONGEST and not self.halt.is_set():
            new = set(self.desk.parts()[kind]) - before
            if (new or kind == "postgres backend") and self.desk.ready(timeout=2):
                return time.monotonic() - begun
            time.sleep(0.15)
        return None

    def by_kind(self) -> Counter[str]:
        return Counter(k.kind for k in self.done)
