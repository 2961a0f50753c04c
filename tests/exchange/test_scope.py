"""No row outside the scope: every list, every forged id and every act, as each role, searched for the canaries."""

import pytest

from caseflow.forms import FORMS
from caseflow.models import Case
from exchange.serializers.acts import INPUTS
from petitions.models import Event
from tests.addresses import EVERYONE, SECRET_WORD, WORD, World
from tests.addresses import time_machine as time_machine
from tests.addresses import world as world
from tests.exchange.conftest import Program
from tests.test_scoping import SEES_CANARY

LISTS = (
    "petitions/", "petitions/?where=all", "petitions/?q={}", "petitions/?where=all&sort=number", "cases/?open=all", "cases/?where=all&open=all",
    "cases/?where=sent&open=all", "cases/?where=all&q={}", "cases/?where=all&sort=office", "matters/", "indicators/received/cases/",
    "indicators/open/cases/", "petitions/?number={}", "cases/?where=all&open=all&number={}",
)  # fmt: skip


def absent(world: World, who: str, body: str, where: object) -> None:
    if who not in SEES_CANARY:
        for word in (WORD, world.canary.petition.number, str(world.canary.uid)):
            assert word not in body, (where, who, word)
    if who != "mi":
        for word in (SECRET_WORD, world.secret.petition.number, str(world.secret.uid)):
            assert word not in body, (where, who, word)


@pytest.mark.parametrize("who", EVERYONE)
def test_no_list_tells_of_a_row_outside_the_scope(world: World, program, who: str) -> None:
    caller: Program = program(who)
    words = (WORD, SECRET_WORD, world.canary.petition.number, world.secret.petition.number)
    for path in LISTS:
        for word in words if "{}" in path else ("",):
            answer = caller.get(path.format(word))
            absent(world, who, answer.content.decode(), path)
            if who not in SEES_CANARY | {"mi"} and "{}" in path and answer.status_code == 200:
                assert answer.json()["count"] == 0, (path, who)


@pytest.mark.parametrize("who", EVERYONE)
def test_forged_ids_are_not_found(world: World, program, who: str) -> None:
    caller: Program = program(who)
    nobody = {"anonymous": {401}, "ada": {403}, "rena": {403}}.get(who, {404})
    for foreign, may in ((world.canary, SEES_CANARY), (world.secret, {"mi"})):
        paths = [f"cases/{foreign.uid}/", f"cases/{foreign.uid}/events/", f"cases/{foreign.uid}/papers/", f"cases/{foreign.uid}/acts/",
                 f"petitions/{foreign.petition.uid}/", f"matters/{foreign.matter.uid}/", f"matters/{foreign.matter.uid}/events/"]  # fmt: skip
        for path in paths:
            status = caller.get(path, **{"X-Reason": "核对来信内容"}).status_code
            assert status == 200 if who in may else status in nobody, (path, who, status)
        for act in FORMS if who not in may else ():
            answer = caller.post(f"cases/{foreign.uid}/acts/{act}/", {"version": 1})
            assert answer.status_code in nobody, (act, who)


@pytest.mark.parametrize("who", sorted(set(EVERYONE) - {"ou", "hei", "pan", "hua"}))
def test_acts_by_whoever_may_not_change_nothing(world: World, program, who: str) -> None:
    caller: Program = program(who)
    events = Event.objects.count()
    for act in ("accept", "draft", "decide", "send", "forward", "void", "reassign", "join", "link"):
        facts = {"reason": "x", "number": world.canary.petition.number} if act in {"join", "link"} else {"reason": "x"}
        answer = caller.post(f"cases/{world.own.uid}/acts/{act}/", {"version": world.own.version, **facts})
        assert answer.status_code in {401, 403, 404, 409, 422}, (act, who, answer.status_code)
        absent(world, who, answer.content.decode(), act) if act not in {"join", "link"} else None
    assert Event.objects.count() == events and Case.objects.get(pk=world.own.pk).version == world.own.version


def test_every_act_has_its_input_and_its_address() -> None:
    assert INPUTS.keys() == FORMS.keys()
