"""The terms as the regulation's table has them, written out here a second time; and the laws' days."""

from datetime import date, timedelta

import pytest

from caseflow.statute import LAWS, Article, ClockKind, Unit, law_on, terms_of

# code: length, unit, kind, owner, article in the 2022 law, article in the 2005 one (None: it lacks the term)
BY_LAW = {
    "C1": (15, "days", "duty", "petition_office", "Art. 22", "Art. 21"),
    "C2": (15, "days", "duty", "organ", "Art. 23 ¶1", "Art. 22"),
    "C3": (15, "days", "duty", "organ", "Art. 23 ¶3", "Art. 22"),
    "C4": (5, "working_days", "lapse", "organ", "Art. 23 ¶3", None),
    "C5": (None, "date", "duty", "organ", "Art. 22 ¶1 (3)", "Art. 21"),
    "C6": (60, "days", "duty", "organ", "Art. 34", "Art. 33"),
    "C7": (30, "days", "duty", "organ", "Art. 34", "Art. 33"),
    "C8": (30, "days", "right", "petitioner", "Art. 35", "Art. 34"),
    "C9": (30, "days", "duty", "reviewer", "Art. 35", "Art. 34"),
    "C10": (30, "days", "right", "petitioner", "Art. 36 ¶1", "Art. 35"),
    "C11": (30, "days", "duty", "rechecker", "Art. 36 ¶1", "Art. 35"),
    "C12": (30, "days", "duty", "organ", "Art. 40 (4)", "Art. 36"),
    "C13": (None, "year", "duty", "petition_office", "Art. 41", None),
    "C14": (None, "year", "duty", "government", "Art. 39", None),
}
OWN = {
    "A6": (60, "days", "duty"),
    "W6": (60, "days", "watch"),
    "V1": (3, "working_days", "duty"),
    "R1": (5, "working_days", "duty"),
    "D3": (3, "days", "watch"),
    "TD": (30, "days", "watch"),
    "S1": (60, "days", "duty"),
    "SF": (3, "working_days", "watch"),
    "SA": (3, "working_days", "watch"),
    "SO": (10, "working_days", "duty"),
    "RQ": (15, "days", "duty"),
    "XD": (10, "days", "right"),
    "WS": (30, "days", "watch"),
    "EX": (30, "days", "watch"),
    "WD": (30, "days", "right"),
    "EV": (30, "days", "right"),
}


@pytest.mark.parametrize(("law", "column"), [("R22", 4), ("R05", 5)])
def test_the_terms_of_a_law(law: str, column: int) -> None:
    found = {c: (t.length, t.unit, t.kind, t.owner, str(t.article)) for c, t in terms_of(law).items() if t.article}
    assert found == {code: (*row[:4], row[column]) for code, row in BY_LAW.items() if row[column]}
    assert all(t.law == law and t.code == code for code, t in terms_of(law).items())


@pytest.mark.parametrize("law", LAWS)
def test_own_terms_say_so_and_cite_no_article(law: str) -> None:
    terms = terms_of(law).values()
    assert {t.code: (t.length, t.unit, t.kind) for t in terms if not t.article} == OWN
    assert all(t.own for t in terms if not t.article)
    # R22 Art. 40 names no number: its 30 days are the tenant's; the 2005 law had them in its text
    assert {t.code for t in terms if t.own and t.article} == ({"C12"} if law == "R22" else set())


@pytest.mark.parametrize("law", LAWS)
def test_what_may_be_extended_and_what_is_not_counted(law: str) -> None:
    terms = terms_of(law).values()
    assert {t.code: (t.extends, t.max_extension) for t in terms if t.max_extension} == {
        "C6": (None, 30),
        "C7": ("C6", 30),
    }
    assert {t.code for t in terms if t.excludes_hearing} == {"C11"}


def test_rights_and_lapses_are_not_duties() -> None:
    kinds = {code: term.kind for code, term in terms_of("R22").items()}
    assert {c for c, kind in kinds.items() if kind is ClockKind.RIGHT} == {"C8", "C10", "EV", "XD", "WD"}
    assert {c for c, kind in kinds.items() if kind is ClockKind.LAPSE} == {"C4"}
    assert {c for c, kind in kinds.items() if kind is ClockKind.WATCH} == {"W6", "D3", "TD", "WS", "SF", "SA", "EX"}
    assert {c for c, term in terms_of("R22").items() if term.unit is Unit.WORKING_DAYS} == {
        "C4",
        "V1",
        "R1",
        "SF",
        "SA",
        "SO",
    }


@pytest.mark.parametrize(
    ("day", "law"),
    [("2005-05-01", "R05"), ("2022-04-30", "R05"), ("2022-05-01", "R22"), ("2026-11-24", "R22"), ("9999-12-31", "R22")],
)
def test_the_law_in_force(day: str, law: str) -> None:
    assert law_on(date.fromisoformat(day)).code == law


def test_no_day_has_two_laws_and_none_is_known_before_2005() -> None:
    first, second = sorted(LAWS.values(), key=lambda found: found.in_force_from)
    assert first.in_force_until and first.in_force_until + timedelta(1) == second.in_force_from
    with pytest.raises(LookupError, match="2005-04-30.*2005-05-01"):
        law_on(date(2005, 4, 30))


@pytest.mark.parametrize(
    ("article", "text"),
    [
        (Article(34), "Art. 34"),
        (Article(23, 3), "Art. 23 ¶3"),
        (Article(22, 1, 3), "Art. 22 ¶1 (3)"),
        (Article(40, None, 4), "Art. 40 (4)"),
    ],
)
def test_an_article_is_cited(article: Article, text: str) -> None:
    assert str(article) == text
