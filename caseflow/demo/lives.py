"""300 petitions through the real services: each lives as long as its age allows, and some stop on the way."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from caseflow.choices import OUTCOMES_OF_CLASS
from caseflow.demo.texts import ACCUSATION, COURTS, GIVEN, ROADS, STORIES, SURNAMES, VILLAGES, Story
from caseflow.facts import Refused
from caseflow.models import Case, Execution, Service
from caseflow.services import perform
from caseflow.services.papers import pdf_later
from caseflow.services.proposals import route_of
from offices.actors import Actor
from offices.models import Office, Posting, Region
from offices.roles import CAPABILITIES
from petitions.models import Petition, Topic
from petitions.services.inputs import Person, Registration
from petitions.services.register import register

SEED = 20260501
LETTERS = 300
CHANNELS = ("visit", "visit", "letter", "letter", "web", "phone", "mayor", "app")


@dataclass(frozen=True)
class World:
    regions: dict[str, Region]
    offices: dict[str, Office]
    topics: dict[str, list[Topic]]
    people: dict[tuple[int, str], tuple[int, str]]  # (office, role) -> user
    today: date
    government: str = "YZZF"  # the code of the government that takes over what nobody wants

    def actor(self, office: Office, role: str, day: date) -> Actor:
        """Somebody of the office in that role; where nobody is posted, the office's own unnamed staff."""
        user, name = self.people.get((office.pk, role), (None, str(office.name)))
        return Actor(
            user_id=user, office_id=office.pk, role=role, day=day, name=name, office_kind=office.kind, region_id=office.region_id,
            capabilities=CAPABILITIES[role], office_ids=frozenset({office.pk}),
        )  # fmt: skip


def moment(day: date, rng: random.Random) -> datetime:
    """An instant in office hours of a day."""
    return timezone.make_aware(datetime.combine(day, time(9 + rng.randrange(7), rng.randrange(60))))


def make_world(regions: dict[str, Region], offices: dict[str, Office], today: date) -> World:
    topics: dict[str, list[Topic]] = {}
    names = {t.code: t.name for t in Topic.objects.filter(level=1)}
    for topic in Topic.objects.filter(level=3):
        topics.setdefault(names[topic.code[:2] + "0000"], []).append(topic)
    rows = Posting.objects.select_related("user")
    people = {(p.office_id, p.role): (p.user_id, p.user.name) for p in rows}
    return World(regions, offices, topics, people, today)


def make_lives(world: World, count: int = LETTERS) -> int:
    """Register `count` petitions and drive each to a state; returns how many. Deterministic for a day."""
    rng = random.Random(SEED)
    towns = [r for r in world.regions.values() if r.level == 4]
    ages = sorted(
        (int(rng.triangular(0, 210, 30)) if rng.random() < 0.6 else rng.randrange(16) for _n in range(count)),
        reverse=True,
    )
    for age in ages:
        with transaction.atomic(), pdf_later():
            _one(world, rng, world.today - timedelta(days=age), rng.choice(towns))
    return count


def _one(world: World, rng: random.Random, day: date, place: Region) -> None:
    if rng.random() < 0.02:
        _accusation(world, rng, day, place)
        return
    story = rng.choice(STORIES)
    words = {
        "court": rng.choice(COURTS),
        "village": rng.choice(VILLAGES),
        "road": rng.choice(ROADS),
        "n": rng.randrange(3, 19),
        "m": rng.randrange(2, 9),
    }
    office = _desk(world, place, rng)
    letter = _register(world, rng, day, place, office, story, words)
    steps = _way(world, rng, letter, story, words)
    for _step in steps:
        pass


def _desk(world: World, place: Region, rng: random.Random) -> Office:
    """The city's desk, or that of the district."""
    district = {"临江区": "LJXF", "东湖区": "DHXF", "青山县": "QSXF", "远安县": "YAXF"}[
        place.parent.name if place.parent else ""
    ]
    return world.offices["YZXF" if rng.random() < 0.6 else district]


