"""Regions, offices and postings from CSV: all or nothing, errors by line.

A row whose code is known changes that region or office; a posting is known by user, office, role and first day.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.actors import Actor
from offices.models import Office, Posting, Region, User
from offices.services import rebuild_closure, rebuild_paths, region_path
from offices.staff import check_office, check_period, check_region, check_username

MAX_BYTES = 5 * 1024 * 1024
KINDS = [
    ("regions", gettext_lazy("regions")),
    ("offices", gettext_lazy("offices")),
    ("postings", gettext_lazy("postings")),
]


@dataclass(frozen=True)
class Column:
    """One column of a file: its name in the header, whether a row needs it, and what it means."""

    name: str
    needed: bool
    meaning: Any


def _column(name: str, meaning: Any, needed: bool = False) -> Column:
    return Column(name, needed, meaning)


COLUMNS: dict[str, list[Column]] = {
    "regions": [
        _column("code", gettext_lazy("12 digits"), True),
        _column("name", gettext_lazy("the Chinese name"), True),
        _column("level", gettext_lazy("1 province, 2 prefecture, 3 county, 4 township, 5 village"), True),
        _column("parent", gettext_lazy("code of the region above; it stands earlier in the file or is already here")),
        _column("name_en", gettext_lazy("the English name")),
    ],
    "offices": [
        _column("code", gettext_lazy("2 to 20 capital letters or digits; begins the numbers of its petitions"), True),
        _column("name", gettext_lazy("the Chinese name"), True),
        _column("kind", gettext_lazy("petition, government, department, party, court, procuratorate, political_legal, "
                                     "discipline, mass, enterprise or joint"), True),
        _column("region", gettext_lazy("code of its region"), True),
        _column("superior", gettext_lazy("code of the office above, if there is one")),
        _column("valid_from", gettext_lazy("first day, 2026-11-23; empty: today")),
        _column("address", gettext_lazy("printed on papers")),
        _column("phone", gettext_lazy("printed on papers")),
        _column("name_en", gettext_lazy("the English name")),
        _column("is_vertical", gettext_lazy("1 if it is led from above alone, so that only the upper organ reviews its opinions; 0 or empty: no")),
    ],
    "postings": [
        _column("username", gettext_lazy("the name for the login; a new one makes an account"), True),
        _column("name", gettext_lazy("the person's name"), True),
        _column("office", gettext_lazy("code of the office"), True),
        _column("role", gettext_lazy("clerk, petition_officer, officer, head, supervisor, confidential, "
                                     "region_admin or system_admin"), True),
        _column("valid_from", gettext_lazy("first day, 2026-11-23; empty: today")),
        _column("valid_until", gettext_lazy("last day; empty: open")),
        _column("email", gettext_lazy("for the morning digest")),
    ],
}  # fmt: skip
KEY = {"regions": ["code"], "offices": ["code"], "postings": ["username", "office", "role", "valid_from"]}


class BadFile(Exception):
    """Nothing was taken over; `errors` are (line, reason)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def kinds_for(actor: Actor) -> list[tuple[str, Any]]:
    """What the actor may import: whoever hands out roles could hand herself one, so postings need `system`."""
    return KINDS if actor.may("system") else KINDS[:2] if actor.may("settings") else []


def load(kind: str, content: bytes, today: date, by: Actor | None = None) -> int:
    """Take over a file of `kind` for `by` (None: the command line). Raises BadFile with every bad line."""
    rows, seen = _rows(kind, content), {}
    errors: list[tuple[int, str]] = []
    with transaction.atomic():
        for line, row in rows:
            key = tuple(row.get(name, "") for name in KEY[kind])
            if key in seen:
                errors.append((line, _("the same as line %(line)d") % {"line": seen[key]}))
                continue
            seen[key] = line
            try:
                with transaction.atomic():
                    WRITERS[kind](row, today, by)
            except (ValidationError, IntegrityError) as problem:
                errors.append((line, _reason(problem)))
        if errors:
            transaction.set_rollback(True)
        elif kind == "regions":
            rebuild_paths()
        if not errors and kind != "postings":
            rebuild_closure()
    if errors:
        raise BadFile(errors)
    return len(rows)


