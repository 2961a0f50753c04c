"""The bodies above the cast, and short ways to an opinion that was received, to a review and to a recheck of it.

City housing bureau: Qin the officer, Zhao the head. City government: Gao the officer, Long the head. District government: Di
the officer, Dong the head. The provincial government is above the city's.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from caseflow.models import Case, Clock, RemedyRequest
from offices.models import Office, OfficeKind, Posting, User
from offices.roles import Role
from offices.services import rebuild_closure
from tests import factories as f
from tests.cast import SINCE, Cast

OFFICES = {  # code, name, kind, region, superior
    "province_government": ("NCZF", "南川省人民政府", OfficeKind.GOVERNMENT, "province", None),
    "district_government": ("LJZF", "临江区人民政府", OfficeKind.GOVERNMENT, "district", "city_government"),
}
PEOPLE = {
    "qin": ("city_housing", Role.OFFICER), "zhao": ("city_housing", Role.HEAD),
    "gao": ("city_government", Role.OFFICER), "long": ("city_government", Role.HEAD),
    "di": ("district_government", Role.OFFICER), "dong": ("district_government", Role.HEAD),
}  # fmt: skip
TEAM = {"housing": ("ou", "hei"), "city_housing": ("qin", "zhao"), "city_government": ("gao", "long"),
        "district_government": ("di", "dong")}  # fmt: skip
REMEDY = "如不服本复查意见，可自收到之日起30日内向云州市人民政府申请复核。"
AGAIN = {
    "findings": "经重新调查，电梯控制柜系人为改装后损坏，另查明维修资金已足额归集。",
    "basis": "《住宅专项维修资金管理办法》第二十四条",
    "remedy": f.OPINION["remedy"],
    "items": [{"request": "修复电梯", "outcome": "supported", "answer": "责成业主委员会列支维修资金，十五日内修复。"}],
}


def above(cast: Cast) -> Cast:
    """The cast with the bodies above it and their people."""
    offices = dict(cast.offices)
    for key, (code, name, kind, region, superior) in OFFICES.items():
        offices[key] = Office.objects.create(
            code=code, name=name, kind=kind, region=cast.regions[region], superior=offices.get(superior or ""),
            valid_from=SINCE, address=f"{name}大厅", phone="0990-7654321",
        )  # fmt: skip
    rebuild_closure()
    postings = dict(cast.postings)
    for name, (office, role) in PEOPLE.items():
        user = User.objects.create(  # the cast's own password: hashing one more costs more than the whole test
            username=name, name=name.capitalize(), email=f"{name}@example.org", password=cast.user("ou").password
        )
        postings[name] = Posting.objects.create(user=user, office=offices[office], role=role, valid_from=SINCE)
    return replace(cast, offices=offices, postings=postings)


def day(text: date | str) -> date:
    return date.fromisoformat(text) if isinstance(text, str) else text


def person_of(case: Case) -> int:
    """The petitioner of the petition that opened the case."""
    return int(case.petition.petitioners.order_by("position").values_list("pk", flat=True)[0])


def received(cast: Cast, case: Case, on: date | str, who: str = "ou", **facts: Any) -> Case:
    """The receipt of the case's answer by its petitioner is proven."""
    return f.act(
        cast, case, "record_receipt", who, on, petitioner=person_of(case), received_on=day(on), hour=16, **facts
    )


def known(cast: Cast, sent: date | str = "2026-09-01", receipt: date | str = "2026-09-02", **over: Any) -> Case:
    """A handling case whose opinion the petitioner has received."""
    return received(cast, f.served(cast, sent, **over), receipt)


def ask(cast: Cast, case: Case, on: date | str, body: str | None = None, who: str = "chen", **facts: Any) -> Case:
    """A clerk records her request for review or recheck; returns the case that it opened."""
    act = "ask_review" if case.kind == "handling" else "ask_recheck"
    given = {"petitioner": person_of(case), "text": "不服原意见，请求撤销。", "received_on": day(on)} | facts
    if body:
        given["body"] = cast.offices[body].pk
    f.act(cast, case, act, who, on, **given)
    return RemedyRequest.objects.filter(of=case).latest("pk").case


def accept(cast: Cast, case: Case, on: date | str, **facts: Any) -> Case:
    officer, _head = team(cast, case)
    return f.act(cast, case, "accept_request", officer, on, hour=11, **facts)


def team(cast: Cast, case: Case) -> tuple[str, str]:
    name = next(key for key, office in cast.offices.items() if office.pk == case.office_id)
    return TEAM[name]


def answer(cast: Cast, case: Case, on: date | str, opinion: dict[str, Any] | None = None, **decision: Any) -> Case:
    """Draft, clear, decide and send, all on one day."""
    officer, head = team(cast, case)
    given = opinion or {**f.OPINION, "remedy": "" if case.kind == "recheck" else REMEDY}
    f.act(cast, case, "draft", officer, on, hour=12, **given)
    f.act(cast, case, "clear", head, on, hour=13)
    f.act(cast, case, "decide", head, on, hour=14, **decision)
    return f.act(cast, case, "send", officer, on, hour=15)


def reviewed(
    cast: Cast, case: Case, on: date | str, result: str = "uphold", body: str | None = "city_housing", **decision: Any
) -> Case:
    """A review or recheck of the case: asked for, accepted, decided and sent on one day, its receipt proven the same day."""
    found = accept(cast, ask(cast, case, on, body), on)
    found = answer(cast, found, on, result=result, **decision)
    return received(cast, found, on, team(cast, found)[0])


def clock(case: Case, term: str) -> Clock:
    return Clock.objects.filter(case=case, term=term).latest("pk")


def running(case: Case) -> set[str]:
    return set(Clock.objects.running().filter(case=case).values_list("term", flat=True))


REDO = {"result": "redo", "ground": "facts", "redo_at": "first"}
