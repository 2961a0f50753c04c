"""Lives of every kind of candidate, and short ways to an order in a state; supervised by Su of the city petition office."""

from datetime import date, timedelta

import pytest

from caseflow.models import Case
from oversight.models import SupervisionOrder
from oversight.services.orders import issue_order, take_step
from tests import factories as f
from tests.cast import TODAY, Cast, at

ASKED = "请查明未按期办理的原因，依法办结并书面答复。"


@pytest.fixture(autouse=True)
def now():
    """Pages read the clock; here it is the evening of the cast's day."""
    import time_machine

    with time_machine.travel(at(TODAY, 18), tick=False):
        yield


@pytest.fixture
def lives(cast: Cast) -> dict[str, Case]:
    """A case of each kind, at the housing bureau of the district but where said."""
    found = {"fresh": f.accepted(cast, "2026-11-20"), "late": f.accepted(cast, "2026-09-01")}
    f.act(cast, found["late"], "investigate", "ou", "2026-11-10", text="到现场查看")
    found["untold"] = f.forwarded(cast, "2026-11-01")
    f.act(cast, found["untold"], "object", "ou", "2026-11-02", reason="不属本单位")  # a paper, but none that tells her
    f.act(cast, found["untold"], "reject_objection", "pan", "2026-11-03", reason="经核实属该单位")
    found["idle"] = f.accepted(cast, "2026-10-10")
    found["complained"] = f.forwarded(cast, "2026-10-28")
    f.act(cast, found["complained"], "complain", "chen", "2026-11-20", text="到期没有消息")
    found["returned"] = returned_twice(cast, "2026-11-05")
    found["unexecuted"] = f.served(cast, "2026-10-01")
    found["closed"] = closed(cast, "2026-09-10")
    found["hollow"] = f.accepted(cast, "2026-11-02")
    # no act of the desk closes so: this stands for a record that was made to look closed
    Case.objects.filter(pk=found["hollow"].pk).update(
        state="closed", closed_at=at("2026-11-20"), last_act_at=at("2026-11-20"), due_on=None
    )
    found["hollow"].clocks.update(stopped_on=date(2026, 11, 20), result="ended")
    f.petition(cast, "2026-10-20")  # the city's own desk is late: it does not supervise itself
    f.accusation(cast, "2026-09-01")
    return found


def returned_twice(cast: Cast, first: str) -> Case:
    """A matter that two offices gave back, and the housing bureau got by force."""
    day = date.fromisoformat(first)
    found = f.petition(cast, day, "dan", office_id=cast.offices["district_petition"].pk)
    desk = f.case_of(found)
    for n, (office, who) in enumerate((("housing", "ou"), ("water", "wai")), start=1):
        on = day + timedelta(n)
        f.act(cast, desk, "forward", "dan", on, target=cast.offices[office].pk, reason="职责目录")
        case = f.case_of(found, "handling")
        f.act(cast, case, "object", who, on, hour=11, reason="不属本单位")
        f.act(cast, case, "confirm_objection", "dan", on, hour=12, reason="属实")
    f.act(cast, f.case_of(found), "assign", "pan", day + timedelta(5), target=cast.offices["housing"].pk, reason="指定办理",
          report_due_on=date(2026, 12, 31))  # fmt: skip
    return f.act(cast, f.case_of(found, "handling"), "accept", "ou", day + timedelta(6))


def closed(cast: Cast, day: str) -> Case:
    """Answered, received, closed; what was promised is overdue."""
    first = date.fromisoformat(day)
    case = f.served(cast, first)
    who = case.petition.petitioners.get().pk
    f.act(cast, case, "record_receipt", "ou", first + timedelta(2), petitioner=who, received_on=first + timedelta(2))
    return f.act(cast, case, "close", "ou", first + timedelta(40))


def order_on(cast: Cast, case: Case, *, day: str | date = TODAY, due: date = date(2026, 12, 9), kinds: tuple[str, ...] = ("late",), who: str = "su") -> SupervisionOrder:  # fmt: skip
    return issue_order(case, kinds, ASKED, due, cast.actor(who, day), at(day, 14))


def step(
    cast: Cast, order: SupervisionOrder, act: str, who: str, day: str | date = TODAY, **more: object
) -> SupervisionOrder:
    given = {"text": "情况说明"} | more
    return take_step(order, act, str(given.pop("text")), cast.actor(who, day), at(day, 15), **given)  # type: ignore[arg-type]
