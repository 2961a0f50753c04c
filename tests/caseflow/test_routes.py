"""Class and route: the ways of Art. 31, the simplified procedure, settlement, carrying out, another class."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from caseflow.facts import Refused
from caseflow.legal_routes import last_day
from caseflow.models import Case, Clock, DecisionAsked, Dispute, Execution, Notice, Settlement, StatutoryRoute
from caseflow.services.calendars import load_calendar
from caseflow.services.consistency import look
from caseflow.services.routes import save_route, seed_routes
from caseflow.services.sweep import sweep
from petitions.models import Event, Extract, SearchText
from tests import factories as f
from tests.cast import TODAY, Cast, at

ROWS = list(csv.DictReader((Path(__file__).parent / "route_days.csv").read_text(encoding="utf-8").splitlines()))
NO = {"reason": "理由"}


@pytest.fixture(autouse=True)
def _routes(db) -> None:
    seed_routes()


def route(item: int, **more) -> StatutoryRoute:
    return StatutoryRoute.objects.filter(item=item, **more).order_by("pk")[0]


def clocks(case: Case) -> dict[str, Clock]:
    return {c.term: c for c in Clock.objects.filter(case=case, stopped_on=None)}


def refusal(*args, **more) -> str:
    with pytest.raises(Refused) as problem:
        f.act(*args, **more)
    return problem.value.refusal.code


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['length']}-{r['unit']}-{r['start']}")
def test_the_last_day_of_a_route(cast: Cast, row: dict[str, str]) -> None:
    length = int(row["length"]) if row["length"] else None
    found = last_day(length, row["unit"], date.fromisoformat(row["start"]), load_calendar())
    assert (found.isoformat() if found else "") == row["last"], row["why"]


def test_art_31_1_routed_out_with_the_last_day_of_that_law(cast: Cast) -> None:
    case = f.forwarded(cast)
    way = route(1, name="行政诉讼")
    case = f.act(cast, case, "route_out", "ou", route=way.pk, organ="临江区人民法院", known_on=date(2026, 10, 8), **NO)
    assert case.state == "routed_out" and case.closed_at and case.route_id == way.pk and not clocks(case)
    paper = Notice.objects.get(case=case, kind="route")
    for word in (
        "临江区人民法院",
        "第三十一条第（1）项",
        "《行政诉讼法》第四十六条",
        "2027年4月8日",
        "6月" if "6月" in paper.body else "6",
    ):
        assert word in paper.body
    assert Case.objects.get(petition=case.petition, kind="desk").state == "closed"


def test_a_route_that_is_over_is_the_heads_to_decide(cast: Cast) -> None:
    case, way = f.forwarded(cast), route(1, name="行政诉讼")
    given = {"route": way.pk, "organ": "法院", "known_on": date(2026, 1, 5), **NO}
    assert refusal(cast, case, "route_out", "ou", **given) == "route_over"
    assert f.act(cast, case, "route_out", "hei", **given).state == "routed_out"


@pytest.mark.parametrize(
    ("act", "item", "code"), [("route_out", 5, "route_is_own"), ("start_own", 1, "route_of_others")]
)
def test_other_organs_and_own_procedures_are_kept_apart(cast: Cast, act: str, item: int, code: str) -> None:
    assert refusal(cast, f.forwarded(cast), act, "ou", route=route(item).pk, organ="某机关", **NO) == code


def test_art_20_2_the_desk_routes_out_a_visit_about_litigation_alone(cast: Cast) -> None:
    letter = f.case_of(f.petition(cast, channel="letter", visitors=None))
    assert refusal(cast, letter, "route_out", "pan", route=route(1).pk, organ="法院", **NO) == "not_litigation_visit"
    visit = f.case_of(f.petition(cast))
    assert refusal(cast, visit, "route_out", "pan", route=route(2).pk, organ="委员会", **NO) == "not_litigation_visit"
    assert f.act(cast, visit, "route_out", "pan", route=route(1).pk, organ="法院", **NO).state == "routed_out"


def test_art_31_5_the_own_procedure_runs_on_the_limit_of_that_law(cast: Cast) -> None:
    case = f.accepted(cast, "2026-09-01")
    way = route(5, unit="months")
    case = f.act(cast, case, "start_own", "ou", "2026-09-10", route=way.pk, **NO)
    running = clocks(case)
    assert set(running) == {"S1"} and running["S1"].due_on == date(2026, 11, 10) == case.due_on
    assert case.procedure == "own" and Notice.objects.filter(case=case, kind="own_procedure").exists()
    answer = {"text": "已责令物业公司停止侵害。", "basis": way.basis, "remedy": "可在六十日内申请行政复议。"}
    case = f.act(cast, case, "answer_own", "ou", "2026-10-12", **answer)
    assert (
        case.state == "decided" and "可在六十日内申请行政复议" in Notice.objects.get(case=case, kind="own_answer").body
    )
    case = f.act(cast, case, "send", "ou", "2026-10-13")
    person = case.petition.petitioners.get().pk
    case = f.act(cast, case, "record_receipt", "ou", "2026-10-15", petitioner=person, received_on=date(2026, 10, 14))
    assert "C8" not in clocks(case) and not Execution.objects.exists()  # the remedy is that law's
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_an_own_procedure_without_a_limit_of_its_law_takes_the_tenants_term(cast: Cast) -> None:
    case = f.act(
        cast, f.forwarded(cast, "2026-09-01"), "start_own", "ou", "2026-09-03", route=route(5, length=None).pk, **NO
    )
    assert clocks(case)["S1"].due_on == date(2026, 11, 2)


SIMPLE = {"ground": "daily_life", "nothing_against": True}


def test_the_simplified_procedure_and_back(cast: Cast) -> None:
    case = f.accepted(cast, "2026-09-18")
    case = f.act(cast, case, "use_simplified", "ou", "2026-09-18", hour=12, **SIMPLE)
    assert clocks(case)["SO"].due_on == date(2026, 10, 9) == case.due_on and "C6" not in clocks(case)
    case = f.act(cast, case, "leave_simplified", "ou", "2026-09-25", **NO)
    assert clocks(case)["C6"].due_on == date(2026, 11, 17) and "SO" not in clocks(case)  # from the first acceptance
    assert [n.kind for n in Notice.objects.filter(case=case).order_by("pk")] == [
        "acceptance",
        "simplified",
        "simplified",
    ]


def test_the_simplified_procedure_from_the_desk_on(cast: Cast) -> None:
    letter = f.petition(cast, "2026-09-18")
    desk = f.act(cast, f.case_of(letter), "use_simplified", "pan", "2026-09-18", **SIMPLE)
    assert clocks(desk)["SF"].due_on == date(2026, 9, 22)
    f.act(cast, desk, "forward", "pan", "2026-09-21", target=cast.offices["housing"].pk, **NO)
    case = f.case_of(letter, "handling")
    assert case.procedure == "simplified" and clocks(case)["SA"].due_on == date(2026, 9, 24)
    case = f.act(cast, case, "accept", "ou", "2026-09-22")
    assert set(clocks(case)) == {"SO"} and case.due_on == date(2026, 10, 13)
    case = f.act(cast, case, "draft", "ou", "2026-09-22", hour=11, **f.OPINION)
    case = f.act(cast, case, "clear", "hei", "2026-09-22", hour=12)
    case = f.act(cast, case, "decide", "hei", "2026-09-22", hour=13)
    assert f.act(cast, case, "send", "ou", "2026-09-22", hour=14).state == "served"


def test_who_does_not_qualify_for_the_simplified_procedure(cast: Cast) -> None:
    case = f.accepted(cast)
    assert refusal(cast, case, "use_simplified", "ou", ground="clear", hour=12) == "simple_excluded"
    second = f.case_of(f.petition(cast, who="ou", office_id=cast.offices["housing"].pk))
    f.act(cast, second, "join", "ou", pending=case.pk, hour=12, **NO)
    assert refusal(cast, case, "use_simplified", "ou", hour=13, **SIMPLE) == "not_simple"


AGREED = {"kind": "settlement", "requests": "修复电梯", "parties": "李秀英、物业公司", "agreement": "十日内修复。"}


def test_art_33_settled_and_performed(cast: Cast) -> None:
    case = f.accepted(cast, "2026-09-01")
    case = f.act(cast, case, "settle", "ou", "2026-09-21", perform_on=date(2026, 10, 9), **AGREED)
    assert case.state == "settled" and not clocks(case) and Settlement.objects.get().days_left == 40
    assert "十日内修复" in Notice.objects.get(case=case, kind="settlement").body
    f.act(cast, case, "settlement_performed", "ou", "2026-10-08", text="电梯已修复，业主签字。")
    assert Settlement.objects.get().performed is True
    assert refusal(cast, case, "resume", "ou", "2026-10-10", **NO) == "no_settlement"


@pytest.mark.parametrize(("settled", "due"), [("2026-09-21", "2026-11-19"), ("2026-10-30", "2026-12-15")])
def test_art_33_not_performed_goes_on_with_the_days_left_at_least_fifteen(cast: Cast, settled: str, due: str) -> None:
    case = f.accepted(cast, "2026-09-01")
    performed = date(2026, 10, 9) if settled < "2026-10-09" else date(2026, 11, 27)
    case = f.act(cast, case, "settle", "ou", settled, perform_on=performed, **AGREED)
    assert refusal(cast, case, "resume", "ou", performed, **NO) == "perform_day_ahead"
    f.act(cast, case, "resume", "ou", "2026-10-10" if performed.month == 10 else "2026-11-30", **NO)
    anew = f.case_of(case.petition, "handling")
    assert anew.pk != case.pk and anew.state == "accepted" and anew.via == "resume"
    assert clocks(anew)["C6"].due_on == date.fromisoformat(due)
    assert Notice.objects.filter(case=case, kind="resumed").exists()


def test_other_requests_go_on_beside_a_settlement(cast: Cast) -> None:
    case = f.accepted(cast)
    case = f.act(cast, case, "settle", "ou", hour=12, perform_on=date(2026, 12, 24), rest=True, **AGREED)
    assert case.state == "accepted" and "C6" in clocks(case)


def test_art_32_2_a_supported_request_is_carried_out(cast: Cast) -> None:
    case = f.decided(cast, "2026-09-01")
    case = f.act(cast, case, "send", "ou", "2026-09-01", hour=15)
    task = Execution.objects.get()
    assert (task.office_id, task.due_on, task.state) == (case.office_id, date(2026, 10, 8), "pending")
    sweep(at("2026-10-09"))
    sweep(at("2026-10-09", 11))
    assert Event.objects.filter(kind="execution_late").count() == 1
    f.act(
        cast,
        case,
        "carry_out",
        "ou",
        "2026-10-10",
        execution=task.pk,
        result="partly",
        text="已订购配件",
        next_on=date(2026, 10, 20),
    )
    task.refresh_from_db()
    assert (task.state, task.due_on, task.is_open) == ("partly", date(2026, 10, 20), True)
    f.act(cast, case, "carry_out", "ou", "2026-10-19", execution=task.pk, result="done", text="验收单")
    assert (
        refusal(cast, case, "carry_out", "ou", "2026-10-20", execution=task.pk, result="done", text="x")
        == "nothing_to_carry_out"
    )


def test_the_day_that_the_opinion_names_holds(cast: Cast) -> None:
    case = f.accepted(cast)
    item = {**f.OPINION["items"][0], "carry_out_on": date(2026, 12, 4)}
    f.act(cast, case, "draft", "ou", hour=12, **{**f.OPINION, "items": [item]})
    f.act(cast, case, "clear", "hei", hour=13)
    f.act(cast, case, "decide", "hei", hour=14)
    assert "2026年12月4日前落实" in Notice.objects.get(case=case, kind="opinion").body
    f.act(cast, case, "send", "ou", hour=15)
    assert Execution.objects.get().due_on == date(2026, 12, 4)


def test_another_class_moves_the_clocks_and_tells(cast: Cast) -> None:
    case = f.accepted(cast, "2026-09-01")
    case = f.act(cast, case, "reclassify", "ou", "2026-09-10", klass="A", **NO)
    assert case.matter.klass == "C" or Case.objects.get(pk=case.pk).matter.klass == "A"
    assert set(clocks(case)) == {"A6"}
    case = f.act(cast, case, "reclassify", "ou", "2026-09-12", klass="C", **NO)
    assert clocks(case)["C6"].started_on == date(2026, 9, 1)  # from the first acceptance
    told = [e.opened for e in Event.objects.filter(case_id=case.pk, kind="reclassify").order_by("seq")]
    assert [(t["old"], t["new"]) for t in told] == [("C", "A"), ("A", "C")]
    paper = Notice.objects.filter(case=case, kind="reclassified").first()
    assert "“申诉求决类（C）”" in paper.body or "调整为" in paper.body


def test_to_b_every_other_sight_is_withdrawn_and_all_is_sealed(cast: Cast) -> None:
    case = f.drafted(cast) if hasattr(f, "drafted") else f.accepted(cast)
    matter, petition = case.matter_id, case.petition
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **NO)
    for who in ("ou", "pan", "su", "chen", "hei"):
        assert not Case.objects.visible_to(cast.actor(who)).filter(matter=matter).exists(), who
    assert not SearchText.objects.filter(petition=petition).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text || summary FROM petitions_petition WHERE id = %s", [petition.pk])
        assert cursor.fetchone()[0] == ""
        cursor.execute("SELECT count(*) FROM petitions_event WHERE matter_id = %s AND facts <> '{}'", [matter])
        assert cursor.fetchone()[0] == 0
    petition.refresh_from_db()
    assert "电梯" in petition.opened["text"]
    assert set(clocks(case)) == {"TD"}
    assert refusal(cast, case, "reclassify", "hei", hour=15, klass="C", **NO) in {"confidential", "stays_confidential"}


def test_to_b_seals_agreements_and_decisions_too(cast: Cast) -> None:
    case = f.accepted(cast)
    agreed = {
        "kind": "mediation",
        "requests": "乌鸦甲",
        "parties": "乌鸦乙",
        "agreement": "乌鸦丙",
        "perform_on": TODAY,
        "rest": True,
    }
    f.act(cast, case, "settle", "ou", hour=12, **agreed)
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **NO)
    row = Settlement.objects.get()
    assert (row.requests, row.parties, row.agreement) == ("", "", "") and row.opened["agreement"] == "乌鸦丙"
    desk = f.case_of(f.petition(cast, summary="另一件"))
    f.act(cast, desk, "ask_decision", "pan", hour=10, grounds="grave", text="建议")
    f.act(cast, desk, "record_decision", "pan", hour=11, decided_by="市委", decided_on=TODAY, text="乌鸦丁")
    f.act(cast, desk, "reclassify", "pan", hour=12, klass="B", **NO)
    decided = DecisionAsked.objects.get()
    assert decided.decision == "" and decided.opened == {"decision": "乌鸦丁"}


@pytest.mark.parametrize("way", ["forward", "assign"])
def test_to_b_leaves_the_desk_that_sent_it_where_it_waits_for_the_end(cast: Cast, way: str) -> None:
    desk = f.case_of(f.petition(cast))
    due = {"report_due_on": date(2026, 12, 20)} if way == "assign" else {}
    f.act(cast, desk, way, "pan", hour=10, target=cast.offices["housing"].pk, reason="归口", **due)
    case = Case.objects.get(kind="handling")
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **NO)
    seen = {who for who in ("pan", "mi", "su", "dan") if Case.objects.visible_to(cast.actor(who)).filter(pk=desk.pk).exists()}  # fmt: skip
    assert seen == {"mi"}, "its confidential officer alone"
    assert not [line.name for line in look(at(TODAY, 23)) if line.count]


def test_to_b_ends_the_dispute_that_nobody_else_may_read_now(cast: Cast) -> None:
    case = f.forwarded(cast)
    facts = {"parties": [cast.offices["water"].pk], "consulted_on": TODAY, "text": "乌鸦戊"}
    f.act(cast, case, "raise_dispute", "hei", hour=11, **facts)
    f.act(cast, case, "reclassify", "ou", hour=12, klass="B", **NO)
    row = Dispute.objects.get()
    assert (row.text, row.decided_on, row.named) == ("", TODAY, case.office) and row.opened["text"] == "乌鸦戊"


def test_to_b_beside_another_matter_asks_for_the_split_first(cast: Cast) -> None:
    case = f.accepted(cast)
    Extract.objects.create(petition=case.petition, matter=f.accepted(cast).matter, since=at(TODAY))
    assert refusal(cast, case, "reclassify", "ou", hour=14, klass="B", **NO) == "split_first"


def test_the_same_class_again_is_refused(cast: Cast) -> None:
    assert refusal(cast, f.accepted(cast), "reclassify", "ou", hour=14, klass="C", **NO) == "same_class"


@pytest.mark.parametrize(("length", "unit", "english", "chinese"), [
    (1, "years", "1 year", "1 年"), (6, "months", "6 months", "6 个月"), (15, "days", "15 days", "15 天"),
    (1, "working_days", "1 working day", "1 个工作日"), (None, "days", "", ""),
])  # fmt: skip
def test_a_limit_is_told_in_words(length: int | None, unit: str, english: str, chinese: str) -> None:
    row = StatutoryRoute(length=length, unit=unit)
    with translation.override("en"):
        assert row.limit == english
    with translation.override("zh-hans"):
        assert row.limit == chinese


def test_a_changed_route_ends_and_begins_anew(cast: Cast) -> None:
    old = route(2)
    values = {name: getattr(old, name) for name in ("item", "name", "name_en", "basis", "organ", "unit", "owner")}
    saved = save_route({**values, "length": 2}, TODAY, old)
    old.refresh_from_db()
    assert saved.replaced and (saved.row.version, saved.row.valid_from) == (2, TODAY)
    assert (
        old.valid_until == date(2026, 11, 23) and not StatutoryRoute.objects.in_force(TODAY).filter(pk=old.pk).exists()
    )
    assert refusal(cast, f.forwarded(cast), "route_out", "ou", route=old.pk, organ="某会", **NO) == "unknown_route"
    assert seed_routes() == 0
