"""The ten lines of docs/how-to/api.md, run as they stand against a live server."""

import os
import re
import subprocess
import sys

import pytest
from django.utils import timezone

from caseflow.models import Case
from caseflow.services import perform
from exchange.services.tokens import create_token
from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from tests import factories as f
from tests.cast import make_cast
from tests.conftest import ROOT


def script() -> str:
    text = (ROOT / "docs" / "how-to" / "api.md").read_text(encoding="utf-8")
    found = re.search(r"python3 - <<'END'\n(.*?)END\n", text, re.DOTALL)
    assert found and len(found.group(1).splitlines()) == 10
    return found.group(1)


@pytest.mark.django_db(transaction=True)
def test_ten_lines_register_a_petition_and_follow_it_to_its_answer(live_server, files_root) -> None:
    seed_calendar()
    cast = make_cast()
    token = create_token(cast.postings["chen"], "script", 1, timezone.now())[1]
    environment = {**os.environ, "DESK": live_server.url, "TOKEN": token, "EVERY": "0.2", "PYTHONIOENCODING": "utf-8"}
    running = subprocess.Popen(
        [sys.executable, "-c", script()], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        number = running.stdout.readline().strip()
        assert number, running.stderr.read()
        letter = Petition.objects.get(number=number)
        facts = {"forward": {"target": cast.offices["housing"].pk, "reason": "职责目录"}, "draft": f.OPINION}
        for act, who in (("forward", "pan"), ("accept", "ou"), ("draft", "ou"), ("clear", "hei"), ("decide", "hei")):
            case = Case.objects.filter(petition=letter).order_by("-pk")[0]
            now = timezone.now()
            perform(
                case,
                act,
                cast.actor(who, timezone.localdate()),
                now,
                expected_version=None,
                key="",
                **facts.get(act, {}),
            )
        told, errors = running.communicate(timeout=20)
    finally:
        running.kill()
    assert (running.returncode, told.strip()) == (0, "supported 责成物业公司于十日内修复。"), errors
