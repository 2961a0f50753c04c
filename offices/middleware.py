"""The request's language and its actor."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from offices.actors import CHOSEN, Actor, choose_actor, nobody, postings_of
from offices.models import Posting

LANGUAGE = "language"  # session key: the account's language, for a machine that has no cookie yet


class LanguageMiddleware:
    """The language chosen on this machine (cookie) or in the account, else what the browser prefers, else Chinese."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if language not in dict(settings.LANGUAGES) and settings.SESSION_COOKIE_NAME in request.COOKIES:
            language = request.session.get(LANGUAGE)
        if language not in dict(settings.LANGUAGES):
            language = translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Accept-Language"]))
        return response


class ActorMiddleware:
    """`request.actor`: the one posting in which the user reads or acts today; nobody without one."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.postings = SimpleLazyObject(lambda: self.postings(request))
        request.actor = SimpleLazyObject(lambda: self.actor(request))
        return self.get_response(request)

    @staticmethod
    def actor(request) -> Actor:
        today = timezone.localdate()
        if not request.user.is_authenticated:
            return nobody(today)
        if request.user.is_demo and not settings.DEMO_LOGINS:
            return nobody(today)
        return choose_actor(request.postings, today, request.session.get(CHOSEN))

    @staticmethod
    def postings(request) -> list[Posting]:
        return postings_of(request.user.pk, timezone.localdate()) if request.user.is_authenticated else []
