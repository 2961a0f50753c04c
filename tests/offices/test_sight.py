"""The closure of offices, the actor and the hat: who stands where, in one posting, on one day."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from offices.actors import CHOSEN, actor_from, choose_actor, nobody, postings_of
from offices.models import Office, OfficeBelow, OfficeKind, Posting, Region
from offices.roles import CAPABILITIES, Capability, Role
from offices.services import rebuild_closure, rebuild_paths
from offices.staff import save_region
from tests.cast import SINCE, TODAY, Cast


def below(cast: Cast, name: str) -> set[str]:
    ids = OfficeBelow.objects.filter(above=cast.offices[name]).values_list("below_id", flat=True)
    return {key for key, office in cast.offices.items() if office.pk in set(ids)}


def test_a_petition_office_oversees_its_region_and_a_department_its_line(cast: Cast) -> None:
    assert below(cast, "city_petition") == set(cast.offices) - {"city_government"}
    assert below(cast, "district_petition") == {"district_petition", "housing", "water", "station", "discipline"}
    assert below(cast, "city_housing") == {"city_housing", "housing", "station"}
    assert below(cast, "water") == {"water"}


def test_the_closure_is_idempotent_and_follows_a_new_superior(cast: Cast) -> None:
    before = set(OfficeBelow.objects.values_list("above_id", "below_id", "depth"))
    rebuild_closure()
    assert set(OfficeBelow.objects.values_list("above_id", "below_id", "depth")) == before
    water = cast.offices["water"]
    water.superior = cast.offices["housing"]
    water.save()
    rebuild_closure()
    assert "water" in below(cast, "city_housing")
    assert OfficeBelow.objects.get(above=cast.offices["city_housing"], below=water).depth == 2


def test_a_ring_of_superiors_ends(cast: Cast) -> None:
    """The pages refuse a ring; one that came by hand must not hang the desk."""
    a, b = cast.offices["water"], cast.offices["station"]
    a.superior, b.superior = b, a
    Office.objects.bulk_update([a, b], ["superior"])
    rebuild_closure()
    assert {"water", "station"} <= below(cast, "water")


def test_paths_follow_a_region_that_moves(cast: Cast) -> None:
    district, far = cast.regions["district"], cast.regions["far"]
    district.parent, district.level = far, 4
    Region.objects.filter(pk=cast.regions["town"].pk).update(level=5)
    save_region(district)
    town = Region.objects.get(pk=cast.regions["town"].pk)
    assert town.path == f"{far.path}{district.code}/{town.code}/"
    assert "housing" in below(cast, "far_petition")
    assert rebuild_paths() == 0


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_row(cast: Cast, role: Role) -> None:
    posting = Posting.objects.create(user=cast.user("chen"), office=cast.offices["water"], role=role, valid_from=SINCE)
    actor = actor_from(posting, TODAY)
    assert {c for c in Capability if actor.may(c)} == set(CAPABILITIES[role])
    wide = actor.may("oversee") or actor.may("settings")
    assert actor.office_ids == frozenset({cast.offices["water"].pk}) or wide


def test_the_system_administrator_sees_no_petition(cast: Cast) -> None:
    assert not cast.actor("ada").may("read")


def test_a_posting_counts_from_its_first_to_its_last_day(cast: Cast) -> None:
    posting = cast.postings["ou"]
    posting.valid_from, posting.valid_until = TODAY, TODAY + timedelta(days=2)
    posting.save()
    days = [TODAY + timedelta(days=n) for n in range(-1, 4)]
    assert [actor_from(posting, day).role for day in days] == ["nobody", "officer", "officer", "officer", "nobody"]
    assert choose_actor(postings_of(posting.user_id, days[0]), days[0]) == nobody(days[0])


def test_a_closed_account_is_nobody(cast: Cast) -> None:
    user = cast.user("ou")
    user.is_active = False
    user.save()
    posting = Posting.objects.select_related("user", "office").get(pk=cast.postings["ou"].pk)
    assert actor_from(posting, TODAY).role == "nobody"


@pytest.fixture
def two_hats(cast: Cast) -> tuple[Client, Posting, Posting]:
    user = cast.user("ou")
    second = Posting.objects.create(
        user=user, office=cast.offices["water"], role=Role.HEAD, valid_from=date(2020, 1, 1)
    )
    client = Client()
    client.force_login(user, backend="offices.auth.DeskBackend")
    return client, cast.postings["ou"], second


def test_the_hat_is_chosen_never_a_union(two_hats: tuple[Client, Posting, Posting]) -> None:
    client, first, second = two_hats
    seen = client.get(reverse("account")).context["actor"]
    assert (seen.posting_id, seen.office_ids) == (first.pk, frozenset({first.office_id}))
    client.post(reverse("hat"), {"posting": second.pk})
    seen = client.get(reverse("account")).context["actor"]
    assert (seen.posting_id, seen.role, first.office_id in seen.office_ids) == (second.pk, "head", False)


@pytest.mark.parametrize("forged", ["someone", "", "x", "9" * 30, "²", None])
def test_a_forged_hat_changes_nothing(
    two_hats: tuple[Client, Posting, Posting], cast: Cast, forged: str | None
) -> None:
    client, first, _second = two_hats
    data = {} if forged is None else {"posting": cast.postings["hua"].pk if forged == "someone" else forged}
    assert client.post(reverse("hat"), data).status_code == 302
    assert CHOSEN not in client.session
    assert client.get(reverse("account")).context["actor"].posting_id == first.pk


def test_a_chosen_hat_that_ended_falls_back_to_one_in_force(two_hats: tuple[Client, Posting, Posting]) -> None:
    client, first, second = two_hats
    client.post(reverse("hat"), {"posting": second.pk})
    Posting.objects.filter(pk=second.pk).update(valid_until=date(2021, 1, 1))
    assert client.get(reverse("account")).context["actor"].posting_id == first.pk


def test_an_administrator_of_a_region_may_take_off_that_hat_again(cast: Cast) -> None:
    """Her other posting lies outside what she administers."""
    user = cast.user("rena")
    other = Posting.objects.create(
        user=user, office=cast.offices["city_government"], role=Role.OFFICER, valid_from=SINCE
    )
    client = Client()
    client.force_login(user, backend="offices.auth.DeskBackend")
    client.post(reverse("hat"), {"posting": other.pk})
    assert client.get(reverse("account")).context["actor"].posting_id == other.pk


def test_a_page_that_shows_no_actor_asks_for_none(cast: Cast, settings, django_assert_num_queries) -> None:
    client = Client()
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with django_assert_num_queries(0):
        assert client.get(reverse("healthz")).status_code == 200


def test_government_of_the_same_region_is_beside_not_below(cast: Cast) -> None:
    assert cast.offices["city_petition"].kind == OfficeKind.PETITION
    assert "city_government" not in below(cast, "city_petition")
    assert "city_petition" not in below(cast, "city_government")
