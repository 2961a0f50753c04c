"""Her page at work: what she hands in, the papers she reads and collects, what she agrees to, the doors to other services."""

import io
from datetime import date

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from caseflow.mandatory import TO_ORGANS
from caseflow.models import Case, Clock, OnlineConsent, Reminder, Service
from caseflow.services import own_page
from petitions.models import Attachment, Event
from petitions.services.inputs import Person
from tests import factories as f
from tests import remedies as r
from tests.caseflow.remedies.conftest import tiers
from tests.caseflow.test_own_page import page, received
from tests.cast import TODAY, Cast, at

__all__ = ["tiers"]


@pytest.fixture
def inside(cast):
    """`inside(case)`: a client within her visit, at 18 o'clock of the day."""
    travels = []

    def enter(case: Case, day: str | date = TODAY, person: int = 1) -> Client:
        travel = time_machine.travel(at(day, 18), tick=False)
        travel.start()
        travels.append(travel)
        client = Client(headers={"Accept-Language": "en"})
        assert f.enter(client, case.petition, person).status_code == 302
        return client

    yield enter
    for travel in reversed(travels):
        travel.stop()


def key_of(page) -> str:
    return page.context["form"]["key"].value()


def test_a_complaint_is_offered_only_when_a_day_has_passed(cast, inside) -> None:
    case = f.forwarded(cast, "2026-09-01")
    url = f"/query/mine/cases/{case.uid}/complain/"
    client = inside(case, "2026-09-16")
    assert "Complain" not in client.get("/query/mine/").content.decode() and client.get(url).status_code == 404
    client = inside(case, "2026-09-17")
    assert url in client.get("/query/mine/").content.decode()
    shown = client.get(url)
    empty = client.post(url, {"text": "", "version": 1, "key": key_of(shown)})
    assert empty.status_code == 422
    for _click in range(2):
        sent = client.post(url, {"text": "到期没有消息", "version": 1, "key": key_of(shown)})
        assert sent.status_code == 302
    event = Event.objects.get(kind="complain")
    assert event.opened["by_petitioner"] == case.petition.petitioners.get().pk and event.actor_id is None
    page_of_case = Client(headers={"Accept-Language": "en"})
    page_of_case.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    assert "到期没有消息" in page_of_case.get(f"/cases/{case.uid}/").content.decode()


def upload(name: str, data: bytes = b"abc") -> io.BytesIO:
    found = io.BytesIO(data)
    found.name = name
    return found


def test_evidence_goes_to_whoever_handles_it_and_stays_with_the_case(cast, inside, files_root) -> None:
    case = f.accepted(cast, TODAY)
    client = inside(case)
    url = f"/query/mine/cases/{case.uid}/hand_in/"
    shown = client.get(url)
    data = {"text": "照片为证", "version": 1, "key": key_of(shown), "files": [upload("现场.txt", "照片说明".encode())]}
    assert client.post(url, data).status_code == 302
    data["files"] = [upload("现场.txt", "照片说明".encode())]
    assert client.post(url, data).status_code == 302, "the second click"
    row = Attachment.objects.get()
    assert (row.name, row.matter_id, row.case_id, row.added_by_id) == ("现场.txt", case.matter_id, case.pk, None)
    assert {r.user.username for r in Reminder.objects.filter(kind="evidence")} == {"ou"}, "the handler alone"
    assert "现场.txt" in client.get("/query/mine/").content.decode()
    staff = Client(headers={"Accept-Language": "en"})
    staff.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    told = staff.get(f"/cases/{case.uid}/").content.decode()
    assert "照片为证" in told and "the petitioner" in told


def test_a_bad_file_keeps_the_good_ones_and_the_words(cast, inside, files_root) -> None:
    case = f.accepted(cast, TODAY)
    client = inside(case)
    url = f"/query/mine/cases/{case.uid}/hand_in/"
    files = [upload("好.txt", "好".encode()), upload("run.exe", b"MZ\x90\x00\x03" * 50)]
    answer = client.post(url, {"text": "照片为证", "version": 1, "key": "k", "files": files})
    body = answer.content.decode()
    assert answer.status_code == 422 and "照片为证" in body and "run.exe" in body and "好.txt" in body
    assert not Attachment.objects.exists() and not Event.objects.filter(kind="hand_in").exists()
    many = [upload(f"{n}.txt", str(n).encode()) for n in range(6)]
    answer = client.post(url, {"text": "照片", "version": 1, "key": "k", "files": many})
    assert answer.status_code == 422 and "At most 5 files" in answer.content.decode()
    assert client.post(url, {"text": "长" * 3001, "version": 1, "key": "k"}).status_code == 422


def test_ten_times_a_day_are_enough(cast, inside) -> None:
    case = f.accepted(cast, TODAY)
    client = inside(case)
    url = f"/query/mine/cases/{case.uid}/hand_in/"
    for n in range(10):
        assert client.post(url, {"text": f"第{n}次", "version": 1, "key": f"k{n}"}).status_code == 302
    answer = client.post(url, {"text": "第十一次", "version": 1, "key": "k11"})
    assert (
        answer.status_code == 422
        and "第十一次" in answer.content.decode()
        and "10 times today" in answer.content.decode()
    )


