"""BOOL and integers."""

from __future__ import annotations

import re

from dinrail.directory import IecType
from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec

__all__ = ["BoolCodec", "IntegerCodec"]

_DIGITS = re.compile(r"-?[0-9]{1,20}", re.ASCII)


class BoolCodec(Codec):
    """A byte that is 0 or not."""

    def __init__(self) -> None:
        super().__init__("BOOL", 1)

    def decode(self, data: bytes) -> bool:
        return self.check(data) != b"\0"

    def encode(self, value: Scalar) -> bytes:
        if not isinstance(value, bool):
            self.wrong(value)
        return b"\1" if value else b"\0"


class IntegerCodec(Codec):
    """An integer of 1, 2, 4 or 8 bytes, with the bounds of its subrange where it has one."""

    def __init__(
        self, iec: IecType, size: int, *, signed: bool, low: int | None = None, high: int | None = None
    ) -> None:
        super().__init__(iec, size)
        self._signed = signed
        bits = 8 * size - signed
        lowest, highest = (-(1 << bits) if signed else 0), (1 << bits) - 1
        self.low = lowest if low is None else max(low, lowest)
        self.high = highest if high is None else min(high, highest)

    def within(self, low: int, high: int) -> IntegerCodec:
        """The same with the bounds of a subrange."""
        return IntegerCodec(self.iec, self.size, signed=self._signed, low=low, high=high)

    @property
    def limits(self) -> tuple[int, int]:
        return self.low, self.high

    def decode(self, data: bytes) -> int:
        return int.from_bytes(self.check(data), "little", signed=self._signed)

    def encode(self, value: Scalar) -> bytes:
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(value)
        if not self.low <= value <= self.high:
            self.outside(value, self.low, self.high)
        return value.to_bytes(self.size, "little", signed=self._signed)
