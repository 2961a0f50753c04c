"""Every error is problem+json, and no value from outside breaks anything."""

import base64
import json
import uuid

import pytest
from django.test import Client

from caseflow.models import Case
from tests import factories as f
from tests.exchange.conftest import LETTER


def problem(answer, status: int, kind: str) -> dict:
    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) >= {"type", "title", "status", "detail"} and body["status"] == status
    assert body["type"] == f"urn:petition-desk:problem:{kind}"
    return body


def test_each_kind_of_error(cast, program, settings) -> None:
    ou, desk = program("ou"), program("ada")
    problem(Client().get("/api/v1/cases/"), 401, "not-authenticated")
    problem(desk.get("cases/"), 403, "forbidden")
    problem(ou.get(f"cases/{uuid.uuid4()}/"), 404, "not-found")
    problem(ou.get("nothing/"), 404, "not-found")
    problem(ou.get("cases"), 404, "not-found")
    problem(Client().post("/api/v1/nowhere/x", b"x", content_type="text/plain"), 404, "not-found")
    problem(Client().get("/api/v2/"), 404, "not-found")
    problem(ou.client.delete("/api/v1/cases/", headers=ou.headers()), 405, "method-not-allowed")
    problem(ou.client.options("/api/v1/cases/", headers=ou.headers()), 405, "method-not-allowed")
    problem(ou.get("cases/", Accept="text/html"), 406, "not-acceptable")
    problem(ou.client.post("/api/v1/petitions/", b"a=b", content_type="text/plain", headers=ou.headers(**{"Idempotency-Key": "k"})), 415,
            "unsupported-media-type")  # fmt: skip
    problem(ou.get("cases/?state=nothing"), 422, "invalid")
    problem(ou.client.get("/api/v1/cases/?q=%00", headers=ou.headers()), 400, "malformed")
    settings.API_REQUESTS_PER_MINUTE = 0
    limited = ou.get("cases/")
    problem(limited, 429, "too-many-requests")
    assert 1 <= int(limited.headers["Retry-After"]) <= 60


BODIES = {
    "no json": b"{", "a list": b"[]", "a word": b'"x"', "deep": b"[" * 50_000, "deep object": b'{"a":' * 20_000,
    "infinity": b'{"visitors": Infinity}', "not utf-8": b'{"summary": "\xff"}', "half a pair": b'{"summary": "\\ud800"}',
    "long number": b'{"visitors": ' + b"9" * 5000 + b"}",
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_read(cast, program, body: bytes) -> None:
    chen = program("chen")
    answer = chen.client.post(
        "/api/v1/petitions/", body, content_type="application/json", headers=chen.headers(**{"Idempotency-Key": "k"})
    )
    problem(answer, 400, "malformed")


def test_a_body_that_is_too_large(cast, program) -> None:
    chen = program("chen")
    problem(chen.post("petitions/", {**LETTER, "text": "长" * 900_000}), 413, "too-large")


WRONG = {
    "summary": ["\0", "x" * 301, {"a": 1}, ["x"], None, ""], "visitors": [10**30, -1, 1.5, "x", True], "received_on": ["0001-01-01", "9999-12-31", "x", 5],
    "region": ["\0", "１" * 12, "990102", 1], "petitioners": ["x", [[]], [{"phone": "\0"}], [{"email": "x"}], [{}] * 201, {"0": {}}],
    "channel": ["x", [], {}], "is_joint": ["perhaps", []], "nothing": [1], "text": ["x" * 100_001],
}  # fmt: skip


@pytest.mark.parametrize("field", WRONG)
def test_wrong_values_are_told_at_their_field(cast, program, field: str) -> None:
    chen = program("chen")
    for value in WRONG[field]:
        answer = chen.post("petitions/", {**LETTER, field: value})
        body = (
            problem(answer, 422, "invalid")
            if answer.status_code != 201
            else pytest.fail(f"{field}={value!r} was taken")
        )
        assert any(e["field"].startswith(field) for e in body["errors"]), (value, body)
        assert all(set(e) == {"field", "rule", "detail"} for e in body["errors"])


CURSORS = [
    "x", "²", "a" * 500, *[base64.urlsafe_b64encode(json.dumps(v).encode()).decode() for v in (
        [None, 10**40], ["\0", 1], ["\ud800", 1], [[], 1], [{}, {}], [True, True], ["9999-12-31", 1e400], [None, None], 5, [1], ["2026-01-01", "x"],
    )],
    base64.urlsafe_b64encode(b"[1, Infinity]").decode(), base64.urlsafe_b64encode(b"[" * 300).decode(),
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "cases/",
        "cases/?sort=number",
        "cases/?sort=-last",
        "petitions/",
        "petitions/?q=电梯&where=all",
        "matters/",
        "offices/",
        "duties/",
    ],
)
def test_a_forged_cursor_never_begins_anew_in_silence(cast, program, path: str) -> None:
    f.petition(cast)
    pan = program("pan")
    for cursor in CURSORS:
        for name in ("after", "before"):
            answer = pan.get(f"{path}{'&' if '?' in path else '?'}{name}={cursor}")
            assert answer.status_code in {200, 422}, (path, cursor, answer.content)
            if cursor in {"x", "²", "a" * 500}:
                assert answer.status_code == 422


