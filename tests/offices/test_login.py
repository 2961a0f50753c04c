"""Login, lockout, demo accounts, the language, the account page and the error pages."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from offices.models import User
from offices.views import errors
from tests.cast import PASSWORD, Cast

NEW = "quite-another-horse-9"


def log_in(client: Client, name: str = "chen", password: str = PASSWORD, **headers: str):
    return client.post(reverse("account_login"), {"login": name, "password": password}, headers=headers)


def test_login_goes_to_the_first_page_and_logout_ends_it(cast: Cast) -> None:
    client = Client()
    assert log_in(client).headers["Location"] == "/"
    assert client.get(reverse("account")).status_code == 200
    client.post(reverse("account_logout"))
    assert reverse("account_login") in client.get(reverse("account")).headers["Location"]


def test_a_wrong_password_keeps_the_name_and_tells_nothing_of_who_exists(cast: Cast) -> None:
    texts = []
    for name in ("chen", "not-here"):
        page = log_in(Client(), name, "wrong-horse").content.decode()
        assert f'value="{name}"' in page and "wrong-horse" not in page
        texts.append(re.findall(r"<li>(.*?)</li>", page))
    assert texts[0] == texts[1] and texts[0]


def test_a_guesser_is_locked_out(cast: Cast, settings) -> None:
    settings.AXES_ENABLED = True
    client = Client()
    answers = [log_in(client, "chen", f"guess-{n}").status_code for n in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert answers[-1] == 429
    assert log_in(client).status_code == 429, "the right password within the lock"
    assert log_in(Client(), "pan").status_code == 302, "another name at the same counter"


def test_there_is_no_sign_up(cast: Cast) -> None:
    count = User.objects.count()
    Client().post(reverse("account_signup"), {"username": "new", "password1": NEW})
    assert User.objects.count() == count


def test_demo_accounts_need_a_demo_desk(cast: Cast, settings) -> None:
    user = cast.user("chen")
    user.is_demo = True
    user.save()
    client, request = Client(), RequestFactory().post("/login/")
    assert log_in(client).status_code == 302
    settings.DEMO_LOGINS = False
    assert log_in(Client()).status_code != 302
    assert authenticate(request, username="chen", password=PASSWORD) is None
    assert reverse("account_login") in client.get(reverse("account")).headers["Location"], "an open session ends, too"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("", "zh-Hans"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("en-GB,en;q=0.8", "en"), ("fr,en;q=0.7,zh;q=0.2", "en"),
     ("de", "zh-Hans"), ("zh-TW,en;q=0.1", "zh-Hans"), ("*", "zh-Hans"), ("\x00;;q=,", "zh-Hans")],
)  # fmt: skip
def test_the_browser_gets_what_it_prefers(db, wanted: str, language: str) -> None:
    page = Client().get(reverse("account_login"), headers={"Accept-Language": wanted}).content.decode()
    assert f'<html lang="{language}">' in page


def test_the_switch_is_remembered_on_this_machine_and_in_the_account(cast: Cast) -> None:
    client = Client()
    log_in(client)
    answer = client.post(reverse("language"), {"language": "en", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert '<html lang="en">' in client.get("/account/", headers={"Accept-Language": "zh"}).content.decode()
    elsewhere = Client()
    log_in(elsewhere)
    assert '<html lang="en">' in elsewhere.get("/account/").content.decode()


def test_the_switch_leads_nowhere_else(db) -> None:
    for target in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        assert Client().post(reverse("language"), {"language": "en", "next": target}).headers["Location"] == "/"
    answer = Client().post(reverse("language"), {"language": "fr", "next": "/help/"})
    assert not answer.cookies


def test_account_saves_habits_and_changes_the_password(cast: Cast) -> None:
    client = Client()
    log_in(client)
    url = reverse("account")
    bad = client.post(url, {"form": "account", "language": "zh-hans", "email": "not-an-address", "digest": "on"})
    assert bad.status_code == 422 and "not-an-address" in bad.content.decode()
    client.post(url, {"form": "account", "language": "en", "email": "c@example.org"})
    user = User.objects.get(username="chen")
    assert (user.email, user.language, user.single_keys, user.digest) == ("c@example.org", "en", False, False)
    assert "data-keys" not in client.get(url).content.decode()
    change = {"form": "password", "old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert client.post(url, change).status_code == 422
    assert client.post(url, {**change, "old_password": PASSWORD}).status_code == 302
    assert client.get(url).status_code == 200, "the session stays"
    assert log_in(Client(), "chen", PASSWORD).status_code != 302
    assert log_in(Client(), "chen", NEW).status_code == 302


def test_an_unknown_address_tells_what_to_do_with_the_request_number(cast: Cast) -> None:
    answer = Client().get("/nowhere/")
    assert answer.status_code == 404 and answer.headers["X-Request-Id"] in answer.content.decode()


def test_the_forbidden_page_names_the_posting(cast: Cast) -> None:
    client = Client()
    log_in(client)
    answer = client.get(reverse("people"), headers={"Accept-Language": "en"})
    assert answer.status_code == 403 and "posting" in answer.content.decode()


def test_a_broken_page_hides_its_reason(cast: Cast, monkeypatch) -> None:
    from offices.views import settings as pages

    monkeypatch.setattr(pages, "render", lambda *_a, **_k: 1 / 0)
    client = Client(raise_request_exception=False)
    log_in(client, "ada")
    answer = client.get(reverse("settings"))
    text = answer.content.decode()
    assert answer.status_code == 500 and "ZeroDivision" not in text and answer.headers["X-Request-Id"] in text


def test_without_a_database_the_page_still_stands(rf) -> None:
    """No `db` fixture: a query would fail the test."""
    request = rf.get("/mine/")
    request.id = "abc123"
    try:
        raise OperationalError("connection refused to db.internal")
    except OperationalError:
        answer = errors.broken(request)
    text = answer.content.decode()
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "abc123" in text and "db.internal" not in text


def test_an_error_within_the_error_page_still_gives_one(rf) -> None:
    request = rf.get("/mine/")  # no session, no user: the page's own head breaks
    assert errors.broken(request).status_code == 500


def test_a_form_without_its_token_says_send_it_again(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "chen", "password": PASSWORD})
    assert answer.status_code == 403 and PASSWORD not in answer.content.decode()
