"""The fixed cast of every test: a made-up prefecture, its offices, and the people who work there.

City petition office: Chen the clerk, Pan the petition officer, Hua the head, Su the supervisor, Mi the confidential
officer. District petition office: Dan the petition officer. District housing bureau: Ou the officer, Hei its head.
District discipline organ: Jin, its confidential
officer. District water bureau: Wai, an officer of another office. Far county petition office: Yuan, the outsider. Ada: system
administrator; Rena: region administrator.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from offices.actors import Actor, actor_from
from offices.models import Office, OfficeKind, Posting, Region, User
from offices.roles import Role
from offices.services import rebuild_closure, region_path
from petitions.models import Topic

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)
SINCE = date(2006, 1, 1)
PASSWORD = "correct-horse-7"


def at(day: date | str, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of a day at the desk's own time."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Cast:
    """Regions, offices, topics and people by short names; actors are made for a day."""

    regions: dict[str, Region]
    offices: dict[str, Office]
    topics: dict[str, Topic]
    postings: dict[str, Posting]

    def actor(self, name: str, day: date | str = TODAY) -> Actor:
        """The actor of a member of the cast on a day."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        return actor_from(self.postings[name], day)

    def user(self, name: str) -> User:
        return self.postings[name].user

    @cached_property
    def names(self) -> list[str]:
        return sorted(self.postings)


PEOPLE = {
    "chen": ("city_petition", Role.CLERK),
    "pan": ("city_petition", Role.PETITION_OFFICER),
    "hua": ("city_petition", Role.HEAD),
    "su": ("city_petition", Role.SUPERVISOR),
    "mi": ("city_petition", Role.CONFIDENTIAL),
    "dan": ("district_petition", Role.PETITION_OFFICER),
    "ou": ("housing", Role.OFFICER),
    "hei": ("housing", Role.HEAD),
    "wai": ("water", Role.OFFICER),
    "weihead": ("water", Role.HEAD),
    "jin": ("discipline", Role.CONFIDENTIAL),
    "yuan": ("far_petition", Role.PETITION_OFFICER),
    "ada": ("city_petition", Role.SYSTEM_ADMIN),
    "rena": ("city_petition", Role.REGION_ADMIN),
}
REGIONS = {  # code, name, level, parent
    "province": ("990000000000", "南川省", 1, None),
    "city": ("990100000000", "云州市", 2, "province"),
    "district": ("990102000000", "临江区", 3, "city"),
    "town": ("990102001000", "柳塘镇", 4, "district"),
    "far": ("990181000000", "远山县", 3, "city"),
}
OFFICES = {  # code, name, kind, region, superior
    "city_petition": ("YZXF", "云州市信访局", OfficeKind.PETITION, "city", None),
    "city_government": ("YZZF", "云州市人民政府", OfficeKind.GOVERNMENT, "city", None),
    "city_housing": ("YZZJ", "云州市住房和城乡建设局", OfficeKind.DEPARTMENT, "city", "city_government"),
    "district_petition": ("LJXF", "临江区信访局", OfficeKind.PETITION, "district", "city_petition"),
    "housing": ("LJZJ", "临江区住房和城乡建设局", OfficeKind.DEPARTMENT, "district", "city_housing"),
    "water": ("LJSL", "临江区水利局", OfficeKind.DEPARTMENT, "district", None),
    "station": ("LJZJ1", "临江区物业管理站", OfficeKind.DEPARTMENT, "district", "housing"),
    "discipline": ("LJJW", "临江区纪律检查委员会", OfficeKind.DISCIPLINE, "district", None),
    "far_petition": ("YSXF", "远山县信访局", OfficeKind.PETITION, "far", "city_petition"),
}
TOPICS = {  # code, name, level, parent, confidential
    "housing": ("010000", "城乡建设", 1, None, False),
    "property": ("010100", "住房保障与房地产", 2, "housing", False),
    "water": ("100000", "农村农业", 1, None, False),
    "discipline": ("050000", "纪检监察", 1, None, True),
}


def make_cast() -> Cast:
    """Write the cast into the database; call once a test that needs it (fixture `cast`)."""
    regions: dict[str, Region] = {}
    for key, (code, name, level, parent) in REGIONS.items():
        above = regions.get(parent or "")
        regions[key] = Region.objects.create(
            code=code, name=name, level=level, parent=above, path=region_path(code, above)
        )
    offices: dict[str, Office] = {}
    for key, (code, name, kind, region, superior) in OFFICES.items():
        offices[key] = Office.objects.create(
            code=code, name=name, kind=kind, region=regions[region], superior=offices.get(superior or ""),
            valid_from=SINCE, address=f"{name}大厅", phone="0990-1234567",
        )  # fmt: skip
    rebuild_closure()
    topics: dict[str, Topic] = {}
    for key, (code, name, level, parent, secret) in TOPICS.items():
        topics[key], _made = Topic.objects.get_or_create(
            code=code,
            defaults={"name": name, "level": level, "parent": topics.get(parent or ""), "confidential": secret,
                      "valid_from": SINCE},
        )  # fmt: skip
    postings = {}
    for name, (office, role) in PEOPLE.items():
        user = User.objects.create_user(name, PASSWORD, name=name.capitalize(), email=f"{name}@example.org")
        postings[name] = Posting.objects.create(user=user, office=offices[office], role=role, valid_from=SINCE)
    return Cast(regions, offices, topics, postings)
