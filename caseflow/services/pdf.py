"""Documents as PDF/A by typst: a template of `templates/typst/` and data. What users wrote is data, never markup.

The fonts are those of the installation alone. A character that none of them has is printed as its code, 〔U+1F600〕:
nothing is lost, and nothing breaks. No network: a template imports no package.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates" / "typst"
STANDARD = "a-2b"
PROBE = b'#set text(font: ("Noto Sans SC", "Noto Serif SC"))\n#json(bytes(sys.inputs.data))'
_shown: set[str] = set()
_missing: set[str] = set()


class Unprintable(Exception):
    """The document could not be set; the text is typst's own, for the log."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def render(template_name: str, data: dict[str, Any], at: datetime | None = None) -> bytes:
    """The PDF of `templates/typst/<template_name>` with `data` (any JSON value), dated `at`. Raises Unprintable.

    PDF/A-2b; where a text cannot be set so (a rare combination of characters), a plain PDF.
    """
    told = _told(data)
    try:
        return _compile(FOLDER / template_name, told, STANDARD, at)
    except typst.TypstError as problem:
        if "PDF/A" not in problem.message:
            raise Unprintable(problem.message) from problem
    try:
        return _compile(FOLDER / template_name, told, "1.7", at)
    except typst.TypstError as problem:
        raise Unprintable(problem.message) from problem


COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b")
BIND = b"""
#set document(title: json(bytes(sys.inputs.data)).title)
#set page(paper: "a4", margin: 0mm)
#let d = json(bytes(sys.inputs.data))
#for (i, (name, page)) in d.sheets.enumerate() {
  if i > 0 { pagebreak() }
  image("/" + name, format: "pdf", page: page, width: 210mm, height: 297mm)
}
"""


def pages(body: bytes) -> int:
    """The number of pages of a PDF that `render` made."""
    found = [int(a or b) for a, b in COUNT.findall(body)]
    return max(found, default=1)


def bind(folder: Path, sheets: list[list[Any]], title: str) -> bytes:
    """Pages of PDFs that lie in `folder`, (file, page) by (file, page), as one PDF. Raises Unprintable."""
    told = json.dumps({"sheets": sheets, "title": title}, ensure_ascii=False)
    try:
        return _compile(BIND, told, "1.7", root=folder)
    except typst.TypstError as problem:
        raise Unprintable(problem.message) from problem


def _compile(source: Any, told: str, standard: Any, at: datetime | None = None, root: Path = FOLDER) -> bytes:
    made = typst.compile(
        source if isinstance(source, bytes) else str(source), root=str(root), font_paths=_fonts(), sys_inputs={"data": told},
        pdf_standards=standard, format="pdf", timestamp=int(at.timestamp()) if at else None, package_path=str(FOLDER / "no-packages"), package_cache_path=str(FOLDER / "no-packages"),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _told(data: Any) -> str:
    """The data as JSON, every character one that can be printed."""
    return json.dumps(_printable(data, _without_glyph(_letters(data))), ensure_ascii=False)


def _letters(data: Any) -> set[str]:
    match data:
        case str():
            return set(data)
        case dict():
            return set().union(*(_letters(v) for v in data.values()))
        case list() | tuple():
            return set().union(*(_letters(v) for v in data))
    return set()


def _printable(data: Any, missing: set[str]) -> Any:
    match data:
        case str():
            codes = {c: "" if c < " " else f"〔U+{ord(c):04X}〕" for c in missing & set(data)}
            return data.translate({ord(c): code for c, code in codes.items()}) if codes else data
        case dict():
            return {k: _printable(v, missing) for k, v in data.items()}
        case list() | tuple():
            return [_printable(v, missing) for v in data]
    return data


def _without_glyph(letters: Iterable[str]) -> set[str]:
    """Those of the characters that no font has: set once a process by trying, halves of halves."""
    asked = set(letters)
    unknown = sorted(asked - _shown - _missing)
    if unknown:
        _try(unknown)
    return asked & _missing


def _try(letters: list[str]) -> None:
    try:
        _compile(PROBE, json.dumps(" ".join(letters)), STANDARD)
        _shown.update(letters)
    except typst.TypstError:
        if len(letters) == 1:
            _missing.update(letters)
            return
        half = len(letters) // 2
        _try(letters[:half])
        _try(letters[half:])