def _person(rng: random.Random, place: Region) -> Person:
    name = rng.choice(SURNAMES) + rng.choice(GIVEN)
    phone = f"199{rng.randrange(10**7, 10**8)}"
    return Person(
        name=name,
        sex=rng.choice("mf"),
        phone=phone,
        address=f"{place.name}{rng.choice(ROADS)}{rng.randrange(1, 200)}号",
    )


def _register(
    world: World, rng: random.Random, day: date, place: Region, office: Office, story: Story, words: dict[str, object]
) -> Petition:
    at = moment(day, rng)
    channel = rng.choice(CHANNELS)
    persons = tuple(_person(rng, place) for _n in range(rng.choice((1, 1, 1, 1, 2, 3))))
    given = Registration(
        office_id=office.pk, channel=channel, received_at=at, purpose=story.purpose, text=story.text.format(**words),
        summary=story.summary.format(**words), persons=persons, region_id=place.pk,
        topic_id=rng.choice(world.topics[story.topic]).pk, visitors=len(persons) if channel == "visit" else None,
        concerned=rng.choice((None, None, 12, 40)), is_joint=len(persons) > 1, postmark_on=day - timedelta(days=2) if channel == "letter" else None,
    )  # fmt: skip
    return register(given, world.actor(office, "clerk", day), at)


def _accusation(world: World, rng: random.Random, day: date, place: Region) -> None:
    at, office = moment(day, rng), world.offices["YZXF"]
    given = Registration(office_id=office.pk, channel="letter", received_at=at, purpose="accusation", summary=ACCUSATION[0],
                         text=ACCUSATION[1], persons=(_person(rng, place),), region_id=place.pk)  # fmt: skip
    register(given, world.actor(office, "clerk", day), at)


class Walk:
    """One petition's way on: the day moves forward and stops at today."""

    def __init__(self, world: World, rng: random.Random, petition: Petition) -> None:
        self.world, self.rng = world, rng
        self.petition = petition
        self.day = timezone.localtime(petition.received_at).date()
        self.last = petition.received_at

    def later(self, low: int, high: int) -> bool:
        """Move on by some days; False where that lies after today, or the file simply rests."""
        self.day += timedelta(days=self.rng.randint(low, high))
        return self.day <= self.world.today

    def do(self, case: Case, act: str, role: str, office: Office | None = None, **facts: object) -> Case:
        at = max(moment(self.day, self.rng), self.last + timedelta(minutes=5))
        self.last = at
        actor = self.world.actor(office or case.office, role, self.day)
        return perform(case, act, actor, at, expected_version=None, key="", **facts)

    def case(self, kind: str) -> Case:
        return (
            Case.objects.select_related("office", "matter").filter(petition=self.petition, kind=kind).order_by("-pk")[0]
        )


def _way(world: World, rng: random.Random, petition: Petition, story: Story, words: dict[str, object]) -> Iterator[str]:
    """The acts of one petition, as far as they come by today; a refusal ends the way (as it would at a desk)."""
    try:
        yield from acts(Walk(world, rng, petition), story, words)
    except Refused:
        yield "refused"


