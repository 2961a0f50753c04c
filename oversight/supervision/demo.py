"""The demo's supervision: an order in each state, one listed, one late, one passed over, and the three recommendations."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from caseflow.demo.lives import World
from caseflow.models import Case
from offices.actors import Actor, actor_from
from offices.models import Posting
from oversight.models import SupervisionOrder
from oversight.services.candidates import candidates_of, rows_of
from oversight.services.orders import issue_order, pass_over, take_step
from oversight.services.recommendations import follow_up, issue_recommendation, reply
from oversight.supervision.order_rules import Act, Advice, Reply
from oversight.supervision.rules import Kind

ISSUED = 12  # days before today
ASKED = "请查明未按期办理的原因，明确承办人和办结日期，尽快依法办结并答复信访人，书面报告办理情况。"
FOUND = "经查，因承办人调整，该件移交后未及时跟进。现已明确由分管负责人包办，正在核实情况，将于十日内出具处理意见。"
AGAIN = "答复未说明具体办结日期，也没有附现场核查材料，请补充后重新答复。"
SEEN = "已核对办理记录并电话回访承办单位，整改措施已经落实。"


class Orders:
    """The steps of the demo's orders, each some days before today."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases = self._cases()

    def at(self, before: int, hour: int = 10) -> datetime:
        return timezone.make_aware(datetime.combine(self.world.today - timedelta(days=before), time(hour, 15)))

    def overseer(self, before: int) -> Actor:
        day = self.world.today - timedelta(days=before)
        return actor_from(Posting.objects.select_related("office", "user").get(user__username="su"), day)

    def _cases(self) -> list[Case]:
        """Cases late since before the first order: open ones at offices with an officer of their own first."""
        su = self.overseer(0)
        found = rows_of(Kind.LATE, su, self.world.today).filter(
            due_on__lt=self.world.today - timedelta(days=ISSUED + 1), last_act_at__lt=self.at(ISSUED, 0)
        )
        cases = list(found.select_related("office", "petition", "matter").order_by("due_on", "pk")[:40])
        late = candidates_of(cases, self.overseer(ISSUED), self.world.today - timedelta(days=ISSUED))
        fit = [c for c in cases if any(x.kind == Kind.LATE for x in late[c.pk])]
        return sorted(fit, key=lambda c: (c.office_id, "officer") not in self.world.people)

    def issue(self, before: int, due: int) -> SupervisionOrder | None:
        """An order of `before` days ago, to be answered `due` days from today (negative: before). None where no case is late."""
        if not self.cases:
            return None
        case, at = self.cases.pop(0), self.at(before)
        actor, today = self.overseer(before), self.world.today - timedelta(days=before)
        kinds = [str(c.kind) for c in candidates_of([case], actor, today)[case.pk]]
        return issue_order(case, kinds, ASKED, self.world.today + timedelta(days=due), actor, at)

    def answer(self, order: SupervisionOrder, before: int) -> None:
        day = self.world.today - timedelta(days=before)
        take_step(order, Act.ANSWER, FOUND, self.world.actor(order.case.office, "officer", day), self.at(before))

    def step(self, order: SupervisionOrder, act: Act, text: str, before: int, due: int | None = None) -> None:
        on = None if due is None else self.world.today + timedelta(days=due)
        take_step(order, act, text, self.overseer(before), self.at(before, 15), due_on=on)


def make_orders(world: World, now: datetime) -> None:
    """Through the real services; a demo without late cases has fewer."""
    with transaction.atomic():
        made = Orders(world)
        for tell in _LIVES:
            _live(made, tell)
        _passed_over(made)
        _recommendations(made)


def _live(made: Orders, tell: tuple[int, int, Callable[[Orders, SupervisionOrder], None]]) -> None:
    before, due, steps = tell
    order = made.issue(before, due)
    if order is not None:
        steps(made, order)


def _listed(made: Orders, order: SupervisionOrder) -> None:
    made.step(order, Act.LIST, "涉及群众多、拖延时间长，列入挂牌督办。", 9)


def _sent_back(made: Orders, order: SupervisionOrder) -> None:
    made.answer(order, 6)
    made.step(order, Act.SEND_BACK, AGAIN, 4, 6)


def _verified(made: Orders, order: SupervisionOrder) -> None:
    made.answer(order, 7)
    made.step(order, Act.VERIFY, SEEN, 3)


_LIVES: tuple[tuple[int, int, Callable[[Orders, SupervisionOrder], None]], ...] = (
    (2, 13, lambda made, order: None),
    (ISSUED, -3, _listed),  # late, and listed
    (10, 5, lambda made, order: made.answer(order, 1)),
    (11, 2, _sent_back),
    (ISSUED, -5, _verified),
    (8, 1, lambda made, order: made.step(order, Act.EXTEND, "需要委托专业机构检测，同意延长。", 2, 10)),
    (5, 10, lambda made, order: made.step(order, Act.WITHDRAW, "与上级督办重复，撤回。", 4)),
)


def _passed_over(made: Orders) -> None:
    if made.cases:
        case, su = made.cases.pop(0), made.overseer(1)
        kinds = [str(c.kind) for c in candidates_of([case], su, su.day)[case.pk]]
        pass_over(case, kinds, "已与承办单位核实，处理意见已报审，本周内送达。", su, made.at(1))


def _recommendations(made: Orders) -> None:
    world, orders = made.world, list(SupervisionOrder.objects.select_related("case__office").order_by("pk")[:3])
    offices, due = world.offices, world.today + timedelta(days=18)
    work = {"addressee": offices["YZZJ"], "orders": orders[:2]}
    issue_recommendation(
        Advice.IMPROVE_WORK, "信访事项超期未办结较多", "建议建立到期前三日提醒和负责人包办制度，每月自查一次办理期限。", due,
        made.overseer(12), made.at(12, 16), **work,
    )  # fmt: skip
    policy = issue_recommendation(
        Advice.IMPROVE_POLICY, "老旧小区维修资金使用门槛", "建议完善住宅专项维修资金应急使用办法，缩短表决程序。",
        world.today - timedelta(days=5), made.overseer(35), made.at(35), addressee=offices["YZZF"],
    )  # fmt: skip
    zhou = actor_from(Posting.objects.select_related("office", "user").get(user__username="zhou"), world.today)
    reply(policy, Reply.PARTLY, "已责成住房和城乡建设部门修订应急使用细则，年内印发。", "表决比例由上位法规定，不宜下调。",
          world.today - timedelta(days=8), zhou, made.at(8))  # fmt: skip
    follow_up(policy, "细则征求意见稿已公开。", made.overseer(1), made.at(1, 16))
    if orders:
        issue_recommendation(
            Advice.ACCOUNTABILITY, "多次督办后仍拖延不办", "该单位经督办仍未按期办理，造成信访人损失扩大，建议依规依纪依法追究责任。", due,
            made.overseer(3), made.at(3, 11), addressee=offices["YZJW"], orders=orders[:1],
        )  # fmt: skip