def test_nothing_is_handed_in_to_what_has_ended(cast, inside) -> None:
    case = f.act(cast, received(cast), "close", "ou", "2026-09-06")
    client = inside(case, "2026-09-06")
    assert "Hand in" not in client.get("/query/mine/").content.decode()
    assert client.get(f"/query/mine/cases/{case.uid}/hand_in/").status_code == 404


# --- papers and receipts ----------------------------------------------------------------------------------------------
def collected(cast: Cast, day: str = "2026-09-01", way: str = "collection") -> Case:
    case = f.decided(cast, day)
    return f.act(cast, case, "send", "ou", day, hour=15, ways={case.petition.petitioners.get().pk: way})


def opinion_of(case: Case):
    return case.notices.get(kind="opinion")


def test_she_sees_an_answer_only_once_it_was_sent(cast) -> None:
    case = f.decided(cast, "2026-09-01")
    assert [x.notice.kind for x in page(case).papers] == ["transfer", "acceptance"]
    f.act(cast, case, "send", "ou", "2026-09-01", hour=15)
    assert [x.notice.kind for x in page(case).papers] == ["transfer", "acceptance", "opinion"]


def test_what_the_body_above_and_the_desk_told_her_is_among_her_papers(tiers) -> None:
    case = r.known(tiers)
    r.accept(tiers, r.ask(tiers, case, "2026-09-10", "city_housing"), "2026-09-11")
    assert {"ask_receipt", "ask_accepted", "opinion"} <= {x.notice.kind for x in page(case).papers}
    assert not [k for k in own_page.TO_HER if k in TO_ORGANS]


@pytest.mark.parametrize("way", ["post", "collection", "hand", "other"])
def test_reading_a_paper_is_no_receipt(cast, inside, way: str) -> None:
    case = collected(cast, way=way)
    client = inside(case, "2026-09-10")
    url = f"/query/mine/papers/{opinion_of(case).uid}/"
    body = client.get(url).content.decode()
    assert "责成物业公司于十日内修复" in body and ("I have received it" in body) == (way == "collection")
    saved = client.get(url + "?as=pdf")
    assert saved.headers["Content-Disposition"].startswith("attachment") and opinion_of(case).number not in str(
        saved.headers
    )
    assert "责成物业公司" in "".join(PdfReader(io.BytesIO(saved.content)).pages[0].extract_text().split())
    assert Service.objects.get().received_on is None and not Clock.objects.filter(term="C8").exists()


def test_collecting_by_query_code_is_a_service_with_proof(cast, inside) -> None:
    case = collected(cast)
    client = inside(case, "2026-09-10")
    url = f"/query/mine/papers/{opinion_of(case).uid}/"
    for _click in range(2):
        assert client.post(url).status_code == 302
    service = Service.objects.get()
    assert (service.received_on, service.note) == (date(2026, 9, 10), "凭查询码确认")
    assert Clock.objects.get(term="C8").due_on == date(2026, 10, 10)
    assert Event.objects.filter(kind="record_receipt").count() == 1
    assert "You received it on 10 Sep 2026" in client.get(url).content.decode()


def test_a_posted_paper_is_proven_by_its_slip_alone(cast, inside) -> None:
    case = collected(cast, way="post")
    client = inside(case, "2026-09-10")
    client.post(f"/query/mine/papers/{opinion_of(case).uid}/")
    assert Service.objects.get().received_on is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"received_on": date(2026, 9, 9)}, "only_own_receipt"), ({"received_on": date(2026, 9, 10), "is_refused": True, "witness": "x"}, "only_own_receipt"),
        ({"received_on": date(2026, 9, 10), "petitioner": 0}, "no_receipt_awaited"),
    ],
)  # fmt: skip
def test_she_can_only_say_that_she_herself_received_it_today(cast, facts, code) -> None:
    from caseflow.facts import Refused
    from caseflow.services import perform
    from offices.actors import petitioner_actor

    case = collected(cast)
    person = case.petition.petitioners.get().pk
    with pytest.raises(Refused) as refused:
        perform(case, "record_receipt", petitioner_actor(person, date(2026, 9, 10)), at("2026-09-10"), expected_version=None, key="",
                **({"petitioner": person} | facts))  # fmt: skip
    assert refused.value.refusal.code == code


def test_agreeing_to_papers_here_and_taking_it_back(cast, inside) -> None:
    case = f.decided(cast, "2026-09-01")
    person = case.petition.petitioners.get()
    client = inside(case, "2026-09-02")
    for _click in range(2):
        client.post("/query/mine/consent/", {"agree": "1"})
    assert OnlineConsent.objects.get().taken_back_at is None
    f.act(cast, case, "send", "ou", "2026-09-02", hour=17)
    assert Service.objects.get().way == "online"
    url = f"/query/mine/papers/{opinion_of(case).uid}/"
    closed = client.get(url)
    assert "责成物业公司" not in closed.content.decode() and "Open it" in client.get(url + "?as=pdf").content.decode()
    assert Service.objects.get().received_on is None, "her page is no receipt yet"
    assert "责成物业公司" in client.post(url, follow=True).content.decode()
    assert (
        Service.objects.get().received_on == date(2026, 9, 2)
        and Clock.objects.get(term="C8").petitioner_id == person.pk
    )
    client.post("/query/mine/consent/", {"agree": "0"})
    assert OnlineConsent.objects.get().taken_back_at is not None
    client.post("/query/mine/consent/", {"agree": "1"})
    assert OnlineConsent.objects.count() == 2


