"""A whole case as PDF and ZIP: complete, to whom it is shown, whatever was written in it and whatever the store has lost."""

import csv
import hashlib
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from caseflow.models import Case, Notice, PaperPdf
from caseflow.services import pdf
from caseflow.services.paper_pdf import Lost, pdf_of
from caseflow.services.papers import pdf_later
from offices import jobs
from offices.models import Job, JobDownload, Posting
from petitions.models import Attachment
from petitions.services.accused import accuse
from petitions.services.files import path_of
from petitions.services.inputs import Against
from petitions.services.register import EventLine, record_events
from tests import factories as f
from tests.cast import TODAY, Cast, at

NOW = at(TODAY, 18)
MARKUP = '#import "@preview/x:1.0.0" $x$ *b* _i_ `raw` @ref <label> \\ // /* #panic("no")'
RARE = "𠮷野家 😀 ئۇيغۇر བོད \x07\x1b ﷺ 葛\U000e0100 " + MARKUP


@pytest.fixture(autouse=True)
def desk(files_root, settings, tmp_path):
    import time_machine

    settings.VAR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def attach(case: Case, name: str, body: bytes | None, **more) -> Attachment:
    sha256 = hashlib.sha256(body if body is not None else name.encode()).hexdigest()
    if body is not None:
        path = path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return Attachment.objects.create(petition=case.petition, sha256=sha256, name=name, content_type="text/plain", added_at=NOW,
                                     size=len(body or b"x"), **more)  # fmt: skip


def client(cast: Cast, who: str, language: str = "en") -> Client:
    c = Client(headers={"Accept-Language": language})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def asked(cast: Cast, who: str, case: Case, form: str, language: str = "en") -> Job:
    c, page = client(cast, who, language), reverse("caseflow:case_file", args=[case.uid])
    if case.confidential:
        record = c.get(page).context["form"]["record"].value()
        c.post(reverse("petitions:reading"), {"record": record, "reason": "核对反映内容"})
    answer = c.post(page, {"format": form})
    assert answer.status_code == 302, answer.status_code
    return Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])


def ended(job: Job) -> bytes:
    assert jobs.run(str(job.uid), NOW) == "done", Job.objects.get(pk=job.pk).reason
    job.refresh_from_db()
    return default_storage.open(job.result).read()


def text_of(body: bytes) -> str:
    pages = PdfReader(BytesIO(body)).pages
    return "".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def test_the_document_tells_all_in_both_languages_and_is_pdf_a(cast: Cast) -> None:
    case = f.served(cast, TODAY)
    attach(case, "照片说明.txt", "说明".encode())
    for language, words in (
        ("zh-hans", ("办理经过", "第1页，共", "正文", "责成物业公司")),
        ("en", ("Timeline", "Page1of", "Originaltext")),
    ):
        job = asked(cast, "ou", case, "pdf", language)
        body = ended(job)
        told = text_of(body)
        for word in (*words, case.number, "李秀英", "小区电梯自八月停运至今", "经查，电梯因控制柜损坏停运。", "《物业管理条例》", "照片说明.txt", "临江区住房和城乡建设局"):  # fmt: skip
            assert "".join(word.split()) in told, (language, word)
        for paper in Notice.objects.filter(case__matter=case.matter):
            assert paper.sha256[:30] in told and "".join(paper.number.split()) in told
        assert b"pdfaid" in body and "13800000001" not in told
        assert job.file_name == f"{case.number}.pdf"
        Job.objects.all().update(state="done")


def test_what_users_wrote_is_text_and_rare_characters_break_nothing(cast: Cast) -> None:
    case = f.forwarded(cast, TODAY, summary=RARE.replace("\x07", ""), text=f"{RARE}\n{'a' * 400}\n{'长' * 20_000}")
    body = ended(asked(cast, "ou", case, "pdf"))
    told = text_of(body)
    assert '#import"@preview/x:1.0.0"$x$*b*' in told
    assert "〔U+1F600〕" in told and "〔U+20BB7〕" in told and "〔U+FDFA〕" in told
    assert told.count("长") >= 20_000 and b"pdfaid" in body


def test_a_template_that_cannot_be_set_ends_the_job_with_a_plain_reason(cast: Cast, monkeypatch) -> None:
    from caseflow.exports import case_file

    def refuse(*_args: object) -> bytes:
        raise pdf.Unprintable("x")

    monkeypatch.setattr(case_file, "render", refuse)
    job = asked(cast, "ou", f.accepted(cast, TODAY), "pdf")
    assert jobs.run(str(job.uid), NOW) == "failed"
    assert "could not be set" in Job.objects.get(pk=job.pk).reason
    with pytest.raises(pdf.Unprintable):
        pdf.render("case.typ", {"title": "only"})


