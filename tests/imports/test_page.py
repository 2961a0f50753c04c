"""The import as a page: upload, columns, check, import; stopped, killed and gone on; two at once; one's own office alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from caseflow.imports import runs
from caseflow.imports.models import ImportMapping, ImportRow, ImportRun
from caseflow.models import Case, Proposal, Reminder
from caseflow.services.sweep import sweep
from offices import jobs
from offices.models import Job
from petitions.models import Event, Petition
from tests.cast import TODAY, at
from tests.imports.test_files import HEAD, REPLIED, book, good

NOW = at(TODAY, 12)


@pytest.fixture(autouse=True)
def _folders(files_root, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr(jobs, "queue", lambda job: None)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def client(cast, who="pan", language="en") -> Client:
    c = Client(headers={"accept-language": language})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def as_csv(rows, encoding="utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def upload(c: Client, content: bytes, name="letters.csv"):
    return c.post("/imports/new/", {"file": SimpleUploadedFile(name, content)})


def begun(c: Client, rows) -> ImportRun:
    assert upload(c, as_csv(rows)).status_code == 302
    return ImportRun.objects.order_by("-pk")[0]


def select(run: ImportRun, **over) -> dict[str, str]:
    return {f"c{i}": f for f, i in run.mapping.items()} | {"source": "mailbox"} | over


def work(run: ImportRun) -> str:
    run.refresh_from_db()
    return jobs.run(str(run.job.uid), NOW)


def imported(c: Client, rows, source="mailbox") -> ImportRun:
    run = begun(c, rows)
    c.post(f"/imports/{run.uid}/columns/", select(run, source=source, check="1"))
    assert work(run) == "done"
    c.post(f"/imports/{run.uid}/run/")
    assert work(run) == "done"
    run.refresh_from_db()
    return run


def kept(run: ImportRun) -> list[tuple]:
    rows = ImportRow.objects.filter(run=run, is_dry=False).order_by("line")
    return [(r.line, r.result, r.external_no, r.reasons, r.petition and r.petition.number) for r in rows]


ROWS = [REPLIED, *([*good(n), "已修复。" if n % 3 == 0 else "", "2020/3/20" if n % 3 == 0 else ""] for n in range(1, 12)),
        [*good(4), "", ""], [*good(99, time="gestern"), "", ""], [*good(12), "", ""]]  # fmt: skip


def test_from_the_upload_to_the_report(cast) -> None:
    c = client(cast)
    run = begun(c, ROWS)
    assert (run.rows, run.office, run.user) == (14, cast.offices["city_petition"], cast.user("pan"))
    page = c.get(f"/imports/{run.uid}/columns/").content.decode()
    assert "closed on the day of the reply" in page and "2020-03-01 09:00" in page and "路灯不亮" in page
    assert c.post(f"/imports/{run.uid}/columns/", select(run, check="1")).status_code == 302
    assert "<progress" in c.get(f"/imports/{run.uid}/").content.decode()
    assert work(run) == "done" and not Petition.objects.exists()
    page = c.get(f"/imports/{run.uid}/").content.decode()
    assert "Register 12 letters" in page and "cannot be read: gestern" in page
    assert c.post(f"/imports/{run.uid}/run/").status_code == 302
    assert work(run) == "done"
    run.refresh_from_db()
    assert run.report == {"rows": 14, "registered": 12, "answered": 3, "skipped": 1, "rejected": 1}
    assert Petition.objects.count() == 12 and Case.objects.filter(kind="handling", state="closed").count() == 3
    first = Petition.objects.get(external_no="1")
    assert first.source == "YZXF:mailbox"
    page = c.get(f"/imports/{run.uid}/").content.decode()
    assert first.number in page and "stands in line 5 already" in page
    assert first.number in c.get(f"/imports/{run.uid}/petitions/").content.decode()
    assert "letters.csv" in c.get("/imports/").content.decode()
    report = b"".join(c.get(f"/imports/{run.uid}/report/").streaming_content).decode("utf-8-sig")
    assert len(report.splitlines()) == 15 and first.number in report
    job = Job.objects.get(pk=run.run_job_id)
    assert job.file_name.endswith("letters.xlsx") and default_storage.exists(job.result)
    assert f"/imports/{run.uid}/" in c.get(f"/jobs/{job.uid}/").content.decode()
    assert {r.kind for r in Reminder.objects.all()} == {"job"}, "an import reminds nobody of its letters"


def test_a_reason_is_said_in_the_readers_language(cast) -> None:
    run = imported(client(cast), ROWS)
    with translation.override("zh-hans"):
        page = client(cast, "hua", "zh-CN").get(f"/imports/{run.uid}/?result=rejected").content.decode()
    assert "无法识别" in page and "gestern" in page and "cannot be read" not in page


@pytest.mark.parametrize(("name", "content", "words"), [
    ("a.xlsx", b"PK\x03\x04 broken", "damaged"), ("a.csv", b"\x00\x01\x02\x03" * 9, "neither"), ("a.csv", b"", "empty"),
    ("a.csv", b"\xff\xfe\x00", "encoding"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old Excel"),
    ("a.csv", as_csv([HEAD]), "no row"), ("a.csv", b"\n\n", "columns"),
    ("a.csv", as_csv([[f"c{n}" for n in range(300)], ["x"]]), "200 columns"),
])  # fmt: skip
def test_a_hostile_or_empty_file_is_refused_with_words(cast, name, content, words) -> None:
    answer = upload(client(cast), content, name)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_too_many_rows_are_refused_before_anything_is_kept(cast, monkeypatch) -> None:
    monkeypatch.setattr("caseflow.imports.files.MAX_ROWS", 5)
    c = client(cast)
    assert upload(c, as_csv([HEAD, *(good(n) for n in range(5))])).status_code == 302
    answer = upload(c, as_csv([HEAD, *(good(n) for n in range(6))]))
    assert answer.status_code == 422 and "more than 5 rows" in answer.content.decode()


def test_no_file_and_a_large_one(cast, monkeypatch) -> None:
    c = client(cast)
    assert "Choose a file" in c.post("/imports/new/", {}).content.decode()
    monkeypatch.setattr(runs, "MAX_BYTES", 10)
    assert "larger than" in upload(c, as_csv([HEAD, good(1)])).content.decode()


def test_other_names_are_chosen_and_remembered_for_the_layout(cast) -> None:
    rows = [["件号", "何时", "说了什么"], ["1", "2020-03-01", "路灯坏了"], ["2", "2031-03-01", "井盖丢了"]]
    c = client(cast)
    run = begun(c, rows)
    page = c.get(f"/imports/{run.uid}/columns/").content.decode()
    assert "Still needed" in page and "disabled" not in page
    answer = c.post(f"/imports/{run.uid}/columns/", {"c0": "external_no", "source": "热线", "check": "1"})
    assert answer.status_code == 422 and "original text" in answer.content.decode()
    twice = {"c0": "external_no", "c1": "text", "c2": "text", "source": "热线"}
    answer = c.post(f"/imports/{run.uid}/columns/", twice)
    assert answer.status_code == 422 and "何时” and “说了什么" in answer.content.decode()
    chosen = {"c0": "external_no", "c1": "received_at", "c2": "text", "source": "热线"}
    assert c.post(f"/imports/{run.uid}/columns/", chosen).status_code == 302
    page = c.get(f"/imports/{run.uid}/columns/").content.decode()
    assert "lies in the future: 2031-03-01" in page and "2020-03-01" in page
    again = begun(c, [*rows, ["3", "2020-04-01", "噪声"]])
    assert again.mapping == {"external_no": 0, "received_at": 1, "text": 2} and again.source == "YZXF:热线"
    dan = begun(client(cast, "dan"), rows)
    assert dan.mapping == {}, "another office names its own columns"
    assert ImportMapping.objects.get().office == cast.offices["city_petition"]


def test_a_title_above_the_header_is_told_and_left_out(cast, tmp_path) -> None:
    path = book(tmp_path / "a.xlsx", [["2020年来信登记表", "", "", "", ""], [], HEAD, good(1)])
    c = client(cast)
    assert upload(c, path.read_bytes(), "a.xlsx").status_code == 302
    run = ImportRun.objects.get()
    assert (run.rows, run.header_line, run.columns) == (1, 3, HEAD)
    assert "stand in line 3" in c.get(f"/imports/{run.uid}/columns/").content.decode()


def test_semicolons_gb18030_and_formulas(cast) -> None:
    c = client(cast)
    text = ";".join(HEAD) + "\n" + "1;甲;标题;2020-03-01;=1+1\n"
    run = begun_from(c, text.encode("gb18030"))
    c.post(f"/imports/{run.uid}/columns/", select(run, check="1"))
    work(run)
    c.post(f"/imports/{run.uid}/run/")
    work(run)
    assert Petition.objects.get().text == "=1+1"
    bad = begun(c, [HEAD, good("=cmd", time="x")])
    c.post(f"/imports/{bad.uid}/columns/", select(bad, check="1"))
    work(bad)
    report = b"".join(c.get(f"/imports/{bad.uid}/report/").streaming_content).decode("utf-8-sig")
    assert ",'=cmd," in report


def begun_from(c: Client, content: bytes) -> ImportRun:
    assert upload(c, content).status_code == 302
    return ImportRun.objects.order_by("-pk")[0]


def test_the_same_file_again_is_told_and_harmless(cast) -> None:
    c = client(cast)
    imported(c, ROWS)
    again = begun(c, ROWS)
    page = c.get(f"/imports/{again.uid}/columns/").content.decode()
    assert "very same file" in page and "number 1 is registered already" in page
    run = imported(c, ROWS)
    assert (run.report["registered"], run.report["skipped"]) == (0, 13) and Petition.objects.count() == 12


class Killed(BaseException):
    pass


@pytest.mark.parametrize("way", ["killed", "stopped"])
def test_what_was_killed_or_stopped_goes_on_and_reports_as_if_nothing_had_been(cast, monkeypatch, way) -> None:
    monkeypatch.setattr("caseflow.imports.service.BATCH", 3)
    rows = [
        [*HEAD, "一级分类"],
        *([*good(n), "城乡建设"] for n in range(1, 9)),
        [*good(2), "农村农业"],
        [*good(3), "没有"],
        [*good(9), ""],
    ]
    calm = imported(client(cast, "dan"), rows)
    c = client(cast)
    run = begun(c, rows)
    c.post(f"/imports/{run.uid}/columns/", select(run, check="1"))
    work(run)
    c.post(f"/imports/{run.uid}/run/")
    run.refresh_from_db()
    real = jobs.Work.progress

    def broken_off(self, done, total=None, *, mark=None):
        if done == 6 and way == "killed":
            raise Killed
        if done == 6:
            jobs.ask_to_stop(self.job, NOW)
        real(self, done, total, mark=mark)

    monkeypatch.setattr(jobs.Work, "progress", broken_off)
    if way == "killed":
        with pytest.raises(Killed):
            work(run)
        Job.objects.filter(pk=run.run_job_id).update(seen_at=NOW - timedelta(days=1))
    else:
        assert work(run) == "stopped"
    assert Petition.objects.filter(source="YZXF:mailbox").count() == 3, (
        "the batch it was at is undone, those before stay"
    )
    monkeypatch.undo()
    monkeypatch.setattr("caseflow.imports.service.BATCH", 3)
    if way == "stopped":
        run.refresh_from_db()
        assert "3 of 11 rows" in c.get(f"/imports/{run.uid}/").content.decode()
        monkeypatch.setattr(jobs, "queue", lambda job: None)
        c.post(f"/imports/{run.uid}/run/")
    assert work(run) == "done"
    run.refresh_from_db()
    assert run.report == calm.report
    assert [r[:4] for r in kept(run)] == [r[:4] for r in kept(calm)]
    assert [r[4] and r[4][4:-2] for r in kept(run)] == [r[4] and r[4][4:-2] for r in kept(calm)], "no number is missing"
    assert Proposal.objects.filter(kind="topic").count() == 2
    assert Event.objects.filter(kind="register", petition__source="YZXF:mailbox").count() == 9


def test_a_second_import_of_a_source_is_refused_while_the_first_is_at_work(cast) -> None:
    c = client(cast)
    first, second = begun(c, ROWS), begun(c, [HEAD, good(50)])
    for run in (first, second):
        c.post(f"/imports/{run.uid}/columns/", select(run, check="1"))
        assert work(run) == "done"
    c.post(f"/imports/{first.uid}/run/")
    answer = c.post(f"/imports/{second.uid}/run/", follow=True)
    assert "Another import of the same source is at work" in answer.content.decode()
    second.refresh_from_db()
    assert second.run_job is None
    answer = c.post(f"/imports/{first.uid}/run/", follow=True)
    assert "asked for already" in answer.content.decode(), "a double click starts one"
    assert work(first) == "done"
    c.post(f"/imports/{second.uid}/run/")
    assert work(second) == "done" and Petition.objects.count() == 13


def test_an_office_does_not_learn_of_anothers_numbers(cast) -> None:
    imported(client(cast), [HEAD, good(1)])
    other = imported(client(cast, "yuan"), [HEAD, good(1)])
    assert other.report["registered"] == 1 and Petition.objects.filter(external_no="1").count() == 2


def test_only_whoever_may_import_sees_the_imports_of_the_own_office(cast) -> None:
    run = imported(client(cast), [HEAD, good(1)])
    for who, code in (
        ("hua", 200),
        ("mi", 200),
        ("chen", 403),
        ("su", 403),
        ("ou", 403),
        ("yuan", 404),
        ("hei", 404),
        ("ada", 403),
    ):
        c = client(cast, who)
        for path in ("", "petitions/", "report/"):
            assert c.get(f"/imports/{run.uid}/{path}").status_code == code, (who, path)
        for path in ("check", "run", "stop"):
            assert c.post(f"/imports/{run.uid}/{path}/").status_code in ({302} if code == 200 else {code}), (who, path)
        assert ("letters.csv" in c.get("/imports/").content.decode()) == (code == 200)


def test_a_sealed_letter_shows_its_number_to_the_confidential_officer_alone(cast) -> None:
    run = imported(client(cast), [[*HEAD, "一级分类"], [*good(1, title="某人受贿"), "纪检监察"]])
    number = Petition.objects.get().number
    for who, sees in (("pan", False), ("hua", False), ("mi", True)):
        c = client(cast, who)
        pages = c.get(f"/imports/{run.uid}/"), c.get(f"/imports/{run.uid}/petitions/")
        report = b"".join(c.get(f"/imports/{run.uid}/report/").streaming_content).decode()
        for body in (*(p.content.decode() for p in pages), report):
            assert (number in body) is sees, who
            assert sees or "受贿" not in body


def test_the_sample_is_the_uploaders_and_goes_with_the_file(cast) -> None:
    c = client(cast)
    run = begun(c, ROWS)
    assert client(cast, "hua").get(f"/imports/{run.uid}/columns/").status_code == 403
    assert "路灯" not in str(ImportRun.objects.values().get()), "sealed"
    assert runs.drop_stale(NOW + timedelta(days=6)) == 0
    assert runs.drop_stale(NOW + timedelta(days=8)) == 1
    run.refresh_from_db()
    assert run.sample is None and not run.file
    page = c.post(f"/imports/{run.uid}/columns/", select(run, check="1"), follow=True).content.decode()
    assert "no longer kept" in page


def test_a_file_that_went_while_the_job_waited_fails_with_words(cast) -> None:
    c = client(cast)
    run = begun(c, ROWS)
    c.post(f"/imports/{run.uid}/columns/", select(run, check="1"))
    default_storage.delete(run.file)
    assert work(run) == "failed"
    assert "no longer kept" in c.get(f"/imports/{run.uid}/").content.decode()


def test_history_that_was_late_when_it_came_reminds_nobody(cast) -> None:
    imported(client(cast), [HEAD, good(1), good(2, time="2026-11-20 09:00:00")])
    Reminder.objects.all().delete()
    sweep(at("2026-11-25", 8))
    assert not Reminder.objects.filter(kind="late").exists()
    sweep(at("2026-12-20", 8))
    late = {r.case.petition.external_no for r in Reminder.objects.filter(kind="late")}
    assert late == {"2"}


def test_changed_columns_ask_for_a_new_check(cast) -> None:
    c = client(cast)
    run = begun(c, ROWS)
    c.post(f"/imports/{run.uid}/columns/", select(run, check="1"))
    work(run)
    c.post(f"/imports/{run.uid}/columns/", select(run, source="other"))
    answer = c.post(f"/imports/{run.uid}/run/", follow=True)
    assert "checked first" in answer.content.decode() and not Petition.objects.exists()
