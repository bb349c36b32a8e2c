"""Signals in the bytes of a frame: places, scales, multiplexers. Pure; nothing here knows a library."""

from __future__ import annotations

import math
import struct
from collections.abc import Collection

import msgspec

from dinrail.errors import BadValue, OutOfRange

__all__ = ["EXTENDED", "Message", "Multiplexer", "Reading", "Signal", "decode", "insert", "read_raw"]

EXTENDED = 0x80000000
"""Set in the key of a message with a 29-bit identifier, as DBC files do."""
FLOATS = {16: ("<e", "<H"), 32: ("<f", "<I"), 64: ("<d", "<Q")}
STEP = 1e-3
Number = int | float


class Multiplexer(msgspec.Struct, frozen=True):
    """A signal is there only while the signal `name` has one of these raw values."""

    name: str
    values: frozenset[int]


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One signal. start: as in the DBC file; scale and offset: value = raw · scale + offset, rounded to `digits`.

    initial: raw value a sender begins with, where the file says so.
    """

    name: str
    start: int
    length: int
    big_endian: bool = False
    signed: bool = False
    floating: bool = False
    scale: Number = 1
    offset: Number = 0
    digits: int = 0
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    comment: str = ""
    texts: dict[str, str] = {}
    multiplexer: Multiplexer | None = None
    initial: int | None = None

    @property
    def integral(self) -> bool:
        """Whether every value is an integer."""
        return not self.floating and float(self.scale).is_integer() and float(self.offset).is_integer()

    @property
    def first(self) -> int:
        """Place of the first bit: from the least significant one of byte 0, or in big-endian from the most."""
        return self.start // 8 * 8 + 7 - self.start % 8 if self.big_endian else self.start

    @property
    def bytes_needed(self) -> int:
        """Bytes a frame must have to contain all of it."""
        return (self.first + self.length - 1) // 8 + 1

    def value(self, raw: int) -> Number | None:
        """Physical value of a raw one; None for a float that is not a number."""
        if self.floating:
            number = _float(raw, self.length) * self.scale + self.offset
            return number if math.isfinite(number) else None
        if self.signed and raw >> self.length - 1:
            raw -= 1 << self.length
        if self.integral:
            return raw * int(self.scale) + int(self.offset)
        return round(raw * self.scale + self.offset, self.digits)

    def raw(self, value: Number) -> int:
        """Raw value, as an unsigned integer of its length; raises OutOfRange, BadValue between two steps."""
        if self.floating:
            return _raw_float((value - self.offset) / self.scale, self.length, self.name)
        raw, between = self._steps(value)
        if between and self.integral:
            raise BadValue(f"{value} is between two steps of {self.name}", path=self.name, value=str(value))
        low, high = (
            (-(1 << self.length - 1), (1 << self.length - 1) - 1) if self.signed else (0, (1 << self.length) - 1)
        )
        if not low <= raw <= high:
            raise OutOfRange(f"{value} does not fit into {self.length} bits", path=self.name, value=str(value))
        return raw & (1 << self.length) - 1

    def _steps(self, value: Number) -> tuple[int, bool]:
        """Nearest raw value, and whether there is none at this value."""
        if self.integral and float(value).is_integer():  # 64 bits are more than a float holds
            raw, rest = divmod(int(value) - int(self.offset), int(self.scale))
            return raw, rest != 0
        exact = (value - self.offset) / self.scale
        return round(exact), abs(exact - round(exact)) > STEP


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. key: identifier, with EXTENDED for 29 bits; length in bytes; cycle_s: 0 when not told."""

    name: str
    key: int
    length: int
    signals: tuple[Signal, ...]
    cycle_s: float = 0.0
    comment: str = ""


def read_raw(signal: Signal, data: bytes) -> int | None:
    """Raw value as an unsigned integer; None when the frame ends before it does."""
    if signal.bytes_needed > len(data):
        return None
    if signal.big_endian:
        shift = 8 * len(data) - signal.first - signal.length
        return int.from_bytes(data, "big") >> shift & (1 << signal.length) - 1
    return int.from_bytes(data, "little") >> signal.start & (1 << signal.length) - 1


def insert(signal: Signal, data: bytes, raw: int) -> bytes:
    """The frame with another raw value in it; `data` is long enough."""
    mask = (1 << signal.length) - 1
    order = "big" if signal.big_endian else "little"
    shift = 8 * len(data) - signal.first - signal.length if signal.big_endian else signal.start
    whole = int.from_bytes(data, order) & ~(mask << shift)  # type: ignore[arg-type]
    return (whole | (raw & mask) << shift).to_bytes(len(data), order)  # type: ignore[arg-type]


def decode(message: Message, data: bytes) -> dict[str, Number | None]:
    """Value by name of every signal that is in this frame; None where the frame is too short for it, or no number."""
    return {name: value for name, (value, _) in Reading(message).read(data).items()}


class Reading:
    """Reads frames of one message, or only some of its signals; places are worked out once."""

    __slots__ = ("_active", "_rows", "message")

    def __init__(self, message: Message, names: Collection[str] | None = None) -> None:
        self.message = message
        self._rows = [
            (each, each.name, each.first, each.length, (1 << each.length) - 1, each.bytes_needed, _plain(each))
            for each in message.signals
            if names is None or each.name in names
        ]
        self._active = {each.name: each for each in message.signals if each.multiplexer}

    def read(self, data: bytes) -> dict[str, tuple[Number | None, str]]:
        """Value and reason, empty when good, of what is in the frame."""
        size = len(data)
        little, big = int.from_bytes(data, "little"), int.from_bytes(data, "big")
        found: dict[str, tuple[Number | None, str]] = {}
        absent = self._absent(data) if self._active else ()
        for signal, name, first, length, mask, needed, plain in self._rows:
            if name in absent:
                continue
            if needed > size:
                found[name] = (None, "can_truncated")
                continue
            raw = big >> 8 * size - first - length & mask if signal.big_endian else little >> first & mask
            value = raw if plain else signal.value(raw)
            found[name] = (value, "" if value is not None else "can_not_a_number")
        return found

    def _absent(self, data: bytes) -> set[str]:
        """Names of signals whose multiplexer, or one above it, has another value."""
        by_name = {each.name: each for each in self.message.signals}
        absent: set[str] = set()
        for name in self._active:
            at, depth = by_name[name], 0
            while at.multiplexer is not None and depth < 8:
                above = by_name.get(at.multiplexer.name)
                if above is None or read_raw(above, data) not in at.multiplexer.values:
                    absent.add(name)
                    break
                at, depth = above, depth + 1
        return absent


def _plain(signal: Signal) -> bool:
    return not (signal.floating or signal.signed) and signal.scale == 1 and signal.offset == 0


def _float(raw: int, length: int) -> float:
    as_float, as_integer = FLOATS[length]
    return float(struct.unpack(as_float, struct.pack(as_integer, raw))[0])


def _raw_float(value: float, length: int, name: str) -> int:
    as_float, as_integer = FLOATS[length]
    try:
        return int(struct.unpack(as_integer, struct.pack(as_float, value))[0])
    except (OverflowError, struct.error):
        raise OutOfRange(f"{value} does not fit into {length} bits", path=name, value=str(value)) from None
