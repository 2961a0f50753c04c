"""Local rules from the page to the case: written, previewed, begun; counted by, told of, kept; and the API says the same."""

from datetime import date

import pytest
import time_machine as tm
from django.test import Client

from caseflow.models import Case, Clock, Pack
from caseflow.services.calendar_change import apply_notice, parse_notice
from caseflow.services.consistency import run_checks
from tests import factories as f
from tests.cast import TODAY, Cast, at


@pytest.fixture(autouse=True)
def _now():
    with tm.travel(at(TODAY, 12), tick=False):
        yield


def browser(cast: Cast, who: str, language: str = "en") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return found


def written(cast: Cast, **over: str) -> dict[str, str]:
    """The form as an administrator fills it in for the district."""
    return {
        "code": "LJ2026", "name_zh": "临江区信访办法", "name_en": "Linjiang Rules", "region": "990102000000", "valid_from": TODAY.isoformat(),
        "source": "临政发〔2026〕1号", "t_C3_length": "5", "t_C3_unit": "working_days", "t_C3_article": "第七条", "t_C6_length": "30",
        "t_C6_unit": "days", "t_C6_max_extension": "30", "t_C6_article": "第九条", "t_V1_length": "2", "t_V1_unit": "working_days",
        "t_V1_own": "on", "o_several_offices": "first_received_leads", "o_several_offices_article": "第六条", **over,
    }  # fmt: skip


def test_from_the_form_to_a_case_that_is_counted_by_it(cast) -> None:
    rena = browser(cast, "rena")
    page = rena.post("/settings/packs/new/", {**written(cast), "preview": "1", "day": "2026-09-28"})
    told = page.content.decode()
    assert page.status_code == 200 and not Pack.objects.exists()
    assert "2026-10-10" in told and "2026-10-13" in told  # C3 there and nationally
    assert "Stricter for the office than nationally" in told and "Begin it" in told
    begun = rena.post("/settings/packs/new/", {**written(cast), "apply": "1"})
    pack = Pack.objects.get()
    assert begun.status_code == 302 and begun.url == f"/settings/packs/{pack.pk}/"
    assert (pack.key, pack.entered_by, pack.terms.count(), pack.options.count()) == (
        "LJ2026.1",
        cast.user("rena"),
        3,
        1,
    )

    case = f.accepted(cast, TODAY)
    assert dict(Clock.objects.filter(case=case).values_list("term", "pack")) == {
        "C3": "LJ2026.1", "C4": "national", "C6": "LJ2026.1"}  # fmt: skip
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 12, 24)
    page = browser(cast, "ou").get(f"/cases/{case.uid}/").content.decode()
    assert "《临江区信访办法》第九条 (LJ2026.1)" in page and "Nationally: 60 days." in page
    chinese = browser(cast, "ou", "zh").get(f"/cases/{case.uid}/").content.decode()
    assert "全国规定：60日" in chinese

    found = rena.get("/api/v1/deadlines/", {"term": "C6", "from": TODAY.isoformat(), "region": "990102000000"}).json()
    assert (found["pack"], found["legal"], found["article"]) == ("LJ2026.1", "2026-12-24", "《临江区信访办法》第九条")
    national = rena.get("/api/v1/deadlines/", {"term": "C6", "from": TODAY.isoformat()}).json()
    assert (national["pack"], national["legal"]) == ("national", "2027-01-25")
    missing = rena.get("/api/v1/deadlines/", {"term": "C6", "from": TODAY.isoformat(), "region": "110000000000"})
    assert missing.status_code == 422
    answer = rena.get(
        "/deadlines/", {"term": "C6", "from_day": TODAY.isoformat(), "region": "990102001000"}
    ).content.decode()
    assert (
        "Linjiang Rules" in answer
        and "LJ2026.1" in answer
        and "2026-12-24" in answer
        and "Nationally 2027-01-25." in answer
    )
    extended = rena.get(
        "/deadlines/", {"term": "C7", "from_day": TODAY.isoformat(), "region": "990102001000", "days": "30"}
    )
    assert "2027-01-25" in extended.content.decode()


