"""The settings pages: who may set what, the one-time link, the last administrator, the first one."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from offices.models import Office, OfficeBelow, OfficeKind, Posting, Region, User
from offices.roles import Role
from offices.staff import password_link
from tests.cast import PASSWORD, SINCE, Cast

NEW = "quite-another-horse-9"


@pytest.fixture
def as_(cast: Cast):
    def begin(name: str) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(cast.user(name), backend="offices.auth.DeskBackend")
        return client

    return begin


def office_data(office: Office, **more: object) -> dict[str, object]:
    data = {"name": office.name, "kind": office.kind, "region": office.region_id, "superior": office.superior_id or "",
            "soon_days": 5, "valid_from": office.valid_from.isoformat(), "code": office.code}  # fmt: skip
    return {**data, **more}


def test_an_office_is_added_and_seen_by_those_above(as_, cast: Cast) -> None:
    data = {"code": "LJJT", "name": "临江区交通局", "kind": "department", "region": cast.regions["district"].pk,
            "soon_days": 3, "valid_from": "2026-01-01"}  # fmt: skip
    assert as_("rena").post(reverse("office_new"), data).status_code == 302
    new = Office.objects.get(code="LJJT")
    assert OfficeBelow.objects.filter(above=cast.offices["district_petition"], below=new).exists()


def test_an_office_ends_with_a_successor(as_, cast: Cast) -> None:
    water, housing = cast.offices["water"], cast.offices["housing"]
    url = reverse("office", args=[water.pk])
    ada = as_("ada")
    assert ada.post(url, office_data(water, successor=housing.pk)).status_code == 422, "no last day"
    assert ada.post(url, office_data(water, valid_until="2005-01-01")).status_code == 422, "before its first day"
    assert ada.post(url, office_data(water, superior=water.pk)).status_code == 422
    assert ada.post(url, office_data(water, valid_until="2026-01-31", successor=housing.pk)).status_code == 302
    water.refresh_from_db()
    assert water.successor == housing and str(water.valid_until) == "2026-01-31"
    assert "LJSL" not in ada.get(reverse("offices")).content.decode()
    assert "LJSL" in ada.get(reverse("offices") + "?ended=1").content.decode()


def test_the_code_of_an_office_stays_for_numbers_begin_with_it(as_, cast: Cast) -> None:
    water = cast.offices["water"]
    assert as_("ada").post(reverse("office", args=[water.pk]), office_data(water, code="OTHER")).status_code == 302
    water.refresh_from_db()
    assert water.code == "LJSL"


def test_a_ring_of_superiors_is_refused_and_what_was_typed_is_kept(as_, cast: Cast) -> None:
    housing = cast.offices["housing"]
    data = office_data(housing, superior=cast.offices["station"].pk, name="改过的名字")
    answer = as_("ada").post(reverse("office", args=[housing.pk]), data)
    text = answer.content.decode()
    assert answer.status_code == 422 and "cannot be above itself" in text and "改过的名字" in text
    assert 'href="#id_superior"' in text and "<title>Error:" in text


def test_a_region_is_added_moved_and_refused(as_, cast: Cast) -> None:
    ada, url = as_("ada"), reverse("region_new")
    data = {"code": "990102003000", "name": "新街道", "level": 4, "parent": cast.regions["district"].pk}
    assert ada.post(url, data).status_code == 302
    assert Region.objects.get(code="990102003000").path.endswith("/990102000000/990102003000/")
    assert ada.post(url, {**data, "code": "12"}).status_code == 422
    assert ada.post(url, {**data, "code": "990102004000", "parent": cast.regions["town"].pk}).status_code == 422
    district = cast.regions["district"]
    below = {"name": district.name, "level": 4, "parent": cast.regions["city"].pk}
    answer = ada.post(reverse("region", args=[district.pk]), below)
    assert answer.status_code == 422 and "regions of this level lie below it" in answer.content.decode()


def test_a_regions_administrator_stays_below_her_region(as_, cast: Cast) -> None:
    posting = cast.postings["rena"]
    posting.office = cast.offices["district_petition"]
    posting.save()
    rena, far = as_("rena"), cast.offices["far_petition"]
    assert rena.get(reverse("office", args=[far.pk])).status_code == 404
    assert rena.post(reverse("office", args=[far.pk]), office_data(far, name="改")).status_code == 404
    assert rena.get(reverse("region", args=[cast.regions["far"].pk])).status_code == 404
    page = rena.get(reverse("offices")).content.decode()
    assert "LJZJ" in page and "YSXF" not in page
    data = {"code": "YSJT", "name": "远山县交通局", "kind": "department", "region": cast.regions["far"].pk,
            "soon_days": 3, "valid_from": "2026-01-01"}  # fmt: skip
    assert rena.post(reverse("office_new"), data).status_code == 422
    assert rena.get(reverse("people")).status_code == 403
    assert reverse("people") not in rena.get(reverse("settings")).content.decode()


def add(ada: Client, cast: Cast, **more: object):
    data = {"username": "zhao.lei", "name": "赵磊", "office": cast.offices["water"].pk, "role": "officer",
            "valid_from": timezone.localdate().isoformat()}  # fmt: skip
    return ada.post(reverse("people"), {**data, **more})


def link_in(page: str) -> str:
    found = re.search(r"http://testserver(/first-password/[^<\s]+)", page)
    assert found
    return found[1]


def test_a_new_person_sets_the_password_by_a_link_that_works_once(as_, cast: Cast) -> None:
    ada = as_("ada")
    path = link_in(add(ada, cast).content.decode())
    assert "/first-password/" not in ada.get(reverse("people")).content.decode(), "shown once"
    person = Client()
    weak = person.post(path, {"new_password1": "123", "new_password2": "123"})
    assert weak.status_code == 422
    assert person.post(path, {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert person.get(reverse("account")).context["actor"].office_id == cast.offices["water"].pk
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"new_password1": "x" * 12, "new_password2": "x" * 12}).status_code == 410
    assert Client().login(username="zhao.lei", password=NEW) or User.objects.get(username="zhao.lei").check_password(
        NEW
    )


def test_an_old_or_a_forged_link_is_refused(cast: Cast, settings) -> None:
    path = password_link(cast.user("ou"))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(path).status_code == 410
    for forged in (
        "/first-password/MQ/abc-def/",
        "/first-password/%F0/x/",
        "/first-password/OTk5OTk5OTk5OTk5OTk5OTk5OQ/x-y/",
    ):
        assert Client().get(forged).status_code in {404, 410}


def test_a_bad_person_is_refused_and_kept(as_, cast: Cast) -> None:
    ada = as_("ada")
    for bad in ({"username": "chen"}, {"username": "a b"}, {"role": "king"}, {"office": ""}, {"email": "nowhere"}):
        answer = add(ada, cast, **bad)
        assert answer.status_code == 422 and "赵磊" in answer.content.decode(), bad
    assert not User.objects.filter(name="赵磊").exists()


def test_more_hats_a_new_link_and_a_closed_account(as_, cast: Cast) -> None:
    ada, user = as_("ada"), cast.user("ou")
    url = reverse("person", args=[user.pk])
    hat = {"act": "posting", "office": cast.offices["water"].pk, "role": "head", "valid_from": "2026-01-01"}
    assert ada.post(url, hat).status_code == 302
    assert ada.post(url, hat).status_code == 422, "the same hat twice"
    assert ada.post(url, {**hat, "role": "clerk", "valid_until": "2025-01-01"}).status_code == 422
    assert user.postings.count() == 2
    path = link_in(ada.post(url, {"act": "link"}).content.decode())
    ou = as_("ou")
    assert ou.get(reverse("account")).status_code == 200
    ada.post(url, {"act": "active", "active": "0"})
    assert reverse("account_login") in ou.get(reverse("account")).headers["Location"], "logged out at once"
    assert Client().get(path).status_code == 410, "nor by a link made before"
    ada.post(url, {"act": "active", "active": "1"})
    assert as_("ou").get(reverse("account")).status_code == 200


def test_a_posting_ends_today_and_is_kept(as_, cast: Cast) -> None:
    posting = cast.postings["ou"]
    as_("ada").post(reverse("posting_end", args=[posting.pk]))
    posting.refresh_from_db()
    assert posting.valid_until == timezone.localdate()


def test_the_last_system_administrator_stays(as_, cast: Cast) -> None:
    ada, posting = as_("ada"), cast.postings["ada"]
    ada.post(reverse("posting_end", args=[posting.pk]))
    ada.post(reverse("person", args=[posting.user_id]), {"act": "active", "active": "0"})
    posting.refresh_from_db()
    assert posting.valid_until is None and User.objects.get(pk=posting.user_id).is_active
    Posting.objects.create(user=cast.user("chen"), office=posting.office, role=Role.SYSTEM_ADMIN, valid_from=SINCE,
                           valid_until=timezone.localdate())  # fmt: skip
    ada.post(reverse("posting_end", args=[posting.pk]))
    posting.refresh_from_db()
    assert posting.valid_until is None, "one who ends today is no help tomorrow"
    Posting.objects.filter(user=cast.user("chen"), role=Role.SYSTEM_ADMIN).update(
        valid_until=timezone.localdate() + timedelta(days=30)
    )
    ada.post(reverse("posting_end", args=[posting.pk]))
    posting.refresh_from_db()
    assert posting.valid_until == timezone.localdate()


def test_setup_makes_the_first_administrator_once(db) -> None:
    out = io.StringIO()
    call_command("setup", username="root1", stdout=out)
    path = re.search(r"/first-password/\S+", out.getvalue())[0]
    assert PASSWORD not in out.getvalue()
    person = Client()
    assert person.post(path, {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert person.get(reverse("people")).status_code == 200
    assert Office.objects.get().kind == OfficeKind.PETITION
    with pytest.raises(CommandError, match="already"):
        call_command("setup", username="root2", stdout=out)


def test_setup_refuses_a_bad_or_taken_name(cast: Cast) -> None:
    Posting.objects.filter(role=Role.SYSTEM_ADMIN).delete()
    for name in ("chen", "a b"):
        with pytest.raises(CommandError):
            call_command("setup", username=name)


def test_setup_needs_a_whole_region_code(db) -> None:
    with pytest.raises(CommandError, match="twelve|十二"):
        call_command("setup", username="fresh", region="12")
    assert not User.objects.exists()
