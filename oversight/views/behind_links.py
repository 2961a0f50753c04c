"""The addresses that open the cases behind a figure of one office."""

from django.urls import reverse
from django.utils.http import urlencode

from oversight.indicators import BY_CODE
from oversight.periods import Period


def links_behind(code: str, period: Period, office: int) -> dict[str, str]:
    """By part the list whose length is the number, as counted today; only of parts whose cases may be listed."""
    if code not in BY_CODE:
        return {}
    asked = {"from": period.first.isoformat(), "to": period.last.isoformat(), "office": office}
    page = reverse("oversight:behind", args=[code])
    return {part: f"{page}?{urlencode({**asked, 'part': part})}" for part in BY_CODE[code].lists}
