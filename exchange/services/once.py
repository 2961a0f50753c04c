"""The same request again gets the same answer: `Idempotency-Key` on every POST."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from exchange.models import DoneRequest
from offices.actors import Actor

KEPT = timedelta(days=90)


class KeyReused(Exception):
    """The key was used before for another request: nothing was done."""


def once(
    actor: Actor, key: str, address: str, body: Any, at: datetime, do: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Status and answer of `do()`, done once for this user's `key`; what it raises leaves no key behind.

    The key's row is written first, in the same transaction: of two at once the second waits for the first. Raises
    `KeyReused` where the key stands for another posting, address or body.
    """
    given = fingerprint(actor, address, body)
    with transaction.atomic():
        row, is_new = DoneRequest.objects.get_or_create(
            user_id=actor.user_id, key=key, defaults={"fingerprint": given, "at": at}
        )
        if row.fingerprint != given:
            raise KeyReused
        if is_new:
            row.status, row.answer = do()
            row.save(update_fields=["status", "answer"])
    return row.status, row.answer


def fingerprint(actor: Actor, address: str, body: Any) -> str:
    """SHA-256 of what makes two requests the same: posting, address and body, however its fields are ordered."""
    text = json.dumps([actor.posting_id, address, body], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def drop_old(at: datetime) -> int:
    """Delete the answers of ninety days ago and more; returns how many. The inner keys still stand on what was done."""
    return DoneRequest.objects.filter(at__lt=at - KEPT).delete()[0]


def inner_key(key: str) -> str:
    """The key as `register` and `perform` keep it: short, and apart from those of the pages."""
    return "api-" + hashlib.sha256(key.encode()).hexdigest()[:40]
