"""The pages of commitments and reviews: who sees what, what a wrong form keeps, and statements that do not grow with rows."""

import io
import re
from datetime import date

import pytest
import time_machine as tm
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from caseflow.exports.service import write
from caseflow.exports.sources import SOURCES
from caseflow.services.pdf import render
from oversight.models import AnnualReview, Commitment, ReviewedOffice, ReviewFinding, ScoreFormula
from oversight.review_export import document
from tests import factories as f
from tests.cast import TODAY, Cast, at
from tests.oversight.reviews import commitment, formula, review, sheet, take


@pytest.fixture(autouse=True)
def _now():
    with tm.travel(at(TODAY, 12), tick=False):
        yield


def browser(cast: Cast, who: str, language: str = "en") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return found


def written(cast: Cast, **over: str) -> dict[str, str]:
    return {
        "office": str(cast.offices["housing"].pk), "year": "2026", "first_day": "2026-01-01", "last_day": "2026-12-31", "text": "每月通报一次",
        "t_accepted_in_time_weight": "40", "t_accepted_in_time_full": "100", "t_accepted_in_time_floor": "80",
        "t_answered_in_time_weight": "60", "t_answered_in_time_full": "95", "t_answered_in_time_floor": "50", **over,
    }  # fmt: skip


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_commitment_is_written_and_signed_on_its_pages(cast) -> None:
    su, hei = browser(cast, "su"), browser(cast, "hei")
    made = su.post("/commitments/new/", written(cast))
    row = Commitment.objects.get()
    assert made.status_code == 302 and made.url == f"/commitments/{row.uid}/"
    assert hei.get(made.url).status_code == 404, "a draft is not yet anybody else's"
    assert su.post(made.url, {"act": "sign"}).status_code == 302
    page = hei.get(made.url).content.decode()
    assert "Sign for this office" in page and "每月通报一次" in page
    assert "Sign for this office" not in su.get(made.url).content.decode()
    assert hei.post(made.url, {"act": "decline", "reason": ""}).status_code == 422
    assert hei.post(made.url, {"act": "countersign"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "in_force"
    listed = browser(cast, "hua", "zh").get("/commitments/").content.decode()
    assert "责任书" in listed and "临江区住房和城乡建设局" in listed and "已生效" in listed


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"t_answered_in_time_weight": "50"}, "The weights add up to 90; they must add up to exactly 100."),
        (
            {"t_received_weight": "10", "t_received_full": "1", "t_received_floor": "2"},
            "Received tells how much was petitioned",
        ),
        ({"t_late_weight": "10", "t_late_full": "0", "t_late_floor": "5"}, "Late is a plain number"),
        ({"t_nonsense_weight": "10"}, "There is no published indicator nonsense."),
        ({"t_answered_in_time_full": "fünf"}, "Give weight, full points and no points as plain numbers"),
        ({"t_answered_in_time_full": ""}, "Give weight, full points and no points as plain numbers"),
        ({"t_answered_in_time_full": "40"}, "The values stand the wrong way round"),
        ({"last_day": "2025-12-31"}, "The last day lies before the first."),
        ({"year": "26"}, ""),
        ({"office": "999999"}, ""),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(cast, over, told: str) -> None:
    page = browser(cast, "su").post("/commitments/new/", written(cast, **over))
    body = page.content.decode()
    assert page.status_code == 422 and told in body and 'id="errors"' in body
    assert "每月通报一次" in body and 'name="t_accepted_in_time_weight" value="40"' in body
    assert not Commitment.objects.exists()


def test_a_volume_is_not_offered_and_the_page_says_why(cast) -> None:
    page = browser(cast, "su").get("/commitments/new/").content.decode()
    assert 'name="t_received_weight"' not in page and "Received: tells how much was petitioned" in page
    assert 'name="t_commitment_weight"' not in page


