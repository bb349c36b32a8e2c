"""What the outlet remembers of one point."""

from __future__ import annotations

from dinrail.quality import DEFAULT_REFRESH_S
from dinrail.sample import Sample

__all__ = ["Entry", "unchanged"]


class Entry:
    """Latest and last sent sample of a point; `sent_at` monotonic seconds; dead band and refresh of its point."""

    __slots__ = ("address", "deadband", "pending", "refresh", "sample", "sent", "sent_at", "topic")

    def __init__(self, address: str, topic: str) -> None:
        self.address = address
        self.topic = topic
        self.sample: Sample | None = None
        self.sent: Sample | None = None
        self.sent_at = 0.0
        self.pending = False
        self.deadband = 0.0
        self.refresh = DEFAULT_REFRESH_S


def unchanged(new: Sample, old: Sample, deadband: float = 0.0) -> bool:
    """Whether `new` says nothing that `old` did not; numbers may differ by the dead band."""
    if new.quality != old.quality or new.reason != old.reason:
        return False
    value, before = new.value, old.value
    if type(value) is not type(before):
        return False
    if value == before:
        return True
    if deadband and isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(value - before) <= deadband  # type: ignore[operator]
    return False
