"""expr(text)."""

from __future__ import annotations

from dinrail_router.operators.base import Example, Scene, Step
from dinrail_router.operators.textual import Textual


class Expr(Textual, frozen=True):
    """Computes a new value with an expression; `value` is the present one."""

    example = Example('expr("value * 1.8 + 32")', given=(0, 100), gives=((0, 32.0), (1, 212.0)), at=(0, 1))

    def step_in(self, scene: Scene) -> Step:
        """What the expression needs."""
        return self.expression().bind(scene, scene.point)
