"""Registers and coils ↔ values: one small codec per way a value can lie there. Pure, no I/O."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from typing import Literal

from dinrail.errors import BadValue, OutOfRange
from dinrail.sample import Scalar
from dinrail_modbus.orders import Order, rearrange, text_order
from dinrail_modbus.scaling import Scaling

__all__ = ["COIL_OFF", "BitCodec", "ByteCodec", "Codec", "CoilCodec", "FloatCodec", "IntegerCodec", "TextCodec"]

COIL_ON, COIL_OFF = b"\x01", b"\x00"


class Codec(ABC):
    """Decodes one value out of a block's bytes; `size` is in registers (coils: in bits)."""

    size: int = 1
    place: int = 0
    """Where the value's own registers begin within those `size`."""
    partial = False
    """True when the value is only part of its register, so that writing needs what is there."""

    @property
    def own_size(self) -> int:
        """Registers of the value alone."""
        return self.size

    @abstractmethod
    def decode(self, data: bytes, at: int) -> Scalar:
        """Value at address `at` of a block, 0 being its first register (coils: bit)."""

    @abstractmethod
    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        """Bytes of the value's registers; `old` is what they hold now. Raises OutOfRange or BadValue."""


class CoilCodec(Codec):
    """A coil or discrete input; a block packs eight into a byte, the first in its lowest bit."""

    def decode(self, data: bytes, at: int) -> bool:
        return bool(data[at >> 3] >> (at & 7) & 1)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        return COIL_ON if value else COIL_OFF


class BitCodec(Codec):
    """One bit of a register, 0 the least significant."""

    partial = True

    def __init__(self, bit: int) -> None:
        self._bit = bit

    def decode(self, data: bytes, at: int) -> bool:
        return bool(data[2 * at + (self._bit < 8)] >> (self._bit & 7) & 1)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        register = int.from_bytes(old, "big")
        mask = 1 << self._bit
        return (register | mask if value else register & ~mask).to_bytes(2, "big")


class ByteCodec(Codec):
    """An 8 bit integer in one half of a register."""

    partial = True

    def __init__(self, half: Literal["low", "high"], *, signed: bool, scaling: Scaling) -> None:
        self._place = 0 if half == "high" else 1
        self._integer = IntegerCodec(1, "ABCD", signed=signed, scaling=scaling, width=1)

    def decode(self, data: bytes, at: int) -> Scalar:
        place = 2 * at + self._place
        return self._integer.decode(data[place : place + 1], 0)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        register = bytearray(old)
        register[self._place : self._place + 1] = self._integer.encode(value)
        return bytes(register)


class IntegerCodec(Codec):
    """An integer of `size` registers (or `width` bytes), scaled or not."""

    def __init__(self, size: int, order: Order, *, signed: bool, scaling: Scaling, width: int = 0) -> None:
        self.size = size
        self._width = width or 2 * size
        self._signed = signed
        self._scaling = scaling
        self._swap = None if order == "ABCD" else rearrange(order)
        bits = 8 * self._width - signed
        self.lowest, self.highest = (-(1 << bits) if signed else 0), (1 << bits) - 1

    def decode(self, data: bytes, at: int) -> Scalar:
        raw = data[2 * at : 2 * at + self._width]
        if self._swap is not None:
            raw = self._swap(raw)
        number = int.from_bytes(raw, "big", signed=self._signed)
        return number if self._scaling.identity else self._scaling.of_integer(number)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        number = _number(value)
        exact = self._scaling.raw(number)
        raw = exact if isinstance(exact, int) else _rounded(exact, value)
        if not self.lowest <= raw <= self.highest:
            low, high = (
                (self.lowest, self.highest)
                if self._scaling.identity
                else self._scaling.limits(self.lowest, self.highest)
            )
            raise OutOfRange(f"{value} is outside {low} … {high}", value=str(value), min=low, max=high)
        data = raw.to_bytes(self._width, "big", signed=self._signed)
        return data if self._swap is None else self._swap(data)


class FloatCodec(Codec):
    """IEEE 754 of 2 or 4 registers; NaN and infinities are handed on as they are."""

    def __init__(self, size: int, order: Order, *, scaling: Scaling) -> None:
        self.size = size
        self._width = 2 * size
        self._struct = struct.Struct(">f" if size == 2 else ">d")
        self._scaling = scaling
        self._swap = None if order == "ABCD" else rearrange(order)

    def decode(self, data: bytes, at: int) -> float:
        raw = data[2 * at : 2 * at + self._width]
        if self._swap is not None:
            raw = self._swap(raw)
        (number,) = self._struct.unpack(raw)
        if self.size == 4:
            return self._scaling.of_float(number)
        if self._scaling.identity:
            return _shortest(number, raw)
        return float(f"{self._scaling.of_float(number):.7g}")

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        try:
            data = self._struct.pack(self._scaling.raw(_number(value)))
        except OverflowError:
            raise OutOfRange(f"{value} does not fit {8 * self._width} bits", value=str(value)) from None
        return data if self._swap is None else self._swap(data)


class TextCodec(Codec):
    """ASCII, two characters per register, ended by NUL or the last register."""

    def __init__(self, size: int, order: Order) -> None:
        self.size = size
        self._swap = text_order(order)

    def decode(self, data: bytes, at: int) -> str:
        raw = self._swap(data[2 * at : 2 * (at + self.size)])
        text = raw.split(b"\0", 1)[0].decode("ascii", "replace").strip()
        return text if text.isprintable() else "".join(char if char.isprintable() else "�" for char in text)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        text = str(value)
        if not text.isascii() or not text.isprintable():
            raise BadValue(f"{text[:64]!r} is not printable ASCII", value=text[:64])
        if len(text) > 2 * self.size:
            raise OutOfRange(f"{len(text)} characters, {2 * self.size} fit", value=text[:64], max=2 * self.size)
        return self._swap(text.encode().ljust(2 * self.size, b"\0"))


def _number(value: bool | int | float | str) -> int | float:
    if isinstance(value, str):
        raise BadValue(f"{value[:64]!r} is not a number", value=value[:64])
    return value


def _rounded(exact: float, value: bool | int | float | str) -> int:
    try:
        return round(exact)
    except (OverflowError, ValueError):
        raise OutOfRange(f"{value} cannot be written", value=str(value)) from None


def _shortest(number: float, raw: bytes) -> float:
    """The shortest decimal that is the same 32 bit float: 230.1, not 230.10000610351562."""
    if number - number != 0:
        return number
    for digits in (6, 7, 8):
        short = float(f"{number:.{digits}g}")
        if _FLOAT32.pack(short) == raw:
            return short
    return number


_FLOAT32 = struct.Struct(">f")
