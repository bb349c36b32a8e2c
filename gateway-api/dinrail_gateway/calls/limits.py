"""How many calls there may be: at once and per second, for each instance and for each user."""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Iterator

from dinrail.clock import Clock
from dinrail.runner.pacing import TokenBucket
from dinrail_gateway.errors import TooMany

__all__ = ["AT_ONCE", "BURST", "PER_S", "CallLimits"]

AT_ONCE = 6
PER_S = 20.0
BURST = 40.0
MAX_BUCKETS = 1000

_Key = tuple[str, str]


class CallLimits:
    """A call counts for its instance and for its user; an adapter runs eight at once, so others keep room."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._under_way: Counter[_Key] = Counter()
        self._buckets: dict[_Key, TokenBucket] = {}

    @contextlib.contextmanager
    def taken(self, instance: str, user: str) -> Iterator[None]:
        """Room for one call while inside; raises TooMany with the seconds to wait."""
        keys = (("instance", instance), ("user", user))
        for key in keys:
            if self._under_way[key] >= AT_ONCE:
                raise _refused(key, 1)
        for key in keys:
            bucket = self._bucket(key)
            if not bucket.take():
                raise _refused(key, math.ceil(bucket.wait()))
        self._under_way.update(keys)
        try:
            yield
        finally:
            self._under_way.subtract(keys)
            for key in keys:
                if not self._under_way[key]:
                    del self._under_way[key]

    def _bucket(self, key: _Key) -> TokenBucket:
        bucket = self._buckets.pop(key, None) or TokenBucket(self._clock, rate=PER_S, burst=BURST)
        self._buckets[key] = bucket  # the one used last is the last to go
        if len(self._buckets) > MAX_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
        return bucket


def _refused(key: _Key, seconds: int) -> TooMany:
    kind, name = key
    message = f"too many calls for {kind} {name}"
    headers = {"Retry-After": str(seconds)}
    if kind == "instance":
        return TooMany(message, key="too_many_calls_instance", headers=headers, instance=name, seconds=seconds)
    return TooMany(message, key="too_many_calls_user", headers=headers, user=name, seconds=seconds)
