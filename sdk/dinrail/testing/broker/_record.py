"""What the broker saw, and waiting for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from mqtt5 import PublishPacket

from dinrail.bus import topic_matches

__all__ = ["Predicate", "Published", "Record"]

_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Published:
    """A message as a client (or the test, `client` "") published it."""

    client: str
    packet: PublishPacket

    @property
    def topic(self) -> str:
        """Its topic."""
        return self.packet.topic

    @property
    def payload(self) -> bytes:
        """Its payload."""
        return self.packet.payload

    @property
    def retain(self) -> bool:
        """Whether it was to be kept."""
        return self.packet.retain

    @property
    def qos(self) -> int:
        """0 or 1."""
        return int(self.packet.qos)


Predicate = Callable[[Published], bool]


class Record:
    """The last 200,000 messages and those who wait for one."""

    def __init__(self) -> None:
        self.messages: deque[Published] = deque(maxlen=_KEPT)
        self._waiters: list[tuple[str, Predicate | None, asyncio.Future[Published]]] = []

    def add(self, message: Published) -> None:
        """A message came in."""
        self.messages.append(message)
        for pattern, predicate, waiter in self._waiters:
            if not waiter.done() and _fits(message, pattern, predicate):
                waiter.set_result(message)

    async def wait_for(self, pattern: str, predicate: Predicate | None, timeout: float, since: int) -> Published:
        """The first message that fits, from the `since`-th on; raises AssertionError that tells what came instead."""
        for message in list(self.messages)[since:]:
            if _fits(message, pattern, predicate):
                return message
        waiter: asyncio.Future[Published] = asyncio.get_running_loop().create_future()
        entry = (pattern, predicate, waiter)
        self._waiters.append(entry)
        try:
            return await asyncio.wait_for(waiter, timeout)
        except TimeoutError:
            seen = [(m.topic, m.payload[:80]) for m in self.messages if topic_matches(pattern, m.topic)][-5:]
            raise AssertionError(
                f"no such message on {pattern} within {timeout:g} s; last ones there: {seen}"
            ) from None
        finally:
            self._waiters.remove(entry)


def _fits(message: Published, pattern: str, predicate: Predicate | None) -> bool:
    return topic_matches(pattern, message.packet.topic) and (predicate is None or predicate(message))
