"""Short ways to a registered petition and to a case in a state, through the real services only."""

from datetime import date
from typing import Any

from caseflow.models import Case
from caseflow.services import perform
from offices.models import Office, Posting, User
from offices.services import rebuild_closure
from petitions.models import Petition
from petitions.sealing import unseal
from petitions.services.inputs import Person, Registration
from petitions.services.register import register
from tests.cast import PASSWORD, SINCE, TODAY, Cast, at

LI = Person(name="李秀英", phone="13800000001", address="临江区柳塘镇1号", identity="")


def registration(cast: Cast, day: date | str = TODAY, **over: Any) -> Registration:
    """A claim at the city petition office about housing in the district."""
    given: dict[str, Any] = {
        "office_id": cast.offices["city_petition"].pk,
        "channel": "visit",
        "received_at": at(day, 9),
        "purpose": "claim",
        "summary": "小区电梯停运三个月",
        "text": "小区电梯自八月停运至今，老人无法下楼，请求责成物业尽快维修。",
        "persons": (LI,),
        "visitors": 1,
        "region_id": cast.regions["town"].pk,
        "topic_id": cast.topics["property"].pk,
    }
    return Registration(**(given | over))


def petition(cast: Cast, day: date | str = TODAY, who: str = "chen", **over: Any) -> Petition:
    """A registered petition."""
    return register(registration(cast, day, **over), cast.actor(who, day), at(day, 9, 30))


def accusation(cast: Cast, day: date | str = TODAY, who: str = "mi", **over: Any) -> Case:
    """The desk case of an accusation at the city petition office; `accused` says against whom."""
    given = {"purpose": "accusation", "summary": "反映违规用地", "text": "反映某局负责人违规批地。"}
    return case_of(petition(cast, day, who, **(given | over)))


def case_of(found: Petition, kind: str | None = None) -> Case:
    """The newest case of a petition, of a kind where one is named."""
    rows = Case.objects.filter(petition=found).order_by("-pk")
    return rows.filter(kind=kind)[0] if kind else rows[0]


def act(cast: Cast, case: Case, name: str, who: str, day: date | str = TODAY, **facts: Any) -> Case:
    """One act by a member of the cast on a day, without a version or a key."""
    hour = facts.pop("hour", 10)
    return perform(case.pk, name, cast.actor(who, day), at(day, hour), expected_version=None, key="", **facts)


def office(cast: Cast, key: str, code: str, name: str, kind: str, region: str, superior: str | None = None) -> Office:
    """One more office in the cast."""
    made = Office.objects.create(
        code=code,
        name=name,
        kind=kind,
        region=cast.regions[region],
        superior=cast.offices.get(superior or ""),
        valid_from=SINCE,
    )
    rebuild_closure()
    cast.offices[key] = made
    return made


def staff(cast: Cast, name: str, where: str, role: str, day: date = SINCE) -> User:
    """One more person in the cast, at one of its offices."""
    user = User.objects.create_user(name, PASSWORD, name=name.capitalize(), email=f"{name}@example.org")
    cast.postings[name] = Posting.objects.create(user=user, office=cast.offices[where], role=role, valid_from=day)
    return user


OPINION = {
    "findings": "经查，电梯因控制柜损坏停运。",
    "basis": "《物业管理条例》第三十五条",
    "remedy": "如不服本意见，可自收到之日起30日内向临江区人民政府或云州市住房和城乡建设局申请复查。",
    "items": [{"request": "修复电梯", "outcome": "supported", "answer": "责成物业公司于十日内修复。"}],
}


def forwarded(cast: Cast, day: date | str = TODAY, **over: Any) -> Case:
    """A handling case, received by the housing bureau from the city petition office."""
    found = petition(cast, day, **over)
    act(cast, case_of(found), "forward", "pan", day, target=cast.offices["housing"].pk, reason="职责目录")
    return case_of(found, "handling")


def accepted(cast: Cast, day: date | str = TODAY, **over: Any) -> Case:
    """A handling case that the housing bureau accepted."""
    return act(cast, forwarded(cast, day, **over), "accept", "ou", day, hour=11)


def decided(cast: Cast, day: date | str = TODAY, **over: Any) -> Case:
    """A handling case with a decided opinion, not yet sent."""
    case = accepted(cast, day, **over)
    act(cast, case, "draft", "ou", day, hour=12, **OPINION)
    act(cast, case, "clear", "hei", day, hour=13)
    return act(cast, case, "decide", "hei", day, hour=14)


def served(cast: Cast, day: date | str = TODAY, **over: Any) -> Case:
    """A handling case whose opinion was sent; its receipt is not yet proven."""
    return act(cast, decided(cast, day, **over), "send", "ou", day, hour=15)


def code_of(found: Petition, position: int = 1) -> str:
    """The query code on a petitioner's receipt."""
    return str(unseal(found.petitioners.get(position=position).code))


def enter(client: Any, found: Petition, position: int = 1) -> Any:
    """Her way in by number and query code; the client carries her visit afterwards."""
    return client.post("/query/", {"number": found.number, "code": code_of(found, position)})