def _rows(kind: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MAX_BYTES:
        raise BadFile([(1, _("The file is larger than 5 MB. Split it."))])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile([(1, _("The file is not UTF-8. Save it as CSV UTF-8 and try again."))]) from None
    csv.field_size_limit(131_072)  # another import in this process may have set its own
    if "\0" in text:
        raise BadFile([(1, _("This is not a CSV file."))])
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [c.name for c in COLUMNS[kind] if c.needed and c.name not in (reader.fieldnames or [])]
        if missing:
            raise BadFile([(1, _("Columns are missing: %(names)s") % {"names": ", ".join(missing)})])
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        raise BadFile([(reader.line_num, _("This is not a CSV file."))]) from None
    long = [(line, _("more columns than the header has")) for line, row in rows if None in row]
    if long or not rows:
        raise BadFile(long or [(1, _("The file has no rows."))])
    return [(line, {k: (v or "").strip() for k, v in row.items()}) for line, row in rows]


def _reason(problem: ValidationError | IntegrityError) -> str:
    if isinstance(problem, IntegrityError):
        return _("a value is missing, malformed or doubled")
    if hasattr(problem, "error_dict"):
        named = [(name, " ".join(texts)) for name, texts in problem.message_dict.items()]
        return "; ".join(text if name == "__all__" else f"{name}: {text}" for name, text in named)
    return "; ".join(problem.messages)


def _day(row: dict[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(row[name]) if row.get(name) else None
    except ValueError:
        raise ValidationError({name: _("not a day; write it as 2026-11-23")}) from None


def _yes(row: dict[str, str], name: str) -> bool:
    if row[name] not in {"", "0", "1"}:
        raise ValidationError({name: _("write 1 or 0")})
    return row[name] == "1"


def _by_code(row: dict[str, str], name: str, model: type[models.Model]) -> Any:
    """The region or office that a column names; None where it is empty."""
    if not row.get(name):
        return None
    found = model._default_manager.filter(code=row[name]).first()
    if found is None:
        raise ValidationError({name: _("“%(code)s” is not known here") % {"code": row[name]}})
    return found


def _region(row: dict[str, str], today: date, by: Actor | None) -> None:
    if row["level"] not in {"1", "2", "3", "4", "5"}:
        raise ValidationError({"level": _("write 1 to 5")})
    parent = _by_code(row, "parent", Region)
    region = Region.objects.filter(code=row["code"]).first() or Region(code=row["code"])
    check_region(region, int(row["level"]), parent, by)
    _save(region, {
        "name": row["name"], "name_en": row.get("name_en", ""), "level": int(row["level"]), "parent": parent,
        "path": region_path(row["code"], parent),
    })  # fmt: skip


def _office(row: dict[str, str], today: date, by: Actor | None) -> None:
    office = Office.objects.filter(code=row["code"]).first() or Office(code=row["code"], valid_from=today)
    superior, region = _by_code(row, "superior", Office), _by_code(row, "region", Region)
    check_office(office, region, superior, by)
    _save(office, {
        "name": row["name"], "name_en": row.get("name_en", ""), "kind": row["kind"], "superior": superior,
        "region": region, "valid_from": _day(row, "valid_from") or office.valid_from,
        "address": row.get("address", ""), "phone": row.get("phone", ""),
        # a file without the column leaves it as it was set by hand: it decides who reviews (R22 Art. 35)
        "is_vertical": _yes(row, "is_vertical") if "is_vertical" in row else office.is_vertical,
    })  # fmt: skip


def _posting(row: dict[str, str], today: date, by: Actor | None) -> None:
    user = User.objects.filter(username=row["username"]).first()
    if user is None:
        check_username(row["username"])
        user = User(username=row["username"], name=row["name"], email=row.get("email", ""))
        user.set_unusable_password()
        _save(user, {})
    office, since = _by_code(row, "office", Office), _day(row, "valid_from") or today
    key = {"user": user, "office": office, "role": row["role"], "valid_from": since}
    until = _day(row, "valid_until")
    check_period(since, until)
    if office is None:
        raise ValidationError({"office": _("is missing")})
    _save(Posting.objects.filter(**key).first() or Posting(**key), {"valid_until": until})


def _save(found: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(found, name, value)
    found.full_clean(exclude=["path", "password"])
    found.save()


WRITERS: dict[str, Callable[[dict[str, str], date, Actor | None], None]] = {
    "regions": _region, "offices": _office, "postings": _posting,
}  # fmt: skip
