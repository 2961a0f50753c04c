"""A made-up province for measuring: units of ten offices each (a petition office, a government, eight departments),
five towns and the people who work there. All units have one shape, so that a life lived in one can be told of another."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from caseflow.models import Duty
from offices.models import Office, OfficeKind, Posting, Region, User
from offices.roles import Role
from offices.services import rebuild_closure, region_path
from petitions.models import Topic

SINCE = date(2005, 1, 1)
K = OfficeKind
# role in the unit: (name, kind, superior in the unit, top-level topics)
SHAPE = {
    "XF": ("信访局", K.PETITION, "", ()), "ZF": ("人民政府", K.GOVERNMENT, "", ()),
    "ZJ": ("住房和城乡建设局", K.DEPARTMENT, "ZF", ("城乡建设",)), "HB": ("生态环境局", K.DEPARTMENT, "ZF", ("环境保护",)),
    "RS": ("人力资源和社会保障局", K.DEPARTMENT, "ZF", ("劳动和社会保障",)), "ZR": ("自然资源局", K.DEPARTMENT, "ZF", ("国土资源",)),
    "NY": ("农业农村局", K.DEPARTMENT, "ZF", ("农村农业",)), "MZ": ("民政局", K.DEPARTMENT, "ZF", ("民政",)),
    "JT": ("交通运输局", K.DEPARTMENT, "ZF", ("交通运输",)), "JY": ("教育卫生局", K.DEPARTMENT, "ZF", ("教育文体", "卫生计生")),
}  # fmt: skip
FIRST, SECOND = "云江青白金玉石龙安永长新", "阳州山河平陵川溪宁城泽台"
TOWNS = ("城关街道", "河口镇", "石桥镇", "东坪镇", "清泉乡")
STAFF = {"XF": (("clerk", Role.CLERK), ("desk", Role.PETITION_OFFICER), ("head", Role.HEAD)),
         "ZF": (("officer", Role.OFFICER), ("head", Role.HEAD))}  # fmt: skip
DEPARTMENT_STAFF = (("officer", Role.OFFICER), ("head", Role.HEAD))


@dataclass(frozen=True)
class Unit:
    """The rows of one unit by their role in it."""

    region: Region
    towns: tuple[Region, ...]
    offices: dict[str, Office]
    users: dict[tuple[str, str], User]  # (office role, role)
    duties: dict[str, tuple[int, ...]]


@transaction.atomic
def make_units(offices: int) -> list[Unit]:
    """As many whole units as `offices` hold, at least one: cities with ten counties each, all below one province."""
    count = max(1, offices // len(SHAPE))
    province = _region("970000000000", "江原省", 1, None)
    units: list[Unit] = []
    city: Unit | None = None
    for n in range(count):
        name = FIRST[n % 12] + SECOND[(n // 12 + n) % 12]
        if n % 11 == 0:
            number = n // 11 + 1
            city = _unit(n, _region(f"97{number:02d}00000000", f"{name}市", 2, province), None)
            units.append(city)
        else:
            assert city is not None
            code = f"{city.region.code[:4]}{n % 11:02d}000000"
            units.append(_unit(n, _region(code, f"{name}县", 3, city.region), city))
    rebuild_closure()
    return units


def _region(code: str, name: str, level: int, above: Region | None) -> Region:
    values = {"name": name, "level": level, "parent": above, "path": region_path(code, above)}
    return Region.objects.get_or_create(code=code, defaults=values)[0]


def _unit(n: int, region: Region, city: Unit | None) -> Unit:
    towns = tuple(
        _region(f"{region.code[:6]}{k:03d}{900:03d}", f"{region.name}{town}", 4, region)
        for k, town in enumerate(TOWNS, start=1)
    )
    offices: dict[str, Office] = {}
    users: dict[tuple[str, str], User] = {}
    duties: dict[str, tuple[int, ...]] = {}
    for k, (role, (name, kind, superior, topics)) in enumerate(SHAPE.items()):
        above = offices.get(superior) or (city.offices[role] if city and not superior else None)
        offices[role] = Office.objects.create(
            code=f"G{n:03d}{role}", name=f"{region.name}{name}", kind=kind, region=region, superior=above, valid_from=SINCE,
            address=f"{region.name}建设路{n + 1}号", phone=f"0998-{6000000 + n * 20 + k}",
        )  # fmt: skip
        for short, post in STAFF.get(role, DEPARTMENT_STAFF):
            user = User.objects.create(
                username=f"g{n:03d}{role.lower()}-{short}", name=f"{region.name[0]}{name[0]}{short}"
            )
            users[role, short] = user
            Posting.objects.create(user=user, office=offices[role], role=post, valid_from=SINCE)
        rows = Topic.objects.filter(level=1, name__in=topics)
        duties[role] = tuple(
            Duty.objects.create(
                topic=t, level=region.level, office=offices[role], basis="《职责目录》", valid_from=SINCE
            ).pk
            for t in rows
        )
    return Unit(region, towns, offices, users, duties)
