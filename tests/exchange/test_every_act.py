"""Every act over REST: what the API is told satisfies the act's own form and `perform()`."""

from collections.abc import Callable
from typing import Any

import pytest

from caseflow.forms import FORMS
from caseflow.models import Case, StatutoryRoute
from caseflow.services.routes import seed_routes
from tests import factories as f
from tests.cast import TODAY, Cast

BEFORE = "2026-11-23"
WHY = {"reason": "理由"}


def desk(cast: Cast) -> Case:
    return f.case_of(f.petition(cast))


def at_housing(cast: Cast) -> Case:
    return f.case_of(f.petition(cast, who="ou", office_id=cast.offices["housing"].pk))


def secret(cast: Cast) -> Case:
    return f.case_of(f.petition(cast, who="mi", purpose="accusation"))


def at_discipline(cast: Cast) -> Case:
    found = f.accusation(cast)
    f.act(cast, found, "refer", "mi", target=cast.offices["discipline"].pk, way="post", **WHY)
    return f.case_of(found.petition, "handling")


def outside(cast: Cast) -> Case:
    return f.act(cast, f.accusation(cast), "refer", "mi", organ="省纪律检查委员会", way="post", **WHY)


def taken_up(cast: Cast) -> Case:
    return f.act(cast, at_discipline(cast), "accept_accusation", "jin", hour=11)


def found_out(cast: Cast) -> Case:
    return f.act(cast, taken_up(cast), "decide_accusation", "jin", hour=11, result="founded", text="属实")


def told(cast: Cast) -> Case:
    facts = {"told_on": TODAY, "way": "hand", "text": "已当面反馈"}
    return f.act(cast, found_out(cast), "record_feedback", "jin", hour=11, **facts)


def kept(cast: Cast) -> Case:
    found = f.petition(cast)
    f.act(cast, f.case_of(found), "keep", "pan")
    return f.case_of(found, "handling")


def objected(cast: Cast) -> Case:
    return f.act(cast, f.forwarded(cast), "object", "ou", hour=11, reason="不属本单位职责")


def asked(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "ask_extension", "ou", hour=12, days=20, reason="复杂")


def extended(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "extend", "hei", hour=12, days=20, reason="复杂")


def drafted(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "draft", "ou", hour=12, **f.OPINION)


def cleared(cast: Cast) -> Case:
    return f.act(cast, drafted(cast), "clear", "hei", hour=12)


def received(cast: Cast) -> Case:
    case = f.served(cast, "2026-11-20")
    person = case.petition.petitioners.get().pk
    return f.act(cast, case, "record_receipt", "ou", "2026-11-21", petitioner=person, received_on=TODAY.replace(day=21))


def closed(cast: Cast) -> Case:
    return f.act(cast, received(cast), "close", "ou", "2026-11-22")


def assigned(cast: Cast) -> Case:
    found = f.petition(cast)
    f.act(
        cast,
        f.case_of(found),
        "assign",
        "pan",
        target=cast.offices["housing"].pk,
        reason="交办",
        report_due_on=TODAY.replace(day=30),
    )
    case = f.case_of(found, "handling")
    f.act(cast, case, "accept", "ou", hour=11)
    f.act(cast, case, "draft", "ou", hour=11, **f.OPINION)
    f.act(cast, case, "clear", "hei", hour=11)
    return f.act(cast, case, "decide", "hei", hour=11)


def late(cast: Cast) -> Case:
    return f.case_of(f.petition(cast, "2026-09-01"))


DAY = "2026-11-24"
PARTIES = {"parties": ["LJSL"], "consulted_on": DAY, "text": "各执一词"}


def awaited(cast: Cast) -> Case:
    return f.act(cast, desk(cast), "ask_decision", "pan", hour=10, grounds="grave", text="建议")


def disputed(cast: Cast) -> Case:
    f.staff(cast, "zhou", "city_government", "head")
    facts = {"parties": [cast.offices["water"].pk], "consulted_on": TODAY, "text": "各执一词"}
    return f.act(cast, f.forwarded(cast), "raise_dispute", "hei", hour=11, **facts)


def ended(cast: Cast) -> Case:
    case = f.accepted(cast, "2026-11-20")
    cast.offices["housing"].valid_until = TODAY.replace(day=22)
    cast.offices["housing"].save()
    return case


def with_part(cast: Cast) -> Case:
    parts = [{"office": cast.offices["water"].pk, "asked": "核查", "due_on": TODAY}]
    return f.act(cast, f.accepted(cast), "name_lead", "ou", hour=12, parts=parts)


def recusal(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "ask_recusal", "ou", hour=12, **WHY)


def came_back(cast: Cast) -> Case:
    case = f.served(cast, "2026-11-20")
    person = case.petition.petitioners.get().pk
    back = {"received_on": TODAY.replace(day=22), "came_back": True, "return_reason": "地址不详"}
    return f.act(cast, case, "record_receipt", "ou", "2026-11-22", petitioner=person, **back)


def person_of(case: Case) -> str:
    return f"{case.petition.number}/1"


