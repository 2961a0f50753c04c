"""The PDF of a paper: set from its frozen text, kept in the store by its hash, found again, and bound for printing."""

import base64
import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
from django.conf import settings

from caseflow.facts import Refusal, Refused
from caseflow.models import Notice, PaperPdf
from caseflow.services import pdf
from caseflow.services.paper_layout import QUERY, sheet_of
from caseflow.services.pdf import Unprintable
from petitions.sealing import seal, unseal
from petitions.services import files

log = logging.getLogger("desk.papers")
MOST_BOUND = 300  # papers printed in one go


class Lost(Exception):
    """The paper's PDF is not in the store as it was, and cannot be set as it was."""


def set_text(
    text: str, title: str, petition_number: str, at: datetime, stamp: str = "", *, compact: bool = False
) -> bytes:
    """The PDF of a paper's text. The same text at the same instant gives the same bytes. Raises Unprintable."""
    sheet = sheet_of(text)
    site = f"{settings.SITE_URL}/query/"
    asked = sheet["query"].startswith(QUERY)
    qr = segno.make(f"{site}?n={petition_number}", error="m").svg_inline(border=1) if asked else ""
    return pdf.render(
        "paper.typ",
        {**sheet, "title": sheet["title"] or title, "qr": qr, "site": f"查询网址：{site}" if asked else "", "seal": "（印章）", "stamp": stamp, "compact": compact},
        at,
    )  # fmt: skip


def pages_of(body: bytes) -> int:
    """How many pages a PDF has."""
    return pdf.pages(body)


def keep(made: Iterable[tuple[Notice, bytes]]) -> None:
    """Store the PDFs, on the disk before this returns, and write their rows."""
    rows = [_row(notice, body, notice.issued_at) for notice, body in made]
    if rows:
        PaperPdf.objects.bulk_create(rows, ignore_conflicts=True)  # two who open it first at once set the same


def _row(notice: Notice, body: bytes, at: datetime) -> PaperPdf:
    sha256, sealed = hashlib.sha256(body).hexdigest(), None
    if notice.sealed:
        sealed = seal(base64.b64encode(body).decode())
    else:
        try:
            files.keep(body)
        except OSError as reason:
            log.error("a paper could not be stored: errno %s", reason.errno)
            raise Refused(Refusal("paper_no_room", facts={"paper": notice.kind})) from reason
    return PaperPdf(notice=notice, sha256=sha256, size=len(body), pages=pages_of(body), sealed=sealed, made_at=at)


def pdf_of(notice: Notice) -> bytes:
    """The PDF of an issued paper that the caller may see, as it was frozen; set now where nobody asked for it before.

    `notice` with its case and petition. Raises Lost or Unprintable.
    """
    row = PaperPdf.objects.filter(notice=notice).first()
    if row is None:
        made = set_text(notice.opened, notice.title, notice.case.petition.number, notice.issued_at)
        keep([(notice, made)])
        return made
    if row.sealed:
        found = base64.b64decode(unseal(row.sealed))
    else:
        path = files.path_of(row.sha256)
        found = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(found).hexdigest() == row.sha256:
        return found
    return _set_again(notice, row)


def _set_again(notice: Notice, row: PaperPdf) -> bytes:
    """The store has lost the file: the same text set anew, if it comes out the same to the byte."""
    made = set_text(notice.opened, notice.title, notice.case.petition.number, notice.issued_at)
    if hashlib.sha256(made).hexdigest() != row.sha256:
        raise Lost(str(notice.uid))
    path = files.path_of(row.sha256)
    path.unlink(missing_ok=True)
    files.keep(made)
    return made


def bound(bodies: Sequence[bytes], title: str) -> bytes:
    """Several PDFs as one, in their order, each page as it is. Raises Unprintable."""
    with TemporaryDirectory() as folder:
        sheets = []
        for n, body in enumerate(bodies):
            (Path(folder) / f"{n}.pdf").write_bytes(body)
            sheets += [[f"{n}.pdf", page] for page in range(1, pages_of(body) + 1)]
        return pdf.bind(Path(folder), sheets, title)


def named_by_paper(sha256: str) -> bool:
    """Whether a paper's PDF lies under this hash: the store's housekeeping keeps it."""
    return PaperPdf.objects.filter(sha256=sha256).exists()


__all__ = ["MOST_BOUND", "Lost", "Unprintable", "bound", "keep", "named_by_paper", "pdf_of", "set_text"]
