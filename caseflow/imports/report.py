"""The result of each row as a file: xlsx with text that is never a formula, csv line by line with such cells made safe."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from caseflow.imports.models import ImportRow, ImportRun, Result
from caseflow.imports.outcome import Outcome
from caseflow.imports.reasons import read_reasons
from offices.actors import Actor
from petitions.models import Petition

CHUNK = 2_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet takes a cell for a formula


def heads() -> list[str]:
    return [_("line"), _("result"), _("petition number"), _("number in the source"), _("reason")]


def cells_of(outcome: Outcome) -> list[Any]:
    """One row of the report in the language in force."""
    return [outcome.line, str(Result(outcome.result).label), outcome.number, outcome.external_no, outcome.words]


def outcomes_kept(
    run: ImportRun, *, dry: bool, actor: Actor | None = None, result: str = ""
) -> Iterator[list[Outcome]]:
    """The kept results by line, in pieces. The numbers of petitions that `actor` does not see stay out; None sees all."""
    rows = ImportRow.objects.filter(run=run, is_dry=dry).order_by("line")
    rows = rows.filter(result=result) if result else rows
    last = 0
    while found := list(rows.filter(line__gt=last)[:CHUNK]):
        yield outcomes_of_rows(found, actor)
        last = found[-1].line


def outcomes_of_rows(rows: list[ImportRow], actor: Actor | None) -> list[Outcome]:
    """Rows as outcomes, with the numbers of the petitions in the actor's sight."""
    ids = [r.petition_id for r in rows if r.petition_id]
    seen = (
        Petition.objects.filter(pk__in=ids) if actor is None else Petition.objects.visible_to(actor).filter(pk__in=ids)
    )
    numbers = dict(seen.values_list("pk", "number")) if ids else {}
    return [
        Outcome(r.line, r.result, r.external_no, tuple(read_reasons(r.reasons)), r.petition_id, numbers.get(r.petition_id, ""))
        for r in rows
    ]  # fmt: skip


def write_xlsx(path: Path, pieces: Iterable[list[Outcome]], sign: Callable[[], None] = lambda: None) -> int:
    """Write the report; returns the number of rows. `sign` is called between the pieces."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("import")
    sheet.set_column(1, 3, 22)
    sheet.set_column(4, 4, 60)
    sheet.write_row(0, 0, heads())
    count = 0
    for piece in pieces:
        for outcome in piece:
            count += 1
            sheet.write_row(count, 0, cells_of(outcome))
        sign()
    book.close()
    return count


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_lines(pieces: Iterable[list[Outcome]]) -> Iterator[str]:
    """The report as csv, a line at a time, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads())
    for piece in pieces:
        for outcome in piece:
            yield writer.writerow([_safe(v) for v in cells_of(outcome)])


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
