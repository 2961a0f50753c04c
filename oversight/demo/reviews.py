"""The demo's commitments and its annual review in the middle of its way, through the real services."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from caseflow.demo.lives import World
from offices.actors import Actor, actor_from
from offices.models import Office, Posting
from oversight.models import ReviewedOffice
from oversight.scoring import Caps, Target
from oversight.services import annual_review, commitments, formulas, review_sheet

REVIEWED = ("LJZJ", "LJHB", "LJXF", "DHZJ", "DHRS", "QSZR", "YZRS", "YZZJ")
SIGNED = {"LJZJ": "hei", "YZRS": "wen"}  # in force; of LJHB the head has still to sign
REASON = "第一版：突出受理、答复的按期率和责任书的落实，不以信访数量计分。"
REPORT = "本单位全年按期受理情况良好，答复仍有逾期，主要是物业维修事项勘验时间较长。已明确专人跟踪期限，下一步在接到交办后三日内完成现场勘验。"
FOUND = "抽查十件，发现一件处理意见书未逐项回应请求。"
OBJECTION = "扣分所涉一件系信访人补充请求后未及登记，处理意见书已另行答复，请予复核。"


def _target(code: str, weight: int, full: int, floor: int) -> Target:
    return Target(code, Decimal(weight), Decimal(full), Decimal(floor))


TARGETS = (_target("accepted_in_time", 40, 100, 80), _target("answered_in_time", 60, 95, 60))
LINES = (_target("passed_on_in_time", 10, 100, 80), _target("accepted_in_time", 30, 100, 70), _target("answered_in_time", 40, 95, 50),
         _target("commitment", 20, 100, 50))  # fmt: skip


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _actor(user: str, office: str, day: date) -> Actor:
    posting = Posting.objects.select_related("office", "user").get(user__username=user, office__code=office)
    return actor_from(posting, day)


def make_reviews(world: World, now: datetime) -> None:
    """One commitment in force, others on their way; a review that is scored, with an objection to be answered."""
    today = world.today
    _commitments(world, today)
    last = _month_end(today - timedelta(days=25))
    first = last.replace(year=last.year - 1, day=28) + timedelta(days=4)
    _review(world, first.replace(day=1), last, today)


def _month_end(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _commitments(world: World, today: date) -> None:
    begin = date(today.year, 1, 1)
    su = _actor("su", "YZXF", begin)
    for code in (*SIGNED, "LJHB", "DHZJ"):
        draft = commitments.Draft(
            world.offices[code], today.year, begin, date(today.year, 12, 31), TARGETS, "每季度通报一次进度。"
        )
        row = commitments.write(draft, su, _at(begin))
        if code in SIGNED or code == "LJHB":
            commitments.act(row, "sign", su, _at(begin, 11))
        if code in SIGNED:
            commitments.act(row, "countersign", _actor(SIGNED[code], code, begin), _at(begin, 15))


def _review(world: World, first: date, last: date, today: date) -> None:
    day = last + timedelta(days=1)
    hua, su = _actor("hua", "YZXF", day), _actor("su", "YZXF", day)
    draft = formulas.FormulaDraft(last.year, LINES, Caps(), REASON)
    formulas.adopt(draft, hua, _at(first))
    rows = list(Office.objects.filter(code__in=REVIEWED))
    review = annual_review.open_review(last.year, (first, last), rows, su, _at(day))
    annual_review.take(review, "freeze", su, _at(day, 11), day)
    annual_review.take(review, "ask_reports", su, _at(day, 12), day, day + timedelta(days=10))
    mine = ReviewedOffice.objects.select_related("review").get(review=review, office__code="LJZJ")
    hei = _actor("hei", "LJZJ", day)
    review_sheet.report(mine, REPORT, hei, _at(day + timedelta(days=6)), day + timedelta(days=6))
    day += timedelta(days=11)
    annual_review.take(review, "inspect", su, _at(day), day)
    review_sheet.find(mine, "deduction", Decimal(2), FOUND, f"督查〔{last.year}〕3号", su, _at(day, 11))
    annual_review.take(
        review, "score", su, _at(day + timedelta(days=2)), day + timedelta(days=2), today + timedelta(days=12)
    )
    review_sheet.object_to(mine, OBJECTION, hei, _at(day + timedelta(days=4)), day + timedelta(days=4))
