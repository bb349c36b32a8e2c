"""Whether the broker keeps what it is told to keep: now, and over its last restart."""

from __future__ import annotations

import asyncio
import secrets
from typing import ClassVar

from dinrail.bus import Bus, PublishPacket
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, unknown, warning

__all__ = ["CHECK", "Durability"]

TOPIC = Topics.of("gateway", "durability")
PATIENCE_S = 3.0


class Durability(Check):
    """Writes a retained mark and reads it back; after a new session also whether the mark of before is still there."""

    id = "broker"
    title: ClassVar[dict[str, str]] = {"en": "Durability of the broker", "de": "Dauerhaftigkeit des Brokers"}
    fix_title: ClassVar[dict[str, str]] = {
        "en": "Have the broker save now",
        "de": "Den Broker jetzt speichern lassen",
    }

    def __init__(self) -> None:
        self._watched: Bus | None = None
        self._connects = 0
        self._looked_at = 0
        self._mark = b""
        self._forgot = False

    async def look(self, house: House) -> Finding:
        """Unknown while there is no connection; that is told elsewhere."""
        bus = house.gateway.bus
        self._watch(bus)
        if not bus.is_connected:
            return unknown(bus.last_error or reason("broker_unreachable", "no connection to the broker"))
        if self._mark and self._connects != self._looked_at:
            self._forgot = await _kept(bus) != self._mark
        self._looked_at = self._connects
        self._mark = secrets.token_hex(8).encode()
        try:
            await bus.publish_acked(TOPIC, self._mark, retain=True, timeout=PATIENCE_S)
        except BusError as refused:
            return error(reason("broker_not_durable", f"a retained message was refused: {refused}"))
        if await _kept(bus) != self._mark:
            return error(reason("broker_not_durable", "a retained message did not come back"))
        if self._forgot:
            message = "the broker lost what it kept at its last restart; everybody has told it again"
            return warning(reason("broker_forgot", message), fixable=house.upkeep is not None)
        return ok()

    async def fix(self, house: House) -> Reason:
        """What it has now survives the next unclean end as well."""
        if house.upkeep is not None:
            await house.upkeep.save_broker()
        self._forgot = False
        return reason("broker_saved", "the broker has written what it keeps to its disk")

    def _watch(self, bus: Bus) -> None:
        if self._watched is bus:
            return
        self._watched = bus

        def connected(_: bool) -> None:
            self._connects += 1

        bus.on_connect(connected)


async def _kept(bus: Bus) -> bytes:
    """What the broker hands to somebody who subscribes now; empty for nothing."""
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def take(packet: PublishPacket) -> None:
        if packet.retain and not heard.done():
            heard.set_result(packet.payload)

    subscription = bus.subscribe(TOPIC, take, qos=1)
    try:
        return await asyncio.wait_for(heard, PATIENCE_S)
    except TimeoutError:
        return b""
    finally:
        bus.unsubscribe(subscription)


CHECK = Durability
