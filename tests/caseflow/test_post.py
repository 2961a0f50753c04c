"""The outgoing post: what is to be sent, numbers in one go, what came back, and a day's papers as one PDF in their order."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseflow.models import Case, Clock, Notice, Service, ServiceAttempt
from caseflow.services import paper_pdf
from caseflow.services import post as service
from petitions.models import Event
from petitions.services.inputs import Person
from tests import factories as f
from tests.cast import TODAY, Cast, at

POST, PRINT = "caseflow:post", "caseflow:post_print"


@pytest.fixture(autouse=True)
def now(files_root):
    import time_machine

    with time_machine.travel(at(TODAY, 18), tick=False):
        yield


def client(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def lines(cast: Cast, who: str = "ou") -> list[service.Line]:
    return service.outgoing(cast.actor(who), TODAY).to_send


def test_a_paper_waits_until_it_is_in_the_post(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    found = lines(cast)
    assert [(line.notice.kind, line.name, line.address) for line in found] == [
        ("acceptance", "李秀英", "临江区柳塘镇1号")
    ]
    key = found[0].key
    answer = client(cast, "ou").post(reverse(POST), {"form": "post", "line": [key], f"n_{key}": "XA123456"})
    assert answer.status_code == 302 and lines(cast) == []
    attempt = ServiceAttempt.objects.get(service__notice__case=case)
    assert (attempt.register_no, attempt.sent_on, attempt.opened["place"]) == ("XA123456", TODAY, "临江区柳塘镇1号")
    event = Event.objects.filter(kind="posted").get()
    assert event.facts == {"papers": [found[0].notice.number]} and event.case_id == case.pk
    client(cast, "ou").post(reverse(POST), {"form": "post", "line": [key], f"n_{key}": "XA999999"})
    assert Service.objects.count() == 1, "a second click sends nothing twice"
    assert not Clock.objects.filter(term="C8").exists()


def test_a_line_for_each_petitioner_who_has_an_address(cast: Cast) -> None:
    persons = (
        f.LI,
        Person(name="王建国", phone="13800000002", address="柳塘镇2号"),
        Person(name="无址", phone="13800000003"),
    )
    f.accepted(cast, TODAY, persons=persons, is_joint=True)
    assert [line.name for line in lines(cast)] == ["李秀英", "王建国"]


def test_numbers_are_typed_in_one_go_and_a_wrong_one_loses_nothing(cast: Cast) -> None:
    cases = [f.served(cast, TODAY) for _n in range(3)]
    rows = list(ServiceAttempt.objects.order_by("pk"))
    assert [a.pk for a in service.outgoing(cast.actor("ou"), TODAY).unnumbered] == [a.pk for a in rows]
    given = {"form": "numbers", **{f"a_{a.pk}": f"XA10000{n}" for n, a in enumerate(rows)}}
    answer = client(cast, "ou").post(reverse(POST), {**given, f"a_{rows[0].pk}": "错"})
    assert (
        answer.status_code == 422
        and "no registered-mail number" in answer.content.decode()
        and "XA100001" in answer.content.decode()
    )
    assert not ServiceAttempt.objects.exclude(register_no="").exists()
    assert client(cast, "ou").post(reverse(POST), given).status_code == 302
    assert list(ServiceAttempt.objects.order_by("pk").values_list("register_no", flat=True)) == [
        "XA100000",
        "XA100001",
        "XA100002",
    ]
    assert Event.objects.filter(kind="register_no").count() == len(cases)
    assert service.outgoing(cast.actor("ou"), TODAY).unnumbered == []


def test_what_came_back_and_what_waits_for_collection(cast: Cast) -> None:
    back, waits = f.served(cast, "2026-11-20"), f.decided(cast, "2026-11-20")
    person = waits.petition.petitioners.get().pk
    f.act(cast, waits, "send", "ou", "2026-11-20", hour=16, ways={person: "collection"})
    given = {
        "petitioner": back.petition.petitioners.get().pk,
        "received_on": date(2026, 11, 23),
        "came_back": True,
        "return_reason": "查无此人",
    }
    f.act(cast, back, "record_receipt", "ou", "2026-11-23", **given)
    found = service.outgoing(cast.actor("ou"), TODAY)
    assert [a.service.notice.case_id for a in found.came_back] == [back.pk]
    assert [a.service.notice.case_id for a in found.waiting] == [waits.pk]
    page = client(cast, "ou").get(reverse(POST)).content.decode()
    assert reverse("caseflow:act", args=[back.uid, "serve_again"]) in page and "查无此人" in page
    f.act(cast, back, "serve_again", "ou", "2026-11-24", petitioner=given["petitioner"], way="post")
    assert service.outgoing(cast.actor("ou"), TODAY).came_back == []


def test_decided_answers_are_sent_by_their_act(cast: Cast) -> None:
    case = f.decided(cast, TODAY)
    found = service.outgoing(cast.actor("ou"), TODAY)
    assert [n.case_id for n in found.answers] == [case.pk]
    assert all(line.notice.kind != "opinion" for line in found.to_send)
    key = f"{found.answers[0].pk}_{case.petition.petitioners.get().pk}"
    assert service.post_papers({key: ""}, cast.actor("ou"), at(TODAY, 18)) == 0, "an answer goes by its act alone"


def test_the_days_papers_are_printed_in_the_order_of_their_numbers(cast: Cast) -> None:
    for _n in range(3):
        f.accepted(cast, TODAY)
    f.decided(cast, TODAY)
    f.accepted(cast, "2026-11-23")
    answer = client(cast, "ou").get(reverse(PRINT), {"day": TODAY.isoformat()})
    pages = ["".join(p.extract_text().split()) for p in PdfReader(BytesIO(answer.content)).pages]
    rows = list(service.issued_on(cast.actor("ou"), TODAY))
    assert [r.kind for r in rows] == ["acceptance"] * 4 + ["opinion"]
    firsts = [next(n for n, page in enumerate(pages) if "".join(r.number.split()) in page) for r in rows]
    assert firsts == sorted(firsts) and len(set(firsts)) == 5
    assert len(pages) == sum(paper_pdf.pages_of(paper_pdf.pdf_of(r)) for r in rows)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("day", ["2026-01-01", "x", "2026-13-45", ""])
def test_a_day_without_papers_or_no_day_at_all_is_told(cast: Cast, day: str) -> None:
    assert client(cast, "ou").get(reverse(PRINT), {"day": day}).status_code == 302
    assert client(cast, "ou").get(reverse(POST), {"day": day}).status_code == 200


def test_one_sends_the_papers_of_ones_own_office_alone(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    notice = Notice.objects.get(case=case, kind="acceptance")
    key = f"{notice.pk}_{case.petition.petitioners.get().pk}"
    assert [line.notice.kind for line in lines(cast, "chen")] == ["transfer"] and lines(cast, "wai") == []
    for who in ("chen", "wai", "yuan"):
        assert service.post_papers({key: ""}, cast.actor(who), at(TODAY, 18)) == 0
    assert client(cast, "su").get(reverse(POST)).status_code == 403


def test_the_delivery_of_a_paper_without_a_clock_is_noted_on_its_page(cast: Cast) -> None:
    case = f.accepted(cast, TODAY)
    notice = Notice.objects.get(case=case, kind="acceptance")
    service.post_papers({lines(cast)[0].key: ""}, cast.actor("ou"), at(TODAY, 16))
    row = Service.objects.get(notice=notice)
    url, prefix = reverse("caseflow:delivery", args=[notice.uid, row.pk]), f"s{row.pk}"
    late = client(cast, "ou").post(url, {f"{prefix}-received_on": "2026-12-01", f"{prefix}-receiver": "李明"})
    assert late.status_code == 422 and "李明" in late.content.decode()
    assert client(cast, "chen").post(url, {f"{prefix}-received_on": TODAY.isoformat()}).status_code == 403
    assert (
        client(cast, "ou")
        .post(url, {f"{prefix}-received_on": TODAY.isoformat(), f"{prefix}-receiver": "李明"})
        .status_code
        == 302
    )
    row.refresh_from_db()
    assert row.received_on == TODAY and not Clock.objects.filter(term="C8").exists()
    again = client(cast, "ou").post(url, {f"{prefix}-received_on": TODAY.isoformat()})
    assert again.status_code == 422 and "not on its way" in again.content.decode()
    answered = f.served(cast, TODAY)
    other = Service.objects.get(notice__case=answered)
    url = reverse("caseflow:delivery", args=[other.notice.uid, other.pk])
    assert client(cast, "ou").post(url, {f"s{other.pk}-received_on": TODAY.isoformat()}).status_code == 422
    assert Case.objects.get(pk=answered.pk).state == "served"


@pytest.mark.parametrize("many", [1, 7])
def test_the_page_asks_the_same_number_of_questions_however_long_the_lists(cast: Cast, many: int) -> None:
    from tests.caseflow.test_statements import at_most

    for _n in range(many):
        f.served(cast, TODAY)
        f.accepted(cast, TODAY)
    c = client(cast, "ou")
    c.get(reverse(POST))
    with at_most(16):
        assert c.get(reverse(POST)).status_code == 200
