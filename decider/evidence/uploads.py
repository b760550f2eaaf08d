"""How a file comes in: straight to the disk, hashed on the way, never more than is allowed."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class EvidenceUploadHandler(TemporaryFileUploadHandler):
    """Writes each uploaded file to the disk as it arrives; the file then knows its `sha256`.

    One that is larger than `most_bytes` is dropped where it passes that size, and is in `too_large` instead.
    """

    def __init__(self, request: Any = None, *, most_bytes: int) -> None:
        super().__init__(request)
        self.most_bytes = most_bytes
        self.too_large: list[str] = []
        self._received = 0
        self._hash = hashlib.sha256()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received, self._hash = 0, hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received += len(raw_data)
        if self._received > self.most_bytes:
            self.too_large.append(str(self.field_name))
            # Closing deletes it; the handler must not look for it again.
            self.file.close()
            del self.file
            raise SkipFile
        self._hash.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = super().file_complete(file_size)
        file.sha256 = self._hash.hexdigest()  # type: ignore[union-attr]
        return file  # type: ignore[return-value]
