"""The health page: how services and records stand, for the system administrator alone, in words and never by person."""

import time

import pytest
from django.core.cache import cache

from caseflow.models import Case
from caseflow.services.consistency import run_checks
from config import health, tasks
from tests import factories as f
from tests.addresses import time_machine  # noqa: F401
from tests.cast import TODAY, at
from tests.test_scoping import client


@pytest.fixture
def page(cast, files_root, time_machine, monkeypatch):  # noqa: F811
    time_machine.move_to(at(TODAY, 12), tick=False)
    cache.clear()
    files_root.mkdir()
    monkeypatch.setattr(health, "_queue", lambda: health.Line("queue", "-", True))

    def get(who: str = "ada", language: str = "en") -> str:
        c = client(cast, who)
        c.cookies["desk_language"] = language
        answer = c.get("/health/")
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_it_says_that_nobody_looked_and_nothing_beats(page) -> None:
    body = page()
    assert "never looked at" in body and "no sign for a minute" in body
    assert "从未检查" in page(language="zh-hans")


def test_a_violation_is_a_figure_with_examples(page, cast) -> None:
    case = f.accepted(cast, TODAY)
    Case.objects.filter(pk=case.pk).update(due_on="2020-01-01")
    run_checks(at(TODAY, 12))
    body = page()
    assert "1 violation" in body and f"{case.number} handling {case.uid}" in body and "李秀英" not in body
    told = client(cast, "ada").get("/readyz").json()
    assert told["consistency"] == 1
    tasks.beat_sent()
    tasks.heartbeat()
    assert client(cast, "ada").get("/readyz").status_code == 200, "a violation stops nobody's work"
    Case.objects.filter(pk=case.pk).update(due_on=case.due_on)
    run_checks(at(TODAY, 12))
    assert client(cast, "ada").get("/readyz").json()["consistency"] == "ok"
    assert "no violation" in page()


def test_a_look_that_is_overdue_is_said(page) -> None:
    run_checks(at("2026-11-20"))
    assert "not looked at since 2026-11-20" in page()


def test_a_check_that_was_not_known_then_is_no_error(page) -> None:
    run = run_checks(at(TODAY, 12))
    run.results = run.results[1:]
    run.save(update_fields=["results"])
    assert "not looked at" in page()


def test_room_and_queue_and_sweep_have_their_limits(page, cast, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda place: type("D", (), {"free": 1e9, "total": 100e9})())
    f.petition(cast, "2026-10-01")
    body = page()
    assert "1.0 GB free of 100.0 GB" in body and "1 late clock not marked yet" in body
    assert not health._room().is_well and not health._sweep().is_well


def test_a_broker_that_is_away_keeps_nobody_waiting(db) -> None:
    begun = time.monotonic()
    line = health._queue()
    assert not line.is_well and time.monotonic() - begun < 10
