"""Codecs around an integer codec: a scale factor in a register of its own, and raws that mean "no value"."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail.errors import BadValue, OutOfRange
from dinrail.sample import Scalar
from dinrail_modbus.codec import Codec, IntegerCodec
from dinrail_modbus.orders import Order, rearrange

__all__ = ["AbsentCodec", "RegisterScaledCodec"]

SMALLEST, LARGEST = -10, 10  # what SunSpec allows as a power of ten


class RegisterScaledCodec(Codec):
    """raw × 10^factor × scale; span of `size` registers with the value at `place` and the factor at `factor_place`."""

    partial = True

    def __init__(
        self, raw: IntegerCodec, order: Order, *, size: int, place: int, factor_place: int, scale: float
    ) -> None:
        self.size = size
        self.place = place
        self._raw = raw
        self._factor_at = 2 * factor_place
        self._swap = rearrange(order)
        self._scale = scale

    @property
    def own_size(self) -> int:
        return self._raw.size

    def decode(self, data: bytes, at: int) -> Scalar:
        """None when the device has no factor."""
        power = self._power(data, at)
        raw = self._raw.decode(data, at + self.place)
        if power is None or not isinstance(raw, int):
            return None
        if self._scale != 1:
            return float(f"{raw * 10.0**power * self._scale:.12g}")
        return raw * 10.0**power if power >= 0 else round(raw / 10**-power, -power)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        """Bytes of the value alone; empty while `old` does not hold the factor. Raises OutOfRange or BadValue."""
        if isinstance(value, str):
            raise BadValue(f"{value[:64]!r} is not a number", value=value[:64])
        if len(old) < 2 * self.size:
            return b""
        power = self._power(old, 0)
        if power is None:
            raise BadValue("the device has no scale factor for it", key="not_available", value=str(value))
        unit = 10.0**power * self._scale
        try:
            return self._raw.encode(round(value / unit))
        except OutOfRange:
            ends = sorted((self._raw.lowest * unit, self._raw.highest * unit))
            low, high = (float(f"{end:.12g}") for end in ends)
            raise OutOfRange(f"{value} is outside {low} … {high}", value=str(value), min=low, max=high) from None
        except (OverflowError, ValueError):
            raise OutOfRange(f"{value} cannot be written", value=str(value)) from None

    def _power(self, data: bytes, at: int) -> int | None:
        begin = 2 * at + self._factor_at
        power = int.from_bytes(self._swap(data[begin : begin + 2]), "big", signed=True)
        return power if SMALLEST <= power <= LARGEST else None


class AbsentCodec(Codec):
    """Another codec whose raw says "no value" by some of its integers; those are decoded as None."""

    def __init__(self, inner: Codec, absent: Iterable[int], order: Order) -> None:
        self.size = inner.size
        self.place = inner.place
        self.partial = inner.partial
        self.inner = inner
        width = 2 * inner.own_size
        swap = rearrange(order)
        self._absent = frozenset(swap((raw % (1 << 8 * width)).to_bytes(width, "big")) for raw in absent)
        self._begin, self._end = 2 * inner.place, 2 * inner.place + width

    @property
    def own_size(self) -> int:
        return self.inner.own_size

    def decode(self, data: bytes, at: int) -> Scalar:
        """None for a raw that means so."""
        if data[2 * at + self._begin : 2 * at + self._end] in self._absent:
            return None
        return self.inner.decode(data, at)

    def encode(self, value: bool | int | float | str, old: bytes = b"") -> bytes:
        """As the inner codec; a value whose raw means "no value" is refused."""
        data = self.inner.encode(value, old)
        if data in self._absent:
            raise OutOfRange(f"{value} means no value to the device", value=str(value))
        return data
