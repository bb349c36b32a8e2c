"""invert()."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step


class Invert(Operator, frozen=True):
    """Turns true to false and back, and 1 to 0; `scale(-1)` changes the sign of a number."""

    example = Example("invert()", given=(True, False, 1, 0), gives=(False, True, 0, 1))

    def step(self) -> Step:
        """Stateless; a bool, 0 or 1."""

        def invert(value: Scalar) -> Scalar:
            if isinstance(value, bool):
                return not value
            if isinstance(value, (int, float)) and value in (0, 1):
                return 1 - value
            raise TypeError(f"invert needs true, false, 0 or 1, not {repr(value)[:64]}")

        return invert

    def inverse(self) -> Invert:
        """Itself."""
        return self
