"""Lists: the page's rows and nothing else, page by page both ways, in as many statements for one row as for forty."""

import pytest
from django.test import Client

from caseflow.models import Case, Duty
from petitions.models import Petition
from tests import factories as f
from tests.cast import SINCE, TODAY

LISTS = ("petitions/?where=all", "petitions/?q=电梯", "cases/?open=all", "cases/?where=all&q=电梯", "matters/", "offices/", "regions/",
         "topics/?level=1", "duties/", "indicators/received/cases/")  # fmt: skip


def many(cast, count: int) -> None:
    for _n in range(count):
        f.petition(cast)


def whole(who, path: str) -> list[dict]:
    """All rows of a list, following `next`."""
    rows, page = [], who.get(path).json()
    while True:
        rows += page["results"]
        if page["next"] is None:
            return rows
        page = who.get(page["next"]).json()


def test_pages_lead_forth_and_back(cast, program) -> None:
    many(cast, 45)
    pan = program("pan")
    for path in ("petitions/?sort=number", "cases/?sort=number", "cases/", "petitions/?q=电梯", "matters/"):
        first = pan.get(path).json()
        assert (first["count"], first["count_is_exact"], len(first["results"]), first["previous"]) == (
            45,
            True,
            20,
            None,
        )
        rows = whole(pan, path)
        assert len({r["uid"] for r in rows}) == 45
        second = pan.get(first["next"]).json()
        assert pan.get(second["previous"]).json()["results"] == first["results"]
    assert first["next"].startswith("http://testserver/api/v1/matters/?")
    assert len(pan.get("cases/?page_size=50").json()["results"]) == 45


@pytest.mark.parametrize(
    "path",
    [
        "cases/?open=all&sort=number",
        "cases/?lamp=fine",
        "petitions/?channel=visit&sort=number",
        "petitions/?q=电梯&where=all",
    ],
)
def test_the_rows_are_those_of_the_page(cast, program, path: str) -> None:
    many(cast, 5)
    f.accepted(cast)
    f.petition(cast, channel="letter", text="别的", summary="别的")
    client = Client()
    client.force_login(cast.user("hua"), backend="offices.auth.DeskBackend")
    name = "rows" if path.startswith("cases") else "found"
    shown = client.get(f"/{path}").context[name]
    page = [r["case"].number for r in shown] if name == "rows" else [line.petition.number for line in shown.lines]
    assert [r["number"] for r in program("hua").get(path).json()["results"]] == page and page


