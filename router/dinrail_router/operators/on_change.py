"""on_change()."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import HELD, Example, Held, Operator, Step


class OnChange(Operator, frozen=True):
    """Lets a value through only when it differs from the last one it let through."""

    kind = "gate"
    remembers = True
    example = Example("on_change()", given=(1, 1, 2, 1), gives=(1, HELD, 2, 1))

    def step(self) -> Step:
        """Remembers one value per source point; any type."""
        last: Scalar | Held = HELD

        def on_change(value: Scalar) -> Scalar | Held:
            nonlocal last
            if value == last and type(value) is type(last):
                return HELD
            last = value
            return value

        return on_change

    def inverse(self) -> OnChange:
        """Itself: it changes no value."""
        return self
