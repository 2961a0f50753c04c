"""Which processes belong to the desk, and that nothing else is ever chosen."""

import os
import random
import subprocess
import sys

from chaos import procs
from chaos.clerk import Form
from chaos.procs import Process, below, part_of

PYTHON = "/x/.venv/bin/python"
ROWS = {
    p.pid: p
    for p in (
        Process(1, 0, "S", "/sbin/init"), Process(50, 1, "S", "pytest"),
        Process(60, 50, "S", f"{PYTHON} -m config.supervisor run"),
        Process(61, 60, "S", f"{PYTHON} -m gunicorn config.wsgi --bind 127.0.0.1:1"),
        Process(62, 61, "S", f"{PYTHON} -m gunicorn config.wsgi --bind 127.0.0.1:1"),
        Process(63, 60, "S", f"{PYTHON} -m celery -q -A config worker -c 2"),
        Process(64, 63, "S", f"{PYTHON} -m celery -q -A config worker -c 2"),
        Process(65, 60, "S", f"{PYTHON} -m celery -q -A config worker -c 1 -Q jobs -n jobs@%h"),
        Process(66, 60, "S", f"{PYTHON} -m celery -q -A config beat --loglevel WARNING"),
        Process(67, 60, "S", "/x/valkey-server unixsocket:/tmp/y"),
        Process(68, 60, "S", "/x/pginstall/bin/postgres -D /x/pg"),
        Process(69, 68, "S", "postgres: app desk [local] idle"), Process(70, 68, "S", "postgres: checkpointer"),
        Process(71, 60, "Z", f"{PYTHON} -m gunicorn config.wsgi"),
        Process(80, 1, "S", "/x/pginstall/bin/postgres -D /other/pg"), Process(81, 80, "S", "postgres: app desk [local] idle"),
    )
}  # fmt: skip


def test_each_part_is_known_by_its_command_and_its_parent() -> None:
    found = {p.pid: part_of(p, ROWS) for p in below(50, ROWS)}
    assert found == {60: "supervisor", 61: "web", 62: "web worker", 63: "worker", 64: "worker child", 65: "jobs",
                     66: "beat", 67: "valkey", 68: "postgres", 69: "postgres backend", 70: None}  # fmt: skip


def test_what_is_not_below_us_is_never_chosen() -> None:
    assert not {80, 81, 1} & {p.pid for p in below(50, ROWS)}
    assert 71 not in {p.pid for p in below(50, ROWS)}, "a zombie is dead"


def test_the_real_table_finds_our_own_child_and_no_other() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        assert child.pid in {p.pid for p in below(os.getpid(), procs.table())}
        assert procs.pick("postgres", child.pid, random.Random(1)) is None
    finally:
        child.kill()
        child.wait()
    assert child.pid not in {p.pid for p in below(os.getpid(), procs.table())}


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    form = Form(
        '<form><input type=hidden name=key value=k1><input type=checkbox name=a value=1><input type=radio name=b value=x checked>'
        "<select name=s><option value=1>一<option value=2 selected>二</select><select name=t><option value=9>九</select>"
        "<textarea name=w>\u7532</textarea><input type=file name=files></form>"
    )  # fmt: skip
    assert form.fields == {"key": "k1", "b": "x", "s": "2", "t": "9", "w": "甲"}
