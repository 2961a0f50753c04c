"""Papers: every kind set as PDF with all it must state; what fails issues nothing and uses no number; frozen, corrected."""

import hashlib
import os
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.db import ProgrammingError, transaction
from pypdf import PdfReader

from caseflow.facts import Change, Paper, Refused
from caseflow.mandatory import items_of
from caseflow.models import Case, Notice, PaperPdf
from caseflow.services import paper_pdf, papers
from caseflow.services.papers import pdf_later
from petitions.models import NumberCounter
from petitions.services.files import path_of
from petitions.tasks import drop_orphan_files
from tests import factories as f
from tests.cast import TODAY, Cast, at

DAY = "2026-09-01"


@pytest.fixture(autouse=True)
def store(files_root):
    return files_root


def text_of(body: bytes) -> str:
    pages = PdfReader(BytesIO(body)).pages
    return "".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


# --- every kind ---------------------------------------------------------------------------------------------------


def kept(cast: Cast) -> Case:
    found = f.petition(cast, DAY)
    f.act(cast, f.case_of(found), "keep", "pan", DAY)
    return f.case_of(found, "handling")


def refused(cast: Cast) -> Case:
    pending = f.accepted(cast, DAY)
    above = f.case_of(f.petition(cast, "2026-09-02"))
    return f.act(cast, above, "refuse_duplicate", "pan", "2026-09-02", pending=pending.pk, reason="同一事项")


def joined(cast: Cast) -> Case:
    first = f.case_of(f.petition(cast, DAY))
    return f.act(cast, f.case_of(f.petition(cast, DAY)), "join", "pan", DAY, pending=first.pk, reason="同一事项")


def reported(cast: Cast) -> Case:
    desk = f.case_of(f.petition(cast, DAY))
    f.act(
        cast,
        desk,
        "assign",
        "pan",
        DAY,
        target=cast.offices["housing"].pk,
        reason="x",
        report_due_on=date(2026, 10, 30),
    )
    case = f.case_of(desk.petition, "handling")
    for name, who, facts in (
        ("accept", "ou", {}),
        ("draft", "ou", f.OPINION),
        ("clear", "hei", {}),
        ("decide", "hei", {}),
    ):
        case = f.act(cast, case, name, who, DAY, hour=11, **facts)
    return f.act(cast, case, "report_back", "ou", DAY, hour=12, text="处理意见已落实到位。", view="同意")


def returned(cast: Cast) -> Case:
    case = f.act(cast, f.forwarded(cast, DAY), "object", "ou", DAY, hour=11, reason="属水利局", materials="原件一份")
    return f.act(cast, case, "confirm_objection", "pan", "2026-09-02", reason="属实")


def replied(cast: Cast) -> Case:
    case = f.accepted(cast, DAY, purpose="suggestion")
    items = [{"request": "增设夜间公交", "outcome": "adopted", "answer": "拟于十月增设两班。"}]
    f.act(cast, case, "draft", "ou", DAY, hour=12, findings="客流论证充分", basis="《城市公共交通条例》", items=items)
    f.act(cast, case, "clear", "hei", DAY, hour=13)
    return f.act(cast, case, "decide", "hei", DAY, hour=14)


def corrected(cast: Cast) -> Case:
    case = f.served(cast, DAY)
    person = case.petition.petitioners.get().pk
    f.act(cast, case, "record_receipt", "ou", "2026-09-03", petitioner=person, received_on=date(2026, 9, 2))
    f.act(cast, case, "close", "ou", "2026-09-04")
    return f.act(cast, case, "correct", "hei", "2026-09-05", reason="原认定的事实有误")


