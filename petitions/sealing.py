"""Encryption of what must not lie plain: identity and phone numbers, confidential names and texts, drafts.

AES-GCM with the id of its key in front, so that keys can be changed; exact search goes by a keyed hash of the
normalised value. Keys come from the settings, newest first.
"""

import hashlib
import hmac
import json
import os
import re
import unicodedata
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def seal(data: Any) -> bytes:
    """Encrypt any JSON value with the newest key: key id length, key id, nonce, ciphertext."""
    key_id, key = next(iter(settings.DESK_KEYS.items()))
    nonce = os.urandom(NONCE)
    mark = key_id.encode()
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes([len(mark)]) + mark + nonce + AESGCM(key).encrypt(nonce, body, mark)


def unseal(blob: bytes | memoryview | None) -> Any:
    """The value that `seal` was given; None for nothing. An unknown key raises KeyError with its id."""
    if not blob:
        return None
    blob = bytes(blob)
    mark = blob[1 : 1 + blob[0]]
    rest = blob[1 + blob[0] :]
    key = settings.DESK_KEYS[mark.decode()]
    return json.loads(AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], mark))


def fingerprint(value: str, purpose: str) -> str:
    """A keyed hash for exact search; the oldest key is the index key and stays when others change."""
    key = list(settings.DESK_KEYS.values())[-1]
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def normal_identity(value: str) -> str:
    """NFKC, upper case, no spaces or hyphens; a 15-digit identity becomes its 18-digit form."""
    text = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", value)).upper()
    if re.fullmatch(r"\d{15}", text):
        stem = text[:6] + "19" + text[6:]
        return stem + identity_check(stem)
    return text


def identity_check(stem: str) -> str:
    """The check character of the first 17 digits of a resident identity number (ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(stem, weights, strict=True)) % 11]


def normal_phone(value: str) -> str:
    """Digits only, without the country code."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", value))
    return digits[2:] if digits.startswith("86") and len(digits) == 13 else digits.removeprefix("0086")


def mask(value: str, head: int, tail: int) -> str:
    """The first and last characters with stars between; short values are all stars."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + (value[-tail:] if tail else "")
