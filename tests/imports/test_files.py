"""Bad and odd files: each has a message a clerk understands, nothing is half-written, the rest goes in."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from caseflow.imports.files import UnreadableFile, instant_of, read_table
from caseflow.imports.rows import Lookups
from caseflow.imports.service import BadImport, import_file
from caseflow.models import Case, Opinion, Proposal, Reminder
from petitions.models import Petition
from tests.cast import at

HEAD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]
REPLIED = [*HEAD, "答复意见", "答复时间"]
NOW = at("2026-11-24", 12)


def book(path: Path, rows: list[list]) -> Path:
    out = xlsxwriter.Workbook(str(path))
    sheet = out.add_worksheet("Sheet1")
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    out.close()
    return path


def good(number: object, **over: object) -> list:
    cells = {
        "name": "A0001",
        "title": "路灯不亮",
        "time": "2020/3/1 09:00:00",
        "text": "\n\t\t\t路灯坏了\n\t\t",
        **over,
    }
    return [number, cells["name"], cells["title"], cells["time"], cells["text"]]


@pytest.fixture
def office(cast):
    return cast.offices["city_petition"]


def test_numbers_are_integers_times_local_and_padding_goes(cast, office, tmp_path) -> None:
    report = import_file(book(tmp_path / "a.xlsx", [HEAD, good(160.0), good(161, time="2020-03-02")]), office, NOW)
    assert (report.rows, report.registered) == (2, 2)
    first, second = Petition.objects.order_by("pk")
    assert first.external_no == "160" and first.text == "路灯坏了"
    assert first.received_at == at("2020-03-01", 9) and second.received_at == at("2020-03-02", 0)
    assert first.number.startswith("YZXF-2020-000001")
    assert Case.objects.get(petition=first).due_on == date(2020, 3, 16)


@pytest.mark.parametrize(("row", "reason"), [
    (good(""), "number is missing"), (good(1, text="", title=""), "there is no text"), (good(1, time="gestern"), "cannot be read: gestern"),
    (good(1, time=""), "is missing"), (good(1, time="2031-01-01 00:00:00"), "in the future"), (good(1, time="1999-01-01"), "before 2005-05-01"),
    (good("9" * 61), "longer than 60"), (good(1, text="长" * 1_000_001), "more than 1000000"),
])  # fmt: skip
def test_a_bad_row_is_reported_with_line_and_reason_and_the_rest_goes_in(cast, office, tmp_path, row, reason) -> None:
    path = tmp_path / "a.csv"
    import csv

    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, good(10), row, good(11)])
    report = import_file(path, office, NOW)
    assert (report.rows, report.registered, len(report.rejected)) == (3, 2, 1)
    assert report.rejected[0]["line"] == 3 and reason in report.rejected[0]["reason"]
    assert Petition.objects.count() == 2


@pytest.mark.parametrize("visitors", ["1000000000", "0", "-3", "viele"])
def test_a_milliard_of_visitors_is_rejected(cast, office, tmp_path, visitors) -> None:
    report = import_file(book(tmp_path / "a.xlsx", [[*HEAD, "信访人数"], [*good(1), visitors]]), office, NOW)
    assert report.rejected and "9999" in report.rejected[0]["reason"]


def test_an_emoji_goes_in_and_a_nul_goes_out(cast, office, tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes(("留言编号,留言时间,留言详情\n1,2020-01-01,😀路灯\x00坏了\n").encode())
    assert import_file(tmp_path / "a.csv", office, NOW).registered == 1
    text = Petition.objects.get().text
    assert "😀" in text and "\0" not in text


def test_gb18030_is_read_too(cast, office, tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes("留言编号,留言时间,留言详情\n1,2020-01-01,路灯坏了\n".encode("gb18030"))
    assert import_file(tmp_path / "a.csv", office, NOW).registered == 1


@pytest.mark.parametrize(("name", "content", "reason"), [
    ("a.xlsx", b"", "is empty"), ("a.xlsx", b"PK\x03\x04 broken", "damaged"), ("a.csv", b"\x00\x01\x02\x03" * 9, "neither"),
    ("a.csv", b"\xff\xfe\x00", "encoding"), ("a.csv", b"\n\n", "columns"),
])  # fmt: skip
def test_an_unreadable_file_says_why(db, tmp_path, name, content, reason) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason):
        _columns, rows = read_table(tmp_path / name)
        list(rows)


def test_a_zip_bomb_is_not_unpacked(db, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (420 * 2**20))
    with pytest.raises(UnreadableFile, match="refused"):
        read_table(tmp_path / "bomb.xlsx")


def test_a_huge_file_is_refused_by_its_size(db, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("caseflow.imports.files.MAX_BYTES", 100)
    path = book(tmp_path / "a.xlsx", [HEAD, good(1)])
    with pytest.raises(UnreadableFile, match="larger"):
        read_table(path)


def test_unknown_columns_stop_the_whole_file(cast, office, tmp_path) -> None:
    with pytest.raises(BadImport, match="columns are missing: external_no"):
        import_file(book(tmp_path / "a.xlsx", [["x", "y"], [1, 2]]), office, NOW)
    with pytest.raises(CommandError, match="no office"):
        call_command("import_petitions", str(tmp_path / "a.xlsx"), office="NIX")


def test_a_second_import_adds_nothing_and_a_dry_run_writes_nothing(cast, office, tmp_path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, good(1), good(2)])
    assert import_file(path, office, NOW, dry_run=True).registered == 2
    assert Petition.objects.count() == 0
    import_file(path, office, NOW)
    again = import_file(path, office, NOW)
    assert (again.registered, len(again.skipped)) == (0, 2)
    assert Petition.objects.count() == 2


def test_a_killed_import_goes_on_where_it_stopped(cast, office, tmp_path, monkeypatch) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, *(good(n) for n in range(1, 12))])
    monkeypatch.setattr("caseflow.imports.service.BATCH", 5)
    real, calls = __import__("caseflow.imports.service", fromlist=["x"])._write, []

    def dies(*arguments) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr("caseflow.imports.service._write", dies)
    with pytest.raises(KeyboardInterrupt):
        import_file(path, office, NOW)
    assert Petition.objects.count() == 5
    monkeypatch.setattr("caseflow.imports.service._write", real)
    report = import_file(path, office, NOW)
    assert (report.registered, len(report.skipped)) == (6, 5)
    assert sorted(p.number[-8:-2] for p in Petition.objects.all()) == [f"{n:06d}" for n in range(1, 12)]


@pytest.mark.parametrize(("office_key", "kinds"), [("city_petition", {"desk", "handling"}), ("housing", {"handling"})])
def test_a_reply_closes_its_case_on_its_day_and_reminds_nobody(cast, tmp_path, office_key, kinds) -> None:
    rows = [REPLIED, [*good(7), "已修复。", "2020/3/20 16:30:00"], [*good(8), "已答复。", "2020-03-21"]]
    report = import_file(book(tmp_path / "a.xlsx", rows), cast.offices[office_key], NOW)
    assert (report.registered, report.answered) == (2, 2)
    case = Case.objects.get(petition__external_no="7", kind="handling")
    assert {c.kind for c in Case.objects.filter(petition__external_no="7")} == kinds
    assert (case.state, case.closed_at, case.outcome) == ("closed", at("2020-03-20", 16, 30), "not_recorded")
    assert case.accepted_on == date(2020, 3, 1)
    assert Opinion.objects.get(case=case).items.get().answer == "已修复。"
    late = Case.objects.get(petition__external_no="8", kind="handling").closed_at
    assert late == at("2020-03-21", 23, 59).replace(second=59)
    assert not Reminder.objects.exists() and not case.notices.exists()


def test_a_number_that_stands_twice_is_skipped_and_its_topic_proposed(cast, office, tmp_path) -> None:
    rows = [[*HEAD, "一级分类"], [*good(5), "城乡建设"], [*good(5), "环境保护"], [*good(6), "没有这个"]]
    report = import_file(book(tmp_path / "a.xlsx", rows), office, NOW)
    assert (report.registered, len(report.skipped), len(report.rejected)) == (1, 1, 1)
    assert report.skipped[0]["line"] == 3 and "line 2" in report.skipped[0]["reason"]
    assert Proposal.objects.filter(kind="topic").count() == 1


def test_a_discipline_topic_is_sealed(cast, office, tmp_path) -> None:
    rows = [[*HEAD, "一级分类"], [*good(5, text="某人受贿"), "纪检监察"]]
    import_file(book(tmp_path / "a.xlsx", rows), office, NOW)
    petition = Petition.objects.get()
    assert petition.confidential and petition.text == "" and petition.opened["text"] == "某人受贿"


def test_the_json_of_the_command(cast, tmp_path) -> None:
    import json

    out = io.StringIO()
    path = book(tmp_path / "a.xlsx", [HEAD, good(1), good(1), good("")])
    call_command("import_petitions", str(path), office="YZXF", json=True, report=tmp_path / "r.xlsx", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["rows"], found["registered"], found["answered"]) == (3, 1, 0)
    assert [s["line"] for s in found["skipped"]] == [3] and [r["line"] for r in found["rejected"]] == [4]
    _columns, rows = read_table(tmp_path / "r.xlsx")
    assert [r[1][1] for r in rows] == ["registered", "skipped", "rejected"]


def test_the_place_found_in_a_text_is_the_longest_and_of_two_the_first(cast) -> None:
    lookups = Lookups()
    names = lookups.regions
    for text in ("远山县与临江区柳塘镇交界", "临江区、远山县", "远山县、临江区", "无此地名", "", "临"):
        found = [(len(n), -text.index(n), pk) for n, pk in names.items() if n in text]
        assert lookups.region_in(text) == (max(found)[2] if found else None), text


@pytest.mark.parametrize(("text", "instant", "has_time"), [
    ("2020/3/1 9:05:07", (2020, 3, 1, 9, 5, 7), True), ("2020-03-01 09:05", (2020, 3, 1, 9, 5), True), ("2020年3月1日", (2020, 3, 1), False),
    ("2020.3.1", (2020, 3, 1), False), ("20200301", (2020, 3, 1), False), ("2020-03-01T09:05:00", (2020, 3, 1, 9, 5), True),
])  # fmt: skip
def test_times_are_read_as_they_are_written(text, instant, has_time) -> None:
    assert instant_of(text) == (datetime(*instant), has_time)


@pytest.mark.parametrize("text", ["2020-13-01", "20201301", "43891", "上周", "2020/3/1 25:00", "０"])
def test_a_time_that_is_none_is_an_error(text) -> None:
    with pytest.raises(ValueError, match=text):
        instant_of(text)
