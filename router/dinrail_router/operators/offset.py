"""offset(amount)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, WrongType


class Offset(Operator, frozen=True):
    """Adds a constant, for example from K to °C."""

    amount: Annotated[float, option("Amount", "Added to the value.", unit="unit of the value")]

    example = Example("offset(-273)", given=(300, 273), gives=(27, 0))

    def step(self) -> Step:
        """Stateless; numbers only."""
        amount = self.amount

        def offset(value: Scalar) -> Scalar:
            if type(value) is float or type(value) is int:
                return value + amount
            raise WrongType("offset", value)

        return offset

    def inverse(self) -> Offset:
        """offset(-amount)."""
        return Offset(-self.amount)
