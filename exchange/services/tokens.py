"""Tokens: made, shown once, used, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from exchange.models import ApiToken
from offices.actors import Actor, actor_from
from offices.models import Posting

PREFIX = "desk_"  # recognisable, so that a scanner finds one that was left in a file
MOST_LIVE = 20  # tokens that one user may have at once
STEP = timedelta(minutes=1)  # the last use is written at most once in this time


class BadToken(Exception):
    """A token that opens nothing; `reason` says why, to whoever holds it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long: one round of SHA-256 cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(posting: Posting, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """A token for a posting of its user, valid for `days`; with the secret, which nothing keeps."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=posting.user_id, posting=posting, name=name, digest=digest(secret), hint=secret[: len(PREFIX) + 5],
        created_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    return token, secret


def revoke_token(token: ApiToken, at: datetime) -> None:
    """From now on it opens nothing. A second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def find_token(secret: str, at: datetime) -> ApiToken:
    """The live token of a secret, with its posting. Raises `BadToken`."""
    rows = ApiToken.objects.select_related("posting__user", "posting__office")
    token = rows.filter(digest=digest(secret)).first() if secret.startswith(PREFIX) else None
    if token is None:
        raise BadToken("unknown")
    if token.revoked_at is not None:
        raise BadToken("revoked")
    if token.expires_at <= at:
        raise BadToken("expired")
    user = token.posting.user
    if not user.is_active or user.pk != token.user_id or (user.is_demo and not settings.DEMO_LOGINS):
        raise BadToken("user")
    return token


def actor_of(token: ApiToken, at: datetime) -> Actor:
    """The actor in the token's one posting at the instant `at`. Raises `BadToken` where the posting is not in force."""
    actor = actor_from(token.posting, timezone.localtime(at).date())
    if actor.user_id is None:
        raise BadToken("posting")
    return actor


def note_use(token: ApiToken, at: datetime) -> None:
    """Write down that it was used, at most once a minute however often it comes."""
    if token.last_used_at is None or at - token.last_used_at >= STEP:
        ApiToken.objects.filter(pk=token.pk).unused_since(at - STEP + timedelta(microseconds=1)).update(last_used_at=at)
