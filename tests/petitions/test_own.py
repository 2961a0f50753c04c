"""Her own petitions, at her request: name and number together, within sight, by matter, written down, never in an address."""

import pytest

from petitions.models import Petitioner, ReadLog
from petitions.services.inputs import Person
from tests import factories as f
from tests.cast import TODAY, at

LI = Person(name="李秀英", phone="13800000001", address="柳塘镇1号", identity="11010519491231002X")


@pytest.fixture(autouse=True)
def today():
    import time_machine

    with time_machine.travel(at(TODAY, 12), tick=False):
        yield


def ask(client, cast, who: str, **over):
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    data = {
        "name": "李秀英",
        "identity": "11010519491231002x",
        "phone": "",
        "shown_by": "card",
        "reason": "本人询问进展",
    }
    return client.post("/petitions/at-her-request/", data | over)


def test_found_by_name_with_document_or_telephone_and_written_down(client, cast) -> None:
    one = f.petition(cast, TODAY, persons=(LI,))
    two = f.petition(cast, TODAY, persons=(LI,), summary="另一事项")
    f.petition(cast, TODAY, persons=(Person(name="李秀兰", phone="13800000001", address="x"),), summary="别人的信")
    for given in ({}, {"identity": "", "phone": "+86 138-0000-0001"}, {"name": "李 秀英"}):
        page = ask(client, cast, "chen", **given)
        body = page.content.decode()
        assert page.status_code == 200 and one.number in body and two.number in body and "别人的信" not in body
        assert "13800000001" not in body and "11010519491231002" not in body.upper()
    log = ReadLog.objects.all()
    assert log.count() == 3 and set(log[0].petitions) == {one.pk, two.pk}
    assert (log[0].user, log[0].office_id, log[0].shown_by) == (
        cast.user("chen"),
        cast.offices["city_petition"].pk,
        "card",
    )
    assert "李秀英" not in str(list(log.values()))


def test_neither_the_name_nor_the_number_alone_finds_anything(client, cast) -> None:
    f.petition(cast, TODAY, persons=(LI,), summary="她的信")
    for over in ({"name": "王五"}, {"identity": "", "phone": "13911111111"}):
        assert "她的信" not in ask(client, cast, "chen", **over).content.decode()
    refused = ask(client, cast, "chen", identity="", phone="")
    assert refused.status_code == 422 and "李秀英" in refused.content.decode(), "what was typed is kept"
    assert ask(client, cast, "chen", reason="").status_code == 422
    assert ReadLog.objects.count() == 2, "a request without a reason reads nothing; one that finds nothing is logged"


def test_only_within_ones_own_sight_and_nothing_confidential(client, cast) -> None:
    far = {"office_id": cast.offices["far_petition"].pk, "region_id": cast.regions["far"].pk}
    f.petition(cast, TODAY, "yuan", persons=(LI,), summary="远山的信", **far)
    f.petition(cast, TODAY, "mi", persons=(LI,), purpose="accusation", summary="乌鸦举报")
    assert not Petitioner.objects.filter(petition__confidential=True).exclude(identity_hash="").exists()
    assert "远山的信" not in ask(client, cast, "chen").content.decode()
    for who in ("yuan", "mi"):
        body = ask(client, cast, who).content.decode()
        assert ("远山的信" in body) == (who == "yuan") and "乌鸦" not in body


def test_nothing_by_address_and_nothing_for_who_only_oversees(client, cast) -> None:
    found = f.petition(cast, TODAY, persons=(LI,))
    client.force_login(cast.user("chen"), backend="offices.auth.DeskBackend")
    page = client.get("/petitions/at-her-request/?name=李秀英&identity=11010519491231002X")
    assert found.number not in page.content.decode() and "李秀英" not in page.content.decode().split("<main")[1]
    assert ask(client, cast, "su").status_code == 403


def test_the_log_takes_no_change(cast, client) -> None:
    from django.db import DatabaseError, transaction

    ask(client, cast, "chen")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReadLog.objects.update(reason="x")
