"""Every read of a confidential record has a reason and a line in the log; the supervisor reads the log, not the petitioners."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from offices.models import Job
from petitions.choices import ReadKind
from petitions.models import Attachment, ReadLog
from petitions.services.inputs import Against, Person, StoredFile
from petitions.services.reading import note_reading
from tests import factories as f
from tests.cast import TODAY, Cast, at

WHY = "核对反映内容"
TEXT = "反映某局负责人违规批地"


@pytest.fixture
def now():
    import time_machine

    with time_machine.travel(at(TODAY, 12), tick=False) as travel:
        yield travel


def client(cast: Cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def give(c: Client, page: str, reason: str = WHY):
    """Open a page, and answer its question for a reason; the answer to the reason."""
    asked = c.get(page)
    return c.post(reverse("petitions:reading"), {"record": asked.context["form"]["record"].value(), "reason": reason})


def secret(cast: Cast, files_root=None):
    files = ()
    if files_root is not None:
        from petitions.services.files import path_of

        stored = StoredFile("a" * 64, "举报信.txt", "text/plain", 3)
        path_of(stored.sha256).parent.mkdir(parents=True)
        path_of(stored.sha256).write_bytes(b"abc")
        files = (stored,)
    return f.accusation(cast, text=TEXT, files=files)


def test_the_first_read_asks_why_and_every_view_is_logged(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    page = reverse("caseflow:case", args=[desk.uid])
    first = mi.get(page)
    assert first.status_code == 200 and TEXT not in first.content.decode() and not ReadLog.objects.exists()
    assert give(mi, page, "?").status_code == 422
    assert give(mi, page).headers["Location"] == page
    for n in range(1, 4):
        assert TEXT in mi.get(page).content.decode()
        assert ReadLog.objects.count() == n
    line = ReadLog.objects.first()
    assert (line.user, line.office, line.kind, line.reason, line.petitions) == (
        cast.user("mi"), cast.offices["city_petition"], "page", WHY, [desk.petition_id],
    )  # fmt: skip


def test_after_an_hour_and_for_another_record_it_asks_again(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    page = reverse("caseflow:case", args=[desk.uid])
    give(mi, page)
    other = reverse("caseflow:case", args=[f.accusation(cast, text=TEXT).uid])
    assert TEXT not in mi.get(other).content.decode()
    now.shift(timedelta(minutes=59))
    assert TEXT in mi.get(page).content.decode()
    now.shift(timedelta(minutes=2))
    assert TEXT not in mi.get(page).content.decode()


def test_the_reason_lies_sealed_in_the_session_and_a_forged_one_is_not_taken(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    give(mi, reverse("caseflow:case", args=[desk.uid]))
    assert WHY not in str(dict(mi.session))
    assert mi.post(reverse("petitions:reading"), {"record": "forged", "reason": WHY}).status_code == 404
    asked = mi.get(reverse("caseflow:act", args=[desk.uid, "refer"]))
    pan = client(cast, "pan")  # who copies the form gets nothing by it
    record = mi.get(reverse("caseflow:case", args=[f.accusation(cast).uid])).context["form"]["record"].value()
    assert asked.status_code == 200
    assert pan.post(reverse("petitions:reading"), {"record": record, "reason": WHY}).status_code == 404


def test_pages_papers_files_receipts_and_exports_are_all_behind_it(cast, now, files_root) -> None:
    desk, mi = secret(cast, files_root), client(cast, "mi")
    f.act(cast, desk, "refer", "mi", hour=11, target=cast.offices["discipline"].pk, reason="管辖", way="post")
    paper, file = desk.notices.get(), Attachment.objects.get(petition=desk.petition)
    pages = {
        ReadKind.PAGE: reverse("caseflow:case", args=[desk.uid]), ReadKind.PAPER: reverse("caseflow:paper", args=[paper.uid]),
        ReadKind.FILE: reverse("petitions:attachment", args=[file.uid]), ReadKind.EXPORT: reverse("caseflow:case_file", args=[desk.uid]),
    }  # fmt: skip
    acts = [
        reverse("caseflow:act", args=[desk.uid, "record_outside_receipt"]),
        reverse("petitions:receipt", args=[desk.petition.uid]),
    ]
    for page in (*pages.values(), *acts):
        body = mi.get(page)
        assert not body.streaming and b"X-" not in body.content and "查阅理由" in body.content.decode(), page
    give(mi, pages[ReadKind.PAGE])
    for kind, page in pages.items():
        before = ReadLog.objects.filter(kind=kind).count()
        mi.get(page)
        assert ReadLog.objects.filter(kind=kind).count() == before + 1
    assert "举报信" in mi.get(pages[ReadKind.PAGE]).content.decode()
    assert file.name == "file.txt" and "举报信" not in str(file.__dict__)


def test_a_form_that_was_typed_is_never_stopped_by_it(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    page = reverse("caseflow:act", args=[desk.uid, "refer"])
    data = {
        "version": desk.version,
        "key": "k",
        "target": cast.offices["discipline"].pk,
        "reason": "管辖",
        "way": "post",
    }
    assert mi.post(page, data).status_code == 302
    desk.refresh_from_db()
    assert desk.state == "referred" and ReadLog.objects.get().reason == "提交表单"


def test_nothing_is_taken_out_without_a_reason_however_it_is_asked(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    answer = mi.post(reverse("caseflow:case_file", args=[desk.uid]), {"format": "pdf"})
    assert "查阅理由" in answer.content.decode() and not Job.objects.exists()


def test_what_is_not_confidential_asks_nothing(cast, now) -> None:
    case = f.accepted(cast)
    client(cast, "ou").get(reverse("caseflow:case", args=[case.uid]))
    assert not ReadLog.objects.exists()


def test_lists_name_the_number_and_nothing_else(cast, now) -> None:
    desk, mi = secret(cast), client(cast, "mi")
    for name in ("mine", "cases", "petitions"):
        body = mi.get(reverse(f"caseflow:{name}")).content.decode()
        assert desk.petition.number in body and "违规" not in body, name


def test_the_log_cannot_be_changed(cast, now) -> None:
    note_reading(cast.actor("mi"), ReadKind.PAGE, [1], WHY, at(TODAY))
    for change in (lambda: ReadLog.objects.update(reason="另一理由"), lambda: ReadLog.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_supervisor_reads_the_log_of_her_offices(cast, now) -> None:
    desk = f.accusation(cast, persons=(Person(name="金丝雀", address="一号"),))
    note_reading(cast.actor("mi"), ReadKind.PAGE, [desk.petition_id], WHY, at(TODAY, 9))
    note_reading(cast.actor("dan"), ReadKind.PHONE, [desk.petition_id], "回访", at("2026-11-20"))
    note_reading(cast.actor("ou"), ReadKind.PHONE, [desk.petition_id], "住建回访", at(TODAY, 9))
    page = reverse("caseflow:reading_log")
    body = client(cast, "su").get(page).content.decode()
    assert WHY in body and "回访" in body and "住建回访" in body  # the supervisor of the city oversees all below it
    assert desk.petition.number in body and "金丝雀" not in body
    body = client(cast, "hei").get(page).content.decode()
    assert "住建回访" in body and WHY not in body
    for query, shown, hidden in (
        ("?from_day=2026-11-24", WHY, ">回访<"), ("?to_day=2026-11-21", ">回访<", WHY), ("?who=dan", ">回访<", WHY),
        ("?kind=page", WHY, ">回访<"), ("?who=nobody", "—", WHY),
    ):  # fmt: skip
        body = client(cast, "su").get(page + query).content.decode()
        assert (shown in body or shown == "—") and hidden not in body, query
    assert client(cast, "su").get(page + "?from_day=gestern").status_code == 200
    for who in ("chen", "pan", "mi", "ou", "ada"):
        assert client(cast, who).get(page).status_code == 403


def test_a_supervisor_of_an_accused_office_does_not_learn_who_reads_about_it(cast, now) -> None:
    desk = f.accusation(
        cast, who="jin", office_id=cast.offices["discipline"].pk, accused=(Against(cast.offices["housing"].pk),)
    )
    note_reading(cast.actor("ou"), ReadKind.PAGE, [desk.petition_id], "冒查", at(TODAY))
    assert not ReadLog.objects.visible_to(cast.actor("hei")).exists()


def test_what_a_petitioner_was_shown_is_not_listed_by_number(cast, now) -> None:
    found = f.petition(cast)
    note_reading(cast.actor("pan"), ReadKind.OWN, [found.pk], "本人查询", at(TODAY))
    body = client(cast, "su").get(reverse("caseflow:reading_log")).content.decode()
    assert "本人查询" in body and found.number not in body


def test_a_masked_number_is_shown_once_with_a_reason(cast, now) -> None:
    found = f.petition(
        cast, persons=(Person(name="李秀英", phone="13800000001", identity="110101199003070716", address="一号"),)
    )
    case = f.case_of(found)
    page = reverse("caseflow:reveal", args=[case.uid])
    pan = client(cast, "pan")
    assert "13800000001" not in pan.get(page).content.decode() and "138****0001" in pan.get(page).content.decode()
    assert pan.post(page, {"number": "1:phone", "reason": ""}).status_code == 422
    assert "13800000001" in pan.post(page, {"number": "1:phone", "reason": "电话回访"}).content.decode()
    assert "110101199003070716" in pan.post(page, {"number": "1:identity", "reason": "核对证件"}).content.decode()
    assert pan.post(page, {"number": "2:phone", "reason": "电话回访"}).status_code == 422
    assert list(ReadLog.objects.order_by("pk").values_list("kind", "reason")) == [
        ("phone", "电话回访"),
        ("identity", "核对证件"),
    ]
    assert client(cast, "su").get(page).status_code == 403 and client(cast, "ou").get(page).status_code == 404
