"""The two tables of steps: every state is reached, every act has its side, and nobody without a side may anything."""

from collections.abc import Iterator

import pytest

from oversight.review_steps import (
    ABOVE,
    COMMITMENT,
    OFFICE,
    REVIEW,
    TRACK,
    Who,
    possible,
)

ABOVE_HEAD, ABOVE_ONLY = Who(frozenset({ABOVE}), True), Who(frozenset({ABOVE}), False)
HEAD, OFFICER, NOBODY = Who(frozenset({OFFICE}), True), Who(frozenset({OFFICE}), False), Who(frozenset(), True)


def walk(steps, start: str) -> Iterator[str]:
    seen, todo = set(), [start]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        yield state
        todo += [s.to for s in steps if state in s.begins and s.to]


def test_every_state_is_reached_and_the_track_is_their_order() -> None:
    assert sorted(walk(REVIEW, "open")) == sorted(TRACK)
    assert set(walk(COMMITMENT, "draft")) == {"draft", "half", "in_force", "ended"}
    for step in REVIEW:
        if step.to and step.act != "score":
            assert TRACK.index(step.to) == TRACK.index(step.begins[0]) + 1, "a review goes on by one step, never back"


def test_without_a_side_nothing_is_possible() -> None:
    for state in (*TRACK, "draft", "half", "in_force", "replaced", "ended"):
        assert possible("review", state, NOBODY) == possible("commitment", state, NOBODY) == []


@pytest.mark.parametrize(
    ("kind", "state", "who", "acts"),
    [
        ("commitment", "draft", ABOVE_ONLY, ["write", "sign"]),
        ("commitment", "draft", HEAD, []),
        ("commitment", "half", ABOVE_ONLY, ["take_back"]),
        ("commitment", "half", HEAD, ["countersign", "decline"]),
        ("commitment", "half", OFFICER, []),
        ("commitment", "in_force", ABOVE_ONLY, []),
        ("commitment", "in_force", ABOVE_HEAD, ["end"]),
        ("commitment", "replaced", ABOVE_HEAD, []),
        ("review", "open", ABOVE_ONLY, ["freeze"]),
        ("review", "scored", ABOVE_ONLY, ["score", "withdraw", "correct", "answer"]),
        ("review", "scored", ABOVE_HEAD, ["score", "approve", "withdraw", "correct", "answer"]),
        ("review", "scored", HEAD, ["object"]),
        ("review", "scored", OFFICER, []),
        ("review", "reporting", HEAD, ["report"]),
        ("review", "published", HEAD, ["follow_up"]),
        ("review", "published", ABOVE_ONLY, ["close", "correct", "verify"]),
        ("review", "closed", ABOVE_HEAD, []),
    ],
)
def test_who_may_what(kind: str, state: str, who: Who, acts: list[str]) -> None:
    assert possible(kind, state, who) == acts
