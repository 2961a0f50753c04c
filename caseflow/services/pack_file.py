"""A pack from a TOML file (docs/how-to/local-rules.md): read strictly, so that a slip of the pen never becomes a rule."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseflow.packs import EXTENDED, LocalOption, LocalTerm, Problem
from caseflow.services.packs import Draft, PackRefused
from caseflow.statute import LAWS, Unit
from offices.models import Region

HEAD = {"code", "name_zh", "name_en", "region", "valid_from", "valid_until", "source", "note", "terms", "options"}
NEEDED = ("code", "name_zh", "source")
TERM = {"code", "length", "unit", "max_extension", "article", "own"}
OPTION = {"name", "value", "article"}
MAX_BYTES = 200_000


@dataclass(frozen=True)
class Given:
    """What the command line says instead of the file."""

    region: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def read_pack(content: bytes, given: Given) -> Draft:
    """The draft that the file describes. Raises PackRefused with everything that is wrong with its shape."""
    data = _data(content)
    found = [Problem(name, "key") for name in sorted(set(data) - HEAD)]
    found += [
        Problem(name, "missing") for name in NEEDED if not isinstance(data.get(name), str) or not data[name].strip()
    ]
    terms, options = _lines(data, "terms", TERM, found), _lines(data, "options", OPTION, found)
    begins, ends = given.valid_from or data.get("valid_from"), given.valid_until or data.get("valid_until")
    if type(begins) is not date:
        found.append(Problem("valid_from", "missing"))
    if ends is not None and type(ends) is not date:
        found.append(Problem("valid_until", "key"))
    region = Region.objects.filter(code=given.region or str(data.get("region", ""))).first()
    if region is None:
        found.append(Problem("region", "region"))
    read_terms = [_term(row, found) for row in terms]
    read_options = [_option(row, found) for row in options]
    if found or region is None:
        raise PackRefused(found)
    return Draft(
        data["code"].strip(), data["name_zh"].strip(), region, begins, data["source"].strip(), str(data.get("name_en", "")),
        ends, str(data.get("note", "")).strip(), [t for t in read_terms if t], [o for o in read_options if o],
    )  # fmt: skip


def _data(content: bytes) -> Mapping[str, Any]:
    if len(content) > MAX_BYTES:
        raise PackRefused([Problem("", "file")])
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise PackRefused([Problem(str(problem), "file")]) from None


def _lines(data: Mapping[str, Any], name: str, known: set[str], found: list[Problem]) -> list[Mapping[str, Any]]:
    rows = data.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        found.append(Problem(name, "key"))
        return []
    found += [Problem(f"{name}: {key}", "key") for row in rows for key in sorted(set(row) - known)]
    return rows


def _term(row: Mapping[str, Any], found: list[Problem]) -> LocalTerm | None:
    code, length, unit = row.get("code"), row.get("length"), row.get("unit", "days")
    extension = row.get("max_extension", usual_extension(code))
    if not isinstance(code, str) or type(length) is not int or type(extension) is not int:
        found.append(Problem(str(code), "missing"))
        return None
    if unit not in ("days", "working_days"):
        found.append(Problem(code, "unit"))
        return None
    return LocalTerm(
        code, length, Unit(unit), extension, str(row.get("article", "")).strip(), row.get("own", False) is True
    )


def usual_extension(code: Any) -> int:
    """The days by which the term may be extended where a pack does not say otherwise."""
    return LAWS["R22"].terms[EXTENDED].max_extension if code == EXTENDED else 0


def _option(row: Mapping[str, Any], found: list[Problem]) -> LocalOption | None:
    if not isinstance(row.get("name"), str) or not isinstance(row.get("value"), str):
        found.append(Problem(str(row.get("name")), "missing"))
        return None
    return LocalOption(row["name"], row["value"], str(row.get("article", "")).strip())
