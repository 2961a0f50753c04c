"""The demo: a made-up city whose petitions went through the real acts; only on an empty desk of its own."""

import pytest
from django.core.management import CommandError, call_command

from caseflow.demo.people import demo_users
from caseflow.demo.places import make_import_places
from caseflow.models import Case
from offices.auth import DeskBackend
from offices.models import Office, OfficeKind, Region, User
from offices.roles import Role
from petitions.models import Petition


@pytest.fixture
def city(db) -> None:
    call_command("demo", "--petitions", "40", verbosity=0)


def test_the_demo_has_offices_roles_and_cases_in_many_states(city) -> None:
    assert Office.objects.exclude(region__code__startswith="96").count() >= 30
    assert set(Role.values) <= set(User.objects.values_list("postings__role", flat=True))
    assert Petition.objects.count() == 43 and Case.objects.values("state").distinct().count() >= 6
    assert len(demo_users()) == 9 and User.objects.exclude(is_demo=True).count() == 0
    assert set(OfficeKind.values) - set(Office.objects.values_list("kind", flat=True)) <= {
        "party",
        "court",
        "procuratorate",
        "mass",
    }


def test_it_never_mixes_with_what_is_there(city) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert Petition.objects.count() == 43


def test_demo_accounts_log_in_only_where_allowed(city, settings) -> None:
    user = User.objects.get(username="chen")
    assert DeskBackend().user_can_authenticate(user)
    settings.DEMO_LOGINS = False
    assert not DeskBackend().user_can_authenticate(user)


def test_it_refuses_a_real_database(db, settings) -> None:
    settings.EMBEDDED = settings.DEMO = False
    with pytest.raises(CommandError, match="DESK_DEMO=1"):
        call_command("demo")


def test_the_places_of_the_real_messages(db) -> None:
    make_import_places()
    names = set(Region.objects.values_list("name", flat=True))
    assert {"西地省", "A市", "A7县", "K9县", "M14县"} <= names
    assert Region.objects.get(name="A3区").parent.name == "A市"
