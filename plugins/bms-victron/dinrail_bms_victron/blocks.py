"""VE.Direct text as blocks: `CR LF label TAB value …`, at the end `CR LF Checksum TAB byte`; the sum of all is 0.

The last byte may be anything, also CR, LF, TAB or a colon, so lines are no help. Between and inside of blocks lines of
hex may come, `:A…LF`, which the sum does not cover. Source: VE.Direct protocol 3.33.
"""

from __future__ import annotations

from dinrail.bms import FrameRejected, StreamCounters

__all__ = ["BlockReader", "fields_of"]

CR, LF, COLON = 0x0D, 0x0A, 0x3A
LAST_LABEL = b"\r\nChecksum\t"
BEGINNINGS = (b"\r\nPID\t", b"\r\nH1\t")
LONGEST_BLOCK = 1024
LONGEST_HEX = 96
HEX_DIGITS = frozenset(b"0123456789ABCDEFabcdef")


def fields_of(block: bytes) -> dict[str, str]:
    """Values by label of a valid block, without the checksum."""
    lines = block[: -len(LAST_LABEL) - 1].decode("latin-1").split("\r\n")
    return {label: value for label, tab, value in (line.partition("\t") for line in lines) if tab}


class BlockReader:
    """Finds blocks byte by byte; what comes out does not depend on how the stream was split."""

    def __init__(self, counters: StreamCounters) -> None:
        self._counters = counters
        self._block = bytearray()
        self._hex: bytearray | None = None
        self._ended = False
        self._midway = False
        """The stream was joined within a block, whose rest is nobody's fault."""

    def feed(self, data: bytes) -> list[bytes]:
        """Valid blocks that end in `data`."""
        return [block for byte in data if (block := self._take(byte)) is not None]

    def reset(self) -> bool:
        """Forgets what was begun; whether that was part of a block."""
        begun = len(self._block) > 2
        self._block.clear()
        self._hex = None
        self._ended = self._midway = False
        return begun

    def _take(self, byte: int) -> bytes | None:
        if self._hex is not None:
            self._take_hex(byte)
            return None
        if self._block.endswith(LAST_LABEL):
            return self._end(byte)
        if byte == COLON:
            self._hex = bytearray()
            return None
        self._take_text(byte)
        return None

    def _take_text(self, byte: int) -> None:
        begin = bytes(self._block[:2])
        if (begin == b"" and byte != CR) or (begin == b"\r" and byte not in {CR, LF}):
            self._midway = not self._ended
            self._skip(len(self._block) + 1)
        elif byte == CR and begin in {b"\r", b"\r\n"} and len(self._block) <= len(begin):
            self._skip(len(self._block))
            self._block.append(CR)
        else:
            self._block.append(byte)
            if len(self._block) > LONGEST_BLOCK:
                self._counters.reject(FrameRejected("length", f"no end within {LONGEST_BLOCK} bytes"))
                self._skip(len(self._block))

    def _take_hex(self, byte: int) -> None:
        line = self._hex
        if line is None:
            return
        if byte in HEX_DIGITS and len(line) < LONGEST_HEX:
            line.append(byte)
            return
        self._hex = None
        if byte == CR:
            self._take_text(byte)

    def _end(self, byte: int) -> bytes | None:
        block = bytes((*self._block, byte))
        self._block.clear()
        midway, self._ended, self._midway = self._midway, True, False
        for part in (block, block[_last_beginning(block) :]):
            if sum(part) & 0xFF == 0:
                self._counters.frames += 1
                return part
        if midway:
            self._counters.skipped_bytes += len(block)
        else:
            self._counters.reject(FrameRejected("checksum", f"sum of a block of {len(block)} bytes is not 0"))
        if byte == CR:
            self._block.append(CR)
        return None

    def _skip(self, count: int) -> None:
        self._counters.skipped_bytes += count
        self._block.clear()


def _last_beginning(block: bytes) -> int:
    """Where the last block begins in what may be several, because the end of one was hit."""
    first = block[: block.find(b"\t") + 1]
    return max(block.rfind(label) for label in (first, *BEGINNINGS))
