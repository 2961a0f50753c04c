"""One matter that goes the whole way of the law: claim, opinion, review, redo, opinion, review, recheck with a hearing, its end,
a petition on the same facts that is not accepted again, a new fact and the matter that follows."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from caseflow.demo.lives import World
from caseflow.models import Case, Execution, RemedyRequest
from caseflow.services import perform
from caseflow.services.papers import pdf_later
from offices.models import Office
from petitions.models import Petition, Topic
from petitions.services.inputs import Person, Registration
from petitions.services.register import register

BEGAN = 240  # days before today
SHE = Person(name="周桂兰", sex="f", phone="19900000001", address="临江区江北街道沿江大道68号3栋602室")
CLAIM = "滨江花园3栋外墙渗水，卧室墙面发霉"
LETTER = "我家在滨江花园3栋602室。去年雨季起外墙渗水，两间卧室墙面发霉脱落，家里孩子反复咳嗽。多次报修，物业说应由建设单位管，建设单位说早已交付。请求责成责任单位修复外墙。"
FIRST = {
    "findings": "经现场查看，3栋602室卧室内墙有渗水痕迹。经询问物业公司，该楼已交付使用七年。",
    "basis": "《物业管理条例》第三十五条",
    "items": [{"request": "修复外墙", "outcome": "not_supported", "answer": "房屋防水已过保修期，请业主自行维修。"}],
    "remedy": "如不服本处理意见，可自收到之日起30日内向云州市住房和城乡建设局或临江区人民政府申请复查。",
}
AGAIN = {
    "findings": "经重新调查，委托检测机构查明渗水部位为外墙公共部位，维修资金账户余额充足，此前未查明上述事实。",
    "basis": "《住宅专项维修资金管理办法》第三条、第二十四条",
    "items": [
        {
            "request": "修复外墙",
            "outcome": "supported",
            "answer": "责成业主委员会列支维修资金，三十日内修复外墙渗水部位。",
        },
        {"request": "赔偿损失", "outcome": "not_supported", "answer": "室内损失属民事争议，可依法向人民法院提起诉讼。"},
    ],
    "remedy": FIRST["remedy"],
}
REDONE = {
    "findings": "经复查，原处理意见未查明渗水部位，也未核实维修资金情况，主要事实不清。",
    "basis": "《信访工作条例》第三十五条",
    "items": [
        {"request": "撤销原处理意见", "outcome": "supported", "answer": "原处理意见主要事实不清，责令重新处理。"}
    ],
    "remedy": "如不服本复查意见，可自收到之日起30日内向云州市人民政府申请复核。",
}
UPHELD = {
    "findings": "经复查，重新作出的处理意见认定事实清楚，依据正确，室内损失的赔偿争议应通过诉讼解决。",
    "basis": "《信访工作条例》第三十五条",
    "items": [{"request": "赔偿损失", "outcome": "not_supported", "answer": "维持重新作出的处理意见。"}],
    "remedy": REDONE["remedy"],
}
LAST = {
    "findings": "经听证和复核，双方对渗水部位和修复方案没有争议，赔偿争议不属于信访处理范围，复查意见正确。",
    "basis": "《信访工作条例》第三十六条",
    "items": [{"request": "赔偿损失", "outcome": "not_supported", "answer": "维持复查意见。"}],
    "remedy": "",
}
HEARING = {"place": "云州市人民政府三楼听证室", "members": "高敏（主持）、社区代表二人、律师一人"}


class FullWay:
    """The acts of the matter in their order, each on a day counted from its beginning."""

    def __init__(self, world: World) -> None:
        self.world, self.began = world, world.today - timedelta(days=BEGAN)

    def day(self, n: int) -> date:
        return self.began + timedelta(days=n)

    def at(self, n: int, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(n), time(hour, 30)))

    def do(
        self, n: int, case: Case, act: str, role: str, office: Office | None = None, hour: int = 10, **facts: object
    ) -> Case:
        actor = self.world.actor(office or case.office, role, self.day(n))
        return perform(case, act, actor, self.at(n, hour), expected_version=None, key="", **facts)

    def register(self, n: int, summary: str, text: str) -> Petition:
        desk = self.world.offices["YZXF"]
        given = Registration(
            office_id=desk.pk, channel="visit", received_at=self.at(n, 9), purpose="claim", summary=summary, text=text,
            persons=(SHE,), visitors=1, region_id=self.world.regions["江北街道"].pk, topic_id=self._topic().pk,
        )  # fmt: skip
        return register(given, self.world.actor(desk, "clerk", self.day(n)), self.at(n, 9))

    def _topic(self) -> Topic:
        return next(t for t in self.world.topics["城乡建设"] if t.name == "物业服务")

    def opinion(self, n: int, case: Case, words: dict[str, object], **decision: object) -> Case:
        """Drafted, cleared, decided, sent; received three days later."""
        case = self.do(n, case, "draft", "officer", **words)
        case = self.do(n + 1, case, "clear", "head")
        case = self.do(n + 1, case, "decide", "head", hour=11, **decision)
        case = self.do(n + 1, case, "send", "officer", hour=15)
        return self.do(
            n + 4,
            case,
            "record_receipt",
            "officer",
            petitioner=_her(case),
            received_on=self.day(n + 4),
            note="挂号信回执",
        )

    def ask(self, n: int, case: Case, act: str, text: str, body: str) -> Case:
        """She asks at the city's desk; the body accepts the next day."""
        self.do(n, case, act, "clerk", self.world.offices["YZXF"], petitioner=_her(case), text=text, received_on=self.day(n),
                body=self.world.offices[body].pk)  # fmt: skip
        asked = RemedyRequest.objects.select_related("case__office").filter(of=case).latest("pk").case
        return self.do(n + 1, asked, "accept_request", "officer")


