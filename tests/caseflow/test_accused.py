"""Invariant 6 over the whole table: an accused office or person does no act of any kind, and is named for none."""

from dataclasses import replace

import pytest

from caseflow.facts import By, CaseState, OfficeFacts, Pending, Sender
from caseflow.workflow import DESK, HANDLING, ROWS, TABLE, refusal_of
from tests.cast import TODAY

ACCUSED, OTHER, PERSON = 5, 4, 77
EVERYTHING = frozenset({"read", "register", "transfer", "handle", "decide", "serve", "oversee", "confidential"})
PLAIN = [row for row in TABLE if row.who and not row.by_system]


def state(kind: str, name: str, office: int) -> CaseState:
    sender = Sender(9, DESK, "passed_on", OfficeFacts(office, "petition"))
    return CaseState(
        1, kind, name, 1, 1, 1, OfficeFacts(office, "discipline"), "B", TODAY, "refer", confidential=True, sender=sender,
        petitioners=(3,), reachable=frozenset({3}), accused=frozenset({ACCUSED}), accused_users=frozenset({PERSON}),
    )  # fmt: skip


def cases(office: int) -> list[tuple[str, CaseState]]:
    return [(row.act, state(kind, source, office)) for row in PLAIN for kind in row.kinds for source in row.sources[:1]]


def test_an_accused_office_does_nothing() -> None:
    by = By(1, ACCUSED, EVERYTHING)
    for act, here in cases(ACCUSED):
        for facts in (None, {}):
            assert refusal_of(here, ROWS[act], facts, by) is not None, act
    open_to_any = [act for act, here in cases(ACCUSED) if refusal_of(here, ROWS[act], None, by).code == "accused_acts"]
    assert {"refer", "report_emergency", "name_accused", "reassign"} <= set(open_to_any)


def test_an_accused_person_does_nothing_at_another_office() -> None:
    by = By(PERSON, OTHER, EVERYTHING)
    assert all(refusal_of(here, ROWS[act], None, by) is not None for act, here in cases(OTHER))


@pytest.mark.parametrize(
    "facts",
    [
        {"target": OfficeFacts(ACCUSED, "discipline")}, {"suggested": OfficeFacts(ACCUSED, "department")},
        {"parts": (OfficeFacts(OTHER, "department"), OfficeFacts(ACCUSED, "department"))},
        {"pending": Pending(2, 2, OfficeFacts(ACCUSED, "department"), True, HANDLING, TODAY)}, {"handler": PERSON}, {"second": PERSON},
    ],
    ids=lambda f: next(iter(f)),
)  # fmt: skip
def test_nobody_names_them_for_anything(facts) -> None:
    by = By(1, OTHER, EVERYTHING)
    for act, here in cases(OTHER):
        if ROWS[act].secret and here.kind in ROWS[act].kinds:
            found = refusal_of(here, ROWS[act], facts, by)
            assert found is not None and (
                found.code.startswith("accused_") or found.code in {"no_sender", "other_office"}
            ), act


def test_without_them_the_same_acts_are_not_refused_for_it() -> None:
    by = By(1, OTHER, EVERYTHING)
    free = replace(state(HANDLING, "received", OTHER), accused=frozenset(), accused_users=frozenset())
    found = refusal_of(free, ROWS["reassign"], {"handler": PERSON}, by)
    assert found is None
