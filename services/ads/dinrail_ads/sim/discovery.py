"""The UDP side: who are you, and let me in."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping
from typing import cast

from dinrail_ads.sim.device.target import Target
from dinrail_ads.wire.ams import net_id_text
from dinrail_ads.wire.commands import SystemPort
from dinrail_ads.wire.discovery import Service, Tag, UdpPacket
from dinrail_ads.wire.errors import AdsCode

__all__ = ["Discovery"]

VERSION = struct.pack("<BBH", 3, 1, 4024)
WINDOWS_10 = struct.pack("<5I", 276, 10, 0, 17763, 2).ljust(276, b"\0")


class Discovery(asyncio.DatagramProtocol):
    """Identifies the target and registers routes for `users` (name → password)."""

    def __init__(self, target: Target, users: Mapping[str, str]) -> None:
        self._target = target
        self._users = users
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0

    async def listen(self, host: str, port: int = 0) -> None:
        """Open the port (0: any free one)."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, port))
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def stop(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """From asyncio."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        """Answer what can be understood; a device is silent about everything else."""
        try:
            packet = UdpPacket.decode(data)
        except ValueError:
            return
        if packet.service == Service.IDENTIFY:
            items = self._identity()
        elif packet.service == Service.ADD_ROUTE:
            items = [(Tag.STATUS, struct.pack("<I", self._add_route(dict(packet.items))))]
        else:
            return
        reply = UdpPacket(
            packet.answer_service, packet.invoke_id, self._target.net_id, SystemPort.SYSTEM_SERVICE, items
        )
        if self._transport is not None:
            self._transport.sendto(reply.encode(), address)

    def _identity(self) -> list[tuple[int, bytes]]:
        return [
            (Tag.HOST_NAME, self._target.name.encode("cp1252") + b"\0"),
            (Tag.OS_VERSION, WINDOWS_10),
            (Tag.TWINCAT_VERSION, VERSION),
        ]

    def _add_route(self, items: dict[int, bytes]) -> int:
        net_id = items.get(Tag.NET_ID, b"")
        if len(net_id) != 6:
            return AdsCode.INVALID_PARAMETER
        if self._users.get(_text(items.get(Tag.USER, b""))) != _text(items.get(Tag.PASSWORD, b"")):
            return AdsCode.INVALID_ACCESS
        if self._target.routes is not None:
            self._target.routes[net_id] = _text(items.get(Tag.ROUTE_NAME, b"")) or net_id_text(net_id)
        return AdsCode.OK


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("cp1252", "replace")
