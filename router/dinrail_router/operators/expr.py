"""expr(text)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail_router.expression import Expression, compile_expression
from dinrail_router.operators.base import Example, Operator, Scene, Step

ExpressionText = Annotated[str, option("Expression", "See the guide.", min_length=1, max_length=1000)]


class Expr(Operator, frozen=True):
    """Computes a new value with an expression; `value` is the present one."""

    text: ExpressionText

    remembers = True
    aware = True
    example = Example('expr("value * 1.8 + 32")', given=(0, 100), gives=((0, 32.0), (1, 212.0)), at=(0, 1))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.expression()

    def expression(self) -> Expression:
        """The text compiled; raises TextError."""
        return compile_expression(self.text)

    @property
    def points(self) -> tuple[str, ...]:
        """Other points the expression reads."""
        return self.expression().points

    def step_in(self, scene: Scene) -> Step:
        """What the expression needs."""
        return self.expression().bind(scene, scene.point)
