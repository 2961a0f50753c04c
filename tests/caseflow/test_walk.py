"""Walks over the table: every state reachable, every non-final state with an exit and an owner, every row with its source."""

import pytest

from caseflow.choices import PaperKind, State
from caseflow.effects import EFFECTS
from caseflow.forms import FORMS
from caseflow.texts import ACTS
from caseflow.workflow import FINAL, ROWS, STATES, TABLE
from offices.roles import CAPABILITIES, Capability

# Rules of the desk itself, without a text of law behind them (workflow.md says OWN); whoever adds a row decides here.
OWN = {"correct", "correct_paper", "void", "use_simplified", "leave_simplified", "withdraw", "revoke_withdrawal"}
# How a case of each kind begins: by registration, by a transfer, by its own correction, by a request, by an order of redo.
BEGIN = {
    "desk": {"registered"},
    "handling": {"received", "accepted"},
    "review": {"requested", "accepted"},
    "recheck": {"requested"},
}
# States that an act on *another* case sets: the sender's case when its child comes back or ends.
FROM_ELSEWHERE = {
    "desk": {"passed_on": {"registered"}},
    "handling": {"passed_down": {"received"}},
    "review": {},
    "recheck": {},
}


@pytest.mark.parametrize("kind", STATES)
def test_every_state_is_reachable(kind: str) -> None:
    reached, grown = set(BEGIN[kind]), True
    while grown:
        following = {r.target for r in TABLE if kind in r.kinds and r.target and set(r.sources) & reached} - {None}
        following = {t for t in following if t in STATES[kind] + FINAL[kind]}
        following |= set().union(*(FROM_ELSEWHERE[kind].get(s, set()) for s in reached))
        grown = not following <= reached
        reached |= following
    assert reached == set(STATES[kind]) | set(FINAL[kind])


@pytest.mark.parametrize(("kind", "state"), [(k, s) for k, states in STATES.items() for s in states])
def test_every_open_state_has_an_exit_and_somebody_who_may(kind: str, state: str) -> None:
    exits = [r for r in TABLE if kind in r.kinds and state in r.sources and r.target and r.target != state]
    assert exits
    held = set().union(*CAPABILITIES.values())
    assert any(r.by_system or {Capability(w) for w in r.who} & held for r in exits)


@pytest.mark.parametrize("row", TABLE, ids=lambda r: r.act)
def test_every_act_cites_an_article_or_is_our_own(row) -> None:
    assert bool(row.articles) != (row.act in OWN)
    assert all(1 <= a.number <= 50 for a in row.articles)


@pytest.mark.parametrize("row", TABLE, ids=lambda r: r.act)
def test_every_act_is_named_has_a_form_and_known_values(row) -> None:
    assert row.act in ACTS
    assert row.act in FORMS or row.by_system
    assert {*row.sources, *([row.target] if row.target else [])} <= set(State.values)
    assert row.paper is None or row.paper in PaperKind.values
    assert set(row.sources) <= {s for k in row.kinds for s in STATES[k] + FINAL[k]}


def test_final_states_have_no_exit_of_their_own() -> None:
    for row in TABLE:
        for kind in row.kinds:
            if row.target and row.target not in row.sources:
                assert not set(row.sources) & set(FINAL[kind]), row.act


def test_effects_are_of_acts_that_exist() -> None:
    assert set(EFFECTS) <= set(ROWS)