@pytest.mark.parametrize("path", LISTS)
def test_more_rows_ask_no_more_statements(cast, program, django_assert_max_num_queries, path: str) -> None:
    many(cast, 2)
    hua = program("hua")
    Duty.objects.create(
        topic=cast.topics["housing"], level=3, office=cast.offices["housing"], basis="b", valid_from=SINCE
    )
    hua.get(path)
    with django_assert_max_num_queries(40) as few:
        short = hua.get(path).json()
    many(cast, 16)
    for level in (1, 2, 4, 5):
        Duty.objects.create(
            topic=cast.topics["property"], level=level, office=cast.offices["water"], basis="b", valid_from=SINCE
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        long = hua.get(path).json()
    assert len(long["results"]) > len(short["results"]) or path.startswith(("offices", "regions", "topics"))


def test_a_case_and_its_acts_ask_few_statements(cast, program, django_assert_max_num_queries) -> None:
    case = f.served(cast)
    ou = program("ou")
    ou.get(f"cases/{case.uid}/")
    with django_assert_max_num_queries(9):
        assert ou.get(f"cases/{case.uid}/").status_code == 200
    with django_assert_max_num_queries(16):
        assert ou.get(f"cases/{case.uid}/acts/").status_code == 200


def test_figures_are_as_long_as_their_lists(cast, program) -> None:
    many(cast, 3)
    f.accepted(cast)
    su = program("su")
    codes = [i["code"] for i in su.get("indicators/").json()["results"]]
    assert "answered_in_time" in codes
    for code in codes:
        figure = su.get(f"indicators/{code}/?from=2026-01-01&office=YZXF").json()
        if "numerator" in figure["lists"]:
            assert len(whole(su, figure["cases"])) == figure["numerator"], code
        for part in ("numerator", "denominator"):
            found = su.get(f"{figure['cases']}&part={part}")
            if part in figure["lists"]:
                assert found.json()["count"] == figure[part], code
            else:
                assert found.status_code == 422 and found.json()["errors"][0]["rule"] == "closed", code
    assert su.get("indicators/received/?from=2026-01-01&office=YZXF").json()["numerator"] == 4
    outside = program("hei").get("indicators/received/?office=YZXF")
    assert outside.status_code == 422 and outside.json()["errors"][0]["rule"] == "scope"
    assert su.get("indicators/nothing/").status_code == 404 and program("ou").get("indicators/").status_code == 403
    assert su.get("indicators/received/?from=2026-12-01&to=2026-01-01").status_code == 422


def test_references(cast, program) -> None:
    ou = program("ou")
    assert [r["code"] for r in whole(ou, "regions/?below=990102000000")] == ["990102000000", "990102001000"]
    assert {r["code"] for r in whole(ou, "offices/?region=990102000000&kind=department")} == {"LJZJ", "LJZJ1", "LJSL"}
    assert ou.get("offices/LJZJ/").json()["superior"] == {"code": "YZZJ", "name": "云州市住房和城乡建设局"}
    assert [r["code"] for r in whole(ou, "topics/?below=010100&level=2")] == ["010100"]
    assert ou.get("topics/010100/").json()["parent"]["code"] == "010000"
    assert ou.get("regions/990102001000/").json()["level"] == 4
    Duty.objects.create(
        topic=cast.topics["housing"], level=3, office=cast.offices["housing"], basis="b", valid_from=TODAY
    )
    assert ou.get("duties/?topic=010000&level=3&on=2026-11-23").json()["count"] == 0
    assert ou.get("duties/?topic=010000&office=LJZJ&on=2026-11-24").json()["results"][0]["office"]["code"] == "LJZJ"
    assert "0990-1234567" not in ou.get("offices/").content.decode()


def test_a_split_petition_shows_only_the_parts_in_sight(cast, program) -> None:
    desk = f.case_of(f.petition(cast))
    parts = [{"title": "电梯", "klass": "C", "text": "电梯停运"}, {"title": "举报", "klass": "B", "text": "有人收钱"}]
    pan, mi = program("pan"), program("mi")
    done = pan.post(f"cases/{desk.uid}/acts/split/", {"version": 1, "parts": parts, "second": "hua"})
    assert done.status_code == 200, done.json()
    found = pan.get(f"petitions/{desk.petition.uid}/").json()
    assert "电梯停运" in found["text"] and "收钱" not in str(found) and [m["klass"] for m in found["matters"]] == ["C"]
    assert Petition.objects.count() == 1 and Case.objects.count() == 2
    assert mi.get(f"petitions/{desk.petition.uid}/").status_code == 403
    whole = mi.get(f"petitions/{desk.petition.uid}/", **{"X-Reason": "check"}).json()
    assert desk.petition.text == "" and whole["text"] == desk.petition.opened["text"] != ""


def test_words_of_a_part_out_of_sight_find_nothing(cast, program) -> None:
    letter = f.petition(cast, text="电梯停运。另：有人收钱三万。")
    desk = f.case_of(letter)
    parts = [
        {"title": "电梯", "klass": "C", "text": "电梯停运"},
        {"title": "举报", "klass": "B", "text": "有人收钱三万"},
    ]
    pan = program("pan")
    assert pan.post(f"cases/{desk.uid}/acts/split/", {"version": 1, "parts": parts, "second": "hua"}).status_code == 200
    assert pan.get("petitions/?q=收钱").json()["count"] == 0
    shown = pan.get("petitions/?q=电梯").json()["results"]
    assert len(shown) == 1 and "收钱" not in str(shown)
