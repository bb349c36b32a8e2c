"""Enumerations: integers with texts."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec
from dinrail_ads.tables.codecs.integers import IntegerCodec

__all__ = ["EnumCodec"]


class EnumCodec(Codec):
    """An integer; only values of the enumeration are written, as number or by their text."""

    def __init__(self, base: IntegerCodec, values: dict[int, str]) -> None:
        super().__init__(base.iec, base.size)
        self._base = base
        self._values = values
        self._numbers = {text.lower(): number for number, text in reversed(values.items())}

    @property
    def limits(self) -> tuple[int, int]:
        return (min(self._values), max(self._values)) if self._values else self._base.limits

    @property
    def texts(self) -> dict[str, str]:
        return {str(number): text for number, text in self._values.items()}

    def decode(self, data: bytes) -> int:
        return self._base.decode(data)

    def encode(self, value: Scalar) -> bytes:
        if isinstance(value, str) and (number := self._numbers.get(value.lower())) is not None:
            return self._base.encode(number)
        raw = self._base.encode(value)
        if self._values and self._base.decode(raw) not in self._values:
            self.outside(value, *self.limits)
        return raw
