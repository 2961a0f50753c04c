"""The three recommendations: whom they may address, what they tell, who reads them, the written reply and what came of it."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from caseflow.facts import Refused
from caseflow.models import Reminder
from caseflow.texts import refusal_text
from offices.models import Office
from oversight.models import Recommendation
from oversight.services.recommendations import follow_up, issue_recommendation, may_reply, pdf_of, reply, reply_day
from petitions.models import Event
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.supervision.conftest import order_on

DUE = date(2026, 12, 24)


def issue(
    cast: Cast, kind: str = "improve_work", to: str | None = "housing", who: str = "su", **more
) -> Recommendation:
    given = {"subject": "超期较多", "asked": "建议建立到期前提醒制度。", "due_on": DUE} | more
    return issue_recommendation(
        kind, given.pop("subject"), given.pop("asked"), given.pop("due_on"), cast.actor(who), at(TODAY),
        addressee=cast.offices[to] if to else None, **given,
    )  # fmt: skip


def refused(run, *args, **more) -> tuple[str, str]:
    before = Recommendation.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as raised, translation.override("en"):
        run(*args, **more)
    assert before == (Recommendation.objects.count(), Event.objects.count())
    with translation.override("en"):
        return raised.value.refusal.code, refusal_text(raised.value.refusal)


def test_a_recommendation_is_a_numbered_paper_that_names_no_petition(lives, cast: Cast) -> None:
    order = order_on(cast, lives["late"])
    row = issue(cast, cases=[lives["idle"]], orders=[order])
    assert row.number == "云州市信访局〔2026〕改进工作建议书第1号" and row.cases.count() == 2
    assert "涉及信访事项2件" in row.text and lives["idle"].number not in row.text and "第四十条第一款" in row.text
    assert pdf_of(row).startswith(b"%PDF")
    assert Event.objects.filter(kind="recommend").count() == 2
    assert set(Reminder.objects.filter(kind="advice").values_list("user__username", flat=True)) == {"ou", "hei"}


def test_the_reply_day_is_the_desks_own_thirty_days(cast: Cast) -> None:
    assert reply_day(cast.actor("su").region_id, TODAY) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        ("adopted", "", None),
        ("partly", "", "reply_reason"),
        ("not", " ", "reply_reason"),
        ("not", "上位法另有规定", None),
    ],
)
def test_the_written_reply(lives, cast: Cast, answer: str, reason: str, code: str | None) -> None:
    row = issue(cast)
    given = (row, answer, "已建立制度", reason, TODAY, cast.actor("hei"), at(TODAY, 16))
    if code:
        assert refused(reply, *given)[0] == code
        return
    done = reply(*given)
    assert (done.reply, done.state, done.replied_on) == (answer, "replied", TODAY)
    assert refused(reply, *given)[0] == "replied_before"
    assert refused(follow_up, done, "", cast.actor("su"), at(TODAY))[0] == "missing"
    assert refused(follow_up, done, "x", cast.actor("hei"), at(TODAY))[0] == "not_issuer"
    assert follow_up(done, "已印发", cast.actor("hua"), at(TODAY, 17)).state == "followed"
    assert refused(follow_up, done, "x", cast.actor("su"), at(TODAY))[0] == "followed_before"


def test_who_replies_and_when(lives, cast: Cast) -> None:
    row = issue(cast)
    assert [who for who in ("ou", "hei", "su", "wai") if may_reply(row, cast.actor(who))] == ["hei"]
    assert refused(reply, row, "adopted", "x", "", TODAY, cast.actor("ou"), at(TODAY))[0] == "not_addressee"
    assert (
        refused(reply, row, "adopted", "x", "", TODAY + timedelta(1), cast.actor("hei"), at(TODAY))[0] == "reply_future"
    )
    assert refused(follow_up, row, "x", cast.actor("su"), at(TODAY))[0] == "no_reply_yet"
    outside = issue(cast, to=None, organ="云州市供水集团")
    assert may_reply(outside, cast.actor("su")) and not may_reply(outside, cast.actor("hei"))
    late = Recommendation.objects.late(DUE + timedelta(1))
    assert set(late) == {row, outside}
    reply(row, "adopted", "已建立制度", "", TODAY, cast.actor("hei"), at(TODAY))
    assert set(Recommendation.objects.late(DUE + timedelta(1))) == {outside}


def test_the_successor_of_an_ended_addressee_replies(lives, cast: Cast) -> None:
    """R22 Art. 24 ¶2."""
    row = issue(cast)
    Office.objects.filter(code="LJZJ").update(valid_until=date(2026, 11, 30), successor=cast.offices["water"])
    row = Recommendation.objects.select_related("addressee").get(pk=row.pk)
    then = cast.actor("weihead", "2026-12-02")
    assert not may_reply(row, cast.actor("hei", "2026-12-02")) and may_reply(row, then)
    assert Recommendation.objects.visible_to(then).get() == row


def test_to_hold_to_account_goes_to_the_organ_with_power_and_is_hidden_from_whom_it_means(lives, cast: Cast) -> None:
    """R22 Art. 40 ¶3."""
    given = {"kind": "accountability", "cases": [lives["late"]]}
    code, text = refused(issue, cast, to="housing", **given)
    assert code == "blamed_addressed" and "never to that office" in text and "Art. 40 ¶3" in text
    assert refused(issue, cast, to="station", **given)[0] == "blamed_addressed", "nor to one below it"
    assert refused(issue, cast, "accountability", to="discipline")[0] == "advice_needs_case"
    events = Event.objects.count()
    row = issue(cast, to="city_housing", **given)
    assert Event.objects.count() == events, "the office meant reads the timeline"
    f.staff(cast, "qin", "city_housing", "head")
    f.staff(cast, "lin", "city_housing", "officer")
    seen = {
        who
        for who in ("su", "hua", "qin", "lin", "ou", "hei", "pan")
        if Recommendation.objects.visible_to(cast.actor(who)).exists()
    }
    assert seen == {"su", "hua", "qin"} and row.addressee == cast.offices["city_housing"]
    organ = issue(cast, to="discipline", **given)
    assert Recommendation.objects.visible_to(cast.actor("jin")).get() == organ and may_reply(organ, cast.actor("jin"))
    assert not may_reply(issue(cast, to="discipline"), cast.actor("jin")), "the others are the head's to answer"


def test_bad_input_is_refused_with_its_article(lives, cast: Cast) -> None:
    assert refused(issue, cast, to=None)[0] == "one_addressee"
    assert refused(issue, cast, organ="某集团")[0] == "one_addressee"
    assert refused(issue, cast, to="city_petition")[0] == "own_addressee"
    code, text = refused(issue, cast, due_on=TODAY)
    assert code == "order_day_past" and "Art. 40 ¶4" in text
    assert refused(issue, cast, subject="")[0] == "missing"
    assert refused(issue, cast, asked="信访人身份证110101199003078515")[0] == "personal_numbers"
    assert (
        refused(issue, cast, who="pan")[0] == "capability"
        and refused(issue, cast, who="hei", to="water")[0] == "capability"
    )
    secret = f.accusation(cast, "2026-09-01")
    assert refused(issue, cast, cases=[secret])[0] == "unknown_case", "an accusation is never told of"


def test_the_same_form_sent_twice_is_one_recommendation(cast: Cast) -> None:
    one, two = issue(cast, key="k"), issue(cast, key="k")
    assert one == two and Recommendation.objects.count() == 1


def test_what_rests_on_an_accusation_is_read_by_nobody_any_more(lives, cast: Cast) -> None:
    row = issue(cast, cases=[lives["late"]])
    f.act(cast, lives["late"], "reclassify", "ou", TODAY, hour=16, klass="B", reason="反映干部问题")
    sealed = Recommendation.objects.get(pk=row.pk)
    assert (sealed.subject, sealed.asked, sealed.text) == ("", "", "") and sealed.opened["subject"] == "超期较多"
    assert not any(Recommendation.objects.visible_to(cast.actor(who)).exists() for who in ("su", "hua", "hei", "ou"))
