"""Two duty catalogues against each other: equal to `route()` over the whole of both; true to what saving leaves."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.routing import Facts, route
from caseflow.services import duty_draft, proposals
from caseflow.trial import EndDuty, NewDuty, Trial, changed, effect_day, end_of, stamp
from tests.caseflow.test_routing import OFFICES, PLACES, TOPICS, catalogue, rows_of_duties, rows_of_offices
from tests.caseflow.trials import (
    World,
    digest_of,
    fresh,  # noqa: F401
)
from tests.cast import Cast

DAY = date(2026, 11, 24)
new_duties = st.builds(
    NewDuty, st.sampled_from(TOPICS), st.integers(1, 4), st.integers(1, 6), st.just(""), st.just("b"),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)  # fmt: skip
changes_drawn = st.lists(
    new_duties | st.builds(EndDuty, st.integers(1, 14), st.dates(date(2026, 1, 1), date(2027, 6, 30))), max_size=5
)
TOPIC_LINES = [("0101", "01"), ("0601",), ("01",), ()]


@settings(max_examples=300, deadline=None)
@given(rows_of_duties, rows_of_offices, changes_drawn)
def test_a_trial_says_what_a_plain_loop_over_all_facts_says(drawn, offices, changes) -> None:
    changes = [replace(c, office_region=offices[c.office].region) if isinstance(c, NewDuty) else c for c in changes]
    old, day = catalogue(drawn, offices), effect_day(changes, DAY)
    new = changed(old, changes)
    trial = Trial(old, new, offices, day)
    for topics in TOPIC_LINES:
        for place in PLACES.values():
            for klass in "ABC":
                facts = Facts(topics, place, day, klass)
                a, b = route(facts, old, offices), route(facts, new, offices)
                told = trial.moved(topics, place, klass)
                if end_of(a) == end_of(b):
                    assert told is None
                else:
                    assert told is not None and (told[0].office, told[1].office) == (a.office, b.office)
                    assert told[1].steps == b.steps, "the reasons are those of the whole catalogue"


def test_the_day_is_the_first_on_which_all_changes_hold() -> None:
    assert effect_day([], DAY) == DAY
    assert effect_day([EndDuty(1, DAY)], DAY) == DAY + timedelta(days=1), "a row is in force on its last day"
    assert effect_day([NewDuty("01", 3, 3, "", "", date(2020, 1, 1))], DAY) == DAY
    assert effect_day([NewDuty("01", 3, 3, "", "", date(2027, 1, 1)), EndDuty(1, DAY)], DAY) == date(2027, 1, 1)


def test_no_change_and_a_change_of_the_basis_alone_move_nobody() -> None:
    rows = catalogue([("0101", 3, 3, 2020, None)], OFFICES)
    again = changed(rows, [NewDuty("0101", 3, 3, OFFICES[3].region, "another basis", date(2026, 1, 1))])
    assert [(r.valid_until, r.basis) for r in again] == [(date(2025, 12, 31), "basis 1"), (None, "another basis")]
    for new in (changed(rows, []), again):
        trial = Trial(rows, new, OFFICES, DAY)
        assert all(trial.moved(t, p, "C") is None for t in TOPIC_LINES for p in PLACES.values())


@pytest.mark.parametrize("seed", range(12))
def test_what_is_foretold_is_what_saving_leaves(cast: Cast, seed: int) -> None:
    """Random drafts saved for real: row by row as `changed` said, but for the ids of new rows."""
    rng = random.Random(seed)
    world = World(cast, rng)
    foretold = changed(proposals.read_duty_rows(), world.draft(6))
    told = {replace(r, id=0) for r in foretold}
    with transaction.atomic():
        world.save()
        assert {replace(r, id=0) for r in proposals.read_duty_rows()} == told
        transaction.set_rollback(True)
    stamped = stamp(proposals.read_duty_rows())
    count = duty_draft.take_over(world.actor, draft=digest_of(world.actor), confirmed=stamped)
    assert count > 0 and {replace(r, id=0) for r in proposals.read_duty_rows()} == told
