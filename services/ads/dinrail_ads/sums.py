"""Sum commands: many reads, writes or handle requests in one exchange, each with its own error.

Layout (infosys.beckhoff.com, "ADS sum command"): the request lists 12 bytes per item; the answer begins with the items'
u32 errors, the data follow back to back.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import TypeVar

from dinrail.errors import DeviceError
from dinrail_ads.faults import AdsRefusal, failure
from dinrail_ads.transport import Span, Transport
from dinrail_ads.wire.groups import Group

__all__ = ["MAX_ITEMS", "ReadBlock", "get_handles", "release_handles", "split"]

T = TypeVar("T")

MAX_ITEMS = 500
MAX_BYTES = 256 * 1024
_ITEM = struct.Struct("<III")
_READ_WRITE_ITEM = struct.Struct("<IIII")
_HANDLE = struct.Struct("<I")


def split(items: Sequence[T], size: int = MAX_ITEMS) -> Iterator[Sequence[T]]:
    """Pieces of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


class ReadBlock:
    """A sum read of fixed spans, packed once and sent again and again."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = list(spans)
        self._request = b"".join(_ITEM.pack(*span) for span in self.spans)
        self._errors = struct.Struct(f"<{len(self.spans)}I")
        self._size = self._errors.size + sum(span.size for span in self.spans)
        at, self.places = self._errors.size, []
        for span in self.spans:
            self.places.append(at)
            at += span.size

    async def read(self, transport: Transport) -> bytes:
        """The whole answer: errors, then data at `places`; raises DeviceError."""
        return await transport.read_write(Group.SUM_READ, len(self.spans), self._size, self._request)

    def errors(self, answer: bytes) -> tuple[int, ...] | None:
        """The items' error codes; None when all are well."""
        size = self._errors.size
        return None if not any(answer[:size]) else self._errors.unpack_from(answer)


async def get_handles(transport: Transport, names: Sequence[str]) -> list[int | DeviceError]:
    """A handle per name, or why there is none; raises DeviceError when the link fails."""
    found: list[int | DeviceError] = []
    for part in split(names):
        texts = [name.encode("cp1252", "replace") + b"\0" for name in part]
        heads = b"".join(_READ_WRITE_ITEM.pack(Group.HANDLE_BY_NAME, 0, 4, len(text)) for text in texts)
        size = 12 * len(part)
        try:
            answer = await transport.read_write(Group.SUM_READ_WRITE, len(part), size, heads + b"".join(texts))
        except AdsRefusal:  # TwinCAT 2 may not know this sum command, and a refused item shortens the answer
            found += [await _handle(transport, text) for text in texts]
            continue
        at = 8 * len(part)
        for index, name in enumerate(part):
            error, length = struct.unpack_from("<II", answer, 8 * index)
            if error or length != 4 or at + length > len(answer):
                found.append(failure(error or 0x705, name))
            else:
                found.append(_HANDLE.unpack_from(answer, at)[0])
            at += length
    return found


async def release_handles(transport: Transport, handles: Sequence[int]) -> None:
    """Give handles back; those the PLC no longer knows are no error."""
    for part in split(handles):
        heads = b"".join(_ITEM.pack(Group.RELEASE_HANDLE, 0, 4) for _ in part)
        data = b"".join(_HANDLE.pack(handle) for handle in part)
        await transport.read_write(Group.SUM_WRITE, len(part), 4 * len(part), heads + data)


async def _handle(transport: Transport, text: bytes) -> int | DeviceError:
    try:
        answer = await transport.read_write(Group.HANDLE_BY_NAME, 0, 4, text)
    except AdsRefusal as error:
        return error
    handle: int = _HANDLE.unpack(answer)[0]
    return handle
