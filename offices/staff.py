"""Writes of offices, people and postings by an administrator: one act, one transaction."""

from datetime import date

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from offices.models import Office, Posting, User
from offices.services import rebuild_closure


def password_link(user: User) -> str:
    """A path that lets the user set her password once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("first_password", args=[uid, default_token_generator.make_token(user)])


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
def end_posting(posting: Posting, last_day: date) -> Posting:
    """The posting's last day; a posting is never deleted. One that has not begun yet ends before it begins counting."""
    posting.valid_until = max(last_day, posting.valid_from)
    posting.save(update_fields=["valid_until"])
    return posting