def test_the_next_version_begins_with_the_last_one(cast) -> None:
    row = commitment(cast)
    su = browser(cast, "su")
    page = su.get(f"/commitments/{row.uid}/write/").content.decode()
    assert 'name="t_answered_in_time_weight" value="60"' in page and "Next version" in page
    assert su.post(f"/commitments/{row.uid}/write/", written(cast, t_answered_in_time_full="97")).status_code == 302
    assert Commitment.objects.get(version=2).targets.get(indicator="answered_in_time").full == 97
    assert browser(cast, "hei").get(f"/commitments/{row.uid}/write/").status_code == 403


def test_a_commitment_opens_the_cases_behind_its_figures(cast) -> None:
    f.served(cast, "2026-09-01")
    f.accepted(cast, "2026-09-02")
    row = commitment(cast)
    for who in ("su", "hei"):
        client = browser(cast, who)
        page = client.get(f"/commitments/{row.uid}/")
        lines = {line["p"].target.indicator: line for line in page.context["lines"]}
        line = lines["answered_in_time"]
        for part, number in (("numerator", line["p"].now.numerator), ("denominator", line["p"].now.denominator)):
            assert client.get(line["links"][part]).context["count"].number == number
        assert line["p"].now.denominator == 2


def test_statements_of_the_commitments_do_not_grow(cast) -> None:
    commitment(cast)
    su = browser(cast, "su")
    paths = ["/commitments/?year=2026", f"/commitments/{Commitment.objects.get().uid}/"]
    before = [statements(su, p) for p in paths]
    for office, head in (("water", "weihead"),):
        commitment(cast, office=office, head=head)
    f.staff(cast, "dahead", "district_petition", "head")
    commitment(cast, office="district_petition", head="dahead")
    f.served(cast, "2026-09-01")
    assert [statements(su, p) for p in paths] == before


# --- the review -------------------------------------------------------------------------------------------------
def test_a_review_is_opened_by_the_page_and_refused_twice(cast) -> None:
    su = browser(cast, "su")
    given = {
        "year": "2026",
        "first_day": "2025-11-01",
        "last_day": "2026-10-31",
        "offices": [cast.offices["housing"].pk],
    }
    without = su.post("/reviews/new/", given)
    assert without.status_code == 422 and "There is no formula for that year yet" in without.content.decode()
    formula(cast)
    assert su.post("/reviews/new/", given).status_code == 302
    twice = su.post("/reviews/new/", given)
    assert (
        twice.status_code == 422
        and "is open already" in twice.content.decode()
        and 'value="2025-11-01"' in twice.content.decode()
    )
    row = AnnualReview.objects.get()
    early = su.post(f"/reviews/{row.uid}/", {"act": "publish"})
    assert early.status_code == 422 and "not at this step" in early.content.decode()
    assert su.post(f"/reviews/{row.uid}/", {"act": "freeze"}).status_code == 302
    no_day = su.post(f"/reviews/{row.uid}/", {"act": "ask_reports"})
    assert no_day.status_code == 422 and "Give the day." in no_day.content.decode()
    assert su.post(f"/reviews/{row.uid}/", {"act": "nonsense"}).status_code == 422


def test_who_sees_which_sheet(cast) -> None:
    row = review(cast, until="scored")
    housing, water = sheet(row, cast), sheet(row, cast, "water")
    for who, mine, other in (("su", 200, 200), ("hua", 200, 200), ("hei", 200, 404), ("weihead", 404, 200), ("ou", 403, 403), ("yuan", 403, 403), ("ada", 403, 403)):  # fmt: skip
        client = browser(cast, who)
        assert client.get(f"/reviews/{row.uid}/offices/{housing.uid}/").status_code == mine, who
        assert client.get(f"/reviews/{row.uid}/offices/{water.uid}/").status_code == other, who
    listed = browser(cast, "hei").get(f"/reviews/{row.uid}/")
    assert [line["sheet"].office.code for line in listed.context["lines"]] == ["LJZJ"]
    assert browser(cast, "hei").get(f"/reviews/{row.uid}/published/").status_code == 404, "not before it is published"


