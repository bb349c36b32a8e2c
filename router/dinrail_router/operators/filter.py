"""filter(text)."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import BLOCKED, Example, Held, Scene, Step
from dinrail_router.operators.textual import Textual


class Filter(Textual, frozen=True):
    """Lets a value through only while an expression is true."""

    kind = "gate"
    example = Example('filter("value > 10")', given=(9, 11, 10), gives=((1, 11),), at=(0, 1, 2))

    def step_in(self, scene: Scene) -> Step:
        """What the expression needs."""
        holds = self.expression().bind(scene, scene.point)

        def passes(value: Scalar) -> Scalar | Held:
            return value if holds(value) else BLOCKED

        return passes
