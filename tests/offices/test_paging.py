"""Keyset pages: every row once in order, both ways, with empty values last, for one office and for many; honest counts."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from caseflow.models import Case
from offices import paging
from offices.paging import Count, Sort, capped_counts, page_of, page_of_ids
from offices.together import together
from petitions.models import Event, Petition, Petitioner
from tests import factories as f
from tests.cast import TODAY, at


@pytest.fixture
def cases(cast) -> list[Case]:
    """Cases at two offices with few different due days, some without one."""
    rng = random.Random(3)
    for _n in range(9):
        f.forwarded(cast, TODAY)
        f.petition(cast, TODAY, "dan", office_id=cast.offices["district_petition"].pk)
    rows = list(Case.objects.all())
    for case in rows:
        case.due_on = rng.choice([None, TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)])
        case.last_act_at = at(TODAY) + timedelta(minutes=rng.randrange(5))
    Case.objects.bulk_update(rows, ["due_on", "last_act_at"])
    return rows


def expected(rows: list[Case], sort: Sort) -> list[int]:
    """The order by plain sorting: empty last, ties by id the same way."""
    with_value = [c for c in rows if getattr(c, sort.column) is not None]
    without = [c for c in rows if getattr(c, sort.column) is None]
    with_value.sort(key=lambda c: (getattr(c, sort.column), c.pk), reverse=sort.down)
    without.sort(key=lambda c: c.pk, reverse=sort.down)
    return [c.pk for c in with_value + without]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    "sort",
    [
        Sort("due_on", nullable=True),
        Sort("due_on", True, True),
        Sort("last_act_at"),
        Sort("last_act_at", True),
        Sort("number"),
        Sort("pk"),
    ],
)
def test_forth_and_back_every_row_comes_once_in_order(cases, cast, sort: Sort, many: bool) -> None:
    ids = sorted({c.office_id for c in cases})
    rows = Case.objects.filter(office__in=ids)
    offices = ("office", ids) if many else None
    asked: dict[str, str] = {}
    seen, firsts = [], []
    while True:
        page = page_of(rows.select_related("matter"), sort, asked, offices=offices, sizes=(4,))
        seen += [c.pk for c in page]
        firsts.append([c.pk for c in page])
        if not page.after:
            break
        asked = {"after": page.after}
    assert seen == expected(cases, sort)
    for earlier in reversed(firsts[:-1]):
        page = page_of(rows, sort, {"before": page.before}, offices=offices, sizes=(4,))
        assert [c.pk for c in page] == earlier
    assert page.before == "", "the first page has none before it"


@pytest.mark.parametrize("odd", ["x", "%%%", "W10", "bnVsbA", "eyJhIjoxfQ", "WyJ4IiwgMV0", "9" * 500])
def test_a_cursor_that_cannot_be_read_gives_the_first_page(cases, odd: str) -> None:
    first = page_of(Case.objects.all(), Sort("due_on", nullable=True), {}, sizes=(5,))
    assert page_of(Case.objects.all(), Sort("due_on", nullable=True), {"after": odd}, sizes=(5,)).rows == first.rows
    assert page_of_ids([c.pk for c in cases], Case.objects.all(), {"after": odd}).before == ""


def test_known_ids_are_paged_both_ways(cases) -> None:
    ids = [c.pk for c in cases]
    one = page_of_ids(ids, Case.objects.all(), {}, sizes=(7,))
    two = page_of_ids(ids, Case.objects.all(), {"after": one.after}, sizes=(7,))
    assert [c.pk for c in one] + [c.pk for c in two] == ids[:14]
    assert page_of_ids(ids, Case.objects.all(), {"before": two.before}, sizes=(7,)).rows == one.rows
    assert [c.pk for c in page_of_ids(ids, Case.objects.all(), {}, backwards=True, sizes=(7,))] == ids[::-1][:7]


def test_counts_are_exact_up_to_the_cap_and_more_beyond(cases, monkeypatch) -> None:
    assert str(Count(9_999)) == "9999" and str(Count(10_000)) == "10,000" and str(Count(10_001)) == "10,000+"
    monkeypatch.setattr(paging, "CAP", 5)
    counts = capped_counts(
        {"a": Case.objects.all(), "b": Case.objects.filter(pk__in=[cases[0].pk]), "c": Case.objects.none()}
    )
    assert (counts["a"].number, counts["b"].number, counts["c"].number) == (6, 1, 0)


def test_an_unknown_size_is_the_smallest(cases) -> None:
    assert page_of(Case.objects.all(), Sort("pk"), {"size": "1000000"}).size == 20
    assert page_of(Case.objects.all(), Sort("pk"), {"size": "50"}).size == 50


def test_read_together_rows_are_as_read_alone(cast) -> None:
    found = f.served(cast, TODAY)
    secret = f.petition(cast, TODAY, "mi", purpose="accusation")
    queries = [
        Petition.objects.order_by("pk"),
        Petitioner.objects.order_by("pk"),
        Event.objects.order_by("pk"),
        Case.objects.order_by("pk"),
    ]
    for query, rows in zip(queries, together(*queries), strict=True):
        assert [{f.attname: _plain(getattr(r, f.attname)) for f in r._meta.concrete_fields} for r in rows] == [
            {f.attname: _plain(getattr(r, f.attname)) for f in r._meta.concrete_fields} for r in query
        ]
    (none, some) = together(Case.objects.none(), Case.objects.filter(pk=found.pk).values("pk", "state"))
    assert none == [] and some == [{"pk": found.pk, "state": "served"}] and secret.confidential


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_rows_between_pages_are_neither_lost_nor_doubled(cases) -> None:
    sort = Sort("number")
    first = page_of(Case.objects.all(), sort, {}, sizes=(6,))
    Case.objects.filter(pk=first.rows[2].pk).update(number="A")  # an earlier row moves to the front meanwhile
    second = page_of(Case.objects.all(), sort, {"after": first.after}, sizes=(6,))
    assert all(a.number <= b.number for a, b in pairwise([first.rows[-1], *second.rows]))
    assert not {c.pk for c in first} & {c.pk for c in second}
