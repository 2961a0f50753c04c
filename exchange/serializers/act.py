"""What the inputs of all acts share: how rows are named, and the version.

Rows are named by code (offices, places, topics), user name, or the petitioner's id; the forms want their keys.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from caseflow.forms.base import LONG
from caseflow.models import Case
from exchange.serializers.petitions import plain
from exchange.serializers.strict import Strict
from offices.models import Office, User
from petitions.models import Petitioner

NOBODY = "-"  # fits no row: the form says so in its own words


def long_text(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONG, **more)


class OfficeCode(serializers.CharField):
    """The code of an office."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, **more)


class Username(serializers.CharField):
    """The user name of a colleague in the case's office."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)


class PetitionerId(serializers.CharField):
    """The id of a petitioner, as the case's acts list it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)


class Act(Strict):
    """Nothing to tell but the version."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1,
        help_text=_("The case's version that you read; or send it as If-Match. One of the two is needed."),
    )  # fmt: skip

    def form_data(self, case: Case) -> dict[str, str]:
        """The act's form as the page would send it, without version and key."""
        given = {n: v for n, v in self.validated_data.items() if n != "version"}
        for name, value in given.items():
            field = self.fields[name]
            if isinstance(field, OfficeCode) and value:
                given[name] = office_pk(value)
            elif isinstance(field, Username) and value:
                given[name] = _pk(User.objects.filter(username=value))
            elif isinstance(field, PetitionerId):
                given[name] = petitioner_pk(value)
        return plain(given)

    def path_of(self, form_field: str) -> str:
        """The path in the body of a field of the form."""
        return form_field


def office_pk(code: str) -> str:
    """The key of an office by its code."""
    return _pk(Office.objects.filter(code=code.strip().upper()))


def _pk(rows: Any) -> str:
    found = rows.values_list("pk", flat=True).first()
    return NOBODY if found is None else str(found)


def petitioner_id(number: str, position: int) -> str:
    """How a petitioner is named outside: her petition's number and her place in it."""
    return f"{number}/{position}"


def petitioner_pk(given: str) -> str:
    """The key of a petitioner by that name; the form takes it only where she is one of the case's."""
    number, _slash, position = given.rpartition("/")
    if not (position.isdecimal() and len(position) < 5):
        return NOBODY
    return _pk(Petitioner.objects.filter(petition__number=number, position=int(position)))


class Reason(Act):
    reason = long_text()


class Text(Act):
    text = long_text()
