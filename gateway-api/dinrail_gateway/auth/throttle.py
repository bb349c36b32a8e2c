"""Slows down guessing without locking anybody out for long, and never touches sessions that exist."""

from __future__ import annotations

from collections import OrderedDict

from dinrail.clock import Clock
from dinrail_gateway.errors import TooMany

__all__ = ["LoginThrottle"]

FORGET_S = 15 * 60
MAX_KEYS = 4096
_FREE = {"address": 5, "user": 50}
_LONGEST_S = {"address": 60.0, "user": 5.0}


class LoginThrottle:
    """Counts attempts by sender and by user name; after the free ones each costs a growing pause."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._attempts: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def begin(self, address: str, user: str) -> None:
        """Count an attempt before it is looked at; raises TooMany with the seconds to wait."""
        keys = (("address", address), ("user", user.casefold()))
        wait = max(self._wait(key) for key in keys)
        if wait > 0:
            seconds = int(wait) + 1
            headers = {"Retry-After": str(seconds)}
            raise TooMany(f"too many attempts, again in {seconds} s", key="throttled", headers=headers, seconds=seconds)
        now = self._clock.monotonic()
        for key in keys:
            count = self._attempts.pop(key, (0, now))[0]
            self._attempts[key] = (count + 1, now)
        while len(self._attempts) > MAX_KEYS:
            self._attempts.popitem(last=False)

    def succeeded(self, address: str, user: str) -> None:
        """Forget the attempts of a sender who proved to be the user."""
        self._attempts.pop(("address", address), None)
        self._attempts.pop(("user", user.casefold()), None)

    def _wait(self, key: tuple[str, str]) -> float:
        count, last = self._attempts.get(key, (0, 0.0))
        passed = self._clock.monotonic() - last
        if count and passed > FORGET_S:
            del self._attempts[key]
            return 0.0
        over = count - _FREE[key[0]]
        if over < 0:
            return 0.0
        return min(_LONGEST_S[key[0]], 2.0 ** min(over, 10)) - passed