PARAMETERS = ["page_size=²", "page_size=21", "page_size=", "size=20", "more=1", "due_from=9999-12-31", "closed_to=9999-12-31", "closed_to=0001-01-01",
              "received_from=x", "region=x", "topic=999999", "state=x", "sort=x", "where=x", "open=x", "lamp=x", "name=李", "after=a&before=b"]  # fmt: skip


@pytest.mark.parametrize("query", PARAMETERS)
def test_a_parameter_is_never_left_out_in_silence(cast, program, query: str) -> None:
    body = problem(program("pan").get(f"cases/?{query}"), 422, "invalid")
    assert body["errors"][0]["field"] in {query.partition("=")[0], "before"}


def test_hostile_facts_change_nothing(cast, program) -> None:
    case = f.decided(cast)
    ou = program("ou")
    tries = [
        ("send", {"ways": [{"petitioner": who, "way": "post"}]}) for who in ("x", "1/1", f"{case.petition.number}/²", f"{case.petition.number}/99", "\0", "/" * 50)
    ] + [("send", {"ways": []}), ("send", {"ways": [1]}), ("send", {}), ("record_receipt", {"petitioner": "x/1", "received_on": "2026-11-24"}),
         ("reassign", {"handler": "wai"}), ("amend", {"field": "text", "reason": "x"}), ("amend", {"field": "visitors", "count": 10**12, "reason": "x"}),
         ("void", {"reason": "x", "second": "ou"}), ("split", {"parts": [{}, {}]}), ("investigate", {"text": "x", "files": "y"})]  # fmt: skip
    for act, facts in tries:
        answer = ou.post(f"cases/{case.uid}/acts/{act}/", {"version": case.version, **facts})
        assert answer.status_code in {403, 409, 422}, (act, facts, answer.status_code)
    for header in ("*", '"x"', "", '"99999999999999999999"', '"²"'):
        assert ou.post(
            f"cases/{case.uid}/acts/send/", {"ways": [{"petitioner": "x/1", "way": "post"}]}, **{"If-Match": header}
        ).status_code in {422, 428}
    for key in ("k" * 65, "schlüssel", " "):
        assert ou.post(f"cases/{case.uid}/acts/send/", {"version": 1}, key=key).status_code == 422
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.version, fresh.state) == (case.version, "decided")


def test_the_database_away_is_a_503_and_a_fault_of_ours_a_500(cast, program, monkeypatch) -> None:
    from django.db import OperationalError

    from exchange.views import cases

    ou = program("ou")
    ou.client.raise_request_exception = False

    def away(*args, **more):
        raise OperationalError("secret words of the driver")

    def fault(*args, **more):
        raise RuntimeError("李秀英")

    monkeypatch.setattr(cases, "choose", away)
    body = problem(ou.get("cases/"), 503, "unavailable")
    assert "secret" not in str(body)
    monkeypatch.setattr(cases, "choose", fault)
    assert "李秀英" not in str(problem(ou.get("cases/"), 500, "server-error"))
