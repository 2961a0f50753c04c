"""A lead with co-handlers' parts (R22 Art. 24) and a visit received together (Art. 18 ¶3)."""

from datetime import date

import pytest

from caseflow.models import Case, Part, Reminder
from caseflow.services.overdue import mark_late_parts
from petitions.models import Event, Participation
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import Cast, at

DAY = "2026-09-01"
DUE = date(2026, 9, 20)


def part(cast: Cast, office: str = "water", due_on: date = DUE) -> dict:
    return {"office": cast.offices[office].pk, "asked": "核查供水管道", "due_on": due_on}


def asked(cast: Cast, *parts: dict) -> Case:
    return f.act(cast, f.accepted(cast, DAY), "name_lead", "ou", DAY, hour=12, parts=list(parts) or [part(cast)])


def test_a_part_opens_sight_and_tells_its_office(cast: Cast) -> None:
    assert not Case.objects.visible_to(cast.actor("wai")).exists()
    case = asked(cast)
    assert Case.objects.visible_to(cast.actor("wai")).filter(pk=case.pk).exists()
    assert Participation.objects.filter(office=cast.offices["water"], capacity="helper", until=None).exists()
    assert set(Reminder.objects.filter(kind="part").values_list("user__username", flat=True)) == {"wai", "weihead"}
    assert case.office == cast.offices["housing"] and Case.objects.filter(kind="handling").count() == 1, "no case"


@pytest.mark.parametrize(("over", "code"), [
    ({"office": "housing"}, "part_is_lead"), ({"due_on": date(2026, 8, 31)}, "part_day_past"), ({"twice": True}, "part_twice"),
    ({"none": True}, "missing"), ({"office": "unknown"}, "unknown_office"),
])  # fmt: skip
def test_parts_that_do_not_fit(cast: Cast, over: dict, code: str) -> None:
    case = f.accepted(cast, DAY)
    one = part(cast, due_on=over.get("due_on", DUE))
    if "office" in over:
        one["office"] = cast.offices[over["office"]].pk if over["office"] in cast.offices else 999_999
    parts = [] if over.get("none") else [one, one] if over.get("twice") else [one]
    assert refusal(cast, case, "name_lead", "ou", DAY, hour=12, parts=parts) == code


@pytest.mark.parametrize(
    ("who", "code"), [("wai", "not_the_lead"), ("yuan", "not_the_lead"), ("chen", "capability"), ("su", "capability")]
)
def test_only_the_lead_or_a_petition_office_above_asks(cast: Cast, who: str, code: str) -> None:
    assert refusal(cast, f.accepted(cast, DAY), "name_lead", who, DAY, hour=12, parts=[part(cast)]) == code


def test_the_superior_petition_office_may_ask(cast: Cast) -> None:
    f.act(cast, f.accepted(cast, DAY), "name_lead", "hua", DAY, hour=12, parts=[part(cast)])
    assert Part.objects.get().office == cast.offices["water"]


def test_the_lead_decides_only_when_each_part_is_in(cast: Cast) -> None:
    case = asked(cast)
    assert refusal(cast, case, "hand_in_part", "ou", DAY, hour=13, text="x") == "no_part_here"
    assert refusal(cast, case, "hand_in_part", "wai", DAY, hour=13, text="") == "missing"
    f.act(cast, case, "draft", "ou", DAY, hour=13, **f.OPINION)
    f.act(cast, case, "clear", "hei", DAY, hour=14)
    assert refusal(cast, case, "decide", "hei", DAY, hour=15) == "part_missing"
    f.act(cast, case, "hand_in_part", "wai", "2026-09-10", text="管道完好")
    row = Part.objects.get()
    assert (row.handed_in_on, row.text) == (date(2026, 9, 10), "管道完好")
    assert refusal(cast, case, "hand_in_part", "wai", "2026-09-10", hour=11, text="x") == "no_part_here", "twice"
    assert Reminder.objects.filter(kind="part_in", user=cast.user("ou")).exists()
    assert f.act(cast, case, "decide", "hei", "2026-09-11").state == "decided"
    assert Case.objects.visible_to(cast.actor("wai")).filter(pk=case.pk).exists(), "who took part reads the answer"


