"""A whole case as one PDF, or as a ZIP of that PDF, its papers as they were issued and all its files, with their hashes."""

import csv
import hashlib
import logging
import unicodedata
import zipfile
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from caseflow.exports.case_pdf import document, whole
from caseflow.exports.files import safe
from caseflow.exports.nameless import Nameless
from caseflow.models import Case, Notice
from caseflow.services.paper_pdf import Lost, pdf_of
from caseflow.services.pdf import Unprintable, render
from offices import jobs
from offices.actors import Actor
from offices.models import Job
from petitions.models import Attachment
from petitions.services.files import path_of

KIND = "case_file"
FORMATS = {"pdf": "PDF", "zip": "ZIP"}
CHUNK = 1 << 20
OUT_OF_SIGHT = gettext_noop("This case is no longer in your sight.")
PACKED = (
    "image/",
    "video/",
    "audio/",
    "application/pdf",
    "application/vnd.openxml",
)  # nothing is won by packing them again
log = logging.getLogger("desk.jobs")


def ask(case: Case, form: str, language: str, actor: Actor, at: datetime, *, nameless: bool = False) -> Job:
    """Start the export of a case that `visible_to` showed; `nameless`: without the petitioner's identity. Raises jobs.TooMany."""
    asked = {"case": str(case.uid), "format": form, "language": language, "nameless": nameless}
    return jobs.start(KIND, actor, at, asked)


def run(work: jobs.Work) -> None:
    """Write the file. The case is looked for in the actor's sight anew: it may have left it since."""
    rows = Case.objects.visible_to(work.actor).select_related(
        "office", "handler", "matter__topic", "matter__region", "petition__office"
    )
    case = rows.filter(uid=work.asked["case"]).first()
    if case is None:
        raise jobs.Failed(OUT_OF_SIGHT)
    with translation.override(work.asked["language"]):
        form = work.asked["format"]
        path = work.output(f"{_file_name(case, work)}.{form}")
        try:
            _write(case, work, path, form)
        except Unprintable as problem:
            log.error("case %s cannot be set: %s", case.uid, problem)
            raise jobs.Failed(
                gettext_noop("The document could not be set. Tell your administrator its number.")
            ) from None


def barred(job: Job, actor: Actor) -> str:
    """Why a file made before is not given out any more: the case, or her right to read it, has left the actor."""
    seen = Case.objects.visible_to(actor).filter(uid=job.asked["case"])
    return "" if seen.exists() else OUT_OF_SIGHT


def _write(case: Case, work: jobs.Work, path: Path, form: str) -> None:
    actor = work.actor
    shown = whole(case, actor)
    rows = Notice.objects.visible_to(actor).filter(pk__in=[p.pk for p in shown.papers]).order_by("pk")
    papers = list(rows.select_related("case__petition"))  # as issued: so each office's numbers of a kind rise
    work.progress(0, 1 + len(papers) + len(shown.files))
    cut = Nameless(case.matter_id) if work.asked.get("nameless") else None
    data = document(case, shown, papers, actor, work.at, nameless=cut is not None)
    pdf = render("case.typ", cut.all(data) if cut else data, work.at)
    if form == "pdf":
        path.write_bytes(pdf)
        return
    with Archive(path, work.at) as archive:
        archive.text(f"{_file_name(case, work)}.pdf", pdf, "")
        for n, paper in enumerate(papers, 1):
            _paper(archive, f"papers/{n:03d}_", paper, cut)
            work.progress(1 + n)
        for n, file in enumerate(() if cut else shown.files, 1):
            archive.file(f"files/{n:04d}_{safe_name(file.opened_name)}", file)
            work.progress(1 + len(papers) + n)
    work.told["missing"] = archive.missing


def _paper(archive: "Archive", before: str, paper: Notice, cut: Nameless | None) -> None:
    """The frozen PDF. The text alone where none is to be had, or where the petitioner is taken out of it."""
    name = f"{paper.number}_{paper.get_kind_display()}"
    if cut is not None:
        archive.text(before + safe_name(f"{name}.txt"), cut.text(paper.opened).encode(), "")
        return
    try:
        body = pdf_of(paper)
    except (Lost, Unprintable) as problem:
        log.error("the PDF of paper %s is not to be had: %s", paper.uid, type(problem).__name__)
        if isinstance(problem, Lost):
            archive.lost(safe_name(f"{name}.pdf"))
        archive.text(before + safe_name(f"{name}.txt"), paper.opened.encode(), paper.sha256)
    else:
        archive.text(before + safe_name(f"{name}.pdf"), body, paper.pdf.sha256, packed=True)


def _file_name(case: Case, work: jobs.Work) -> str:
    """The petition's number, which is hers too: of a nameless file a word and the case's own id."""
    return f"case_{case.uid.hex[-12:]}" if work.asked.get("nameless") else str(case.number)


class Archive:
    """A ZIP written part by part, with a manifest of what is in it, what it should be, and what was not to be found."""

    def __init__(self, path: Path, at: datetime) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._date = timezone.localtime(at).timetuple()[:6]
        self._lines: list[tuple[str, str, str, str, str]] = []
        self.missing = 0

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: Any, *_more: Any) -> None:
        if kind is None:
            self._manifest()
        self._zip.close()

    def _entry(self, name: str, *, packed: bool = False) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._date)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        return entry

    def text(self, name: str, body: bytes, sha256: str, *, packed: bool = False) -> None:
        """A part that is at hand; `sha256` is the recorded hash, "" for none."""
        self._zip.writestr(self._entry(name, packed=packed), body)
        self._note(name, name.rpartition("/")[2], len(body), hashlib.sha256(body).hexdigest(), sha256)

    def file(self, name: str, row: Attachment) -> None:
        """An attachment, copied in pieces; one that the store has lost is told in the manifest."""
        digest, size = hashlib.sha256(), 0
        try:
            source = path_of(row.sha256).open("rb")
        except OSError:
            self.lost(row.opened_name, str(row.size), row.sha256)
            return
        with source, self._zip.open(self._entry(name, packed=row.content_type.startswith(PACKED)), "w", force_zip64=True) as target:  # fmt: skip
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        self._note(name, row.opened_name, size, digest.hexdigest(), row.sha256)

    def lost(self, original: str, size: str = "", sha256: str = "") -> None:
        """Tell in the manifest what belongs here and is not to be had."""
        self.missing += 1
        self._lines.append(("", original, size, sha256, _("missing in the store")))

    def _note(self, name: str, original: str, size: int, found: str, recorded: str) -> None:
        told = _("as recorded") if found == recorded else _("differs from the record") if recorded else ""
        self._lines.append((name, original, str(size), found, told))

    def _manifest(self) -> None:
        out = StringIO()
        writer = csv.writer(out)
        writer.writerow([_("File in the archive"), _("Name"), _("Bytes"), "SHA-256", _("Check")])
        writer.writerows([safe(cell) for cell in line] for line in self._lines)
        self._zip.writestr(self._entry("manifest.csv"), out.getvalue().encode("utf-8-sig"))


def safe_name(name: str) -> str:
    """A file name that every system takes: no folders, no control or reserved characters, short enough."""
    base = unicodedata.normalize("NFC", name)
    base = "".join("_" if c in '<>:"/\\|?*' else c for c in base if c.isprintable()).strip(" .")
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = base, "", ""
    return (stem.encode()[:120].decode(errors="ignore").rstrip(" .") or "file") + dot + ending
