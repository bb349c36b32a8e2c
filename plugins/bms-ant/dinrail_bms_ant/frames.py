"""Frames of the protocol since 2021: `7E A1 function address16 length data… crc16 AA 55`, numbers low byte first.

The CRC is that of Modbus over everything between the two marks. Answers have bit 4 of the function set.
Device info declares six bytes less than it has; they lie between CRC and end mark.
Source: github.com/syssi/esphome-ant-bms, also its issue 172.
"""

from __future__ import annotations

from dinrail import crc
from dinrail.bms import FrameRejected, Framing

__all__ = ["INFO", "PASSWORD_SIZE", "REPLY", "STATUS", "UNLOCK", "UNLOCK_ADDRESS", "NewFraming", "question"]

HEAD, TAIL = b"\x7e\xa1", b"\xaa\x55"
STATUS, INFO = 0x11, 0x12
UNLOCK, UNLOCK_ADDRESS, PASSWORD_SIZE = 0x23, 0x6A01, 8
REPLY = 0x10
QUESTIONS = frozenset({STATUS & ~REPLY, INFO & ~REPLY})
"""Our own, as some lines echo them: they declare what they ask for and carry nothing."""
HEADER = 6
AROUND = 10
UNDECLARED = 6
LENGTH_AT = 5
MOST_CELLS, MOST_SENSORS = 32, 16
CELLS_AT = 34
FIXED_PART = 52
"""Bytes of a status that are needed behind the sensors."""


def question(function: int, address: int, length: int, data: bytes = b"") -> bytes:
    """A frame that asks for `length` bytes at an address, or brings `data` of that length."""
    body = bytes((function,)) + address.to_bytes(2, "little") + bytes((length,)) + data
    return HEAD + body + crc.modbus(HEAD[1:] + body) + TAIL


class NewFraming(Framing):
    """Finds frames by header, declared length, CRC and end mark at its place."""

    heads = (HEAD,)
    max_length = 255 + AROUND + UNDECLARED

    def length(self, data: bytes) -> int | None:
        """As declared; for device info the longer one, unless the end mark is where it should be."""
        if len(data) < HEADER:
            return None
        declared = data[LENGTH_AT] + AROUND
        if data[2] in QUESTIONS:
            return AROUND
        if data[2] != INFO:
            return declared
        if len(data) < declared + UNDECLARED:
            return declared if data[declared - 2 : declared] == TAIL else None
        return declared if data[declared - 2 : declared] == TAIL else declared + UNDECLARED

    def check(self, frame: bytes) -> None:
        """Raises FrameRejected: tail, checksum, content."""
        if not frame.endswith(TAIL):
            raise FrameRejected("tail", f"{frame[-2:].hex()} where the end mark should be")
        end = HEADER + (0 if frame[2] in QUESTIONS else frame[LENGTH_AT])
        if crc.modbus(frame[1:end]) != frame[end : end + 2]:
            raise FrameRejected("checksum", f"CRC is not {frame[end : end + 2].hex()}")
        if frame[2] == STATUS:
            _check_counts(frame)


def _check_counts(frame: bytes) -> None:
    sensors, cells = frame[8:9], frame[9:10]
    if not cells or not sensors or cells[0] > MOST_CELLS or sensors[0] > MOST_SENSORS:
        raise FrameRejected("content", "more cells or sensors than the protocol has")
    if CELLS_AT + 2 * (cells[0] + sensors[0]) + FIXED_PART > len(frame) - 4:
        raise FrameRejected("content", "cells and sensors do not fit into the frame")