SIMPLE = {"ground": "clear", "nothing_against": True}
AGREED = {"kind": "mediation", "requests": "修复电梯", "parties": "李秀英、物业公司", "agreement": "十日内修复"}


def route(item: int) -> int:
    seed_routes()
    return StatutoryRoute.objects.filter(item=item).order_by("pk")[0].pk


def in_own_procedure(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast), "start_own", "ou", hour=12, route=route(5), **WHY)


def settled(cast: Cast) -> Case:
    case = f.accepted(cast, "2026-11-16")
    return f.act(cast, case, "settle", "ou", "2026-11-17", perform_on=TODAY.replace(day=20), **AGREED)


Facts = Callable[[Cast, Case], dict[str, Any]]
WAYS: dict[str, tuple[str, Callable[[Cast], Case], Facts]] = {
    "forward": ("pan", desk, lambda t, c: {"target": "LJZJ", **WHY}),
    "assign": ("pan", desk, lambda t, c: {"target": "ljzj", "report_due_on": "2026-12-20", **WHY}),
    "keep": ("pan", desk, lambda t, c: {}),
    "report_head": ("mi", secret, lambda t, c: WHY),
    "pass_down": ("ou", f.forwarded, lambda t, c: {"target": "LJZJ1", **WHY}),
    "direct": ("pan", kept, lambda t, c: {"organ": "区法院", "organ_address": "人民路1号", **WHY}),
    "object": ("ou", f.forwarded, lambda t, c: {"suggested": "LJSL", **WHY}),
    "confirm_objection": ("pan", objected, lambda t, c: WHY),
    "reject_objection": ("pan", objected, lambda t, c: WHY),
    "accept": ("ou", f.forwarded, lambda t, c: {}),
    "investigate": ("ou", f.accepted, lambda t, c: {"text": "到现场查看"}),
    "ask_extension": ("ou", f.accepted, lambda t, c: {"days": 20, **WHY}),
    "extend": ("hei", asked, lambda t, c: {"days": 20, **WHY}),
    "decline_extension": ("hei", asked, lambda t, c: WHY),
    "take_back_extension": ("hei", extended, lambda t, c: WHY),
    "draft": ("ou", f.accepted, lambda t, c: f.OPINION),
    "return_for_work": ("hei", drafted, lambda t, c: WHY),
    "clear": ("hei", drafted, lambda t, c: {}),
    "decide": ("hei", cleared, lambda t, c: {}),
    "send": ("ou", lambda t: f.decided(t, BEFORE), lambda t, c: {"ways": [{"petitioner": person_of(c), "way": "hand"}]}),
    "record_receipt": ("ou", lambda t: f.served(t, BEFORE), lambda t, c: {"petitioner": person_of(c), "received_on": "2026-11-24", "is_refused": True, "witness": "王某"}),
    "report_back": ("ou", assigned, lambda t, c: {"text": "已办结", "view": "同意"}),
    "close": ("ou", received, lambda t, c: {}),
    "correct": ("hei", closed, lambda t, c: WHY),
    "reassign": ("hei", f.accepted, lambda t, c: {"handler": "ou"}),
    "hand_in": ("chen", desk, lambda t, c: {"text": "当面提交照片三张"}),
    "complain": ("chen", late, lambda t, c: {"text": "迟迟未办"}),
    "ask_decision": ("pan", desk, lambda t, c: {"grounds": "urgent", "text": "建议由区政府处置"}),
    "record_decision": ("pan", awaited, lambda t, c: {"decided_by": "市委", "decided_on": DAY, "text": "由住建局办理"}),
    "raise_dispute": ("hei", f.forwarded, lambda t, c: PARTIES),
    "decide_dispute": ("zhou", disputed, lambda t, c: {"target": "LJSL", "decided_on": DAY, **WHY}),
    "succeed": ("hua", ended, lambda t, c: {"target": "LJSL"}),
    "name_lead": ("ou", f.accepted, lambda t, c: {"parts": [{"office": "LJSL", "due_on": "2026-12-01", "asked": "核查"}]}),
    "hand_in_part": ("wai", with_part, lambda t, c: {"text": "已核查"}),
    "take_back_part": ("ou", with_part, lambda t, c: {"part_office": "LJSL", **WHY}),
    "receive_jointly": ("chen", desk, lambda t, c: {"offices": ["LJSL", "LJZJ"], "text": "联合接访"}),
    "declare": ("ou", f.accepted, lambda t, c: {}),
    "recuse": ("ou", f.accepted, lambda t, c: WHY),
    "ask_recusal": ("ou", f.accepted, lambda t, c: WHY),
    "decide_recusal": ("hei", recusal, lambda t, c: {"answer": "granted", **WHY}),
    "amend": ("chen", desk, lambda t, c: {"field": "region", "region": "990102000000", **WHY}),
    "void": ("pan", desk, lambda t, c: {"second": "hua", **WHY}),
    "split": ("pan", desk, lambda t, c: {"parts": [{"title": "甲", "klass": "C", "text": "甲", "topic": "010100"}, {"title": "乙", "klass": "A", "text": "乙"}]}),
    "reclassify": ("ou", f.accepted, lambda t, c: {"klass": "A", **WHY}),
    "route_out": ("ou", f.forwarded, lambda t, c: {"route": route(1), "organ": "区法院", "known_on": "2026-11-02", **WHY}),
    "start_own": ("ou", f.accepted, lambda t, c: {"route": route(5), **WHY}),
    "answer_own": ("ou", in_own_procedure, lambda t, c: {"text": "已责令改正", "basis": "该法", "remedy": "可申请行政复议"}),
    "use_simplified": ("ou", f.accepted, lambda t, c: SIMPLE),
    "leave_simplified": ("ou", lambda t: f.act(t, f.accepted(t), "use_simplified", "ou", hour=12, **SIMPLE), lambda t, c: WHY),
    "settle": ("ou", f.accepted, lambda t, c: {**AGREED, "perform_on": "2026-12-01"}),
    "settlement_performed": ("ou", settled, lambda t, c: {"text": "已履行"}),
    "resume": ("ou", settled, lambda t, c: WHY),
    "carry_out": ("ou", lambda t: f.served(t, BEFORE), lambda t, c: {"execution": c.executions.get().pk, "result": "done", "text": "已修复"}),
    "link": ("ou", at_housing, lambda t, c: {"number": closed(t).petition.number, **WHY}),
    "issue_receipt": ("chen", desk, lambda t, c: {}),
    "serve_again": ("ou", came_back, lambda t, c: {"petitioner": person_of(c), "way": "hand", "place": "柳塘镇1号"}),
    "correct_paper": ("hei", f.accepted, lambda t, c: {"paper": str(c.notices.get(kind="acceptance").uid), "wording": "予以受理，第二十三条，陈述、听证、回避。", **WHY}),
    "refer": ("mi", secret, lambda t, c: {"target": "LJJW", "way": "post", **WHY}),
    "record_outside_receipt": ("mi", outside, lambda t, c: {"receipt_on": "2026-11-24", "receipt": "第1号"}),
    "accept_accusation": ("jin", at_discipline, lambda t, c: {}),
    "decide_accusation": ("jin", taken_up, lambda t, c: {"result": "unfounded", "text": "不属实"}),
    "record_feedback": ("jin", found_out, lambda t, c: {"told_on": "2026-11-24", "way": "hand", "text": "已反馈"}),
    "close_accusation": ("jin", told, lambda t, c: {}),
    "inform_personnel": ("jin", taken_up, lambda t, c: {"organ": "区委组织部", "text": "通报"}),
    "name_accused": ("mi", secret, lambda t, c: {"office": "LJSL", "name": "王某", "level": "section", **WHY}),
    "name_office": ("pan", desk, lambda t, c: {"office": "LJZJ", **WHY}),
    "report_emergency": ("ou", f.accepted, lambda t, c: {"what": "聚集", "place": "广场", "happened_at": "2026-11-24T01:00:00+08:00", "people": 30, "measures": "劝导", "department": "LJSL"}),
    "join": ("pan", desk, lambda t, c: {"number": kept(t).petition.number, **WHY}),
}  # fmt: skip
ELSEWHERE = {"refuse_duplicate", "unlink"}  # below: they need a story of their own


