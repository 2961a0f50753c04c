"""What goes away: the database, room on the disk, the broker. A clear page, nothing half-written, nothing typed lost."""

import errno
import html
import io
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import NoReverseMatch, reverse

from caseflow import tasks
from caseflow.models import Case, Duty, Proposal
from config.logs import JsonFormatter, RequestFilter
from petitions.models import Draft, Petition
from petitions.services import files
from tests import factories as f
from tests.addresses import TABLE, World, time_machine, world  # noqa: F401
from tests.cast import SINCE, TODAY, Cast, at
from tests.petitions.test_pages import BASE, PNG

IDENTITY = "110105194912310021"


@contextmanager
def database_away(error: type[Exception] = OperationalError) -> Iterator[None]:
    def refuse(self, name=None):
        raise error("connection to server failed: 李秀英")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "_cursor", refuse)
        yield


def visitor(cast: Cast, who: str = "") -> Client:
    c = Client(raise_request_exception=False)
    if who:
        c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


NEEDS_NONE = {
    "healthz",
    "language",
    "help",
    "account_login",
    "account_signup",
    "account_inactive",
    "caseflow:query",
} | {
    name
    for name in TABLE
    if name.startswith("caseflow:own_")  # without her visit they lead to number and code
}


@pytest.mark.parametrize("who", ["pan", ""])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_every_page_says_so(world: World, who: str, error) -> None:  # noqa: F811
    c = visitor(world.cast, who)
    c.cookies["desk_language"] = "en"
    for name, row in TABLE.items():
        try:
            url = reverse(name, args=row.args(world)) + row.query
        except NoReverseMatch:
            continue
        with database_away(error):
            answer = c.get(url)
        body = answer.content.decode()
        assert answer.status_code != 500 and "Traceback (most" not in body, name
        assert "李秀英" not in body or name.startswith("exchange:schema"), name  # its examples are made up
        if who and row.allowed and name not in NEEDS_NONE:
            assert answer.status_code == 503, (name, answer.status_code)
        if answer.status_code != 503 or name == "readyz":
            continue
        assert answer["Retry-After"], name
        if answer["Content-Type"].startswith("application/problem+json"):
            assert url.startswith("/api/v1/") and "503" in body, name
        else:
            assert "数据库暂时没有响应" in body and "does not answer" in body, name
            assert answer["X-Request-Id"] in body and answer["Cache-Control"] == "no-store"