def test_no_paper_goes_online_to_whoever_did_not_agree(cast) -> None:
    from caseflow.facts import Refused

    with pytest.raises(Refused) as refused:
        collected(cast, way="online")
    assert refused.value.refusal.code == "online_not_agreed"


def test_agreed_at_registration(cast, inside) -> None:
    case = collected(cast, "2026-09-01")
    assert not OnlineConsent.objects.exists()
    agreed = f.decided(cast, "2026-09-01", persons=(Person(name="王建国", address="二号", agrees_online=True), f.LI))
    first, second = agreed.petition.petitioners.all()
    assert OnlineConsent.objects.get().petitioner_id == first.pk and OnlineConsent.objects.get().at_registration
    f.act(cast, agreed, "send", "ou", "2026-09-01", hour=16)
    ways = dict(Service.objects.exclude(notice__case=case).values_list("petitioner", "way"))
    assert ways == {first.pk: "online", second.pk: "post"}


# --- doors of other rooms ---------------------------------------------------------------------------------------------
def test_a_door_without_a_service_is_not_shown(cast, inside, monkeypatch) -> None:
    monkeypatch.setattr(own_page, "DOORS", own_page.Doors())
    client = inside(f.accepted(cast, TODAY))
    body = client.get("/query/mine/").content.decode()
    assert "/ask/" not in body
    for door in ("data", "retaliation", "nothing"):
        assert client.get(f"/query/mine/ask/{door}/").status_code == 404


def test_a_door_hands_her_words_to_the_service_that_is_there(cast, inside, monkeypatch) -> None:
    told = []
    doors = own_page.Doors(
        lambda person, kind, text, when, *, key: told.append(("data", person.pk, kind, text, key)),
        lambda person, text, when, *, key: told.append(("retaliation", person.pk, text, key)),
    )
    monkeypatch.setattr(own_page, "DOORS", doors)
    case = f.accepted(cast, TODAY)
    client, person = inside(case), case.petition.petitioners.get().pk
    assert client.get("/query/mine/").content.decode().count("/ask/") == 2
    bad = client.post("/query/mine/ask/data/", {"text": "我的姓名写错了", "key": "k"})
    assert bad.status_code == 422 and "我的姓名写错了" in bad.content.decode()
    assert (
        client.post("/query/mine/ask/data/", {"text": "我的姓名写错了", "kind": "correct", "key": "k"}).status_code
        == 302
    )
    assert client.post("/query/mine/ask/retaliation/", {"text": "被停工", "key": "k2"}).status_code == 302
    assert told == [
        ("data", person, "correct", "我的姓名写错了", f"p{person}:k"),
        ("retaliation", person, "被停工", f"p{person}:k2"),
    ]


def test_the_page_asks_few_questions_however_long_the_story(cast, inside, django_assert_max_num_queries) -> None:
    case = received(cast)
    client = inside(case, "2026-09-20")
    client.get("/query/mine/")
    with django_assert_max_num_queries(8):
        client.get("/query/mine/")
    for n in range(5):
        other = f.petition(cast, "2026-09-01", persons=(Person(name=f"人{n}", address="x"),))
        f.act(cast, f.case_of(other), "forward", "pan", "2026-09-02", target=cast.offices["water"].pk, reason="x")
    with django_assert_max_num_queries(8):
        client.get("/query/mine/")


def test_a_linked_petition_goes_on_in_its_new_matter(cast) -> None:
    other = f.act(cast, received(cast), "close", "ou", "2026-09-06")
    case = f.case_of(f.petition(cast, "2026-09-07", "ou", office_id=cast.offices["housing"].pk))
    f.act(cast, case, "link", "ou", "2026-09-08", to_matter=other.matter_id, reason="同一事项")
    told = page(case, "2026-09-09").parts[0]
    assert told.now.startswith("The office below has received it") and not told.joined


def test_what_concerns_one_name_alone_is_not_shown_to_her_neighbour(cast) -> None:
    persons = (f.LI, Person(name="王建国", phone="13800000002", address="柳塘镇2号"))
    case = f.accepted(cast, TODAY, persons=persons, is_joint=True)
    first, second = case.petition.petitioners.order_by("position")
    f.act(cast, case, "withdraw", "chen", TODAY, petitioner=first.pk, reason="已解决", hour=12)
    assert case.notices.filter(kind="withdrawal").exists()
    for person in (first, second):
        shown = own_page.page_of(person, at(TODAY, 18)).papers
        assert "acceptance" in {x.notice.kind for x in shown} and "withdrawal" not in {x.notice.kind for x in shown}