@pytest.mark.parametrize("act", WAYS)
def test_the_act_is_done(cast: Cast, program, act: str) -> None:
    who, begin, facts = WAYS[act]
    case = begin(cast)
    given = facts(cast, case)
    case.refresh_from_db()
    answer = program(who).post(f"cases/{case.uid}/acts/{act}/", {"version": case.version, **given})
    assert answer.status_code == 200, answer.json()
    done = answer.json()
    fresh = Case.objects.get(pk=case.pk)
    assert (done["version"], done["state"]) == (fresh.version, fresh.state) and fresh.version > case.version


def test_what_was_linked_is_unlinked(cast: Cast, program) -> None:
    ou, case, other = program("ou"), at_housing(cast), closed(cast)
    answer = ou.post(f"cases/{case.uid}/acts/link/", {"version": 1, "number": other.petition.number, **WHY})
    linked = answer.json()["opened"][0]
    assert linked["state"] == "received"
    version = ou.get(f"cases/{linked['uid']}/").headers["ETag"]
    undone = ou.post(f"cases/{linked['uid']}/acts/unlink/", WHY, **{"If-Match": version})
    assert undone.status_code == 200 and undone.json()["state"] == "joined"


def test_a_duplicate_in_term_is_refused(cast: Cast, program) -> None:
    pending = f.accepted(cast, office_id=cast.offices["city_petition"].pk)
    second = desk(cast)
    given = {"version": 1, "number": pending.petition.number, **WHY}
    answer = program("pan").post(f"cases/{second.uid}/acts/refuse_duplicate/", given)
    assert answer.status_code == 200 and answer.json()["state"] == "refused", answer.json()


def test_none_is_forgotten() -> None:
    from tests.exchange.test_remedy_acts import WAYS as REMEDIES

    assert WAYS.keys() | ELSEWHERE | REMEDIES.keys() == FORMS.keys()
