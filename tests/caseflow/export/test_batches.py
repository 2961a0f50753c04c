"""How an export reads: in parts, each row once, in a set number of statements, and again from its start when killed."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from caseflow.exports import service
from caseflow.exports.sources import SOURCES
from caseflow.models import Case
from offices import jobs, paging
from offices.models import Job
from tests import factories as f
from tests.caseflow.export.helpers import (
    NOW,
    asked,
    browser,
    ended,
    table,
    walked,
)
from tests.cast import TODAY, Cast


@contextmanager
def counted(limit: int):
    with CaptureQueriesContext(connection) as seen:
        yield
    asked_for = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked_for) <= limit, "\n".join(sql[:150] for sql in asked_for)


def take(actor, source: str, query: str, path, **choice) -> int:
    names = [c.name for c in SOURCES[source].columns]
    given = {"query": query, "columns": names, "format": "csv", "about": False, **choice}
    with translation.override("en"):
        return service.write(SOURCES[source], given, actor, path, NOW, lambda done, total: None)


@pytest.mark.parametrize(("source", "query"), [("cases", "open=all"), ("petitions", ""), ("mine", "")])
def test_a_batch_takes_as_many_statements_whatever_it_holds(world: Cast, tmp_path, source: str, query: str) -> None:
    actor, path = world.actor("pan"), tmp_path / "x.csv"
    with CaptureQueriesContext(connection) as seen:
        take(actor, source, query, path)
    for _n in range(12):
        f.served(world, TODAY)
    with counted(len(seen.captured_queries)):
        take(actor, source, query, path)


def test_keys_are_read_in_parts_each_row_once(world: Cast, monkeypatch) -> None:
    actor = world.actor("hua")
    rows = Case.objects.visible_to(actor)
    from caseflow.filters import SMALL_SORTS, SORTS

    for name, sort in {**SORTS, **SMALL_SORTS}.items():
        whole = next(paging.all_keys(rows, sort))
        for most in (1, 2, 7, len(whole)):
            assert [pk for part in paging.all_keys(rows, sort, most=most) for pk in part] == whole, (name, most)
    ids = sorted(actor.office_ids)
    here = Case.objects.at_offices(actor)
    plain = next(paging.all_keys(here, SORTS["-due"]))
    assert [
        pk for part in paging.all_keys(here, SORTS["-due"], offices=("office", ids), most=3) for pk in part
    ] == plain


def test_a_row_that_moves_under_the_reading_is_neither_doubled_nor_lost(world: Cast) -> None:
    from caseflow.filters import SORTS

    rows = Case.objects.visible_to(world.actor("hua")).filter(confidential=False)
    before = next(paging.all_keys(rows, SORTS["last"]))
    parts, found = paging.all_keys(rows, SORTS["last"], most=4), []
    found += next(parts)
    Case.objects.filter(pk=found[0]).update(last_act_at=NOW + timedelta(days=1))  # it would come again at the end
    Case.objects.filter(pk=before[-1]).update(last_act_at=NOW - timedelta(days=99))  # it slips behind the reading
    found += [pk for part in parts for pk in part]
    assert sorted(found) == sorted(before) and len(found) == len(set(found))


def test_killed_in_the_middle_the_next_try_writes_the_whole_file_once(world: Cast, monkeypatch) -> None:
    monkeypatch.setattr(service, "FIRST", 4)
    monkeypatch.setattr(service, "MOST", 4)
    job = asked(world, "pan", "cases", "open=all&sort=number")
    claimed = jobs.claim(str(job.uid))
    work = jobs.Work(claimed, world.actor("pan"), NOW)

    class Killed(BaseException):
        pass

    def die(done: int, total: int | None = None, **_more: object) -> None:
        if done >= 8:
            raise Killed

    monkeypatch.setattr(work, "progress", die)
    with pytest.raises(Killed):
        service.run(work)
    assert (jobs.folder_of(claimed) / "output").exists()
    Job.objects.filter(pk=job.pk).update(seen_at=NOW - timedelta(days=1))
    rows = [r["Number"] for r in table(ended(job))]
    assert rows == walked(world, "pan", "/cases/", "open=all&sort=number") and len(rows) == len(set(rows)) > 8
    assert job.tries == 2 and not jobs.folder_of(job).exists()


@pytest.mark.slow
def test_some_thousand_rows_are_the_same_row_by_row(cast: Cast, tmp_path) -> None:
    from caseflow.generate.load import generate  # noqa: F401  (only on an empty desk; see the bench for 100,000)

    first = f.petition(cast, TODAY)
    for n in range(60):
        f.petition(cast, TODAY - timedelta(days=n % 30), summary=f"第{n}件")
    model = Case.objects.get(petition=first)
    many = []
    for n in range(3_000):
        row = Case.objects.get(pk=model.pk) if n == 0 else many[-1]
        many.append(Case(**{k: getattr(row, k) for k in ("matter_id", "petition_id", "office_id", "kind", "state", "via", "received_on", "opened_at", "number")},
                         last_act_at=NOW - timedelta(minutes=n % 97), due_on=None if n % 3 == 0 else TODAY + timedelta(days=n % 50)))  # fmt: skip
    Case.objects.bulk_create(many)
    for query in ("open=all&sort=due", "open=all&sort=-due", "open=all&sort=-last"):
        assert take(cast.actor("pan"), "cases", query, tmp_path / "x.csv") == 3_061
        rows = table((tmp_path / "x.csv").read_bytes())
        c, due, after = browser(cast, "pan"), [], ""
        while True:
            page = c.get(f"/cases/?{query}&size=100&after={after}").context["page"]
            due += [(row.number, row.due_on.isoformat() if row.due_on else "") for row in page]
            after = page.after
            if not after:
                break
        assert [(r["Number"], r["Due"]) for r in rows] == due
