"""The breaker of one source: whether it is read, why not, and since when."""

from __future__ import annotations

from dinrail.breaker import Breaker, BreakerState, LoudTopic
from dinrail.clock import Clock
from dinrail_router.breaker.allowance import Allowance

__all__ = ["Switch"]

TRIAL_S = 30.0
GOOD_S = 600.0
LONGEST_PAUSE_S = 3600.0
SHORTEST_PAUSE_S = 5.0


class Switch:
    """closed → trip → open → (retry) half open → closed after 30 quiet seconds; timers are monotonic."""

    def __init__(self, source: str, clock: Clock) -> None:
        self.source = source
        self.state: BreakerState = "closed"
        self.connected = True
        self.trips = 0
        self._clock = clock
        self._since = clock.now_ms()
        self._at = clock.monotonic()
        self._rate = 0
        self._topics: list[LoudTopic] = []
        self._last: int | None = None

    @property
    def why(self) -> str:
        """Reason key for which the source is not read; empty while it is."""
        if self.state == "open":
            return "source_suspended"
        return "" if self.connected else "source_disconnected"

    def trip(self, rate: int, topics: list[LoudTopic]) -> None:
        """It said too much."""
        if self.state == "closed" and self._clock.monotonic() - self._at > GOOD_S:
            self.trips = 0
        self.trips += 1
        self._enter("open")
        self._rate, self._topics, self._last = rate, topics, self._since

    def connect(self, connected: bool) -> None:
        """A person wants it read, or not."""
        if connected != self.connected:
            self.connected = connected
            if self.state != "open":
                self._enter("closed")

    def close(self) -> None:
        """A person closes it: whatever was is forgotten."""
        self.trips = 0
        self._enter("closed")

    def move(self, retry: float | None) -> bool:
        """Do what time alone demands; whether the state changed."""
        pause, passed = self._pause(retry), self._clock.monotonic() - self._at
        if self.state == "open" and pause is not None and self.connected and passed >= pause:
            self._enter("half_open")
        elif self.state == "half_open" and passed >= TRIAL_S:
            self._enter("closed")
        else:
            return False
        return True

    def restore(self, left: Breaker) -> None:
        """Go on where an earlier router ended."""
        self._enter(left.state)
        self._since, self.trips = left.since, left.trips
        self._rate, self._topics, self._last = left.rate, left.topics, left.last_activity
        if left.state == "open":
            passed = max(0, self._clock.now_ms() - left.since) / 1000
            self._at -= min(passed, LONGEST_PAUSE_S)

    def document(self, allowance: Allowance) -> Breaker:
        """What the bus is told of it, but for its quarantine."""
        open_ = self.state == "open"
        tripped = open_ or self.state == "half_open"
        pause = self._pause(allowance.retry) if open_ and self.connected else None
        return Breaker(
            source=self.source,
            state=self.state if open_ or self.connected else "disconnected",
            since=self._since,
            rate=self._rate if tripped else 0,
            limit=round(min(allowance.rate, 1_000_000)),
            topics=self._topics if tripped else [],
            last_activity=self._last if tripped else None,
            trips=self.trips if tripped else 0,
            retry_at=self._since + round(pause * 1000) if pause is not None else None,
            budget=allowance.points,
        )

    def _pause(self, retry: float | None) -> float | None:
        """Seconds from a trip to the next try: `retry`, doubled with each trip in a row."""
        if retry is None:
            return None
        shortest = max(SHORTEST_PAUSE_S, retry)
        return min(shortest * 2.0 ** min(self.trips - 1, 20), max(shortest, LONGEST_PAUSE_S))

    def _enter(self, state: BreakerState) -> None:
        self.state = state
        self._since, self._at = self._clock.now_ms(), self._clock.monotonic()
