"""Her page: each state has its words and its next day, secrecy, papers and receipts, what she may do and hand in."""

import re
import uuid
from datetime import date

import pytest
import segno
import time_machine
from django.test import Client
from django.utils import translation

from caseflow.models import Case, Clock, Reminder
from caseflow.services import own_page, own_words
from caseflow.texts.own_page import OWN_ACTS, WORDS
from caseflow.workflow import FINAL, STATES, TABLE
from petitions.models import Event
from petitions.services.inputs import Person
from tests import factories as f
from tests.cast import TODAY, Cast, at

LATER = "2026-09-20"
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


def page(case: Case, day: str = LATER, person: int = 0) -> own_page.OwnPage:
    """The page of the petitioner who began the case's petition."""
    petitioner = case.petition.petitioners.all()[person]
    with translation.override("en"):
        return own_page.page_of(
            type(petitioner).objects.select_related("petition__office").get(pk=petitioner.pk), at(day, 12)
        )


@pytest.mark.parametrize(
    ("kind", "state"), [(k, s) for some in (STATES, FINAL) for k, states in some.items() for s in states]
)
def test_every_state_has_words_in_both_languages(kind: str, state: str) -> None:
    with translation.override("en"):
        english = [str(t) for t in WORDS[kind, state]]
    with translation.override("zh-hans"):
        chinese = [str(t) for t in WORDS[kind, state]]
    for one, other in zip(english, chinese, strict=True):
        assert one and other and one != other


def test_every_act_of_hers_has_plain_words() -> None:
    assert {row.act for row in TABLE if row.by_petitioner} <= OWN_ACTS.keys()


def extended(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast, "2026-09-01"), "extend", "hei", "2026-09-10", days=20, reason="案情复杂")


def objected(cast: Cast) -> Case:
    return f.act(cast, f.forwarded(cast, "2026-09-01"), "object", "ou", "2026-09-02", reason="不属本单位")


def returned(cast: Cast) -> Case:
    return f.act(cast, objected(cast), "confirm_objection", "pan", "2026-09-03", reason="属实")


def passed_down(cast: Cast) -> Case:
    return f.act(
        cast,
        f.forwarded(cast, "2026-09-01"),
        "pass_down",
        "ou",
        "2026-09-02",
        target=cast.offices["station"].pk,
        reason="下级职责",
    )


def directed(cast: Cast) -> Case:
    case = f.case_of(f.petition(cast, "2026-09-01", "ou", office_id=cast.offices["housing"].pk))
    return f.act(cast, case, "direct", "ou", "2026-09-02", organ="区法院", organ_address="人民路1号", reason="不属")


def received(cast: Cast) -> Case:
    case = f.served(cast, "2026-09-01")
    return f.act(
        cast,
        case,
        "record_receipt",
        "ou",
        "2026-09-05",
        petitioner=case.petition.petitioners.get().pk,
        received_on=date(2026, 9, 4),
    )


def suggestion(cast: Cast) -> Case:
    return f.accepted(cast, "2026-09-01", purpose="suggestion")


def drafted(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast, "2026-09-01"), "draft", "ou", "2026-09-03", **f.OPINION)


