"""What became of rows: one outcome a row, the counts of them, and the report that the command prints."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from caseflow.imports.reasons import Reason


@dataclass(frozen=True)
class Outcome:
    """One row: registered, answered, skipped or rejected, and why."""

    line: int
    result: str
    external_no: str = ""
    reasons: tuple[Reason, ...] = ()
    petition: int | None = None
    number: str = ""

    @property
    def why(self) -> str:
        """In the source's English."""
        return "; ".join(str(r) for r in self.reasons)

    @property
    def words(self) -> str:
        """In the reader's language."""
        return "; ".join(r.words for r in self.reasons)


COUNTED = ("rows", "registered", "answered", "skipped", "rejected")


def add_counts(counts: dict[str, int], found: Iterable[Outcome]) -> dict[str, int]:
    """`counts` with some more rows. rows = registered + skipped + rejected; `answered` are among the registered."""
    total = {name: counts.get(name, 0) for name in COUNTED}
    for outcome in found:
        total["rows"] += 1
        total[outcome.result] += 1
        total["registered"] += outcome.result == "answered"
    return total


@dataclass
class Report:
    """The whole outcome of one file in memory. Its reasons are the source's English."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, found: list[Outcome]) -> None:
        self.counts = add_counts(self.counts, found)
        self.outcomes += found

    @property
    def rows(self) -> int:
        return self.counts["rows"]

    @property
    def registered(self) -> int:
        return self.counts["registered"]

    @property
    def answered(self) -> int:
        return self.counts["answered"]

    @property
    def skipped(self) -> list[dict[str, Any]]:
        return self._lines("skipped")

    @property
    def rejected(self) -> list[dict[str, Any]]:
        return self._lines("rejected")

    def _lines(self, result: str, *, translated: bool = False) -> list[dict[str, Any]]:
        found = (o for o in self.outcomes if o.result == result)
        return [{"line": o.line, "reason": o.words if translated else o.why} for o in found]

    def as_json(self) -> str:
        """For programs; the reasons in the language in force."""
        lines = {name: self._lines(name, translated=True) for name in ("skipped", "rejected")}
        return json.dumps(
            {"rows": self.rows, "registered": self.registered, "answered": self.answered, **lines}, ensure_ascii=False
        )
