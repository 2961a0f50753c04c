"""One person's browser in a case: opens an act's page, fills it in, sends it; every page on the way must be sound."""

import re
from typing import Any

from caseflow.models import Case
from tests.browser.checks import sound


class Walk:
    def __init__(self, visitor: Any) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.looked: set[str] = set()

    def act(self, case: Case, name: str, **values: Any) -> Case:
        page = self.page
        page.goto(f"{self.visitor.url}/cases/{case.uid}/")
        self.look(f"{case.kind} case before {name}")
        assert page.locator(f"a[href$='/{name}/']").count(), (name, page.inner_text(".aside"))
        page.goto(f"{self.visitor.url}/cases/{case.uid}/{name}/")
        self.look(f"{case.kind} {name}")
        fill(page, values)
        page.locator("main form .btn-primary").click()
        page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
        self.look(f"{case.kind} case after {name}")
        case.refresh_from_db()
        return case

    def look(self, what: str) -> None:
        """Each sort of page is looked at once in a walk."""
        if what not in self.looked:
            sound(self.page, what)
        self.looked.add(what)

    def refused(self, case: Case, name: str) -> str:
        """An act whose page is opened out of turn: what it says, on a page with a way on."""
        self.page.goto(f"{self.visitor.url}/cases/{case.uid}/{name}/")
        sound(self.page, f"{name} refused")
        assert not self.page.locator("main form .btn-primary").count(), "nothing can be sent"
        assert self.page.locator(f"main a[href*='{case.uid}'], .crumbs a").count(), "a way back"
        return str(self.page.inner_text("main"))


def fill(page: Any, values: dict[str, Any]) -> None:
    for field, value in values.items():
        place = page.locator(f"[name={field}]")
        if isinstance(value, bool):
            place.check()
        elif place.evaluate("e => e.tagName") == "SELECT":
            place.select_option(str(value))
        else:
            place.fill(str(value))
