"""Her way in: number and code by POST, wrong answers counted, nothing to be enumerated, a visit that ends."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseflow.models import OwnVisit, WrongAnswer
from caseflow.services import own_visit
from tests import factories as f
from tests.cast import TODAY, at

NOON = at(TODAY, 12)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def letter(cast):
    return f.petition(cast, TODAY)


def ask(client: Client, number: str, code: str, address: str = "192.0.2.1"):
    return client.post("/query/", {"number": number, "code": code}, REMOTE_ADDR=address)


def plain(body: bytes) -> str:
    """The page without what differs in every answer: the form's token, and the number that was typed."""
    return re.sub(r'name="(csrfmiddlewaretoken|next|number)" value="[^"]*"', "", body.decode())


def test_number_and_code_lead_to_her_page_and_the_code_stands_nowhere(client, letter) -> None:
    code = f.code_of(letter)
    answer = ask(client, f" {letter.number.lower()} ", f"{code[:5].lower()} {code[5:]}")
    assert answer.status_code == 302 and answer.headers["Location"] == "/query/mine/"
    page = client.get("/query/mine/")
    assert page.status_code == 200 and letter.number in page.content.decode() and "李秀英" not in page.content.decode()
    for found in (answer, page):
        assert code not in found.content.decode() + str(found.headers) + str(found.cookies)
        assert "no-store" in found.headers["Cache-Control"]
    cookie = answer.cookies["petitioner"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and int(cookie["max-age"]) == 1200
    assert "desk" not in client.cookies, "no staff session begins"


def test_a_wrong_code_is_not_given_back_in_the_page(client, letter) -> None:
    body = ask(client, letter.number, "SECRETCODE").content.decode()
    assert letter.number in body and "SECRETCODE" not in body


def test_an_address_with_the_code_in_it_opens_nothing(client, letter) -> None:
    answer = client.get("/query/", {"number": letter.number, "n": letter.number, "code": f.code_of(letter)})
    assert answer.status_code == 200 and "petitioner" not in answer.cookies
    assert f'value="{letter.number}"' in answer.content.decode() and f.code_of(letter) not in answer.content.decode()


def test_a_wrong_number_and_a_wrong_code_are_the_same_answer_and_the_same_work(cast, letter) -> None:
    other = f.petition(cast, TODAY, who="yuan", office_id=cast.offices["far_petition"].pk)
    secret = f.petition(cast, TODAY, "mi", purpose="accusation")
    tries = {
        "wrong code": (letter.number, "WRONGCODE2"), "wrong number": ("YZXF-2026-999999-X", "WRONGCODE2"), "no number at all": ("?", "WRONGCODE2"),
        "the code of another": (letter.number, f.code_of(other)), "a secret one": (secret.number, "WRONGCODE2"),
    }  # fmt: skip
    seen = {}
    for n, (name, given) in enumerate(tries.items()):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = ask(Client(), *given, address=f"192.0.2.{n + 10}")
        statements = [re.sub(r"'[^']*'", "?", q["sql"]) for q in asked.captured_queries]
        seen[name] = (answer.status_code, plain(answer.content), [s.split("WHERE")[0] for s in statements])
    assert seen["wrong code"][0] == 422
    for name, found in seen.items():
        assert found == seen["wrong code"], name


# (wrong tries from this address, wrong tries on this number from elsewhere) -> what the right answer gets then
THROTTLE = [
    (0, 0, 302), (9, 0, 302), (10, 0, 429), (11, 0, 429),
    (0, 20, 302),  # whoever comes with her slip for the first time is never locked out of her own number
    (1, 18, 302), (1, 19, 429), (1, 30, 429), (9, 20, 429),
]  # fmt: skip


@pytest.mark.parametrize(("here", "elsewhere", "status"), THROTTLE)
def test_wrong_answers_are_counted_per_address_and_per_number(
    client, letter, here: int, elsewhere: int, status: int
) -> None:
    for n in range(elsewhere):
        assert ask(Client(), letter.number, "WRONG", f"198.51.100.{n}").status_code == 422
    for _n in range(here):
        ask(client, letter.number, "WRONG")
    assert ask(client, letter.number, f.code_of(letter)).status_code == status


def test_the_window_ends_and_what_was_counted_is_gone(client, letter, noon) -> None:
    for _n in range(12):
        answer = ask(client, letter.number, "WRONG")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "600"
    assert not WrongAnswer.objects.filter(key__contains="192.0.2.1").exists(), "by hash alone"
    noon.move_to(NOON + timedelta(minutes=9, seconds=59))
    assert ask(client, letter.number, f.code_of(letter)).status_code == 429
    noon.move_to(NOON + timedelta(minutes=10))
    assert ask(client, letter.number, f.code_of(letter)).status_code == 302
    assert WrongAnswer.objects.filter(count__gt=0).count() == 0


def test_right_answers_are_not_counted(client, letter) -> None:
    for _n in range(25):
        assert ask(client, letter.number, f.code_of(letter)).status_code == 302


def test_unknown_numbers_are_throttled_like_known_ones(client, letter) -> None:
    for _n in range(10):
        ask(client, "YZXF-2026-999999-X", "WRONG")
    assert ask(client, letter.number, f.code_of(letter)).status_code == 429


@pytest.mark.parametrize(
    ("proxy", "remote", "forwarded", "address"),
    [
        (False, "192.0.2.7", "", "192.0.2.7"),
        (False, "192.0.2.7", "203.0.113.9", "192.0.2.7"),  # a header that anybody can send
        (True, "10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # what our own proxy wrote is the last one
        (True, "10.0.0.1", "", "10.0.0.1"),
        (False, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        (False, "::ffff:192.0.2.7", "", "192.0.2.7"),
        (False, "", "", ""),
    ],
)
def test_the_address_that_is_counted(rf, settings, proxy, remote, forwarded, address) -> None:
    from caseflow.views.addresses import address_of

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(rf.get("/query/", REMOTE_ADDR=remote, **more)) == address


def test_a_visit_ends_after_twenty_idle_minutes(client, letter, noon) -> None:
    f.enter(client, letter)
    for minutes in (19, 38, 57):  # each page makes the twenty minutes begin anew
        noon.move_to(NOON + timedelta(minutes=minutes))
        assert client.get("/query/mine/").status_code == 200
    noon.move_to(NOON + timedelta(minutes=57 + 20, seconds=1))
    answer = client.get("/query/mine/")
    assert answer.status_code == 302 and answer.headers["Location"] == "/query/"


def test_a_visit_ends_after_two_hours_whatever_is_done(client, letter, noon) -> None:
    f.enter(client, letter)
    for minutes in range(15, 120, 15):
        noon.move_to(NOON + timedelta(minutes=minutes))
        assert client.get("/query/mine/").status_code == 200
    noon.move_to(NOON + timedelta(hours=2))
    assert client.get("/query/mine/").status_code == 302


def test_the_button_ends_it_for_every_copy_of_the_cookie(client, letter) -> None:
    f.enter(client, letter)
    copy = client.cookies["petitioner"].value
    answer = client.post("/query/mine/end/", follow=True)
    assert answer.status_code == 200 and not OwnVisit.objects.exists()
    thief = Client()
    thief.cookies["petitioner"] = copy
    assert thief.get("/query/mine/").status_code == 302


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "eyJ1IjoxfQ:1w:zz"])
def test_a_forged_cookie_opens_nothing(client, letter, forged) -> None:
    client.cookies["petitioner"] = forged
    assert client.get("/query/mine/").status_code == 302


def test_a_staff_session_is_no_visit_and_a_visit_no_staff_session(client, cast, letter) -> None:
    client.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    assert client.get("/query/mine/").status_code == 302
    visitor = Client()
    f.enter(visitor, letter)
    assert "/login/" in visitor.get("/mine/").headers["Location"]
    f.enter(client, letter)
    page = client.get("/query/mine/").content.decode()
    assert 'class="side"' not in page and "/cases/" not in page.replace("/query/mine/cases/", "")


def test_every_form_of_hers_needs_the_token(letter) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/query/", {"number": letter.number, "code": f.code_of(letter)}).status_code == 403
    open_client = Client()
    f.enter(open_client, letter)
    strict.cookies["petitioner"] = open_client.cookies["petitioner"].value
    case = f.case_of(letter)
    for path in (
        "end/",
        "consent/",
        f"cases/{case.uid}/hand_in/",
        "ask/data/",
        f"evaluate/{case.matter.uid}/petition/",
    ):
        assert strict.post(f"/query/mine/{path}", {"text": "x"}).status_code == 403, path


def test_what_she_typed_when_the_visit_had_ended_comes_back(client, letter, noon) -> None:
    f.enter(client, letter)
    url = f"/query/mine/cases/{f.case_of(letter).uid}/hand_in/"
    noon.move_to(NOON + timedelta(minutes=30))
    answer = client.post(url, {"text": "写了很久的一段话", "version": "1", "key": "k"})
    kept = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())
    assert answer.status_code == 403 and kept
    wrong = client.post("/query/", {"number": letter.number, "code": "WRONG", "kept": kept[1]})
    assert kept[1] in wrong.content.decode(), "kept through a slip of the pen"
    back = client.post("/query/", {"number": letter.number, "code": f.code_of(letter), "kept": kept[1]})
    assert back.headers["Location"] == url
    assert "写了很久的一段话" in client.get(url).content.decode()
    assert "写了很久的一段话" not in client.get(url).content.decode(), "offered once"


def test_kept_text_can_not_be_forged_and_leads_nowhere_else(client, letter) -> None:
    packed = own_visit.pack_typed("https://evil.example/", {"text": "x"})
    answer = client.post("/query/", {"number": letter.number, "code": f.code_of(letter), "kept": packed})
    assert answer.headers["Location"] == "/query/mine/", "only pages of hers"
    answer = client.post("/query/", {"number": letter.number, "code": f.code_of(letter), "kept": packed[:-2] + "xx"})
    assert answer.headers["Location"] == "/query/mine/"


def test_old_visits_are_cleared_away(client, letter, noon) -> None:
    f.enter(client, letter)
    noon.move_to(NOON + timedelta(hours=3))
    f.enter(Client(), letter)
    assert OwnVisit.objects.count() == 1
