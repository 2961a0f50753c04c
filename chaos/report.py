"""The table a person reads and the JSON beside it."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chaos.counts import Line
from chaos.kills import Kill


@dataclass(frozen=True)
class Outcome:
    """What one special fault showed. `good` None: it could not be tried here, and why."""

    name: str
    good: bool | None
    told: str


@dataclass
class Run:
    seed: int
    acts: int = 0
    seconds: float = 0
    lines: list[Line] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.problems and all(x.good for x in self.lines) and all(o.good is not False for o in self.outcomes)


def recovery(kills: Sequence[Kill]) -> dict[str, dict[str, Any]]:
    """kind -> how many, median and longest seconds until the desk was ready again."""
    found: dict[str, dict[str, Any]] = {}
    for kind in sorted({k.kind for k in kills}):
        some = [k.ready for k in kills if k.kind == kind]
        took = [s for s in some if s is not None]
        found[kind] = {"kills": len(some), "p50": round(statistics.median(took), 1) if took else None,
                       "max": round(max(took), 1) if took else None, "never": len(some) - len(took)}  # fmt: skip
    return found


def text(run: Run) -> str:
    """The whole report for a terminal."""
    out = [f"{'what':<34}{'went in':>9}{'is there':>10}{'lost':>6}{'doubled':>9}"]
    for x in run.lines:
        out.append(
            f"{x.what:<34}{x.went_in:>9}{x.there:>10}{x.lost:>6}{x.doubled:>9}  {'' if x.good else '<<< '}{x.note}"
        )
    out += [
        "",
        f"{'killed (-9)':<34}{'times':>9}{'p50 s':>10}{'max s':>8}   until /readyz was 200 and the part was there again",
    ]
    for kind, r in recovery(run.kills).items():
        never = f"  {r['never']} not in time" if r["never"] else ""
        out.append(f"{kind:<34}{r['kills']:>9}{r['p50'] or '-':>10}{r['max'] or '-':>8}{never}")
    out += ["", "special faults"]
    marks = {True: "met    ", False: "MISSED ", None: "SKIPPED"}
    out += [f"  {marks[o.good]} {o.name}: {o.told}" for o in run.outcomes]
    out += [f"  PROBLEM {p}" for p in run.problems]
    lost, doubled = sum(x.lost for x in run.lines), sum(x.doubled for x in run.lines)
    answers = ", ".join(f"{n} x {k}" for k, n in sorted(run.answers.items()))
    out += ["", f"answers: {answers}",
            f"seed {run.seed}: {run.acts} acts, {len(run.kills)} kills, {lost} lost, {doubled} doubled, "
            f"{run.seconds:.0f} s: {'all well' if run.good else 'NOT WELL'}"]  # fmt: skip
    return "\n".join(out)


def write(run: Run, path: Path) -> None:
    path.write_text(
        json.dumps({"good": run.good, **asdict(run), "recovery": recovery(run.kills)}, ensure_ascii=False, indent=1)
    )
