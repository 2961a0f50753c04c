"""Every figure equals a recount in plain SQL that knows nothing of `oversight`: random lives, generated ones, real replies."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from offices.actors import Actor
from tests.caseflow.test_machine import Desk
from tests.cast import Cast, at
from tests.oversight.recount import differing
from tests.remedies import above

ROOT = Path(__file__).resolve().parents[2]


def some(cast: Cast, day: date) -> list[Actor]:
    return [cast.actor(who, day) for who in ("su", "hua", "hei")]


@pytest.mark.parametrize(("seed", "lengths"), [(11, [60]), pytest.param(3, [30, 365, 1500], marks=pytest.mark.slow)])
def test_random_lives_are_counted_the_same_today_and_as_at_past_days(cast: Cast, seed: int, lengths: list[int]) -> None:
    desk = Desk(above(cast), seed)
    days = []
    for _n in range(40):
        desk.step()
        days.append(desk.day)
    written_down(seed)
    assert not differing(some(cast, desk.day), desk.day, {days[8], days[20], days[30]}, lengths)


def written_down(late: int | None = None, **on: date) -> None:
    """Each event was written down when it happened; every fourth one some days later (`late`: a seed), or a kind of it on a day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        cursor.execute("UPDATE petitions_event SET recorded_at = at")
        if late is not None:
            later = "UPDATE petitions_event SET recorded_at = at + make_interval(days => 2 + id::int %% 15) WHERE (id + %s) %% 4 = 0"
            cursor.execute(later, [late])
        for kind, day in on.items():
            cursor.execute("UPDATE petitions_event SET recorded_at = %s WHERE kind = %s", [at(day, 9), kind])
        cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_thousand_generated_lives_are_counted_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "DESK_VAR": str(tmp_path / "desk"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_URL", None)

    def within(*command: str) -> str:
        servers = [sys.executable, "-m", "config.supervisor", "with-servers"]
        done = subprocess.run([*servers, sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    within("manage.py", "migrate", "-v0")
    within("manage.py", "seed", "-v0")
    within("manage.py", "generate", "--petitions", "20000", "--years", "4", "--offices", "100", "--seed", "7")
    assert json.loads(within("-m", "tests.oversight.recount").splitlines()[-1]) == {}


@pytest.mark.slow
@pytest.mark.realdata
def test_real_replies_are_counted_the_same(cast: Cast, realdata: Path) -> None:
    call_command("import_petitions", str(realdata / "messages_with_replies.xlsx"), office="LJZJ", json=True)
    assert not differing(some(cast, date(2020, 6, 1)), date(2020, 6, 1), [date(2019, 3, 31), date(2019, 12, 31)])