def test_the_next_version_is_written_on_the_page_of_the_last(cast) -> None:
    rena = browser(cast, "rena")
    rena.post("/settings/packs/new/", {**written(cast), "apply": "1"})
    first = Pack.objects.get()
    form = rena.get(f"/settings/packs/{first.pk}/change/").content.decode()
    assert 'value="第九条"' in form and 'name="t_C6_length" value="30"' in form
    again = rena.post("/settings/packs/new/", {**written(cast), "apply": "1"})
    assert again.status_code == 422 and "code already" in again.content.decode()
    today = rena.post(f"/settings/packs/{first.pk}/change/", {**written(cast), "apply": "1"})
    assert today.status_code == 422 and 'value="第九条"' in today.content.decode()
    rena.post(
        f"/settings/packs/{first.pk}/change/",
        {**written(cast, t_C6_length="45", valid_from="2026-12-01"), "apply": "1"},
    )
    second = Pack.objects.get(version=2)
    first.refresh_from_db()
    assert (first.valid_until, second.valid_from, second.terms.get(code="C6").length) == (
        date(2026, 11, 30),
        date(2026, 12, 1),
        45,
    )
    ended = rena.post(f"/settings/packs/{second.pk}/", {"last_day": "2026-12-31"})
    second.refresh_from_db()
    assert ended.status_code == 302 and second.valid_until == date(2026, 12, 31)
    assert rena.post(f"/settings/packs/{second.pk}/", {"last_day": "2026-11-01"}).status_code == 422
    listed = rena.get("/settings/packs/").content.decode()
    assert "LJ2026.1" in listed and "LJ2026.2" in listed and "to come" in listed
    for day in ("2026-12-10", "2004-01-01", "9999-12-30", "soon"):
        assert rena.get(f"/settings/packs/{first.pk}/?day={day}").status_code == 200


def test_a_shortened_right_is_refused_and_what_was_typed_is_kept(cast) -> None:
    for language, told in (("en", "never shortened by local rules"), ("zh", "不得缩短信访人的权利期限")):
        given = {**written(cast), "t_C8_length": "20", "t_C8_unit": "days", "t_C8_article": "第十条", "apply": "1"}
        page = browser(cast, "rena", language).post("/settings/packs/new/", given)
        assert (
            page.status_code == 422 and told in page.content.decode() and "临政发〔2026〕1号" in page.content.decode()
        )
    assert not Pack.objects.exists()


def test_who_may_read_and_who_may_write(cast) -> None:
    browser(cast, "rena").post("/settings/packs/new/", {**written(cast), "apply": "1"})
    pack = Pack.objects.get()
    officer = browser(cast, "ou")
    assert officer.get("/settings/packs/").status_code == officer.get(f"/settings/packs/{pack.pk}/").status_code == 200
    for address, data in (
        ("new/", written(cast)),
        (f"{pack.pk}/change/", written(cast)),
        (f"{pack.pk}/", {"last_day": "2026-12-31"}),
    ):
        assert officer.post(f"/settings/packs/{address}", data).status_code == 403
    assert browser(cast, "ada").get(f"/settings/packs/{pack.pk}/change/").status_code == 200


def test_a_new_notice_counts_a_local_clock_by_its_own_pack(cast) -> None:
    rena = browser(cast, "rena")
    rena.post("/settings/packs/new/", {**written(cast, t_C6_length="45"), "apply": "1"})
    case = f.accepted(cast, TODAY)  # forty-five days: 2027-01-08
    assert Clock.objects.get(case=case, term="C6").due_on == date(2027, 1, 8)
    apply_notice(
        2027,
        parse_notice("2027-01-08,off,试日\n2027-01-09,work,调休", 2027),
        "通知",
        cast.actor("rena"),
        at("2026-11-25"),
    )
    moved = Clock.objects.get(case=case, term="C6")
    assert (moved.due_on, moved.pack) == (date(2027, 1, 9), "LJ2026.1")
    found = run_checks(at("2026-11-25"))
    assert found.violations == 0, found.results
    Clock.objects.filter(pk=moved.pk).update(pack="national")  # counted by another set than it keeps
    assert run_checks(at("2026-11-25")).violations == 1


def test_what_ends_a_matter_follows_the_pack_and_the_timeline_names_its_article(cast) -> None:
    rena, hei, case = browser(cast, "rena"), browser(cast, "hei"), f.accepted(cast, TODAY)
    page = f"/cases/{case.uid}/conclude/"
    assert (
        hei.get(page).status_code != 200
        and "Conclude the matter" not in hei.get(f"/cases/{case.uid}/").content.decode()
    )
    rena.post(
        "/settings/packs/new/", {**written(cast, o_death_ends="yes", o_death_ends_article="第二十条"), "apply": "1"}
    )
    form = hei.get(page)
    assert "《临江区信访办法》第二十条" in form.content.decode()
    told = {
        "died_on": TODAY.isoformat(),
        "nobody": "on",
        "text": "社区证明",
        "version": form.context["form"]["version"].value(),
        "key": "k",
    }
    assert hei.post(page, told).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.matter.status) == ("closed", "concluded")
    assert "《临江区信访办法》第二十条" in hei.get(f"/cases/{case.uid}/").content.decode()
