"""What makes a case a candidate, on a table of cases; what a person decided stays away; who may do what with an order."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.statute import R22
from oversight.supervision.order_rules import (
    MOVES,
    OPEN_STATES,
    Act,
    Advice,
    Doer,
    NewAdvice,
    NewOrder,
    OrderFacts,
    OrderState,
    Reply,
    advice_refusal,
    new_day_refusal,
    new_refusal,
    refusal_of,
    reply_refusal,
)
from oversight.supervision.rules import (
    AT_WORK,
    GROUNDS,
    PROPOSED,
    TERMS,
    CaseFacts,
    Decided,
    Kind,
    LateClock,
    Task,
    candidates,
    remembered_until,
)

TODAY = date(2026, 11, 24)
IDLE = 30
CASES = list(csv.DictReader(Path(__file__).with_name("candidates.csv").open(encoding="utf-8")))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(part) for part in text.split(";") if part)


def facts_of(row: dict[str, str]) -> CaseFacts:
    late = [part.split(":") for part in row["late"].split(";") if part]
    tasks = [part.partition("!") for part in row["tasks"].split(";") if part]
    return CaseFacts(
        state=row["state"], is_open=row["open"] == "1", last_act_on=date.fromisoformat(row["last_act"]), closed_on=day(row["closed"]),
        late=tuple(LateClock(term, date.fromisoformat(on)) for term, on in late), first_notice_due=day(row["first_due"]),
        has_notice=row["notice"] == "1", owes_answer=row["owes"] == "1", has_answer=row["answer"] == "1", is_served=row["served"] == "1",
        tasks=tuple(Task(date.fromisoformat(on), day(refused)) for on, _sign, refused in tasks),
        returned_on=days(row["returned"]), complained_on=days(row["complained"]), imported=row["imported"] == "1",
    )  # fmt: skip


@pytest.mark.parametrize("row", CASES, ids=lambda r: r["name"])
def test_the_table(row: dict[str, str]) -> None:
    found = candidates(facts_of(row), TODAY, IDLE)
    assert {f"{c.kind}:{c.since.isoformat()}" for c in found} == {part for part in row["expected"].split(";") if part}


def test_every_kind_has_its_article_and_its_item_of_2005() -> None:
    assert set(GROUNDS) == set(Kind) and {g.article.number for g in GROUNDS.values()} == {40}
    first_six = (Kind.LATE, Kind.FALSE_CLOSURE, Kind.NO_NOTICE, Kind.RETURNED, Kind.NOT_EXECUTED, Kind.IDLE)
    assert [GROUNDS[kind].item for kind in first_six] == [1, 2, 3, 4, 5, 6]
    expected = {
        kind for row in CASES for kind in (part.partition(":")[0] for part in row["expected"].split(";")) if kind
    }
    assert expected == set(PROPOSED), "the table shows every kind"


def test_the_terms_are_duties_of_the_law_or_stand_for_one() -> None:
    assert all(R22[term].kind == "duty" for term in TERMS)
    assert {"C1", "C2", "C3", "C5", "C6", "C7", "C9", "C11"} <= TERMS and not {"C4", "C8", "C10", "C12"} & TERMS


near = st.dates(date(2026, 6, 1), date(2026, 12, 31))
some = st.lists(near, max_size=3).map(tuple)
cases = st.builds(
    CaseFacts, state=st.sampled_from(sorted(AT_WORK | {"served", "closed", "passed_on", "objected"})), is_open=st.booleans(),
    last_act_on=st.dates(date(2026, 6, 1), TODAY), closed_on=st.none() | st.dates(date(2026, 6, 1), TODAY),
    late=st.lists(st.builds(LateClock, st.sampled_from(sorted(TERMS | {"W6", "V1"})), near), max_size=3).map(tuple),
    first_notice_due=st.none() | near, has_notice=st.booleans(), owes_answer=st.booleans(), has_answer=st.booleans(),
    is_served=st.booleans(), tasks=st.lists(st.builds(Task, near, st.none() | st.dates(date(2026, 6, 1), TODAY)), max_size=2).map(tuple),
    returned_on=some, complained_on=some, imported=st.booleans(),
)  # fmt: skip


@given(facts=cases, later=st.integers(0, 60))
def test_what_was_decided_about_stays_away_and_what_goes_on_comes_back(facts: CaseFacts, later: int) -> None:
    again = 15
    found = candidates(facts, TODAY, IDLE)
    assert all(fact.since <= TODAY for c in found for fact in c.facts)
    assert facts.is_open or all(GROUNDS[c.kind].when_closed for c in found)
    decided = [Decided(c.kind, TODAY, remembered_until(c.kind, TODAY, again)) for c in found]
    assert candidates(facts, TODAY, IDLE, decided) == ()
    on = TODAY + timedelta(days=later)
    then = {c.kind: c for c in candidates(facts, on, IDLE, decided)}
    for was in found:
        if later >= again and GROUNDS[was.kind].goes_on:
            assert set(was.facts) <= {*then[was.kind].facts} or was.kind == Kind.IDLE and was.kind in then
        elif was.kind in then:
            assert not {(f.code, f.since) for f in was.facts} & {(f.code, f.since) for f in then[was.kind].facts}


def test_a_duty_that_becomes_late_after_a_decision_is_a_new_fact() -> None:
    first, second = LateClock("C5", date(2026, 11, 20)), LateClock("C6", date(2026, 11, 26))
    facts = CaseFacts("accepted", True, date(2026, 11, 20), late=(first, second), has_notice=True)
    decided = [Decided("late", date(2026, 11, 24), date(2026, 12, 9))]
    assert candidates(facts, date(2026, 11, 26), IDLE, decided) == ()
    found = candidates(facts, date(2026, 11, 27), IDLE, decided)
    assert [(f.term, f.since) for f in found[0].facts] == [("C6", date(2026, 11, 27))]


# --- orders: offices 1 issues, 2 is addressed, 3 follows it, 9 is above all, 5 is another petition office beside 1 --------

ISSUER = Doer(1, frozenset({1, 2, 3}), supervises=True, lists=True, answers=False)
ADDRESSED = Doer(2, frozenset({2}), supervises=False, lists=False, answers=True)
FOLLOWER = Doer(3, frozenset({3}), supervises=False, lists=False, answers=True)
ABOVE = Doer(9, frozenset({1, 2, 3, 9}), supervises=True, lists=True, answers=False)
BESIDE = Doer(5, frozenset({5, 2}), supervises=True, lists=True, answers=False)


def order(state: OrderState = OrderState.ISSUED, **over: object) -> OrderFacts:
    given_ = {"state": state, "due_on": date(2026, 12, 1), "issuer": 1, "addressed": 2, "answering": 2} | over
    return OrderFacts(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "act", "doer", "code"),
    [
        (order(), Act.ANSWER, ADDRESSED, None),
        (order(OrderState.SENT_BACK), Act.ANSWER, ADDRESSED, None),
        (order(OrderState.ANSWERED), Act.ANSWER, ADDRESSED, "order_state"),
        (order(), Act.ANSWER, ISSUER, "capability"),
        (order(), Act.ANSWER, FOLLOWER, "not_addressed"),
        (order(answering=3), Act.ANSWER, ADDRESSED, "successor_answers"),
        (order(answering=3), Act.ANSWER, FOLLOWER, None),
        (order(), Act.VERIFY, ISSUER, "order_state"),
        (order(OrderState.ANSWERED), Act.VERIFY, ISSUER, None),
        (order(OrderState.ANSWERED), Act.VERIFY, ABOVE, "not_issuer"),
        (order(OrderState.ANSWERED), Act.VERIFY, ADDRESSED, "not_issuer"),
        (order(OrderState.ANSWERED), Act.SEND_BACK, ISSUER, None),
        (order(), Act.EXTEND, ISSUER, None),
        (order(extended=True), Act.EXTEND, ISSUER, "order_extended"),
        (order(OrderState.ANSWERED), Act.EXTEND, ISSUER, "order_state"),
        (order(), Act.EXTEND, ADDRESSED, "not_issuer"),
        (order(), Act.WITHDRAW, ISSUER, None),
        (order(OrderState.VERIFIED), Act.WITHDRAW, ISSUER, "order_state"),
        (order(), Act.LIST, ISSUER, None),
        (order(), Act.LIST, ABOVE, None),
        (order(), Act.LIST, ADDRESSED, "capability"),
        (order(), Act.LIST, BESIDE, "not_above"),
        (order(listed_by=9), Act.LIST, ISSUER, "listed_before"),
        (order(), Act.DELIST, ABOVE, "not_listed"),
        (order(listed_by=9), Act.DELIST, ABOVE, None),
        (order(listed_by=9), Act.DELIST, ISSUER, "other_listed"),
        (order(OrderState.VERIFIED, listed_by=9), Act.DELIST, ABOVE, "order_state"),
    ],
)  # fmt: skip
def test_who_may_do_what(facts: OrderFacts, act: Act, doer: Doer, code: str | None) -> None:
    refusal = refusal_of(facts, act, doer)
    assert (refusal.code if refusal else None) == code


def test_every_open_state_is_left_by_somebody_and_an_ended_order_by_nobody() -> None:
    everybody = (ISSUER, ADDRESSED, ABOVE)
    for state in OrderState:
        moved = [
            a
            for a in Act
            for d in everybody
            if MOVES[a][1] not in (None, state) and refusal_of(order(state), a, d) is None
        ]
        assert bool(moved) == (state in OPEN_STATES), state


def new(**over: object) -> NewOrder:
    given_ = {
        "kinds": ["late"], "proposed": {"late", "idle"}, "under_order": {}, "is_open": True, "confidential": False, "addressed": 2,
        "barred": frozenset(), "due_on": date(2026, 12, 1),
    } | over  # fmt: skip
    return NewOrder(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "doer", "code"),
    [
        (new(), ISSUER, None),
        (new(), ADDRESSED, "capability"),
        (new(confidential=True), ISSUER, "confidential_order"),
        (new(barred=frozenset({2})), ISSUER, "accused_addressed"),
        (new(addressed=1), ISSUER, "order_not_below"),
        (new(addressed=7), ISSUER, "order_not_below"),
        (new(due_on=TODAY), ISSUER, "order_day_past"),
        (new(due_on=TODAY + timedelta(days=1)), ISSUER, None),
        (new(kinds=[]), ISSUER, "no_kind"),
        (new(kinds=["returned"]), ISSUER, "no_candidate"),
        (new(under_order={"late": "督〔2026〕1号"}), ISSUER, "ordered_before"),
        (new(under_order={"idle": "督〔2026〕1号"}), ISSUER, None),
        (new(kinds=["other"]), ISSUER, None),
        (new(kinds=["other"], is_open=False), ISSUER, "order_closed_case"),
        (new(kinds=["idle"], is_open=False), ISSUER, "order_closed_case"),
        (new(is_open=False), ISSUER, None),
        (new(kinds=["false_closure"], proposed={"false_closure"}, is_open=False), ISSUER, None),
    ],
)  # fmt: skip
def test_when_an_order_is_issued(facts: NewOrder, doer: Doer, code: str | None) -> None:
    refusal = new_refusal(facts, doer, TODAY)
    assert (refusal.code if refusal else None) == code


def test_a_new_day_lies_ahead_and_not_before_the_old_one() -> None:
    old = date(2026, 12, 1)
    told = [new_day_refusal(old, d, TODAY) for d in (None, TODAY, date(2026, 11, 30), old, date(2026, 12, 2))]
    assert [r.code if r else None for r in told] == [
        "order_day_past",
        "order_day_past",
        "order_day_earlier",
        None,
        None,
    ]


def advice(**over: object) -> NewAdvice:
    given_ = {
        "kind": Advice.IMPROVE_WORK, "addressee": 2, "organ": "", "own_office": 1, "linked": 1, "blamed": frozenset({2}),
        "barred": frozenset(), "due_on": date(2026, 12, 24),
    } | over  # fmt: skip
    return NewAdvice(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (advice(), None),
        (advice(addressee=None, organ="某国有企业"), None),
        (advice(addressee=None), "one_addressee"),
        (advice(organ="某国有企业"), "one_addressee"),
        (advice(addressee=1), "own_addressee"),
        (advice(barred=frozenset({2})), "accused_addressed"),
        (advice(due_on=TODAY), "order_day_past"),
        (advice(kind=Advice.IMPROVE_POLICY, linked=0), None),
        (advice(kind=Advice.ACCOUNTABILITY), "blamed_addressed"),
        (advice(kind=Advice.ACCOUNTABILITY, addressee=8), None),
        (advice(kind=Advice.ACCOUNTABILITY, addressee=8, linked=0), "advice_needs_case"),
        (advice(kind=Advice.ACCOUNTABILITY, addressee=None, organ="市纪委监委"), None),
    ],
)  # fmt: skip
def test_when_a_recommendation_is_issued(facts: NewAdvice, code: str | None) -> None:
    refusal = advice_refusal(facts, TODAY)
    assert (refusal.code if refusal else None) == code


def test_what_is_not_adopted_needs_its_reason() -> None:
    assert reply_refusal(Reply.ADOPTED, "") is None and reply_refusal(Reply.NOT, "缺乏法律依据") is None
    for answer in (Reply.PARTLY, Reply.NOT):
        refusal = reply_refusal(answer, " ")
        assert refusal is not None and (refusal.code, str(refusal.article)) == ("reply_reason", "Art. 40 ¶4")
