"""value = raw × scale + offset, and back, without the digits binary fractions invent."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["Scaling"]


class Scaling:
    """One linear relation; `identity` when raw is the value."""

    __slots__ = ("_digits", "identity", "offset", "scale")

    def __init__(self, scale: float = 1, offset: float = 0) -> None:
        self.scale = scale
        self.offset = offset
        self.identity = scale == 1 and offset == 0
        self._digits = max(_decimals(scale), _decimals(offset))

    def of_integer(self, raw: int) -> float:
        """Value of an integer raw, with as many decimals as scale and offset have."""
        return round(float(raw * self.scale + self.offset), self._digits)

    def of_float(self, raw: float) -> float:
        """Value of a float raw."""
        return raw if self.identity else raw * self.scale + self.offset

    def raw(self, value: float) -> float:
        """The raw of a value, not yet rounded."""
        return value if self.identity else (value - self.offset) / self.scale

    def limits(self, lowest: int, highest: int) -> tuple[float, float]:
        """Smallest and largest value that raws from `lowest` to `highest` can say."""
        ends = self.of_integer(lowest), self.of_integer(highest)
        return min(ends), max(ends)


def _decimals(number: float) -> int:
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
