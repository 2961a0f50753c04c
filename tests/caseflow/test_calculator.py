"""The deadline calculator: what it answers, what it refuses and why, and the same through command and API."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from caseflow.calculator import CalculatorError, answer, parse_day, parse_period
from caseflow.statute import LAWS
from tests.caseflow.dated import CALENDAR, ROWS

C4 = {
    "term": "C4",
    "from": "2026-09-18",
    "law": "R22",
    "pack": "national",
    "article": "Art. 23 ¶3",
    "nominal": "2026-09-24",
    "legal": "2026-09-24",
}


def test_an_answer_has_its_law_article_days_and_account() -> None:
    found = answer("C4", date(2026, 9, 18), CALENDAR)
    account = found.pop("account")
    assert found == {**C4, "provisional": False}
    assert account[0] == {"day": "2026-09-18", "counted": False, "reason": "first_day"}
    assert account[2] == {"day": "2026-09-20", "counted": True, "reason": "make_up"}
    assert [x["day"] for x in account if x["counted"]][-1] == "2026-09-24"


def test_an_own_term_says_so() -> None:
    assert answer("A6", date(2026, 3, 2), CALENDAR)["article"] == "OWN"


def test_an_extension_starts_at_the_nominal_day_of_the_answer() -> None:
    base = answer("C6", date(2026, 8, 3), CALENDAR)
    assert (base["nominal"], base["legal"]) == ("2026-10-02", "2026-10-08")
    for days, nominal in ((1, "2026-10-03"), (7, "2026-10-09"), (30, "2026-11-01")):
        assert answer("C7", date(2026, 8, 3), CALENDAR, days=days)["nominal"] == nominal


def test_hearing_days_of_a_recheck_are_not_counted() -> None:
    one = answer("C11", date(2026, 3, 2), CALENDAR, exclude=(parse_period("2026-03-10"),))
    two = answer(
        "C11", date(2026, 3, 2), CALENDAR, exclude=(parse_period("2026-03-10..2026-03-11"), parse_period("2026-03-11"))
    )
    assert (one["nominal"], two["nominal"]) == ("2026-04-02", "2026-04-03")


HEARING = ((date(2026, 1, 6), date(2026, 1, 7)),)
REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("C5", "2026-01-05", {}, "C5 has no length: a day set case by case"),
    ("C13", "2026-01-05", {}, "C13 has no length: once a year"),
    ("C4", "2021-01-05", {}, "R05 has no term C4"),
    ("C13", "2021-01-05", {}, "R05 has no term C13"),
    ("C99", "2026-01-05", {}, "R22 has no term C99"),
    ("", "2026-01-05", {}, "R22 has no term"),
    ("C7", "2026-01-05", {}, "1 to 30"),
    ("C7", "2026-01-05", {"days": 0}, "1 to 30"),
    ("C7", "2026-01-05", {"days": 31}, "1 to 30"),
    ("C7", "2026-01-05", {"days": -1}, "1 to 30"),
    ("C6", "2026-01-05", {"days": 5}, "alone"),
    ("C6", "2004-01-05", {}, "2005-05-01"),
    ("C6", "2026-01-05", {"law": "R99"}, "unknown law R99: R05, R22"),
    ("C4", "2026-01-05", {"law": "R05"}, "R05 has no term C4"),
    ("C9", "2026-01-05", {"exclude": HEARING}, "only hearing days of a recheck"),
    ("C11", "2026-01-05", {"exclude": ((date(2026, 2, 6), date(2026, 1, 7)),)}, "no period"),
    ("C11", "2026-01-05", {"exclude": ((date(2026, 1, 1), date(2099, 1, 1)),)}, "no period"),
    ("C6", "9999-12-20", {}, "last day of the calendar"),
]


@pytest.mark.parametrize(("term", "day", "more", "reason"), REFUSED)
def test_a_question_without_an_answer_names_the_reason(term: str, day: str, more: dict[str, Any], reason: str) -> None:
    with pytest.raises(CalculatorError, match=reason):
        answer(term, date.fromisoformat(day), CALENDAR, **more)


@pytest.mark.parametrize("text", ["", "..", "2026-03-01..", "2026-02-30", "soon", "2026-03-01..x", "\x00"])
def test_a_malformed_period_or_day_names_the_form(text: str) -> None:
    with pytest.raises(CalculatorError, match="write 2026-03-01"):
        parse_period(text)
    with pytest.raises(CalculatorError, match="write 2026-09-18"):
        parse_day(text)


@pytest.mark.parametrize("term", [f"C{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12)])
@pytest.mark.parametrize("day", ["1990-06-01", "2010-06-01", "2026-06-01", "2031-06-01"])
def test_the_2022_law_answers_for_any_day_when_asked(term: str, day: str) -> None:
    found = answer(term, date.fromisoformat(day), CALENDAR, law="R22", days=10 if term == "C7" else None)
    assert found["law"] == "R22" and found["legal"] >= found["nominal"] > day
    assert found["article"] == str(LAWS["R22"].terms[term].article)
    assert found["provisional"] == (day > "2026-12-31")


def command(*arguments: str, lines: str | None = None, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of `manage.py deadline`."""
    out, err = io.StringIO(), io.StringIO()
    if lines is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    try:
        call_command("deadline", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_prints_the_answer(db, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = command("--term", "C4", "--from", "2026-09-18", "--json", monkeypatch=monkeypatch)
    assert (status, err) == (0, "") and json.loads(out) == answer("C4", date(2026, 9, 18), CALENDAR)
    status, out, _err = command("--term", "C6", "--from", "2026-11-24", monkeypatch=monkeypatch)
    assert status == 0 and out.strip().endswith("nominal 2027-01-23, legal 2027-01-25 (provisional)")
    asked = ("--term", "C11", "--from", "2026-03-02", "--exclude", "2026-03-10..2026-03-12", "--json")
    assert json.loads(command(*asked, monkeypatch=monkeypatch)[1])["nominal"] == "2026-04-04"
    asked = ("--term", "C7", "--from", "2010-03-02", "--days", "20", "--law", "R22", "--json")
    assert json.loads(command(*asked, monkeypatch=monkeypatch)[1])["law"] == "R22"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--term", "C5", "--from", "2026-09-18", "--json"), "no length"),
        (("--term", "C4", "--from", "2020-09-18", "--json"), "R05 has no term C4"),
        (("--term", "C4"), "is no day"),
        (("--term", "C11", "--from", "2026-09-18", "--exclude", "x"), "is no period"),
    ],
)
def test_the_command_refuses_with_two_and_the_reason(
    db, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], reason: str
) -> None:
    status, out, err = command(*arguments, monkeypatch=monkeypatch)
    assert (status, out) == (2, "") and reason in err


