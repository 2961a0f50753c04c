"""The clients' own truth: what was sent under which key, how often, and what the desk acknowledged."""

import json
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Entry:
    """One thing a client wanted done. `done` once the desk said so; `place` is what it said it made or changed."""

    key: str
    what: str  # register, draft kept, or the name of an act
    facts: dict[str, Any] = field(default_factory=dict)
    sent: int = 0
    done: bool = False
    place: str = ""  # the uid of the petition, or of the case
    refused: str = ""
    waited: float = 0.0


class Journal:
    """Entries in memory and, line by line, in a file that outlives the run."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self.answers: dict[str, int] = {}
        self.lock = threading.Lock()
        self.begun = time.monotonic()
        self._file = open(path, "a", encoding="utf-8") if path else None  # noqa: SIM115

    def want(self, key: str, what: str, **facts: Any) -> Entry:
        entry = Entry(key, what, facts)
        with self.lock:
            self.entries.append(entry)
        return entry

    def note(self, entry: Entry) -> None:
        if self._file:
            with self.lock:
                self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
                self._file.flush()

    def answered(self, kind: str) -> None:
        """Count an answer of the desk by its status, or what came instead of one."""
        with self.lock:
            self.answers[kind] = self.answers.get(kind, 0) + 1

    def done(self, *what: str) -> list[Entry]:
        with self.lock:
            return [e for e in self.entries if e.done and (not what or e.what in what)]

    @property
    def count(self) -> int:
        with self.lock:
            return sum(1 for e in self.entries if e.done)
