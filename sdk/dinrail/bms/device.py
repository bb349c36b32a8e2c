"""What the devices of a line have in common: when they are due, what was told, when that is too old."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar

from dinrail.bms.exchange import Line, LineLost
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import DeviceError
from dinrail.reason import Reason
from dinrail.sample import Scalar

__all__ = ["CYCLES", "Device"]

CYCLES = 3


class Device(ABC):
    """Route is `route_data` of the adapter without the instance."""

    talks = False
    """Whether it sends by itself."""
    steps: ClassVar[tuple[float, ...]] = (0.0, 1.0, 2.0, 5.0, 10.0)
    """What one that does not answer waits beside its interval, so that it costs its neighbours little; in s."""

    config: object = None
    """What it was made from."""

    def __init__(self, name: str, interval: float, clock: Clock, route: Callable[..., None]) -> None:
        self.name = name
        self.interval = interval
        self.clock = clock
        self.problem: Reason | None = None
        self.failures = 0
        self.due_at = 0.0
        self.judged = False
        """Whether it has told something, or has had its time to."""
        self._route = route
        self.seen: dict[str, float] = {}
        self.known_bad: set[str] = set()
        self._began = clock.monotonic()

    @property
    @abstractmethod
    def points(self) -> Iterable[Point]:
        """Its directory as far as known."""

    @abstractmethod
    async def read(self, line: Line) -> None:
        """One reading; raises DeviceError."""

    def follow(self, other: Device | None) -> None:
        """Take over what another one of this name has told, in a changed configuration."""
        if other is not None:
            self.seen, self.known_bad, self.judged = other.seen, other.known_bad, other.judged

    def start(self) -> None:
        """A new link: all that was told is bad until it is told again."""
        self.failures, self.due_at, self.problem = 0, 0.0, None
        self._began = self.clock.monotonic()
        self.known_bad = set(self.seen)

    async def turn(self, line: Line) -> bool:
        """Its turn on the line; whether it succeeded. Raises LineLost."""
        began = self.clock.monotonic()
        try:
            await self.read(line)
        except LineLost:
            raise
        except DeviceError as error:
            self.failed(error.reason, began)
        else:
            self.succeeded(began)
        self.expire()
        return self.problem is None

    def failed(self, reason: Reason, began: float | None = None) -> None:
        """An attempt that began then, or now, came to nothing."""
        self.failures += 1
        if self.problem is None or self.problem.key != reason.key:
            self.problem = reason
        extra = self.steps[min(self.failures // 2, len(self.steps) - 1)]
        self.due_at = (self.clock.monotonic() if began is None else began) + self.interval + extra

    def succeeded(self, began: float | None = None) -> None:
        """It told something."""
        self.failures, self.problem, self.judged = 0, None, True
        self.due_at = (self.clock.monotonic() if began is None else began) + self.interval

    def tell(self, path: str, value: Scalar) -> None:
        """A good value."""
        self.seen[path] = self.clock.monotonic()
        self.known_bad.discard(path)
        self._route(path, value, ts=self.clock.now_ms(), quality="good", reason="")

    def tell_bad(self, path: str, reason: str) -> None:
        """No value; said once."""
        if path in self.seen and path not in self.known_bad:
            self.known_bad.add(path)
            self._route(path, None, ts=self.clock.now_ms(), quality="bad", reason=reason)

    @property
    def stale_at(self) -> float:
        """When the next value is too old, in monotonic seconds."""
        times = [at for path, at in self.seen.items() if path not in self.known_bad]
        return min(times, default=self._began if not self.judged else float("inf")) + CYCLES * self.interval

    def expire(self) -> None:
        """Tell bad what is older than three intervals."""
        old = self.clock.monotonic() - CYCLES * self.interval
        reason = self.problem.key if self.problem is not None else "stale"
        for path, at in self.seen.items():
            if at <= old:
                self.tell_bad(path, reason)
        self.judged = self.judged or self._began <= old
