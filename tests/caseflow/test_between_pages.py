"""The pages between offices: what is shown to whom, what is typed is kept, few statements however long the lists."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.models import Case, ClearanceStep, CompletenessMiss, Dispute, Duty, Part, Succession
from caseflow.services.clearance import NewStep, set_steps
from offices.models import Office
from tests import factories as f
from tests.caseflow.test_statements import at_most
from tests.cast import SINCE, TODAY, Cast, at


@pytest.fixture
def as_(cast: Cast):
    import time_machine

    f.staff(cast, "zhou", "city_government", "head")
    with time_machine.travel(at(TODAY, 18), tick=False):

        def begin(name: str) -> Client:
            client = Client(headers={"Accept-Language": "en"})
            client.force_login(cast.user(name), backend="offices.auth.DeskBackend")
            return client

        yield begin


def page(client: Client, case: Case) -> str:
    return client.get(reverse("caseflow:case", args=[case.uid])).content.decode()


def dispute(cast: Cast) -> Case:
    facts = {"parties": [cast.offices["water"].pk], "consulted_on": TODAY, "text": "双方均认为不属本单位"}
    return f.act(cast, f.forwarded(cast), "raise_dispute", "hei", hour=11, **facts)


def test_the_case_page_tells_of_the_dispute_and_that_clocks_run(as_, cast: Cast) -> None:
    body = page(as_("hei"), dispute(cast))
    assert "A dispute of competence is open since 2026-11-24; 云州市人民政府 decides" in body
    assert "双方均认为不属本单位" in body and "临江区水利局" in body


def test_the_queue_is_the_deciding_offices_alone(as_, cast: Cast) -> None:
    case, url = dispute(cast), reverse("caseflow:competence")
    body = as_("zhou").get(url).content.decode()
    assert case.petition.number in body and "1 dispute" in body and "decide_dispute" in body
    assert case.petition.number not in as_("hua").get(url).content.decode()
    answer = as_("zhou").post(
        reverse("caseflow:act", args=[case.uid, "decide_dispute"]),
        {
            "version": case.version,
            "key": "k",
            "target": cast.offices["water"].pk,
            "decided_on": "2026-11-24",
            "reason": "归水利局",
        },
    )
    assert answer.status_code == 302 and Dispute.objects.get().named == cast.offices["water"]
    assert "No dispute waits" in as_("zhou").get(url).content.decode()


def test_parts_are_asked_for_and_shown_with_their_lamps(as_, cast: Cast) -> None:
    case = f.accepted(cast)
    url = reverse("caseflow:act", args=[case.uid, "name_lead"])
    half = {"version": case.version, "key": "k", "office_1": cast.offices["water"].pk, "due_on_1": "2026-11-30", "asked_1": "核查水压",
            "asked_2": "只填了要求"}  # fmt: skip
    answer = as_("ou").post(url, half)
    assert (
        answer.status_code == 422 and "只填了要求" in answer.content.decode() and "核查水压" in answer.content.decode()
    )
    assert as_("ou").post(url, {**half, "asked_2": ""}).status_code == 302
    assert Part.objects.get().due_on == date(2026, 11, 30)
    body = page(as_("ou"), case)
    assert "Parts of other offices" in body and "核查水压" in body
    wai = page(as_("wai"), case)
    assert "Hand in the part" in wai and "Draft the opinion" not in wai


def test_a_part_with_files_keeps_them_beside_the_case(as_, cast: Cast, files_root) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = f.accepted(cast)
    part = {"office": cast.offices["water"].pk, "asked": "核查", "due_on": TODAY}
    case = f.act(cast, case, "name_lead", "ou", hour=12, parts=[part])
    file = SimpleUploadedFile("水压记录.txt", b"0.2MPa", "text/plain")
    url = reverse("caseflow:act", args=[case.uid, "hand_in_part"])
    assert (
        as_("wai").post(url, {"version": case.version, "key": "k", "text": "已核查", "files": file}).status_code == 302
    )
    body = page(as_("ou"), case)
    assert "水压记录.txt" in body and "已核查" in body


def test_clearance_is_set_by_the_head_and_shown_on_the_case(as_, cast: Cast) -> None:
    f.staff(cast, "lin", "housing", "officer")
    url, hei = reverse("caseflow:clearance"), as_("hei")
    bad = {"office": cast.offices["housing"].pk, "name_1": "审核", "role_1": "officer"}
    answer = hei.post(url, bad)
    assert (
        answer.status_code == 422
        and "signature of the head" in answer.content.decode()
        and "审核" in answer.content.decode()
    )
    assert hei.post(url, {**bad, "name_2": "签发", "role_2": "head"}).status_code == 302
    assert list(ClearanceStep.objects.values_list("position", "name")) == [(1, "审核"), (2, "签发")]
    assert hei.post(url, {**bad, "office": cast.offices["water"].pk}).status_code == 404, "another office's"
    case = f.act(cast, f.accepted(cast), "draft", "ou", hour=12, **f.OPINION)
    f.act(cast, case, "clear", "lin", hour=13)
    body = page(hei, case)
    assert "Clearance" in body and "cleared 2026-11-24" in body and "签发" in body
    assert "Clear the draft" in body and "The step “签发” has not cleared the draft yet." in body


def test_what_is_missing_stands_beside_the_act_and_in_the_count(as_, cast: Cast) -> None:
    case = f.accepted(cast)
    body = as_("ou").get(reverse("caseflow:act", args=[case.uid, "draft"])).content.decode()
    assert "What is missing" in body and "a record of hearing the petitioner" in body
    f.act(cast, case, "draft", "ou", hour=12, **f.OPINION)
    counted = as_("hei").get(reverse("caseflow:completeness")).content.decode()
    assert "a record of hearing the petitioner" in counted and "临江区住房和城乡建设局" in counted
    behind = as_("hei").get(reverse("caseflow:completeness") + "?code=investigated").content.decode()
    assert (
        case.petition.number in behind
        and behind.count("data-row") == CompletenessMiss.objects.filter(code="investigated").count()
    )
    assert as_("ou").get(reverse("caseflow:completeness")).status_code == 403
    assert as_("hei").get(reverse("caseflow:completeness") + "?code=nonsense&office=x").status_code == 200


@pytest.mark.parametrize(("language", "title", "column"), [("en", "What was missing", "Missing item"), ("zh-hans", "缺项统计", "缺少的内容")])  # fmt: skip
def test_the_column_has_a_heading_of_its_own(as_, cast: Cast, language: str, title: str, column: str) -> None:
    f.served(cast, TODAY)
    body = as_("hei").get(reverse("caseflow:completeness"), headers={"Accept-Language": language}).content.decode()
    assert f"<h1>{title}</h1>" in body and f'<th scope="col">{column}</th>' in body
    assert f'<th scope="col">{title}</th>' not in body


def test_the_api_lists_what_is_missing(as_, cast: Cast) -> None:
    case = f.accepted(cast)
    rows = as_("ou").get(f"/api/v1/cases/{case.uid}/acts/").json()["acts"]
    draft = next(r for r in rows if r["act"] == "draft")
    assert {m["code"] for m in draft["missing"]} == {"handler_declared", "investigated"}
    assert all(m["article"].startswith("Art.") and m["blocks"] is False for m in draft["missing"])


def test_an_office_is_ended_by_its_page(as_, cast: Cast) -> None:
    f.accepted(cast)
    Duty.objects.create(
        topic=cast.topics["property"], level=3, office=cast.offices["housing"], basis="条例", valid_from=SINCE
    )
    url, rena = reverse("caseflow:office_end", args=[cast.offices["housing"].pk]), as_("rena")
    assert "1 open case" in rena.get(url).content.decode()
    bad = {"kind": "merged", "last_day": "2026-11-30", "reason": "机构改革"}
    answer = rena.post(url, bad)
    assert answer.status_code == 422 and "机构改革" in answer.content.decode() and not Succession.objects.exists()
    assert rena.post(url, {**bad, "successors": "临江区水利局"}).status_code == 302
    office = Office.objects.get(code="LJZJ")
    assert (office.valid_until, office.successor) == (date(2026, 11, 30), cast.offices["water"])
    assert Duty.objects.filter(office=cast.offices["water"]).count() == 1


def test_cases_of_a_split_office_wait_at_the_superior(as_, cast: Cast) -> None:
    case = f.accepted(cast, "2026-11-20")
    Office.objects.filter(code="LJZJ").update(valid_until=date(2026, 11, 22))
    body = as_("hua").get(reverse("caseflow:competence")).content.decode()
    assert case.petition.number in body and "succeed" in body
    assert case.petition.number not in as_("yuan").get(reverse("caseflow:competence")).content.decode()


def test_the_meter_of_returns_stands_in_the_offices_list(as_, cast: Cast) -> None:
    case = f.forwarded(cast, "2026-11-20")
    f.act(cast, case, "object", "ou", "2026-11-21", reason="不属本单位")
    f.act(cast, case, "confirm_objection", "pan", "2026-11-22", reason="属实")
    body = as_("pan").get(reverse("caseflow:cases")).content.decode()
    assert "returned once" in body and "4 days" in body
    assert "4 days" in page(as_("pan"), Case.objects.get(pk=case.parent_id))


def test_steps_of_another_kind_of_paper_are_kept_apart(cast: Cast) -> None:
    chain = [NewStep("法制", role="officer", papers=("opinion",)), NewStep("签发", role="head")]
    set_steps(cast.offices["housing"], chain, cast.actor("hei"), at(TODAY, 8))
    assert ClearanceStep.objects.get(position=1).papers == ["opinion"]


@pytest.mark.parametrize("many", [1, 4])
def test_the_queue_reads_as_much_for_many_as_for_one(as_, cast: Cast, many: int) -> None:
    for _n in range(many):
        dispute(cast)
    zhou, url = as_("zhou"), reverse("caseflow:competence")
    zhou.get(url)
    with at_most(13):
        assert zhou.get(url).status_code == 200


def test_the_api_shows_parts_disputes_and_steps(as_, cast: Cast) -> None:
    case = dispute(cast)
    f.act(
        cast,
        case,
        "name_lead",
        "ou",
        hour=12,
        parts=[{"office": cast.offices["station"].pk, "asked": "核查", "due_on": TODAY}],
    )
    told = as_("ou").get(f"/api/v1/cases/{case.uid}/").json()
    assert told["disputes"][0]["parties"] == "临江区水利局" and told["disputes"][0]["decided_on"] is None
    assert told["parts"][0] == {"office": "临江区物业管理站", "asked": "核查", "due_on": "2026-11-24", "handed_in_on": None,
                                "taken_back_on": None, "text": ""}  # fmt: skip
    assert told["clearance"] == told["decisions"] == []
