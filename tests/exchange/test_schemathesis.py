"""Schemathesis over the whole schema as each role of the cast: no fault of ours, no answer outside the schema, no row
outside the scope. A few requests an operation in the fast run; many, and broken ones, in the slow one.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.addresses import EVERYONE, SECRET_WORD, WORD, World
from tests.addresses import time_machine as time_machine
from tests.addresses import world as world
from tests.test_scoping import SEES_CANARY

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CODES = ["YZXF", "990102000000", "010100", "received", "answered_in_time", "nothing"]
FEW = ("anonymous", "ou", "su")
PARTS = 3  # of the fast run: each stays well under a slow test's seconds


@pytest.fixture(scope="module")
def operations(django_db_setup, django_db_blocker) -> list[Any]:
    """Every operation of the schema; reading it takes seconds, and no row."""
    with django_db_blocker.unblock():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        return [found.ok() for found in schema.get_all_operations()]


def walk(world: World, operations: list[Any], secret: str, who: str, examples: int, mode: GenerationMode) -> int:
    """Call the operations as `who`; the number of answers that were looked at."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    uids = [str(x) for x in (
        world.own.uid, world.own.petition.uid, world.own.matter.uid, world.paper.uid, world.canary.uid, world.canary.petition.uid,
        world.canary.matter.uid, world.secret.uid, world.secret.petition.uid, world.secret.matter.uid,
    )]  # fmt: skip
    forbidden = [] if who in SEES_CANARY else [WORD, world.canary.petition.number]
    forbidden += [] if who == "mi" else [SECRET_WORD, world.secret.petition.number]
    seen = 0

    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def one(data: st.DataObject) -> None:
        nonlocal seen
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if "uid" in (case.path_parameters or {}) and data.draw(st.integers(0, 9)) < 9:
            case.path_parameters["uid"] = data.draw(st.sampled_from(uids))
        if "code" in (case.path_parameters or {}) and data.draw(st.integers(0, 3)) < 3:
            case.path_parameters["code"] = data.draw(st.sampled_from(CODES))
        if isinstance(case.body, dict) and "/acts/" in case.path and not data.draw(st.booleans()):
            world.own.refresh_from_db()
            case.body["version"] = world.own.version
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        for word in forbidden:
            assert word not in answer.text, (operation.label, who, word)
        seen += 1

    for operation in operations:  # noqa: B007  one() reads it
        try:
            one()
        except Unsatisfiable:  # an operation that nothing can be wrong with
            continue
    return seen


@pytest.fixture
def inside(settings) -> Iterator[None]:
    """The server's own entrance inside the test's transaction, without the limit of requests."""
    settings.API_REQUESTS_PER_MINUTE = 10**9
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", FEW)
@pytest.mark.parametrize("part", range(PARTS))
def test_operations_answer_within_the_schema(world: World, operations, program, inside, who: str, part: int) -> None:
    some = operations[part::PARTS]
    assert walk(world, some, program(who).secret, who, 1, GenerationMode.POSITIVE) >= len(some) * 0.9


def test_no_operation_is_left_out(operations) -> None:
    assert len(operations) >= 50 and sum(len(operations[part::PARTS]) for part in range(PARTS)) == len(operations)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("who", EVERYONE)
def test_every_operation_as_every_role(
    world: World, operations, program, inside, who: str, mode: GenerationMode
) -> None:
    assert walk(world, operations, program(who).secret, who, 6, mode) >= 200
