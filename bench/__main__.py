"""`make bench [N=1000000]`: generate what is missing, measure N and 10,000, hold both against the budgets, keep the history."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.report import page, verdicts

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DESK_VAR") or ROOT / "var").absolute() / "bench"
BASE = 10_000
YEARS, OFFICES, SEED = 4, 200, 1


def schema_stamp() -> str:
    """A hash of the migrations and of the generator: data made by others are made anew."""
    files = sorted(p for p in ROOT.rglob("*.py") if "migrations" in p.parts or "generate" in p.parts)
    digest = hashlib.sha256()
    for path in files:
        if ".venv" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def within(folder: Path, *command: str) -> None:
    """Run a command beside the servers of a folder of its own."""
    environment = {
        **os.environ,
        "DESK_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DESK_RATE_LIMITS": "0",
    }
    servers = [sys.executable, "-m", "config.supervisor", "with-servers"]
    subprocess.run([*servers, *command], cwd=ROOT, env=environment, check=True)


def prepare(lives: int) -> Path:
    """The folder that holds `lives` generated petitions of the present schema."""
    folder = VAR / str(lives)
    mark = folder / "generated.json"
    stamp = schema_stamp()
    if mark.exists() and json.loads(mark.read_text())["stamp"] == stamp:
        return folder
    if folder.exists():
        sys.exit(f"{folder} was generated for another schema: remove it, then try again.")
    folder.mkdir(parents=True)
    python = [sys.executable, "manage.py"]
    within(folder, *python, "migrate", "-v0")
    within(folder, *python, "seed", "-v0")
    begun = time.monotonic()
    within(
        folder,
        *python,
        "generate",
        "--petitions",
        str(lives),
        "--years",
        str(YEARS),
        "--offices",
        str(OFFICES),
        "--seed",
        str(SEED),
    )
    mark.write_text(json.dumps({"stamp": stamp, "lives_a_second": lives / (time.monotonic() - begun)}))
    return folder


def measured(lives: int) -> dict[str, object]:
    folder = prepare(lives)
    out = folder / "measured.json"
    within(folder, sys.executable, "manage.py", "migrate", "-v0")
    within(folder, sys.executable, "manage.py", "collectstatic", "-v0", "--noinput")
    within(folder, sys.executable, "-m", "bench.one", str(out))
    return {**json.loads(out.read_text()), **json.loads((folder / "generated.json").read_text())}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--petitions", type=int, default=1_000_000)
    asked = parser.parse_args()
    sizes = sorted({BASE, asked.petitions})
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    run = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit, "cores": os.cpu_count(),
           "sizes": {str(n): measured(n) for n in sizes}}  # fmt: skip
    results = VAR / "results"
    results.mkdir(parents=True, exist_ok=True)
    (results / f"{run['at'].replace(':', '')}.json").write_text(json.dumps(run, ensure_ascii=False, indent=1))
    history = [json.loads(p.read_text()) for p in sorted(results.glob("*.json"))]
    (VAR / "index.html").write_text(page(history))
    lines = verdicts(run)
    for line in lines:
        print(f"{'met   ' if line.met else 'MISSED'}  {line.what:<58} {line.told}")
    print(f"{sum(line.met for line in lines)} of {len(lines)} budgets met; the history: {VAR / 'index.html'}")
    sys.exit(0 if all(line.met for line in lines) else 1)


if __name__ == "__main__":
    main()