def test_the_published_table_ranks_by_score_and_names_no_volume(cast) -> None:
    f.served(cast, "2026-08-03")
    f.accepted(cast, "2026-08-04")
    row = review(cast, until="published")
    page = browser(cast, "weihead").get(f"/reviews/{row.uid}/published/")
    assert [(place, s.office.code) for place, s, _told in page.context["rows"]] == [(1, "LJZJ"), (None, "LJSL")]
    assert not re.search(r"Received|Closed", page.content.decode())


def test_a_sheet_shows_frozen_corrected_and_counted_today(cast) -> None:
    late = f.decided(cast, "2026-08-06")
    row = review(cast, until="inspecting")
    f.act(cast, late, "send", "ou", "2026-08-07", reason="补录")
    path = f"/reviews/{row.uid}/offices/{sheet(row, cast).uid}/"
    su = browser(cast, "su")
    plain = su.get(path).content.decode()
    assert "counted today" not in plain and "0.00%" in plain
    again = su.get(f"{path}?again=1").content.decode()
    assert "counted today" in again and "differs" in again
    assert su.post(path, {"act": "correct", "text": "补录送达"}).status_code == 302
    page = su.get(path)
    line = next(x for x in page.context["figures"] if x["figure"].indicator == "answered_in_time")
    assert (str(line["figure"].value), str(line["taken"])) == ("0.00", "100.00") and "补录送达" in page.content.decode()
    links = line["links"][0]
    assert su.get(links[1]["denominator"]).context["count"].number == 1


def test_a_refused_act_on_a_sheet_keeps_the_text(cast) -> None:
    row = review(cast, until="inspecting")
    path = f"/reviews/{row.uid}/offices/{sheet(row, cast).uid}/"
    su, hei = browser(cast, "su"), browser(cast, "hei")
    wrong = su.post(
        path, {"act": "find", "kind": "deduction", "points": "0", "text": "查实两件弄虚作假", "source": "督查3号"}
    )
    assert (
        wrong.status_code == 422
        and "查实两件弄虚作假" in wrong.content.decode()
        and "督查3号" in wrong.content.decode()
    )
    late = hei.post(path, {"act": "report", "text": "我单位的自查报告"})
    assert (
        late.status_code == 422
        and "我单位的自查报告" in late.content.decode()
        and "not at this step" in late.content.decode()
    )
    for junk in (
        {},
        {"act": "x"},
        {"act": "find", "row": "x", "points": "NaN", "kind": "?"},
        {"act": "withdraw", "row": "9" * 30, "text": "x"},
    ):
        assert su.post(path, junk).status_code == 422
    assert not ReviewFinding.objects.exists()


def test_statements_of_a_review_do_not_grow(cast) -> None:
    row = review(cast, offices=("housing",), until="published")
    su = browser(cast, "su")
    paths = [
        "/reviews/",
        f"/reviews/{row.uid}/",
        f"/reviews/{row.uid}/published/",
        f"/reviews/{row.uid}/offices/{sheet(row, cast).uid}/?again=1",
    ]
    before = [statements(su, p) for p in paths]
    with CaptureQueriesContext(connection) as one:
        other = review_of_2027(cast, ("housing",))
    AnnualReview.objects.filter(pk=other.pk).update(year=2031)
    with CaptureQueriesContext(connection) as many:
        review_of_2027(cast, ("housing", "water", "station", "district_petition", "far_petition"), 2033)
    assert len(many) == len(one), "freezing and scoring ask as much for five offices as for one"
    rows = ReviewedOffice.objects.filter(review__year=2033)
    assert rows.count() == 5
    ReviewedOffice.objects.bulk_create(ReviewedOffice(review=row, office=cast.offices[o]) for o in ("water", "station"))
    assert [statements(su, p) for p in paths[1:]] == before[1:]


