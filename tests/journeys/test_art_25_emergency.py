"""R22 Art. 25: grave and urgent events are reported at once to three addressees, by a petition office to two more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.facts import Refused
from caseflow.models import Emergency, EmergencyNotice, Reminder
from caseflow.services.emergencies import acknowledge, end_emergency, mark_late, report_emergency, shut_ended
from offices.models import Office, OfficeKind
from offices.services import rebuild_closure
from petitions.identity import holds_numbers
from petitions.models import Event
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import SINCE, TODAY, at

EVENT = {
    "what": "约五十人聚集",
    "place": "市政府广场",
    "measures": "劝导，请派代表",
    "happened_at": at(TODAY, 9),
    "people": 50,
}


@pytest.fixture
def joint(cast) -> Office:
    made = Office.objects.create(
        code="YZLX",
        name="云州市信访工作联席会议办公室",
        kind=OfficeKind.JOINT,
        region=cast.regions["city"],
        valid_from=SINCE,
    )
    rebuild_closure()
    return made


def report(cast, who: str = "pan", department: str = "housing", **over) -> Emergency:
    return report_emergency(cast.actor(who), at(TODAY, 10), department=cast.offices[department].pk, **(EVENT | over))


def told(found: Emergency) -> dict[str, str]:
    return {n.addressee: n.name for n in found.notices.all()}


def test_a_department_reports_to_three(cast, joint) -> None:
    assert told(report(cast, "ou", "water")) == {
        "government": "云州市人民政府", "department": "临江区水利局", "joint": "云州市信访工作联席会议办公室",
    }  # fmt: skip


def test_a_petition_office_reports_to_two_more(cast, joint) -> None:
    found = told(report(cast, "dan"))
    assert len(found) == 5 and found["upper"] == "云州市信访局"
    assert EmergencyNotice.objects.get(addressee="national").office is None and found["national"]


def test_each_addressee_has_the_settings_hours(cast, settings) -> None:
    settings.EMERGENCY_HOURS = {**settings.EMERGENCY_HOURS, "government": 1}
    hours = {n.addressee: n.due_at - at(TODAY, 10) for n in report(cast).notices.all()}
    assert hours["government"] == timedelta(hours=1) and hours["department"] == timedelta(hours=2)
    assert {r.user.username for r in Reminder.objects.filter(kind="emergency")} == {"hei"}  # the head of housing


@pytest.mark.parametrize(
    "text",
    [
        "带头人身份证110101199003072316",
        "电话 138-0000-0001",
        "１３８０００００００１",
        "0990-1234567",
        "110101900307231",
        "+86 13800000001",
    ],
)
def test_no_number_of_a_person_goes_out(cast, text: str) -> None:
    for name in ("what", "place", "measures"):
        with pytest.raises(Refused) as refused:
            report(cast, **{name: text})
        assert refused.value.refusal.code == "personal_numbers"
    assert not Emergency.objects.exists()


@pytest.mark.parametrize("text", ["约50人", "2026年11月24日9时30分", "损失1200000元", "第202611240001号"])
def test_other_numbers_do(text: str) -> None:
    assert not holds_numbers(text)


def test_it_is_acknowledged_by_each_and_late_ones_are_marked_once(cast) -> None:
    found = report(cast)
    first = found.notices.get(addressee="department")
    with pytest.raises(Refused):
        acknowledge(first, cast.actor("wai"), at(TODAY, 11))
    with pytest.raises(Refused):
        acknowledge(first, cast.actor("ou"), at(TODAY, 11))  # an officer does not answer for the office
    assert acknowledge(first, cast.actor("hei"), at(TODAY, 11)) and not acknowledge(
        first, cast.actor("hei"), at(TODAY, 12)
    )
    national = found.notices.get(addressee="national")
    assert acknowledge(national, cast.actor("pan"), at(TODAY, 11))  # outside the desk: entered by whoever reported
    assert mark_late(at(TODAY, 11)) == 0
    assert (
        mark_late(at(TODAY, 13)) == 2 and mark_late(at(TODAY, 13)) == 0
    )  # government, joint conference; upper has 4 hours
    assert Reminder.objects.filter(kind="emergency_late", user=cast.user("pan")).count() == 2


def test_it_expires_with_the_event(cast, settings) -> None:
    found = report(cast)
    with pytest.raises(Refused):
        end_emergency(found, cast.actor("hei"), at(TODAY, 11))
    assert end_emergency(found, cast.actor("pan"), at(TODAY, 11))
    assert mark_late(at(TODAY, 23)) == 0  # nothing more is awaited
    assert shut_ended(at(TODAY + timedelta(days=settings.EMERGENCY_DAYS), 10)) == 0
    late = at(TODAY + timedelta(days=settings.EMERGENCY_DAYS), 12)
    assert shut_ended(late) == 1 and shut_ended(late) == 0
    found.refresh_from_db()
    assert found.opened == {"what": "", "place": "", "measures": ""}


def test_on_a_matter_it_is_an_act_of_any_office_in_any_state(cast) -> None:
    case = f.served(cast)
    facts = {"emergency": EVENT | {"department": cast.offices["water"].pk}}
    for who in ("ou", "chen"):
        f.act(cast, case, "report_emergency", who, hour=16, **facts)
    assert Emergency.objects.filter(matter=case.matter).count() == 2
    line = Event.objects.filter(kind="report_emergency").first()
    assert "聚集" not in str(line.facts)


def test_an_accused_office_is_told_nothing(cast) -> None:
    desk = f.accusation(cast, accused=(Against(cast.offices["city_government"].pk),))
    with pytest.raises(Refused):
        f.act(
            cast, desk, "report_emergency", "mi", emergency=EVENT | {"department": cast.offices["city_government"].pk}
        )
    f.act(cast, desk, "report_emergency", "mi", emergency=EVENT | {"department": cast.offices["housing"].pk})
    assert "云州市人民政府" not in told(Emergency.objects.get()).values()


def test_its_pages(cast, joint, time_machine_at) -> None:
    time_machine_at(at(TODAY, 12))
    c = Client()
    c.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    data = {
        "what": "聚集",
        "place": "广场",
        "happened_at": "2026-11-24T09:00",
        "measures": "劝导",
        "department": cast.offices["housing"].pk,
    }
    kept = c.post(reverse("caseflow:emergency_new"), data | {"what": "电话13800000001"})
    assert kept.status_code == 422 and "电话13800000001" in kept.content.decode()
    page = c.post(reverse("caseflow:emergency_new"), data).headers["Location"]
    assert "广场" in c.get(page).content.decode()
    joint_notice = EmergencyNotice.objects.get(addressee="national")
    assert c.post(page, {"notice": joint_notice.pk}).status_code == 302
    assert c.post(page, {"end": "1"}).status_code == 302
    assert Emergency.objects.get().ended_at and EmergencyNotice.objects.get(pk=joint_notice.pk).acknowledged_at
    assert c.get(reverse("caseflow:emergencies")).status_code == 200
