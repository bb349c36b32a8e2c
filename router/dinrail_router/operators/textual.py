"""What operators that compute with an expression share."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from dinrail.options import option
from dinrail_router.expression import Expression, compile_expression
from dinrail_router.operators.base import Operator

__all__ = ["Textual"]

# Every flow of a route with wildcards asks for it.
_compiled = lru_cache(maxsize=4096)(compile_expression)


class Textual(Operator, frozen=True):
    """Base of those; the expression is checked when the operator is made, which raises TextError."""

    text: Annotated[str, option("Expression", "See the guide.", min_length=1, max_length=1000)]

    remembers = True
    aware = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expression()

    def expression(self) -> Expression:
        """The text compiled."""
        return _compiled(self.text)

    @property
    def points(self) -> tuple[str, ...]:
        """Other points the expression reads."""
        return self.expression().points
