"""The chain of attempts to serve an answer: only a proven receipt starts the petitioner's clock, and each way back is told."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from caseflow.facts import Refused
from caseflow.models import Case, Clock, Notice, Service, ServiceAttempt
from caseflow.services import paper_pdf, perform
from caseflow.services.service_record import TO_FILL, record_pdf, record_text
from petitions.models import Attachment, Event
from petitions.services.inputs import Person, StoredFile
from tests import factories as f
from tests.cast import Cast, at

DAY = "2026-09-01"
SENT = "2026-09-02"


@pytest.fixture(autouse=True)
def store(files_root):
    return files_root


def sent(cast: Cast, **facts) -> Case:
    return f.act(cast, f.decided(cast, DAY), "send", "ou", SENT, **facts)


def person_of(case: Case) -> int:
    return case.petition.petitioners.get().pk


def receipt(cast: Cast, case: Case, day: str, **facts) -> Case:
    given = {"petitioner": person_of(case), "received_on": date.fromisoformat(day), **facts}
    return f.act(cast, case, "record_receipt", "ou", day, **given)


def rights(case: Case) -> list[date]:
    return list(Clock.objects.filter(case=case, term="C8").values_list("started_on", flat=True))


def attempts(case: Case) -> list[tuple[int, str, bool, bool]]:
    rows = ServiceAttempt.objects.filter(service__notice__case=case)
    return [(a.position, a.way, a.received_on is not None, a.returned_on is not None) for a in rows]


def test_sending_begins_the_first_attempt_with_its_number(cast: Cast) -> None:
    case = f.decided(cast, DAY)
    person = person_of(case)
    f.act(cast, case, "send", "ou", SENT, ways={person: "post"}, registers={person: "XA123"})
    row = ServiceAttempt.objects.get(service__notice__case=case)
    assert (row.position, row.way, row.sent_on, row.register_no) == (1, "post", date(2026, 9, 2), "XA123")
    assert "registers" not in Event.objects.filter(kind="send").latest("pk").facts


# (facts of the end, the right's first day or None, the chain afterwards, refused)
ENDS = [
    (
        {"receiver": "李秀英", "relation": "本人", "place": "柳塘镇1号"},
        date(2026, 9, 4),
        [(1, "post", True, False)],
        False,
    ),
    ({"is_refused": True, "witness": "村委会王某"}, date(2026, 9, 4), [(1, "post", True, False)], True),
    ({"came_back": True, "return_reason": "地址不详"}, None, [(1, "post", False, True)], False),
]


@pytest.mark.parametrize(("facts", "starts", "chain", "is_refused"), ENDS, ids=["received", "refused", "came back"])
def test_only_proof_of_receipt_starts_her_clock(cast: Cast, facts, starts, chain, is_refused) -> None:
    case = receipt(cast, sent(cast), "2026-09-04", **facts)
    assert rights(case) == ([starts] if starts else []) and attempts(case) == chain
    service = Service.objects.get(notice__case=case)
    assert (service.received_on, service.is_refused) == (starts, is_refused)
    assert bool(Clock.objects.running().filter(case=case, term="WS")) == (starts is None)


def refusal(cast: Cast, case: Case, act: str, day: str, **facts) -> str:
    with pytest.raises(Refused) as caught:
        f.act(cast, case, act, "ou", day, **facts)
    return caught.value.refusal.code


def test_what_came_back_is_served_again_and_the_second_receipt_counts(cast: Cast) -> None:
    case = sent(cast)
    person, back = person_of(case), {"came_back": True, "return_reason": "无人签收"}
    assert refusal(cast, case, "serve_again", "2026-09-03", petitioner=person, way="hand") == "nothing_came_back"
    receipt(cast, case, "2026-09-08", **back)
    assert (
        refusal(cast, case, "record_receipt", "2026-09-09", petitioner=person, received_on=date(2026, 9, 9))
        == "came_back"
    )
    f.act(cast, case, "serve_again", "ou", "2026-09-10", petitioner=person, way="hand", place="柳塘镇1号")
    assert attempts(case) == [(1, "post", False, True), (2, "hand", False, False)]
    assert (
        refusal(cast, case, "record_receipt", "2026-09-11", petitioner=person, received_on=date(2026, 9, 5))
        == "receipt_day"
    ), "before the second attempt"
    case = receipt(cast, case, "2026-09-11", receiver="李秀英", relation="本人")
    assert rights(case) == [date(2026, 9, 11)]
    assert Service.objects.get(notice__case=case).way == "hand"


def test_an_end_is_one_thing_and_a_return_has_a_reason(cast: Cast) -> None:
    case = sent(cast)
    given = {"petitioner": person_of(case), "received_on": date(2026, 9, 4), "came_back": True}
    assert refusal(cast, case, "record_receipt", "2026-09-04", **given) == "return_reason"
    assert (
        refusal(cast, case, "record_receipt", "2026-09-04", **given, is_refused=True, witness="x") == "refused_or_back"
    )


def test_each_petitioner_has_her_own_chain(cast: Cast) -> None:
    persons = (f.LI, Person(name="王建国", phone="13800000002", address="柳塘镇2号"))
    case = f.act(cast, f.decided(cast, DAY, persons=persons, is_joint=True), "send", "ou", SENT)
    first, second = case.petition.petitioners.order_by("position")
    f.act(
        cast,
        case,
        "record_receipt",
        "ou",
        "2026-09-04",
        petitioner=first.pk,
        received_on=date(2026, 9, 4),
        came_back=True,
        return_reason="迁移",
    )
    f.act(cast, case, "record_receipt", "ou", "2026-09-05", petitioner=second.pk, received_on=date(2026, 9, 5))
    assert list(Clock.objects.filter(case=case, term="C8").values_list("petitioner", flat=True)) == [second.pk]
    f.act(cast, case, "serve_again", "ou", "2026-09-06", petitioner=first.pk, way="collection")
    f.act(cast, case, "record_receipt", "ou", "2026-09-20", petitioner=first.pk, received_on=date(2026, 9, 20))
    assert Clock.objects.filter(case=case, term="C8").count() == 2


def test_the_photo_of_the_slip_stands_beside_the_attempt(cast: Cast) -> None:
    photo = StoredFile("a" * 64, "回执.jpg", "image/jpeg", 10)
    case = receipt(cast, sent(cast), "2026-09-04", files=[photo])
    row = ServiceAttempt.objects.get(service__notice__case=case)
    assert (
        row.photo.name == "回执.jpg"
        and Attachment.objects.visible_to(cast.actor("ou")).filter(pk=row.photo_id).exists()
    )


def test_the_form_sends_the_photo_and_the_relation(cast: Cast, client) -> None:
    import time_machine
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    case = sent(cast)
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    given = {"version": case.version, "key": "k", "petitioner": person_of(case), "received_on": "2026-09-04", "receiver": "李明", "relation": "儿子",
             "files": SimpleUploadedFile("slip.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)}  # fmt: skip
    with time_machine.travel(at("2026-09-04", 12), tick=False):
        answer = client.post(reverse("caseflow:act", args=[case.uid, "record_receipt"]), given)
    assert answer.status_code == 302
    row = ServiceAttempt.objects.get(service__notice__case=case)
    assert row.opened["relation"] == "儿子" and row.photo.name == "slip.png"
    facts = Event.objects.filter(kind="record_receipt").latest("pk").facts
    assert not {"receiver", "relation", "place"} & set(facts), "who took it is no part of the timeline"


def test_one_attempt_at_a_time_with_one_end(cast: Cast) -> None:
    case = sent(cast)
    service = Service.objects.get(notice__case=case)
    given = {"service": service, "way": "post", "sent_on": date(2026, 9, 3), "noted_at": at(SENT)}
    for wrong in ({"position": 2}, {"position": 2, "received_on": date(2026, 9, 3), "returned_on": date(2026, 9, 3)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceAttempt.objects.create(**given, **wrong)


# --- the record ---------------------------------------------------------------------------------------------------


def test_the_record_of_service_is_to_be_signed_and_then_tells_what_was_recorded(cast: Cast) -> None:
    from tests.caseflow.test_papers import text_of

    case = sent(cast)
    service = Service.objects.select_related(
        "notice__case__petition", "notice__case__matter", "notice__office", "notice__letterhead", "petitioner"
    ).get()
    paper = Notice.objects.get(case=case, kind="opinion")
    blank = record_text(service, at(SENT))
    assert f"收件人签名：{TO_FILL}" in blank and paper.number in blank and "受送达人：李秀英" in blank
    receipt(cast, case, "2026-09-04", is_refused=True, witness="村委会王某", place="柳塘镇1号", note="留置送达")
    service.refresh_from_db()
    body = record_pdf(service, at("2026-09-05"))
    told = text_of(body)
    for words in (
        "送达回证",
        "收到日期：2026年9月4日",
        "受送达人拒绝签收",
        "见证人：村委会王某",
        "送达地点：柳塘镇1号",
        "留置送达",
        "Ou",
    ):
        assert "".join(words.split()) in told, words
    assert paper_pdf.pages_of(body) == 1


def test_the_same_key_again_sends_once(cast: Cast) -> None:
    case = sent(cast)
    receipt(cast, case, "2026-09-04", came_back=True, return_reason="地址不详")
    for _n in range(2):
        perform(
            case.pk,
            "serve_again",
            cast.actor("ou", "2026-09-05"),
            at("2026-09-05"),
            expected_version=None,
            key="again",
            petitioner=person_of(case),
            way="post",
        )
    assert len(attempts(case)) == 2


def test_a_service_sent_before_the_chain_was_kept_is_its_own_first_attempt(cast: Cast) -> None:
    from importlib import import_module

    from django.db import connection

    case = receipt(cast, sent(cast), "2026-09-04", is_refused=True, witness="王某", note="挂号信回执")
    ServiceAttempt.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE caseflow_serviceattempt ALTER office_id DROP NOT NULL")  # as it was then
        cursor.execute(import_module("caseflow.migrations.0012_papers").FIRST_ATTEMPTS)
        cursor.execute(import_module("caseflow.migrations.0017_post_of_an_office").FILL)
    row = ServiceAttempt.objects.get(service__notice__case=case)
    assert row.office_id == cast.offices["housing"].pk
    assert attempts(case) == [(1, "post", True, False)] and row.is_refused
    assert row.opened == {"witness": "王某", "note": "挂号信回执"}