def _her(case: Case) -> int:
    return int(case.petition.petitioners.values_list("pk", flat=True).get())


def _newest(petition: Petition) -> Case:
    return Case.objects.select_related("office", "matter", "petition").filter(petition=petition).latest("pk")


def make_full_way(world: World) -> None:
    """Register the claim and drive its matter to the end and past it, through the real services."""
    with transaction.atomic(), pdf_later():
        way = FullWay(world)
        claim, recheck = _to_the_end(way)
        _after_the_end(way, claim, recheck)


def _to_the_end(way: FullWay) -> tuple[Case, Case]:
    housing, reason = way.world.offices["LJZJ"], "职责目录：房屋质量与物业管理"
    letter = way.register(0, CLAIM, LETTER)
    way.do(1, _newest(letter), "forward", "petition_officer", target=housing.pk, reason=reason)
    claim = way.do(4, _newest(letter), "accept", "officer", no_interest=True)
    claim = way.do(9, claim, "investigate", "officer", text="到现场查看，询问物业公司。")
    claim = way.opinion(20, claim, FIRST)
    review = way.ask(34, claim, "ask_review", "认定事实不清，没有查明渗水部位，请求撤销。", "YZZJ")
    review = way.opinion(46, review, REDONE, result="redo", ground="facts", redo_at="first", redo_due_on=way.day(85))
    way.do(51, review, "close", "officer")
    again = Case.objects.select_related("office", "matter", "petition").get(via="redo", matter=claim.matter_id)
    again = way.do(55, again, "investigate", "officer", text="委托检测机构检测渗水部位，核对维修资金账户。")
    again = way.opinion(70, again, AGAIN, compared="查明了渗水部位和维修资金，结果不同。")
    review = way.ask(84, again, "ask_review", "请求一并赔偿室内损失。", "YZZJ")
    review = way.opinion(98, review, UPHELD, result="uphold")
    recheck = way.ask(112, review, "ask_recheck", "不服复查意见，请求听证。", "YZZF")
    first, last = way.day(125), way.day(126)
    way.do(118, recheck, "call_hearing", "officer", **HEARING, first_on=first)
    recheck = way.do(127, recheck, "hold_hearing", "officer", **HEARING, first_on=first, last_on=last,
                     minutes="双方对渗水部位和修复方案没有争议；信访人要求赔偿室内损失，答辩方认为应通过诉讼解决。")  # fmt: skip
    for task in Execution.objects.open().select_related("case__office").filter(case=again):
        way.do(
            128,
            task.case,
            "carry_out",
            "officer",
            execution=task.pk,
            result="done",
            text="外墙渗水部位修复完毕，业主签字验收。",
        )
    recheck = way.opinion(134, recheck, LAST, result="uphold")
    return claim, way.do(142, recheck, "conclude", "head")


def _after_the_end(way: FullWay, claim: Case, recheck: Case) -> None:
    desk = "petition_officer"
    way.do(150, recheck, "help", "officer", sort="social", text="协助联系法律援助中心，告知赔偿诉讼的起诉材料。")
    same = way.register(165, "再次反映外墙渗水和赔偿", "还是外墙渗水的事，请求赔偿我家的损失。")
    way.do(166, _newest(same), "link", desk, to_matter=claim.matter_id, reason="同一事项")
    way.do(168, _newest(same), "refuse_reacceptance", desk, reason="事实和理由与复核时相同。", same_facts=True, same_reasons=True,
           would_be_new="修复后再次渗水的检测报告。")  # fmt: skip
    fresh = way.register(
        205,
        "修复后外墙渗水复发，附检测报告",
        "修复两个月后外墙渗水复发，检测报告认定防水层未按方案施工，请求重新处理。",
    )
    way.do(206, _newest(fresh), "link", desk, to_matter=claim.matter_id, reason="先与已终结事项比对")
    way.do(207, _newest(fresh), "new_facts", desk, text="新的检测报告：防水层未按修复方案施工。")
    way.do(208, _newest(fresh), "forward", desk, target=way.world.offices["LJZJ"].pk, reason="新的事实，作为新事项处理")
    way.do(212, _newest(fresh), "accept", "officer", no_interest=True)
