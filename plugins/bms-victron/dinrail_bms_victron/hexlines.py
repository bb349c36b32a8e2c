"""VE.Direct in hex: lines `: command byte… check LF`, the command one digit, bytes two; all of it adds up to 0x55.

Source: VE.Direct HEX protocol, BMV; github.com/koestler/go-victron for captures.
"""

from __future__ import annotations

from dinrail.bms import FrameRejected, Framing

__all__ = ["ASYNC", "GET", "HexFraming", "line", "parts"]

COLON, LF = b":", b"\n"
GET, ASYNC = 0x7, 0xA
SUM = 0x55
SHORTEST = 5
DIGITS = frozenset(b"0123456789ABCDEFabcdef")


def line(command: int, data: bytes) -> bytes:
    """The line of a command."""
    check = (SUM - command - sum(data)) & 0xFF
    return f":{command:X}{data.hex().upper()}{check:02X}\n".encode()


def parts(raw: bytes) -> tuple[int, bytes]:
    """Command and bytes of a valid line, without its check."""
    return int(raw[1:2], 16), bytes.fromhex(raw[2:-3].decode())


class HexFraming(Framing):
    """Finds lines; what is not hex between a colon and a line feed is text, or a line that was hit."""

    heads = (COLON,)
    max_length = 128

    def length(self, data: bytes) -> int | None:
        """Up to the line feed, 0 where something else than a digit comes first."""
        for at, byte in enumerate(data[1:], 1):
            if byte == LF[0]:
                return at + 1
            if byte not in DIGITS:
                return 0
        return None

    def check(self, frame: bytes) -> None:
        """Raises FrameRejected: length, checksum."""
        if len(frame) < SHORTEST or len(frame) % 2 == 0:
            raise FrameRejected("length", f"{len(frame) - 2} digits are no line")
        command, data = parts(frame)
        if (command + sum(data) + int(frame[-3:-1], 16)) & 0xFF != SUM:
            raise FrameRejected("checksum", f"a line of {len(frame)} characters does not add up")
