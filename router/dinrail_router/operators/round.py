"""round(digits)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, WrongType


class Round(Operator, frozen=True):
    """Rounds to that many decimals; an exact half goes to the even neighbour (IEEE 754)."""

    digits: Annotated[
        int,
        option("Digits", "Decimals that stay; 0 or less makes an integer.", unit="decimals", ge=-15, le=15),
    ] = 0

    example = Example("round(1)", given=(53.14, 53.16, 7), gives=(53.1, 53.2, 7))

    def step(self) -> Step:
        """Stateless; numbers only."""
        digits = self.digits

        def to_decimals(value: Scalar) -> Scalar:
            if type(value) is float or type(value) is int:
                return round(value, digits)
            raise WrongType("round", value)

        def to_integer(value: Scalar) -> Scalar:
            if type(value) is float or type(value) is int:
                return int(round(value, digits))
            raise WrongType("round", value)

        return to_decimals if digits > 0 else to_integer
