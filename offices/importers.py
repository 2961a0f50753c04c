"""Regions, offices and postings from CSV: all or nothing, errors by line."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.models import Office, Posting, Region, User
from offices.services import rebuild_closure, region_path

KINDS = [("regions", gettext_lazy("regions")), ("offices", gettext_lazy("offices")), ("postings", gettext_lazy("postings"))]
COLUMNS = {
    "regions": ["code", "name", "level", "parent", "name_en"],
    "offices": ["code", "name", "kind", "region", "superior", "valid_from", "address", "phone", "name_en"],
    "postings": ["username", "name", "office", "role", "valid_from", "valid_until", "email"],
}
REQUIRED = {"regions": 3, "offices": 4, "postings": 4}


class BadFile(Exception):
    """Nothing was taken over; `errors` are (line, reason)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def load(kind: str, content: bytes, today: date) -> int:
    """Take over a file of `kind`; a row with a known code changes that row. Raises BadFile with every bad line."""
    rows = _rows(kind, content)
    errors: list[tuple[int, str]] = []
    with transaction.atomic():
        for line, row in rows:
            try:
                with transaction.atomic():
                    WRITERS[kind](row, today)
            except (ValidationError, ValueError, IntegrityError, Region.DoesNotExist, Office.DoesNotExist) as problem:
                errors.append((line, _reason(problem)))
        if errors:
            transaction.set_rollback(True)
        elif kind != "postings":
            rebuild_closure()
    if errors:
        raise BadFile(errors)
    return len(rows)


def _rows(kind: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile([(1, _("The file is not UTF-8. Save it as CSV UTF-8 and try again."))]) from None
    if "\0" in text:
        raise BadFile([(1, _("This is not a CSV file."))])
    reader = csv.DictReader(io.StringIO(text))
    missing = [c for c in COLUMNS[kind][: REQUIRED[kind]] if c not in (reader.fieldnames or [])]
    if missing:
        raise BadFile([(1, _("Columns are missing: %(names)s") % {"names": ", ".join(missing)})])
    return [(n, {k: (v or "").strip() for k, v in row.items() if k}) for n, row in enumerate(reader, start=2)]


def _reason(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        return "; ".join(problem.messages)
    if isinstance(problem, Region.DoesNotExist):
        return _("unknown region")
    if isinstance(problem, Office.DoesNotExist):
        return _("unknown office")
    return _("a value is missing, malformed or doubled")


def _region(row: dict[str, str], today: date) -> None:
    parent = Region.objects.get(code=row["parent"]) if row.get("parent") else None
    _save(Region, {"code": row["code"]}, {
        "name": row["name"], "name_en": row.get("name_en", ""), "level": int(row["level"]), "parent": parent,
        "path": region_path(row["code"], parent),
    })  # fmt: skip


def _office(row: dict[str, str], today: date) -> None:
    superior = Office.objects.get(code=row["superior"]) if row.get("superior") else None
    since = date.fromisoformat(row["valid_from"]) if row.get("valid_from") else today
    _save(Office, {"code": row["code"]}, {
        "name": row["name"], "name_en": row.get("name_en", ""), "kind": row["kind"], "superior": superior,
        "region": Region.objects.get(code=row["region"]), "valid_from": since, "address": row.get("address", ""),
        "phone": row.get("phone", ""),
    })  # fmt: skip


def _posting(row: dict[str, str], today: date) -> None:
    user = User.objects.filter(username=row["username"]).first()
    if user is None:
        user = User(username=row["username"], name=row["name"], email=row.get("email", ""))
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
    since = date.fromisoformat(row["valid_from"]) if row.get("valid_from") else today
    until = date.fromisoformat(row["valid_until"]) if row.get("valid_until") else None
    key = {"user": user, "office": Office.objects.get(code=row["office"]), "role": row["role"], "valid_from": since}
    _save(Posting, key, {"valid_until": until})


def _save(model: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    found = model.objects.filter(**key).first() or model(**key)
    for name, value in values.items():
        setattr(found, name, value)
    found.full_clean(exclude=["path"])
    found.save()


WRITERS: dict[str, Callable[[dict[str, str], date], None]] = {"regions": _region, "offices": _office, "postings": _posting}
