"""Measure one database: start gunicorn with two workers on it, ask each page and its floor by turns, print JSON.

python -m bench.one OUT.json (inside `config.supervisor with-servers`, DJANGO_SETTINGS_MODULE=bench.settings)
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import django

WARM, ROUNDS = 3, 30


@dataclass
class Page:
    """An address asked as a user; `floor` is the address it is held against."""

    name: str
    user: str
    path: str
    floor: str = ""
    samples: list[dict[str, float]] = field(default_factory=list)
    floor_samples: list[dict[str, float]] = field(default_factory=list)


def sessions(names: list[str]) -> dict[str, str]:
    """A logged-in session for each user name."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from offices.models import User

    found = {}
    for name in names:
        user = User.objects.get(username=name)
        store = SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "offices.auth.DeskBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        found[name] = store.session_key
    return found


def pages() -> list[Page]:
    """What is measured, for an officer, a desk, and an overseer of a hundred offices."""
    from caseflow.filters import SORTS
    from caseflow.generate.large import LONG, MANY
    from caseflow.models import Case
    from offices.models import User
    from offices.paging import page_of

    officer, desk, chief = "g001zj-officer", "g001xf-desk", "g000xf-head"
    office = User.objects.get(username=officer).postings.get().office_id
    here = Case.objects.filter(office=office, confidential=False)
    one = here.filter(state="accepted", closed_at=None).order_by("pk").first() or here.order_by("pk")[0]
    closed = here.exclude(closed_at=None).order_by("number")
    middle = closed[closed.count() // 2]
    deep = page_of(closed.filter(number__gte=middle.number), SORTS["number"], {}).after
    found = [
        Page("my list", officer, "/mine/", "/bench/floor/list/"),
        Page("cases, ended, by number", officer, "/cases/?open=0&sort=number", "/bench/floor/list/"),
        Page("cases, ended, deep page", officer, f"/cases/?open=0&sort=number&after={deep}", "/bench/floor/list/"),
        Page("cases, passed on by us", desk, "/cases/?where=sent", "/bench/floor/list/"),
        Page("cases of a hundred offices", chief, "/cases/"),
        Page("cases of a hundred offices, all, by last act", chief, "/cases/?open=all&sort=-last"),
        Page("petitions", desk, "/petitions/"),
        Page("case page", officer, f"/cases/{one.uid}/", f"/bench/floor/case/{one.pk}/"),
        Page("search, rare word", officer, f"/petitions/?where=all&q={quote('夜间噪声')}"),
        Page("search, common word", officer, f"/petitions/?where=all&q={quote('请求')}"),
        Page("search, common word, hundred offices", chief, f"/petitions/?where=all&q={quote('请求')}"),
        Page("search, boolean", officer, f"/petitions/?where=all&q={quote('(电梯 OR 路灯) NOT 物业')}"),
        Page("register", desk, "/bench/ours/register/", "/bench/floor/insert/"),
        Page("act", officer, f"/bench/ours/act/?case={one.pk}", "/bench/floor/insert/"),
        Page("draft", officer, f"/bench/ours/draft/?case={one.pk}"),
        Page("the post of an office", officer, "/post/"),
    ]
    for name, summary, user in (
        ("a matter of 900 petitions", MANY, "g000zj-officer"),
        ("a case of 2,000 events, 500 files", LONG, "g000hb-officer"),
    ):
        case = Case.objects.filter(petition__summary=summary, kind="handling").first()
        if case:
            found.append(Page(name, user, f"/cases/{case.uid}/", f"/bench/floor/case/{case.pk}/"))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(link: http.client.HTTPConnection, path: str, session: str) -> dict[str, float]:
    begun = time.perf_counter()
    link.request("GET", path, headers={"Cookie": f"desk={session}", "Accept-Language": "zh-hans"})
    answer = link.getresponse()
    body = answer.read()
    took = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {answer.getheader('Location')} {body[:200]!r}")
    names = {"statements": "X-Statements", "db_ms": "X-Db-Ms", "cpu_ms": "X-Cpu-Ms", "rss_kb": "X-Rss-Kb"}
    return {"ms": took, **{k: float(answer.getheader(h) or 0) for k, h in names.items()}}


def measure(found: list[Page], port: int) -> None:
    """Each page and its floor by turns, so that the machine's mood meets both."""
    keys = sessions(sorted({p.user for p in found}))
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for page in found:
        for n in range(WARM + ROUNDS):
            ours = ask(link, page.path, keys[page.user])
            floor = ask(link, page.floor, keys[page.user]) if page.floor else None
            if n >= WARM:
                page.samples.append(ours)
                if floor:
                    page.floor_samples.append(floor)


def summed(samples: list[dict[str, float]]) -> dict[str, float] | None:
    if not samples:
        return None
    ms = sorted(s["ms"] for s in samples)
    middle = {k: statistics.median(s[k] for s in samples) for k in ("statements", "db_ms", "cpu_ms", "rss_kb")}
    return {"p50": statistics.median(ms), "p95": ms[int(len(ms) * 0.95)], "least": ms[0], **middle}


def main(out: str) -> None:
    django.setup()
    from bench.sets import measured_sets

    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "bench.wsgi:application",
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout",
        "600",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        found = pages()
        measure(found, port)
    finally:
        server.terminate()
        server.wait()
    result: dict[str, Any] = {
        "pages": {p.name: {"ours": summed(p.samples), "floor": summed(p.floor_samples)} for p in found},
        "sets": measured_sets(), "load": os.getloadavg(),
    }  # fmt: skip
    with open(out, "w") as file:
        json.dump(result, file, ensure_ascii=False, indent=1)


def _wait(port: int) -> None:
    end = time.time() + 60
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not answer")


if __name__ == "__main__":
    main(sys.argv[1])
