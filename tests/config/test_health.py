"""Health pages, logs without personal data, settings that fail loudly, the supervisor's refusals."""

import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.logs import JsonFormatter, RequestFilter

ROOT = Path(__file__).resolve().parents[2]


def test_healthz_needs_nothing(client) -> None:
    assert client.get("/healthz").json() == {"ok": True}


def test_readyz_tells_what_is_missing(client, db) -> None:
    from django.core.cache import cache

    cache.clear()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": False,
        "beat": False,
        "consistency": "never",
    }
    from config import tasks

    tasks.beat_sent()
    tasks.heartbeat()
    assert client.get("/readyz").json()["ready"] is True


def test_a_log_line_is_json_without_query_or_values() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "Not Found: %s", ("/search/?q=李秀英",), None)
    RequestFilter().filter(record)
    try:
        raise ValueError("13800000001")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = json.loads(JsonFormatter().format(record))
    assert "李秀英" not in line["message"] and line["error"] == "ValueError"
    assert "13800000001" not in json.dumps(line)


def settings_with(**environment: str) -> subprocess.CompletedProcess[str]:
    base = {k: v for k, v in os.environ.items() if not k.startswith(("DESK_", "DATABASE_URL", "REDIS_URL", "PYTEST"))}
    code = "import config.settings as s; print('fine', s.SESSION_COOKIE_SECURE)"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**base, "DESK_BARE": "1", **environment},
                          capture_output=True, text=True, timeout=60)  # fmt: skip


GOOD = {
    "DATABASE_URL": "postgresql://u:p@db/desk", "REDIS_URL": "redis://r:6379/0", "DESK_ALLOWED_HOSTS": "desk.example",
    "DESK_SECRET_KEY": "abcdefghij" * 5, "DESK_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}  # fmt: skip


def test_production_starts_with_all_it_needs_and_secure_cookies() -> None:
    done = settings_with(**GOOD)
    assert done.stdout.strip() == "fine True", done.stderr[-400:]


@pytest.mark.parametrize(("change", "words"), [
    ({"DESK_DEBUG": "1"}, "DESK_DEBUG"), ({"DESK_SECRET_KEY": ""}, "DESK_SECRET_KEY"), ({"DESK_SECRET_KEY": "a" * 60}, "DESK_SECRET_KEY"),
    ({"DESK_KEYS": ""}, "DESK_KEYS"), ({"DESK_KEYS": "k1:short"}, "DESK_KEYS"), ({"DESK_ALLOWED_HOSTS": ""}, "DESK_ALLOWED_HOSTS"),
    ({"REDIS_URL": ""}, "REDIS_URL"), ({"DATABASE_URL": "mysql://x/y"}, "postgresql"), ({"DESK_TIME_ZONE": "Mars/Olympus"}, "Mars"),
    ({"DESK_INSECURE_HTTP": "perhaps"}, "DESK_INSECURE_HTTP"), ({"DESK_SUPERVISION_DAYS": "idle:0"}, "DESK_SUPERVISION_DAYS"),
])  # fmt: skip
def test_a_bad_setting_stops_the_start_and_says_which(change: dict[str, str], words: str) -> None:
    done = settings_with(**{**GOOD, **change})
    assert done.returncode != 0 and words in done.stderr, done.stdout


def test_a_busy_port_gives_the_way_out(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {**os.environ, "PORT": str(taken.getsockname()[1]), "DESK_VAR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", "config.supervisor", "run"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode != 0 and "PORT=8001 make run" in done.stderr
    assert not any(tmp_path.iterdir())


def test_make_demo_refuses_any_other_database(tmp_path) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://u@nowhere/x", "DESK_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "config.supervisor", "demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0 and "nothing was touched" in done.stderr


def test_the_commands_of_the_makefile_are_few_and_there() -> None:
    text = (ROOT / "Makefile").read_text()
    for name in ("run", "test", "up", "down", "demo", "check", "test-slow", "check-all", "messages"):
        assert f"\n{name}:" in text


def test_locks_name_no_host_and_every_pin_has_its_hashes() -> None:
    for name in ("run", "dev"):
        text = (ROOT / "requirements" / f"{name}.lock").read_text()
        assert "http" not in text and "file:" not in text
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
        assert len(pins) > 50 and text.count("--hash=sha256:") > len(pins)


def test_no_file_grows_beyond_four_hundred_lines() -> None:
    names = subprocess.run(
        ["git", "ls-files", "*.py", "*.html", "*.css", "*.js"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    long = [
        n
        for n in names
        if "/migrations/" not in n and (ROOT / n).exists() and len((ROOT / n).read_text().splitlines()) > 400
    ]
    assert not long
