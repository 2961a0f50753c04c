"""Every act of review, recheck and the end of a matter over REST: what the API is told satisfies form and `perform()`."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from caseflow.models import Case
from exchange.services.tokens import create_token
from tests import factories as f
from tests import remedies as r
from tests.caseflow.remedies.test_ends import SAME, concluded, linked
from tests.cast import TODAY, Cast
from tests.exchange.conftest import Program
from tests.remedies import above

DAY = "2026-11-24"


def person(case: Case) -> str:
    return f"{case.petition.number}/1"


def known(t: Cast) -> Case:
    return r.known(t, "2026-11-20", "2026-11-21")


def requested(t: Cast) -> Case:
    return r.ask(t, known(t), "2026-11-22", "city_housing")


def review(t: Cast) -> Case:
    return r.accept(t, requested(t), "2026-11-22")


def cleared(t: Cast) -> Case:
    case = review(t)
    f.act(t, case, "draft", "qin", "2026-11-23", **{**f.OPINION, "remedy": r.REMEDY})
    return f.act(t, case, "clear", "zhao", "2026-11-23", hour=11)


def reviewed(t: Cast) -> Case:
    return r.reviewed(t, known(t), "2026-11-22")


def rechecked(t: Cast) -> Case:
    return r.reviewed(t, reviewed(t), "2026-11-23", body=None)


def wrong(t: Cast) -> Case:
    return r.ask(t, known(t), "2026-11-22", "city_government", who="gao")


def late(t: Cast) -> Case:
    return r.ask(t, r.known(t), "2026-11-22", "city_housing")


def again(t: Cast) -> Case:
    return linked(t, concluded(t).matter_id, "2026-11-23")


def withdrawn(t: Cast) -> Case:
    case = f.accepted(t, "2026-11-20")
    return f.act(t, case, "withdraw", "chen", "2026-11-21", petitioner=r.person_of(case))


HEARING = {"place": "三楼", "members": "高某"}
Facts = Callable[[Cast, Case], dict[str, Any]]
WAYS: dict[str, tuple[str, Callable[[Cast], Case], Facts]] = {
    "ask_review": ("chen", known, lambda t, c: {"petitioner": person(c), "received_on": DAY, "body": "YZZJ", "text": "不服"}),
    "ask_recheck": ("chen", reviewed, lambda t, c: {"petitioner": person(c), "received_on": DAY, "postmark_on": "2026-11-23", "text": "不服"}),
    "pass_request_on": ("gao", wrong, lambda t, c: {"target": "YZZJ", "reason": "归口"}),
    "accept_request": ("qin", late, lambda t, c: {"excuse": "住院", "obstacle_ended_on": "2026-11-20"}),
    "refuse_request": ("zhao", late, lambda t, c: {"ground": "late", "reason": "逾期"}),
    "decide": ("zhao", cleared, lambda t, c: {"result": "redo", "ground": "facts", "redo_at": "first", "redo_due_on": "2026-12-20"}),
    "call_hearing": ("qin", review, lambda t, c: {**HEARING, "first_on": "2026-11-30", "text": "九时"}),
    "hold_hearing": ("qin", review, lambda t, c: {**HEARING, "first_on": "2026-11-23", "last_on": DAY, "minutes": "略"}),
    "conclude": ("long", rechecked, lambda t, c: {}),
    "refuse_reacceptance": ("pan", again, lambda t, c: SAME),
    "new_facts": ("pan", again, lambda t, c: {"text": "新的检测报告"}),
    "withdraw": ("chen", lambda t: f.accepted(t, "2026-11-20"), lambda t, c: {"petitioner": person(c), "reason": "不再请求"}),
    "revoke_withdrawal": ("chen", withdrawn, lambda t, c: {"petitioner": person(c)}),
    "help": ("ou", known, lambda t, c: {"sort": "social", "text": "协助申请救助"}),
}  # fmt: skip


@pytest.mark.parametrize("act", WAYS)
def test_the_act_is_done(cast: Cast, noon, files_root, act: str) -> None:
    tiers = above(cast)
    who, begin, facts = WAYS[act]
    case = begin(tiers)
    given = facts(tiers, case)
    case.refresh_from_db()
    client = Program(Client(), create_token(tiers.postings[who], "test", 30, timezone.now())[1])
    listed = client.get(f"cases/{case.uid}/acts/").json()["acts"]
    assert next(a for a in listed if a["act"] == act)["possible"], listed
    answer = client.post(f"cases/{case.uid}/acts/{act}/", {"version": case.version, **given})
    assert answer.status_code == 200, answer.json()
    fresh = Case.objects.get(pk=case.pk)
    assert answer.json()["version"] == fresh.version > case.version
    assert TODAY.isoformat() == DAY
