"""R22 Art. 18 ¶4, 46 (6): a report of retaliation goes to the superior, and the office that is meant learns nothing of it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseflow.facts import Refused
from caseflow.models import Reminder, RetaliationReport
from caseflow.services.retaliation import acknowledge, answer, report_by_page, report_retaliation, reports_of
from caseflow.tasks import mail_reminders
from petitions.models import Event
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import TODAY, at

TEXT = "信访后被停发补贴"


def client(cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def test_it_goes_to_the_superior_of_the_office_meant(cast) -> None:
    found = f.petition(cast)
    report = report_retaliation(found, TEXT, cast.offices["district_petition"].pk, at(TODAY, 12))
    assert report.office == cast.offices["city_petition"] and report.opened == TEXT
    assert TEXT not in str(report.__dict__)
    assert {r.user.username for r in Reminder.objects.filter(kind="retaliation")} == {"hua", "su", "mi"}
    assert not Reminder.objects.filter(kind="retaliation").exclude(case=None).exists()


@pytest.mark.parametrize(
    ("meant", "superior"), [("station", "housing"), ("housing", "city_housing"), ("water", "city_petition")]
)
def test_whoever_is_above(cast, meant: str, superior: str) -> None:
    """The water bureau has no superior on this desk: the petition office that oversees its place."""
    report = report_retaliation(f.petition(cast), TEXT, cast.offices[meant].pk, at(TODAY, 12))
    assert report.office == cast.offices[superior]


def test_nobody_above_is_said_and_nothing_is_kept_half(cast) -> None:
    with pytest.raises(Refused) as refused:
        report_retaliation(f.petition(cast), TEXT, cast.offices["city_petition"].pk, at(TODAY, 12))
    assert refused.value.refusal.code == "no_superior" and not RetaliationReport.objects.exists()
    with pytest.raises(Refused):
        report_retaliation(f.petition(cast), "  ", cast.offices["station"].pk, at(TODAY, 12))


def test_the_office_meant_sees_nothing_of_it_anywhere(cast) -> None:
    case = f.forwarded(cast)
    before = Event.objects.filter(matter=case.matter).count()
    report = report_retaliation(case.petition, TEXT, cast.offices["housing"].pk, at(TODAY, 12))
    assert Event.objects.filter(matter=case.matter).count() == before
    for who in ("ou", "hei"):
        assert not RetaliationReport.objects.visible_to(cast.actor(who)).exists()
        c = client(cast, who)
        assert TEXT not in c.get(reverse("caseflow:case", args=[case.uid])).content.decode()
        assert c.get(reverse("caseflow:retaliation_report", args=[report.uid])).status_code in {403, 404}
    with pytest.raises(Refused):
        answer(report, "没有此事", cast.actor("hei"), at(TODAY, 13))


def test_from_her_own_page_it_is_about_the_office_entered_or_the_one_that_has_the_matter(cast) -> None:
    case = f.accepted(cast)
    her = case.petition.petitioners.get()
    for _twice in range(2):
        report_by_page(her, TEXT, at(TODAY, 12), key="p1:k")
    report = RetaliationReport.objects.get()
    assert (report.against, report.office) == (cast.offices["housing"], cast.offices["city_housing"])
    other = f.petition(cast, accused=(Against(cast.offices["station"].pk),)).petitioners.get()
    report_by_page(other, TEXT, at(TODAY, 12), key="p2:k")
    assert RetaliationReport.objects.get(key="p2:k").office == cast.offices["housing"]


def test_it_is_acknowledged_and_answered_once(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 14))
    found = f.petition(cast)
    report = report_retaliation(found, TEXT, cast.offices["district_petition"].pk, at(TODAY, 12))
    su = client(cast, "su")
    page = reverse("caseflow:retaliation_report", args=[report.uid])
    assert TEXT in su.get(page).content.decode()
    assert TEXT not in su.get(reverse("caseflow:retaliation")).content.decode()
    assert su.post(page, {"acknowledge": "1"}).status_code == 302
    assert su.post(page, {"answer": "1", "text": " "}).status_code == 422
    assert su.post(page, {"answer": "1", "text": "已责令纠正并补发"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.opened_answer, report.answered_by) == ("answered", "已责令纠正并补发", cast.user("su"))
    assert not answer(report, "再答", cast.actor("hua"), at(TODAY, 15)) and not acknowledge(
        report, cast.actor("hua"), at(TODAY, 15)
    )
    assert [r.opened_answer for r in reports_of(found)] == ["已责令纠正并补发"]


def test_a_mail_about_it_says_nothing(cast, mailoutbox) -> None:
    found = f.petition(cast)
    Reminder.objects.all().delete()
    report_retaliation(found, TEXT, cast.offices["district_petition"].pk, at(TODAY, 12))
    Reminder.objects.update(at=timezone.now())
    assert mail_reminders() == 3
    for mail in mailoutbox:
        assert not any(word in mail.subject + mail.body for word in (found.number, TEXT, "报复", "retaliation"))
