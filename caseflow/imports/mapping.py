"""Which column stands for which field: guessed by the known names, or as it was corrected for this layout before."""

import hashlib
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop

from caseflow.imports.fields import FIELDS, REQUIRED, known_names, normal
from caseflow.imports.models import ImportMapping
from caseflow.imports.reasons import BadImport, Reason
from offices.models import Office


def signature(columns: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def saved(columns: Sequence[str], office: Office) -> ImportMapping | None:
    """What this office saved for the layout."""
    return ImportMapping.objects.filter(signature=signature(columns), office=office).first()


def match(columns: Sequence[str], office: Office) -> dict[str, int]:
    """field -> column index: as the office saved it for this layout, else by the known names."""
    if found := saved(columns, office):
        return {f: i for f, i in found.mapping.items() if f in FIELDS and i < len(columns)}
    guessed: dict[str, int] = {}
    for index, column in enumerate(columns):
        if field := known_names().get(normal(column)):
            guessed.setdefault(field, index)
    return guessed


def check(columns: Sequence[str], mapping: Mapping[str, int]) -> None:
    """Raises BadImport where a needed column is missing, or where one stands for two fields."""
    if missing := [name for name in REQUIRED if name not in mapping]:
        msgid = gettext_noop("columns are missing: %(missing)s; found: %(found)s")
        raise BadImport(msgid, missing=", ".join(missing), found=", ".join(c for c in columns if c))
    if len(set(mapping.values())) < len(mapping):
        raise BadImport(gettext_noop("one column stands for two fields"))


def doubts(columns: Sequence[str], header_line: int) -> list[Reason]:
    """What is odd about the header and left to the eye of whoever imports."""
    found = []
    if header_line > 1:
        msgid = gettext_noop("The names of the columns stand in line %(line)d; what stands above is left out.")
        found.append(Reason(msgid, {"line": header_line}))
    named = [c for c in columns if c]
    if twice := sorted({c for c in named if named.count(c) > 1}):
        found.append(
            Reason(gettext_noop("Several columns have the same name: %(names)s"), {"names": ", ".join(twice)[:200]})
        )
    if len(named) < len(columns):
        found.append(Reason(gettext_noop("%(n)d columns have no name"), {"n": len(columns) - len(named)}))
    return found


def remember(columns: Sequence[str], mapping: Mapping[str, int], office: Office, source: str = "") -> None:
    """Save the mapping of a layout for the office, so that the next file of it needs no asking."""
    ImportMapping.objects.update_or_create(
        signature=signature(columns), office=office,
        defaults={"columns": list(columns), "mapping": dict(mapping), **({"source": source} if source else {})},
    )  # fmt: skip


def layout_of(mapping: Mapping[str, int]) -> str:
    """One source for one layout: the plain, the replied and the labelled messages number themselves apart."""
    return "replied" if "reply" in mapping else "labelled" if "topic" in mapping else "plain"
