"""Few statements, whatever the size: registering and acting ask a fixed number of questions (performance.md, budgets)."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseflow.services import perform
from petitions.services.register import register
from tests import factories as f
from tests.cast import TODAY, at


@contextmanager
def at_most(most: int):
    """Statements but the savepoints that stand for the transaction inside a test's own."""
    with CaptureQueriesContext(connection) as seen:
        yield
    asked = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= most, "\n".join(sql[:160] for sql in asked)


def test_registering_takes_at_most_20_statements(cast) -> None:
    f.petition(cast, TODAY)
    with at_most(20):
        register(f.registration(cast), cast.actor("chen"), at(TODAY, 9, 30), key="k1")


ACTS = {  # an act without a paper or a new case 18; with one, its PDF and what was missing 27
    "forward": (27, "pan", lambda cast: {"target": cast.offices["housing"].pk, "reason": "职责目录"}),
    "accept": (27, "ou", lambda cast: {}),
    "investigate": (18, "ou", lambda cast: {"text": "到现场查看"}),
    "ask_extension": (18, "ou", lambda cast: {"days": 20, "reason": "情况复杂"}),
    "decline_extension": (18, "hei", lambda cast: {"reason": "不同意"}),
    "draft": (18, "ou", lambda cast: f.OPINION),
    "clear": (18, "hei", lambda cast: {}),
    "decide": (27, "hei", lambda cast: {}),
    "send": (18, "ou", lambda cast: {}),
}  # fmt: skip


@pytest.mark.parametrize("people", [1, 3])
def test_an_act_takes_a_fixed_number_of_statements(cast, files_root, people: int) -> None:
    f.served(cast, TODAY)  # counters and caches exist
    persons = tuple(f.LI.__class__(name=f"李{n}", phone=f"1380000000{n}", address="柳塘镇1号") for n in range(people))
    found = f.petition(cast, TODAY, persons=persons, is_joint=people > 1)
    for act, (most, who, facts) in ACTS.items():
        case = f.case_of(found)
        with at_most(most):
            perform(
                case.pk,
                act,
                cast.actor(who),
                at(TODAY, 12),
                expected_version=case.version,
                key=f"key-{act}",
                **facts(cast),
            )
