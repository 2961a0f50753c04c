"""Regions, offices and postings from CSV: all or nothing, errors by line, nobody's rows but one's own."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from caseflow.services.bodies import bodies_for
from offices.importers import COLUMNS, BadFile, kinds_for, load
from offices.models import Office, OfficeBelow, Posting, Region, User
from tests.cast import TODAY, Cast

REGIONS = """code,name,level,parent,name_en
990103000000,东湖区,3,990100000000,Donghu
990103001000,湖滨街道,4,990103000000,
"""
OFFICES = """code,name,kind,region,superior,valid_from,address,phone,name_en
DHXF,东湖区信访局,petition,990102000000,YZXF,2020-01-01,湖滨路1号,,Donghu
DHXF1,东湖区信访服务站,department,990102000000,DHXF,,,,
"""
POSTINGS = """username,name,office,role,valid_from,valid_until,email
zhao.lei,赵磊,LJZJ,officer,2026-01-01,,zhao@example.org
zhao.lei,赵磊,LJXF,clerk,2026-02-01,2026-06-30,
"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def errors(kind: str, text: str | bytes, by=None) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadFile) as caught:
        load(kind, content, TODAY, by)
    return caught.value.errors


def test_the_three_files_go_in_and_a_second_time_change_nothing(cast: Cast) -> None:
    for _time in range(2):
        assert load("regions", REGIONS.encode(), TODAY) == 2
        assert load("offices", OFFICES.encode("utf-8-sig"), TODAY) == 2
        assert load("postings", POSTINGS.encode(), TODAY) == 2
    street, station = Region.objects.get(code="990103001000"), Office.objects.get(code="DHXF1")
    assert street.path == "990000000000/990100000000/990103000000/990103001000/"
    assert station.valid_from == TODAY and station.superior.code == "DHXF"
    assert OfficeBelow.objects.filter(above__code="YZXF", below=station).exists()
    user = User.objects.get(username="zhao.lei")
    assert not user.has_usable_password() and user.postings.count() == 2


def test_a_known_code_changes_its_row(cast: Cast) -> None:
    load("offices", "code,name,kind,region,superior\nLJSL,临江区水务局,department,990102000000,LJXF\n".encode(), TODAY)
    water = Office.objects.get(pk=cast.offices["water"].pk)
    assert (water.name, water.valid_from) == ("临江区水务局", cast.offices["water"].valid_from)
    assert OfficeBelow.objects.filter(above=cast.offices["district_petition"], below=water).exists()


def test_an_office_led_from_above_alone_says_so_in_its_column(cast: Cast) -> None:
    head = "code,name,kind,region,superior,is_vertical\n"
    rows = "LJSW,临江区税务局,department,990102000000,YZZJ,1\nLJTJ,临江区统计局,department,990102000000,YZZJ,\n"
    assert load("offices", (head + rows).encode(), TODAY) == 2
    assert list(
        Office.objects.filter(code__in=("LJSW", "LJTJ")).order_by("code").values_list("is_vertical", flat=True)
    ) == [True, False]
    assert (
        load("offices", "code,name,kind,region,superior\nLJSW,税务局,department,990102000000,YZZJ\n".encode(), TODAY)
        == 1
    )
    tax = Office.objects.get(code="LJSW")
    assert tax.is_vertical and tax.name == "税务局", "a file without the column leaves it"
    assert bodies_for([tax.pk], TODAY) == (cast.offices["city_housing"].pk,), "the upper organ alone reviews it"
    load("offices", (head + "LJSW,税务局,department,990102000000,YZZJ,0\n").encode(), TODAY)
    assert not Office.objects.get(code="LJSW").is_vertical


def test_one_bad_line_and_nothing_goes_in_and_every_bad_line_is_named(cast: Cast) -> None:
    text = REGIONS + "99010,短,3,990100000000,\n990104000000,无,3,123456789012,\n990105000000,级,9,990100000000,\n"
    found = errors("regions", text)
    assert [line for line, _reason in found] == [4, 5, 6]
    assert not Region.objects.filter(code="990103000000").exists()
    assert "twelve" in found[0][1] and "123456789012" in found[1][1] and found[2][1].startswith("level")


