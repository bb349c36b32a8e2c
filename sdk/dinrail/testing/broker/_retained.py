"""Retained messages and message expiry."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from mqtt5 import PublishPacket

from dinrail.bus import topic_matches
from dinrail.clock import Clock

__all__ = ["Message", "Retained"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message inside the broker; `deadline` on the monotonic clock, None for no expiry."""

    client: str
    packet: PublishPacket
    deadline: float | None

    def left(self, now: float) -> int | None:
        """Whole seconds to live, at least 1; None for no expiry."""
        return None if self.deadline is None else max(1, math.ceil(self.deadline - now))

    def expired(self, now: float) -> bool:
        """Whether nobody should get it any more."""
        return self.deadline is not None and self.deadline <= now


class Retained:
    """Topic → message; an empty payload clears."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, Message] = {}

    def store(self, message: Message) -> None:
        """Keep the message instead of an earlier one, or clear its topic."""
        if message.packet.payload:
            self._kept[message.packet.topic] = message
        else:
            self._kept.pop(message.packet.topic, None)

    def matching(self, pattern: str) -> Iterator[Message]:
        """What a new subscriber gets."""
        now = self._clock.monotonic()
        for message in list(self._kept.values()):
            if message.expired(now):
                del self._kept[message.packet.topic]
            elif topic_matches(pattern, message.packet.topic):
                yield message

    def payloads(self) -> dict[str, bytes]:
        """Topic → payload of what has not expired."""
        now = self._clock.monotonic()
        return {topic: message.packet.payload for topic, message in self._kept.items() if not message.expired(now)}

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