def test_a_part_is_taken_back_with_a_reason(cast: Cast) -> None:
    case = asked(cast)
    water = cast.offices["water"].pk
    assert refusal(cast, case, "take_back_part", "ou", DAY, hour=13, part_office=water) == "missing"
    assert refusal(cast, case, "take_back_part", "wai", DAY, hour=13, part_office=water, reason="x") == "not_the_lead"
    other = cast.offices["station"].pk
    assert refusal(cast, case, "take_back_part", "ou", DAY, hour=13, part_office=other, reason="x") == "no_part_open"
    f.act(cast, case, "take_back_part", "ou", DAY, hour=13, part_office=water, reason="无需核查")
    assert Part.objects.get().taken_back_on == date(2026, 9, 1)
    assert not Participation.objects.filter(office=water, until=None).exists()
    assert not Case.objects.visible_to(cast.actor("wai")).exists()
    assert refusal(cast, case, "hand_in_part", "wai", DAY, hour=14, text="x") == "no_part_here"
    f.act(cast, case, "name_lead", "ou", DAY, hour=15, parts=[part(cast)])
    assert Part.objects.count() == 2, "asked again later"


def test_late_parts_are_marked_once_a_due_day(cast: Cast) -> None:
    case = asked(cast, part(cast), part(cast, "station", date(2026, 9, 30)))
    assert mark_late_parts(at("2026-09-20")) == 0, "due today is not late"
    assert mark_late_parts(at("2026-09-21")) == 1 and mark_late_parts(at("2026-09-22")) == 0
    event = Event.objects.get(kind="part_late")
    assert event.facts == {"office": cast.offices["water"].pk, "due_on": "2026-09-20"} and event.case_id == case.pk
    late = Reminder.objects.filter(kind="part_late").values_list("user__username", flat=True)
    assert {"wai", "ou"} <= set(late)
    assert mark_late_parts(at("2026-10-01")) == 1, "the other one"


def test_a_late_part_is_still_taken_and_a_closed_case_has_none(cast: Cast) -> None:
    case = asked(cast)
    f.act(cast, case, "hand_in_part", "wai", "2026-09-25", text="管道完好")
    assert mark_late_parts(at("2026-09-30")) == 0
    assert refusal(cast, f.served(cast, DAY), "name_lead", "ou", "2026-09-25", parts=[part(cast)]) == "wrong_state"


def test_a_visit_received_together(cast: Cast) -> None:
    desk = f.case_of(f.petition(cast, DAY))
    offices = [cast.offices["water"].pk, cast.offices["housing"].pk]
    own = [cast.offices["city_petition"].pk]
    assert refusal(cast, desk, "receive_jointly", "chen", DAY, hour=11, offices=own, text="x") == "party_is_own"
    assert refusal(cast, desk, "receive_jointly", "chen", DAY, hour=11, offices=offices, text="") == "missing"
    assert refusal(cast, desk, "receive_jointly", "wai", DAY, hour=11, offices=offices, text="x") == "other_office"
    f.act(cast, desk, "receive_jointly", "chen", DAY, hour=11, offices=offices, text="三家单位联合接访")
    for who in ("wai", "ou"):
        assert Case.objects.visible_to(cast.actor(who)).filter(pk=desk.pk).exists()
    assert Event.objects.get(kind="receive_jointly").facts["offices"] == offices
    letter = f.case_of(f.petition(cast, DAY, channel="letter"))
    assert refusal(cast, letter, "receive_jointly", "chen", DAY, hour=12, offices=offices, text="x") == "not_a_visit"


def test_a_visit_registered_with_others(cast: Cast) -> None:
    found = f.petition(cast, DAY, with_offices=(cast.offices["water"].pk,))
    assert Case.objects.visible_to(cast.actor("wai")).filter(petition=found).exists()
    assert found.search.office_ids == sorted({cast.offices["city_petition"].pk, cast.offices["water"].pk})
    assert Event.objects.get(kind="register").facts["offices"] == [cast.offices["water"].pk]


@pytest.mark.parametrize(("over", "error"), [
    ({}, None), ({"with_offices": "LJSL，临江区住房和城乡建设局"}, None), ({"with_offices": "某某局"}, "with_offices"),
    ({"with_offices": "LJSL", "channel": "letter"}, "with_offices"), ({"with_offices": "ljsl", "purpose": "accusation"}, "with_offices"),
])  # fmt: skip
def test_the_registration_form_takes_offices_by_name_or_code(cast: Cast, over: dict, error: str | None) -> None:
    from petitions.forms import RegistrationForm

    data = {"channel": "visit", "purpose": "claim", "received_on": DAY, "summary": "x", "text": "x", "key": "k", **over}
    form = RegistrationForm(data, today=date(2026, 9, 1))
    assert (error in form.errors) if error else form.is_valid(), form.errors
    if "with_offices" in over and not error:
        assert form.cleaned_data["with_offices"] == (cast.offices["water"].pk, cast.offices["housing"].pk)
