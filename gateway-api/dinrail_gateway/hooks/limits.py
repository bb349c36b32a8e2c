"""How often somebody may knock: per sender and per instance, a wrong token counting as five."""

from __future__ import annotations

import contextlib
import math
from collections import Counter, OrderedDict
from collections.abc import Iterator

from dinrail.clock import Clock
from dinrail.runner.pacing import TokenBucket
from dinrail_gateway.errors import TooMany

__all__ = ["AT_ONCE", "HookLimits"]

AT_ONCE = 4
"""For each instance; an adapter runs eight calls at once, and people have some to make, too."""
WRONG_COSTS = 5
MAX_KEYS = 4096
_RATES = {"sender": (5.0, 20.0), "instance": (20.0, 40.0)}


class HookLimits:
    """Buckets that were used last are kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()
        self._under_way: Counter[str] = Counter()

    def knock(self, sender: str) -> None:
        """Count a request; raises TooMany."""
        self._take("sender", sender)

    def wrong(self, sender: str) -> None:
        """It had no right token."""
        for _ in range(WRONG_COSTS - 1):
            self._bucket("sender", sender).take()

    @contextlib.contextmanager
    def taken(self, instance: str) -> Iterator[None]:
        """Room for one call while inside; raises TooMany."""
        if self._under_way[instance] >= AT_ONCE:
            raise _refused(1)
        self._take("instance", instance)
        self._under_way[instance] += 1
        try:
            yield
        finally:
            self._under_way[instance] -= 1
            if not self._under_way[instance]:
                del self._under_way[instance]

    def _take(self, kind: str, name: str) -> None:
        bucket = self._bucket(kind, name)
        if not bucket.take():
            raise _refused(math.ceil(bucket.wait()))

    def _bucket(self, kind: str, name: str) -> TokenBucket:
        rate, burst = _RATES[kind]
        bucket = self._buckets.pop((kind, name), None) or TokenBucket(self._clock, rate=rate, burst=burst)
        self._buckets[kind, name] = bucket
        while len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        return bucket


def _refused(seconds: int) -> TooMany:
    headers = {"Retry-After": str(seconds)}
    return TooMany(f"too many, again in {seconds} s", key="throttled", headers=headers, seconds=seconds)
