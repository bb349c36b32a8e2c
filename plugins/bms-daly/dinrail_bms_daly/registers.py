"""Modbus RTU as Daly's Bluetooth modules speak it: function 3, answered under another address in one variant."""

from __future__ import annotations

from dinrail import crc
from dinrail.bms import FrameRejected, Framing

__all__ = ["RegisterFraming", "read_request"]

READ = 0x03
HEADER, CRC = 3, 2
MAX_BYTES = 250


def read_request(device: int, register: int, count: int) -> bytes:
    """Question for `count` registers."""
    body = bytes([device, READ]) + register.to_bytes(2, "big") + count.to_bytes(2, "big")
    return body + crc.modbus(body)


class RegisterFraming(Framing):
    """Answers of one device address: `address 03 bytes data crc`."""

    max_length = HEADER + MAX_BYTES + CRC

    def __init__(self, address: int) -> None:
        self.heads = (bytes([address, READ]),)  # type: ignore[misc]

    def length(self, data: bytes) -> int | None:
        """The third byte counts; a question, whose third byte is a register's high byte, begins no frame."""
        if len(data) < HEADER:
            return None
        count = data[2]
        return count + HEADER + CRC if 0 < count <= MAX_BYTES and count % 2 == 0 else 0

    def check(self, frame: bytes) -> None:
        """The checksum is right."""
        if crc.modbus(frame[:-CRC]) != frame[-CRC:]:
            raise FrameRejected("checksum", f"CRC of an answer of {frame[2]} bytes")
