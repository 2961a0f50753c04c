"""Writes of offices, people and postings by an administrator: one act, one transaction."""

import re
from datetime import date, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from offices.actors import Actor
from offices.models import Office, Posting, Region, User
from offices.roles import Role
from offices.services import rebuild_closure, rebuild_paths, region_path

USERNAME = re.compile(r"[\w.@-]{2,60}")


def check_username(username: str) -> None:
    """Letters, digits and . @ - _, two to sixty; raises ValidationError."""
    if not USERNAME.fullmatch(username):
        raise ValidationError({"username": _("2 to 60 letters, digits or . @ - _")})


def check_period(since: date, until: date | None) -> None:
    """The last day is not before the first; raises ValidationError."""
    if until and until < since:
        raise ValidationError({"valid_until": _("the last day is before the first")})


def check_region(region: Region, level: int, parent: Region | None, by: Actor | None) -> None:
    """Twelve digits, in a region of a higher level, in the sight of whoever sets it; raises ValidationError."""
    if not re.fullmatch(r"[0-9]{12}", region.code):
        raise ValidationError({"code": _("write twelve digits")})
    if parent and parent.level >= level:
        raise ValidationError({"parent": _("the region above must be of a higher level")})
    if by is None or by.may("system"):
        return
    own = set(Region.objects.set_by(by).values_list("pk", flat=True))
    if region.pk and region.pk not in own:
        raise ValidationError({"code": _("this region is not below your own")})
    same = region.pk == by.region_id and (parent.pk if parent else None) == region.parent_id
    if (parent.pk if parent else None) not in own and not same:
        raise ValidationError({"parent": _("this region is not below your own")})


def check_office(office: Office, region: Region | None, superior: Office | None, by: Actor | None) -> None:
    """A plain code, not above itself, in the sight of whoever sets it; raises ValidationError."""
    if not re.fullmatch(r"[0-9A-Z]{2,20}", office.code):
        raise ValidationError({"code": _("write 2 to 20 capital letters or digits")})
    above, seen = superior, set()
    while above is not None and above.pk not in seen:
        if above.pk == office.pk:
            raise ValidationError({"superior": _("An office cannot be above itself.")})
        seen.add(above.pk)
        above = above.superior
    if by is None:
        return
    if office.pk and not Office.objects.set_by(by).filter(pk=office.pk).exists():
        raise ValidationError({"code": _("this office is not below your own")})
    if region and not Region.objects.set_by(by).filter(pk=region.pk).exists():
        raise ValidationError({"region": _("this region is not below your own")})


def password_link(user: User) -> str:
    """A path that lets the user set her password once; a new password makes it void."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("first_password", args=[uid, default_token_generator.make_token(user)])


def user_of_link(uid: str, token: str) -> User | None:
    """The active user whose one-time link this is; None for a used, old or made-up one."""
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(uid)), is_active=True)
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return user if default_token_generator.check_token(user, token) else None


@transaction.atomic
def save_region(region: Region) -> Region:
    """Save a region; its path and those below follow its parent, and the closure follows the paths."""
    region.path = region_path(region.code, region.parent)
    region.save()
    rebuild_paths()
    rebuild_closure()
    return region


@transaction.atomic
def save_office(office: Office) -> Office:
    """Save an office and bring the closure up to date, for sight hangs on it."""
    office.save()
    rebuild_closure()
    return office


@transaction.atomic
def add_person(username: str, name: str, email: str, office: Office, role: str, since: date) -> User:
    """A new user with her first posting and no usable password: she sets one by a one-time link."""
    user = User.objects.create_user(username, None, name=name, email=email)
    Posting.objects.create(user=user, office=office, role=role, valid_from=since)
    return user


@transaction.atomic
def add_posting(user: User, office: Office, role: str, since: date, until: date | None = None) -> Posting:
    """One more hat for a user. The same hat twice at a time is refused."""
    same = Posting.objects.in_force(since).filter(user=user, office=office, role=role)
    if same.exists():
        raise ValidationError(_("This person already holds this posting on that day."))
    return Posting.objects.create(user=user, office=office, role=role, valid_from=since, valid_until=until)


def _keep_one_administrator(gone: Posting, day: date) -> None:
    """Somebody must be able to mend the accounts tomorrow."""
    if gone.role != Role.SYSTEM_ADMIN:
        return
    rows = Posting.objects.select_for_update().filter(role=Role.SYSTEM_ADMIN, user__is_active=True)
    if not rows.in_force(day + timedelta(days=1)).exclude(pk=gone.pk).exists():
        raise ValidationError(_("This is the last system administrator. Give the posting to somebody else first."))


@transaction.atomic
def end_posting(posting: Posting, last_day: date) -> Posting:
    """The posting's last day; a posting is never deleted. One that has not begun yet ends on its first day."""
    _keep_one_administrator(posting, last_day)
    posting.valid_until = max(last_day, posting.valid_from)
    posting.save(update_fields=["valid_until"])
    return posting


@transaction.atomic
def set_active(user: User, active: bool, day: date) -> User:
    """Close an account at once, or open it again; its postings stay as they were written."""
    if not active:
        for posting in Posting.objects.in_force(day).filter(user=user, role=Role.SYSTEM_ADMIN):
            _keep_one_administrator(posting, day)
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


def set_language(user: User, language: str) -> None:
    """The language of a user's pages and mails, from now on and on any machine."""
    user.language = language
    user.save(update_fields=["language"])
