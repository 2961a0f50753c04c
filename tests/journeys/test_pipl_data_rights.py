"""PIPL Art. 44-50: she sees, copies and corrects her data and disputes a field; the office answers in time."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.facts import Refused
from caseflow.models import DataRequest
from caseflow.services.data_rights import ask_by_page, ask_data, data_of, decide, requests_of
from petitions.models import Event, Petitioner, ReadLog
from petitions.sealing import fingerprint, unseal
from petitions.services.inputs import Person
from tests import factories as f
from tests.cast import TODAY, at

WANG = Person(name="王小明", phone="13900000009", address="临江区柳塘镇8号", identity="110101199003070716")


def person(cast, **over) -> Petitioner:
    return f.petition(cast, persons=(WANG,), **over).petitioners.get()


def client(cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def test_it_is_due_in_the_settings_working_days(cast) -> None:
    request = ask_data(person(cast), "see", at("2026-09-28"))
    assert request.due_on == date(2026, 10, 23)  # fifteen working days over the October holidays and their make-up day


def test_her_copy_says_all_that_is_kept_and_showing_it_is_logged(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 12))
    her = person(cast)
    request = ask_data(her, "copy", at(TODAY, 11))
    told = dict(data_of(her)).values()
    assert {"王小明", "13900000009", "110101199003070716", "临江区柳塘镇8号"} <= set(told)
    page = reverse("caseflow:data_request", args=[request.uid])
    assert "13900000009" not in client(cast, "pan").get(page).content.decode()
    assert "13900000009" in client(cast, "pan").post(page, {"copy": "1"}).content.decode()
    line = ReadLog.objects.get(kind="copy")
    assert (line.user, line.petitions) == (cast.user("pan"), [her.petition_id])


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "临江区柳塘镇9号"), ("name", "王晓明"), ("email", "w@example.org"), ("birth_on", "1990-03-07")],
)
def test_a_granted_correction_changes_the_field_and_keeps_both_values(cast, field: str, value: str) -> None:
    her = person(cast)
    request = ask_data(her, "correct", at(TODAY, 11), field=field, value=value, text="写错了")
    decide(request, "granted", "已更正", cast.actor("pan"), at(TODAY, 12))
    her.refresh_from_db()
    request.refresh_from_db()
    assert str(getattr(her, field)) == value and request.state == "granted"
    assert request.opened["old"] == {"address": "临江区柳塘镇8号", "name": "王小明"}.get(field, "")
    line = Event.objects.get(kind="correct_person")
    assert line.facts["field"] == field and value not in str(line.facts) and "柳塘" not in str(line.facts)


@pytest.mark.parametrize(("field", "value"), [("phone", "13700000007"), ("identity", "11010119900307109X")])
def test_numbers_never_reach_the_event(cast, field: str, value: str) -> None:
    her = person(cast)
    request = ask_data(her, "correct", at(TODAY, 11), field=field, value=value)
    decide(request, "granted", "", cast.actor("pan"), at(TODAY, 12))
    her.refresh_from_db()
    assert unseal(getattr(her, field)) == value and getattr(her, f"{field}_hash") == fingerprint(value, field)
    line = str(Event.objects.get(kind="correct_person").facts)
    assert value not in line and getattr(WANG, field) not in line and value[-4:] in line
    assert value not in str(DataRequest.objects.get().__dict__)


def test_a_confidential_petitioner_stays_sealed(cast) -> None:
    her = f.accusation(cast, persons=(WANG,)).petition.petitioners.get()
    request = ask_data(her, "correct", at(TODAY, 11), field="address", value="临江区柳塘镇9号")
    for who in ("pan", "hua"):
        with pytest.raises(Refused):
            decide(request, "granted", "", cast.actor(who), at(TODAY, 12))
    decide(request, "granted", "", cast.actor("mi"), at(TODAY, 12))
    her.refresh_from_db()
    assert (her.address, her.opened["address"]) == ("", "临江区柳塘镇9号")
    assert Event.objects.get(kind="correct_person").facts == {}


def test_a_field_of_the_registration_goes_by_the_act_amend(cast) -> None:
    her = person(cast)
    request = ask_data(her, "correct", at(TODAY, 11), field="region", value="990102000000")
    decide(request, "granted", "", cast.actor("pan"), at(TODAY, 12))
    her.petition.refresh_from_db()
    assert her.petition.region == cast.regions["district"]
    assert Event.objects.get(kind="amend").facts["old"] == cast.regions["town"].pk


def test_a_refusal_gives_reasons_and_is_final(cast) -> None:
    request = ask_data(person(cast), "dispute", at(TODAY, 11), field="name", text="不是我写的")
    with pytest.raises(Refused):
        decide(request, "refused", " ", cast.actor("pan"), at(TODAY, 12))
    decide(request, "refused", "与原件一致；可向上一级机关投诉", cast.actor("pan"), at(TODAY, 12))
    with pytest.raises(Refused) as refused:
        decide(request, "granted", "", cast.actor("pan"), at(TODAY, 13))
    assert refused.value.refusal.code == "decided_before"
    assert [r.opened_answer for r in requests_of(request.petitioner)] == ["与原件一致；可向上一级机关投诉"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("correct", {"field": "identity", "value": "110101199003070717"}), ("correct", {"field": "phone", "value": "12"}),
        ("correct", {"field": "birth_on", "value": "2099-01-01"}), ("correct", {"field": "text", "value": "改"}),
        ("correct", {"field": "email", "value": "nobody"}), ("correct", {"field": "name"}), ("correct", {}), ("dispute", {"field": "name"}), ("steal", {}),
        ("correct", {"field": "visitors", "value": "-1"}), ("correct", {"field": "region", "value": "没有"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_kept(cast, kind: str, more: dict) -> None:
    with pytest.raises(Refused):
        ask_data(person(cast), kind, at(TODAY, 11), **more)
    assert not DataRequest.objects.exists()


def test_in_her_own_words_the_office_says_which_field(cast) -> None:
    her = person(cast)
    for _twice in range(2):
        ask_by_page(her, "correct", "门牌写错了，是9号", at(TODAY, 11), key="p1:k")
    request = DataRequest.objects.get()
    with pytest.raises(Refused):
        decide(request, "granted", "", cast.actor("pan"), at(TODAY, 12))
    decide(request, "granted", "已更正", cast.actor("pan"), at(TODAY, 12), field="address", value="临江区柳塘镇9号")
    her.refresh_from_db()
    assert her.address == "临江区柳塘镇9号"


def test_the_same_is_asked_once_while_it_is_open(cast) -> None:
    her = person(cast)
    ask_data(her, "see", at(TODAY, 11))
    with pytest.raises(Refused) as refused:
        ask_data(her, "see", at(TODAY, 12))
    assert refused.value.refusal.code == "asked_before"


def test_its_pages(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 12))
    request = ask_data(person(cast), "correct", at(TODAY, 11), field="address", value="临江区柳塘镇9号")
    pan, page = client(cast, "pan"), reverse("caseflow:data_request", args=[request.uid])
    assert request.petition.number in pan.get(reverse("caseflow:data_requests")).content.decode()
    assert request.petition.number not in client(cast, "ou").get(reverse("caseflow:data_requests")).content.decode()
    assert "柳塘镇9号" in pan.get(page).content.decode()
    assert pan.post(page, {"decide": "1", "state": "refused", "text": ""}).status_code == 422
    assert pan.post(page, {"decide": "1", "state": "granted", "text": "已更正"}).status_code == 302
    assert request.petition.number not in pan.get(reverse("caseflow:data_requests")).content.decode()
