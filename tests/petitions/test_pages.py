"""The counter's page: what is typed is kept, bad input gets a message and 422, nothing is half-written."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from petitions.models import Attachment, Draft, Petition
from petitions.services.files import path_of
from tests.cast import PASSWORD, TODAY

BASE = {
    "channel": "visit", "purpose": "claim", "received_on": TODAY.isoformat(), "summary": "电梯停运", "text": "电梯停运三个月", "key": "k1",
    "persons-TOTAL_FORMS": "1", "persons-INITIAL_FORMS": "0", "persons-0-kind": "person", "persons-0-name": "李秀英",
}  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture
def chen(client, cast, files_root, monkeypatch):
    monkeypatch.setattr(
        "django.utils.timezone.localdate", lambda value=None, timezone=None: TODAY if value is None else value.date()
    )
    client.force_login(cast.user("chen"), backend="offices.auth.DeskBackend")
    return client


def post(client, **over):
    return client.post(reverse("petitions:register"), {**BASE, **over})


def test_a_visit_is_registered_and_its_receipt_shows_number_and_code(chen) -> None:
    answer = chen.post(reverse("petitions:register"), BASE, follow=True)
    petition = Petition.objects.get()
    body = answer.content.decode()
    assert petition.number in body and re.search(r"[2-9A-Z]{5} [2-9A-Z]{5}", body) and "<svg" in body


def test_a_double_click_registers_once(chen) -> None:
    post(chen)
    post(chen)
    assert Petition.objects.count() == 1


@pytest.mark.parametrize(("over", "words"), [
    ({"received_on": "2031-01-01"}, "still to come"), ({"received_on": "1999-01-01"}, "2005-05-01"), ({"received_on": "neulich"}, "date"),
    ({"visitors": "1000000000"}, "9999"), ({"visitors": "0"}, "1"), ({"text": ""}, "required"), ({"text": "长" * 100_001}, "100000"),
    ({"text": "a\0b"}, "ull"), ({"channel": "telepathy"}, "telepathy"), ({"persons-0-identity": "123"}, "18 characters"),
    ({"persons-0-identity": "110105194912310021"}, "last character"), ({"persons-0-identity": "110105194913310022"}, ""),
    ({"persons-0-phone": "call me"}, "telephone"), ({"written_on": "2026-12-01"}, "still to come"), ({"is_oral": "on"}, "Art. 19"),
    ({"persons-TOTAL_FORMS": "100000"}, ""), ({"region": "999999"}, ""),
])  # fmt: skip
def test_bad_input_gets_a_message_and_keeps_what_was_typed(chen, over, words) -> None:
    answer = chen.post(reverse("petitions:register"), {**BASE, **over}, headers={"Accept-Language": "en"})
    body = answer.content.decode()
    assert answer.status_code == 422 and words in body
    assert "电梯停运" in body and "李秀英" in body
    assert not Petition.objects.exists()


def test_a_lost_count_of_persons_loses_nobody(chen) -> None:
    assert post(chen, **{"persons-TOTAL_FORMS": "x"}).status_code == 302
    assert Petition.objects.get().petitioners.get().name == "李秀英"


def test_a_letter_of_fifty_megabytes_is_refused_with_a_message(chen) -> None:
    answer = chen.post(reverse("petitions:register"), {**BASE, "text": "a" * 50_000_000})
    assert answer.status_code == 422 and not Petition.objects.exists() and not Draft.objects.exists()


def test_an_emoji_is_text(chen) -> None:
    assert post(chen, text="😀 电梯坏了").status_code == 302
    assert Petition.objects.get().text == "😀 电梯坏了"


def test_six_visitors_send_five_representatives(chen) -> None:
    persons = {f"persons-{n}-name": f"人{n}" for n in range(6)} | {"persons-TOTAL_FORMS": "6"}
    assert post(chen, **persons).status_code == 422
    marked = {f"persons-{n}-is_representative": "on" for n in range(5)}
    assert post(chen, **persons, **marked).status_code == 302
    petition = Petition.objects.get()
    assert petition.is_joint and petition.petitioners.count() == 6


def upload(name: str, content: bytes):
    file = io.BytesIO(content)
    file.name = name
    return file


def fake_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.txt", "x" * 50)
    return out.getvalue()


@pytest.mark.parametrize(("name", "content"), [
    ("photo.png", b"MZ\x90\x00 not a picture at all, a program" * 9), ("photo.jpg", PNG), ("run.exe", b"MZ\x90\x00\x03" * 99),
    ("page.html", b"<script>alert(1)</script>"), ("letter.docx", fake_docx()), ("empty.pdf", b""),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_rest_kept(chen, name, content) -> None:
    answer = chen.post(
        reverse("petitions:register"), {**BASE, "files": [upload("good.png", PNG), upload(name, content)]}
    )
    body = answer.content.decode()
    assert answer.status_code == 422 and name.split(".")[0] in body and "good.png" in body
    kept = re.search(r'name="kept_files" value="([^"]+)"', body).group(1)
    assert chen.post(reverse("petitions:register"), {**BASE, "kept_files": kept}).status_code == 302
    file = Attachment.objects.get()
    assert (file.name, file.content_type) == ("good.png", "image/png") and path_of(file.sha256).read_bytes() == PNG


def test_a_file_too_large_and_a_path_in_its_name(chen, settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    assert chen.post(reverse("petitions:register"), {**BASE, "files": [upload("a.txt", b"x" * 101)]}).status_code == 422
    chen.post(reverse("petitions:register"), {**BASE, "files": [upload("../../etc/passwd.txt", b"hello")]})
    assert Attachment.objects.get().name == "passwd.txt"


def test_a_download_is_an_attachment_and_never_runs(chen, cast) -> None:
    chen.post(reverse("petitions:register"), {**BASE, "files": [upload("说明.txt", "你好".encode())]})
    answer = chen.get(reverse("petitions:attachment", args=[Attachment.objects.get().uid]))
    assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
    assert (
        answer["Content-Disposition"].startswith("attachment") and b"".join(answer.streaming_content) == "你好".encode()
    )


def test_a_draft_is_kept_encrypted_and_offered_again(chen, cast) -> None:
    answer = chen.post(reverse("petitions:draft"), BASE)
    assert answer.status_code == 200 and answer.json()["note"]
    draft = Draft.objects.get()
    assert "电梯".encode() not in bytes(draft.payload)
    page = chen.get(f"{reverse('petitions:register')}?draft=k1").content.decode()
    assert "电梯停运三个月" in page and "李秀英" in page
    post(chen)
    assert not Draft.objects.exists()


def test_a_form_with_errors_is_kept_as_a_draft_too(chen) -> None:
    post(chen, received_on="2031-01-01")
    assert Draft.objects.count() == 1


def test_a_post_after_the_login_expired_is_kept_and_offered(client, cast, files_root) -> None:
    answer = client.post(reverse("petitions:register"), BASE)
    assert answer.status_code == 302 and "login" in answer.headers["Location"]
    client.post(reverse("account_login"), {"login": "chen", "password": PASSWORD})
    page = client.get(reverse("petitions:register")).content.decode()
    assert "电梯停运三个月" in page


def test_the_page_asks_few_questions_of_the_database(chen, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14):
        chen.get(reverse("petitions:register"))


@pytest.mark.parametrize(("typed", "code"), [
    ("990102001000", "990102001000"), ("柳塘镇", "990102001000"), ("990102001000 柳塘镇（临江区）", "990102001000"), ("柳塘", "990102001000"),
])  # fmt: skip
def test_a_place_is_found_by_typing(chen, typed, code) -> None:
    assert post(chen, region=typed).status_code == 302
    assert Petition.objects.get().region.code == code


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("region", "火星", "Nothing is called"),
        ("topic", "管理", "Several fit"),
        ("region", "999999", "Nothing is called"),
    ],
)
def test_a_row_that_is_not_clear_is_asked_back(chen, field, typed, words) -> None:
    answer = chen.post(reverse("petitions:register"), {**BASE, field: typed}, headers={"Accept-Language": "en"})
    body = answer.content.decode()
    assert answer.status_code == 422 and words in body and f'value="{typed}"' in body
