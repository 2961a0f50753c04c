"""Numbers and codes: the petition's number with its check character, and the query code."""

import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else
CODE_LENGTH = 10


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character over the letters and digits of `text`."""
    product = 36
    for char in text.upper():
        if char not in ALPHABET:
            continue
        total = (product + ALPHABET.index(char)) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]


def format_number(office_code: str, year: int, sequence: int) -> str:
    """`office code-year-sequence-check`; never parsed by code, telling nothing of the class."""
    stem = f"{office_code}-{year}-{sequence:06d}"
    return f"{stem}-{check_character(stem)}"


def is_valid_number(number: str) -> bool:
    """Whether the check character fits: a slip of the pen is told from an unknown number."""
    stem, _, check = number.strip().upper().rpartition("-")
    return bool(stem) and check == check_character(stem)


def new_query_code() -> str:
    """Ten random characters (49 bits), shown in two groups of five."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
