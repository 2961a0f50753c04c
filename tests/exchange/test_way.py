"""A petition's whole way over REST alone, by the programs of the cast; and what each of them may not do."""

from datetime import timedelta

from caseflow.models import Case, OnlineConsent
from exchange.models import DoneRequest
from exchange.services.once import drop_old
from petitions.models import Petition
from tests import factories as f
from tests.exchange.conftest import LETTER


def act(who, case: str, name: str, **facts):
    """The act at the version that a fresh read gives."""
    version = who.get(f"cases/{case}/").headers["ETag"]
    answer = who.post(f"cases/{case}/acts/{name}/", facts, **{"If-Match": version})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_from_registering_to_the_receipt(cast, program) -> None:
    chen, pan, ou, hei = (program(name) for name in ("chen", "pan", "ou", "hei"))
    answer = chen.post("petitions/", LETTER)
    assert answer.status_code == 201
    made = answer.json()
    assert len(made["query_codes"][0]["code"]) == 10 and made["in_sight"] is True
    letter = chen.get(f"petitions/{made['uid']}/").json()
    assert letter["text"] == LETTER["text"] and letter["petitioners"][0]["name"] == "李秀英"
    desk = letter["cases"][0]["uid"]

    options = pan.get(f"cases/{desk}/acts/").json()
    forward = next(o for o in options["acts"] if o["act"] == "forward")
    assert forward["possible"] and [(x["name"], x["type"]) for x in forward["facts"]] == [
        ("reason", "text"),
        ("target", "office"),
    ]
    done = act(pan, desk, "forward", target="LJZJ", reason="职责目录")
    assert done["state"] == "passed_on"
    case = done["opened"][0]["uid"]

    assert act(ou, case, "accept")["state"] == "accepted"
    draft = {**f.OPINION, "items": f.OPINION["items"]}
    assert act(ou, case, "draft", **draft)["state"] == "in_clearance"
    assert act(hei, case, "clear")["state"] == "in_clearance"
    decided = act(hei, case, "decide")
    assert decided["state"] == "decided" and decided["outcome"] == "supported"
    send = next(o for o in ou.get(f"cases/{case}/acts/").json()["acts"] if o["act"] == "send")
    person = send["facts"][0]["choices"][0]["value"]
    assert person == letter["petitioners"][0]["id"]
    assert act(ou, case, "send", ways=[{"petitioner": person, "way": "post"}])["state"] == "served"
    act(ou, case, "record_receipt", petitioner=person, received_on="2026-11-24")

    whole = ou.get(f"cases/{case}/").json()
    assert whole["opinion"]["status"] == "decided" and whole["opinion"]["items"][0]["outcome"] == "supported"
    assert [c["status"] for c in whole["clocks"] if c["term"] == "C6"] == ["met"]
    assert [c["term"] for c in whole["clocks"] if c["status"] == "running"] == ["C8"]
    kinds = [p["kind"] for p in ou.get(f"cases/{case}/papers/").json()["results"]]
    assert kinds == ["acceptance", "opinion"]
    paper = ou.get(f"papers/{ou.get(f'cases/{case}/papers/').json()['results'][1]['uid']}/").json()
    assert "控制柜" in paper["text"] and paper["services"][0]["received_on"] == "2026-11-24"
    events = ou.get(f"matters/{whole['matter']['uid']}/events/").json()["results"]
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert {"register", "forward", "accept", "draft", "clear", "decide", "send", "record_receipt"} <= {
        e["kind"] for e in events
    }
    own = ou.get(f"cases/{case}/events/").json()["results"]
    assert {e["case"] for e in own} == {case} and own[-1]["kind"] == "record_receipt"
    assert chen.get(f"petitions/{made['uid']}/").json()["cases"][-1]["outcome"] == "supported"


