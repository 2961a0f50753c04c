"""Short ways to a leader, a reception day, a booked matter; through the real services only."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import translation

from caseflow.facts import Refused
from caseflow.models import Case
from caseflow.texts import refusal_text
from oversight.models import Leader, ReceptionDay, ReceptionItem
from oversight.services.reception import days, items
from tests import factories as f
from tests.cast import TODAY, Cast, at

SOON = TODAY + timedelta(days=3)
SOLVED = {"done": "当场联系维修单位，今日进场"}
EXPLAINED = {"policy": "《物业管理条例》第三十五条"}
REFUSED = {"reasons": "没有依据", "remedy": "可自收到答复之日起三十日内申请复查"}


def leader(cast: Cast, name: str = "顾正清", office: str = "city_government", **over: Any) -> Leader:
    """A leader of an office; her calendar is kept at the city petition office."""
    given: dict[str, Any] = {
        "office": cast.offices[office].pk,
        "name": name,
        "post": "副市长",
        "valid_from": date(2024, 1, 1),
    }
    return days.add_leader(cast.actor(over.pop("who", "pan")), **(given | over))


def drafted(cast: Cast, who: Leader | None = None, day: date = TODAY + timedelta(days=3), **over: Any) -> ReceptionDay:
    """A day of five half-hour slots, drafted today by the petition officer."""
    given = {
        "kind": "office",
        "place": "三楼接访室",
        "begins_at": time(9),
        "ends_at": time(11, 30),
        "seats": 5,
        "topics": "城乡建设",
    }
    by = over.pop("by", "pan")
    return days.draft_day(
        cast.actor(by),
        at(TODAY, 9),
        leader=who or Leader.objects.filter(name="顾正清").first() or leader(cast),
        day=day,
        **(given | over),
    )


def published(
    cast: Cast, who: Leader | None = None, day: date = TODAY + timedelta(days=3), **over: Any
) -> ReceptionDay:
    return days.publish_day(drafted(cast, who, day, **over), cast.actor("hua"), at(TODAY, 10))


def booked(cast: Cast, day: ReceptionDay | None = None, case: Case | None = None, who: str = "pan", slot: int | None = None) -> ReceptionItem:  # fmt: skip
    """A matter of the city's desk, booked today."""
    return items.book(case or f.case_of(f.petition(cast)), day or published(cast), slot, cast.actor(who), at(TODAY, 11))


def outcome(cast: Cast, item: ReceptionItem, name: str, day: date | None = None, who: str = "pan", **given: Any) -> ReceptionItem:  # fmt: skip
    day = day or item.day.day
    return items.record_outcome(item, name, given, cast.actor(who, day), at(day, 15))


def taken_back(cast: Cast, day: date | None = None, promised: int = 10, owner: str = "housing") -> ReceptionItem:
    """A matter that the housing bureau takes back, with `promised` days from the reception."""
    item = booked(cast, None if day is None else published(cast, day=day))
    return outcome(cast, item, "taken_back", task="查清后书面答复", owner=cast.offices[owner].pk,
                   promised_on=item.day.day + timedelta(days=promised))  # fmt: skip


def refused(act: Any, *args: Any, **named: Any) -> str:
    """The code of the refusal that the act meets; each has its words."""
    with pytest.raises(Refused) as found:
        act(*args, **named)
    with translation.override("en"):
        assert refusal_text(found.value.refusal) != found.value.refusal.code, "every refusal has its words"
    return found.value.refusal.code