def acts(walk: Walk, story: Story, words: dict[str, object]) -> Iterator[str]:
    rng, world = walk.rng, walk.world
    desk = walk.case("desk")
    if rng.random() < 0.02 or not walk.later(0, 9 if rng.random() < 0.95 else 20):
        return
    found = route_of(desk.matter, walk.day)
    target = (
        Office.objects.get(pk=found.office)
        if found.office
        else rng.choice([o for o in world.offices.values() if o.kind == "department"])
    )
    reason = found.basis or "职责目录未列明，按问题属地和主管单位转送"
    if rng.random() < 0.25:
        walk.do(
            desk,
            "assign",
            "petition_officer",
            target=target.pk,
            reason=reason,
            report_due_on=walk.day + timedelta(days=50),
        )
    else:
        walk.do(desk, "forward", "petition_officer", target=target.pk, reason=reason)
    yield "passed on"
    case = walk.case("handling")
    if rng.random() < 0.08 and walk.later(1, 3):
        yield from _objection(walk, case, desk)
        return
    if rng.random() < 0.03 or not walk.later(1, 14 if rng.random() < 0.85 else 30):
        return
    case = walk.do(case, "accept", "officer", no_interest=True)
    yield "accepted"
    if not walk.later(5, 30):
        return
    walk.do(case, "investigate", "officer", text="到现场核实情况，听取信访人陈述，调取有关材料。")
    if rng.random() < 0.1:
        case = walk.do(
            case, "ask_extension", "officer", days=rng.choice((15, 20, 30)), reason="情况复杂，需委托专业机构鉴定。"
        )
        if walk.later(1, 3) and rng.random() < 0.8:
            case = walk.do(case, "extend", "head", days=case.extension_asked, reason="同意延期。")
    if rng.random() < 0.04 or not walk.later(3, 25 if rng.random() < 0.85 else 60):
        return
    yield from _answer(walk, case, story, words)


def _objection(walk: Walk, case: Case, desk: Case) -> Iterator[str]:
    walk.do(case, "object", "officer", reason="该事项涉及的设施由其他单位建设和管理，不属于本单位职责范围。")
    yield "objected"
    if walk.rng.random() < 0.5 and walk.later(1, 2):
        act = "confirm_objection" if walk.rng.random() < 0.6 else "reject_objection"
        walk.do(case, act, "petition_officer", desk.office, reason="经核实职责分工。")
        yield act
        if act == "confirm_objection" and walk.later(1, 4):
            government = walk.world.offices[walk.world.government]
            walk.do(
                walk.case("desk"),
                "forward",
                "petition_officer",
                target=government.pk,
                reason="退回后按属地转送本级人民政府研究办理",
            )
            yield "forwarded again"


def _answer(walk: Walk, case: Case, story: Story, words: dict[str, object]) -> Iterator[str]:
    rng = walk.rng
    outcome = story.outcome
    if rng.random() < 0.2:
        outcome = rng.choice(OUTCOMES_OF_CLASS[case.matter.klass])
    above = case.office.superior.name if case.office.superior else "本级人民政府"
    items = [{"request": story.summary.format(**words), "outcome": outcome, "answer": story.answer.format(**words)}]
    walk.do(case, "draft", "officer", findings=story.findings.format(**words), basis=story.basis, items=items,
            remedy=f"如不服本处理意见，可自收到之日起30日内向{above}申请复查。")  # fmt: skip
    if rng.random() < 0.06 or not walk.later(0, 3):
        return
    case = walk.do(case, "clear", "head")
    case = walk.do(case, "decide", "head")
    yield "decided"
    if rng.random() < 0.05 or not walk.later(0, 2):
        return
    case = walk.do(case, "send", "officer")
    if not walk.later(1, 6):
        return
    for service in Service.objects.filter(notice__case=case, received_on=None, sent_on__isnull=False):
        if rng.random() < 0.9:
            case = walk.do(
                case,
                "record_receipt",
                "officer",
                petitioner=service.petitioner_id,
                received_on=walk.day,
                note="挂号信回执",
            )
    if case.clocks.filter(term="C5", stopped_on=None).exists() and walk.later(1, 4):
        case = walk.do(case, "report_back", "officer", text="处理意见已落实，信访人表示理解。", view="同意")
    for task in Execution.objects.open().filter(case=case).order_by("pk"):
        if rng.random() < 0.94 and walk.later(2, 10):
            case = walk.do(
                case, "carry_out", "officer", execution=task.pk, result="done", text="已落实到位，现场验收合格。"
            )
    if case.state == "served" and walk.later(3, 20):
        walk.do(case, "close", "officer")
        yield "closed"