C3 = "Within 15 days the office tells you in writing whether it accepts it and how it goes on: by 16 Sep 2026. (Regulations on Petition Work, Art. 23 ¶3)"
C6 = "Within 60 days of acceptance you get a written answer: by 2 Nov 2026. (Regulations on Petition Work, Art. 34)"
SENT = "If you agree, there is nothing you have to do."
# what happened, on which day she looks -> where it is, what comes next, in whose charge
STATES_TOLD = [
    (lambda c: f.case_of(f.petition(c, "2026-09-01")), "2026-09-02", "Your petition is registered",
     ["Within 15 days of receipt it is passed on to the office in charge: by 16 Sep 2026. (Regulations on Petition Work, Art. 22)"], "YZXF"),
    (lambda c: f.case_of(f.petition(c, "2026-09-01", "ou", office_id=c.offices["housing"].pk)), "2026-09-02", "The office below has received it",
     ["Within 15 days of receipt you are told in writing whether it is accepted and how it goes on: by 16 Sep 2026. (Regulations on Petition Work, Art. 23 ¶1)"], "LJZJ"),
    (lambda c: f.forwarded(c, "2026-09-01"), "2026-09-02", "The office below has received it", [C3], "LJZJ"),
    (objected, "2026-09-02", "The office says that another one", [C3], "LJZJ"),
    (returned, "2026-09-04", "Your petition is registered", ["Within 5 working days it is passed on again: by 10 Sep 2026. (a rule of this desk)"], "YZXF"),
    (passed_down, "2026-09-02", "The office below has received it", [C3.replace("16 Sep", "17 Sep")], "LJZJ1"),
    (lambda c: f.accepted(c, "2026-09-01"), LATER, "It is accepted and being handled", [C6], "LJZJ"),
    (suggestion, LATER, "It is accepted", ["Within 60 days of acceptance you get a reply to your suggestion: by 2 Nov 2026. (a rule of this desk)"], "LJZJ"),
    (extended, LATER, "It is accepted", ["Within 60 days of acceptance, extended by 20 days, you get a written answer: by 20 Nov 2026. (Regulations on Petition Work, Art. 34)"], "LJZJ"),
    (drafted, LATER, "The answer is written", [C6], "LJZJ"),
    (lambda c: f.decided(c, "2026-09-01"), LATER, "The answer is decided", [C6], "LJZJ"),
    (lambda c: f.served(c, "2026-09-01"), LATER, "The answer was sent to you", [SENT], "LJZJ"),
    (received, LATER, "The answer was sent to you", [SENT], "LJZJ"),
    (lambda c: f.act(c, received(c), "close", "ou", "2026-09-06"), LATER, "It is finished", ["The papers stay here for you to read."], "LJZJ"),
    (directed, LATER, "Another organ is in charge", ["The notice names it and its address; please turn there."], "LJZJ"),
    (lambda c: f.act(c, f.case_of(f.petition(c, "2026-09-01")), "void", "pan", "2026-09-02", second=c.user("hua").pk, reason="重复登记"), LATER,
     "This registration was void", ["If you think this is wrong, please turn to the office below."], "YZXF"),
    (lambda c: f.forwarded(c, "2026-09-01"), LATER, "The office below has received it",
     ["This was due on 16 Sep 2026 and has not come yet (4 days late).", C3], "LJZJ"),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "day", "now", "then", "office"), STATES_TOLD)
def test_where_it_is_and_what_comes_next_and_by_when(cast, begin, day, now, then, office) -> None:
    part = page(begin(cast), day).parts[0]
    with translation.override("en"):
        assert part.now.startswith(now)
        assert part.then == then and part.office.code == office


def test_refused_as_a_duplicate_and_joined_are_explained(cast) -> None:
    pending = f.accepted(cast, "2026-09-01", office_id=cast.offices["city_petition"].pk)
    second = f.case_of(f.petition(cast, "2026-09-02"))
    f.act(cast, second, "refuse_duplicate", "pan", "2026-09-03", pending=pending.pk, reason="同一事项")
    assert "not taken up a second time" in page(second).parts[0].now
    kept = f.petition(cast, "2026-09-01")
    f.act(cast, f.case_of(kept), "keep", "pan", "2026-09-02")
    third = f.petition(cast, "2026-09-02", persons=(Person(name="赵六", address="二号"),))
    f.act(
        cast, f.case_of(third), "join", "pan", "2026-09-03", pending=f.case_of(kept, "handling").pk, reason="同一事项"
    )
    told = page(f.case_of(third))
    assert "was joined to it" in told.parts[0].joined and told.parts[0].now.startswith("The office below")
    assert [x.notice.kind for x in told.papers] == ["joined"], "and no paper with another petitioner's name"
    assert not page(f.case_of(kept, "handling")).parts[0].joined


