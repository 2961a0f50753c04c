"""The pages of a case: what is shown to whom, refusals with 422, conflicts that keep what was typed, few statements."""

import pytest
from django.urls import reverse

from caseflow.models import Case, Reminder
from tests import factories as f
from tests.cast import TODAY, at


@pytest.fixture
def login(client, cast, time_travel):
    def enter(who: str):
        client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
        return client

    return enter


@pytest.fixture
def time_travel():
    import time_machine

    with time_machine.travel(at(TODAY, 18), tick=False):
        yield


def act_url(case: Case, act: str) -> str:
    return reverse("caseflow:act", args=[case.uid, act])


def test_the_case_page_tells_all_and_masks_the_phone(login, cast) -> None:
    case = f.accepted(cast, TODAY)
    body = (
        login("ou").get(reverse("caseflow:case", args=[case.uid]), headers={"Accept-Language": "en"}).content.decode()
    )
    assert "Forwarded to 临江区住房和城乡建设局" in body and "138****0001" in body and "13800000001" not in body
    assert "Why this date" in body and "Draft the opinion" in body and "The head has not cleared" not in body


def test_a_supervisor_above_sees_the_name_masked(login, cast) -> None:
    far = f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk)
    body = login("su").get(reverse("caseflow:case", args=[f.case_of(far).uid])).content.decode()
    assert "李**" in body and "李秀英" not in body


def test_the_receipt_as_a_paper_is_among_the_acts_of_whoever_registers_there(login, cast) -> None:
    desk = f.case_of(f.petition(cast, TODAY))
    page = reverse("caseflow:case", args=[desk.uid])
    for who, offered in (("chen", True), ("pan", True), ("su", False)):
        body = login(who).get(page, headers={"Accept-Language": "en"}).content.decode()
        assert (f'<a href="{act_url(desk, "issue_receipt")}">Issue the receipt as a paper</a>' in body) is offered, who
    got = login("chen").get(act_url(desk, "issue_receipt"), headers={"Accept-Language": "en"})
    form = got.context["form"]
    sent = {"version": form["version"].value(), "key": form["key"].value()}
    assert got.status_code == 200 and login("chen").post(act_url(desk, "issue_receipt"), sent).status_code == 302
    assert (
        reverse("caseflow:paper", args=[desk.notices.get(kind="receipt").uid])
        in login("chen").get(page).content.decode()
    )


def test_an_act_by_the_form(login, cast) -> None:
    case = f.forwarded(cast, TODAY)
    page = login("ou").get(act_url(case, "accept"))
    version, key = page.context["form"]["version"].value(), page.context["form"]["key"].value()
    for _click in range(2):
        answer = login("ou").post(act_url(case, "accept"), {"version": version, "key": key})
        assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "accepted" and case.handler == cast.user("ou")


def test_a_conflict_tells_what_happened_and_keeps_what_was_typed(login, cast) -> None:
    case = f.accepted(cast, TODAY)
    f.act(cast, case, "investigate", "hei", TODAY, hour=12, text="现场")
    answer = login("ou").post(
        act_url(case, "investigate"), {"version": case.version, "key": "k", "text": "我写的很长的一段"}
    )
    body = answer.content.decode()
    assert answer.status_code == 422 and "我写的很长的一段" in body and "Hei" in body
    again = login("ou").post(
        act_url(case, "investigate"), {"version": case.version + 1, "key": "k", "text": "我写的很长的一段"}
    )
    assert again.status_code == 302


@pytest.mark.parametrize(("act", "who"), [("accept", "hei"), ("clear", "ou"), ("send", "ou")])
def test_an_act_that_is_not_possible_says_why(login, cast, act, who) -> None:
    case = f.accepted(cast, TODAY)
    answer = login(who).get(act_url(case, act))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_missing_fields_keep_the_rest(login, cast) -> None:
    case = f.accepted(cast, TODAY)
    answer = login("ou").post(
        act_url(case, "draft"), {"version": case.version, "key": "k", "findings": "查明很多", "request_1": "修"}
    )
    assert answer.status_code == 422 and "查明很多" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).state == "accepted"


def test_compare_marks_what_agrees_and_leads_to_join(login, cast) -> None:
    first = f.accepted(cast, TODAY)
    second = f.case_of(f.petition(cast, TODAY, "ou", office_id=cast.offices["housing"].pk))
    page = login("ou").get(reverse("caseflow:case", args=[second.uid])).content.decode()
    assert first.petition.number in page, "candidates are shown"
    body = login("ou").get(reverse("caseflow:compare", args=[second.uid, first.uid])).content.decode()
    assert "<mark>" in body and f"join/?number={first.petition.number}" in body


def test_the_lists_lamps_are_filters(login, cast) -> None:
    f.forwarded(cast, "2026-10-01")
    f.forwarded(cast, TODAY)
    page = login("ou").get("/mine/?lamp=late")
    assert page.context["count"].number == 1 and "is-late" in page.content.decode()
    assert login("ou").get("/mine/").context["count"].number == 2
    assert login("ou").get("/cases/?state=received&sort=-received&office=zz&topic=x&after=99").status_code == 200


def test_search_finds_words_inside_a_sentence_and_numbers(login, cast) -> None:
    case = f.forwarded(cast, TODAY)
    assert case.petition.number in login("ou").get("/search/?q=无法下楼", follow=True).content.decode()
    assert login("pan").get(f"/search/?q={case.petition.number}", follow=True).status_code == 200
    assert login("ou").get("/search/?q=李秀英", follow=True).context["count"].number == 0, "never by person"
    for odd in ("%", "_", "'", "a" * 500, "((", "  "):
        assert login("ou").get("/search/", {"q": odd}, follow=True).status_code == 200


