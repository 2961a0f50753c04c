"""Exports: exactly the rows of the list, row by row and in its order, to whom it is shown; safe files; a job each."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from caseflow.exports import files
from caseflow.exports.columns import CASES, PETITIONS
from caseflow.models import Case
from offices import jobs
from offices.models import Job
from petitions.models import Petition
from tests import factories as f
from tests.caseflow.export.helpers import (
    LONG,
    NOW,
    SECRET,
    WORD,
    asked,
    browser,
    ended,
    table,
    walked,
)
from tests.cast import TODAY, Cast

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
