"""A token bucket on the monotonic clock."""

from __future__ import annotations

from dinrail.clock import Clock

__all__ = ["TokenBucket"]


class TokenBucket:
    """`rate` tokens per second, at most `burst` saved up; starts full."""

    def __init__(self, clock: Clock, *, rate: float, burst: float) -> None:
        self._now = clock.monotonic
        self.rate = rate
        self.burst = burst
        self._tokens = burst
        self._at = self._now()

    def limit(self, *, rate: float, burst: float) -> None:
        """Change both figures; what was saved up stays, up to the new burst."""
        self._refill()
        self.rate, self.burst = rate, burst
        self._tokens = min(self._tokens, burst)

    def take(self) -> bool:
        """Take one token if there is one."""
        self._refill()
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def wait(self) -> float:
        """Seconds until a token is there."""
        self._refill()
        return max(0.0, (1.0 - self._tokens) / self.rate)

    def _refill(self) -> None:
        now = self._now()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
