"""A day as the reader writes it."""

from datetime import date
from typing import Any

from django.utils.formats import date_format


def day(value: Any) -> str:
    """An ISO day in the reader's language; a dash for none."""
    return date_format(date.fromisoformat(value[:10]), "DATE_FORMAT") if value else "—"
