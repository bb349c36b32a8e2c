"""combine(text)."""

from __future__ import annotations

from dinrail_router.operators.base import Example, Scene, Step
from dinrail_router.operators.textual import Textual


class Combine(Textual, frozen=True):
    """Joins several points by an expression: computed anew with every value of any source of the route.

    All sources of the route share what follows; there is a result once every point named has a good value.
    """

    kind = "join"
    example = Example(
        "combine(\"value + point('pv.power')\")",
        given=(100, 120), at=(0, 1), gives=((0, 150), (1, 170)), points=(("pv.power", 50),),
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.points:
            raise ValueError("combine needs point('…') at least once")

    def step_in(self, scene: Scene) -> Step:
        """What the expression needs."""
        return self.expression().bind(scene, scene.point)