def test_the_archive_has_the_papers_and_files_and_tells_what_is_missing(cast: Cast) -> None:
    case = f.served(cast, TODAY)
    names = [
        "a.txt",
        "a.txt",
        "../../etc/passwd",
        "CON",
        'b<>:"/\\|?*.pdf',
        "长" * 190 + ".txt",
        "=1+1.txt",
        ".",
        "x\u202etxt.exe",
    ]
    for n, name in enumerate(names):
        attach(case, name, f"内容{n}".encode())
    attach(case, "lost.txt", None)
    broken = attach(case, "changed.txt", b"as it was")
    path_of(broken.sha256).write_bytes(b"other")
    job = asked(cast, "ou", case, "zip")
    with ZipFile(BytesIO(ended(job))) as archive:
        inside = archive.namelist()
        assert archive.testzip() is None and len(set(map(str.lower, inside))) == len(inside)
        assert all(".." not in n.split("/") and not set(n) & set('<>:"\\|?*') and len(n.encode()) < 200 for n in inside)
        assert archive.read(f"{case.number}.pdf").startswith(b"%PDF")
        files = [n for n in inside if n.startswith("files/")]
        assert [archive.read(n).decode() for n in files[: len(names)]] == [f"内容{n}" for n in range(len(names))]
        papers = [hashlib.sha256(archive.read(n)).hexdigest() for n in inside if n.startswith("papers/")]
        frozen = PaperPdf.objects.filter(notice__case__matter=case.matter).order_by("notice")
        assert papers == list(frozen.values_list("sha256", flat=True)), "as issued, in the order of their numbers"
        lines = list(csv.reader(StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))[1:]
        told = {line[1]: line for line in lines}
        assert told["lost.txt"][0] == "" and told["lost.txt"][4] == "missing in the store"
        assert told["changed.txt"][4] == "differs from the record" and "'=1+1.txt" in told
        for name, _original, size, sha256, _check in lines:
            if name:
                body = archive.read(name)
                assert (str(len(body)), hashlib.sha256(body).hexdigest()) == (size, sha256)
    assert job.told == {"missing": 1}


def test_the_papers_are_the_frozen_pdfs_by_number_and_kind(cast: Cast) -> None:
    case = f.served(cast, TODAY)
    rows = list(Notice.objects.filter(case__matter=case.matter).order_by("pk"))
    with ZipFile(BytesIO(ended(asked(cast, "ou", case, "zip", "zh-hans")))) as archive:
        names = [n for n in archive.namelist() if n.startswith("papers/")]
        with translation.override("zh-hans"):
            assert names == [f"papers/{n:03d}_{p.number}_{p.get_kind_display()}.pdf" for n, p in enumerate(rows, 1)]
        for name, row in zip(names, rows, strict=True):
            assert archive.read(name) == pdf_of(row) and "".join(row.number.split()) in text_of(archive.read(name))
        lines = {line[0]: line for line in csv.reader(StringIO(archive.read("manifest.csv").decode("utf-8-sig")))}
        assert {lines[n][4] for n in names} == {"与登记一致"}


def test_a_paper_of_the_import_is_set_when_it_is_taken_out(cast: Cast) -> None:
    with pdf_later():
        case = f.accepted(cast, TODAY)
    assert not PaperPdf.objects.exists()
    with ZipFile(BytesIO(ended(asked(cast, "ou", case, "zip")))) as archive:
        papers = [n for n in archive.namelist() if n.startswith("papers/")]
        assert papers and all(archive.read(n).startswith(b"%PDF") for n in papers)


@pytest.mark.parametrize(("fault", "missing"), [(Lost("x"), 2), (pdf.Unprintable("x"), 0)])
def test_a_paper_without_a_pdf_is_there_as_text(cast: Cast, monkeypatch, fault: Exception, missing: int) -> None:
    from caseflow.exports import case_file

    def refuse(_paper: Notice) -> bytes:
        raise fault

    case = f.accepted(cast, TODAY)
    monkeypatch.setattr(case_file, "pdf_of", refuse)
    job = asked(cast, "ou", case, "zip")
    with ZipFile(BytesIO(ended(job))) as archive:
        papers = [n for n in archive.namelist() if n.startswith("papers/")]
        assert len(papers) == 2 and all(n.endswith(".txt") for n in papers)
        told = {hashlib.sha256(archive.read(n)).hexdigest() for n in papers}
        assert told == set(Notice.objects.filter(case__matter=case.matter).values_list("sha256", flat=True))
    job.refresh_from_db()
    assert job.told == {"missing": missing}


