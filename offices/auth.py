"""Login: by user name and password, demo accounts only where they are allowed, no sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from offices.middleware import LANGUAGE
from offices.models import User


class DeskBackend(ModelBackend):
    """No Django permissions: what one may do hangs on the posting. A demo account needs DESK_DEMO=1 or debugging."""

    def user_can_authenticate(self, user: User) -> bool:
        return bool(user.is_active) and (settings.DEMO_LOGINS or not user.is_demo)

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        return False

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return set()


def remember_language(sender, request, user: User, **more) -> None:
    """The account's language goes with its owner to a machine that has chosen none."""
    if user.language and request is not None:
        request.session[LANGUAGE] = user.language


class DeskAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False
