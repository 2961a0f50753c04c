"""Commitments: drafted, signed by both sides, versioned; what is refused, what cannot be changed; progress of the year."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from caseflow.services.succession import end_office
from oversight.models import Commitment, CommitmentTarget
from oversight.review_measures import measures
from oversight.review_refusals import ReviewRefused, problem_text
from oversight.services import commitments as service
from oversight.services.progress import standings
from tests import factories as f
from tests.cast import TODAY, at
from tests.oversight.reviews import TARGETS, commitment, draft, target


def refused(call, *args, **more) -> list[str]:
    with pytest.raises(ReviewRefused) as caught:
        call(*args, **more)
    assert all(problem_text(p) != p.code for p in caught.value.problems), "each refusal has its sentence"
    return [p.code for p in caught.value.problems]


def write(cast, who: str = "su", changed=None, **over):
    return service.write(draft(cast, **over), cast.actor(who), at(TODAY), changed)


def test_from_draft_to_force_with_both_signatures(cast) -> None:
    made = commitment(cast, signed=False)
    assert (made.state, made.version, made.overseer.code) == ("draft", 1, "YZXF")
    service.act(made, "sign", cast.actor("su"), at(TODAY, 10))
    service.act(made, "countersign", cast.actor("hei"), at(TODAY, 11))
    made.refresh_from_db()
    assert made.state == "in_force"
    told = [
        (a.act, a.user.username, a.posting.office.code, a.at)
        for a in made.acts.select_related("user", "posting__office")
    ]
    assert told == [("write", "su", "YZXF", at(TODAY, 9)), ("sign", "su", "YZXF", at(TODAY, 10)), ("countersign", "hei", "LJZJ", at(TODAY, 11))]  # fmt: skip
    line = made.targets.get(indicator="answered_in_time")
    assert (
        line.name_zh and line.name_en == "Answered in time" and line.formula_zh and line.citation.startswith("R22 34")
    )


@pytest.mark.parametrize("who", ["hei", "ou", "chen", "pan", "yuan", "ada", "rena", "mi"])
def test_only_an_overseer_above_writes(cast, who: str) -> None:
    assert "not_below" in refused(write, cast, who)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("who", ["ou", "su", "hua", "weihead", "chen", "ada"])
def test_only_the_head_of_the_office_countersigns(cast, who: str) -> None:
    made = commitment(cast, signed=False)
    service.act(made, "sign", cast.actor("su"), at(TODAY))
    assert refused(service.act, made, "countersign", cast.actor(who), at(TODAY)) == ["not_yours"]
    made.refresh_from_db()
    assert made.state == "half"


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({"targets": [target("nonsense", "100")]}, ["unknown"]),
        ({"targets": [target("received", "100")]}, ["volume"]),
        ({"targets": [target("closed", "100")]}, ["volume"]),
        ({"targets": [target("late", "100", "0", "5")]}, ["plain_number"]),
        ({"targets": [target("extended", "100")]}, ["information"]),
        ({"targets": [target("overturned", "100", "10", "5")]}, ["direction"]),
        ({"targets": [target("commitment", "100")]}, ["not_here"]),
        ({"targets": [target(weight="99.99")]}, ["weights"]),
        ({"targets": []}, ["none"]),
        ({"first_day": date(2026, 12, 1), "last_day": date(2026, 11, 30)}, ["period"]),
        ({"last_day": date(2027, 1, 1)}, ["year"]),
        ({"first_day": date(2025, 1, 1)}, ["year"]),
        ({"text": "联系人 13800000001"}, ["numbers"]),
        ({"office": "city_petition"}, ["not_below"]),
    ],
)
def test_what_is_refused(cast, over, codes: list[str]) -> None:
    assert refused(write, cast, **over) == codes
    assert not Commitment.objects.exists() and not CommitmentTarget.objects.exists()


def test_every_plain_number_and_every_volume_of_the_table_is_refused(cast) -> None:
    for code, measure in measures().items():
        if measure.unit == "count" or measure.higher_is_better is None:
            assert refused(write, cast, targets=[target(code, "100")])[0] in {
                "volume",
                "information",
                "plain_number",
            }, code


def test_overlapping_periods(cast) -> None:
    """The district's head above housing, and the city's office: of two for the same days the second is refused."""
    commitment(cast)
    f.staff(cast, "zhu", "city_housing", "head")
    assert refused(write, cast, "zhu") == ["overlap"]
    assert refused(write, cast, "su") == ["exists"]
    assert refused(write, cast, "su", year=2027, first_day=date(2026, 12, 31), last_day=date(2027, 12, 30)) == [
        "overlap"
    ]
    assert write(cast, "su", year=2027, first_day=date(2027, 1, 1), last_day=date(2027, 12, 31)).version == 1


def test_two_drafts_of_two_superiors_cannot_both_come_into_force(cast) -> None:
    f.staff(cast, "zhu", "city_housing", "head")
    first = commitment(cast, signed=False)
    other = Commitment.objects.create(
        office=cast.offices["housing"], overseer=cast.offices["city_housing"], year=2027, first_day=date(2026, 7, 1),
        last_day=date(2027, 6, 30), state="in_force", code_version="x",
    )  # fmt: skip
    assert refused(service.act, first, "sign", cast.actor("su"), at(TODAY)) == ["overlap"]
    assert other.state == "in_force"


def test_the_next_version_replaces_the_one_in_force_when_it_is_countersigned(cast) -> None:
    first = commitment(cast)
    second = write(cast, changed=first, targets=[target(weight="100")])
    assert (second.version, second.state) == (2, "draft")
    assert refused(write, cast, changed=first) == ["exists"]
    service.act(second, "sign", cast.actor("su"), at(TODAY))
    first.refresh_from_db()
    assert first.state == "in_force", "until both have signed the old one holds"
    service.act(second, "countersign", cast.actor("hei"), at(TODAY))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, first.targets.count(), second.targets.count()) == ("replaced", "in_force", 2, 1)


def test_taken_back_declined_and_ended_with_a_reason(cast) -> None:
    made = commitment(cast, signed=False)
    su, hei, hua = cast.actor("su"), cast.actor("hei"), cast.actor("hua")
    service.act(made, "sign", su, at(TODAY))
    assert refused(service.act, made, "decline", hei, at(TODAY), " ") == ["reason"]
    service.act(made, "decline", hei, at(TODAY), "目标值过高")
    service.act(made, "sign", su, at(TODAY))
    service.act(made, "take_back", su, at(TODAY), "再议")
    assert write(cast, changed=made, targets=[target(weight="100")]).pk == made.pk
    service.act(made, "sign", su, at(TODAY))
    service.act(made, "countersign", hei, at(TODAY))
    assert refused(service.act, made, "end", su, at(TODAY), "机构改革") == ["not_yours"], "the head alone ends it"
    service.act(made, "end", hua, at(TODAY), "机构改革")
    made.refresh_from_db()
    assert (
        made.state == "ended"
        and made.acts.count() == 9
        and made.acts.filter(act="decline").get().reason == "目标值过高"
    )
    assert write(cast).version == 2


def test_of_two_at_once_the_second_finds_it_changed(cast) -> None:
    made = commitment(cast, signed=False)
    again = Commitment.objects.get(pk=made.pk)
    service.act(made, "sign", cast.actor("su"), at(TODAY))
    assert refused(service.act, again, "sign", cast.actor("hua"), at(TODAY)) == ["not_yours"]
    assert refused(write, cast, changed=again) == ["moved_on"]
    assert made.acts.filter(act="sign").count() == 1


def test_what_is_signed_is_not_changed_by_anything(cast) -> None:
    made = commitment(cast)
    for change in (
        lambda: made.targets.update(weight=F("weight") + 1), lambda: made.targets.first().delete(), lambda: made.acts.update(reason="x"),
        lambda: made.acts.all().delete(), lambda: Commitment.objects.filter(pk=made.pk).update(text="x"),
        lambda: Commitment.objects.filter(pk=made.pk).update(last_day=date(2026, 6, 30)), lambda: made.delete(),
        lambda: CommitmentTarget.objects.create(commitment=made, position=9, indicator="x", weight=1, full=1, floor=0, unit="share"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert made.targets.count() == 2


def test_an_office_that_ends_in_the_middle_of_the_year(cast) -> None:
    water = cast.offices["water"]
    before = commitment(cast, office="water", head="weihead")
    end_office(
        water, "merged", date(2026, 9, 15), [cast.offices["housing"]], "机构改革", cast.actor("rena"), at("2026-09-01")
    )
    cast.offices["water"].refresh_from_db()
    assert refused(write, cast, office="water", changed=before) == ["office_ends"]
    short = write(cast, office="water", changed=before, last_day=date(2026, 9, 15))
    assert short.last_day == date(2026, 9, 15)
    found = standings([Commitment.objects.select_related("office").get(pk=before.pk)], TODAY)[before.pk]
    assert found.period.last == date(2026, 9, 15) and found.lines[0].outlook.days_left == 0


# --- progress ---------------------------------------------------------------------------------------------------
def test_progress_now_forecast_and_lamp(cast) -> None:
    """Due by 24 November: three answers, one in time and two not; all three of the last ninety days."""
    f.served(cast, "2026-09-01")
    f.accepted(cast, "2026-09-02")
    f.accepted(cast, "2026-09-03")
    made = commitment(cast)
    found = standings([made], TODAY)[made.pk]
    lines = {p.target.indicator: p for p in found.lines}
    answered, accepted = lines["answered_in_time"], lines["accepted_in_time"]
    assert (answered.now.numerator, answered.now.denominator, answered.now.value) == (1, 3, Decimal("33.33"))
    assert (answered.lamp, accepted.lamp, accepted.now.value) == ("late", "fine", Decimal("100.00"))
    assert answered.outlook.value == Decimal("33.33") and answered.outlook.days_left == 37
    assert (found.score.base, found.ahead.base, found.worst) == (Decimal("40.00"), Decimal("40.00"), "late")


def test_a_target_in_days(cast) -> None:
    """Two open cases, last touched 1 and 11 November: 23 and 13 days idle on the 24th, 18 in the mean."""
    f.accepted(cast, "2026-11-01")
    f.accepted(cast, "2026-11-11")
    made = commitment(cast, targets=[target("idle_days", "100", "10", "30")])
    found = standings([made], TODAY)[made.pk]
    line = found.lines[0]
    assert (line.now.numerator, line.now.denominator, line.now.value) == (36, 2, Decimal("18.00"))
    assert (line.outlook.value, line.lamp, found.score.base) == (Decimal("18.00"), "soon", Decimal("60.00"))


def test_both_sides_see_the_same_numbers(cast, client) -> None:
    f.served(cast, "2026-09-01")
    made = commitment(cast)
    seen = set()
    for who in ("su", "hua", "hei"):
        client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
        page = client.get(f"/commitments/{made.uid}/")
        seen.add(tuple(p.now for p in page.context["standing"].lines))
    assert len(seen) == 1


def test_cases_of_an_office_that_went_over_count_at_the_one_that_took_over(cast) -> None:
    found = f.petition(cast, "2026-08-03", topic_id=cast.topics["water"].pk)
    f.act(cast, f.case_of(found), "forward", "pan", "2026-08-03", target=cast.offices["water"].pk, reason="职责目录")
    f.act(cast, f.case_of(found, "handling"), "accept", "wai", "2026-08-04")
    made = commitment(cast, targets=TARGETS)
    assert standings([made], TODAY)[made.pk].score.base is None
    end_office(cast.offices["water"], "merged", date(2026, 9, 15), [cast.offices["housing"]], "机构改革", cast.actor("rena"), at("2026-09-01"))  # fmt: skip
    standing = standings([made], TODAY)[made.pk]
    accepted = standing.lines[0].now
    assert (accepted.numerator, accepted.denominator) == (1, 1) and [o.code for o in standing.with_offices] == ["LJSL"]
