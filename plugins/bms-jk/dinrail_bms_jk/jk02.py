"""Frames of the JK02 protocol: 300 bytes of fixed layout, in which the Bluetooth module likes to put words of its own.

Header `55 AA EB 90`, kind, counter, data, sum of the 299 bytes in front of the last one.
Source: github.com/syssi/esphome-jk-bms docs/protocol-design-ble.md, github.com/fl4p/batmon-ha issue 377.
"""

from __future__ import annotations

from dinrail.bms import FrameRejected, Framing
from dinrail_bms_jk.jk04 import is_jk04
from dinrail_bms_jk.layouts import layout_of

__all__ = ["INFO", "READING", "SETTINGS", "Jk02Framing", "command", "without_interjections"]

HEAD = b"\x55\xaa\xeb\x90"
COMMAND_HEAD = b"\xaa\x55\x90\xeb"
SIZE = 300
SETTINGS, READING, INFO = 1, 2, 3
READY = COMMAND_HEAD + b"\xc8\x01\x01" + bytes(12) + b"\x44"
INTERJECTIONS = (READY, b"AT\r\n")
"""What the Bluetooth module puts into the stream, also in the middle of a frame."""


def command(code: int) -> bytes:
    """The 20 bytes that ask for something: 0x97 device info, 0x96 settings and from then on readings."""
    body = COMMAND_HEAD + bytes((code, 0)) + bytes(13)
    return body + bytes((sum(body) & 0xFF,))


def summed(frame: bytes) -> bool:
    """Whether the first 300 bytes are a frame by their sum."""
    return sum(frame[: SIZE - 1]) & 0xFF == frame[SIZE - 1]


def without_interjections(raw: bytes) -> bytes:
    """The frame itself, if taking out the module's words makes one of it; else `raw` as it is."""
    if len(raw) == SIZE:
        return raw
    cut = raw
    for words in INTERJECTIONS:
        cut = cut.replace(words, b"")
    return cut if len(cut) == SIZE else raw


class Jk02Framing(Framing):
    """Finds frames, with and without interjections."""

    heads = (HEAD,)
    max_length = SIZE + sum(len(words) for words in INTERJECTIONS)

    def length(self, data: bytes) -> int | None:
        """300, or more where the module interrupted and the sum therefore does not fit."""
        if len(data) < SIZE:
            return None
        if summed(data):
            return SIZE
        extra = sum(len(words) for words in INTERJECTIONS if words in data)
        return None if _half_a_word(data) else SIZE + extra

    def check(self, frame: bytes) -> None:
        """Raises FrameRejected: checksum, or content for a reading of a layout nobody knows."""
        clean = without_interjections(frame)
        if len(clean) != SIZE or not summed(clean):
            raise FrameRejected("checksum", f"sum of {len(clean)} bytes is not {clean[-1]:#04x}")
        if clean[4] == READING and layout_of(clean) is None and not is_jk04(clean):
            raise FrameRejected("content", "no known layout of a reading fits")


def _half_a_word(data: bytes) -> bool:
    return any(data.endswith(words[:size]) for words in INTERJECTIONS for size in range(2, len(words)))
