"""Files that are written row by row: CSV and XLSX, safe against formulas, in constant memory.

CSV: UTF-8 with a byte order mark, lines end with CR LF, days 2026-11-23, instants 2026-11-23 14:05. A text that a
spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from caseflow.exports.columns import Column

MOST_ROWS = 1_048_575  # of a sheet, below its head
QUOTE = '"'
MOST_LETTERS = 32_767  # of a cell, as a spreadsheet counts them
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
RISKY = frozenset("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
Words = Sequence[tuple[str, str]]


class RowFile(Protocol):
    def write(self, columns: Sequence[list[Any]]) -> None:
        """Rows, given as one list for each column."""

    def end(self, about: Words) -> None: ...


def clean(text: str) -> str:
    """Without the control characters that no XML may hold."""
    return text if text.isprintable() else ILLEGAL.sub("", text)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text and text[0] in RISKY and not NUMBER.fullmatch(text) else text


def _quoted(text: str) -> str:
    return f'"{text.replace(QUOTE, QUOTE * 2)}"'


def _cells(kind: str, values: list[Any]) -> list[str]:
    """A column's values for a CSV. Texts are always quoted: csv.writer looks at each letter by itself, at twice the cost."""
    if kind == "text":
        return [_quoted(safe(value)) if value else "" for value in values]
    if kind == "name":
        known = {value: _quoted(safe(value)) if value else "" for value in set(values)}
        return [known[value] for value in values]
    if kind in {"word", "moment"}:
        return values
    return ["" if value is None else str(value) for value in values]


def _instants(values: list[str]) -> list[datetime | None]:
    return [datetime.fromisoformat(value) if value else None for value in values]


class CsvFile:
    """`about` comes after an empty line at the end."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = open(path, "w", encoding="utf-8", newline="")  # noqa: SIM115  (closed by `end`)
        self._kinds = [c.kind for c in columns]
        self._file.write("\ufeff")
        self._lines([_quoted(safe(str(c.label))) for c in columns])

    def _lines(self, *rows: Sequence[str]) -> None:
        self._file.write("".join([f"{','.join(row)}\r\n" for row in rows]))

    def write(self, columns: Sequence[list[Any]]) -> None:
        self._lines(*zip(*map(_cells, self._kinds, columns), strict=True))

    def end(self, about: Words) -> None:
        if about:
            self._lines([], *([_quoted(safe(name)), _quoted(safe(value))] for name, value in about))
        self._file.close()


class XlsxFile:
    """One sheet after another, each with a frozen head; `about` is the last sheet."""

    def __init__(self, path: Path, columns: Sequence[Column], title: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "tmpdir": str(path.parent), "use_zip64": True,
        })  # fmt: skip
        self._columns, self._labels = columns, [str(c.label) for c in columns]
        self._note, self._title = (
            _(" [cut here: a cell holds no more; the CSV has the whole text]"),
            re.sub(r"[\[\]:*?/\\]", " ", title)[:25],
        )
        self._head = self._book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        look = {"valign": "top"}
        self._formats = {
            "text": self._book.add_format({**look, "num_format": "@"}), "number": self._book.add_format(look),
            "day": self._book.add_format({**look, "num_format": "yyyy-mm-dd"}),
            "moment": self._book.add_format({**look, "num_format": "yyyy-mm-dd hh:mm"}),
        }  # fmt: skip
        self._sheets, self._row, self.cut = 0, 0, 0
        self._sheet = self._next_sheet()

    def _next_sheet(self) -> Worksheet:
        self._sheets += 1
        sheet = self._book.add_worksheet(self._title if self._sheets == 1 else f"{self._title} {self._sheets}")
        sheet.freeze_panes(1, 0)
        for n, column in enumerate(self._columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, self._labels[n], self._head)
        self._row = 0
        return sheet

    def write(self, columns: Sequence[list[Any]]) -> None:
        told = [_instants(v) if c.kind == "moment" else v for c, v in zip(self._columns, columns, strict=True)]
        for row in zip(*told, strict=True):
            if self._row == MOST_ROWS:
                self._sheet = self._next_sheet()
            self._row += 1
            for n, value in enumerate(row):
                self._put(n, value)

    def _put(self, n: int, value: Any) -> None:
        """A value of its own kind; days before 1900, which no sheet knows, as text."""
        if value is None or value == "":
            return
        sheet, row = self._sheet, self._row
        if isinstance(value, str):
            sheet.write_string(row, n, self._fitting(clean(value)), self._formats["text"])
        elif isinstance(value, date):
            kind = "moment" if isinstance(value, datetime) else "day"
            if value.year < 1900:
                sheet.write_string(row, n, value.isoformat(), self._formats["text"])
            else:
                sheet.write_datetime(row, n, value, self._formats[kind])
        else:
            sheet.write_number(row, n, value, self._formats["number"])

    def _fitting(self, text: str) -> str:
        """At most what a cell holds, counted as spreadsheets do; a note tells where a text goes on elsewhere."""
        if len(text) * 2 <= MOST_LETTERS or len(text.encode("utf-16-le")) // 2 <= MOST_LETTERS:
            return text
        self.cut += 1
        room = (MOST_LETTERS - len(self._note)) * 2
        return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + self._note

    def end(self, about: Words) -> None:
        if about:
            sheet = self._book.add_worksheet(_("About"))
            sheet.set_column(0, 0, 24)
            sheet.set_column(1, 1, 80)
            cut = [(_("Texts cut to what a cell holds"), str(self.cut))] if self.cut else []
            for n, (name, value) in enumerate([*about, *cut]):
                sheet.write_string(n, 0, clean(name), self._head)
                sheet.write_string(n, 1, clean(value), self._formats["text"])
        self._book.close()
