"""A broker that is dead or deaf holds nobody up, also a process that never spoke with it; asked in a process of its own."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import time, django
django.setup()
from config.tasks import heartbeat
from offices.later import ask
begun = time.monotonic()
taken = ask(heartbeat)
first = time.monotonic() - begun
begun = time.monotonic()
again = ask(heartbeat)
print(taken, again, first, time.monotonic() - begun)
"""


def asked(path: Path, folder: Path) -> tuple[bool, float, float]:
    """(whether the broker took it, seconds of the first try, of the second)."""
    import os

    base = {k: v for k, v in os.environ.items() if not k.startswith(("DESK_", "DATABASE_URL", "REDIS_URL", "PYTEST"))}
    environment = {**base, "REDIS_URL": f"unix://{path}", "DESK_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-500:]
    taken, again, first, second = done.stdout.split()
    return "True" in (taken, again), float(first), float(second)


@pytest.mark.parametrize("deaf", [False, True])
def test_nobody_waits_for_a_broker_that_is_away(tmp_path, deaf: bool) -> None:
    path = Path("/tmp") / f"pd-test-{time.time_ns()}.sock"  # such paths are short
    with socket.socket(socket.AF_UNIX) as listening:
        if deaf:
            listening.bind(str(path))
            listening.listen(16)
        try:
            taken, first, second = asked(path, tmp_path)
        finally:
            path.unlink(missing_ok=True)
    assert not taken
    assert first < (8 if deaf else 4), "bounded for whoever is the first to find out"
    assert second < 0.1, "and nobody after that"
