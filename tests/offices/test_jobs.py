"""Background work: claimed once, found again after a death, stopped, failed, kept for a while; one's own alone."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from caseflow.models import Reminder
from offices import jobs
from offices.models import Job, JobDownload
from tests.cast import TODAY, at

NOW = at(TODAY)


@pytest.fixture
def kind(monkeypatch, files_root, settings, tmp_path):
    """A kind that counts to its number and writes it; `fail` makes it break."""
    settings.VAR = tmp_path

    def work(w: jobs.Work) -> None:
        if w.asked.get("fail"):
            raise jobs.Failed("No.") if w.asked["fail"] == "told" else RuntimeError("x")
        for n in range(w.mark or 0, w.asked["to"]):
            w.progress(n + 1, w.asked["to"], mark=n + 1)
        w.told["rows"] = w.asked["to"]
        w.output("count.csv").write_text("ok")

    monkeypatch.setitem(jobs.KINDS, "count", jobs.Kind("Count", work))
    return work


@pytest.fixture
def pan(cast):
    return cast.actor("pan")


def ask(actor, **asked) -> Job:
    return jobs.start("count", actor, NOW, asked)


def test_a_job_is_done_once_and_gives_its_file(kind, pan) -> None:
    job = ask(pan, to=3)
    assert jobs.run(str(job.uid), NOW) == "done"
    assert jobs.run(str(job.uid), NOW) == "", "it cannot be had twice"
    job.refresh_from_db()
    assert (job.done, job.total, job.told, job.file_name, job.tries) == (3, 3, {"rows": 3}, "count.csv", 1)
    assert default_storage.open(job.result).read() == b"ok"
    reminder = Reminder.objects.get(user=pan.user_id, kind="job")
    assert reminder.facts == {"job": str(job.uid), "name": "count.csv"}


def test_a_dead_worker_is_replaced_after_the_lease_and_goes_on_at_its_mark(kind, pan, monkeypatch) -> None:
    queued = []
    monkeypatch.setattr(jobs, "queue", queued.append)
    job = ask(pan, to=5)
    dead = jobs.claim(str(job.uid))
    work = jobs.Work(dead, pan, NOW)
    work.progress(2, 5, mark=2)
    assert jobs.claim(str(job.uid)) is None, "its worker lives"
    Job.objects.filter(pk=job.pk).update(seen_at=NOW - timedelta(days=1))
    assert jobs.sweep_jobs() == 1 and queued[-1] == job
    second = jobs.claim(str(job.uid))
    assert (second.tries, second.mark) == (2, 2)
    with pytest.raises(jobs.Lost):
        work.progress(3, 5, mark=3)
    assert jobs._end(work, "done") == "", "the dead one ends nothing"


def test_a_file_is_not_given_out_once_the_right_has_ended(kind, cast, pan, monkeypatch, caplog) -> None:
    monkeypatch.setitem(jobs.KINDS, "count", jobs.Kind("Count", kind, barred=lambda job, actor: "No." if ended else ""))
    job, ended = ask(pan, to=1), False
    jobs.run(str(job.uid), NOW)
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    assert c.get(f"/jobs/{job.uid}/file/").status_code == 200 and JobDownload.objects.count() == 1
    ended = True
    answer, page = c.get(f"/jobs/{job.uid}/file/"), c.get(f"/jobs/{job.uid}/")
    assert answer.status_code == 403 and "No. The file is not given out." in answer.content.decode()
    assert "No. The file is not given out." in page.content.decode() and "/file/" not in page.content.decode()
    assert JobDownload.objects.count() == 1
    assert [r.getMessage() for r in caplog.records if "refused" in r.getMessage()] == [
        f"the file of job {job.uid} was refused to posting {pan.posting_id}: no right to it any more"
    ]


def test_stop_is_obeyed_waiting_and_running(kind, pan) -> None:
    waiting, running = ask(pan, to=1), ask(pan, to=1)
    jobs.ask_to_stop(waiting, NOW)
    waiting.refresh_from_db()
    assert waiting.state == "stopped" and jobs.run(str(waiting.uid), NOW) == ""
    Job.objects.filter(pk=running.pk).update(stop_asked=True)
    assert jobs.run(str(running.uid), NOW) == "stopped"
    running.refresh_from_db()
    assert running.result == ""


def test_what_cannot_be_done_fails_with_its_reason_and_what_breaks_is_tried_again(kind, pan) -> None:
    told, broken = ask(pan, fail="told"), ask(pan, fail="broken")
    assert jobs.run(str(told.uid), NOW) == "failed"
    told.refresh_from_db()
    assert told.reason == "No."
    assert [jobs.run(str(broken.uid), NOW) for _n in range(jobs.MOST_TRIES)] == ["waiting"] * 3 + ["failed"]
    broken.refresh_from_db()
    assert broken.reason == jobs.BROKEN


def test_an_ended_posting_reads_nothing_more(kind, cast, pan) -> None:
    job = ask(pan, to=1)
    cast.postings["pan"].valid_until = TODAY - timedelta(days=1)
    cast.postings["pan"].save()
    assert jobs.run(str(job.uid), NOW) == "failed"


def test_nobody_asks_for_more_than_a_few_at_once(kind, pan) -> None:
    for _n in range(jobs.MOST_WAITING):
        ask(pan, to=1)
    with pytest.raises(jobs.TooMany):
        ask(pan, to=1)


def test_a_broker_that_is_away_only_delays(kind, pan, monkeypatch, django_capture_on_commit_callbacks) -> None:
    from offices.tasks import run_job

    def refuse(*_args, **_more):
        raise OSError("no broker")

    monkeypatch.setattr(run_job, "apply_async", refuse)
    monkeypatch.setattr("offices.later._until", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(pan, to=1)
    assert Job.objects.get(pk=job.pk).state == "waiting"
    Job.objects.filter(pk=job.pk).update(asked_at=NOW - timedelta(days=1))
    monkeypatch.undo()
    jobs.KINDS["count"] = jobs.Kind("Count", lambda w: None)
    try:
        assert jobs.sweep_jobs() == 1
    finally:
        del jobs.KINDS["count"]
    assert Job.objects.get(pk=job.pk).state == "done"


def test_the_file_expires_the_row_stays(kind, pan) -> None:
    job = ask(pan, to=1)
    jobs.run(str(job.uid), NOW)
    job.refresh_from_db()
    name = job.result
    assert jobs.drop_expired(job.expires_at - timedelta(seconds=1)) == 0
    assert jobs.drop_expired(job.expires_at + timedelta(seconds=1)) == 1
    job.refresh_from_db()
    assert job.result == "" and job.file_name == "count.csv" and not default_storage.exists(name)


def test_the_pages_show_stop_and_give_what_is_ones_own(kind, cast, pan) -> None:
    job, c = ask(pan, to=2), Client()
    c.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    page = c.get(f"/jobs/{job.uid}/").content.decode()
    assert "data-poll" in page and "<progress" in page
    assert "<html" not in c.get(f"/jobs/{job.uid}/", headers={"X-Part": "progress"}).content.decode()
    jobs.run(str(job.uid), NOW)
    got = c.get(f"/jobs/{job.uid}/file/")
    assert b"".join(got.streaming_content) == b"ok" and "count.csv" in got["Content-Disposition"]
    assert JobDownload.objects.get(job=job).user_id == pan.user_id
    assert f"/jobs/{job.uid}/file/" in c.get("/jobs/").content.decode()
    Job.objects.filter(pk=job.pk).update(expires_at=NOW - timedelta(days=400))
    assert c.get(f"/jobs/{job.uid}/file/").status_code == 410
    other = Client()
    other.force_login(cast.user("chen"), backend="offices.auth.DeskBackend")
    for address in (f"/jobs/{job.uid}/", f"/jobs/{job.uid}/file/"):
        assert other.get(address).status_code == 404
    assert other.post(f"/jobs/{job.uid}/stop/").status_code == 404


def test_another_hat_of_the_same_user_does_not_see_it(kind, cast, pan) -> None:
    from offices.models import Posting
    from tests.cast import SINCE

    job, c = ask(pan, to=1), Client()
    second = Posting.objects.create(
        user=cast.user("pan"), office=cast.offices["water"], role="officer", valid_from=SINCE
    )
    c.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    c.post("/hat/", {"posting": second.pk})
    assert c.get(f"/jobs/{job.uid}/").status_code == 404
