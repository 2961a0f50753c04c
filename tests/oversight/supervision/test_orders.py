"""An order's life by the services: numbered, told, answered, verified; bad input is refused with its article, and nothing changes."""

import threading
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import translation

from caseflow.facts import Refused
from caseflow.models import Case, Notice, Reminder
from caseflow.services.consistency import run_checks
from caseflow.services.succession import end_office, move_cases
from caseflow.texts import refusal_text
from offices.models import Office
from oversight.models import Dismissal, OrderStep, SupervisionOrder
from oversight.services.orders import acts_of, issue_order, pass_over, pdf_of, take_step
from petitions.models import Event, NumberCounter
from petitions.services import files
from petitions.services.accused import accuse
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.supervision.conftest import ASKED, order_on, step

LATER = date(2026, 12, 20)


def refused(run, *args, **more) -> tuple[str, str]:
    """The code of a refusal and its sentence; nothing was written."""
    before = (SupervisionOrder.objects.count(), OrderStep.objects.count(), Event.objects.count(), Reminder.objects.count(), list(NumberCounter.objects.values_list("kind", "last")))  # fmt: skip
    with pytest.raises(Refused) as raised:
        run(*args, **more)
    after = (SupervisionOrder.objects.count(), OrderStep.objects.count(), Event.objects.count(), Reminder.objects.count(), list(NumberCounter.objects.values_list("kind", "last")))  # fmt: skip
    assert before == after
    with translation.override("en"):
        return raised.value.refusal.code, refusal_text(raised.value.refusal)


def test_an_order_is_numbered_frozen_and_told(lives, cast: Cast) -> None:
    case = lives["late"]
    was = Case.objects.values().get(pk=case.pk)
    order = order_on(cast, case)
    again = order_on(cast, lives["idle"], kinds=("idle",))
    assert (order.number, again.number) == ("云州市信访局〔2026〕督办函第1号", "云州市信访局〔2026〕督办函第2号")
    assert (order.addressed, order.state, order.kinds, order.proposed) == (
        cast.offices["housing"],
        "issued",
        ["late"],
        ["late"],
    )
    assert [(x["kind"], x["term"], x["day"]) for x in order.facts] == [("late", "C6", "2026-11-02")]
    assert (
        "督办函" in order.text
        and case.petition.number in order.text
        and ASKED in order.text
        and "李秀英" not in order.text
    )
    assert "2026年11月2日" in order.text and "第四十条第一款" in order.text and "2026年12月9日" in order.text
    event = Event.objects.get(kind="supervise", case_id=case.pk)
    assert event.facts["due_on"] == "2026-12-09" and event.office == cast.offices["city_petition"]
    told = set(Reminder.objects.filter(kind="order", case=case).values_list("user__username", flat=True))
    assert told == {"ou", "hei"}
    assert Case.objects.values().get(pk=case.pk) == was, "an order moves no case"
    assert not Notice.objects.filter(case=case, kind="order").exists()
    with pytest.raises(Exception, match="frozen|update"), connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_supervisionorder SET number = 'x' WHERE id = %s", [order.pk])


def test_the_paper_is_set_as_a_pdf(lives, cast: Cast) -> None:
    order = order_on(cast, lives["late"])
    body = pdf_of(order)
    assert body.startswith(b"%PDF") and body == pdf_of(order)


