"""linear(in_low, in_high, out_low, out_high)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, number


class Linear(Operator, frozen=True):
    """Maps one range onto another along a straight line, for example raw counts of an analogue input to bar."""

    in_low: Annotated[float, option("In, low", "This value becomes the low end of the output.")]
    in_high: Annotated[float, option("In, high", "This value becomes the high end of the output.")]
    out_low: Annotated[float, option("Out, low", "What the low end becomes.")]
    out_high: Annotated[float, option("Out, high", "What the high end becomes.")]

    example = Example("linear(0, 27648, 0, 10)", given=(0, 13824, 27648), gives=(0.0, 5.0, 10.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.in_low == self.in_high:
            raise ValueError("in_low and in_high are the same")

    def step(self) -> Step:
        """Stateless; numbers only; beyond the range the line goes on."""
        low, start = self.in_low, self.out_low
        slope = (self.out_high - self.out_low) / (self.in_high - self.in_low)

        def linear(value: Scalar) -> Scalar:
            return start + (number(value, "linear") - low) * slope

        return linear

    def spread(self, width: float) -> float:
        """In the unit of the result."""
        return width * abs((self.out_high - self.out_low) / (self.in_high - self.in_low))

    def inverse(self) -> Linear | None:
        """The ranges exchanged; none when all becomes one value."""
        if self.out_low == self.out_high:
            return None
        return Linear(self.out_low, self.out_high, self.in_low, self.in_high)