def test_consent_to_electronic_service_is_taken_as_on_the_page(cast, program) -> None:
    people = [
        {"name": "李秀英", "address": "柳塘镇1号", "agrees_online": True},
        {"name": "王建国", "address": "柳塘镇2号"},
    ]
    made = program("chen").post("petitions/", {**LETTER, "petitioners": people})
    assert made.status_code == 201
    consent = OnlineConsent.objects.get()
    assert consent.petitioner.name == "李秀英" and consent.at_registration
    wrong = program("chen").post(
        "petitions/", {**LETTER, "petitioners": [{"name": "李秀英", "agrees_online": "perhaps"}]}
    )
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "petitioners.0.agrees_online"


def test_seeing_is_not_doing(cast, program) -> None:
    case = f.forwarded(cast)
    chen, wai = program("chen"), program("wai")
    answer = chen.post(f"cases/{case.uid}/acts/accept/", {"version": case.version})
    assert answer.status_code == 403 and answer.json()["rule"] == "other_office"
    assert wai.post(f"cases/{case.uid}/acts/accept/", {"version": case.version}).status_code == 404
    refused = program("ou").post(f"cases/{case.uid}/acts/decide/", {"version": case.version})
    assert refused.status_code == 409 and refused.json()["rule"] == "wrong_state"
    case.refresh_from_db()
    assert case.state == "received" and case.version == 1


def test_an_act_wants_its_version_and_names_who_was_in_between(cast, program) -> None:
    case = f.forwarded(cast)
    ou = program("ou")
    path = f"cases/{case.uid}/acts/investigate/"
    missing = ou.post(path, {"text": "到现场"})
    assert missing.status_code == 428 and missing.json()["type"].endswith("precondition-required")
    f.act(cast, case, "accept", "ou")
    late = ou.post(path, {"text": "到现场", "version": 1})
    body = late.json()
    assert late.status_code == 412 and [e["kind"] for e in body["events"]] == ["accept"] and body["version"] == 2
    assert ou.post(path, {"text": "到现场"}, **{"If-Match": 'W/"2"'}).status_code == 200
    assert ou.post(path, {"text": "到现场", "version": 3}, **{"If-Match": '"2"'}).status_code == 422
    for forged in (2**31 - 1, 1):
        assert ou.post(path, {"text": "x", "version": forged}).status_code == 412


def test_errors_name_the_field_in_the_body(cast, program) -> None:
    case = f.accepted(cast)
    ou = program("ou")
    body = {
        "version": case.version,
        "findings": "x",
        "basis": "y",
        "items": [{"request": "a", "outcome": "adopted", "answer": "b"}],
    }
    answer = ou.post(f"cases/{case.uid}/acts/draft/", body)
    fields = {(e["field"], e["rule"]) for e in answer.json()["errors"]}
    assert answer.status_code == 422 and fields == {("items.0.outcome", "invalid_choice"), ("remedy", "required")}
    unknown = ou.post(f"cases/{case.uid}/acts/draft/", {**body, "remedies": "z"}).json()
    assert {"field": "remedies", "rule": "unknown", "detail": "There is no such field."} in unknown["errors"]
    pan = program("pan")
    desk = f.case_of(f.petition(cast))
    nowhere = pan.post(f"cases/{desk.uid}/acts/forward/", {"version": 1, "target": "NOWHERE", "reason": "r"})
    assert nowhere.status_code == 422 and nowhere.json()["errors"][0]["field"] == "target"
    own = pan.post(f"cases/{desk.uid}/acts/forward/", {"version": 1, "target": "YZXF", "reason": "r"})
    assert own.status_code == 422 and own.json()["errors"][0]["field"] == "target"


def test_the_refusal_names_rule_and_article_in_the_callers_language(cast, program) -> None:
    case = f.forwarded(cast)
    ou, path = program("ou"), f"cases/{case.uid}/acts/direct/"
    body = {"version": 1, "organ": "法院", "organ_address": "人民路1号", "reason": "诉讼"}
    english = ou.post(path, body).json()
    assert (english["rule"], english["article"], english["status"]) == ("has_sender", "Art. 23 ¶3", 409)
    ou.language = "zh-hans"
    chinese = ou.post(path, body).json()
    assert (
        chinese["rule"] == "has_sender" and chinese["article"] == "第23条第3款" and chinese["title"] != english["title"]
    )


