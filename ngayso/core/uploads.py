"""The bound of an upload: what is larger is cut off while it arrives, not after it filled the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.datastructures import MultiValueDict

from ngayso.core.files import MOST_BYTES


class Bounded(FileUploadHandler):
    """Stops a request whose files together pass MOST_BYTES; the form then says so (`request.FILES` stays empty)."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> tuple[Any, MultiValueDict[str, Any]] | None:
        self.seen = 0
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            if self.request is not None:
                self.request.too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
