"""R22 Art. 21 ¶2: the petitioner asks by her code, hands in, collects her answer, evaluates; each office learns what is its to know."""

import time_machine
from django.test import Client

from caseflow.models import Clock, Evaluation, Reminder, Service
from petitions.models import Event
from tests import factories as f
from tests.cast import at


def test_from_evidence_to_two_ratings(cast, files_root) -> None:
    case = f.accepted(cast, "2026-09-01")
    person = case.petition.petitioners.get()

    with time_machine.travel(at("2026-09-03", 18), tick=False):  # she hands in what she found at home
        her = Client(headers={"Accept-Language": "zh-CN"})
        f.enter(her, case.petition)
        url = f"/query/mine/cases/{case.uid}/hand_in/"
        key = her.get(url).context["form"]["key"].value()
        her.post(url, {"text": "找到了物业的书面承诺", "version": 1, "key": key})
    assert Reminder.objects.filter(kind="evidence", user=cast.user("ou")).count() == 1

    f.act(cast, case, "draft", "ou", "2026-09-10", **f.OPINION)
    f.act(cast, case, "clear", "hei", "2026-09-11")
    f.act(cast, case, "decide", "hei", "2026-09-11", hour=11)
    f.act(cast, case, "send", "ou", "2026-09-12", ways={person.pk: "collection"})

    with time_machine.travel(at("2026-09-14", 18), tick=False):  # she collects it: that is the proof
        her = Client(headers={"Accept-Language": "zh-CN"})
        f.enter(her, case.petition)
        paper = f"/query/mine/papers/{case.notices.get(kind='opinion').uid}/"
        assert "责成物业公司" in her.get(paper).content.decode() and Service.objects.get().received_on is None
        her.post(paper)
        page = her.get("/query/mine/").content.decode()
        assert "2026年10月14日" in page and "请于2026年10月12日前评价" in page
        for rated, value, reason in (("petition", 0, ""), ("responsible", 3, "承诺仍未兑现")):
            her.post(f"/query/mine/evaluate/{case.matter.uid}/{rated}/", {"value": value, "reason": reason})
        assert her.get("/query/mine/").content.decode().count("您已评价") == 2
    assert Clock.objects.get(term="C8").petitioner_id == person.pk
    assert sorted(Evaluation.objects.values_list("rated", "value")) == [("petition", 0), ("responsible", 3)]

    office = Client(headers={"Accept-Language": "zh-CN"})  # the handler reads what was handed in, and no rating
    office.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    told = office.get(f"/cases/{case.uid}/").content.decode()
    assert "找到了物业的书面承诺" in told and "承诺仍未兑现" not in told
    assert not Event.objects.filter(kind__contains="evaluat").exists()
