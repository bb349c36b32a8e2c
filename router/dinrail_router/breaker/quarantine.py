"""Points beyond the budget of their source."""

from __future__ import annotations

from dinrail.breaker import QuarantinedTopic
from dinrail_router.breaker.bucket import SHOWN

__all__ = ["Quarantine"]

LISTED = 10
_MAX_COUNTED = 10_000


class Quarantine:
    """How many there are (10,000 stand for more), and the first ten by name."""

    __slots__ = ("_listed", "_seen")

    def __init__(self) -> None:
        self._seen: set[int] = set()  # hashes: the names may be long
        self._listed: list[str] = []

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def listed(self) -> list[QuarantinedTopic]:
        """The first ten."""
        return [QuarantinedTopic(topic[:SHOWN]) for topic in self._listed]

    def add(self, topic: str) -> None:
        """A point that is not let in."""
        mark = hash(topic)
        if mark in self._seen or len(self._seen) >= _MAX_COUNTED:
            return
        self._seen.add(mark)
        if len(self._listed) < LISTED:
            self._listed.append(topic)

    def discard(self, topic: str) -> None:
        """It was let in, or it is no more."""
        if not self._seen:
            return
        self._seen.discard(hash(topic))
        if topic in self._listed:
            self._listed.remove(topic)

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()
        self._listed.clear()