def test_lines_give_one_object_each_and_errors_do_not_stop_them(db, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "C4,2026-09-18\n\nC5,2026-09-18\nC7,2026-03-02,30\nC7,2026-03-02,many\nnonsense\nC1 , 2026-09-05 \n"
    status, out, err = command("--json", lines=lines, monkeypatch=monkeypatch)
    found = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (2, "")
    assert [f.get("legal") for f in found] == ["2026-09-24", None, "2026-06-01", None, None, "2026-09-20"]
    assert [bool(f.get("error")) for f in found] == [False, True, False, True, True, False]
    assert found[1] == {"term": "C5", "from": "2026-09-18", "error": "C5 has no length: a day set case by case"}


def test_the_whole_table_goes_through_the_command(db, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [r for r in ROWS if not r["exclude"] and r["legal"]]
    lines = "".join(f"{r['term']},{r['from']},{r['days']}\n" for r in rows)
    status, out, _err = command(lines=lines, monkeypatch=monkeypatch)
    found = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(f["law"], f["nominal"], f["legal"]) for f in found] == [(r["law"], r["nominal"], r["legal"]) for r in rows]
    assert [f["provisional"] for f in found] == [r["provisional"] == "yes" for r in rows]


def test_the_api_says_the_same(client, cast) -> None:
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    found = client.get("/api/v1/deadlines/", {"term": "C4", "from": "2026-09-18"})
    assert found.status_code == 200 and found.json() == answer("C4", date(2026, 9, 18), CALENDAR)
    asked = {"term": "C11", "from": "2026-03-02", "exclude": ["2026-03-10..2026-03-11", "2026-03-12"]}
    assert client.get("/api/v1/deadlines/", asked).json()["nominal"] == "2026-04-04"
    for bad, reason in (
        ({"term": "C5", "from": "2026-09-18"}, "no length"),
        ({"term": "C4", "from": "2020-09-18"}, "R05 has no term C4"),
        ({"term": "C6"}, "is no day"),
        ({"term": "C7", "from": "2026-09-18", "days": "x"}, "number of days"),
        ({"term": "C6", "from": "9999-12-30"}, "last day of the calendar"),
    ):
        answered = client.get("/api/v1/deadlines/", bad, headers={"Accept-Language": "en"})
        assert answered.status_code == 422 and reason in answered.json()["detail"]