def test_the_same_key_again_gives_the_same_answer(cast, program) -> None:
    case = f.forwarded(cast)
    ou = program("ou")
    path, body = f"cases/{case.uid}/acts/accept/", {"version": 1}
    first = ou.post(path, body, key="k-1")
    again = ou.post(path, body, key="k-1")
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert Case.objects.get(pk=case.pk).version == 2
    other = ou.post(path, {"version": 2}, key="k-1")
    assert other.status_code == 422 and other.json()["type"].endswith("key-reused")
    elsewhere = ou.post(f"cases/{case.uid}/acts/investigate/", {"version": 2, "text": "x"}, key="k-1")
    assert elsewhere.status_code == 422
    assert ou.post(path, body, key="").json()["errors"][0] == {
        "field": "Idempotency-Key", "rule": "required",
        "detail": "Give every POST a key of its own (a UUID); the same key again does nothing twice.",
    }  # fmt: skip
    assert program("hei").post(path, {"version": 2}, key="k-1").status_code == 409, "keys are each user's own"


def test_registering_twice_with_one_key_registers_once(cast, program) -> None:
    chen = program("chen")
    first, again = (chen.post("petitions/", LETTER, key="letter-1") for _n in range(2))
    assert first.json() == again.json() and Petition.objects.count() == 1
    assert chen.post("petitions/", {**LETTER, "summary": "别的"}, key="letter-1").status_code == 422
    refused = chen.post("petitions/", {**LETTER, "received_on": "2026-12-24"}, key="letter-2")
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "received_on"
    assert chen.post("petitions/", LETTER, key="letter-2").status_code == 201, "a refused request uses up no key"


def test_registration_is_checked_as_on_the_page(cast, program) -> None:
    chen = program("chen")
    wrong = {
        **LETTER,
        "is_oral": True,
        "region": "990199999999",
        "petitioners": [{"name": "李"}, {"identity": "123", "phone": "12"}],
    }
    found = {e["field"] for e in chen.post("petitions/", wrong).json()["errors"]}
    assert {"read_back", "region", "petitioners.1.identity", "petitioners.1.phone"} <= found
    visit = {**LETTER, "channel": "visit", "petitioners": [{"name": f"李{n}"} for n in range(6)]}
    assert chen.post("petitions/", visit).json()["errors"][0]["field"] == "is_joint"
    assert program("su").post("petitions/", LETTER).status_code == 403
    assert Petition.objects.count() == 0
    secret = chen.post("petitions/", {**LETTER, "purpose": "accusation"}).json()
    assert secret["in_sight"] is False and chen.get(f"petitions/{secret['uid']}/").status_code == 404
    shown = program("mi").get(f"petitions/{secret['uid']}/", **{"X-Reason": "check"})
    assert shown.json()["text"] == LETTER["text"]


def test_whoever_oversees_sees_the_name_masked(cast, program) -> None:
    case = f.forwarded(cast)
    seen = {}
    for who in ("ou", "chen", "dan"):
        answer = program(who).get(f"cases/{case.uid}/")
        seen[who] = answer.json()["petitioners"][0] if answer.status_code == 200 else None
    assert seen["ou"]["name"] == seen["chen"]["name"] == "李秀英" and seen["ou"]["address"]
    assert "13800000001" not in str(program("ou").get(f"cases/{case.uid}/").content.decode())
    far = f.petition(cast, who="yuan", office_id=cast.offices["far_petition"].pk)
    above = program("su").get(f"petitions/{far.uid}/").json()["petitioners"][0]
    assert above["name"] == "李**" and above["address"] == ""


def test_an_answer_is_kept_for_ninety_days_and_what_was_done_for_good(cast, program) -> None:
    chen = program("chen")
    first = chen.post("petitions/", LETTER, key="letter-9").json()
    made = DoneRequest.objects.get().at
    assert drop_old(made + timedelta(days=90)) == 0
    assert drop_old(made + timedelta(days=90, seconds=1)) == 1 and not DoneRequest.objects.exists()
    assert chen.post("petitions/", LETTER, key="letter-9").json()["uid"] == first["uid"]
    assert Petition.objects.count() == 1
