"""The demo's leaders, their calendar, matters they received with each of the four outcomes, and matters in their charge."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from caseflow.demo.lives import World
from caseflow.models import Case
from offices.actors import Actor
from oversight.models import Leader, ReceptionDay
from oversight.services.reception import charges, days, follow_up, items

LEADERS = (  # office, name, post
    ("YZZF", "顾正清", "市长"), ("YZZF", "沈怀远", "副市长"), ("YZZJ", "赵明远", "局长"), ("YZXF", "华建国", "局长"),
)  # fmt: skip
TOPICS = ("城乡建设、征地拆迁、物业管理", "劳动社会保障、民政、教育", "住房保障、物业维修资金", "综合")
HALL = "云州市人民政府人民来访接待中心三楼接访室"
AIM = "牵头研究，协调责任单位落实，向信访人当面反馈。"
REMEDY = "可自收到书面答复之日起三十日内申请复查，也可依法申请行政复议或者提起诉讼。"
POLICY = "《信访工作条例》第三十二条：请求事由合理但缺乏法律依据的，作出解释说明。"


class Receptions:
    """The acts on their days, counted from today, by people of the city's petition office."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.desk = world.offices["YZXF"]
        seen = Case.objects.visible_to(self.actor("petition_officer", world.today)).filter(confidential=False)
        rows = (
            seen.open().exclude(state__in=("passed_on", "passed_down")).select_related("petition", "matter", "office")
        )
        self.cases = list(rows.order_by("-last_act_at", "-pk")[:250])
        self.used: set[int] = set()

    def case(self, at: datetime) -> Case | None:
        """The newest open case on which nobody has acted since the instant, each matter once; None where there is none."""
        case = next((c for c in self.cases if c.last_act_at <= at and c.matter_id not in self.used), None)
        self.used |= {case.matter_id} if case else set()
        return case

    def on(self, offset: int) -> date:
        return self.world.today + timedelta(days=offset)

    def actor(self, role: str, day: date) -> Actor:
        return self.world.actor(self.desk, role, day)

    def at(self, offset: int, hour: int) -> datetime:
        return min(timezone.make_aware(datetime.combine(self.on(offset), time(hour, 20))), self.now)

    def day(self, leader: Leader, offset: int, drafted: int, *, publish: bool = True, **over: Any) -> ReceptionDay:
        """Drafted by the petition officer on a day, published by the head an hour later."""
        given = {"kind": "office", "place": HALL, "begins_at": time(9), "ends_at": time(11, 30), "seats": 5} | over
        officer, on = self.actor("petition_officer", self.on(drafted)), self.on(offset)
        row = days.draft_day(officer, self.at(drafted, 9), leader=leader, day=on, **given)
        if publish:
            days.publish_day(row, self.actor("head", self.on(drafted)), self.at(drafted, 10))
        return row

    def book(self, row: ReceptionDay, booked: int) -> Any:
        at = self.at(booked, 14)
        case = self.case(at)
        return case and items.book(case, row, None, self.actor("clerk", self.on(booked)), at)

    def outcome(self, item: Any, offset: int, outcome: str, **given: Any) -> Any:
        actor = self.actor("petition_officer", self.on(offset))
        return item and items.record_outcome(item, outcome, given, actor, self.at(offset, 16))

    def follow(self, item: Any, step: str, text: str, role: str, offset: int) -> None:
        if item:
            follow_up.follow(item, step, text, self.world.actor(item.owner, role, self.on(offset)), self.at(offset, 10))


def make_receptions(world: World, now: datetime) -> None:
    """Leaders, days past and to come, what left the room in each of the four ways, and two charges, one of them late."""
    with transaction.atomic():
        made = Receptions(world, now)
        officer = made.actor("petition_officer", world.today)
        leaders = [
            days.add_leader(officer, office=world.offices[code].pk, name=name, post=post, valid_from=made.on(-700))
            for code, name, post in LEADERS
        ]  # fmt: skip
        _past(made, leaders)
        _to_come(made, leaders)
        for leader, began, until in ((leaders[0], -20, 25), (leaders[1], -45, -3)):
            at, since = made.at(began, 15), made.on(began)
            if case := made.case(at):
                charges.take_charge(case, leader, since, made.on(until), AIM, made.actor("petition_officer", since), at)


def _past(made: Receptions, leaders: list[Leader]) -> None:
    owner = made.world.offices["YZZJ"].pk
    first = made.day(leaders[1], -24, -38, topics=TOPICS[0])
    solved, explained, taken, refused = (made.book(first, -30 + n) for n in range(4))
    made.outcome(solved, -24, "solved", done="当场联系责任单位，明确了承办人和完成时间，信访人表示认可。")
    made.outcome(explained, -24, "explained", policy=POLICY)
    task = "核实有关情况，提出处理方案，书面答复信访人。"
    taken = made.outcome(taken, -24, "taken_back", task=task, owner=owner, promised_on=made.on(-2))
    made.outcome(refused, -24, "refused", reasons="所提请求超出政策规定的范围，没有依据。", remedy=REMEDY)
    made.follow(taken, "report", "已调取有关材料，正在逐项核对。", "officer", -12)
    visit = made.day(leaders[0], -9, -20, kind="visit", region=made.world.regions["柳塘镇"].pk, place="大湾村村民委员会",
                     topics="农村道路、农田水利", begins_at=time(14), ends_at=time(16), seats=4)  # fmt: skip
    item, missed = made.book(visit, -15), made.book(visit, -14)
    done = made.outcome(
        item, -9, "taken_back", task="协调责任单位落实，限期反馈。", owner=owner, promised_on=made.on(10)
    )
    made.follow(done, "finish", "责任单位已落实，结果已向信访人当面反馈。", "officer", -1)
    if missed:
        items.record_missed(missed, made.actor("clerk", made.on(-9)), made.at(-9, 17))


def _to_come(made: Receptions, leaders: list[Leader]) -> None:
    for n, leader in enumerate(leaders):
        row = made.day(leader, 5 + 4 * n, -3, publish=n != 3, topics=TOPICS[n])
        for _booked in range(3 - n):
            made.book(row, -2)
    gone = made.day(leaders[2], 7, -6, topics=TOPICS[2], begins_at=time(14), ends_at=time(17), seats=6)
    made.book(gone, -4)
    days.cancel_day(gone, "当日参加全市防汛会议", made.actor("head", made.world.today), made.now)
    made.day(leaders[1], 12, -2, kind="visit", region=made.world.regions["石桥镇"].pk, place="石门村党群服务中心",
             topics="宅基地、村务公开", begins_at=time(9), ends_at=time(11), seats=4)  # fmt: skip
