"""Exports: exactly the rows of the list, row by row and in its order, to whom it is shown; safe files; a job each."""

import csv
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from caseflow.exports import files, service
from caseflow.exports.columns import CASES, PETITIONS
from caseflow.exports.sources import SOURCES
from caseflow.models import Case
from offices import jobs, paging
from offices.models import Job
from petitions.models import Petition
from tests import factories as f
from tests.cast import TODAY, Cast, at

NOW = at(TODAY, 18)
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "行一\n行二\r\n行三", '引"号,逗号', "😀👨‍👩‍👧", "\x07铃\x1b[31m",
           "＝1+1", "_x0041_", "http://example.org/", "-5", "'=1", "﻿BOM"]  # fmt: skip
LONG = "长" * 39_990 + "😀" * 10
WORD, SECRET = "金丝雀", "密件乌鸦"


@pytest.fixture(autouse=True)
def desk(files_root, settings, tmp_path):
    import time_machine

    settings.VAR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Letters with hostile texts in several states, a canary at the far office, a secret accusation."""
    for n, text in enumerate(HOSTILE):
        day = TODAY - timedelta(days=n % 5)
        made = f.forwarded if n % 2 else f.petition
        made(cast, day, summary=text.replace("\r", " ")[:300], text=text)
    f.served(cast, TODAY, text=LONG)
    f.accepted(cast, TODAY)
    f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk, region_id=cast.regions["far"].pk, summary=f"{WORD}堵渠",
               text=f"{WORD}原文", persons=(f.Person(name=f"{WORD}某", phone="13900000009", address=f"{WORD}村"),))  # fmt: skip
    f.petition(cast, TODAY, "mi", purpose="accusation", summary=SECRET, text=f"{SECRET}原文")
    return cast


def browser(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def asked(cast: Cast, who: str, source: str, query: str = "", **choice) -> Job | int:
    """The job that the page starts, or the status of its refusal."""
    names = [c.name for c in SOURCES[source].columns]
    data = {"format": "csv", "columns": names, **choice}
    answer = browser(cast, who).post(f"/export/{source}/?{query}", data)
    if answer.status_code != 302:
        return answer.status_code
    return Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])


def ended(job: Job) -> bytes:
    assert jobs.run(str(job.uid), NOW) == "done", Job.objects.get(pk=job.pk).reason
    job.refresh_from_db()
    return default_storage.open(job.result).read()


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline="")))


def walked(cast: Cast, who: str, path: str, query: str) -> list[str]:
    """The numbers of the list, page after page."""
    c, found, after = browser(cast, who), [], ""
    while True:
        page = c.get(f"{path}?{query}&size=20&after={after}").context["page"]
        found += [row.number for row in page]
        after = page.after
        if not after:
            return found


LISTS = [
    ("mine", "/mine/", ("", "lamp=soon")),
    ("cases", "/cases/", ("", "open=all&sort=-last", "open=all&where=all&sort=-due", "open=all&sort=due", "where=sent&sort=number",
                          "open=all&sort=-handler", "open=all&sort=outcome", "lamp=fine", "open=0", "q=电梯&open=all", "state=accepted")),
    ("petitions", "/petitions/", ("", "sort=number", "where=all&sort=received", f"q={WORD}", "q=电梯 OR 行二", f"q={WORD}&sort=received",
                                  "channel=visit", "received_to=2026-11-22")),
]  # fmt: skip


@pytest.mark.parametrize("who", ["chen", "pan", "hua", "su", "mi", "dan", "ou", "hei", "wai", "yuan"])
def test_the_rows_are_those_of_the_list_in_its_order(world: Cast, who: str) -> None:
    some = 0
    for source, path, queries in LISTS:
        for query in queries:
            job = asked(world, who, source, query)
            body = ended(job)
            rows = table(body)
            seen = walked(world, who, path, query)
            assert [row["Number"] for row in rows] == seen, (source, query)
            assert job.told["rows"] == len(rows)
            some += len(rows)
            text = body.decode()
            if who not in {"hua", "su", "yuan"}:
                assert WORD not in text, (source, query)
            if who != "mi":
                assert SECRET not in text, (source, query)
            assert "1380000" not in text and "1390000" not in text, "no column has a phone"
            Job.objects.all().update(state="done")
    assert some or who in {"dan", "wai"}


@pytest.mark.parametrize("who", ["hua", "su", "hei"])
def test_the_cases_behind_a_figure(world: Cast, who: str) -> None:
    for code in ("received", "open", "late", "accepted_in_time"):
        for part in ("numerator", "denominator"):
            query = f"part={part}&from=2026-01-01&to=2026-12-31"
            rows = table(ended(asked(world, who, "figure", f"code={code}&{query}")))
            assert [r["Number"] for r in rows] == walked(world, who, f"/figures/{code}/", query), (code, part)
            Job.objects.all().update(state="done")
    assert table(ended(asked(world, who, "figure", "code=nothing"))) == []


@pytest.mark.parametrize(("who", "source", "status"), [("ada", "cases", 403), ("rena", "petitions", 403), ("ou", "figure", 403), ("chen", "figure", 403)])  # fmt: skip
def test_who_may_not_see_the_list_takes_nothing_out(world: Cast, who: str, source: str, status: int) -> None:
    assert asked(world, who, source) == status
    assert browser(world, who).get(f"/export/{source}/").status_code == status
    assert browser(world, who).get("/export/persons/").status_code == 404
    assert not Job.objects.exists()


def test_texts_come_whole_and_no_cell_is_a_formula(world: Cast) -> None:
    rows = table(ended(asked(world, "pan", "petitions", "where=all&sort=number")))
    texts = [row["Original text"] for row in rows]
    stored = list(Petition.objects.visible_to(world.actor("pan")).order_by("number").values_list("text", flat=True))
    assert [t.removeprefix("'") for t in texts] == [files.clean(t).removeprefix("'") for t in stored]
    assert LONG in texts and "-5" in texts
    for row in rows:
        for cell in row.values():
            assert cell == "-5" or not cell or cell[0] not in files.RISKY, cell


def sheets(body: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(body))


def test_a_workbook_has_real_days_and_numbers_plain_texts_and_a_sheet_about_it(world: Cast) -> None:
    body = ended(asked(world, "pan", "petitions", "where=all&sort=number", format="xlsx", about="on"))
    book = sheets(body)
    assert book.sheet_names == ["Petitions", "About"]
    head, *rows = book.get_sheet_by_name("Petitions").to_python()
    assert head == [str(c.label) for c in PETITIONS]
    stored = list(Petition.objects.visible_to(world.actor("pan")).order_by("number"))
    at_column = {name: n for n, name in enumerate(head)}
    for row, petition in zip(rows, stored, strict=True):
        received = row[at_column["Received"]]
        assert isinstance(received, datetime) and received == petition.received_at.astimezone(NOW.tzinfo).replace(
            tzinfo=None
        )
        assert row[at_column["Visitors"]] == petition.visitors
        text, told = files.clean(petition.text), row[at_column["Original text"]]
        if len(text) < 32_000:
            assert told.replace("\r\n", "\n") == text.replace("\r\n", "\n") or told == text.replace("\r", "\n")
        else:
            assert told.startswith("长" * 32_000) and told.endswith("whole text]") and len(told.encode("utf-16-le")) // 2 <= files.MOST_LETTERS  # fmt: skip
    about = dict(book.get_sheet_by_name("About").to_python())
    assert about["List"] == "Petitions" and about["Rows"] == str(len(rows)) and about["Where"] == "all in my sight"
    assert about["Taken out by"].startswith("Pan · 云州市信访局") and about["Texts cut to what a cell holds"] == "1"
    from zipfile import ZipFile

    with ZipFile(BytesIO(body)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet and 'state="frozen"' in sheet


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    columns = [c for c in CASES if c.name in {"due", "number"}]
    made = files.XlsxFile(tmp_path / "x.xlsx", columns, "A/B: 列表")
    made.write([[date(2026, 1, 1)] * 7, [str(n) for n in range(7)]])
    made.end([])
    book = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx"))
    assert [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names] == [3, 3, 1]


def test_about_in_a_csv_comes_after_the_rows(world: Cast) -> None:
    lines = (
        ended(asked(world, "pan", "cases", "lamp=fine&state=registered", about="on"))
        .decode("utf-8-sig")
        .split("\r\n\r\n")[-1]
    )
    told = dict(csv.reader(StringIO(lines)))
    assert told["Lamp"] == "in time" and told["State"] == "registered" and told["Order"] == "Due, ascending"
    assert int(told["Rows"]) > 0 and told["Taken out at"] == "2026-11-24 18:00"


@given(st.text())
def test_what_is_safe_stays_safe(text: str) -> None:
    told = files.safe(text)
    assert not told or told[0] not in files.RISKY or files.NUMBER.fullmatch(told)
    assert told.removeprefix("'") == files.clean(text).removeprefix("'")
    assert not files.ILLEGAL.search(told)


@pytest.mark.parametrize(
    ("given", "told"), [("-5", "-5"), ("+3.25", "+3.25"), ("-2+3", "'-2+3"), ("=1", "'="), ("", ""), ("王", "王")]
)
def test_numbers_are_left_alone(given: str, told: str) -> None:
    assert files.safe(given)[:2] == told[:2] and files.safe(given).startswith(told[:1])
    assert files._cells("number", [-5, None]) == ["-5", ""]


def test_names_are_off_at_first_and_masked_for_whoever_oversees_another_office(world: Cast) -> None:
    far = f.petition(world, TODAY, "yuan", office_id=world.offices["far_petition"].pk)
    page = browser(world, "su").get("/export/cases/?where=all")
    chosen = page.context["form"]["columns"].value()
    assert "petitioners" not in chosen and "text" in chosen
    rows = {r["Number"]: r for r in table(ended(asked(world, "su", "cases", "where=all&open=all")))}
    assert rows[far.number]["Petitioners"] == "李**" and rows[far.number]["Addresses"] == ""
    own = Case.objects.filter(office=world.offices["city_petition"], confidential=False).first()
    assert rows[own.number]["Petitioners"] == "李秀英" and rows[own.number]["Addresses"] == f.LI.address
    rows = {r["Number"]: r for r in table(ended(asked(world, "su", "petitions", "where=all")))}
    assert rows[far.number]["Petitioners"] == "李**" and rows[own.number]["Petitioners"] == "李秀英"


def test_the_answer_and_the_outcome_of_each_request(world: Cast) -> None:
    rows = [
        r
        for r in table(ended(asked(world, "pan", "petitions", "where=all")))
        if r["Outcome"] or r["Requests and outcomes"]
    ]
    assert [r["Requests and outcomes"] for r in rows] == ["1. 修复电梯 — supported: 责成物业公司于十日内修复。"]
    assert rows[0]["Facts, reasons and basis of the answer"].startswith("经查")
    draft = f.accepted(world, TODAY, summary="还在起草")
    f.act(world, draft, "draft", "ou", TODAY, hour=12, **f.OPINION)
    row = next(r for r in table(ended(asked(world, "ou", "cases"))) if r["Number"] == draft.number)
    assert row["Requests and outcomes"] == "", "a draft is no answer"


def test_the_last_choice_comes_first_but_never_names(world: Cast) -> None:
    asked(world, "pan", "cases", columns=["number", "petitioners"], about="on")
    form = browser(world, "pan").get("/export/cases/").context["form"]
    assert form["columns"].value() == ["number"] and form["format"].value() == "csv"
    assert "due" in browser(world, "chen").get("/export/cases/").context["form"]["columns"].value()


def test_a_bad_choice_keeps_what_was_chosen_and_too_many_are_refused(world: Cast) -> None:
    c = browser(world, "pan")
    answer = c.post("/export/cases/?lamp=fine", {"format": "csv", "columns": []})
    assert answer.status_code == 422 and "Choose at least one column" in answer.content.decode()
    assert c.post("/export/cases/", {"format": "pdf", "columns": ["number"]}).status_code == 422
    assert c.post("/export/cases/", {"format": "csv", "columns": ["identity"]}).status_code == 422
    for _n in range(jobs.MOST_WAITING):
        asked(world, "pan", "cases")
    answer = c.post("/export/cases/", {"format": "csv", "columns": ["number"]})
    assert answer.status_code == 422 and "still at work" in answer.content.decode()


def test_a_filter_that_cannot_be_read_is_left_out_as_in_the_list(world: Cast) -> None:
    for query in ("received_from=x&lamp=purple&sort=evil&where=nowhere", "topic=zz", "q=((", "size=5000&after=zzz"):
        for source, path in (("cases", "/cases/"), ("petitions", "/petitions/")):
            rows = table(ended(asked(world, "pan", source, query)))
            assert [r["Number"] for r in rows] == walked(world, "pan", path, query), (source, query)
            Job.objects.all().update(state="done")


def test_it_runs_under_the_posting_that_asked_with_the_sight_of_the_moment(world: Cast) -> None:
    job = asked(world, "pan", "cases", "open=all")
    Case.objects.filter(office=world.offices["city_petition"]).update(confidential=True)
    assert table(ended(job)) == []
    job = asked(world, "hua", "figure", "code=received")
    world.postings["hua"].role = "clerk"
    world.postings["hua"].save()
    assert jobs.run(str(job.uid), NOW) == "failed"
    assert "does not show this list" in Job.objects.get(pk=job.pk).reason


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


def test_the_pages_carry_the_lists_parameters(world: Cast) -> None:
    c = browser(world, "su")
    page = c.get("/cases/?where=all&lamp=fine&size=50&sort=number").content.decode()
    assert "/export/cases/?where=all&amp;lamp=fine&amp;sort=number" in page
    assert "/export/petitions/?q=" in c.get("/petitions/?q=电梯&where=all").content.decode()
    assert "/export/mine/?" in c.get("/mine/").content.decode()
    assert "code=received" in c.get("/figures/received/?part=numerator").content.decode()
    shown = c.get("/export/cases/?where=all&lamp=fine&sort=number")
    assert dict(shown.context["opened"].words)["Where"] == "all in my sight"
    assert shown.context["back"] == "/cases/?where=all&lamp=fine&sort=number"
    assert c.get("/export/figure/?code=received&part=numerator").context["back"] == "/figures/received/?part=numerator"


def test_headings_are_in_the_language_of_the_page(world: Cast) -> None:
    c = browser(world, "pan")
    job_at = c.post("/export/cases/", {"format": "csv", "columns": ["number", "state"]}, headers={"Accept-Language": "zh-hans"}).headers["Location"]  # fmt: skip
    job = Job.objects.get(uid=job_at.strip("/").split("/")[-1])
    body = ended(job)
    assert body.startswith('﻿"编号","状态"\r\n'.encode()) and job.file_name == "本单位办件_2026-11-24.csv"
    assert QueryDict(job.asked["query"]) == QueryDict("")


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
