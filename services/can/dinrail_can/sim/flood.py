"""A node that fills the bus."""

from __future__ import annotations

from dinrail_can.sim.bus import SimFrame

__all__ = ["Flood"]


class Flood:
    """`rate` frames per second in turn from a list of identifiers; their data count."""

    def __init__(self, rate: float, identifiers: list[int] | None = None, *, limit: int = 0) -> None:
        self.rate = rate
        self.identifiers = identifiers or [0x500 + at for at in range(64)]
        self.limit = limit
        self.sent = 0
        self._started: float | None = None

    def step(self, now: float) -> list[SimFrame]:
        """As many as are due by now."""
        if self._started is None:
            self._started = now
        due = int((now - self._started) * self.rate)
        if self.limit:
            due = min(due, self.limit)
        frames = []
        while self.sent < due:
            turn, place = divmod(self.sent, len(self.identifiers))
            frames.append(
                SimFrame(self.identifiers[place], (turn * 0x0001000100010001 & (1 << 64) - 1).to_bytes(8, "little"))
            )
            self.sent += 1
        return frames

    def hear(self, frame: SimFrame, now: float) -> None:
        """Deaf."""
