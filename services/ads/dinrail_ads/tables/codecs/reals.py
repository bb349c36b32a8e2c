"""REAL, LREAL and the 80 bit number of the x87."""

from __future__ import annotations

import math
import struct

from dinrail.directory import IecType
from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec

__all__ = ["ExtendedCodec", "RealCodec"]

_SINGLE, _DOUBLE = struct.Struct("<f"), struct.Struct("<d")
_LARGEST = {4: 3.4028234663852886e38, 8: 1.7976931348623157e308}
_BIAS, _SPECIAL = 16383, 0x7FFF


class RealCodec(Codec):
    """IEEE 754 of 4 or 8 bytes; NaN and infinities are handed on as they are, but not written."""

    def __init__(self, size: int) -> None:
        super().__init__("REAL" if size == 4 else "LREAL", size)
        self._struct = _SINGLE if size == 4 else _DOUBLE

    @property
    def limits(self) -> tuple[float, float]:
        return -_LARGEST[self.size], _LARGEST[self.size]

    def decode(self, data: bytes) -> float:
        number: float = self._struct.unpack(self.check(data))[0]
        return _as_written(number, data) if self.size == 4 else number

    def encode(self, value: Scalar) -> bytes:
        number = _finite(self, value)
        try:
            return self._struct.pack(number)
        except OverflowError:
            self.outside(value, *self.limits)


class ExtendedCodec(Codec):
    """REAL80: sign and exponent of 16 bits behind a significand of 64; shown as the nearest LREAL."""

    def __init__(self, iec: IecType = "LREAL") -> None:
        super().__init__(iec, 10)

    def decode(self, data: bytes) -> float:
        self.check(data)
        significand = int.from_bytes(data[:8], "little")
        high = int.from_bytes(data[8:], "little")
        sign, exponent = (-1.0 if high & 0x8000 else 1.0), high & _SPECIAL
        if exponent == _SPECIAL:
            return math.nan if significand << 1 & 0xFFFF_FFFF_FFFF_FFFF else sign * math.inf
        try:
            return sign * math.ldexp(significand, max(exponent, 1) - _BIAS - 63)
        except OverflowError:
            return sign * math.inf

    def encode(self, value: Scalar) -> bytes:
        number = _finite(self, value)
        fraction, power = math.frexp(abs(number))
        sign = 0x8000 if math.copysign(1.0, number) < 0 else 0
        exponent = power - 1 + _BIAS if fraction else 0
        return int(math.ldexp(fraction, 64)).to_bytes(8, "little") + (sign | exponent).to_bytes(2, "little")


def _finite(codec: Codec, value: Scalar) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        codec.wrong(value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        codec.outside(value, *(codec.limits or (-_LARGEST[8], _LARGEST[8])))
    return number


def _as_written(number: float, data: bytes) -> float:
    """The decimal of the fewest digits that is the same REAL: 53.1, not 53.099998474121094."""
    if not math.isfinite(number):
        return number
    for digits in (6, 7, 8):
        short = float(f"{number:.{digits}g}")
        if abs(short) <= _LARGEST[4] and _SINGLE.pack(short) == data:
            return short
    return number