def test_reminders_are_read_one_by_one_or_all(login, cast) -> None:
    case = f.forwarded(cast, TODAY)
    reminder = Reminder.objects.get(user=cast.user("ou"))
    answer = login("ou").post("/reminders/read/", {"pk": reminder.pk})
    assert answer.headers["Location"] == reverse("caseflow:case", args=[case.uid])
    assert Reminder.objects.get(pk=reminder.pk).read_at
    assert login("hei").post("/reminders/read/", {"pk": reminder.pk}).status_code == 404
    login("hei").post("/reminders/read/")
    assert not Reminder.objects.filter(user=cast.user("hei"), read_at=None).exists()


def test_who_else_is_looking(login, cast) -> None:
    case = f.accepted(cast, TODAY)
    url = reverse("caseflow:presence", args=[case.uid])
    assert login("hei").get(url).json() == {"text": ""}
    assert "Hei" in login("ou").get(url).json()["text"]


@pytest.mark.parametrize(
    ("path", "most"), [("/mine/", 8), ("/cases/", 8), ("/reminders/", 8), ("/petitions/?q=电梯", 8)]
)
def test_more_rows_ask_no_more_questions(login, cast, path, most, django_assert_max_num_queries) -> None:
    f.forwarded(cast, TODAY)
    c = login("ou")
    c.get(path)
    with django_assert_max_num_queries(most):
        c.get(path)
    for _n in range(6):
        f.forwarded(cast, TODAY)
    with django_assert_max_num_queries(most):
        c.get(path)


def test_the_case_page_asks_a_constant_number_of_questions(login, cast, django_assert_max_num_queries) -> None:
    case = f.accepted(cast, TODAY)
    c, url = login("ou"), reverse("caseflow:case", args=[case.uid])
    c.get(url)
    with django_assert_max_num_queries(10):
        c.get(url)
    for n in range(8):
        f.act(cast, case, "investigate", "ou", TODAY, hour=12, text=f"走访{n}")
    with django_assert_max_num_queries(10):
        c.get(url)


def test_only_a_duty_is_ever_shown_as_met_late(cast) -> None:
    from caseflow.services.timeline import clock_lines

    case = f.act(cast, f.forwarded(cast, "2026-09-01"), "accept", "ou", "2026-09-20")
    assert {line.clock.term: line.status for line in clock_lines(case.clocks.all())} == {
        "C3": "met_late",
        "C4": "ended",
        "C6": "running",
    }


def test_evidence_comes_with_what_was_found(login, cast, files_root) -> None:
    import io

    from petitions.models import Attachment

    case = f.accepted(cast, TODAY)
    good, bad = io.BytesIO("现场记录".encode()), io.BytesIO(b"MZ\x90\x00\x03" * 50)
    good.name, bad.name = "记录.txt", "run.exe"
    data = {"version": case.version, "key": "k", "text": "到现场", "files": [good, bad]}
    answer = login("ou").post(act_url(case, "investigate"), data)
    body = answer.content.decode()
    assert answer.status_code == 422 and "run.exe" in body and "记录.txt" in body and not Attachment.objects.exists()
    kept = answer.context["form"].data["kept_files"]
    assert (
        login("ou")
        .post(act_url(case, "investigate"), {"version": case.version, "key": "k", "text": "到现场", "kept_files": kept})
        .status_code
        == 302
    )
    row = Attachment.objects.get()
    assert (row.name, row.case_id, row.matter_id) == ("记录.txt", case.pk, case.matter_id)
    page = login("pan").get(reverse("caseflow:case", args=[case.uid])).content.decode()
    assert page.count("记录.txt") == 2, "on the timeline and among the files"
    assert login("wai").get(reverse("petitions:attachment", args=[row.uid])).status_code == 404


def test_an_opinion_sent_after_the_login_ended_is_kept_and_offered(client, cast, time_travel) -> None:
    from tests.cast import PASSWORD

    case = f.accepted(cast, TODAY)
    data = {
        "version": case.version,
        "key": "k",
        "findings": "三小时写成的长文",
        "request_1": "修复",
        "outcome_1": "supported",
    }
    answer = client.post(act_url(case, "draft"), data)
    assert answer.status_code == 302 and "/login/" in answer.headers["Location"]
    client.post("/login/", {"login": "ou", "password": PASSWORD})
    page = client.get(act_url(case, "draft")).content.decode()
    assert "三小时写成的长文" in page and 'value="supported" selected' in page
    assert "三小时写成的长文" not in client.get(act_url(case, "draft")).content.decode(), "offered once"


def test_the_list_offers_an_objection_to_its_sender_alone(login, cast) -> None:
    found = f.petition(cast, TODAY, "dan", office_id=cast.offices["district_petition"].pk)
    f.act(cast, f.case_of(found), "forward", "dan", TODAY, target=cast.offices["housing"].pk, reason="x")
    f.act(cast, f.case_of(found, "handling"), "object", "ou", TODAY, hour=11, reason="x")
    sent = "/cases/?where=sent&state=objected"
    assert sent.replace("&", "&amp;") in login("dan").get("/mine/").content.decode()
    assert "confirm_objection" in login("dan").get(sent).content.decode()
    assert "confirm_objection" not in login("hua").get("/cases/?where=all").content.decode()
