"""R22 Art. 18 ¶2, 10, 32: a leader receives; each matter leaves with one of four outcomes and is followed to its end."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from caseflow.models import Reminder
from oversight.models import ReceptionDay, ReceptionItem
from oversight.tasks import remind_of_receptions
from tests import factories as f
from tests.cast import TODAY, at
from tests.oversight import receptions as g

SOON = TODAY + timedelta(days=3)


def login(cast, who: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return client


def test_from_the_published_day_to_what_was_promised(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 9))
    leader, case = g.leader(cast), f.accepted(cast)
    drafted = login(cast, "pan").post(reverse("oversight:reception_new"), {
        "leader": leader.pk, "kind": "visit", "region": "990102001000", "day": SOON.isoformat(), "begins_at": "14:00", "ends_at": "16:00",
        "seats": 4, "place": "柳塘镇便民服务中心", "topics": "物业管理"})  # fmt: skip
    day = drafted.headers["Location"]
    public = reverse("oversight:public_receptions")
    assert "柳塘镇便民服务中心" not in Client().get(public).content.decode()
    login(cast, "hua").post(day, {"publish": "1"})
    told = Client(headers={"Accept-Language": "zh-CN"}).get(public).content.decode()
    assert "柳塘镇便民服务中心" in told and "下访" in told and "2026年11月27日" in told

    slot = f"{ReceptionDay.objects.get().uid}/2"
    item = (
        login(cast, "chen")
        .post(reverse("oversight:reception_book", args=[case.uid]), {"place": slot})
        .headers["Location"]
    )
    assert "14:30–15:00" in login(cast, "chen").get(f"{item}slip/").content.decode()

    time_machine_at(at(SOON, 16))
    due = SOON + timedelta(days=15)
    answer = login(cast, "pan").post(item, {"act": "outcome", "outcome": "taken_back", "task": "查清维修资金，书面答复", "owner": cast.offices["housing"].pk,
                                            "promised_on": due.isoformat()})  # fmt: skip
    assert answer.status_code == 302
    assert Reminder.objects.filter(kind="reception_owner", user=cast.user("ou")).exists()

    time_machine_at(at(due + timedelta(days=1), 8))
    remind_of_receptions()
    late = login(cast, "ou").get(reverse("oversight:reception_items") + "?show=late").content.decode()
    assert case.number in late and "逾期 1 天" in late
    bell = Reminder.objects.get(kind="reception_late", user=cast.user("ou"))
    assert login(cast, "ou").post(reverse("caseflow:read"), {"pk": bell.pk}).headers["Location"] == item
    assert login(cast, "hei").post(item, {"act": "extend", "extend-text": "检测报告未出", "extend-new_day": (due + timedelta(days=5)).isoformat()}).status_code == 302  # fmt: skip
    assert login(cast, "ou").post(item, {"act": "finish", "finish-text": "外墙已修复"}).status_code == 302
    assert login(cast, "pan").post(item, {"act": "verify", "verify-text": "现场查看属实"}).status_code == 302
    row = ReceptionItem.objects.get()
    assert (row.state, row.outcome) == ("ended", "taken_back")
    page = login(cast, "ou").get(reverse("caseflow:case", args=[case.uid])).content.decode()
    for words in ("预约领导接访", "带回研究：临江区住房和城乡建设局", "带回研究延期", "带回研究核验通过"):
        assert words in page, words
    assert "外墙已修复" not in page, "what was said stands with the reception"


def test_a_cancelled_day_is_told_to_everybody_it_concerns(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 12))
    letter = f.petition(cast)
    item = g.booked(cast, None, f.case_of(letter), "chen")
    day = reverse("oversight:reception", args=[item.day.uid])
    login(cast, "hua").post(day, {"cancel": "1", "reason": "参加防汛会议"})
    assert (
        "已取消：参加防汛会议"
        in Client(headers={"Accept-Language": "zh-CN"}).get(reverse("oversight:public_receptions")).content.decode()
    )
    f.enter(her := Client(headers={"Accept-Language": "zh-CN"}), letter)
    assert "候约名单" in her.get("/query/mine/").content.decode()
    assert Reminder.objects.filter(kind="reception_back", user=cast.user("chen")).exists()
    assert login(cast, "chen").get(reverse("oversight:reception_items")).content.decode().count("data-row") == 1
