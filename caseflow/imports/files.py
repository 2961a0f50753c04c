"""Read a table from an xlsx or csv file: rows of plain values with their line numbers; hostile files are refused."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES = 50 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 200
MAX_ROWS = 500_000


class UnreadableFile(Exception):
    """The file cannot be read as a table; the text says why, for a clerk."""


Row = tuple[int, list[Any]]


def read_table(path: Path) -> tuple[list[str], Iterator[Row]]:
    """(column names, rows with their line). Lines count as a spreadsheet shows them: the header is line 1."""
    if not path.exists():
        raise UnreadableFile(f"{path.name}: no such file")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty")
    if size > MAX_BYTES:
        raise UnreadableFile(f"{path.name} is larger than {MAX_BYTES // 2**20} MB: split it")
    head = path.open("rb").read(8)
    rows = _xlsx(path) if head.startswith(b"PK") else _csv(path, head)
    try:
        header = next(rows)[1]
    except StopIteration:
        raise UnreadableFile(f"{path.name} holds no row") from None
    names = [str(v).strip() if v is not None else "" for v in header]
    if not any(names):
        raise UnreadableFile(f"{path.name}: the first line must hold the columns' names")
    return names, rows


def _xlsx(path: Path) -> Iterator[Row]:
    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
    except (CalamineError, OSError, ValueError, IndexError) as problem:
        raise UnreadableFile(f"{path.name} is no readable xlsx file ({type(problem).__name__})") from None
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"{path.name} holds more than {MAX_ROWS} rows: split it")
    return iter([(n, row) for n, row in enumerate(rows, start=1)])


def _refuse_bomb(path: Path) -> None:
    """A spreadsheet that unpacks to far more than it weighs is not read at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            unpacked = sum(i.file_size for i in infos)
            worst = max((i.file_size / max(i.compress_size, 1) for i in infos), default=0)
    except (zipfile.BadZipFile, OSError):
        raise UnreadableFile(f"{path.name} is no readable xlsx file (damaged)") from None
    if unpacked > MAX_UNPACKED or (worst > MAX_RATIO and unpacked > 50 * 2**20) or len(infos) > 10_000:
        raise UnreadableFile(f"{path.name} unpacks to {unpacked // 2**20} MB: refused")


def _csv(path: Path, head: bytes) -> Iterator[Row]:
    raw = path.read_bytes()
    if raw[:4096].count(0) * 20 > len(raw[:4096]) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path.name} is neither xlsx nor csv")
    text = None
    for encoding in ("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        raise UnreadableFile(f"{path.name}: unknown encoding; save it as CSV UTF-8")
    csv.field_size_limit(10_000_000)
    return _csv_rows(text)


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text.replace("\0", "")))
    line = 0
    while True:
        line += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise UnreadableFile(f"line {line} cannot be read: {problem}") from None
        yield line, row


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


FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d",
           "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")  # fmt: skip


def instant_of(value: Any) -> tuple[datetime, bool]:
    """(naive local time or aware instant, whether a time was given). Raises ValueError with the text."""
    if isinstance(value, datetime):
        return value, (value.hour, value.minute, value.second) != (0, 0, 0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), False
    text = text_of(value)
    for pattern in FORMATS:
        try:
            return datetime.strptime(text, pattern), "%H" in pattern
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text), "T" in text or ":" in text
    except ValueError:
        raise ValueError(text[:40]) from None
