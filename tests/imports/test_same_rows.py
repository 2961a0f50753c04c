"""500 lives through `perform()` one by one and through the bulk way give the same rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from caseflow.models import Case, Clock, Opinion, OpinionItem, Transfer
from caseflow.services import perform
from caseflow.services.bulk import Step, perform_many
from petitions.models import Event, Matter, Participation, Petition
from petitions.services.register import register_many
from tests import factories as f
from tests.cast import Cast, at

ROWS = {
    Petition: ("number", "received_at", "purpose", "confidential"),
    Matter: ("klass", "status", "last_seq", "title", "returns"),
    Case: ("kind", "state", "office_id", "via", "received_on", "accepted_on", "due_on", "closed_at", "outcome", "version", "last_act_at", "handler_id"),
    Clock: ("term", "law", "kind", "started_on", "nominal_on", "due_on", "stopped_on", "result", "extension", "told_on"),
    Event: ("seq", "kind", "at", "office_id", "actor_id", "is_backdated"),
    Opinion: ("draft_no", "body", "drafted_at", "cleared_at", "decided_at"),
    OpinionItem: ("position", "request", "outcome", "answer"),
    Participation: ("office_id", "capacity", "since", "until", "via"),
    Transfer: ("kind", "reached_on", "reason"),
}  # fmt: skip


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """All rows without their ids, in a stable order."""
    return {
        m.__name__: sorted(tuple(map(repr, row)) for row in m.objects.values_list(*names)) for m, names in ROWS.items()
    }


def lives(count: int) -> list[tuple[date, int]]:
    """(day received, how many acts it lives)."""
    return [(date(2026, 1, 5) + timedelta(days=n % 180), n % 8) for n in range(count)]


def registrations(cast: Cast, count: int) -> list[Any]:
    return [
        f.registration(cast, day, summary=f"事项{n}", external_no=str(n), source="t", registered_at=at(day, 9),
                       purpose="suggestion" if n % 5 == 0 else "claim")
        for n, (day, _acts) in enumerate(lives(count))
    ]  # fmt: skip


def acts(cast: Cast, n: int, day: date) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """(act, who, instant, facts) of one life."""
    item = {"request": "修", "outcome": "adopted" if n % 5 == 0 else "supported", "answer": "修好"}
    draft = {**f.OPINION, "items": [item]}
    return [
        ("keep", "pan", at(day + timedelta(1)), {}), ("accept", "pan", at(day + timedelta(2)), {}),
        ("draft", "pan", at(day + timedelta(9)), draft), ("clear", "hua", at(day + timedelta(10)), {}),
        ("decide", "hua", at(day + timedelta(10), 12), {}), ("send", "pan", at(day + timedelta(11)), {}),
    ]  # fmt: skip


def current(petition: Petition) -> Case:
    return Case.objects.filter(petition=petition, closed_at=None).exclude(state="passed_on").get()


def one_by_one(cast: Cast, count: int) -> None:
    actor = cast.actor("chen", "2026-07-30")
    for given in registrations(cast, count):
        register_many([given], actor, given.registered_at)
    for n, (day, number) in enumerate(lives(count)):
        petition = Petition.objects.get(external_no=str(n))
        for act, who, when, facts in acts(cast, n, day)[:number]:
            perform(
                current(petition).pk, act, cast.actor(who, when.date()), when, expected_version=None, key="", **facts
            )


def in_bulk(cast: Cast, count: int) -> None:
    actor = cast.actor("chen", "2026-07-30")
    given = registrations(cast, count)
    for start in range(0, count, 200):
        register_many(given[start : start + 200], actor, given[start].registered_at)
    petitions = {p.external_no: p for p in Petition.objects.all()}
    for position in range(6):
        wave: dict[str, list[Step]] = {}
        for n, (day, number) in enumerate(lives(count)):
            if position < number:
                act, who, when, facts = acts(cast, n, day)[position]
                wave.setdefault(who, []).append(Step(current(petitions[str(n)]).pk, act, when, facts))
        for who, steps in wave.items():
            perform_many(steps, cast.actor(who, "2026-07-30"))


class Undo(Exception):
    pass


def rows_after(way: Callable[[Cast, int], None], cast: Cast, count: int) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    try:
        with transaction.atomic():
            way(cast, count)
            found = snapshot()
            raise Undo
    except Undo:
        return found


@pytest.mark.parametrize("count", [10, pytest.param(500, marks=pytest.mark.slow)])
def test_both_ways_give_the_same_rows(cast, count: int) -> None:
    single, bulk = rows_after(one_by_one, cast, count), rows_after(in_bulk, cast, count)
    assert len(single["Petition"]) == count
    for name in single:
        assert single[name] == bulk[name], name
