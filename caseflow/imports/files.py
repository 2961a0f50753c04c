"""Read a table from an xlsx or csv file: rows of plain values with their line numbers; hostile files are refused."""

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop
from python_calamine import CalamineError, CalamineWorkbook

from caseflow.imports.fields import is_known
from caseflow.imports.reasons import UnreadableFile

MAX_BYTES = 50 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 200
MAX_ROWS = 500_000
MAX_COLUMNS = 200
MAX_CELL = 10_000_000
TITLES = 10  # lines at the top among which the names of the columns are looked for
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 2**20
TOO_MANY = gettext_noop("%(name)s holds more than %(n)d rows: split it")

Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class Table:
    """Column names, the line they stand in, and the rows below with their lines. The first line is 1, as a spreadsheet shows it."""

    columns: list[str]
    header_line: int
    rows: Iterator[Row]


@dataclass(frozen=True)
class Survey:
    """What one pass over the whole file found."""

    columns: list[str]
    header_line: int
    count: int  # rows that hold anything
    first: list[Row]


def read_table(path: Path) -> tuple[list[str], Iterator[Row]]:
    """(column names, rows with their line)."""
    table = open_table(path)
    return table.columns, table.rows


def survey(path: Path, name: str = "", wanted: int = 10) -> Survey:
    """Read the file once from end to end, so that what cannot be read is told before anything is written."""
    table, count, first = open_table(path, name), 0, []
    for row in table.rows:
        if holds_something(row[1]):
            count += 1
            if count <= wanted:
                first.append(row)
            if count > MAX_ROWS:
                raise UnreadableFile(TOO_MANY, name=name or path.name, n=MAX_ROWS)
    return Survey(table.columns, table.header_line, count, first)


def open_table(path: Path, name: str = "") -> Table:
    """The table of a file; `name` is what the user calls it. Raises UnreadableFile, also while the rows are read."""
    name = name or path.name
    if not path.exists():
        raise UnreadableFile(gettext_noop("%(name)s: no such file"), name=name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(gettext_noop("%(name)s is empty"), name=name)
    if size > MAX_BYTES:
        raise UnreadableFile(
            gettext_noop("%(name)s is larger than %(n)d MB: split it"), name=name, n=MAX_BYTES // 2**20
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(OLD_EXCEL):
        msgid = gettext_noop("%(name)s is an old Excel file or has a password: save it as xlsx without one")
        raise UnreadableFile(msgid, name=name)
    rows = _xlsx(path, name) if head.startswith(b"PK") else _csv(path, head, name)
    return _with_header(_limited(rows, name), name)


def _with_header(rows: Iterator[Row], name: str) -> Table:
    """The names of the columns stand in the first line, or below a title that runs across."""
    top = list(islice(rows, TITLES))
    if not top:
        raise UnreadableFile(gettext_noop("%(name)s holds no row"), name=name)
    known = [sum(is_known(text_of(v)) for v in cells) for _line, cells in top]
    at = 0 if known[0] >= 2 else next((n for n, count in enumerate(known) if count >= 2), 0)
    line, header = top[at]
    columns = [" ".join(text_of(v).split())[:100] for v in header]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise UnreadableFile(gettext_noop("%(name)s: the first line must hold the columns' names"), name=name)
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFile(gettext_noop("%(name)s has more than %(n)d columns"), name=name, n=MAX_COLUMNS)
    return Table(columns, line, chain(top[at + 1 :], rows))


def _limited(rows: Iterator[Row], name: str) -> Iterator[Row]:
    for line, row in rows:
        if line > MAX_ROWS + TITLES:
            raise UnreadableFile(TOO_MANY, name=name, n=MAX_ROWS)
        yield line, row


def _xlsx(path: Path, name: str) -> Iterator[Row]:
    _refuse_bomb(path, name)
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        last = sheet.end[0] + 1 if sheet.end else 0
    except (CalamineError, OSError, ValueError, IndexError) as problem:
        msgid = gettext_noop("%(name)s is no readable xlsx file (%(kind)s)")
        raise UnreadableFile(msgid, name=name, kind=type(problem).__name__) from None
    if last > MAX_ROWS + 1:
        raise UnreadableFile(TOO_MANY, name=name, n=MAX_ROWS)
    return iter([]) if not last else enumerate(sheet.iter_rows(), start=1)


def _refuse_bomb(path: Path, name: str) -> None:
    """A spreadsheet that unpacks to far more than it weighs is not read at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            unpacked = sum(i.file_size for i in infos)
            worst = max((i.file_size / max(i.compress_size, 1) for i in infos), default=0)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFile(gettext_noop("%(name)s is no readable xlsx file (damaged)"), name=name) from None
    if unpacked > MAX_UNPACKED or (worst > MAX_RATIO and unpacked > 50 * 2**20) or len(infos) > 10_000:
        raise UnreadableFile(gettext_noop("%(name)s unpacks to %(n)d MB: refused"), name=name, n=unpacked // 2**20)


def _csv(path: Path, head: bytes, name: str) -> Iterator[Row]:
    wide = head.startswith(UTF16)
    if head.count(0) * 20 > len(head) and not wide:
        raise UnreadableFile(gettext_noop("%(name)s is neither xlsx nor csv"), name=name)
    encoding = next((e for e in ("utf-16" if wide else "utf-8-sig", "gb18030") if _decodes(path, e)), None)
    if encoding is None:
        raise UnreadableFile(gettext_noop("%(name)s: unknown encoding; save it as CSV UTF-8"), name=name)
    csv.field_size_limit(MAX_CELL)
    return _csv_rows(path, encoding)


def _decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file is text in an encoding, read in pieces."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader((line.replace("\0", "") for line in file), delimiter=_delimiter(path, encoding))
        line = 0
        while True:
            line += 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                msgid = gettext_noop("line %(line)d cannot be read: %(problem)s")
                raise UnreadableFile(msgid, line=line, problem=str(problem)) from None
            yield line, row


def _delimiter(path: Path, encoding: str) -> str:
    """A comma, or what the first line has instead of any: some spreadsheets write semicolons or tabs."""
    with path.open(encoding=encoding) as file:
        first = file.readline(10_000)
    return "," if "," in first else max(";\t,", key=first.count) if ";" in first or "\t" in first else ","


def holds_something(row: list[Any]) -> bool:
    return any(text_of(v) for v in row)


def text_of(value: Any) -> str:
    """A cell as text: whole floats as integers, padding and NULs away."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\0", "").replace("_x000D_", "").strip()


WRITTEN = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")


def instant_of(value: Any) -> tuple[datetime, bool]:
    """(naive local time or aware instant, whether a time was given). Raises ValueError with the text."""
    if isinstance(value, datetime):
        return value, (value.hour, value.minute, value.second) != (0, 0, 0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), False
    text = text_of(value)
    with suppress(ValueError):
        if found := WRITTEN.fullmatch(text):
            year, _mark, month, day, hour, minute, second = found.groups()
            return datetime(*(int(v or 0) for v in (year, month, day, hour, minute, second))), hour is not None
        if found := PACKED.fullmatch(text):
            return datetime(*(int(v) for v in found.groups())), False
        return datetime.fromisoformat(text), "T" in text or ":" in text
    raise ValueError(text[:40]) from None


__all__ = [
    "Row",
    "Survey",
    "Table",
    "UnreadableFile",
    "holds_something",
    "instant_of",
    "open_table",
    "read_table",
    "survey",
    "text_of",
]