@pytest.mark.parametrize(
    ("kind", "row", "word"),
    [
        ("offices", "LJZJ,住建局,department,990102000000,LJZJ1,,,,", "superior: An office cannot be above itself"),
        ("offices", "ljzj,住建局,department,990102000000,,,,,", "code: write"),
        ("offices", "NEW,住建局,ministry,990102000000,,,,,", "kind: "),
        ("offices", "NEW,,department,990102000000,,,,,", "name: "),
        ("offices", "NEW,住建局,department,,,,,,", "region: "),
        ("offices", "NEW,住建局,department,990102000000,NIX,,,,", "superior: “NIX”"),
        ("offices", "NEW,住建局,department,990102000000,,2026-13-01,,,", "valid_from: not a day"),
        ("offices", "NEW,住建局,department,990102000000,,,,,,,9", "more columns"),
        ("offices", "NEW,税务局,department,990102000000,,,,,,yes", "is_vertical: write 1 or 0"),
        ("offices", f"NEW,{'局' * 200},department,990102000000,,,,,", "name: "),
        ("postings", "a b,名,LJZJ,officer,,,", "username: "),
        ("postings", "ou,名,LJZJ,king,,,", "role: "),
        ("postings", "ou,名,,officer,,,", "office: "),
        ("postings", "ou,名,LJZJ,officer,2026-05-01,2026-04-01,", "valid_until: the last day is before"),
        ("postings", "new,名,LJZJ,officer,,,not-an-address", "email: "),
    ],
)
def test_a_bad_row_says_which_column_and_why(cast: Cast, kind: str, row: str, word: str) -> None:
    head = ",".join(c.name for c in COLUMNS[kind])
    [(line, reason)] = errors(kind, f"{head}\n{row}\n")
    assert line == 2 and word in reason
    assert not User.objects.filter(username="new").exists()


def test_a_row_that_stands_twice_is_named_with_its_twin(cast: Cast) -> None:
    [(line, reason)] = errors("regions", REGIONS + "990103000000,别名,3,990100000000,\n")
    assert (line, reason) == (4, "the same as line 2")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "Columns are missing"), (REGIONS.encode("gbk"), "UTF-8"), (b"PK\x03\x04\x00\x00", "not a CSV"),
        (b"code,name\n", "level"), (b"code,name,level\n", "no rows"), (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b"code,name,level\n" + b"9" * 200_000, "not a CSV"), (b"\xff\xfe\x00", "UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_the_way_out(cast: Cast, content: bytes, word: str) -> None:
    assert word in errors("regions", content)[0][1]


def test_a_line_break_within_a_field_keeps_the_count_of_lines(cast: Cast) -> None:
    text = 'code,name,kind,region,address\nNEWA,甲局,department,990102000000,"一号\n二楼"\nNEWB,乙局,ministry,990102000000,\n'
    assert errors("offices", text)[0][0] == 4


def test_only_the_system_administrator_hands_out_roles(cast: Cast) -> None:
    assert [k for k, _l in kinds_for(cast.actor("ada"))] == ["regions", "offices", "postings"]
    assert [k for k, _l in kinds_for(cast.actor("rena"))] == ["regions", "offices"]
    assert kinds_for(cast.actor("hua")) == []
    client = Client()
    client.force_login(cast.user("rena"), backend="offices.auth.DeskBackend")
    file = io.BytesIO(b"username,name,office,role\nrena,R,YZXF,system_admin\n")
    answer = client.post(reverse("offices_import"), {"kind": "postings", "file": file})
    assert answer.status_code == 422
    assert not Posting.objects.filter(user=cast.user("rena"), role="system_admin").exists()


def test_a_regions_administrator_changes_nothing_beside_her_region(cast: Cast) -> None:
    posting = cast.postings["rena"]
    posting.office = cast.offices["district_petition"]
    posting.save()
    rena = cast.actor("rena")
    assert load("regions", "code,name,level,parent\n990102002000,新街道,4,990102000000\n".encode(), TODAY, rena) == 1
    head = "code,name,level,parent\n"
    assert "below" in errors("regions", head + "990181001000,远镇,4,990181000000\n", rena)[0][1]
    assert "below" in errors("regions", head + "990181000000,改名,3,990100000000\n", rena)[0][1]
    assert "below" in errors("regions", head + "990102000000,临江区,3,\n", rena)[0][1], (
        "not out of the sight of the city"
    )
    head = "code,name,kind,region\n"
    assert "below" in errors("offices", head + "YSXF,改名,petition,990181000000\n", rena)[0][1]
    assert "below" in errors("offices", head + "NEW,新局,department,990181000000\n", rena)[0][1]
    assert load("offices", (head + "NEW,新局,department,990102000000\n").encode(), TODAY, rena) == 1


def test_the_page_lists_the_lines_and_keeps_the_kind(cast: Cast) -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user("ada"), backend="offices.auth.DeskBackend")
    url = reverse("offices_import")
    page = client.post(url, {"kind": "regions", "file": io.BytesIO((REGIONS + "1,x,3,,\n").encode())})
    assert page.status_code == 422 and "line 4: code: write twelve digits" in page.content.decode()
    assert '<option value="regions" selected>' in page.content.decode()
    assert client.post(url, {"kind": "regions"}).status_code == 422
    assert client.post(url, {"kind": "regions", "file": io.BytesIO(REGIONS.encode())}).status_code == 302
    assert Region.objects.filter(code="990103001000").exists()


def test_the_command_says_the_same(cast: Cast, tmp_path) -> None:
    file, out = tmp_path / "r.csv", io.StringIO()
    file.write_text(REGIONS, encoding="utf-8")
    call_command("import_offices", file, kind="regions", stdout=out)
    assert "2 rows" in out.getvalue()
    file.write_text(REGIONS + "1,x,3,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 4: code: write twelve digits"):
        call_command("import_offices", file, kind="regions")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_offices", tmp_path / "none.csv", kind="regions")
