"""Who calls: a token in its one posting, or the login session of a page (for trying out)."""

from django.conf import settings
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from exchange.models import ApiToken
from exchange.services.tokens import BadToken, actor_of, find_token, note_use
from offices.actors import Actor
from offices.models import User
from offices.roles import Capability


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer desk_...`; `request.actor` becomes the actor in the token's posting."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != b"bearer" or not words[1].isascii():
            raise AuthenticationFailed(code="header")
        at = timezone.now()
        try:
            token = find_token(words[1].decode(), at)
            request._request.actor = actor_of(token, at)
        except BadToken as bad:
            raise AuthenticationFailed(code=bad.reason) from None
        note_use(token, at)
        return token.posting.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="petition-desk"'


class DeskSession(SessionAuthentication):
    """The login session; the actor is the one in the hat chosen on the page."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = getattr(request._request, "user", None)
        if user and user.is_authenticated and user.is_demo and not settings.DEMO_LOGINS:
            raise AuthenticationFailed(code="user")
        return super().authenticate(request)


def actor_in(request: Request) -> Actor:
    """The actor of a request that was authenticated."""
    actor: Actor = request._request.actor
    return actor


class _May(BasePermission):
    needs: Capability

    def has_permission(self, request: Request, view: object) -> bool:
        return bool(request.user) and actor_in(request).may(self.needs)


class MayRead(_May):
    needs = Capability.READ


class MayRegister(_May):
    needs = Capability.REGISTER


class MayOversee(_May):
    needs = Capability.OVERSEE


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "exchange.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http", "scheme": "bearer",
            "description": "A token of My account, API tokens: one user in one posting, until a day.",
        }  # fmt: skip


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "exchange.auth.DeskSession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME,
            "description": "The login session of the pages; writing needs its CSRF token.",
        }  # fmt: skip
