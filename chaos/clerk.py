"""A clerk with a browser: logs in, opens forms, posts them, and sends again with the same key when no answer came."""

import http.client
import time
import uuid
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from chaos.journal import Entry, Journal

PASSWORD = "petition-demo-2026"
TIMEOUT = 25.0
PATIENCE = 150.0  # seconds until an unanswered wish is given up
IDLE = 1.0  # seconds after which a kept connection is not used again: the server closes it after two
REDIRECTS = (301, 302, 303)


class GaveUp(Exception):
    """No answer within PATIENCE."""


class Form(HTMLParser):
    """The fields of a page's forms with the values a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.options: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        name = a.get("name", "")
        if tag == "input" and name and a.get("type") not in {"file", "submit"}:
            if a.get("type") not in {"radio", "checkbox"} or "checked" in a:
                self.fields[name] = a.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.options.setdefault(self._select, []).append(a.get("value", ""))
            if "selected" in a or self._select not in self.fields:
                self.fields[self._select] = a.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


class Answer:
    def __init__(self, status: int, location: str, body: str) -> None:
        self.status, self.location, self.body = status, location, body


class Clerk:
    """One user's session; cookies kept as a browser does. Not shared between threads."""

    def __init__(self, port: int, user: str, journal: Journal) -> None:
        self.port, self.user, self.journal = port, user, journal
        self.cookies: dict[str, str] = {}
        self.link: http.client.HTTPConnection | None = None
        self.used = 0.0

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None,
            files: dict[str, bytes] | None = None, field: str = "files") -> Answer:  # fmt: skip
        """One request, one answer; any failure of the connection raises OSError or HTTPException."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "zh-hans"}
        body: bytes | None = None
        if fields is not None:
            fields = {**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            headers["Content-Type"], body = _multipart(fields, files, field) if files else _plain(fields)
        if self.link is not None and time.monotonic() - self.used > IDLE:
            self.link.close()
            self.link = None
        if self.link is None:
            self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            self.link.request(method, path, body=body, headers=headers)
            answer = self.link.getresponse()
            text = answer.read().decode(errors="replace")
            self.used = time.monotonic()
        except Exception:
            self.link.close()
            self.link = None
            raise
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _eq, value = header.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        self.journal.answered(str(answer.status))
        return Answer(answer.status, answer.headers.get("Location") or "", text)

    def login(self) -> None:
        """Through the real login page, as often as it takes."""

        def once() -> Answer:
            self.cookies = {}
            self.ask("GET", "/login/")
            return self.ask("POST", "/login/", {"login": self.user, "password": PASSWORD})

        for _n in range(5):
            answer = self.insist(once)
            if answer.status in REDIRECTS:
                return
            time.sleep(2)
        raise RuntimeError(f"{self.user} cannot log in: {answer.status}")

    def insist(self, once, entry: Entry | None = None) -> Answer:
        """Ask until there is an answer below 500; the same wish with the same key each time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if entry is not None:
                entry.sent += 1
            try:
                answer: Answer = once()
            except (OSError, http.client.HTTPException) as problem:
                self.journal.answered(type(problem).__name__)
                time.sleep(0.3)
                continue
            if answer.status < 500:
                return answer
            time.sleep(0.5)
        raise GaveUp(self.user)

    def form(self, path: str) -> tuple[Form, Answer]:
        answer = self.insist(lambda: self.ask("GET", path))
        return Form(answer.body), answer

    def send(self, entry: Entry, path: str, fields: dict[str, Any], files: dict[str, bytes] | None = None) -> Answer:
        """Post a wish until it is answered, and write down what was said."""
        begun = time.monotonic()
        try:
            answer = self.insist(lambda: self.ask("POST", path, fields, files), entry)
        except GaveUp:
            entry.refused = "no answer"
            self.journal.note(entry)
            raise
        entry.waited = time.monotonic() - begun
        entry.done = answer.status in REDIRECTS and "/login/" not in answer.location
        if not entry.done:
            entry.refused = f"{answer.status} {_summary(answer.body)}"
        self.journal.note(entry)
        return answer


def _summary(page: str) -> str:
    """The error summary of a page, for the report."""
    start = page.find('id="errors"')
    words = "".join(" " if c in "<>" else c for c in page[start : start + 400]) if start >= 0 else page[:120]
    return " ".join(words.split())[:200]


def _plain(fields: dict[str, Any]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()


def _multipart(fields: dict[str, Any], files: dict[str, bytes], field: str) -> tuple[str, bytes]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    parts += [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n"
        for name, data in files.items()
    ]  # fmt: skip
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])
