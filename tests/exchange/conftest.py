"""Programs of the cast: each a client with a token in its person's posting."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchange.services.tokens import create_token
from tests.cast import TODAY, Cast, at


@dataclass
class Program:
    """`get` and `post` as a program would: JSON, a token, a key of its own for each POST."""

    client: Client
    secret: str
    language: str = "en"

    def headers(self, **more: str) -> dict[str, str]:
        found = {"Accept-Language": self.language, **more}
        return found | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})

    def get(self, path: str, **headers: str) -> Any:
        url = path if path.startswith("http") else f"/api/v1/{path}"
        return self.client.get(url, headers=self.headers(**headers))

    def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> Any:
        sent = self.headers(**{"Idempotency-Key": uuid.uuid4().hex if key is None else key, **headers})
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=sent)


@pytest.fixture
def noon():
    """Noon of the cast's day; the clock does not tick."""
    import time_machine

    with time_machine.travel(at(TODAY, 12), tick=False) as travel:
        yield travel


@pytest.fixture
def program(cast: Cast, noon, files_root) -> Callable[[str], Program]:
    def make(who: str) -> Program:
        secret = create_token(cast.postings[who], "test", 30, timezone.now())[1] if who != "anonymous" else ""
        return Program(Client(), secret)

    return make


LETTER = {
    "channel": "letter", "purpose": "claim", "received_on": "2026-11-23", "summary": "小区电梯停运三个月",
    "text": "小区电梯自八月停运至今，老人无法下楼，请求责成物业尽快维修。", "region": "990102001000", "topic": "010100",
    "petitioners": [{"name": "李秀英", "address": "临江区柳塘镇1号", "phone": "13800000001"}],
}  # fmt: skip