def review_of_2027(cast: Cast, offices, year: int = 2027) -> AnnualReview:
    from offices.models import Office
    from oversight.services import annual_review as service

    rows = list(Office.objects.filter(pk__in=[cast.offices[o].pk for o in offices]))
    made = service.open_review(year, (date(year - 1, 11, 1), date(year, 10, 31)), rows, cast.actor("hua"), at(TODAY))
    for act, day in (
        ("freeze", date(year, 11, 1)),
        ("ask_reports", date(year, 11, 24)),
        ("inspect", date(year, 11, 26)),
        ("score", date(year, 11, 26)),
    ):
        take(cast, made, act, "hua", day, until=date(year, 11, 25) if act == "ask_reports" else date(year, 12, 5))
        made.refresh_from_db()
    return made


def test_statements_of_a_sheet_do_not_grow_with_what_is_written_on_it(cast) -> None:
    row = review(cast, offices=("housing",), until="inspecting")
    path = f"/reviews/{row.uid}/offices/{sheet(row, cast).uid}/"
    su, hua, hei = browser(cast, "su"), browser(cast, "hua"), browser(cast, "hei")
    note = {"act": "find", "kind": "note", "points": "", "text": "台账不全"}
    for client in (su, hua):
        assert client.post(path, note).status_code == 302
    before = statements(su, path)
    for client in (su, hua, su):
        assert client.post(path, note).status_code == 302
    assert statements(su, path) == before
    for act, day in (("score", date(2026, 11, 25)), ("approve", date(2026, 12, 6)), ("publish", date(2026, 12, 6))):
        take(cast, row, act, "hua", day)
    with tm.travel(at("2026-12-07", 9), tick=False):
        su, hua, hei = browser(cast, "su"), browser(cast, "hua"), browser(cast, "hei")
        ordered = {"act": "order", "kind": "talk", "due_on": "2026-12-20", "text": "约谈主要负责人"}
        assert hua.post(path, ordered).status_code == 302 and hua.post(path, ordered).status_code == 302
        counts = [statements(c, path) for c in (su, hua, hei)]
        for _n in range(3):
            assert hua.post(path, ordered).status_code == 302
        assert [statements(c, path) for c in (su, hua, hei)] == counts


def counter(client: Client, name: str) -> int:
    nav = client.get("/commitments/").context["nav"]
    return next(item["count"].number for item in nav if item["entry"].url_name == name)


def test_the_navigation_tells_what_waits_for_whom(cast) -> None:
    made = commitment(cast, signed=False)
    su, hua, hei = (browser(cast, who) for who in ("su", "hua", "hei"))
    assert counter(hei, "oversight:commitments") == 0
    su.post(f"/commitments/{made.uid}/", {"act": "sign"})
    assert [counter(c, "oversight:commitments") for c in (su, hua, hei)] == [0, 0, 1]
    row = review(cast, offices=("housing",), until="reporting")
    assert [counter(c, "oversight:reviews") for c in (su, hua, hei)] == [0, 0, 1]
    path = f"/reviews/{row.uid}/offices/{sheet(row, cast).uid}/"
    hei.post(path, {"act": "report", "text": "自查报告"})
    assert counter(hei, "oversight:reviews") == 0
    take(cast, row, "inspect", day=date(2026, 11, 25))
    take(cast, row, "score", day=date(2026, 11, 25))
    hei.post(path, {"act": "object", "text": "请复核"})
    assert [counter(c, "oversight:reviews") for c in (su, hua, hei)] == [1, 1, 0]


# --- formulas and what is taken out -----------------------------------------------------------------------------
def lines(**over: str) -> dict[str, str]:
    return {"year": "2026", "bonus_cap": "5", "deduction_cap": "20", "over": "", "reason": "", "t_answered_in_time_weight": "100",
            "t_answered_in_time_full": "95", "t_answered_in_time_floor": "50", **over}  # fmt: skip


