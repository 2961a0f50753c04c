"""Days in the address."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from exchange.problems import invalid
from petitions.filters import FIRST_DAY, LAST_DAY


def day_of(query: Any, name: str) -> date | None:
    """A parameter's day, None where it is not given; a problem where it is none that the desk can count with."""
    text = query.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise invalid([(name, "invalid", _("Write a day as 2026-11-23."))])
    return day
