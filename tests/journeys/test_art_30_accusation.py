"""R22 Art. 22 ¶2, 23 ¶4, 30 ¶1, ¶2: an accusation goes to the organ competent over the cadre, by its own rules, in confidence."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.models import Case, Clock, Notice, OutsideReference, Reminder, Service, Transfer
from caseflow.services.accusations import remind_of_receipts
from petitions.models import Event, Participation
from tests import factories as f
from tests.cast import TODAY, at

WHY = {"reason": "按管理权限", "way": "post"}


def referred(cast) -> tuple[Case, Case]:
    desk = f.act(cast, f.accusation(cast, "2026-11-02"), "refer", "mi", "2026-11-03", target=cast.offices["discipline"].pk, **WHY)  # fmt: skip
    return desk, f.case_of(desk.petition, "handling")


def test_art_22_2_it_is_referred_to_the_discipline_organ(cast) -> None:
    desk, there = referred(cast)
    assert (desk.state, desk.is_open, there.state, there.via) == ("referred", False, "received", "refer")
    assert there.office == cast.offices["discipline"] and there.confidential
    met = Clock.objects.get(case=desk, term="C1")
    assert (met.stopped_on, met.result) == (date(2026, 11, 3), "met")
    # Art. 23 ¶4: informed by its own rules: no C2, no C3; a tracking day (OWN 30)
    assert [(c.term, c.due_on) for c in Clock.objects.filter(case=there)] == [("TD", date(2026, 12, 3))]
    assert Participation.objects.filter(matter=there.matter, office=there.office, until=None).exists()


def test_the_number_and_the_notice_tell_nothing_of_the_class(cast) -> None:
    claim = f.petition(cast, "2026-11-02")
    desk, _there = referred(cast)
    assert desk.petition.number.split("-")[:2] == claim.number.split("-")[:2]
    paper = Notice.objects.get(case=desk)
    assert paper.body == "" and paper.kind == "referral"
    for told in (paper.title, paper.number, paper.opened.split("\n\n")[0]):
        assert not any(word in told for word in ("检举", "控告", "纪检", "纪律", "举报", "腐败"))
    assert not any(word in paper.opened for word in ("检举", "控告", "纪律检查", "举报"))
    assert [(s.way, s.sent_on) for s in Service.objects.filter(notice=paper)] == [("post", date(2026, 11, 3))]


def test_nothing_of_it_lies_plain(cast) -> None:
    _desk, there = referred(cast)
    assert Transfer.objects.get(to_case=there).reason == ""
    assert all(e.facts == {} for e in Event.objects.filter(matter=there.matter))


def test_art_30_1_received_accepted_decided_told_closed(cast) -> None:
    _desk, case = referred(cast)
    case = f.act(cast, case, "accept_accusation", "jin", "2026-11-04")
    assert (case.state, case.handler_id, case.accepted_on) == ("accepted", cast.user("jin").pk, date(2026, 11, 4))
    case = f.act(cast, case, "investigate", "jin", "2026-11-05", text="调取批文")
    case = f.act(cast, case, "decide_accusation", "jin", "2026-11-20", result="partly", text="部分属实，已诫勉")
    assert case.state == "decided" and case.outcome == ""
    with pytest.raises(Refused) as refused:  # she gave her name
        f.act(cast, case, "close_accusation", "jin", "2026-11-21")
    assert refused.value.refusal.code == "feedback_owed"
    case = f.act(
        cast,
        case,
        "record_feedback",
        "jin",
        "2026-11-21",
        told_on=date(2026, 11, 21),
        way="hand",
        text="当面反馈，表示认可",
    )
    assert case.state == "served" and not Clock.objects.filter(case=case, term="C8").exists()
    case = f.act(cast, case, "close_accusation", "jin", "2026-11-22")
    assert (case.state, case.matter.__class__.objects.get(pk=case.matter_id).status) == ("closed", "at_rest")
    assert Clock.objects.get(case=case, term="TD").result == "met"


def test_an_anonymous_one_is_closed_without_feedback(cast) -> None:
    desk = f.accusation(cast, persons=())
    f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, **WHY)
    assert not Notice.objects.filter(case=desk).exists()
    case = f.act(cast, f.case_of(desk.petition, "handling"), "accept_accusation", "jin", hour=11)
    case = f.act(cast, case, "decide_accusation", "jin", hour=12, result="unclear", text="线索不足")
    with pytest.raises(Refused) as refused:
        f.act(cast, case, "record_feedback", "jin", hour=13, told_on=TODAY, way="hand", text="—")
    assert refused.value.refusal.code == "reporter_unnamed"
    assert f.act(cast, case, "close_accusation", "jin", hour=13).state == "closed"


def test_art_30_2_the_personnel_organ_is_informed_and_sees_no_case(cast) -> None:
    desk, case = referred(cast)
    f.act(cast, desk, "inform_personnel", "mi", "2026-11-04", organ="市委组织部", text="反映干部问题的情况")
    f.act(cast, case, "accept_accusation", "jin", "2026-11-05")
    f.act(
        cast, case, "inform_personnel", "jin", "2026-11-06", target=cast.offices["city_government"].pk, text="重大情况"
    )
    assert not Participation.objects.filter(matter=case.matter, office=cast.offices["city_government"]).exists()
    assert Event.objects.filter(matter=case.matter, kind="inform_personnel").count() == 2


def test_an_outside_organ_is_tracked_until_its_receipt_is_in(cast) -> None:
    desk = f.act(cast, f.accusation(cast, "2026-11-02"), "refer", "mi", "2026-11-03", organ="省纪律检查委员会", **WHY)
    day = Clock.objects.get(case=desk, term="TD")
    assert (day.due_on, day.stopped_on) == (date(2026, 12, 3), None) and not desk.is_open
    found = OutsideReference.objects.get(case=desk)
    assert found.opened == {"organ": "省纪律检查委员会"} and "省纪" not in str(found.__dict__)
    assert remind_of_receipts(at("2026-12-03")) == 0
    remind_of_receipts(at("2026-12-04"))
    remind_of_receipts(at("2026-12-05"))
    assert [r.user.username for r in Reminder.objects.filter(case=desk, kind="late")] == ["mi"]
    desk = f.act(
        cast, desk, "record_outside_receipt", "mi", "2026-11-10", receipt_on=date(2026, 11, 9), receipt="第7号"
    )
    found.refresh_from_db()
    assert found.opened["receipt"] == "第7号" and Clock.objects.get(pk=day.pk).result == "met"
    with pytest.raises(Refused) as refused:
        f.act(cast, desk, "record_outside_receipt", "mi", "2026-11-11", receipt_on=date(2026, 11, 9), receipt="第7号")
    assert refused.value.refusal.code == "no_receipt_outside"


@pytest.mark.parametrize(
    ("target", "code"),
    [("water", "not_competent"), ("city_petition", "target_is_own"), (None, "one_addressee")],
)
def test_only_an_organ_with_power_gets_it(cast, target, code) -> None:
    facts = {"target": cast.offices[target].pk} if target else {}
    with pytest.raises(Refused) as refused:
        f.act(cast, f.accusation(cast), "refer", "mi", **facts, **WHY)
    assert refused.value.refusal.code == code


def test_nobody_without_the_capability_does_any_of_it(cast) -> None:
    desk = f.accusation(cast)
    for who in ("chen", "pan", "hua", "su"):
        with pytest.raises(Refused):
            f.act(cast, desk, "refer", who, target=cast.offices["discipline"].pk, **WHY)
    claim = f.case_of(f.petition(cast))
    with pytest.raises(Refused):  # what is no accusation is not hidden away as one
        f.act(cast, claim, "refer", "mi", target=cast.offices["discipline"].pk, **WHY)


def test_a_handler_without_the_capability_is_not_taken(cast) -> None:
    with pytest.raises(Refused) as refused:
        f.act(cast, f.accusation(cast), "reassign", "mi", handler=cast.user("pan").pk)
    assert refused.value.refusal.code == "handler_elsewhere"


def test_the_organ_is_reminded_and_nobody_else(cast) -> None:
    _desk, there = referred(cast)
    assert {r.user.username for r in Reminder.objects.filter(case=there)} == {"jin"}
