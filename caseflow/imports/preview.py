"""The first rows of an upload as they would be understood, and what is missing or doubtful about its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caseflow.imports.fields import FIELDS, REQUIRED
from caseflow.imports.files import text_of
from caseflow.imports.models import ImportRun
from caseflow.imports.reasons import BadRow, Reason
from caseflow.imports.rows import Checker, Lookups
from caseflow.imports.service import REGISTERED
from offices.models import Region
from petitions.models import Petition, Topic

EXAMPLES = 3


@dataclass(frozen=True)
class Shown:
    """One row as it would be registered; `problem` where it would be rejected."""

    line: int
    number: str = ""
    received_at: datetime | None = None
    place: Any = None
    topic: Any = None
    summary: str = ""
    replied_at: datetime | None = None
    status: str = ""  # kind and state as they are here
    problem: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the file: its letter in a spreadsheet, what stands in it, and the field it is taken for."""

    index: int
    letter: str
    name: str
    examples: list[str]
    field: str


def columns_of(run: ImportRun, mapping: Mapping[str, int]) -> list[Column]:
    """The columns that have a name or hold anything in the first rows."""
    fields = {index: field for field, index in mapping.items()}
    found = []
    for index, name in enumerate(run.columns):
        cells = [text_of(row[index])[:40] for _line, row in run.first_rows if index < len(row)]
        examples = [c for c in cells if c][:EXAMPLES]
        if name or examples:
            found.append(Column(index, letter_of(index), name, examples, fields.get(index, "")))
    return found


def letter_of(index: int) -> str:
    """A, B ... Z, AA: what a spreadsheet calls the column."""
    text, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def missing(mapping: Mapping[str, int]) -> list[Any]:
    """The labels of needed fields that no column stands for."""
    return [FIELDS[name].label for name in REQUIRED if name not in mapping]


def rows_shown(run: ImportRun, at: datetime) -> list[Shown]:
    """The first rows as the mapping reads them; nothing is written."""
    checker = Checker(run.mapping, run.office, run.source, at, Lookups())
    letters: list[Any] = []
    for line, row in run.first_rows:
        try:
            letters.append(checker.letter(line, row))
        except BadRow as problem:
            letters.append(Shown(line, problem=problem.reason.words))
    given = [x.registration for x in letters if not isinstance(x, Shown)]
    names = _names(given)
    known = Petition.objects.filter(source=run.source, external_no__in=[g.external_no for g in given])
    there = set(known.values_list("external_no", flat=True))
    return [x if isinstance(x, Shown) else _shown(x, names, there) for x in letters]


def _names(given: Sequence[Any]) -> dict[tuple[str, int | None], Any]:
    places = Region.objects.in_bulk({g.region_id for g in given if g.region_id})
    topics = Topic.objects.in_bulk({g.topic_id for g in given if g.topic_id})
    return {**{("place", pk): r for pk, r in places.items()}, **{("topic", pk): t for pk, t in topics.items()}}


def _shown(letter: Any, names: Mapping[tuple[str, int | None], Any], there: set[str]) -> Shown:
    given = letter.registration
    doubts = [r.words for r in letter.doubts]
    if letter.number in there:
        doubts.append(Reason(REGISTERED, {"number": letter.number}).words)
    return Shown(
        letter.line, letter.number, given.received_at, names.get(("place", given.region_id)), names.get(("topic", given.topic_id)),
        given.summary, letter.replied_at, letter.status.words if letter.status else "", "", tuple(doubts),
    )  # fmt: skip
