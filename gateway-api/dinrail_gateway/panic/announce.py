"""`dinrail-gateway panic-announce`: put the latch on the bus while no gateway runs that would."""

from __future__ import annotations

import asyncio
import sys
import time

import msgspec

from dinrail.bus import Bus
from dinrail.documents import Panic
from dinrail.errors import DinrailError
from dinrail.names import Topics
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.panic import latch as disk
from dinrail_gateway.settings import GatewaySettings

__all__ = ["announce", "run"]

PATIENCE_S = 5.0


def run(settings: GatewaySettings) -> int:
    """0 said and taken by the broker, 1 it was not."""
    try:
        level = asyncio.run(announce(settings))
    except DinrailError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    sys.stdout.write(f"told everybody on the bus: {level or 'released'}\n")
    return 0


async def announce(settings: GatewaySettings) -> str | None:
    """The level that was published, in the gateway's name and so never beside it; raises DinrailError."""
    found = await asyncio.to_thread(disk.read, settings.config / disk.FILE, int(time.time() * 1000)) or disk.RELEASED
    vault = Vault(settings.data / "identities.json")
    await asyncio.to_thread(vault.load)
    bus = Bus(settings.broker, client_id="gateway", user="gateway", password=vault.part("gateway"))
    bus.start()
    try:
        await bus.connected(PATIENCE_S)
        told = msgspec.json.encode(Panic(found.level, found.since, found.by))
        await bus.publish_acked(Topics.panic(), told, retain=True)
    finally:
        await bus.stop()
    return found.level