WAYS: dict[str, Callable[[Cast], Case]] = {
    "receipt": lambda c: f.act(c, f.case_of(f.petition(c, DAY)), "issue_receipt", "chen", DAY),
    "transfer": lambda c: f.case_of(f.forwarded(c, DAY).petition, "desk"),
    "acceptance": lambda c: f.accepted(c, DAY),
    "direction": lambda c: f.act(c, kept(c), "direct", "pan", DAY, hour=11, organ="区人民法院", organ_address="法院路3号", reason="属诉讼事项"),
    "refusal": refused,
    "joined": joined,
    "extension": lambda c: f.act(c, f.accepted(c, DAY), "extend", "hei", DAY, hour=12, days=20, reason="需要委托鉴定，情况复杂"),
    "opinion": lambda c: f.decided(c, DAY),
    "reply": replied,
    "return": returned,
    "report": reported,
    "correction": corrected,
    "objection": lambda c: f.act(c, f.forwarded(c, DAY), "object", "ou", DAY, hour=11, reason="属水利局", materials="原件一份"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WAYS)
def test_every_kind_as_pdf_has_each_item_it_must_state(cast: Cast, kind: str, monkeypatch) -> None:
    contexts: list[tuple[str, dict[str, str]]] = []
    check = papers._check
    monkeypatch.setattr(papers, "_check", lambda k, c: (contexts.append((k, dict(c))), check(k, c))[1])
    case = WAYS[kind](cast)
    paper = Notice.objects.filter(case__petition=case.petition, kind=kind).latest("pk")
    body = paper_pdf.pdf_of(paper)
    assert body.startswith(b"%PDF") and b"pdfaid" in body
    printed = text_of(body)
    context = next(c for k, c in reversed(contexts) if k == kind)
    given = {**context, "number": paper.number, "text": printed}
    assert [item.name for item in items_of(kind) if not item.test(given)] == []
    assert paper.pdf.sha256 == hashlib.sha256(body).hexdigest() and paper.pdf.pages == len(
        PdfReader(BytesIO(body)).pages
    )
    assert path_of(paper.pdf.sha256).read_bytes() == body
    assert papers.PLACEHOLDER not in paper.opened and "{" not in paper.opened


def test_a_long_opinion_goes_over_pages_with_numbers(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    long = {**f.OPINION, "findings": "\n".join(f"第{n}项事实：" + "经查明的情况说明，" * 12 for n in range(60))}
    for name, who, facts in (("draft", "ou", long), ("clear", "hei", {}), ("decide", "hei", {})):
        case = f.act(cast, case, name, who, DAY, hour=12, **facts)
    body = paper_pdf.pdf_of(Notice.objects.get(case=case, kind="opinion"))
    pages = PdfReader(BytesIO(body)).pages
    assert len(pages) >= 8 and "".join(pages[2].extract_text().split()).endswith("—3—")
    told = text_of(body)
    assert all(f"第{n}项事实" in told for n in range(60))


# --- the order of issue -------------------------------------------------------------------------------------------


def counters() -> dict[str, int]:
    return dict(NumberCounter.objects.filter(kind__startswith="paper_").values_list("kind", "last"))


def nothing_happened(cast: Cast, case: Case, act: str, who: str, code: str, **facts) -> Refused:
    before = (
        counters(),
        Notice.objects.count(),
        Case.objects.get(pk=case.pk).state,
        Case.objects.get(pk=case.pk).version,
    )
    with pytest.raises(Refused) as caught:
        f.act(cast, case, act, who, DAY, hour=15, **facts)
    assert (
        counters(),
        Notice.objects.count(),
        Case.objects.get(pk=case.pk).state,
        Case.objects.get(pk=case.pk).version,
    ) == before
    assert caught.value.refusal.code == code
    return caught.value


def test_a_missing_item_blocks_the_issue_and_uses_no_number(cast: Cast) -> None:
    case = f.forwarded(cast, DAY)
    housing = cast.offices["housing"]
    housing.address = housing.phone = ""
    housing.save()
    refused = nothing_happened(cast, case, "accept", "ou", "paper_incomplete")
    assert refused.refusal.facts["fields"] == ["paper_contact"]
    housing.phone = "0990-1"
    housing.save()
    f.act(cast, case, "accept", "ou", DAY, hour=16)
    assert Notice.objects.get(case=case, kind="acceptance").sequence == 1


def test_page_and_api_tell_what_is_missing(cast: Cast, client) -> None:
    import time_machine
    from django.urls import reverse

    case = f.forwarded(cast, TODAY)
    housing = cast.offices["housing"]
    housing.address = housing.phone = ""
    housing.save()
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    with time_machine.travel(at(TODAY, 12), tick=False):
        answer = client.post(reverse("caseflow:act", args=[case.uid, "accept"]), {"version": 1, "key": "k"}, headers={"Accept-Language": "en"})  # fmt: skip
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "does not state" in told and "whom to ask" in told and "no number was used" in told


@pytest.mark.parametrize(("fault", "code"), [(paper_pdf.Unprintable("x"), "paper_unprintable"), (OSError(28, "no room"), "paper_no_room")])  # fmt: skip
def test_a_paper_that_cannot_be_set_or_stored_is_not_issued(cast: Cast, monkeypatch, fault, code) -> None:
    case = f.forwarded(cast, DAY)

    def refuse(*_args: object, **_more: object) -> bytes:
        raise fault

    with monkeypatch.context() as patched:
        if code == "paper_no_room":
            patched.setattr("caseflow.services.paper_pdf.files.keep", refuse)
        else:
            patched.setattr(paper_pdf, "set_text", refuse)
        nothing_happened(cast, case, "accept", "ou", code)
    f.act(cast, case, "accept", "ou", DAY, hour=16)
    assert Notice.objects.get(case=case, kind="acceptance").sequence == 1


def test_numbers_have_no_gap_over_refusals_and_follow_the_offices_mark(cast: Cast) -> None:
    from caseflow.services.styles import save_letterhead

    f.accepted(cast, DAY)
    save_letterhead(
        cast.offices["housing"], "临江区住房和城乡建设局文件", "临住建", "", cast.actor("hei", DAY), at(DAY, 13)
    )
    second = f.accepted(cast, DAY)
    third = Notice.objects.get(case=second, kind="acceptance")
    assert (third.sequence, third.number) == (2, "临住建受〔2026〕2号")
    assert third.opened.split("\n")[0] == "临江区住房和城乡建设局文件" and third.letterhead.version == 1


# --- frozen -------------------------------------------------------------------------------------------------------


def test_text_and_pdf_are_frozen(cast: Cast) -> None:
    paper = Notice.objects.get(case=f.accepted(cast, DAY), kind="acceptance")
    for change in (
        lambda: Notice.objects.filter(pk=paper.pk).update(body="x"),
        lambda: Notice.objects.filter(pk=paper.pk).update(corrects=paper),
        lambda: Notice.objects.filter(pk=paper.pk)._raw_delete("default"),
        lambda: PaperPdf.objects.filter(pk=paper.pk).update(sha256="0" * 64),
        lambda: PaperPdf.objects.filter(pk=paper.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot (update|delete)"), transaction.atomic():
            change()


def test_in_bulk_the_text_is_frozen_and_the_pdf_set_when_it_is_asked_for(cast: Cast) -> None:
    with pdf_later():
        case = f.accepted(cast, DAY)
    paper = Notice.objects.get(case=case, kind="acceptance")
    assert not PaperPdf.objects.filter(notice=paper).exists()
    first = paper_pdf.pdf_of(paper)
    assert (
        paper_pdf.pdf_of(paper) == first
        and PaperPdf.objects.get(notice=paper).sha256 == hashlib.sha256(first).hexdigest()
    )
    assert first == paper_pdf.set_text(paper.opened, paper.title, paper.case.petition.number, paper.issued_at)


def test_a_lost_file_is_set_again_only_if_it_comes_out_the_same(cast: Cast, monkeypatch) -> None:
    paper = Notice.objects.get(case=f.accepted(cast, DAY), kind="acceptance")
    path, body = path_of(paper.pdf.sha256), paper_pdf.pdf_of(paper)
    path.unlink()
    assert paper_pdf.pdf_of(paper) == body and path.exists()
    path.write_bytes(b"other")
    assert paper_pdf.pdf_of(paper) == body and path.read_bytes() == body
    path.unlink()
    monkeypatch.setattr(paper_pdf, "set_text", lambda *_a: b"%PDF another release of the typesetter")
    with pytest.raises(paper_pdf.Lost):
        paper_pdf.pdf_of(paper)


def test_housekeeping_keeps_the_pdf_of_a_paper(cast: Cast) -> None:
    paper = Notice.objects.get(case=f.accepted(cast, DAY), kind="acceptance")
    path = path_of(paper.pdf.sha256)
    orphan = path.with_name("f" * 64)
    orphan.write_bytes(b"x")
    for file in (path, orphan):
        os.utime(file, (time.time() - 200_000,) * 2)
    assert drop_orphan_files() == 1 and path.exists() and not orphan.exists()


def test_the_pdf_of_a_confidential_paper_does_not_lie_in_clear(cast: Cast, store) -> None:
    case = f.case_of(f.petition(cast, DAY, "mi", purpose="accusation", summary="密件", text="密件原文"))
    change = Change(case.pk, "issue_receipt", case.state, case.state, papers=(Paper("receipt"),))
    with transaction.atomic():
        row = papers.issue([change], {case.pk: case}, cast.actor("mi", DAY), {case.pk: at(DAY)})[case.pk][0]
    row = Notice.objects.select_related("case__petition").get(pk=row.pk)
    assert row.body == "" and "密件" in text_of(paper_pdf.pdf_of(row)) and row.pdf.sealed
    assert not [p for p in store.rglob("*") if p.is_file()]


# --- corrected ----------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_paper_that_names_the_old(cast: Cast) -> None:
    case = f.accepted(cast, DAY)
    old = Notice.objects.get(case=case, kind="acceptance")
    body, words = (
        old.opened,
        "您提出的信访事项自2026年9月1日起予以受理，于2026年11月2日前答复，您有权陈述、申请听证和要求回避。依据第二十三条。",
    )
    f.act(cast, case, "correct_paper", "hei", DAY, hour=14, paper=str(old.uid), reason="日期有误", wording=words)
    new = Notice.objects.filter(case=case, kind="acceptance").latest("pk")
    assert (new.corrects, new.sequence) == (old, 2)
    assert (
        f"本件更正{old.number}" in new.opened
        and "日期有误" in new.opened
        and words in new.opened
        and "李秀英：" in new.opened
    )
    old.refresh_from_db()
    assert old.opened == body and "".join(words.split()) in text_of(paper_pdf.pdf_of(new))
    with pytest.raises(Refused) as caught:
        f.act(cast, case, "correct_paper", "hei", DAY, hour=15, paper=str(old.uid), reason="x", wording=words)
    assert caught.value.refusal.code == "corrected_before"


def test_a_correction_keeps_what_the_law_wants_and_the_case(cast: Cast) -> None:
    case, other = f.decided(cast, DAY), f.accepted(cast, DAY)
    paper = Notice.objects.get(case=case, kind="acceptance")
    refused = nothing_happened(
        cast, case, "correct_paper", "hei", "paper_incomplete", paper=str(paper.uid), reason="x", wording="空话"
    )
    assert {"paper_accepted", "paper_basis"} <= set(refused.refusal.facts["fields"])
    nothing_happened(
        cast, other, "correct_paper", "hei", "unknown_paper", paper=str(paper.uid), reason="x", wording="y"
    )
    nothing_happened(cast, case, "correct_paper", "ou", "capability", paper=str(paper.uid), reason="x", wording="y")


def test_a_plain_template_of_the_desk_is_set_in_the_same_look(cast: Cast, monkeypatch) -> None:
    words = "一段没有分块的正文，予以受理，第二十三条，2026年11月2日，陈述，听证，回避，2026年9月1日，转送临江区住房和城乡建设局，15日，向本单位查询。"
    plain = "{o}\n{t}\n{n}\n\n李秀英：\n\n" + words + "\n\n联系单位：x\n\n{o}\n2026年9月1日\n"
    source = plain.format(o="{{ office.name }}", t="{{ title }}", n="{{ number }}")
    monkeypatch.setattr(papers, "default_wording", lambda kind, law="R22": source)
    paper = Notice.objects.get(case=f.accepted(cast, DAY), kind="acceptance")
    lines = paper.opened.split("\n")
    assert lines[0] == "临江区住房和城乡建设局" and lines[2] == paper.number and lines.count(lines[0]) == 2
    assert lines[3].startswith("信访件编号：") and "一段没有分块的正文" in text_of(paper_pdf.pdf_of(paper))
