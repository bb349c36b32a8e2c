"""curve(table)."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, number

MAX_POINTS = 1000


class Curve(Operator, frozen=True):
    """Follows straight lines between points, for example voltage to state of charge; flat beyond the ends."""

    table: Annotated[
        str,
        option("Table", "Pairs in:out, separated by commas, in rising order of in.", max_length=20_000,
               examples=["47:0, 51:20, 54:100"]),
    ]  # fmt: skip

    example = Example('curve("47:0, 51:20, 54:100")', given=(46, 49, 51, 52.5, 60), gives=(0, 10.0, 20, 60.0, 100))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.pairs()

    def pairs(self) -> list[tuple[float, float]]:
        """The points as numbers; raises ValueError with what is wrong."""
        found = [_pair(text) for text in self.table.split(",")]
        if not 2 <= len(found) <= MAX_POINTS:
            raise ValueError(f"give 2 to {MAX_POINTS} points")
        for before, after in pairwise(found):
            if after[0] <= before[0]:
                raise ValueError(f"{after[0]:g} comes after {before[0]:g}: the inputs must rise")
        return found

    def step(self) -> Step:
        """Stateless; numbers only."""
        pairs = self.pairs()
        inputs = [each for each, _ in pairs]
        outputs = [each for _, each in pairs]

        def curve(value: Scalar) -> Scalar:
            at = bisect_right(inputs, number(value, "curve"))
            if at == 0 or at == len(inputs):
                return outputs[min(at, len(outputs) - 1)]
            low, high = inputs[at - 1], inputs[at]
            share = (value - low) / (high - low)  # type: ignore[operator]
            return outputs[at - 1] + share * (outputs[at] - outputs[at - 1])

        return curve

    def spread(self, width: float) -> float:
        """In the unit of the result, where the curve is steepest."""
        return width * max(abs((end[1] - start[1]) / (end[0] - start[0])) for start, end in pairwise(self.pairs()))

    def inverse(self) -> Curve | None:
        """Out to in, when the curve always rises or always falls."""
        turned = [(out, into) for into, out in self.pairs()]
        if turned[0][0] > turned[-1][0]:
            turned.reverse()
        if any(after[0] <= before[0] for before, after in pairwise(turned)):
            return None
        return Curve(", ".join(f"{into!r}:{out!r}" for into, out in turned))


def _pair(text: str) -> tuple[float, float]:
    into, colon, out = text.partition(":")
    try:
        pair = (float(into), float(out))
    except ValueError:
        pair = (math.nan, math.nan)
    if not colon or not all(math.isfinite(each) for each in pair):
        raise ValueError(f"{text.strip()[:32]!r} is no pair like 47:0")
    return pair
