"""How long to leave alone what failed."""

from __future__ import annotations

__all__ = ["Backoff"]

STEPS = (1.0, 2.0, 5.0, 10.0, 30.0)


class Backoff:
    """Failures in a row and when to try again, in monotonic seconds."""

    __slots__ = ("due_at", "failures")

    def __init__(self) -> None:
        self.failures = 0
        self.due_at = 0.0

    def fail(self, now: float) -> None:
        """One more failure; the wait grows to 30 s."""
        self.due_at = now + STEPS[min(self.failures, len(STEPS) - 1)]
        self.failures += 1

    def reset(self) -> None:
        """All is well again."""
        self.failures = 0
        self.due_at = 0.0

    def retry_now(self) -> None:
        """Do not wait any longer; the failures still count."""
        self.due_at = 0.0

    def is_due(self, now: float) -> bool:
        """Whether it may be tried."""
        return now >= self.due_at
