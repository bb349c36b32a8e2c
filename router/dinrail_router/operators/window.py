"""What all windows share: collecting values by time or number, tumbling or sliding."""

from __future__ import annotations

from collections import deque
from typing import Annotated, Protocol

import msgspec

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, LATER, Held, Operator, Scene, Step
from dinrail_router.operators.sliding import Recomputed, Sliding

__all__ = ["Aggregate", "Window"]

MAX_SLIDING = 10_000


class Aggregate(Protocol):
    """Values of one window; times are monotonic seconds."""

    def add(self, now: float, value: Scalar) -> None:
        """One more; raises WrongType."""
        ...

    def result(self, now: float) -> Scalar:
        """What they come to, at the end of the window."""
        ...


class Window(Operator, frozen=True):
    """Base of the windows. A stored copy is a state of the source, not an event: it is not counted.

    A tumbling window opens with its first value, ends by monotonic time, and emits once; one without values emits
    nothing. A sliding one emits with every value and looks back at most 10,000 values.
    """

    window: Annotated[Duration | None, option("Window", "Length in time.")] = None
    count: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None,
        option("Count", "Length in values, instead of time."),
    ] = None
    sliding: Annotated[bool, option("Sliding", "Emit with every value, over what lies behind it.")] = False

    kind = "window"
    remembers = True
    aware = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.window is None) == (self.count is None):
            raise ValueError("give the window as a time, or count=… values")
        if self.window is not None and seconds(self.window) <= 0:
            raise ValueError("a window is longer than 0 s")

    def aggregate(self) -> Aggregate:
        """A new window without values."""
        raise NotImplementedError

    def sliding_aggregate(self) -> Sliding:
        """The same for a sliding window."""

        def compute(values: deque[tuple[float, Scalar]], now: float) -> Scalar:
            window = self.aggregate()
            for at, value in values:
                window.add(at, value)
            return window.result(now)

        return Recomputed(compute)

    def step_in(self, scene: Scene) -> Step:
        """Remembers the values of the window, or what they came to so far."""
        if self.sliding:
            return self._sliding(scene)
        return self._counted(scene) if self.count is not None else self._timed(scene, seconds(self.window or 0))

    def _timed(self, scene: Scene, length: float) -> Step:
        open_: list[Aggregate] = []

        def emit() -> Scalar:
            return open_.pop().result(scene.now)

        def collect(value: Scalar) -> Scalar | Held:
            if scene.stored:
                return HELD
            if open_:
                open_[0].add(scene.now, value)
                return HELD
            fresh = self.aggregate()
            fresh.add(scene.now, value)
            open_.append(fresh)
            scene.later(length, emit)
            return LATER

        return collect

    def _counted(self, scene: Scene) -> Step:
        open_ = self.aggregate()
        number = 0

        def collect(value: Scalar) -> Scalar | Held:
            nonlocal open_, number
            if scene.stored:
                return HELD
            open_.add(scene.now, value)
            number += 1
            if number != self.count:
                return HELD
            full, open_, number = open_, self.aggregate(), 0
            return full.result(scene.now)

        return collect

    def _sliding(self, scene: Scene) -> Step:
        length = seconds(self.window) if self.window is not None else None
        most = self.count or MAX_SLIDING
        window = self.sliding_aggregate()
        times: deque[float] = deque()

        def collect(value: Scalar) -> Scalar | Held:
            if scene.stored:
                return HELD
            now = scene.now
            window.add(now, value)
            times.append(now)
            while len(times) > most or (length is not None and now - times[0] > length):
                times.popleft()
                window.drop()
            return window.result(now)

        return collect
