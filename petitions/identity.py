"""Resident identity numbers: checksum and birth date are errors, an unknown region is none of our business."""

import re
import unicodedata
from datetime import date

from petitions.sealing import identity_check, normal_identity


def problem_with(value: str, today: date) -> str | None:
    """A code of what is wrong with an 18-digit resident number: "shape", "check", "birth"; None if nothing is."""
    text = normal_identity(value)
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return "shape"
    if identity_check(text[:17]) != text[17]:
        return "check"
    born = birth_of(text)
    return None if born and born <= today else "birth"


def birth_of(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def sex_of(text: str) -> str:
    """From digit 17: odd is male."""
    return "m" if int(text[16]) % 2 else "f"


# 18 or 15 digits of an identity number, a mobile number, a number with its area code; blanks and hyphens between them
NUMBERS = re.compile(
    r"(?<!\d)(?:\d[ -]?){17}[\dXx](?!\d)|(?<!\d)(?:\d[ -]?){14}\d(?!\d)|(?<!\d)(?:\+?86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)"
    r"|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"
)


def holds_numbers(text: str) -> bool:
    """Whether the text holds what looks like an identity or telephone number."""
    return bool(NUMBERS.search(unicodedata.normalize("NFKC", text)))