def test_joined_to_a_case_that_is_still_at_the_desk(cast) -> None:
    first = f.petition(cast, "2026-09-01")
    second = f.petition(cast, "2026-09-02", persons=(Person(name="赵六", address="二号"),))
    f.act(cast, f.case_of(second), "join", "pan", "2026-09-03", pending=f.case_of(first).pk, reason="同一事项")
    told = page(f.case_of(second), "2026-09-04").parts[0]
    assert "was joined to it" in told.joined and told.now.startswith("Your petition is registered")
    f.act(cast, f.case_of(first), "forward", "pan", "2026-09-05", target=cast.offices["housing"].pk, reason="职责目录")
    assert page(f.case_of(second), "2026-09-06").parts[0].office.code == "LJZJ"


@pytest.mark.parametrize(
    ("begin", "steps"),
    [
        (lambda c: f.case_of(f.petition(c, "2026-09-01")), "done now next next"),
        (lambda c: f.forwarded(c, "2026-09-01"), "done done now next"),
        (lambda c: f.accepted(c, "2026-09-01"), "done done done now"),
        (lambda c: f.served(c, "2026-09-01"), "done done done done"),
        (directed, "done done done"),
    ],
)
def test_the_steps(cast, begin, steps) -> None:
    assert " ".join(s["status"] for s in page(begin(cast)).parts[0].steps) == steps


# --- remedies ---------------------------------------------------------------------------------------------------------
def adopted(cast: Cast) -> Case:
    case = f.accepted(cast, "2026-09-01", purpose="suggestion")
    f.act(
        cast,
        case,
        "draft",
        "ou",
        "2026-09-01",
        hour=12,
        **{**f.OPINION, "items": [{"request": "建议", "outcome": "adopted", "answer": "采纳"}]},
    )
    for act, who, hour in (("clear", "hei", 13), ("decide", "hei", 14), ("send", "ou", 15)):
        f.act(cast, case, act, who, "2026-09-01", hour=hour)
    return case


UNPROVEN = "No proof is here yet that you received the answer sent on 1 Sep 2026. The 30 days to ask for review begin on the day you receive it."
RIGHT = "If you do not agree with the answer you may ask for review until 8 Oct 2026: 30 days from the day you received it. (Regulations on Petition Work, Art. 35)"


@pytest.mark.parametrize(
    ("begin", "day", "told"),
    [
        (lambda c: f.accepted(c, "2026-09-01"), LATER, []),
        (lambda c: f.served(c, "2026-09-01"), LATER, [UNPROVEN]),
        (received, LATER, [RIGHT]), (received, "2026-10-08", [RIGHT]),
        (received, "2026-10-09", ["The time to ask for review ended on 8 Oct 2026."]),
        (adopted, LATER, []),  # R22 Art. 29: a suggestion has no review
    ],
)  # fmt: skip
def test_remedies_come_from_her_own_clock_or_say_that_none_runs(cast, begin, day, told) -> None:
    assert page(begin(cast), day).parts[0].remedies == told


def test_each_petitioner_has_a_clock_of_her_own(cast) -> None:
    both = (f.LI, Person(name="王建国", address="柳塘镇2号"))
    case = f.served(cast, "2026-09-01", persons=both, is_joint=True)
    first, second = case.petition.petitioners.all()
    f.act(cast, case, "record_receipt", "ou", "2026-09-05", petitioner=first.pk, received_on=date(2026, 9, 4))
    assert (
        "until 8 Oct 2026" in page(case).parts[0].remedies[0]
        and "No proof" in page(case, person=1).parts[0].remedies[0]
    )
    assert second.pk != first.pk


# --- secrecy ----------------------------------------------------------------------------------------------------------
def body_of(client: Client, petition, **more) -> str:
    f.enter(client, petition)
    text = client.get("/query/mine/", **more).content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "UID", text).replace(petition.number, "NUMBER")