def test_the_whole_way(lives, cast: Cast, files_root) -> None:
    before = run_checks(at(TODAY, 20)).violations  # of the case that was made to look closed, and days not swept
    order = order_on(cast, lives["late"])
    assert acts_of(order, cast.actor("ou")) == ["answer"] and acts_of(order, cast.actor("wai")) == []
    stored = files.store(ContentFile(b"evidence"), "核查记录.txt", 8)
    order = step(cast, order, "answer", "ou", text="已调取材料", files=[stored])
    assert order.state == "answered" and order.steps.last().files.get().matter_id == order.case.matter_id
    assert set(Reminder.objects.filter(kind="order_answered").values_list("user__username", flat=True)) == {"su", "hua"}
    order = step(cast, order, "send_back", "su", text="没有说明原因", due_on=LATER)
    assert (order.state, order.due_on, order.first_due_on) == ("sent_back", LATER, date(2026, 12, 9))
    order = step(cast, order, "extend", "hua", text="需要鉴定", due_on=LATER + timedelta(5))
    assert order.extended_on == TODAY
    order = step(cast, order, "list", "su", text="拖延时间长")
    assert order.is_listed and list(SupervisionOrder.objects.listed_now()) == [order]
    order = step(cast, order, "answer", "hei", text="已办结并答复")
    order = step(cast, order, "verify", "su", text="回访属实")
    assert (order.state, order.is_open, order.is_listed, order.delisted_on) == ("verified", False, False, TODAY)
    assert list(order.steps.values_list("kind", flat=True)) == [
        "issue",
        "answer",
        "send_back",
        "extend",
        "list",
        "answer",
        "verify",
    ]
    kinds = list(
        Event.objects.filter(case_id=order.case_id, kind__startswith="order_")
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == ["order_answer", "order_send_back", "order_extend", "order_list", "order_answer", "order_verify"]
    assert Dismissal.objects.filter(order=order, kind="late").exists()
    assert acts_of(order, cast.actor("su")) == []
    assert run_checks(at(TODAY, 20)).violations == before, "an order breaks nothing in the record"


def test_late_is_a_query(lives, cast: Cast) -> None:
    order = order_on(cast, lives["late"], due=date(2026, 11, 30))
    late = SupervisionOrder.objects.late
    assert not late(date(2026, 11, 30)).exists() and late(date(2026, 12, 1)).get() == order
    step(cast, order, "answer", "ou", "2026-12-02")
    assert not late(date(2026, 12, 3)).exists(), "an answer that waits to be verified is not late"


def test_the_same_form_sent_twice_is_one_order_and_one_step(lives, cast: Cast) -> None:
    given = (lives["late"], ["late"], ASKED, date(2026, 12, 9), cast.actor("su"), at(TODAY))
    one, two = issue_order(*given, key="k1"), issue_order(*given, key="k1")
    assert one == two and SupervisionOrder.objects.count() == 1
    seen = one.steps.get().pk
    for _click in range(2):
        take_step(one, "answer", "已办结", cast.actor("ou"), at(TODAY), step_seen=seen)
    assert one.steps.filter(kind="answer").count() == 1
    assert (
        refused(take_step, one, "answer", "另一个答复", cast.actor("hei"), at(TODAY), step_seen=seen)[0]
        == "order_state"
    )


def test_bad_input_is_refused_with_its_article(lives, cast: Cast) -> None:
    su = cast.actor("su")

    def issue(
        case: str, kinds: list[str], asked: str = ASKED, due: date = date(2026, 12, 9), who: str = "su"
    ) -> tuple[str, str]:
        return refused(issue_order, lives[case], kinds, asked, due, cast.actor(who), at(TODAY))

    code, text = issue("late", ["late"], due=TODAY)
    assert code == "order_day_past" and "must lie ahead" in text and "Art. 40 ¶1" in text
    assert issue("late", ["late"], due=TODAY - timedelta(30))[0] == "order_day_past"
    assert issue("late", ["idle"])[0] == "no_candidate" and issue("fresh", ["late"])[0] == "no_candidate"
    assert issue("late", [])[0] == "no_kind"
    assert issue("late", ["late"], asked=" ")[0] == "missing"
    assert issue("late", ["late"], asked="请联系13800000001")[0] == "personal_numbers"
    assert (
        issue("late", ["late"], who="pan")[0] == "capability" and issue("late", ["late"], who="hei")[0] == "capability"
    )
    order = order_on(cast, lives["late"])
    code, text = issue("late", ["late"], who="hua")
    assert code == "ordered_before" and order.number in text and "Nothing was issued" in text
    done = closed_well(cast)
    code, text = refused(issue_order, done, ["other"], ASKED, date(2026, 12, 9), su, at(TODAY))
    assert code == "order_closed_case" and "has ended" in text and "Art. 40 ¶1" in text
    assert issue("hollow", ["other"])[0] == "order_closed_case"
    assert order_on(cast, lives["hollow"], kinds=("false_closure",)).state == "issued", (
        "what was closed but not done is supervised"
    )
    own = f.case_of(f.petition(cast, "2026-10-20"))
    assert refused(issue_order, own, ["late"], ASKED, date(2026, 12, 9), su, at(TODAY))[0] == "order_not_below"


def closed_well(cast: Cast) -> Case:
    case = f.served(cast, "2026-09-10")
    who = case.petition.petitioners.get().pk
    f.act(cast, case, "record_receipt", "ou", "2026-09-11", petitioner=who, received_on=date(2026, 9, 11))
    task = case.executions.get()
    f.act(cast, case, "carry_out", "ou", "2026-09-12", execution=task.pk, result="done", text="已修复")
    return f.act(cast, case, "close", "ou", "2026-10-20")


def test_an_accused_office_is_never_addressed(lives, cast: Cast) -> None:
    """R22 Art. 30 ¶3: also where a row of the accused stands beside a matter that is not sealed."""
    case = lives["late"]
    accuse(case.matter, [Against(cast.offices["housing"].pk)], at(TODAY), via="name_accused", as_accused=True)
    code, text = refused(issue_order, case, ["late"], ASKED, date(2026, 12, 9), cast.actor("su"), at(TODAY))
    assert code == "accused_addressed" and "Choose another addressee" in text and "Art. 30 ¶3" in text


def test_a_confidential_case_is_not_supervised_by_an_order(lives, cast: Cast) -> None:
    secret = f.accusation(cast, "2026-09-01")
    code, text = refused(issue_order, secret, ["late"], ASKED, date(2026, 12, 9), cast.actor("su"), at(TODAY))
    assert code == "confidential_order" and "Art. 30 ¶3" in text


def test_the_successor_answers(lives, cast: Cast) -> None:
    """R22 Art. 24 ¶2: the case has moved; whoever followed answers, whoever was addressed is told so."""
    order = order_on(cast, lives["late"], due=LATER)
    housing = Office.objects.get(pk=cast.offices["housing"].pk)
    end_office(
        housing, "merged", date(2026, 11, 30), [cast.offices["water"]], "机构改革", cast.actor("rena"), at(TODAY)
    )
    move_cases(at("2026-12-02"))
    order.refresh_from_db()
    day = "2026-12-03"
    code, text = refused(take_step, order, "answer", "已办结", cast.actor("ou", day), at(day))
    assert code == "successor_answers" and "another office" in text and "Art. 24 ¶2" in text
    assert not SupervisionOrder.objects.visible_to(cast.actor("ou", day)).exists()
    assert step(cast, order, "answer", "wai", day).state == "answered"
    assert order.addressed == housing, "the paper keeps whom it was addressed to"


def test_steps_out_of_turn_change_nothing(lives, cast: Cast) -> None:
    order = order_on(cast, lives["late"])
    for act, who, code in (("verify", "su", "order_state"), ("answer", "su", "capability"), ("extend", "ou", "not_issuer"),
                           ("list", "ou", "capability"), ("delist", "su", "not_listed")):  # fmt: skip
        assert refused(step, cast, order, act, who, due_on=LATER)[0] == code, act
    assert refused(step, cast, order, "answer", "wai")[0] == "unknown_case", "nobody learns of an order out of sight"
    assert refused(step, cast, order, "answer", "ou", text="  ")[0] == "missing"
    assert refused(step, cast, order, "extend", "su", due_on=date(2026, 12, 1))[0] == "order_day_earlier"
    assert refused(step, cast, order, "extend", "su", due_on=None)[0] == "order_day_past"
    step(cast, order, "extend", "su", due_on=LATER)
    assert refused(step, cast, order, "extend", "su", due_on=LATER + timedelta(3))[0] == "order_extended"
    step(cast, order, "withdraw", "su")
    assert refused(step, cast, order, "answer", "ou")[0] == "order_state"


def test_listing_is_for_an_office_above(lives, cast: Cast) -> None:
    f.staff(cast, "duan", "district_petition", "supervisor")
    order = order_on(cast, lives["late"], who="duan")
    assert order.office == cast.offices["district_petition"]
    step(cast, order, "list", "su", text="市级挂牌")
    order.refresh_from_db()
    assert order.listed_by == cast.offices["city_petition"] and acts_of(order, cast.actor("duan")) == [
        "extend",
        "withdraw",
    ]
    assert refused(step, cast, order, "delist", "duan")[0] == "other_listed"
    assert step(cast, order, "delist", "su").delisted_on == TODAY
    far = order_on(cast, lives["idle"], kinds=("idle",))
    assert refused(step, cast, far, "list", "duan")[0] == "not_above"


def test_passing_over_needs_a_reason_and_a_candidate(lives, cast: Cast) -> None:
    su = cast.actor("su")
    assert refused(pass_over, lives["late"], ["late"], " ", su, at(TODAY))[0] == "missing"
    assert refused(pass_over, lives["fresh"], ["late"], "x", su, at(TODAY))[0] == "no_candidate"
    assert refused(pass_over, lives["late"], [], "x", su, at(TODAY))[0] == "no_candidate"
    assert refused(pass_over, lives["late"], ["late"], "x", cast.actor("hei"), at(TODAY))[0] == "capability"


def test_words_go_under_seal_when_the_matter_turns_out_to_be_an_accusation(lives, cast: Cast) -> None:
    """R22 Art. 30 ¶3: whoever could read the order yesterday finds nothing of it today."""
    order = order_on(cast, lives["late"])
    step(cast, order, "answer", "ou", text="住建局的答复")
    assert SupervisionOrder.objects.visible_to(cast.actor("su")).exists()
    f.act(cast, lives["late"], "reclassify", "ou", TODAY, hour=16, klass="B", reason="反映干部问题")
    row = SupervisionOrder.objects.get(pk=order.pk)
    assert (row.asked, row.text) == ("", "") and row.opened["asked"] == ASKED
    assert not row.steps.exclude(text="").exists()
    for who in ("su", "hua", "ou", "hei", "pan"):
        assert not SupervisionOrder.objects.visible_to(cast.actor(who)).exists(), who
        assert not Reminder.objects.filter(kind__startswith="order").visible_to(cast.actor(who)).exists(), who


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_issue_one_order(transactional_db) -> None:
    from offices.calendar_seed import seed_calendar
    from petitions.topics import seed_topics
    from tests.cast import make_cast

    seed_topics()
    seed_calendar()
    cast = make_cast()
    case, told = f.accepted(cast, "2026-09-01"), []
    gate = threading.Barrier(2)

    def run(who: str) -> None:
        actor = cast.actor(who)
        gate.wait()
        try:
            told.append(issue_order(case, ["late"], ASKED, date(2026, 12, 9), actor, at(TODAY)).number)
        except Refused as raised:
            told.append(raised.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in ("su", "hua")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["ordered_before", "云州市信访局〔2026〕督办函第1号"]
