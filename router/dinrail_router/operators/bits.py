"""bits(first, count)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step


class Bits(Operator, frozen=True):
    """Takes one bit of a status word as true or false, or several as a number; bit 0 is the lowest."""

    first: Annotated[int, option("First bit", "Number of the lowest bit taken.", ge=0, le=63)]
    count: Annotated[int, option("Count", "How many bits; one makes true or false.", ge=1, le=64)] = 1

    example = Example("bits(3)", given=(8, 7, 15), gives=(True, False, True))

    def step(self) -> Step:
        """Stateless; whole numbers; negative ones in two's complement."""
        first, single, mask = self.first, self.count == 1, (1 << self.count) - 1

        def bits(value: Scalar) -> Scalar:
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            if not isinstance(value, int) or isinstance(value, bool):
                raise TypeError(f"bits needs a whole number, not {repr(value)[:64]}")
            taken = (value >> first) & mask
            return bool(taken) if single else taken

        return bits
