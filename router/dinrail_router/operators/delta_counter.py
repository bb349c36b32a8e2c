"""delta_counter(modulo)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import HELD, Example, Held, Operator, Step, number


class DeltaCounter(Operator, frozen=True):
    """Turns a counter into how much was added since the last value; a counter that begins anew is noticed."""

    modulo: Annotated[
        Annotated[float, msgspec.Meta(gt=0)] | None,
        option("Runs over at", "It goes back to 0 there, e.g. 65536; without it a lower value is a new start."),
    ] = None

    remembers = True
    example = Example("delta_counter()", given=(100, 103, 103, 2), gives=(HELD, 3, 0, 2))

    def step(self) -> Step:
        """Remembers one value per source point; numbers only."""
        modulo = self.modulo
        last: float | None = None

        def delta(value: Scalar) -> Scalar | Held:
            nonlocal last
            now = number(value, "delta_counter")
            before, last = last, now
            if before is None:
                return HELD
            if now >= before:
                return now - before
            return now - before + modulo if modulo is not None and before < modulo else now

        return delta
