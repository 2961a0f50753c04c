"""Tokens: shown once, kept as a hash, bound to one posting, shut by time, by hand and by the end of the posting."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exchange.models import ApiToken
from exchange.services.tokens import MOST_LIVE, create_token, digest, revoke_token
from offices.models import Posting
from offices.roles import Role
from tests import factories as f
from tests.cast import SINCE, TODAY


def page(cast, who: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return client


def test_the_page_shows_the_secret_once_and_keeps_its_hash(cast, noon, program) -> None:
    client = page(cast, "ou")
    answer = client.post("/account/tokens/", {"name": "Import", "posting": cast.postings["ou"].pk, "days": "30"})
    secret = answer.context["secret"]
    token = ApiToken.objects.get()
    assert secret in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert token.digest == digest(secret) and secret not in str(vars(token)) and token.hint == secret[:10]
    again = client.get("/account/tokens/").content.decode()
    assert secret not in again and token.hint in again
    assert '/account/tokens/"' in client.get("/account/").content.decode()
    works = Client().get("/api/v1/cases/", headers={"Authorization": f"Bearer {secret}"})
    assert works.status_code == 200
    assert client.post(f"/account/tokens/{token.uid}/revoke/").status_code == 302
    shut = Client().get("/api/v1/cases/", headers={"Authorization": f"Bearer {secret}"})
    assert shut.status_code == 401 and shut.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_reaches_anothers_token_or_posting(cast, noon) -> None:
    token, _secret = create_token(cast.postings["hei"], "hers", 30, timezone.now())
    client = page(cast, "ou")
    assert client.post(f"/account/tokens/{token.uid}/revoke/").status_code == 404
    assert "hers" not in client.get("/account/tokens/").content.decode()
    wrong = client.post("/account/tokens/", {"name": "x", "posting": cast.postings["hei"].pk, "days": "30"})
    assert wrong.status_code == 422 and ApiToken.objects.count() == 1
    assert (
        client.post("/account/tokens/", {"name": "x", "posting": cast.postings["ou"].pk, "days": "9999"}).status_code
        == 422
    )


def test_a_user_has_a_bounded_number_of_live_tokens(cast, noon) -> None:
    for _n in range(MOST_LIVE):
        create_token(cast.postings["ou"], "x", 30, timezone.now())
    given = {"name": "one more", "posting": cast.postings["ou"].pk, "days": "30"}
    assert page(cast, "ou").post("/account/tokens/", given).status_code == 422
    revoke_token(ApiToken.objects.first(), timezone.now())
    assert page(cast, "ou").post("/account/tokens/", given).status_code == 200


def test_a_token_acts_in_its_own_posting_whatever_hat_is_worn(cast, program) -> None:
    case = f.forwarded(cast)
    other = Posting.objects.create(
        user=cast.user("ou"), office=cast.offices["water"], role=Role.OFFICER, valid_from=SINCE
    )
    here, there = program("ou"), program("ou")
    there.secret = create_token(other, "water", 30, timezone.now())[1]
    assert here.get(f"cases/{case.uid}/").status_code == 200
    assert there.get(f"cases/{case.uid}/").status_code == 404


CODES = {
    "expired": lambda cast, token: ApiToken.objects.filter(pk=token.pk).update(
        expires_at=timezone.now(), created_at=timezone.now() - timedelta(days=1)
    ),
    "revoked": lambda cast, token: revoke_token(token, timezone.now()),
    "closed": lambda cast, token: type(token.user).objects.filter(pk=token.user_id).update(is_active=False),
    "posting": lambda cast, token: Posting.objects.filter(pk=token.posting_id).update(
        valid_until=TODAY - timedelta(days=1)
    ),
}


@pytest.mark.parametrize("how", CODES)
def test_a_shut_token_opens_nothing(cast, program, how: str) -> None:
    ou = program("ou")
    assert ou.get("cases/").status_code == 200
    CODES[how](cast, ApiToken.objects.get())
    answer = ou.get("cases/")
    assert answer.status_code == 401 and how in answer.json()["detail"].replace("not in force", "posting")


def test_a_demo_users_token_works_only_where_demo_logins_do(cast, program, settings) -> None:
    ou = program("ou")
    type(cast.user("ou")).objects.filter(pk=cast.user("ou").pk).update(is_demo=True)
    assert ou.get("offices/").status_code == 200
    settings.DEMO_LOGINS = False
    assert ou.get("offices/").status_code == 401
    assert page(cast, "ou").get("/api/v1/offices/").status_code in {401, 403}


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Basic b3U6eA==", "Bearer desk_nothing", "Bearer \x7f", "desk_x"]
)
def test_a_wrong_header_is_a_401_problem(cast, noon, header: str) -> None:
    answer = Client().get("/api/v1/offices/", headers={"Authorization": header})
    assert answer.status_code == 401 and answer.headers["Content-Type"] == "application/problem+json"


def test_the_last_use_is_written_once_a_minute(cast, program, noon, django_assert_num_queries) -> None:
    ou = program("ou")
    ou.get("regions/990100000000/")
    first = ApiToken.objects.get().last_used_at
    assert first == timezone.now()
    noon.shift(59)
    with django_assert_num_queries(2):  # the token with its posting, the place
        ou.get("regions/990100000000/")
    assert ApiToken.objects.get().last_used_at == first
    noon.shift(1)
    ou.get("regions/990100000000/")
    assert ApiToken.objects.get().last_used_at == timezone.now()


def test_a_session_reads_and_writes_only_with_its_csrf_token(cast, noon) -> None:
    case = f.forwarded(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    assert client.get(f"/api/v1/cases/{case.uid}/").status_code == 200
    path, body = f"/api/v1/cases/{case.uid}/acts/accept/", {"version": 1}
    bare = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "s1"})
    assert bare.status_code == 403 and "CSRF" in bare.json()["detail"]
    token = client.get("/api/v1/docs/").context["csrf"]
    done = client.post(
        path, body, content_type="application/json", headers={"Idempotency-Key": "s1", "X-CSRFToken": token}
    )
    assert done.status_code == 200
