"""The address that opens the cases behind a figure of one office."""

from django.urls import reverse
from django.utils.http import urlencode

from oversight.periods import Period


def link_behind(code: str, period: Period, office: int, part: str = "numerator") -> str:
    """The list whose length is the number, as counted today."""
    asked = {"from": period.first.isoformat(), "to": period.last.isoformat(), "office": office, "part": part}
    return f"{reverse('oversight:behind', args=[code])}?{urlencode(asked)}"
