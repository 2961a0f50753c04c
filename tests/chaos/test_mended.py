"""What `make chaos` brought to light, each held by a test of its own."""

import errno
import io
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from caseflow import tasks
from caseflow.imports import write
from caseflow.models import Reminder, Service
from config import supervisor
from offices import later
from petitions.models import Petition, RegistrationKey
from petitions.services import files
from petitions.services import register as registering
from petitions.services.register import register
from tests import factories as f
from tests.cast import TODAY, at


def test_two_clicks_at_the_same_moment_register_once(cast, monkeypatch) -> None:
    first = register(f.registration(cast), cast.actor("chen", TODAY), at(TODAY), key="k")
    real, asked = registering._made_by, []

    def blind_once(key: str) -> Petition | None:
        asked.append(key)
        return None if len(asked) == 1 else real(key)

    monkeypatch.setattr(registering, "_made_by", blind_once)
    assert register(f.registration(cast), cast.actor("chen", TODAY), at(TODAY), key="k") == first
    assert Petition.objects.count() == RegistrationKey.objects.count() == 1
    again = register(f.registration(cast), cast.actor("chen", TODAY), at(TODAY), key="k2")
    assert int(again.number.split("-")[-2]) == 2, "the number of the second click was given back"


def test_another_integrity_error_is_not_swallowed(cast, monkeypatch) -> None:
    def breaks(*_arguments: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(registering, "_register", breaks)
    with pytest.raises(IntegrityError):
        register(f.registration(cast), cast.actor("chen", TODAY), at(TODAY), key="k")


def test_a_form_sent_again_is_taken_though_its_choices_have_gone(client, cast) -> None:
    import time_machine

    case = f.served(cast, TODAY)
    service = Service.objects.get(notice__case=case, received_on=None)
    with time_machine.travel(at(TODAY, 18), tick=False):
        client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
        path = reverse("caseflow:act", args=[case.uid, "record_receipt"])
        sent = {"version": case.version, "key": "k" * 32, "petitioner": service.petitioner_id, "received_on": TODAY}
        first, second = client.post(path, sent), client.post(path, sent)
        assert (first.status_code, second.status_code) == (302, 302) and first["Location"] == second["Location"]
        assert client.post(path, {**sent, "key": "another"}).status_code == 422, "it is the key that counts"


def test_two_threads_store_the_same_file(files_root, settings) -> None:
    data, found, problems = b"%PDF-1.4 " + b"x" * 3_000_000, [], []

    def store() -> None:
        try:
            found.append(files.store(io.BytesIO(data), "a.pdf", len(data)))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=store) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems and len(set(found)) == 1
    assert [p.read_bytes() == data for p in files_root.rglob("*") if p.is_file()] == [True]


def test_a_piece_of_a_killed_write_goes_as_an_orphan(files_root, cast, settings) -> None:
    import os

    from petitions.tasks import drop_orphan_files

    stored = files.store(io.BytesIO(b"%PDF-1.4 abc"), "a.pdf", 12)
    f.petition(cast, files=(stored,))
    piece = files.path_of(stored.sha256).with_name(f"{stored.sha256}.0123")
    piece.write_bytes(b"%PDF")
    old = time.time() - 2 * 86400
    os.utime(piece, (old, old))
    os.utime(files.path_of(stored.sha256), (old, old))
    assert drop_orphan_files() == 1 and not piece.exists() and files.path_of(stored.sha256).exists()


def test_a_database_that_goes_away_rejects_no_row(monkeypatch) -> None:
    def away(*_arguments: object) -> None:
        raise OperationalError

    monkeypatch.setattr(write, "register_many", away)
    monkeypatch.setattr(write.transaction, "atomic", lambda: threading.Lock())
    found: list = []
    with pytest.raises(OperationalError):
        write.write_batch([SimpleNamespace(registration=None)] * 2, None, None, found)  # type: ignore[arg-type, list-item]
    assert found == []


def test_the_sweep_of_proposals_is_not_stopped_by_what_no_duty_names(cast, monkeypatch) -> None:
    rooms: list[list[int]] = []

    def propose(matters: list[int]) -> int:
        rooms.append(matters)
        return 0  # none of them has an office

    import time_machine

    letters = [f.petition(cast) for _n in range(3)]
    monkeypatch.setattr(tasks, "propose", propose)
    monkeypatch.setattr(tasks, "ROOM", 2)
    with time_machine.travel(at(TODAY, 12), tick=False):
        tasks.propose_missing()
    assert [len(r) for r in rooms] == [2, 1] and len({m for r in rooms for m in r}) == len(letters)


def _waiting_reminder(cast) -> Reminder:
    f.forwarded(cast, "2026-09-01")
    Reminder.objects.update(at=at("2026-11-24"))
    return Reminder.objects.filter(mailed_at=None).first()


