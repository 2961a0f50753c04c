"""The addresses that open the cases behind a figure of one office."""

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from oversight.indicators import BY_CODE
from oversight.periods import Period
from oversight.review_measures import as_at


def links_behind(code: str, period: Period, office: int, today: date) -> dict[str, str]:
    """By part the list whose length is the number, as counted today; only of parts whose cases may be listed."""
    if code not in BY_CODE:
        return {}
    asked: dict[str, object] = {"from": period.first.isoformat(), "to": period.last.isoformat(), "office": office}
    if (past := as_at(code, period, today)) is not None:
        asked["as_at"] = past.isoformat()
    page = reverse("oversight:behind", args=[code])
    return {part: f"{page}?{urlencode({**asked, 'part': part})}" for part in BY_CODE[code].lists}
