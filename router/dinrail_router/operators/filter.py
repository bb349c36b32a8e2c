"""filter(text)."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.expression import Expression, compile_expression
from dinrail_router.operators.base import BLOCKED, Example, Held, Operator, Scene, Step
from dinrail_router.operators.expr import ExpressionText


class Filter(Operator, frozen=True):
    """Lets a value through only while an expression is true."""

    text: ExpressionText

    kind = "gate"
    remembers = True
    aware = True
    example = Example('filter("value > 10")', given=(9, 11, 10), gives=((1, 11),), at=(0, 1, 2))

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
        holds = self.expression().bind(scene, scene.point)

        def passes(value: Scalar) -> Scalar | Held:
            return value if holds(value) else BLOCKED

        return passes
