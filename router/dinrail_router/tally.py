"""Counters that add up: received = delivered + pending + everything filtered + everything dropped."""

from __future__ import annotations

from collections import defaultdict

import msgspec

__all__ = ["Tally", "TallyView"]


class TallyView(msgspec.Struct, frozen=True):
    """Counters at one moment; `filtered` by the route's own rules, `dropped` against its will, by reason."""

    received: int
    delivered: int
    pending: int
    filtered: dict[str, int]
    dropped: dict[str, int]

    @property
    def balanced(self) -> bool:
        """Whether every message received is accounted for."""
        rest = sum(self.filtered.values()) + sum(self.dropped.values())
        return self.received == self.delivered + self.pending + rest


class Tally:
    """Counters of a source (one per message) or a route (one per sample and target)."""

    __slots__ = ("delivered", "dropped", "filtered", "pending", "received")

    def __init__(self) -> None:
        self.received = 0
        self.delivered = 0
        self.pending = 0
        self.filtered: defaultdict[str, int] = defaultdict(int)
        self.dropped: defaultdict[str, int] = defaultdict(int)

    def view(self) -> TallyView:
        """The counters now."""
        return TallyView(self.received, self.delivered, self.pending, dict(self.filtered), dict(self.dropped))
