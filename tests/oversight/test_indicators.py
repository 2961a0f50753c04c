"""Every number opens exactly its cases; each formula on hand-counted lives."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from oversight.indicators import BY_CODE, INDICATORS, Figure, Scope, compute_all
from oversight.periods import Period, month_of, year_of
from oversight.services.figures import level
from tests import factories as f
from tests.cast import Cast

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def lives(cast) -> Cast:
    """Six claims of 1 September: answered in time, answered late, accepted late, never accepted, untouched, returned."""
    f.served(cast, "2026-09-01")
    late = f.accepted(cast, "2026-09-01")
    f.act(cast, late, "draft", "ou", "2026-11-10", **f.OPINION)
    f.act(cast, late, "clear", "hei", "2026-11-10", hour=11)
    f.act(cast, late, "decide", "hei", "2026-11-10", hour=12)
    f.act(cast, late, "send", "ou", "2026-11-10", hour=13)
    f.act(cast, f.forwarded(cast, "2026-09-01"), "accept", "ou", "2026-09-20")
    f.forwarded(cast, "2026-09-01")
    f.petition(cast, "2026-09-01")
    back = f.forwarded(cast, "2026-09-01")
    f.act(cast, back, "object", "ou", "2026-09-02", reason="x")
    f.act(cast, back, "confirm_objection", "pan", "2026-09-03", reason="x")
    from caseflow.services.sweep import sweep
    from tests.cast import at

    sweep(at("2026-11-24", 1))
    return cast


def figures(cast: Cast, who: str, period: Period = YEAR) -> dict[str, Figure]:
    return compute_all(Scope(cast.actor(who, "2026-11-24"), date(2026, 11, 24)), period)


def test_hand_counted_figures_of_the_office(lives) -> None:
    found = figures(lives, "hei")
    assert (found["accepted_in_time"].numerator, found["accepted_in_time"].denominator) == (2, 4)
    # due: sent in time, sent late, accepted late and open, never accepted (its watch)
    assert (found["answered_in_time"].numerator, found["answered_in_time"].denominator) == (1, 4)
    assert found["received"].numerator == 0, "what was sent to the office is received once, at the counter"


def test_hand_counted_figures_above(lives) -> None:
    found = figures(lives, "su")
    assert found["received"].numerator == 6
    assert (found["passed_on_in_time"].numerator, found["passed_on_in_time"].denominator) == (5, 6)
    assert found["late"].numerator == len(
        {c.pk for c in BY_CODE["late"].numerator(Scope(lives.actor("su"), date(2026, 11, 24)), YEAR)}
    )


def test_a_case_counts_in_the_month_it_falls_due(lives) -> None:
    november, october = (
        figures(lives, "hei", month_of(date(2026, 11, 1))),
        figures(lives, "hei", month_of(date(2026, 10, 1))),
    )
    assert october["answered_in_time"].denominator == 2 and november["answered_in_time"].denominator == 2


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.code)
@pytest.mark.parametrize("who", ["su", "hua", "hei"])
def test_the_list_behind_a_number_is_as_long_as_the_number(client, lives, indicator, who, monkeypatch) -> None:
    monkeypatch.setattr(
        "django.utils.timezone.localdate",
        lambda value=None, timezone=None: date(2026, 11, 24) if value is None else value.date(),
    )
    client.force_login(lives.user(who), backend="offices.auth.DeskBackend")
    figure = indicator.compute(Scope(lives.actor(who, "2026-11-24"), date(2026, 11, 24)), YEAR)
    for part in ("numerator", "denominator"):
        number = getattr(figure, part) if part in indicator.lists else 0
        page = client.get(f"/figures/{indicator.code}/?from=2026-01-01&to=2026-12-31&part={part}")
        assert page.context["count"].number == number
        assert page.content.decode().count("data-row") == min(number, 50)
        assert page.context["closed"] == (part not in indicator.lists)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.code)
def test_the_figures_of_all_offices_at_once_are_those_of_each(lives, indicator) -> None:
    scope = Scope(lives.actor("su", "2026-11-24"), date(2026, 11, 24))
    found = indicator.by_office(scope, YEAR)
    for office in scope.actor.office_ids:
        one = indicator.compute(scope.at_office(office), YEAR)
        assert found.get(office, Figure(0, None if one.denominator is None else 0)) == one


def test_who_rated_opens_no_list(client, lives) -> None:
    """R22 Art. 18 ¶4: the number stands, its cases stay closed, on the page, in the export and over the API."""
    client.force_login(lives.user("su"), backend="offices.auth.DeskBackend")
    for code in ("satisfied_organ", "satisfied_desk", "rated_organ"):
        page = client.get(f"/figures/{code}/?part=numerator")
        assert page.status_code == 200 and page.context["closed"] and "data-row" not in page.content.decode()
    assert BY_CODE["rated_organ"].lists == ("denominator",) and not BY_CODE["satisfied_organ"].lists


def test_a_past_day_is_told_and_kept_in_the_links(client, lives) -> None:
    client.force_login(lives.user("su"), backend="offices.auth.DeskBackend")
    body = client.get("/figures/?from=2026-01-01&to=2026-12-31&as_at=2026-10-01").content.decode()
    assert "2026-10-01" in body and "as_at=2026-10-01" in body
    page = client.get("/figures/late/?as_at=2026-10-01")
    assert page.status_code == 200 and page.context["scope"].as_at == date(2026, 10, 1)
    for wrong in ("2999-01-01", "yesterday", ""):
        assert client.get(f"/figures/late/?as_at={wrong}").context["scope"].as_at is None


@pytest.mark.parametrize(("code", "value", "expected"), [
    ("answered_in_time", (95, 100), "good"), ("answered_in_time", (85, 100), "fair"), ("answered_in_time", (84, 100), "weak"),
    ("came_back", (5, 100), "good"), ("came_back", (16, 100), "weak"), ("answered_in_time", (0, 0), ""), ("online", (1, 100), ""),
    ("received", (3, None), ""), ("idle_days", (900, 10), ""),
])  # fmt: skip
def test_only_a_share_with_a_direction_is_judged(code, value, expected) -> None:
    assert level(BY_CODE[code], Figure(*value)) == expected


def test_the_page_and_the_command_give_the_same_numbers(client, lives) -> None:
    out = io.StringIO()
    call_command("indicators", "--from", "2026-01-01", "--to", "2026-12-31", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert set(found) == set(BY_CODE) and found["answered_in_time"] == {"numerator": 1, "denominator": 4, "value": 0.25}
    out = io.StringIO()
    call_command("indicators", "--from", "2026-01-01", "--to", "2026-12-31", "--office", "LJSL", "--json", stdout=out)
    assert json.loads(out.getvalue())["answered_in_time"] == {"numerator": 0, "denominator": 0, "value": None}


def test_charts_are_links_with_a_table_and_without_style(client, lives) -> None:
    client.force_login(lives.user("su"), backend="offices.auth.DeskBackend")
    body = client.get("/figures/?from=2026-01-01&to=2026-12-31").content.decode()
    assert body.count('class="chart"') >= 2 and "style=" not in body and "<details>" in body


def test_wrong_parameters_fall_back(client, lives) -> None:
    client.force_login(lives.user("su"), backend="offices.auth.DeskBackend")
    assert client.get("/figures/?from=x&to=y&office=zz&topic='&region='--").status_code == 200
    assert client.get("/figures/?region=%00").status_code == 400
    assert client.get("/figures/nonsense/").status_code == 404


def test_periods() -> None:
    period = Period(date(2026, 1, 15), date(2026, 3, 2))
    assert [(p.first.isoformat(), p.last.isoformat()) for p in period.months()] == [
        ("2026-01-15", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-02")]  # fmt: skip
    assert period.before().days == period.days == 47 and period.before().last == date(2026, 1, 14)
    assert date(2026, 2, 1) in period and year_of(date(2024, 5, 1)).days == 366
    with pytest.raises(ValueError):
        Period(date(2026, 2, 1), date(2026, 1, 1))
