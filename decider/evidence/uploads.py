"""How a file comes in: straight to the disk, hashed on the way, never more than is allowed."""

import contextlib
import hashlib
import logging
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.template.defaultfilters import filesizeformat

from decider.evidence.files import NO_ROOM

logger = logging.getLogger(__name__)


class EvidenceUploadHandler(TemporaryFileUploadHandler):
    """Writes each uploaded file to the disk as it arrives; the file then knows its `sha256`.

    One that is larger than `most_bytes`, or finds no room on the disk, is dropped there and then; `refused` says why,
    by the field of the form.
    """

    def __init__(self, request: Any = None, *, most_bytes: int) -> None:
        super().__init__(request)
        self.most_bytes = most_bytes
        self.refused: dict[str, str] = {}
        self._received = 0
        self._hash = hashlib.sha256()

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        # Django calls the temporary file by the end of the user's name, which may be longer than a disk takes.
        super().new_file(field_name, "upload", *args, **kwargs)
        self.file.name = self.file_name = file_name
        self._received, self._hash = 0, hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received += len(raw_data)
        if self._received > self.most_bytes:
            self._drop(f"This file is larger than {filesizeformat(self.most_bytes)}: split it.")
            raise SkipFile
        self._hash.update(raw_data)
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            logger.exception("An uploaded file could not be written")
            self._drop(NO_ROOM)
            raise SkipFile from None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            file = super().file_complete(file_size)
        except OSError:
            logger.exception("An uploaded file could not be written")
            self._drop(NO_ROOM)
            return None
        file.sha256 = self._hash.hexdigest()  # type: ignore[union-attr]
        return file

    def _drop(self, why: str) -> None:
        self.refused[str(self.field_name)] = why
        # Closing deletes it, whatever could not be written; the handler must not look for it again.
        with contextlib.suppress(OSError):
            self.file.close()
        del self.file
