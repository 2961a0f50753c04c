"""Search in the database: exactly what a plain loop over the rows in sight finds, in few statements, whatever happens to a petition."""

import random

import pytest
from django.db import connection

from offices.actors import system_actor
from petitions.models import Petition, SearchText
from petitions.searching import matches, parse, search_text
from petitions.services import search
from petitions.services.search import found_ids, searched
from tests import factories as f
from tests.cast import TODAY
from tests.petitions.test_searching import QUERIES, TEXTS


@pytest.fixture
def letters(cast) -> dict[str, Petition]:
    return {k: f.petition(cast, TODAY, summary="", text=t) for k, t in TEXTS.items()}


@pytest.mark.parametrize(("query", "expected"), [q for q in QUERIES if q[1] != "*" and q[0] != "-"])  # numbers hold it
def test_the_database_finds_what_the_loop_finds(letters, cast, query: str, expected: str) -> None:
    node = parse(query)
    assert node is not None
    found = found_ids(node, cast.actor("pan"))
    assert found is not None
    assert {k for k, p in letters.items() if p.pk in found} == set(expected.split())


def test_random_parts_of_the_texts(letters, cast) -> None:
    rng = random.Random(5)
    for _n in range(60):
        text = rng.choice(list(TEXTS.values()))
        begin = rng.randrange(len(text) - 2)
        part = text[begin : begin + rng.randrange(2, 7)].replace("(", "").strip()
        node = parse(f'"{part}"')
        if node is None:
            continue
        loop = {
            p.pk for p in letters.values() if matches(node, search_text(p.number, p.external_no, p.summary, p.text))
        }
        assert set(found_ids(node, cast.actor("pan")) or []) == loop, part


def test_the_pairs_are_computed_alike_in_python_and_in_the_database(db) -> None:
    from petitions.searching import grams

    for text in ("小区电梯", "a𠀀b", "ＡＢ", "x" * 50, "ab"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.zh_grams(%s)", [text])
            assert set(cursor.fetchone()[0] or []) == set(grams(text))


def test_more_than_can_be_listed_are_walked(letters, cast, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST", 1)
    actor = cast.actor("pan")
    assert found_ids(parse("小区"), actor) is None
    rows = searched(Petition.objects.visible_to(actor), "小区 NOT 噪音", actor)
    assert {p.pk for p in rows} == {letters["lift"].pk, letters["mixed"].pk}


@pytest.mark.parametrize("who", ["pan", "ou", "yuan", "su", "wai", "mi"])
def test_what_is_found_is_what_is_seen(cast, who: str) -> None:
    f.forwarded(cast, TODAY)
    f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk)
    f.petition(cast, TODAY, "mi", purpose="accusation", text="小区电梯密件")
    actor = cast.actor(who)
    seen = {p.pk for p in Petition.objects.visible_to(actor).filter(confidential=False)}
    assert set(found_ids(parse("电梯"), actor) or []) == seen


def test_the_offices_beside_the_text_follow_every_act(cast) -> None:
    found = f.petition(cast, TODAY)
    row = SearchText.objects.get(petition=found)
    assert row.office_ids == [cast.offices["city_petition"].pk]
    f.act(cast, f.case_of(found), "forward", "pan", TODAY, target=cast.offices["housing"].pk, reason="x")
    row.refresh_from_db()
    assert set(row.office_ids) == {cast.offices["city_petition"].pk, cast.offices["housing"].pk}
    f.act(cast, f.case_of(found, "handling"), "object", "ou", TODAY, hour=11, reason="不归我们管")
    f.act(cast, f.case_of(found, "handling"), "confirm_objection", "pan", TODAY, hour=12, reason="属实")
    row.refresh_from_db()
    assert row.office_ids == [cast.offices["city_petition"].pk], "the returned office no longer sees it"


def test_a_confidential_petition_has_no_search_row(cast) -> None:
    secret = f.petition(cast, TODAY, "mi", purpose="accusation", text="密件原文")
    assert not SearchText.objects.filter(petition=secret).exists()
    assert found_ids(parse("密件"), system_actor(TODAY)) == []


def test_an_amended_day_moves_the_search_row(cast) -> None:
    found = f.petition(cast, TODAY)
    f.act(
        cast,
        f.case_of(found),
        "amend",
        "pan",
        TODAY,
        field="received_on",
        value=f.at(TODAY).date().replace(day=20),
        reason="x",
    )
    found.refresh_from_db()
    assert SearchText.objects.get(petition=found).received_at == found.received_at
