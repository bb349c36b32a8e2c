"""What a step sees of the flow it works in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from dinrail.sample import Quality, Scalar
from dinrail_router.operators import Held
from dinrail_router.timers import Timer

if TYPE_CHECKING:
    from dinrail_router.aware import AwareFlow

__all__ = ["StepScene"]


class StepScene:
    """What the step at `index` of a flow may know; a Scene for operators, a Scope for expressions."""

    __slots__ = ("_flow", "_index")

    def __init__(self, flow: AwareFlow, index: int) -> None:
        self._flow = flow
        self._index = index

    @property
    def ts(self) -> int:
        """When the source was read, Unix ms."""
        return self._flow.ts

    @property
    def now(self) -> float:
        """When the sample came, monotonic seconds."""
        return self._flow.now

    @property
    def wall(self) -> int:
        """The same in Unix ms."""
        return self._flow.wall

    @property
    def quality(self) -> Quality:
        """Its quality in effect."""
        return self._flow.quality

    @property
    def stored(self) -> bool:
        """Whether it is a copy that lay on the broker."""
        return self._flow.stored

    @property
    def prev(self) -> Scalar:
        """The value before it."""
        return self._flow.prev

    @property
    def age(self) -> float:
        """Seconds since the source was read."""
        return (self._flow.wall - self._flow.ts) / 1000

    @property
    def hour(self) -> int:
        """Hour of the day at the site."""
        return self._local().hour

    @property
    def weekday(self) -> int:
        """Day of the week at the site, Monday is 0."""
        return self._local().weekday()

    def later(self, seconds: float, emit: Callable[[], Scalar | Held]) -> Timer:
        """Emit what a step has then, to the step behind it."""
        return self._flow.later(self._index, seconds, emit)

    def point(self, address: str) -> Callable[[], Scalar]:
        """Reader of another point, whose loss makes the result bad."""
        return self._flow.depend(address)

    def read(self, address: str) -> Callable[[], Scalar]:
        """Reader of another point."""
        return self._flow.read(address)

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self._flow.wall / 1000, self._flow.route.plan.zone)
