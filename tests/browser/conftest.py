"""A real browser against a live server. The page fails the test on any console error or request to another host."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.cast import PASSWORD, Cast
from tests.conftest import find_browser, need

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop lives in this thread


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    path = find_browser()
    need(path, "no chromium is found: install it, or name it by DESK_BROWSER")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A page with its troubles: console errors and foreign requests."""

    page: object
    url: str
    troubles: list[str]


@pytest.fixture
def visit(chromium, live_server, transactional_db) -> Iterator[Callable[..., Visitor]]:
    """`visit(cast, "pan", width=1440, language="zh")`: a logged-in page; troubles fail the test at its end."""
    opened = []

    def begin(
        cast: Cast | None = None, who: str = "", *, width: int = 1440, language: str = "zh", scripts: bool = True
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="en-US" if language == "en" else "zh-CN", java_script_enabled=scripts,
            timezone_id="Asia/Shanghai",
        )  # fmt: skip
        page = context.new_page()
        visitor = Visitor(page, live_server.url, [])
        host = urlsplit(live_server.url).netloc
        page.on(
            "console",
            lambda m: (
                visitor.troubles.append(f"console: {m.text}") if m.type == "error" and "422" not in m.text else None
            ),
        )
        page.on("pageerror", lambda e: visitor.troubles.append(f"script: {e}"))
        page.on(
            "request",
            lambda r: (
                visitor.troubles.append(f"foreign: {r.url}") if urlsplit(r.url).netloc not in {host, ""} else None
            ),
        )
        opened.append((context, visitor))
        if who:
            page.goto(f"{live_server.url}/login/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/login/" not in url, wait_until="load")
        return visitor

    yield begin
    troubles = [t for _c, v in opened for t in v.troubles]
    for context, _visitor in opened:
        context.close()
    assert not troubles, troubles
