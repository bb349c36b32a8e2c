"""A QoS 1 message on its way, until its sender knows what became of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from mqtt5 import PublishPacket, QoS

from dinrail.errors import BusError, PacketTooLarge

__all__ = ["Message", "Outcome", "Outgoing", "too_large"]

Outcome = Callable[[int | BusError], object]

_AT_LEAST_ONCE = QoS.AT_LEAST_ONCE


class Message:
    """`deadline` on the monotonic clock, None for no expiry; `size` of the packet, set when it is first encoded.

    `outcome` is called once, with the code of the acknowledgement or with the error that ended it.
    """

    __slots__ = ("attempts", "deadline", "outcome", "payload", "size", "topic", "withdrawn")

    def __init__(self, topic: str, payload: bytes, deadline: float | None, outcome: Outcome | None) -> None:
        self.topic = topic
        self.payload = payload
        self.deadline = deadline
        self.outcome = outcome
        self.attempts = 0
        self.withdrawn = False
        self.size = 0

    def encode(self, packet_id: int, now: float) -> bytes:
        """The PUBLISH with what is left of its expiry, in whole seconds, rounded up."""
        return PublishPacket(
            self.topic,
            self.payload,
            qos=_AT_LEAST_ONCE,
            packet_id=packet_id,
            duplicate=self.attempts > 0,
            message_expiry_interval=None if self.deadline is None else max(1, math.ceil(self.deadline - now - 1e-3)),
            **self._options(),
        ).write()

    def settle(self, result: int | BusError) -> None:
        """Tell whoever waits for the outcome, once."""
        outcome, self.outcome = self.outcome, None
        if outcome is not None:
            outcome(result)

    def _options(self) -> dict[str, Any]:
        return {}


class Outgoing(Message):
    """One that may have everything a message can have."""

    __slots__ = ("_given",)

    def __init__(
        self,
        topic: str,
        payload: bytes,
        deadline: float | None,
        outcome: Outcome | None = None,
        *,
        retain: bool = False,
        response_topic: str | None = None,
        correlation: bytes | None = None,
        user_properties: list[tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(topic, payload, deadline, outcome)
        self._given = {
            "retain": retain,
            "response_topic": response_topic,
            "correlation_data": correlation,
            "user_properties": user_properties,
        }

    def _options(self) -> dict[str, Any]:
        return self._given


def too_large(topic: str, size: int, limit: int) -> PacketTooLarge:
    """The error of a packet above the limit."""
    return PacketTooLarge(f"{topic}: {size} bytes, more than {limit}", topic=topic, size=size, limit=limit)
