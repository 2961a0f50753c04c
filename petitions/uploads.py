"""Uploads that do not fit on the disk: the file is left out and the form keeps all its other fields."""

import errno
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class Unstored(UploadedFile):
    """What is left of an upload that found no room: its name and size. Reading it says why."""

    def read(self, *given: Any) -> bytes:
        raise OSError(errno.ENOSPC, "no room for the upload")

    chunks = read  # type: ignore[assignment]


class SparingUploadHandler(TemporaryFileUploadHandler):
    """As Django's, but a full disk loses the file alone and not the request."""

    failed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.failed = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.failed = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.failed:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.failed = True
            self.file.close()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.failed:
            try:
                return super().file_complete(file_size)
            except OSError:
                self.failed = True
        return Unstored(ContentFile(b""), self.file_name, self.content_type, file_size)
