"""R22 Art. 18 ¶1: what is published to everybody, and how a petitioner asks where her petition stands."""

import pytest
import time_machine
from django.test import Client

from tests import factories as f
from tests.cast import at


@pytest.fixture
def published(cast):
    office = cast.offices["city_petition"]
    office.reception_hours, office.reception_place = "工作日 9:00-12:00", "云州市人民路1号一楼接待大厅"
    office.channel = "https://petitions.example.org/"
    office.save()
    return office


def test_anybody_reads_where_and_when_to_petition_and_how_to_ask(client, published, cast) -> None:
    with time_machine.travel(at("2026-11-24", 12), tick=False):
        assert 'href="/query/offices/"' in client.get("/query/").content.decode(), "linked from the query page"
        body = client.get("/query/offices/", headers={"Accept-Language": "zh-CN"}).content.decode()
    for told in (
        published.name,
        published.address,
        published.phone,
        published.reception_hours,
        published.reception_place,
        published.channel,
    ):
        assert told in body
    for day in ("15日内", "60日内", "30日", "第34条", "第35条", "信访工作条例"):
        assert day in body
    assert "desk" not in client.cookies and "login" not in body


def test_only_petition_offices_in_force_and_by_place(client, published, cast) -> None:
    ended = cast.offices["far_petition"]
    ended.valid_until = at("2026-01-01").date()
    ended.save()
    with time_machine.travel(at("2026-11-24", 12), tick=False):
        body = client.get("/query/offices/").content.decode()
        assert (
            cast.offices["district_petition"].name in body
            and cast.offices["housing"].name not in body
            and ended.name not in body
        )
        found = client.get("/query/offices/", {"q": "临江"}).content.decode()
        assert cast.offices["district_petition"].name in found and published.name not in found
        for odd in ("%", "x" * 500, "'", "  "):
            assert client.get("/query/offices/", {"q": odd, "page": "z"}).status_code == 200


def test_the_administrator_sets_the_hours(client, published, cast) -> None:
    client.force_login(cast.user("ada"), backend="offices.auth.DeskBackend")
    url = f"/settings/offices/{published.pk}/"
    form = client.get(url).context["form"]
    data = {n: v for n, v in form.initial.items() if v not in (None, "")} | {"reception_hours": "周一至周五 8:30-17:00"}
    assert client.post(url, data).status_code == 302
    assert "周一至周五 8:30-17:00" in Client().get("/query/offices/").content.decode()


def test_a_petitioner_follows_her_letter_from_the_counter_to_the_answer(cast) -> None:
    """What she reads on each day of the way, by number and code alone."""
    letter = f.petition(cast, "2026-09-01")

    def reads(day: str, *told: str) -> None:
        with time_machine.travel(at(day, 18), tick=False):
            client = Client(headers={"Accept-Language": "zh-CN"})
            f.enter(client, letter)
            body = client.get("/query/mine/").content.decode()
            client.post("/query/mine/end/")
        for words in told:
            assert words in body, (day, words)

    reads(
        "2026-09-01",
        "您的信访事项已登记",
        "15日内转交责任单位",
        "2026年9月16日",
        "云州市信访局",
        "0990-1234567",
        "第22条",
    )
    f.act(cast, f.case_of(letter), "forward", "pan", "2026-09-02", target=cast.offices["housing"].pk, reason="职责目录")
    case = f.case_of(letter, "handling")
    reads("2026-09-02", "临江区住房和城乡建设局", "2026年9月17日", "第23条第3款", "转送告知单")
    f.act(cast, case, "accept", "ou", "2026-09-03")
    reads("2026-09-03", "正在调查办理", "60日内书面答复您", "2026年11月2日", "第34条", "受理告知书")
    f.act(cast, case, "draft", "ou", "2026-09-10", **f.OPINION)
    f.act(cast, case, "clear", "hei", "2026-09-11")
    f.act(cast, case, "decide", "hei", "2026-09-11", hour=11)
    reads("2026-09-11", "答复已作出")
    f.act(cast, case, "send", "ou", "2026-09-12")
    reads("2026-09-12", "答复已向您发出", "尚无您收到", "处理意见书", "不视为送达")
    person = letter.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-09-15", petitioner=person.pk, received_on=at("2026-09-14").date())
    reads("2026-09-15", "申请复查", "2026年10月14日", "第35条")
    reads("2026-10-15", "期限已于2026年10月14日届满")
