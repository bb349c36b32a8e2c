"""What a device on a bad day does to a request that matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dinrail_modbus.rtu import with_crc

__all__ = ["Fault", "FaultKind", "mangle", "mangle_rtu"]

JUNK = bytes.fromhex("00 ff 01 04 28 7e a5 01 03 02")  # noise, and what looks like the head of an answer

FaultKind = Literal[
    "silent",
    "exception",
    "delay",
    "drop",
    "hold",
    "cut_frame",
    "short_pdu",
    "wrong_transaction",
    "wrong_unit",
    "wrong_function",
    "wrong_byte_count",
    "not_modbus",
    "wrong_crc",
    "junk",
]


@dataclass
class Fault:
    """Applies to requests of `unit`, `function` and `address` (None: any), `times` times (None: until healed).

    exception: `code`; delay: answer after `seconds`, also late ones; drop: close the connection; hold: send the answer
    in front of the next one; wrong_crc and junk (noise in front of the frame) are for RTU; the others spoil the frame.
    """

    kind: FaultKind
    unit: int | None = None
    function: int | None = None
    address: int | None = None
    times: int | None = None
    code: int = 4
    seconds: float = 0.0

    def matches(self, unit: int, function: int, address: int, count: int) -> bool:
        """Whether it applies to a request for `count` addresses from `address`."""
        return (
            self.times != 0
            and self.unit in (None, unit)
            and self.function in (None, function)
            and (self.address is None or address <= self.address < address + count)
        )


def mangle(kind: FaultKind, frame: bytes) -> bytes:
    """A correct answer spoilt: transaction, protocol and length of 2 bytes each, unit, function, byte count, data."""
    spoil = _SPOIL.get(kind)
    return frame if spoil is None else spoil(frame)


def mangle_rtu(kind: FaultKind, frame: bytes) -> bytes:
    """The same for unit, function, data and CRC; all but a cut frame and a wrong CRC have a sound one."""
    spoil = _SPOIL_RTU.get(kind)
    return frame if spoil is None else spoil(frame)


def _short_rtu(frame: bytes) -> bytes:
    body = frame[:-2]
    return with_crc(body[:2] + bytes((body[2] - 2,)) + body[3:-2])


def _short_pdu(frame: bytes) -> bytes:
    length = int.from_bytes(frame[4:6], "big") - 2
    return frame[:4] + length.to_bytes(2, "big") + frame[6:-2]


def _flip(frame: bytes, place: int, bits: int) -> bytes:
    return frame[:place] + bytes((frame[place] ^ bits,)) + frame[place + 1 :]


_SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "cut_frame": lambda frame: frame[:-2],
    "short_pdu": _short_pdu,
    "wrong_transaction": lambda frame: _flip(frame, 0, 0x55),
    "wrong_unit": lambda frame: _flip(frame, 6, 0x40),
    "wrong_function": lambda frame: _flip(frame, 7, 0x07),
    "wrong_byte_count": lambda frame: _flip(frame, 8, 0x02),
    "not_modbus": lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n",
}

_SPOIL_RTU: dict[str, Callable[[bytes], bytes]] = {
    "wrong_crc": lambda frame: _flip(frame, len(frame) - 1, 0x01),
    "junk": lambda frame: JUNK + frame,
    "cut_frame": lambda frame: frame[: len(frame) // 2],
    "short_pdu": _short_rtu,
    "wrong_unit": lambda frame: with_crc(_flip(frame[:-2], 0, 0x40)),
    "wrong_function": lambda frame: with_crc(_flip(frame[:-2], 1, 0x07)),
    "not_modbus": lambda _: b"AT+OK\r\n",
}
