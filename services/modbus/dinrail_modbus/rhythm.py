"""When a poll class is read again."""

from __future__ import annotations

from dinrail_modbus.config import PollClass

__all__ = ["Rhythm"]


class Rhythm:
    """`interval` from start to start in seconds; `late`: readings in a row that took longer than that."""

    __slots__ = ("due_at", "interval", "late", "poll")

    def __init__(self, poll: PollClass, interval: float) -> None:
        self.poll = poll
        self.interval = interval
        self.due_at = 0.0
        self.late = 0

    def start(self, now: float) -> None:
        """Be due at once."""
        self.due_at, self.late = now, 0

    def is_due(self, now: float) -> bool:
        """Whether it is time."""
        return now >= self.due_at

    def done(self, now: float) -> bool:
        """One reading has ended; whether it took too long. Lost time is not made up for."""
        self.due_at += self.interval
        if now > self.due_at:
            self.due_at = now
            self.late += 1
            return True
        self.late = 0
        return False