def test_a_confidential_paper_comes_out_of_the_seal_for_its_reader_alone(cast: Cast) -> None:
    case = f.accusation(cast, TODAY)
    f.act(cast, case, "refer", "mi", hour=11, target=cast.offices["discipline"].pk, reason="职务在其管辖", way="post")
    with ZipFile(BytesIO(ended(asked(cast, "mi", case, "zip")))) as archive:
        papers = [n for n in archive.namelist() if n.startswith("papers/")]
        assert papers and all(archive.read(n).startswith(b"%PDF") for n in papers)
    assert PaperPdf.objects.exists() and not PaperPdf.objects.filter(sealed=None).exists()


def test_only_whoever_sees_the_case_takes_it_out(cast: Cast) -> None:
    secret = f.case_of(f.petition(cast, TODAY, "mi", purpose="accusation", summary="密件", text="密件原文"))
    for who in ("chen", "pan", "hua", "su", "ou", "yuan", "ada"):
        for method in ("get", "post"):
            answer = getattr(client(cast, who), method)(
                reverse("caseflow:case_file", args=[secret.uid]), {"format": "zip"}
            )
            assert answer.status_code == 404, (who, method)
    assert not Job.objects.exists()
    page = reverse("caseflow:case_file", args=[secret.uid])
    assert client(cast, "mi").post(page, {"format": "zip"}).status_code == 200 and not Job.objects.exists(), (
        "a reason first"
    )
    job = asked(cast, "mi", secret, "pdf")
    assert json.dumps(job.asked).count("密件") == 0
    assert "密件原文" in text_of(ended(job))
    again = asked(cast, "mi", secret, "zip")
    cast.postings["mi"].role = "clerk"
    cast.postings["mi"].save()
    assert jobs.run(str(again.uid), NOW) == "failed"
    assert "no longer in your sight" in Job.objects.get(pk=again.pk).reason


def test_an_overseer_gets_the_name_masked(cast: Cast) -> None:
    far = f.case_of(f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk))
    told = text_of(ended(asked(cast, "su", far, "pdf")))
    assert "李**" in told and "李秀英" not in told and f.LI.address not in told


def test_a_bad_format_and_too_many_are_refused(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    url = reverse("caseflow:case_file", args=[case.uid])
    assert client(cast, "ou").post(url, {"format": "exe"}).status_code == 422
    for _n in range(jobs.MOST_WAITING):
        asked(cast, "ou", case, "pdf")
    assert client(cast, "ou").post(url, {"format": "pdf"}).status_code == 422


@pytest.mark.slow
def test_a_case_of_two_thousand_events_and_five_hundred_files(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    record_events([EventLine(case.matter, "investigate", at(TODAY, 12) + timedelta(seconds=n), {"text": f"第{n}次走访"}, case.pk)
                   for n in range(2_000)], cast.actor("ou"))  # fmt: skip
    for n in range(500):
        attach(case, f"附件{n:03d}.txt", f"{n}".encode())
    with ZipFile(BytesIO(ended(asked(cast, "ou", case, "zip")))) as archive:
        assert sum(n.startswith("files/") for n in archive.namelist()) == 500
        told = text_of(archive.read(f"{case.number}.pdf"))
    assert all(f"第{n}次走访" in told for n in range(2_000)) and all(f"附件{n:03d}.txt" in told for n in range(500))


def test_the_file_of_an_accusation_stays_here_once_the_right_to_read_it_has_ended(cast: Cast) -> None:
    """Asked for while it was hers: then her office is accused, or her posting loses the capability."""
    secret = f.accusation(cast, TODAY, text="密件原文")
    job = asked(cast, "mi", secret, "pdf")
    ended(job)
    mi, url = client(cast, "mi"), reverse("job_file", args=[job.uid])
    assert mi.get(url).status_code == 200
    Posting.objects.filter(pk=cast.postings["mi"].pk).update(role="petition_officer")
    for page in (url, reverse("job", args=[job.uid])):
        answer = mi.get(page)
        told = answer.content.decode()
        assert answer.status_code == (403 if page == url else 200), page
        assert "no longer in your sight" in told and f'href="{url}"' not in told
    Posting.objects.filter(pk=cast.postings["mi"].pk).update(role="confidential")
    assert mi.get(url).status_code == 200
    accuse(secret.matter, (Against(cast.offices["city_petition"].pk),), NOW, via="name_accused", as_accused=True)
    assert mi.get(url).status_code == 403
    assert JobDownload.objects.filter(job=job).count() == 2


def test_the_file_of_a_plain_case_that_left_the_sight_stays_here_too(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    job = asked(cast, "ou", case, "zip")
    ended(job)
    Posting.objects.filter(pk=cast.postings["ou"].pk).update(office=cast.offices["water"])
    assert client(cast, "ou").get(reverse("job_file", args=[job.uid])).status_code == 403
