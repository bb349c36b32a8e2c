"""Bytes in pieces of any size become whole, checked frames; what is none is skipped and counted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import ClassVar

from dinrail.bms.errors import Cause, FrameRejected

__all__ = ["Framing", "Reassembler", "StreamCounters"]


class StreamCounters:
    """What became of the bytes of one device since its parser was made."""

    __slots__ = ("first", "frames", "last", "rejected", "skipped_bytes")

    def __init__(self) -> None:
        self.frames = 0
        self.rejected: Counter[Cause] = Counter()
        self.skipped_bytes = 0
        self.first: FrameRejected | None = None
        """What went wrong first; later ones may follow from it."""
        self.last: FrameRejected | None = None

    def reject(self, error: FrameRejected) -> None:
        """Counts a frame that is not handed on."""
        self.rejected[error.cause] += 1
        self.first = self.first or error
        self.last = error


class Framing(ABC):
    """The rules of one protocol: how a frame begins, how long it is, what makes it valid."""

    heads: ClassVar[tuple[bytes, ...]]
    max_length: ClassVar[int]
    """Bytes of the longest frame; the buffer never holds more than twice that."""

    @abstractmethod
    def length(self, data: bytes) -> int | None:
        """Bytes of the frame `data` begins with: None while more are needed to tell, 0 when none begins here."""

    @abstractmethod
    def check(self, frame: bytes) -> None:
        """Raises FrameRejected for a frame of the right length that is not valid."""


class Reassembler:
    """Cuts a stream into the frames of a framing.

    After a frame that fails its check the search goes on at the next byte, so junk, glued frames and a lost byte
    cost no more than the frame they hit. What comes out does not depend on where the stream was split.
    """

    __slots__ = ("_buffer", "_framing", "counters")

    def __init__(self, framing: Framing, counters: StreamCounters | None = None) -> None:
        self._framing = framing
        self._buffer = bytearray()
        self.counters = counters or StreamCounters()

    @property
    def pending(self) -> int:
        """Bytes that may become a frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Whole, valid frames that end in `data`, in order."""
        frames: list[bytes] = []
        step = self._framing.max_length
        for start in range(0, len(data), step):
            self._buffer += data[start : start + step]
            self._scan(frames)
        return frames

    def flush(self) -> list[bytes]:
        """Gives up waiting for the rest of what has begun; frames behind a wrong beginning still come out.

        For the moment a reply is overdue, and before the next request.
        """
        frames: list[bytes] = []
        if self._buffer:
            self.counters.reject(FrameRejected("length", f"ended after {len(self._buffer)} bytes"))
        while self._buffer:
            self._skip(1)
            self._scan(frames)
        return frames

    def reset(self) -> None:
        """Forgets what was begun; for a new connection."""
        self._buffer.clear()

    def _scan(self, frames: list[bytes]) -> None:
        while self._buffer:
            self._skip(self._junk())
            if not self._buffer:
                return
            length = self._framing.length(bytes(self._buffer[: self._framing.max_length]))
            if length is None and len(self._buffer) < self._framing.max_length:
                return
            if not length or length > self._framing.max_length:
                self._skip(1)
            elif len(self._buffer) < length:
                return
            else:
                self._take(length, frames)

    def _take(self, length: int, frames: list[bytes]) -> None:
        frame = bytes(self._buffer[:length])
        try:
            self._framing.check(frame)
        except FrameRejected as error:
            self.counters.reject(error)
            self._skip(1)
            return
        del self._buffer[:length]
        self.counters.frames += 1
        frames.append(frame)

    def _skip(self, count: int) -> None:
        del self._buffer[:count]
        self.counters.skipped_bytes += count

    def _junk(self) -> int:
        """Bytes in front of the first head, or of what may be the beginning of one at the end."""
        size = len(self._buffer)
        first = size
        for head in self._framing.heads:
            found = self._buffer.find(head, 0, min(size, first + len(head)))
            if found >= 0:
                first = min(first, found)
            for part in range(len(head) - 1, 0, -1):
                if size - part < first and self._buffer.endswith(head[:part]):
                    first = size - part
        return first