def hidden(body: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', body)
    return {html.unescape(n): html.unescape(v) for n, v in found}


@pytest.fixture
def chen(cast: Cast, files_root, time_machine) -> Client:  # noqa: F811
    time_machine.move_to(at(TODAY, 12), tick=False)
    c = visitor(cast, "chen")
    c.cookies["desk_language"] = "en"
    return c


def test_what_was_typed_comes_back_and_is_registered_once(chen, caplog) -> None:
    typed = {**BASE, "text": '第一行\n"引号" <script>alert(1)</script>', "persons-0-identity": IDENTITY, "persons-0-id_kind": "passport",
             "csrfmiddlewaretoken": "t" * 64, "files": SimpleUploadedFile("证据.png", PNG)}  # fmt: skip
    with database_away(), caplog.at_level(logging.DEBUG):
        answer = chen.post(reverse("petitions:register"), typed)
    body = answer.content.decode()
    assert answer.status_code == 503 and "<script>alert" not in body and "add them again" in body
    kept = hidden(body)
    assert kept == {k: v for k, v in typed.items() if k != "files"}
    assert 'action="/register/"' in body and not Petition.objects.exists()
    lines = []
    for record in caplog.records:
        RequestFilter().filter(record)
        lines.append(JsonFormatter().format(record))
    assert lines and not any(IDENTITY in line or "李秀英" in line or "引号" in line for line in lines)
    with database_away():
        kept = hidden(chen.post(reverse("petitions:register"), kept).content.decode())
    assert chen.post(reverse("petitions:register"), kept).status_code == 302
    assert chen.post(reverse("petitions:register"), kept).status_code == 302
    petition = Petition.objects.get()
    assert petition.text == typed["text"].replace("\r\n", "\n") and petition.petitioners.get().name == "李秀英"
    assert not Draft.objects.exists()


def test_the_token_that_comes_back_is_the_one_that_was_sent(cast, chen) -> None:
    """A foreign page that posts while the database is away gains nothing: what comes back holds its token, not a good one."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = chen.cookies
    with database_away():
        kept = hidden(
            strict.post(reverse("petitions:register"), {**BASE, "csrfmiddlewaretoken": "forged"}).content.decode()
        )
    assert kept["csrfmiddlewaretoken"] == "forged"
    assert strict.post(reverse("petitions:register"), kept).status_code == 403 and not Petition.objects.exists()


def test_a_database_that_goes_while_the_session_is_written_is_no_bad_request(chen, monkeypatch) -> None:
    """The letter stands, its answer is lost on the way: the page offers to send it again, and it is registered once."""
    sound = Session.save

    def cut(self, *given, **more):
        raise OperationalError("terminating connection")

    monkeypatch.setattr(Session, "save", cut)
    answer = chen.post(reverse("petitions:register"), BASE)
    assert answer.status_code == 503 and Petition.objects.count() == 1
    monkeypatch.setattr(Session, "save", sound)
    assert chen.post(reverse("petitions:register"), hidden(answer.content.decode())).status_code == 302
    assert Petition.objects.count() == 1


def test_a_session_that_ended_meanwhile_says_so(chen, monkeypatch) -> None:
    """Logged out in another window while the letter was written: the letter stands, and the page does not deny it."""
    sound = Session.save

    def ended(self, *given, **more):
        Session.objects.all().delete()
        return sound(self, *given, **more)

    monkeypatch.setattr(Session, "save", ended)
    answer = chen.post(reverse("petitions:register"), BASE)
    body = answer.content.decode()
    assert answer.status_code == 400 and "Log in again" in body and answer["X-Request-Id"] in body
    assert "Nothing was done" not in body and Petition.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "kind"), [("/register/", "text/html"), ("/api/v1/petitions/", "application/problem+json")]
)
def test_a_request_that_cannot_be_read_gets_a_page_of_ours(chen, settings, path: str, kind: str) -> None:
    settings.ALLOWED_HOSTS = ["desk.example"]
    answer = chen.get(path, headers={"host": "other.example"})
    assert answer.status_code == 400 and answer["Content-Type"].startswith(kind)
    assert "cannot be read" in answer.content.decode()


def test_an_address_that_takes_a_form_only_says_so(chen) -> None:
    """As when the login page leads back to it."""
    answer = chen.get(reverse("hat"))
    assert answer.status_code == 405 and "only takes a form" in answer.content.decode() and "POST" in answer["Allow"]


def test_an_act_comes_back_and_is_done_once(cast, chen) -> None:
    case = f.accepted(cast, TODAY)
    c = visitor(cast, "ou")
    url = reverse("caseflow:act", args=[case.uid, "investigate"])
    with database_away():
        kept = hidden(c.post(url, {"version": case.version, "key": "k7", "text": "走访三户"}).content.decode())
    assert kept["text"] == "走访三户"
    for _again in range(2):
        assert c.post(url, kept).status_code == 302
    assert Case.objects.get(pk=case.pk).version == case.version + 1


def test_no_password_comes_back(cast) -> None:
    with database_away():
        answer = visitor(cast).post("/login/", {"login": "chen", "password": "geheim-9"})
    assert (
        answer.status_code == 503 and "geheim-9" not in answer.content.decode() and not hidden(answer.content.decode())
    )


def full(*_given, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_store_leaves_out_the_file_and_keeps_the_rest(chen, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        answer = chen.post(reverse("petitions:register"), {**BASE, "files": SimpleUploadedFile("证据.png", PNG)})
        body = answer.content.decode()
        assert answer.status_code == 422 and "证据.png" in body and "could not be stored" in body
        assert "电梯停运三个月" in body and "李秀英" in body and not Petition.objects.exists()
        assert chen.post(reverse("petitions:register"), BASE).status_code == 302, (
            "a letter without files needs no store"
        )
    assert Petition.objects.get().attachments.count() == 0
    assert not [p for p in files.path_of("ab" * 32).parent.parent.parent.rglob("*") if p.is_file()], (
        "no half-written file stays"
    )


def test_a_full_disk_under_a_large_upload_loses_the_file_alone(chen, settings, monkeypatch) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", full)
    many = {"files": [SimpleUploadedFile("证据.png", PNG), SimpleUploadedFile("二.png", PNG)]}
    answer = chen.post(reverse("petitions:register"), {**BASE, **many})
    body = answer.content.decode()
    assert answer.status_code == 422 and body.count("could not be stored") >= 2
    assert "电梯停运三个月" in body and "李秀英" in body and not Petition.objects.exists()


def test_a_full_disk_before_the_first_byte_too(chen, settings, monkeypatch) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", full)
    answer = chen.post(reverse("petitions:register"), {**BASE, "files": SimpleUploadedFile("证据.png", PNG)})
    assert answer.status_code == 422 and "could not be stored" in answer.content.decode()


def test_large_files_still_arrive(chen, settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    assert (
        chen.post(reverse("petitions:register"), {**BASE, "files": SimpleUploadedFile("证据.png", PNG)}).status_code
        == 302
    )
    row = Petition.objects.get().attachments.get()
    assert files.path_of(row.sha256).read_bytes() == PNG


def test_evidence_that_finds_no_room_is_refused_in_the_form(cast, chen, monkeypatch) -> None:
    case = f.accepted(cast, TODAY)
    monkeypatch.setattr("os.fsync", full)
    data = {"version": case.version, "key": "k", "text": "走访三户", "files": SimpleUploadedFile("现场.png", PNG)}
    c = visitor(cast, "ou")
    answer = c.post(reverse("caseflow:act", args=[case.uid, "investigate"]), data)
    assert answer.status_code == 422 and "走访三户" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).version == case.version


def test_a_broken_store_raises_nothing_but_bad_file(files_root) -> None:
    class Gone(io.BytesIO):
        def read(self, *given):
            raise OSError(errno.EIO, "gone")

    with pytest.raises(files.BadFile):
        files.store(Gone(), "a.png", 10)


def test_a_letter_is_registered_while_the_broker_refuses(
    cast, chen, settings, django_capture_on_commit_callbacks
) -> None:
    from config.celery import app

    Duty.objects.create(
        topic=cast.topics["housing"], level=3, office=cast.offices["housing"], basis="b", valid_from=SINCE
    )
    placed = {**BASE, "topic": "010100", "region": cast.regions["town"].code}
    app.conf.task_always_eager = False
    try:
        begun = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            assert chen.post(reverse("petitions:register"), placed).status_code == 302
        assert time.monotonic() - begun < 5, "the clerk does not wait for a broker that is away"
    finally:
        app.conf.task_always_eager = True
    matter = Petition.objects.order_by("-pk")[0].extracts.get().matter
    assert not Proposal.objects.filter(matter=matter).exists()
    tasks.propose_missing()
    assert Proposal.objects.filter(matter=matter, kind="office").exists()
