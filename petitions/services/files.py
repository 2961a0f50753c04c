"""Attachments: stored by SHA-256 with their real content type; the name is data, never a path."""

import contextlib
import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import filetype
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from petitions.models import Attachment
from petitions.sealing import seal
from petitions.services.inputs import StoredFile

LOG = logging.getLogger("desk.files")
# real type -> the endings that may carry it
ALLOWED = {
    "application/pdf": {"pdf"}, "image/jpeg": {"jpg", "jpeg"}, "image/png": {"png"}, "image/gif": {"gif"},
    "image/webp": {"webp"}, "image/heic": {"heic"}, "image/bmp": {"bmp"}, "image/tiff": {"tif", "tiff"},
    "audio/mpeg": {"mp3"}, "audio/x-wav": {"wav"}, "audio/mp4": {"m4a"}, "audio/aac": {"aac"}, "audio/amr": {"amr"},
    "video/mp4": {"mp4", "m4v"}, "video/quicktime": {"mov"}, "text/plain": {"txt", "csv"},
    "application/msword": {"doc", "xls", "ppt", "wps", "et"},
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {"docx"},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"xlsx"},
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": {"pptx"},
}  # fmt: skip
OLD_OFFICE = {"application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-ole-storage"}


class BadFile(Exception):
    """A file that is not taken; the message says why, in words for a clerk."""


def clean_name(name: str) -> str:
    """The file's own name without folders or control characters, at most 200 characters with its ending."""
    base = PurePosixPath(name.replace("\\", "/")).name
    base = "".join(c for c in base if c.isprintable()).strip() or "file"
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= 200 else f"{(stem or base)[: 199 - len(ending)]}{dot}{ending}"


def real_type(head: bytes, name: str) -> str:
    """The content type by the first bytes; raises BadFile where it is unknown or not what the name says."""
    ending = name.rpartition(".")[2].lower()
    guess = filetype.guess(head)
    mime = guess.mime if guess else ""
    if mime in OLD_OFFICE or head.startswith(b"\xd0\xcf\x11\xe0"):
        mime = "application/msword"
    if mime == "application/zip":
        mime = next((m for m, endings in ALLOWED.items() if ending in endings and "openxml" in m), mime)
        if "openxml" in mime and b"[Content_Types].xml" not in head and b"_rels/" not in head:
            mime = "application/zip"
    if not mime and _is_text(head):
        mime = "text/plain"
    if mime not in ALLOWED:
        raise BadFile(
            _("“%(name)s” is of a kind that is not taken (pictures, PDF, office documents, sound and film are).")
            % {"name": name}
        )
    if ending not in ALLOWED[mime]:
        raise BadFile(
            _("“%(name)s” is not what its name says: its content is %(kind)s.") % {"name": name, "kind": mime}
        )
    return mime


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - 4 if len(head) > 8 else None].decode(encoding)
            return True
        except UnicodeDecodeError:
            continue
    return False


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def store(file: BinaryIO, name: str, size: int) -> StoredFile:
    """Write the file under its hash, fsynced before any row names it. Raises BadFile, also where the store is full or
    out of order, for what came with the file is worth more; a known file is written once."""
    name = clean_name(name)
    limit = settings.ATTACHMENT_MAX_BYTES
    if size > limit:
        raise BadFile(_("“%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": limit // 2**20})
    if size == 0:
        raise BadFile(_("“%(name)s” is empty.") % {"name": name})
    try:
        data = file.read()
        mime = real_type(data[:8192], name)
        sha256 = hashlib.sha256(data).hexdigest()
        _write(data, path_of(sha256))
    except OSError as reason:
        LOG.error("a file could not be stored: errno %s", reason.errno)  # never its name: it may be a person's
        raise BadFile(
            _("The file “%(name)s” could not be stored: the desk has no room for files at present. All else is kept; "
              "send it without the file, or try again later and tell the administrator.") % {"name": name}
        ) from reason  # fmt: skip
    return StoredFile(sha256, name, mime, size)


def file_row(file: StoredFile, secret: bool, user_id: int | None, at: datetime, **of: Any) -> Attachment:
    """An unsaved attachment; what a confidential one was called lies sealed, for a name may tell all."""
    ending = file.name.rpartition(".")[2].lower()
    name = f"file.{ending}" if ending.isalnum() and len(ending) < 8 else "file"
    return Attachment(
        sha256=file.sha256, name=name if secret else file.name, sealed=seal({"name": file.name}) if secret else None,
        content_type=file.content_type, size=file.size, added_by_id=user_id, added_at=at, **of,
    )  # fmt: skip


def seal_names(rows: QuerySet[Attachment]) -> None:
    """What files of an accusation were called moves under seal."""
    for file in rows.filter(sealed=None):
        Attachment.objects.filter(pk=file.pk).update(name="file", sealed=seal({"name": file.name}))


def _write(data: bytes, target: Path) -> None:
    """Under a name of its own until all of it is on the disk: two threads at once do not meet, a killed one leaves no target."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{uuid.uuid4().hex}")
    try:
        with open(partial, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def keep(data: bytes) -> str:
    """Store what the desk itself made, on the disk before this returns; its hash. Raises OSError, and nothing is kept then."""
    sha256 = hashlib.sha256(data).hexdigest()
    _write(data, path_of(sha256))
    return sha256


def named(sha256: str) -> bool:
    """Whether a row of any room names the file."""
    return any(ask(sha256) for ask in NAMED_BY)


def _by_attachment(sha256: str) -> bool:
    return Attachment.objects.filter(sha256=sha256).exists()


NAMED_BY: list[Callable[[str], bool]] = [_by_attachment]  # each room that keeps files adds its own


def pack(files: list[StoredFile]) -> str:
    """Stored files as a signed text for a form's hidden field: a form with errors keeps its files."""
    return signing.dumps([[f.sha256, f.name, f.content_type, f.size] for f in files], salt="files") if files else ""


def unpack(text: str) -> list[StoredFile]:
    """The files of `pack`; nothing for a forged or old text."""
    try:
        return [StoredFile(*row) for row in signing.loads(text, salt="files", max_age=86400)] if text else []
    except signing.BadSignature:
        return []