def test_a_rehearsal_beside_the_formula_in_force(cast) -> None:
    f.served(cast, "2026-08-03")
    f.accepted(cast, "2026-08-04")
    row = review(cast, until="scored")
    su = browser(cast, "su")
    for over in ("", str(row.uid)):
        page = su.post("/reviews/rehearsal/", lines(over=over, rehearse="1"))
        told = {r.office.code: r for r, _before, _after in page.context["result"]}
        assert page.status_code == 200 and str(told["LJZJ"].after.total) == "0.00" and told["LJZJ"].before is not None
    assert ScoreFormula.objects.count() == 1
    refused = su.post("/reviews/rehearsal/", lines(adopt="1", reason="x"))
    assert refused.status_code == 422 and ScoreFormula.objects.count() == 1
    hua = browser(cast, "hua")
    without = hua.post("/reviews/rehearsal/", lines(adopt="1"))
    assert without.status_code == 422 and "Give the reason" in without.content.decode()
    made = hua.post("/reviews/rehearsal/", lines(adopt="1", reason="突出按期答复"))
    assert made.status_code == 302 and ScoreFormula.objects.count() == 2
    page = browser(cast, "hei", "zh").get(f"/reviews/formula/{row.formula_id}/")
    assert page.status_code == 200 and "计分" in page.content.decode()
    assert browser(cast, "hei").get(made.url).status_code == 404, "not yet a formula that reviews her office"


def test_taken_out_for_reference(cast, files_root, settings, tmp_path) -> None:
    settings.VAR = tmp_path
    f.served(cast, "2026-08-03")
    row = review(cast, until="scored")
    su = cast.actor("su")
    asked = QueryDict(f"review={row.uid}")
    source = SOURCES["annual_review"]
    assert not list(source.open(asked, su).parts()), "nothing before it is published"
    for act, who, day in (("approve", "hua", date(2026, 12, 6)), ("publish", "hua", date(2026, 12, 6))):
        take(cast, row, act, who, day)
    for who, number in (("su", 2), ("hua", 2), ("hei", 0), ("weihead", 0)):
        opened = source.open(asked, cast.actor(who))
        assert sum(len(p) for p in opened.parts()) == number, who
    opened = source.open(asked, su)
    assert any("reference" in text or "参考" in text for _name, text in opened.words)
    ids = [i for part in opened.parts() for i in part]
    values = source.table(list(source.columns), su).values(ids)
    told = dict(zip([c.name for c in source.columns], values, strict=True))
    assert set(told["code"]) == {"LJZJ", "LJSL"} and all(len(v) == 2 for v in told.values())
    for junk in ("", "review=x", f"review={'0' * 32}"):
        assert not list(source.open(QueryDict(junk), su).parts())
    for form, marks in (("csv", ("临江区住房和城乡建设局".encode(), b"LJSL")), ("xlsx", (b"PK",))):
        given = {
            "query": asked.urlencode(),
            "columns": [c.name for c in source.columns],
            "format": form,
            "about": True,
            "language": "zh-hans",
        }
        path = tmp_path / f"review.{form}"
        with translation.override("zh-hans"):
            assert write(source, given, su, path, at(TODAY), lambda *_a: None) == 2
        assert all(mark in path.read_bytes() for mark in marks)
        if form == "csv":
            assert "供领导干部综合考核评价参考" in path.read_text(encoding="utf-8-sig")
    row.refresh_from_db()
    data = document(row, su, at(TODAY))
    assert [s["heading"] for s in data["sections"]][:3] and "李秀英" not in str(data)
    body = render("case.typ", data, at(TODAY))
    from pypdf import PdfReader

    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(body)).pages)
    assert "临江区住房和城乡建设局" in text
    hei = browser(cast, "hei")
    assert hei.post(f"/reviews/{row.uid}/document/").status_code == 404
    assert browser(cast, "su").post(f"/reviews/{row.uid}/document/").status_code == 302
