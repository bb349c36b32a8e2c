"""Batteries on a CAN bus: frames as `candump` writes them, and parsers that are fed with them."""

from __future__ import annotations

import re
from abc import abstractmethod

import msgspec

from dinrail.bms.errors import FrameRejected
from dinrail.bms.parser import BMSParser, Frame, Options

__all__ = ["CANParser", "CanFrame", "parse_candump"]

NOTATION = re.compile(r"(?:\S+\s+)*?(?P<id>[0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})#(?P<data>(?:\.?[0-9A-Fa-f]{2}){0,8})")
MAX_LINE = 128
EXTENDED = 0x1FFFFFFF
STANDARD = 0x7FF


class CanFrame(msgspec.Struct, frozen=True):
    """A data frame: 11-bit identifier, or 29-bit when `extended`; up to 8 bytes."""

    id: int
    data: bytes
    extended: bool = False


def parse_candump(text: str) -> CanFrame:
    """Frame of `355#6400`, `18904001#0102…` or a line of a log; three digits are an 11-bit identifier, eight 29.

    Raises FrameRejected(length) for more than 8 bytes, half a byte or an identifier of another size.
    """
    found = NOTATION.fullmatch(text.strip()) if len(text) <= MAX_LINE else None
    if found is None:
        raise FrameRejected("length", f"{text[:40]!r} is not a CAN data frame of up to 8 bytes")
    identifier, extended = int(found["id"], 16), len(found["id"]) > 3
    if identifier > (EXTENDED if extended else STANDARD):
        raise FrameRejected("content", f"{found['id']} is not an identifier")
    return CanFrame(identifier, bytes.fromhex(found["data"].replace(".", "")), extended)


class CANParser(BMSParser):
    """Base of parsers on a CAN bus; the kind of a frame is its identifier."""

    links = frozenset({"can"})

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self._line = bytearray()

    @abstractmethod
    def accepts(self, frame: CanFrame) -> bool:
        """Whether a frame of the bus is of this battery; raises FrameRejected for one of its own that is broken."""

    def feed_can(self, frame: CanFrame) -> list[Frame]:
        """Our frame of one of the bus, if it is of this battery."""
        try:
            if not self.accepts(frame):
                return []
        except FrameRejected as error:
            self.counters.reject(error)
            return []
        self.counters.frames += 1
        return [Frame(kind=frame.id, payload=frame.data)]

    def feed(self, data: bytes) -> list[Frame]:
        """Frames of lines as `candump` writes them; each ends at a line feed."""
        self._line += data
        *lines, rest = bytes(self._line).split(b"\n")
        self._line[:] = rest[:MAX_LINE]
        return [frame for line in lines if line.strip() for frame in self._feed_line(line)]

    def flush(self) -> list[Frame]:
        """Takes the last line as complete."""
        line, self._line = bytes(self._line), bytearray()
        return self._feed_line(line) if line.strip() else []

    def reset(self) -> None:
        """Forgets half a line."""
        self._line.clear()

    def _feed_line(self, line: bytes) -> list[Frame]:
        try:
            return self.feed_can(parse_candump(line.decode("ascii", "replace")))
        except FrameRejected as error:
            self.counters.reject(error)
            return []
