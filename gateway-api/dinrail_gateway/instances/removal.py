"""Clearing the bus after an instance was removed: every retained topic it owned."""

from __future__ import annotations

import logging

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.errors import BusError
from dinrail.names import Topics

__all__ = ["sweep"]

QUIET_S = 0.5
PASS_S = 15.0
PASSES = 5


async def sweep(bus: Bus, topics: Topics, instance: str, clock: Clock) -> int:
    """Clear what lies retained below the instance until nothing is found; returns how many topics.

    Raises BusError when the broker goes away meanwhile; what is left is found by the next sweep.
    """
    cleared = 0
    for _ in range(PASSES):
        found = await _one_pass(bus, topics, instance, clock)
        cleared += found
        if not found:
            break
    if cleared:
        logging.getLogger("dinrail.gateway.instances").info("%s: %d retained topics cleared", instance, cleared)
    return cleared


async def _one_pass(bus: Bus, topics: Topics, instance: str, clock: Clock) -> int:
    found: list[str] = []

    def take(packet: PublishPacket) -> None:
        if packet.retain and packet.payload:
            found.append(packet.topic)

    filters = (topics.samples_of(instance), topics.writes_to(instance), Topics.of(instance, "#"))
    subscriptions = [bus.subscribe(filter_, take, qos=1) for filter_ in filters]
    try:
        for subscription in subscriptions:
            await subscription.wait()
        deadline = clock.monotonic() + PASS_S
        cleared = 0
        await clock.sleep(QUIET_S)
        while cleared < len(found) and clock.monotonic() < deadline:
            for topic in found[cleared:]:
                await bus.publish_acked(topic, b"", retain=True)
                cleared += 1
            await clock.sleep(QUIET_S)
    finally:
        for subscription in subscriptions:
            bus.unsubscribe(subscription)
    if not bus.is_connected:
        raise BusError("the broker went away while an instance was cleared", key="broker_unreachable")
    return len(found)
