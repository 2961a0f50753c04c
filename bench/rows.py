"""The file of a long list held against the list itself, page after page. Prints JSON.

python -m bench.rows (inside `config.supervisor with-servers`, DJANGO_SETTINGS_MODULE=bench.settings)
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from urllib.parse import urlencode

import django

from bench.export import USER

MOST = 100_000
COLUMNS = ["due", "number", "summary", "office", "received"]  # in the order of the file
ASKED = [{"open": "all", "sort": "number"}, {"open": "all", "sort": "-last"}]

Row = tuple[str, ...]


def filed(path: Path) -> Iterator[Row]:
    """The rows of the export's CSV, without their header."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from (tuple(row) for row in islice(csv.reader(file), 1, MOST + 1))


def shown(query: str) -> Iterator[Row]:
    """The rows of the list, asked as a browser does, a hundred a page."""
    from django.test import Client

    from offices.models import User

    client, after, left = Client(headers={"Accept-Language": "zh-hans"}), "", MOST
    client.force_login(User.objects.get(username=USER), backend="offices.auth.DeskBackend")
    while left > 0:
        page = client.get(f"/cases/?{query}&size=100&{urlencode({'after': after})}").context["page"]
        cases = list(page)
        for case in cases[:left]:
            due = case.due_on.isoformat() if case.due_on else ""
            yield due, case.number, case.matter.title, case.office.name, case.received_on.isoformat()
        left, after = left - len(cases), page.after
        if not after:
            return


def main() -> None:
    django.setup()
    from django.test.utils import setup_test_environment
    from django.utils import timezone, translation

    from caseflow.exports.service import write
    from caseflow.exports.sources import SOURCES
    from offices.actors import actor_from
    from offices.models import Posting

    setup_test_environment()
    actor = actor_from(Posting.objects.select_related("user", "office").get(user__username=USER), timezone.localdate())
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for asked in ASKED:
            query, path = urlencode(asked), Path(folder, "rows.csv")
            choice = {"query": query, "columns": COLUMNS, "format": "csv", "about": False}
            with translation.override("zh-hans"):
                write(SOURCES["cases"], choice, actor, path, timezone.now(), lambda _done, _total: None)
            pairs = list(zip_longest(filed(path), shown(query)))
            found[query] = {"rows": len(pairs), "differ": sum(mine != theirs for mine, theirs in pairs)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
