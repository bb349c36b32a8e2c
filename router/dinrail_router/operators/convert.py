"""convert(source, target)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, number
from dinrail_router.units import conversion


class Convert(Operator, frozen=True):
    """Changes the unit; both must measure the same."""

    source: Annotated[str, option("From", "Unit of the value, e.g. kW, °C or l/min.", min_length=1, max_length=32)]
    target: Annotated[str, option("To", "Unit of the result.", min_length=1, max_length=32)]

    example = Example("convert(kW, W)", given=(1.5, 0), gives=(1500.0, 0.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        conversion(self.source, self.target)

    def step(self) -> Step:
        """Stateless; numbers only."""
        factor, offset = conversion(self.source, self.target)

        def convert(value: Scalar) -> Scalar:
            return number(value, "convert") * factor + offset

        return convert

    def spread(self, width: float) -> float:
        """In the unit of the result."""
        return width * abs(conversion(self.source, self.target)[0])

    def inverse(self) -> Convert:
        """The other way round."""
        return Convert(self.target, self.source)