def referred(cast: Cast) -> object:
    found = f.petition(cast, TODAY, "mi", purpose="accusation", summary="密件乌鸦", text="密件乌鸦原文")
    f.act(cast, f.case_of(found), "report_head", "mi", TODAY, reason="重大")
    f.act(cast, f.case_of(found), "keep", "mi", TODAY, hour=11)
    f.act(cast, f.case_of(found), "investigate", "mi", TODAY, hour=12, text="密查")
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("day", ["2026-11-24", "2026-12-09"])
def test_a_confidential_petition_looks_like_one_just_received(cast, language: str, day: str) -> None:
    secret, plain = referred(cast), f.petition(cast, TODAY)
    with time_machine.travel(at(day, 18), tick=False):
        mine = body_of(Client(), secret, HTTP_ACCEPT_LANGUAGE=language)
        assert mine == body_of(Client(), plain, HTTP_ACCEPT_LANGUAGE=language)
    for canary in ("乌鸦", "密", "检举", "accus", "confiden", "纪检"):
        assert canary not in mine.lower()


def test_an_organ_s_own_confidential_petition_too(cast) -> None:
    office = cast.offices["housing"].pk
    secret = f.petition(cast, TODAY, "ou", office_id=office, purpose="accusation")
    plain = f.petition(cast, TODAY, "ou", office_id=office)
    with time_machine.travel(at(TODAY, 18), tick=False):
        assert body_of(Client(), secret) == body_of(Client(), plain)


def test_long_after_it_tells_no_day_and_no_delay(cast) -> None:
    with time_machine.travel(at("2027-03-01", 12), tick=False):
        text = body_of(Client(), referred(cast), **EN)
    assert "late" not in text and "Complain" not in text and "being looked after" in text


def test_a_confidential_part_of_an_ordinary_petition_is_left_out(cast) -> None:
    from petitions.services.inputs import Part

    found = f.petition(cast, "2026-09-01")
    parts = [Part("C", "电梯", "电梯停运"), Part("B", "乌鸦受贿", "乌鸦", confidential=True)]
    f.act(cast, f.case_of(found), "split", "pan", "2026-09-02", parts=parts, second=cast.user("hua").pk)
    told = page(found.cases.order_by("pk")[0])
    assert len(told.parts) == 1 and told.parts[0].title == "" and "乌鸦" not in str(told)


def test_a_confidential_case_can_be_reached_by_no_other_address(cast, files_root) -> None:
    secret = referred(cast)
    case = f.case_of(secret)
    with time_machine.travel(at(TODAY, 18), tick=False):
        client = Client()
        f.enter(client, secret)
        for path in (f"cases/{case.uid}/complain/", f"cases/{case.uid}/record_receipt/", f"evaluate/{case.matter.uid}/petition/",
                     f"papers/{uuid.uuid4()}/"):  # fmt: skip
            assert client.get(f"/query/mine/{path}").status_code == 404
            assert client.post(f"/query/mine/{path}", {"text": "x", "version": 1, "key": "k"}).status_code == 404
        url = f"/query/mine/cases/{case.uid}/hand_in/"
        assert client.post(url, {"text": "补充线索", "version": 1, "key": "k"}).status_code == 302
    event = Event.objects.get(kind="hand_in")
    assert event.facts == {} and event.opened["text"] == "补充线索"
    assert {r.user.username for r in Reminder.objects.filter(kind="evidence")} == {"mi"}


def test_evidence_for_a_confidential_case_that_has_ended_is_taken_and_tells_no_state(cast) -> None:
    found = f.petition(cast, TODAY, "mi", purpose="accusation")
    f.act(cast, f.case_of(found), "void", "mi", TODAY, second=cast.user("hua").pk, reason="重复登记")
    with time_machine.travel(at(TODAY, 18), tick=False):
        client = Client(headers={"Accept-Language": "en"})
        f.enter(client, found)
        url = re.search(r"/query/mine/cases/[0-9a-f-]+/hand_in/", client.get("/query/mine/").content.decode())
        answer = client.post(url[0], {"text": "补充线索", "version": 1, "key": "k"}, follow=True)
    assert answer.status_code == 200 and "void" not in answer.content.decode()
    assert Event.objects.filter(kind="hand_in").count() == 1


