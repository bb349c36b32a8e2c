"""How much a source may say: a token bucket that costs a message one comparison of integers."""

from __future__ import annotations

import heapq
import math
import sys
from collections import deque
from collections.abc import Callable

from dinrail.breaker import LoudTopic

__all__ = ["Bucket"]

LOUDEST = 10
SHOWN = 256  # characters of a topic
_MAX_NOTED = 10_000
_SHORTEST_S = 0.02  # what arrived as one piece is not taken for a speed


class Bucket:
    """Counts in messages received: `take` has to be asked only for messages beyond the count `ceiling`.

    It holds `share` times the larger of `rate` and of all points ever seen, and is refilled on the monotonic clock.
    While it is less than half full every message is noted by topic, so that a trip can name the loudest.
    """

    __slots__ = (
        "_at",
        "_empty",
        "_holds",
        "_marks",
        "_noted",
        "_now",
        "_points",
        "_share",
        "_stored",
        "ceiling",
        "rate",
    )

    def __init__(
        self, now: Callable[[], float], points: Callable[[], int], *, rate: float, received: int, share: float = 2.0
    ) -> None:
        """Full; `received` is the count of messages so far, an infinite `rate` never ends."""
        self.rate = rate
        self._now = now
        self._points = points
        self._share = share
        self._holds = share * max(rate, points())
        self._at = now()
        self._stored = 0
        self._noted: dict[str, int] = {}
        self._marks: deque[tuple[float, int]] = deque(maxlen=2)
        self._empty = 0.0
        self.ceiling = 0
        self._fill(received, self._holds)

    def excuse(self) -> None:
        """A message that does not count."""
        self._stored += 1
        self._empty += 1
        self.ceiling += 1

    def take(self, received: int, topic: str) -> bool:
        """Whether there is a token for message number `received`, which is beyond the ceiling."""
        if not self._noted or received > self._empty:
            self._refill(received - 1)
            if received <= self.ceiling:
                return True
        if not self._marks:
            self._mark(received - 1)
        if topic in self._noted or len(self._noted) < _MAX_NOTED:
            self._noted[topic] = self._noted.get(topic, 0) + 1
        return received <= self._empty

    def tick(self, received: int) -> None:
        """Time passes; called about twice a second."""
        self._refill(received)
        if self._noted:
            self._mark(received)

    def speed(self, received: int) -> int:
        """Messages per second in the last second, or since the bucket was half full."""
        if not self._marks:
            return 0
        at, before = self._marks[0]
        return round((received - self._stored - before) / max(_SHORTEST_S, self._now() - at))

    def loudest(self) -> list[LoudTopic]:
        """Who said most since the bucket was half full."""
        ranked = heapq.nlargest(LOUDEST, self._noted.items(), key=lambda item: item[1])
        return [LoudTopic(topic[:SHOWN], count) for topic, count in ranked]

    def _mark(self, received: int) -> None:
        self._marks.append((self._now(), received - self._stored))

    def _refill(self, received: int) -> None:
        now = self._now()
        tokens = self._empty - received + (now - self._at) * self.rate
        self._at = now
        holds = self._share * max(self.rate, self._points())
        if holds > self._holds:
            tokens += holds - self._holds  # a point seen for the first time brings its tokens along
            self._holds = holds
        self._fill(received, min(self._holds, tokens))

    def _fill(self, received: int, tokens: float) -> None:
        if math.isinf(self.rate):
            self._empty, self.ceiling = math.inf, sys.maxsize
            return
        self._empty = received + tokens
        self.ceiling = math.floor(self._empty - self._holds / 2)
        if received < self.ceiling and self._noted:
            self._noted = {}
            self._marks.clear()
