"""What the bus counts; nothing is lost without a number."""

from __future__ import annotations

import msgspec

__all__ = ["BusCounters"]


class BusCounters(msgspec.Struct):
    """Counters since the start of the process."""

    sent: int = 0
    received: int = 0
    dropped_offline: int = 0
    """QoS 0 messages published while there was no broker."""
    dropped_full: int = 0
    """Messages that found their queue full, or the oldest QoS 0 that made room."""
    dropped_expired: int = 0
    """QoS 1 messages whose expiry passed before they could be sent."""
    dropped_undeliverable: int = 0
    """QoS 1 messages during which the connection was lost five times."""
    too_large: int = 0
    refused: int = 0
    """QoS 1 messages the broker answered with an error."""
    subscriptions_refused: int = 0
    handler_errors: int = 0
    connects: int = 0
    reconnects: int = 0
    malformed: int = 0
    """Connections given up because the broker sent something that is not MQTT 5."""