def test_a_worker_killed_while_it_mails_never_mails_twice(cast, monkeypatch) -> None:
    import time_machine

    _waiting_reminder(cast)
    real = tasks._mail

    def dies(*arguments: object) -> None:
        real(*arguments)
        raise SystemExit

    with time_machine.travel(at("2026-11-24", 12), tick=False):
        monkeypatch.setattr(tasks, "_mail", dies)
        with pytest.raises(SystemExit):
            tasks.mail_reminders()
        monkeypatch.setattr(tasks, "_mail", real)
        tasks.mail_reminders()
    ids = [m.extra_headers["Message-ID"] for m in mail.outbox]
    assert len(ids) == len(set(ids)) == Reminder.objects.exclude(mailed_at=None).count() > 1


def test_a_mail_that_is_refused_is_tried_again(cast, monkeypatch) -> None:
    import time_machine

    row = _waiting_reminder(cast)

    def refuses(*_arguments: object, **_more: object) -> None:
        raise OSError("no mail")

    with time_machine.travel(at("2026-11-24", 12), tick=False):
        monkeypatch.setattr(tasks.EmailMessage, "send", refuses)
        with pytest.raises(OSError):
            tasks._mail(tasks._claim(), "s", "b")
        monkeypatch.undo()
        assert Reminder.objects.filter(mailed_at=None, pk=row.pk).exists() and tasks.mail_reminders() > 0


def test_a_digest_that_was_refused_comes_later_and_once(cast, monkeypatch) -> None:
    import time_machine

    f.forwarded(cast, "2026-09-01")

    def refuses(*_arguments: object, **_more: object) -> None:
        raise OSError("no mail")

    with time_machine.travel(at("2026-09-16", 7), tick=False):
        monkeypatch.setattr(tasks.EmailMessage, "send", refuses)
        with pytest.raises(OSError):
            tasks.morning_digest()
        monkeypatch.undo()
        assert tasks.morning_digest() == 2 and tasks.morning_digest() == 0
    assert len(mail.outbox) == 2


def test_nobody_waits_twice_for_a_broker_that_is_away(monkeypatch) -> None:
    asked: list[int] = []

    class Away:
        def apply_async(self, *_arguments: object, **_options: object) -> None:
            asked.append(1)
            raise OSError(errno.ECONNREFUSED, "refused")

    monkeypatch.setattr(later, "_until", 0.0)
    assert not later.ask(Away()) and not later.ask(Away()) and asked == [1]
    monkeypatch.setattr(later, "_until", time.monotonic() - 1)
    assert not later.ask(Away()) and asked == [1, 1]


def test_a_cache_that_is_away_is_an_empty_one(monkeypatch) -> None:
    from config.cache import PatientCache

    monkeypatch.setattr(PatientCache, "_until", 0.0)
    cache = PatientCache("unix:///nowhere/valkey.sock", {"OPTIONS": {"socket_timeout": 1}})
    assert cache.get("a", "b") == "b" and cache.add("a", 1) is True
    cache.set("a", 1)
    assert cache.get_many(["a"]) == {} and cache.incr("a") == 1 and not cache.has_key("a") and not cache.delete("a")


class Stood:
    """A server as the supervisor sees it."""

    def __init__(self, process: object, answers: bool, fails: bool = False) -> None:
        self.process, self._answers, self.fails, self.started = process, answers, fails, 0

    def answers(self) -> bool:
        return self._answers

    def start(self) -> None:
        self.started += 1
        if self.fails:
            sys.exit("PostgreSQL did not start")


class Ended:
    def poll(self) -> int:
        return -9


def test_an_adopted_server_that_goes_is_started_anew() -> None:
    there, gone = Stood(None, True), Stood(None, False)
    assert supervisor.tend_server(there) == supervisor.ADOPTED and there.started == 0  # type: ignore[arg-type]
    supervisor.tend_server(gone)  # type: ignore[arg-type]
    assert gone.started == 1


def test_a_server_that_will_not_start_takes_nothing_down_with_it() -> None:
    stubborn = Stood(Ended(), False, fails=True)
    assert supervisor.tend_server(stubborn) == supervisor.BACKOFF and stubborn.started == 1  # type: ignore[arg-type]


def test_what_a_killed_process_leaves_behind_goes_before_it_is_started_anew() -> None:
    script = "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print(p.pid, flush=True); time.sleep(60)"
    child = supervisor.Child("x", [sys.executable, "-c", script])
    child.process = subprocess.Popen(child.command, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert child.process.stdout is not None
    left = int(child.process.stdout.readline())
    child.process.kill()
    child.process.wait()
    child.tend()
    end = time.time() + 10
    while time.time() < end and _alive(left):
        time.sleep(0.05)
    assert not _alive(left)
    child.stop(signal.SIGKILL)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_try_of_a_job_has_a_folder_of_its_own(cast) -> None:
    from offices.jobs import folder_of
    from offices.models import Job

    assert folder_of(Job(uid="1", tries=1)) != folder_of(Job(uid="1", tries=2))
