"""The pages of leaders' reception: who gets them, what was typed stays, few statements, exports, what the public reads."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from offices import jobs
from offices.models import Job
from oversight.models import Charge, Leader, ReceptionDay, ReceptionItem
from oversight.services.reception import charges, days
from oversight.services.reception.follow_up import follow
from petitions.services.inputs import Against
from tests import factories as f
from tests.caseflow.test_statements import at_most
from tests.cast import TODAY, Cast, at
from tests.oversight import receptions as g

SOON = TODAY + timedelta(days=3)


@pytest.fixture
def as_(cast: Cast):
    """`as_("pan", SOON)`: a client of hers in English; the clock stands at noon of the day."""
    travels = []

    def enter(who: str, day=TODAY) -> Client:
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(at(day, 18), tick=False))
        travels[0].start()
        client = Client(headers={"Accept-Language": "en"})
        if who:
            client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
        return client

    yield enter
    while travels:
        travels.pop().stop()


def body(answer) -> str:
    return answer.content.decode()


def test_from_the_draft_to_the_outcome_by_the_pages(cast, as_) -> None:
    leader, case = g.leader(cast), f.accepted(cast)
    pan = as_("pan")
    form = {"leader": leader.pk, "kind": "office", "day": SOON.isoformat(), "begins_at": "09:00", "ends_at": "10:00", "seats": 2,
            "place": "三楼", "topics": "住建"}  # fmt: skip
    page = pan.post(reverse("oversight:reception_new"), form)
    assert page.status_code == 302
    day = page.headers["Location"]
    assert "Publish this day" not in body(pan.get(day))
    hua = as_("hua")
    assert "Publish this day" in body(hua.get(day))
    assert hua.post(day, {"publish": "1"}).status_code == 302
    assert hua.post(day, {"publish": "1"}).status_code == 422, "twice"
    chen = as_("chen")
    booking = chen.get(reverse("oversight:reception_book", args=[case.uid]))
    choices = dict(booking.context["form"].fields["place"].choices)
    slots = [value for group in choices.values() if isinstance(group, list) for value, _l in group]
    assert len(slots) == 2
    item = chen.post(reverse("oversight:reception_book", args=[case.uid]), {"place": slots[1]}).headers["Location"]
    again = chen.post(reverse("oversight:reception_book", args=[case.uid]), {"place": slots[0]})
    assert again.status_code == 422 and ReceptionItem.objects.count() == 1
    slip = body(chen.get(item + "slip/"))
    assert "领导接访预约告知单" in slip and "2026年11月27日" in slip and "09:30–10:00" in slip and "李秀英" in slip
    assert "How the matter left the room" not in body(as_("pan").get(item)), "not before the day"
    pan = as_("pan", SOON)
    assert "How the matter left the room" in body(pan.get(item))
    kept = pan.post(item, {"act": "outcome", "outcome": "refused", "reasons": "我写的很长的理由"})
    assert kept.status_code == 422 and "我写的很长的理由" in body(kept) and "id_remedy_error" in body(kept)
    assert pan.post(item, {"act": "outcome", "outcome": "refused", **g.REFUSED}).status_code == 302
    assert "我写" not in body(pan.get(item)) and "没有依据" in body(pan.get(item))
    twice = pan.post(item, {"act": "outcome", "outcome": "solved", "done": "又写一次"})
    assert twice.status_code == 422 and "又写一次" in body(twice) and "entered already" in body(twice)


@pytest.mark.parametrize("over", [
    {"day": "2026-11-01"}, {"day": "x"}, {"day": "9999-99-99"}, {"ends_at": "08:00"}, {"begins_at": "25:00"}, {"seats": "0"}, {"seats": "x"},
    {"seats": "100000"}, {"place": ""}, {"kind": "visit"}, {"kind": "tea"}, {"leader": "0"}, {"leader": "x"}, {"region": "没有的村"},
    {"day": "2030-01-01", "leader": "left"},
])  # fmt: skip
def test_a_bad_day_is_told_and_what_was_typed_stays(cast, as_, over) -> None:
    leader, left = g.leader(cast), g.leader(cast, "沈怀远")
    Leader.objects.filter(pk=left.pk).update(valid_until=TODAY)
    over = {k: str(left.pk) if v == "left" else v for k, v in over.items()}
    form = {"leader": leader.pk, "kind": "office", "day": SOON.isoformat(), "begins_at": "09:00", "ends_at": "10:00", "seats": 2,
            "place": "三楼", "topics": "我写的内容"}  # fmt: skip
    answer = as_("pan").post(reverse("oversight:reception_new"), form | over)
    assert answer.status_code == 422 and "我写的内容" in body(answer) and "error-summary" in body(answer)
    assert not ReceptionDay.objects.exists()


def test_a_published_day_is_changed_by_its_form_in_topics_and_seats_alone(cast, as_) -> None:
    day = g.published(cast, kind="visit", region=cast.regions["town"].pk)
    pan, url = as_("pan"), reverse("oversight:reception_change", args=[day.uid])
    form = pan.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"day": day.day.isoformat(), "leader": day.leader_id}
    assert typed["region"].startswith("990102001000")
    assert pan.post(url, typed | {"topics": "教育", "seats": 6}).status_code == 302
    day.refresh_from_db()
    assert (day.topics, day.seats) == ("教育", 6)
    for change in (
        {"place": "别处"},
        {"begins_at": "10:00"},
        {"region": "990102000000"},
        {"day": (SOON + timedelta(days=1)).isoformat()},
    ):
        answer = pan.post(url, typed | {"topics": "另写的"} | change)
        assert answer.status_code == 422 and "What was published stands" in body(answer) and "另写的" in body(answer)


def test_what_followed_by_the_pages(cast, as_) -> None:
    item = g.taken_back(cast)
    page = reverse("oversight:reception_item", args=[item.uid])
    ou = as_("ou", SOON)
    told = body(ou.get(page))
    assert 'name="report-text"' in told and 'name="extend-text"' not in told, "a head moves the day"
    assert ou.post(page, {"act": "finish", "finish-text": ""}).status_code == 422
    assert ou.post(page, {"act": "extend", "extend-text": "x", "extend-new_day": "2027-01-01"}).status_code == 422
    assert ou.post(page, {"act": "finish", "finish-text": "已修复"}).status_code == 302
    assert ou.post(page, {"act": "finish", "finish-text": "又一次"}).status_code == 422
    pan = as_("pan", SOON)
    assert pan.post(page, {"act": "verify", "verify-text": "属实"}).status_code == 302
    item.refresh_from_db()
    assert item.state == "ended" and "属实" in body(pan.get(page))


@pytest.mark.parametrize("act", ["missed", "put_back", "drop", "nonsense", ""])
def test_an_act_out_of_turn_is_told(cast, as_, act) -> None:
    item = g.outcome(cast, g.booked(cast), "solved", **g.SOLVED)
    answer = as_("pan", SOON).post(reverse("oversight:reception_item", args=[item.uid]), {"act": act})
    assert answer.status_code == 422 and "error-summary" in body(answer)


def test_the_case_shows_it_and_whoever_sees_the_case_alone(cast, as_) -> None:
    case = f.accepted(cast)
    g.booked(cast, None, case)
    charges.take_charge(case, Leader.objects.get(), TODAY, SOON, "x", cast.actor("pan"), at(TODAY, 12))
    for who in ("pan", "ou", "su"):
        told = body(as_(who).get(reverse("caseflow:case", args=[case.uid])))
        assert "副市长 顾正清" in told and "In charge: 顾正清" in told, who
        assert "Booked for a leader" in told and "To be received on 27 Nov 2026" in told, "the timeline"
    item, charge = ReceptionItem.objects.get(), Charge.objects.get()
    for who in ("wai", "yuan", "ada", "rena"):
        for name, row in (("reception_item", item), ("charge", charge), ("reception_slip", item)):
            assert as_(who).get(reverse(f"oversight:{name}", args=[row.uid])).status_code in {403, 404}, (who, name)


def test_the_petitioner_reads_it_on_her_own_page(cast, as_) -> None:
    letter = f.petition(cast)
    item = g.booked(cast, None, f.case_of(letter))
    reads = lambda day: body((f.enter(c := as_("", day), letter), c.get("/query/mine/"))[1])  # noqa: E731
    assert "市人民政府 副市长 顾正清 receives you on 27 Nov 2026, 09:00–09:30. Place: 三楼接访室" in reads(TODAY)
    days.cancel_day(item.day, "防汛会议", cast.actor("hua"), at(TODAY, 12))
    assert "云州市信访局 tells you the day" in reads(TODAY)
    item = g.booked(cast, g.published(cast, item.day.leader, SOON), item.case)
    g.outcome(
        cast,
        item,
        "taken_back",
        task="内部要求",
        owner=cast.offices["housing"].pk,
        promised_on=SOON + timedelta(days=5),
    )
    told = reads(SOON)
    assert "临江区住房和城乡建设局 answers by 2 Dec 2026" in told and "内部要求" not in told
    assert "That day has passed" in reads(SOON + timedelta(days=6))


def test_her_page_of_an_accusation_tells_nothing_of_it(cast, as_) -> None:
    case = f.accusation(cast)
    g.booked(cast, None, case, "mi")
    f.enter(client := as_(""), case.petition)
    assert "reception" not in body(client.get("/query/mine/")).lower()


def test_everybody_reads_the_calendar_and_nothing_of_a_petition(cast, as_) -> None:
    day = g.published(cast)
    item = g.booked(cast, day)
    g.drafted(cast, g.leader(cast, "草拟的领导"))
    gone = g.published(
        cast, g.leader(cast, "沈怀远"), SOON + timedelta(days=1), kind="visit", region=cast.regions["town"].pk
    )
    days.cancel_day(gone, "防汛会议", cast.actor("hua"), at(TODAY, 12))
    url = reverse("oversight:public_receptions")
    told = body(as_("").get(url))
    for words in (
        "顾正清",
        "副市长",
        "云州市人民政府",
        "三楼接访室",
        "城乡建设",
        "27 Nov 2026",
        "09:00–11:30",
        "柳塘镇",
        "Cancelled: 防汛会议",
    ):
        assert words in told, words
    for words in ("草拟的领导", item.case.number, "电梯", "李秀英"):
        assert words not in told, words
    assert "顾正清" not in body(as_("").get(url, {"q": "柳塘"})) and "沈怀远" in body(as_("").get(url, {"q": "柳塘"}))
    assert "顾正清" in body(as_("", SOON + timedelta(days=9)).get(url, {"past": "1"}))
    assert "顾正清" not in body(as_("", SOON + timedelta(days=9)).get(url))
    for odd in ({"q": "%"}, {"q": "'"}, {"q": "x" * 500}, {"page": "z"}, {"past": "x"}):
        assert as_("").get(url, odd).status_code == 200
    assert url in body(as_("").get("/query/")) and url in body(as_("").get("/query/offices/"))


def test_lists_are_filtered_by_the_address(cast, as_) -> None:
    late, open_ = (
        g.taken_back(cast, SOON),
        g.booked(cast, g.published(cast, g.leader(cast, "沈怀远"), SOON + timedelta(days=20))),
    )
    done = g.outcome(cast, g.booked(cast, g.published(cast, g.leader(cast, "王远"), SOON)), "solved", **g.SOLVED)
    day = SOON + timedelta(days=11)
    pan, url = as_("pan", day), reverse("oversight:reception_items")
    wanted = {
        "": {late, open_}, "?show=late": {late}, "?show=ended": {done}, "?show=all": {late, open_, done}, "?show=all&outcome=solved": {done},
        "?state=booked": {open_}, "?show=all&to=2026-11-27": {late, done}, "?from=2026-12-01": {open_}, "?show=x&state=y&from=z": {late, open_},
    }  # fmt: skip
    for query, rows in wanted.items():
        answer = pan.get(url + query)
        assert {r.pk for r in answer.context["page"]} == {r.pk for r in rows}, query
        assert answer.context["count"].number == len(rows)
    assert {r.pk for r in as_("ou", day).get(url).context["page"]} == {late.pk}
    assert {r.pk for r in as_("su", day).get(url + "?where=all&show=all").context["page"]} == {
        late.pk,
        open_.pk,
        done.pk,
    }
    assert not as_("yuan", day).get(url + "?where=all&show=all").context["page"].rows


def test_an_accusation_stands_in_nobodys_list_but_its_holders(cast, as_) -> None:
    day = g.published(cast)
    item = g.booked(cast, day, f.accusation(cast, summary="乌鸦", accused=(Against(cast.offices["water"].pk),)), "mi")
    for who in ("pan", "hua", "su", "chen"):
        for url in ("oversight:reception_items", "oversight:receptions", "oversight:charges"):
            assert item.case.number not in body(as_(who).get(reverse(url) + "?where=all&show=all")), (who, url)
        told = body(as_(who).get(reverse("oversight:reception", args=[day.uid])))
        assert item.case.number not in told and "not in your sight" in told
        assert as_(who).get(reverse("oversight:reception_item", args=[item.uid])).status_code == 404
    mi = as_("mi")
    assert item.case.number in body(mi.get(reverse("oversight:reception_items")))
    assert "乌鸦" not in body(mi.get(reverse("oversight:reception_items"))), "a list shows no content of it"
    asked = mi.get(reverse("oversight:reception_item", args=[item.uid]))
    assert "乌鸦" not in body(asked) and "record" in asked.context["form"].fields, "a reason first"


@pytest.mark.parametrize(
    ("source", "query", "number"), [("receptions", "?show=all", 2), ("receptions", "?show=late", 1), ("charges", "", 1)]
)
def test_the_export_holds_exactly_the_list(cast, as_, files_root, source, query, number) -> None:
    item = g.taken_back(cast, SOON)
    g.outcome(cast, g.booked(cast, g.published(cast, g.leader(cast, "沈怀远"), SOON)), "solved", **g.SOLVED)
    charges.take_charge(item.case, item.day.leader, TODAY, SOON, "x", cast.actor("pan"), at(TODAY, 12))
    day = SOON + timedelta(days=11)
    pan = as_("pan", day)
    from caseflow.exports.sources import SOURCES

    data = {"format": "csv", "columns": [c.name for c in SOURCES[source].columns], "about": "on"}
    answer = pan.post(f"/export/{source}/{query}", data)
    job = Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])
    assert jobs.run(str(job.uid), at(day, 18)) == "done"
    job.refresh_from_db()
    with default_storage.open(job.result) as told:
        text = told.read().decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if any("YZXF-2026" in cell for cell in row)]
    assert len(rows) == number and "顾正清" in text
    assert "查清后书面答复" not in text and "李秀英" not in text, "neither what was said nor who asked"


@pytest.mark.parametrize(
    "url", ["receptions", "reception_items", "charges", "reception", "public_receptions", "leaders"]
)
def test_a_page_reads_as_much_for_many_rows_as_for_one(cast, as_, url: str) -> None:
    leader = g.leader(cast)
    day = g.published(cast, leader, SOON, seats=20)
    args = [day.uid] if url == "reception" else []

    def more(n: int) -> None:
        other = g.leader(cast, f"领导{n}")
        g.published(cast, other, SOON + timedelta(days=n), kind="visit", region=cast.regions["town"].pk)
        case = f.accepted(cast)
        g.booked(cast, day, case)
        charges.take_charge(case, other, TODAY, SOON + timedelta(days=n), "x", cast.actor("pan"), at(TODAY, 12))

    more(1)
    hua = as_("" if url == "public_receptions" else "hua")
    address = reverse(f"oversight:{url}", args=args)
    hua.get(address)
    seen = count(hua, address)
    for n in range(2, 6):
        more(n)
    with at_most(seen):
        assert hua.get(address).status_code == 200


def count(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return sum("SAVEPOINT" not in q["sql"] for q in asked.captured_queries)


@pytest.mark.parametrize("many", [1, 6])
def test_an_item_and_a_case_read_as_much_for_a_long_story(cast, as_, many: int) -> None:
    item = g.taken_back(cast)
    for n in range(many):
        follow(item, "report", f"第{n}次", cast.actor("ou", SOON), at(SOON, 16))
    ou = as_("ou", SOON)
    for address, most in (
        (reverse("oversight:reception_item", args=[item.uid]), 14),
        (reverse("caseflow:case", args=[item.case.uid]), 30),
    ):
        ou.get(address)
        with at_most(most):
            assert ou.get(address).status_code == 200


def test_leaders_by_the_page(cast, as_) -> None:
    pan, url = as_("pan"), reverse("oversight:leaders")
    data = {
        "office": cast.offices["city_government"].pk,
        "name": "顾正清",
        "post": "副市长",
        "valid_from": "2025-01-01",
    }
    assert pan.post(url, data).status_code == 302
    twice = pan.post(url, data)
    assert twice.status_code == 422 and "in the list already" in body(twice)
    leader = Leader.objects.get()
    g.published(cast, leader, SOON)
    end = reverse("oversight:leader_end", args=[leader.pk])
    assert pan.get(end).status_code == 403
    hua = as_("hua")
    told = hua.post(end, {"last_day": TODAY.isoformat()})
    assert told.status_code == 422 and "1 published days" in body(told)
    other = g.leader(cast, "沈怀远")
    assert hua.post(end, {"last_day": TODAY.isoformat(), "successor": other.pk}).status_code == 302
    assert ReceptionDay.objects.get().leader == other


def test_a_charge_by_the_pages(cast, as_) -> None:
    case, leader = f.accepted(cast), g.leader(cast)
    pan, url = as_("pan"), reverse("oversight:charge_new", args=[case.uid])
    bad = pan.post(url, {"leader": leader.pk, "since": TODAY.isoformat(), "until": "2020-01-01", "aim": "我的目标"})
    assert bad.status_code == 422 and "我的目标" in body(bad)
    page = pan.post(
        url, {"leader": leader.pk, "since": TODAY.isoformat(), "until": SOON.isoformat(), "aim": "我的目标"}
    ).headers["Location"]
    assert "我的目标" in body(pan.get(page))
    assert as_("ou").post(page, {"result": "settled", "text": "x"}).status_code == 403
    pan = as_("pan")
    assert pan.post(page, {"result": "settled", "text": ""}).status_code == 422
    assert pan.post(page, {"result": "settled", "text": "已修复"}).status_code == 302
    assert pan.post(page, {"result": "settled", "text": "再来"}).status_code == 422
    assert Charge.objects.get().closed_on == TODAY
