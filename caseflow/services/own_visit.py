"""Her way in and out: number and query code, wrong answers counted, a signed visit that ends by itself or by a button.

Wrong answers are counted in the database, not in the cache: the cache may be away at any time (docs/decisions/0050).
"""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from caseflow.models import OwnVisit, WrongAnswer
from petitions.models import Petitioner
from petitions.sealing import fingerprint, seal, unseal

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=2)  # OWN: a visit ends then even if it is never idle
WINDOW = timedelta(minutes=10)
BY_ADDRESS, BY_NUMBER = 10, 20  # wrong answers in one window (OWN)
SALT, KEPT = "own visit", "own kept"

COUNT = """
INSERT INTO caseflow_wronganswer AS w (key, count, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET count = CASE WHEN w.until <= %(at)s THEN 1 ELSE w.count + 1 END,
  until = CASE WHEN w.until <= %(at)s THEN EXCLUDED.until ELSE w.until END
RETURNING count
"""


@dataclass(frozen=True)
class Entry:
    """What became of a try: a visit, or none; `wait`: too many wrong answers came before it."""

    visit: OwnVisit | None = None
    wait: bool = False


def normal_number(given: str) -> str:
    return unicodedata.normalize("NFKC", given).strip().upper()[:40]


def enter(number: str, code: str, address: str, at: datetime, kept: str = "") -> Entry:
    """Begin a visit where number and code belong together. A wrong number and a wrong code are the same answer."""
    number = normal_number(number)
    plain = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
    WrongAnswer.objects.filter(until__lte=at).delete()
    keys = [fingerprint(address, "wrong-address")]
    from_here = _count(keys[0], at)
    if from_here > BY_ADDRESS:
        return Entry(wait=True)
    keys.append(fingerprint(number, "wrong-number"))
    # whoever comes with her slip for the first time is let try, so that nobody can lock her out of her own number
    if _count(keys[1], at) > BY_NUMBER and from_here > 1:
        return Entry(wait=True)
    person = Petitioner.objects.filter(code_hash=fingerprint(plain, "code"), petition__number=number).only("pk").first()
    if person is None:
        return Entry()
    WrongAnswer.objects.filter(key__in=keys).update(count=Greatest(F("count") - 1, 0))
    OwnVisit.objects.filter(begun_at__lt=at - LONGEST).delete()
    return Entry(OwnVisit.objects.create(petitioner=person, begun_at=at, kept=_checked(kept)))


def _count(key: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "at": at, "until": at + WINDOW})
        return int(cursor.fetchone()[0])


def ticket(visit: OwnVisit) -> str:
    """The signed text of her cookie; it is good for twenty minutes from now."""
    return signing.dumps(visit.uid.hex, salt=SALT)


def visit_of(cookie: str, at: datetime) -> OwnVisit | None:
    """The visit that a cookie names, with petitioner and petition, while it lasts."""
    try:
        uid = uuid.UUID(signing.loads(cookie, salt=SALT, max_age=IDLE))
    except (signing.BadSignature, ValueError):
        return None
    rows = OwnVisit.objects.filter(uid=uid, begun_at__gt=at - LONGEST)
    return rows.select_related("petitioner__petition__office").first()


def leave(visit: OwnVisit) -> None:
    """End the visit: a copy of the cookie opens nothing any more."""
    OwnVisit.objects.filter(pk=visit.pk).delete()


def pack_typed(path: str, fields: dict[str, str]) -> str:
    """What she typed when her visit had ended meanwhile, signed, for the form by which she comes in again."""
    return signing.dumps({"path": path, "fields": fields}, salt=KEPT, compress=True)


def _checked(packed: str) -> bytes | None:
    try:
        return seal(signing.loads(packed, salt=KEPT, max_age=LONGEST)) if packed else None
    except signing.BadSignature:
        return None


def kept_path(visit: OwnVisit) -> str:
    """The page of hers to which what she typed belongs."""
    path = str((unseal(visit.kept) or {}).get("path", ""))
    return path if path.startswith("/query/mine/") else ""


def take_typed(visit: OwnVisit, path: str) -> dict[str, Any]:
    """What she typed on this page before her visit ended; offered once."""
    found = unseal(visit.kept) or {}
    if found.get("path") != path:
        return {}
    OwnVisit.objects.filter(pk=visit.pk).update(kept=None)
    return dict(found["fields"])