# --- whose it is ------------------------------------------------------------------------------------------------------
def test_nothing_of_another_petition_is_in_her_reach(cast) -> None:
    own, other = f.petition(cast, TODAY), f.accepted(cast, TODAY)
    notice = other.notices.first()
    client = Client()
    with time_machine.travel(at(TODAY, 18), tick=False):
        f.enter(client, own)
        for path in (
            f"cases/{other.uid}/hand_in/",
            f"cases/{other.uid}/complain/",
            f"papers/{notice.uid}/",
            f"evaluate/{other.matter.uid}/responsible/",
        ):
            for answer in (
                client.get(f"/query/mine/{path}"),
                client.post(f"/query/mine/{path}", {"text": "x", "version": 1, "key": "k"}),
            ):
                assert answer.status_code == 404, path
        assert client.get(f"/query/mine/cases/{f.case_of(own).uid}/forward/").status_code == 404


@pytest.mark.parametrize("act", sorted(row.act for row in TABLE if not row.by_petitioner and row.who))
def test_no_act_of_the_office_is_hers(cast, act) -> None:
    from caseflow.facts import Refused
    from caseflow.services import perform
    from offices.actors import petitioner_actor

    case = f.accepted(cast, TODAY)
    actor = petitioner_actor(case.petition.petitioners.get().pk, TODAY)
    with pytest.raises(Refused) as refused:
        perform(
            case,
            act,
            actor,
            at(TODAY, 20),
            expected_version=None,
            key="",
            reason="x",
            text="x",
            field="visitors",
            value=2,
        )
    assert refused.value.refusal.code in {"not_by_petitioner", "wrong_state"}


def test_a_stranger_s_query_code_does_nothing_on_this_case(cast) -> None:
    from caseflow.facts import Refused
    from caseflow.services import perform
    from offices.actors import petitioner_actor

    case, other = f.accepted(cast, "2026-09-01"), f.petition(cast, TODAY).petitioners.get()
    with pytest.raises(Refused) as refused:
        perform(
            case, "hand_in", petitioner_actor(other.pk, TODAY), at(TODAY, 20), expected_version=None, key="", text="x"
        )
    assert refused.value.refusal.code == "not_by_petitioner"


# --- acts -------------------------------------------------------------------------------------------------------------


# --- the page itself --------------------------------------------------------------------------------------------------
def test_several_matters_are_told_apart_by_their_titles(cast) -> None:
    from petitions.services.inputs import Part

    found = f.petition(cast, "2026-09-01")
    f.act(
        cast,
        f.case_of(found),
        "split",
        "pan",
        "2026-09-02",
        parts=[Part("C", "电梯", "电梯"), Part("A", "绿化", "绿化")],
    )
    assert [p.title for p in page(f.case_of(found)).parts] == ["小区电梯停运三个月", "绿化"]


def test_the_qr_code_has_the_number_of_the_slip_and_never_the_code(client, cast, monkeypatch) -> None:
    found, made, real = f.petition(cast, TODAY), [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **more: (made.append(text), real(text, **more))[1])
    client.force_login(cast.user("chen"), backend="offices.auth.DeskBackend")
    with time_machine.travel(at(TODAY, 18), tick=False):
        assert client.get(f"/petitions/{found.uid}/receipt/").status_code == 200
    assert [text.partition("/query/")[2] for text in made] == [f"?n={found.number}"]


def test_words_of_a_clock_that_no_law_knows_any_more_do_not_break_the_page() -> None:
    clock = Clock(term="C5", law="R22", kind="duty", due_on=date(2026, 9, 1))
    assert own_words.then("handling", "accepted", [clock], date(2026, 9, 2))[1] is False
